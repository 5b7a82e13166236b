"""Notes and threaded comments: where they hang, and how they move with their rows.

A note is told three times in a file: its text in the sheet's comments part, its box in a VML drawing,
and, when it is a threaded comment, the conversation in a part of its own. All three name the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xlwings import base_classes

from sheetkpi.fileengine.cells import Element, rich_text
from sheetkpi.fileengine.engine_range import Range
from sheetkpi.fileengine.lacking import names_what_it_lacks
from sheetkpi.fileengine.namespaces import MAIN
from sheetkpi.fileengine.references import Block, cell_ref, parse_cell, parse_ref

if TYPE_CHECKING:
    from sheetkpi.fileengine.engine_sheet import Sheet

_COMMENT_PARTS = ("comments", "threadedComment")
_VML_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


@names_what_it_lacks
class Note(base_classes.Note):
    """One note on a cell; the text of a threaded comment is the one old versions of Excel show."""

    def __init__(self, sheet: Sheet, element: Element) -> None:
        self.sheet = sheet
        self.element = element

    @property
    def api(self) -> Note:
        """The engine's own object: itself."""
        return self

    @property
    def location(self) -> Range:
        """The cell the note hangs on."""
        return Range(self.sheet, parse_ref(self.element.get("ref", "A1")))

    @property  # type: ignore[misc]  # no setter
    def text(self) -> str:
        """The text, without its formats."""
        found = self.element.find(f"{{{MAIN}}}text")
        return "" if found is None else rich_text(found)


def notes(sheet: Sheet) -> list[Note]:
    """The notes of a sheet, in the order of the file."""
    return [
        Note(sheet, element)
        for part in _parts(sheet, "comments")
        for element in sheet.book.package.tree(part).iter(f"{{{MAIN}}}comment")
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
        for shape_data in _boxes(package.tree(part)):
            _move_box(sheet, part, shape_data, block, to)


def _parts(sheet: Sheet, kind: str) -> Iterator[str]:
    package = sheet.book.package
    for relationship in package.relationships(sheet.part).of_kind(kind):
        if relationship.target in package:
            yield relationship.target


def _boxes(root: Element) -> Iterator[Element]:
    for data in root.iter(f"{_VML_EXCEL}ClientData"):
        if data.get("ObjectType") == "Note":
            yield data


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
