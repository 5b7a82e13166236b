"""Notes and threaded comments: where they hang, and how they move with their rows.

A note is told three times in a file: its text in the sheet's comments part, its box in a VML drawing,
and, when it is a threaded comment, the conversation in a part of its own. All three name the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lxml import etree
from xlwings import base_classes

from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.namespaces import MAIN, R_ID, main, new_element, whole_number
from sheetkpi.fileengine.parts import vmldrawing
from sheetkpi.fileengine.parts.cells import Element, escaped, rich_text
from sheetkpi.fileengine.parts.references import Block, cell_ref, parse_cell, parse_ref
from sheetkpi.fileengine.parts.vmldrawing import add_box, blank_drawing, boxes, remove_box

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.sheet import Sheet

_COMMENT_PARTS = ("comments", "threadedComment")
_VML_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


@names_what_it_lacks
class Note(base_classes.Note):
    """One note on a cell; the text of a threaded comment is the one old versions of Excel show."""

    def __init__(self, sheet: Sheet, element: Element, part: str) -> None:
        self.sheet = sheet
        self.element = element
        self.part = part

    @property
    def api(self) -> Note:
        """The engine's own object: itself."""
        return self

    @property
    def location(self) -> Range:
        """The cell the note hangs on."""
        return Range(self.sheet, parse_ref(self.element.get("ref", "A1")))

    @property
    def author(self) -> str:
        """Who wrote it."""
        names = [one.text or "" for one in self.sheet.book.package.tree(self.part).iter(main("author"))]
        index = whole_number(self.element, "authorId")
        return names[index] if index < len(names) else ""

    @property
    def text(self) -> str:
        """The text, without its formats."""
        found = self.element.find(main("text"))
        return "" if found is None else rich_text(found)

    @text.setter
    def text(self, value: str) -> None:
        self._check_own("Note.text =")
        old = self.element.find(main("text"))
        if old is not None:
            self.element.remove(old)
        self.element.insert(0, _text(value))
        self.sheet.book.package.touch(self.part)

    def delete(self) -> None:
        """Take the note off its cell."""
        self._check_own("Note.delete")
        parent = self.element.getparent()
        assert parent is not None
        parent.remove(self.element)
        package = self.sheet.book.package
        package.touch(self.part)
        for part in _parts(self.sheet, "vmlDrawing"):
            remove_box(package.edit(part), *parse_cell(self.element.get("ref", "A1")))

    def _check_own(self, what: str) -> None:
        """A threaded comment keeps its conversation elsewhere; changing only this half would part them."""
        if self.author.startswith("tc="):
            raise NotImplementedError(f"the file engine has no {what} for threaded comments")


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    """The note on a cell."""
    place = cell_ref(row, column)
    return next((note for note in notes(sheet) if note.element.get("ref") == place), None)


def add_note(sheet: Sheet, row: int, column: int, text: str) -> Note:
    """A new note on a cell that has none, its box hidden until the mouse is over the cell."""
    package = sheet.book.package
    part = next(_parts(sheet, "comments"), None) or _new_comments(sheet)
    root = package.edit(part)
    comments = root.find(main("commentList"))
    if comments is None:
        comments = etree.SubElement(root, main("commentList"))
    element = etree.Element(main("comment"), {"ref": cell_ref(row, column), "authorId": _nobody(root)})
    element.append(_text(text))
    behind = [one for one in comments if parse_cell(one.get("ref", "A1")) < (row, column)]
    comments.insert(len(behind), element)
    drawing = next(_parts(sheet, "vmlDrawing"), None) or _new_drawing(sheet)
    add_box(package.edit(drawing), row, column)
    return Note(sheet, element, part)


def _text(value: str) -> Element:
    text = new_element("text")
    run = etree.SubElement(text, main("t"))
    run.text = escaped(value)
    run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text


def _nobody(root: Element) -> str:
    """The index of an author without a name."""
    authors = root.find(main("authors"))
    if authors is None:
        authors = new_element("authors")
        root.insert(0, authors)
    for index, author in enumerate(authors):
        if not author.text:
            return str(index)
    etree.SubElement(authors, main("author"))
    return str(len(authors) - 1)


def _new_comments(sheet: Sheet) -> str:
    package = sheet.book.package
    part = package.new_part_name("xl/comments{}.xml")
    data = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
    package.write(part, data.encode(), f"{contenttypes.SPREADSHEET}.comments+xml")
    package.relationships(sheet.part).add("comments", part)
    return part


def _new_drawing(sheet: Sheet) -> str:
    package = sheet.book.package
    part = package.new_part_name("xl/drawings/vmlDrawing{}.vml")
    package.write(part, blank_drawing(), vmldrawing.CONTENT_TYPE)
    sheet.worksheet.changed()
    element = sheet.worksheet.child("legacyDrawing", create=True)
    assert element is not None
    element.set(R_ID, package.relationships(sheet.part).add("vmlDrawing", part))
    return part


def notes(sheet: Sheet) -> list[Note]:
    """The notes of a sheet, in the order of the file."""
    return [
        Note(sheet, element, part)
        for part in _parts(sheet, "comments")
        for element in sheet.book.package.tree(part).iter(main("comment"))
    ]


def move_notes(sheet: Sheet, block: Block, to: Mapping[int, int]) -> None:
    """Move the notes on the cells of `block` from row to row, as `to` says."""
    package = sheet.book.package
    for kind in _COMMENT_PARTS:
        for part in _parts(sheet, kind):
            moves = [
                (element, cell_ref(to[row], column))
                for element in package.tree(part).iter()
                if isinstance(element.tag, str) and element.get("ref")
                for row, column in [parse_cell(element.get("ref", "A1"))]
                if block.holds(row, column) and to[row] != row
            ]
            for element, ref in moves:
                package.touch(part)
                element.set("ref", ref)
    for part in _parts(sheet, "vmlDrawing"):
        for shape_data in boxes(package.tree(part)):
            _move_box(sheet, part, shape_data, block, to)


def _parts(sheet: Sheet, kind: str) -> Iterator[str]:
    package = sheet.book.package
    for relationship in package.relationships(sheet.part).of_kind(kind):
        if relationship.target in package:
            yield relationship.target


def _move_box(sheet: Sheet, part: str, data: Element, block: Block, to: Mapping[int, int]) -> None:
    """Move the box of one note; rows count from 0 in VML, and the anchor names two of them."""
    row, column = data.find(f"{_VML_EXCEL}Row"), data.find(f"{_VML_EXCEL}Column")
    if row is None or column is None or not row.text or not column.text:
        return
    now = int(row.text) + 1
    if not block.holds(now, int(column.text) + 1) or to[now] == now:
        return
    sheet.book.package.touch(part)
    row.text = str(to[now] - 1)
    anchor = data.find(f"{_VML_EXCEL}Anchor")
    if anchor is not None and anchor.text:
        numbers = [int(number) for number in anchor.text.split(",")]
        first = max(numbers[2] + to[now] - now, 0)
        numbers[2], numbers[6] = first, first + numbers[6] - numbers[2]
        anchor.text = ", ".join(str(number) for number in numbers)
