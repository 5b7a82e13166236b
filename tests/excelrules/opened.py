"""A workbook as raw parts, and what the rules want to know of it: trees, relationships, cells, blocks."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"

Element = etree._Element
Box = tuple[int, int, int, int]
"""Top, left, bottom, right, from 1."""


@dataclass(frozen=True)
class Related:
    """One relationship; `part` is None for one that leads out of the package."""

    id: str
    kind: str
    part: str | None


class Opened:
    """The parts of one workbook. `broken` says which members are no XML though they should be."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.members = archive.namelist()
            self.names = [name for name in self.members if not name.endswith("/")]
            parts = {name: archive.read(name) for name in self.names}
        self.lower = {name.lower() for name in self.names}
        self.trees: dict[str, Element] = {}
        self.broken: list[str] = []
        parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
        for name, part in parts.items():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                try:
                    self.trees[name] = etree.fromstring(part, parser)
                except etree.XMLSyntaxError as error:
                    if not name.endswith(".vml"):  # those are HTML in all but name
                        self.broken.append(f"{name}: not well-formed: {error.msg}")

    @cached_property
    def related(self) -> dict[str, list[Related]]:
        """The relationships of each part, "" for the package."""
        found = {}
        for name, tree in self.trees.items():
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                source = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
                found[source] = [self._related(folder, each) for each in elements(tree)]
        return found

    def _related(self, folder: str, element: Element) -> Related:
        kind = element.get("Type", "").rpartition("/")[2]
        target = element.get("Target", "").partition("#")[0]
        if element.get("TargetMode") == "External" or not target:
            return Related(element.get("Id", ""), kind, None)
        part = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        return Related(element.get("Id", ""), kind, next(iter(self._named(part)), part))

    def _named(self, part: str) -> Iterator[str]:
        """A part as the package spells it: case does not count."""
        if part.lower() in self.lower:
            yield from (name for name in self.names if name.lower() == part.lower())

    def target(self, source: str, id: str | None) -> str | None:
        """The part that a relationship of `source` leads to."""
        return next((each.part for each in self.related.get(source, ()) if each.id == id), None)

    def of_kind(self, source: str, kind: str) -> list[str]:
        """The parts that `source` has as `kind`."""
        return [each.part for each in self.related.get(source, ()) if each.kind == kind and each.part]

    @cached_property
    def workbook_part(self) -> str:
        """The name of the workbook part."""
        return self.of_kind("", "officeDocument")[0]

    @cached_property
    def workbook(self) -> Element:
        """The root of the workbook part."""
        return self.trees[self.workbook_part]

    def of_workbook(self, kind: str) -> Element | None:
        """The root of the workbook's `styles`, `sharedStrings` …"""
        parts = [part for part in self.of_kind(self.workbook_part, kind) if part in self.trees]
        return self.trees[parts[0]] if parts else None

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each sheet, by name."""
        found = {}
        for sheet in self.workbook.iter(f"{M}sheet"):
            part = self.target(self.workbook_part, sheet.get(f"{R}id"))
            if part is not None:
                found[sheet.get("name", "")] = part
        return found

    @cached_property
    def worksheets(self) -> dict[str, Element]:
        """The root of each worksheet, by the sheet's name; chart and macro sheets are not among them."""
        roots = {name: self.trees.get(part) for name, part in self.sheets.items()}
        return {
            name: root for name, root in roots.items() if root is not None and root.tag == f"{M}worksheet"
        }

    @cached_property
    def tables(self) -> dict[str, Element]:
        """The root of each table part, by part."""
        return {name: tree for name, tree in self.trees.items() if tree.tag == f"{M}table"}

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, without readings."""
        root = self.of_workbook("sharedStrings")
        return [] if root is None else [characters(item) for item in root.iterchildren(f"{M}si")]

    def count_styles(self, name: str) -> int:
        """How many there are of `cellXfs`, `dxfs`, `fonts` …"""
        root = self.of_workbook("styles")
        found = None if root is None else root.find(f"{M}{name}")
        return 0 if found is None else len(found)

    def text(self, cell: Element) -> str | None:
        """What a cell holds, as text; None where it holds nothing."""
        value = cell.findtext(f"{M}v")
        if cell.get("t") == "inlineStr":
            holder = cell.find(f"{M}is")
            return "" if holder is None else characters(holder)
        if cell.get("t") == "s" and value:
            return self.strings[int(value)] if int(value) < len(self.strings) else None
        return value


def elements(parent: Element) -> list[Element]:
    """The child elements, without comments and the like."""
    return [child for child in parent if isinstance(child.tag, str)]


def characters(holder: Element) -> str:
    """The text of an `<si>` or `<is>`: its runs joined, readings left out."""
    texts = (each for each in holder.iter(f"{M}t") if each.getparent().tag != f"{M}rPh")
    return unescaped("".join(each.text or "" for each in texts))


def unescaped(text: str) -> str:
    """`_x000A_` and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=100_000)
def box(ref: str) -> Box | None:
    """The block of `A1:C3` or `$B$2`; None for whole rows and columns and for what is no address."""
    found = re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", ref.replace("$", ""))
    if found is None:
        return None
    top, left = int(found[2]), column_number(found[1])
    return top, left, int(found[4] or top), column_number(found[3]) if found[3] else left


def meet(one: Box, other: Box) -> bool:
    """Whether two blocks share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def overlaps(boxes: list[Box]) -> Iterator[Box]:
    """Blocks that share a cell with an earlier one, found from top to bottom."""
    open_boxes: list[Box] = []
    for each in sorted(boxes):
        open_boxes = [other for other in open_boxes if other[2] >= each[0]]
        if any(meet(each, other) for other in open_boxes):
            yield each
        open_boxes.append(each)
