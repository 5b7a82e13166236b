"""The links on a worksheet's cells: web addresses through relationships, places in the workbook directly."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import R_ID, main
from sheetkpi.fileengine.opc.relationships import Relationships
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.fileengine.parts.worksheet import Worksheet


class Link(NamedTuple):
    """A link on cells of one row, as plain data: `left` counts its columns from a first one, from 0."""

    left: int
    width: int
    target: str
    place: str
    tip: str
    shown: str


class Hyperlinks:
    """Reads, adds and removes the links of one sheet. An address within the workbook begins with `#`."""

    def __init__(self, sheet: Worksheet, relationships: Relationships) -> None:
        self._sheet = sheet
        self._relationships = relationships

    def _elements(self) -> list[tuple[Block, Element]]:
        parent = self._sheet.child("hyperlinks")
        return [] if parent is None else [(parse_ref(link.get("ref", "A1")), link) for link in parent]

    def address(self, row: int, column: int) -> str | None:
        """Where the cell leads: `https://…`, `mailto:…`, `#Sheet!A1`; None without a link."""
        for block, link in self._elements():
            if block.holds(row, column):
                place = link.get("location")
                id = link.get(R_ID)
                target = self._relationships[id].target if id else ""
                return target + (f"#{place}" if place else "")
        return None

    def add(self, block: Block, address: str, tip: str = "") -> None:
        """Let the block's cells lead to `address`, instead of wherever they led."""
        target, _, place = address.partition("#")
        self._put(block, target, {"location": place, "tooltip": tip})

    def _put(self, block: Block, target: str, said: Mapping[str, str]) -> None:
        self.remove(block)
        parent = self._sheet.child("hyperlinks", create=True)
        assert parent is not None
        link = etree.SubElement(parent, main("hyperlink"), ref=block.ref)
        if target:
            link.set(R_ID, self._relationships.add("hyperlink", target, external=True))
        for name, value in said.items():
            if value:
                link.set(name, value)

    def kept(self, block: Block) -> dict[int, list[Link]]:
        """The links on cells of one row within the block, by row."""
        found: dict[int, list[Link]] = {}
        for linked, link in self._elements():
            if linked.height == 1 and linked.overlap(block) == linked:
                target = self._relationships[link.get(R_ID, "")].target if link.get(R_ID) else ""
                said = (link.get(name, "") for name in ("location", "tooltip", "display"))
                one = Link(linked.left - block.left, linked.width, target, *said)
                found.setdefault(linked.top, []).append(one)
        return found

    def put_back(self, row: Block, kept: Link) -> None:
        """Let cells of a row lead where cells of another one led."""
        left = row.left + kept.left
        cells = row._replace(left=left, right=left + kept.width - 1)
        self._put(cells, kept.target, {"location": kept.place, "tooltip": kept.tip, "display": kept.shown})

    def remove(self, block: Block) -> None:
        """Take the links from the block's cells; a link over more cells stays on the others."""
        for linked, link in self._elements():
            if not linked.overlap(block):
                continue
            self._sheet.changed()
            left = list(linked.without(block))
            for part in left:
                twin = copy(link)
                twin.set("ref", part.ref)
                link.addprevious(twin)
            self._drop(link, keep_target=bool(left))
        parent = self._sheet.child("hyperlinks")
        if parent is not None and len(parent) == 0:
            self._sheet.root.remove(parent)

    def move_rows(self, block: Block, to: Mapping[int, int]) -> None:
        """Move the links on single cells of the block from row to row, as `to` says."""
        for linked, link in self._elements():
            if linked.height == 1 and linked.overlap(block) == linked and to[linked.top] != linked.top:
                self._sheet.changed()
                link.set("ref", linked._replace(top=to[linked.top], bottom=to[linked.top]).ref)

    def _drop(self, link: Element, keep_target: bool) -> None:
        parent = link.getparent()
        assert parent is not None
        parent.remove(link)
        id = link.get(R_ID)
        if id and not keep_target and all(other.get(R_ID) != id for other in parent):
            self._relationships.remove(id)
