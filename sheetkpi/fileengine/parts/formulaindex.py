"""Formulas that reach beyond their own cell: shared ones, array formulas, data tables.

A shared formula is stored once, in its first cell; whoever overwrites that cell must first give the
others their own text. An array formula may only be overwritten as a whole, as in Excel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, cell_ref, parse_ref

if TYPE_CHECKING:
    from sheetkpi.fileengine.parts.cells import Element
    from sheetkpi.fileengine.parts.sheetreading import SheetReading


class _Shared(NamedTuple):
    row: int
    column: int
    element: Element
    members: list[Element]


class _Array(NamedTuple):
    block: Block
    element: Element
    spills: bool  # a dynamic array: its cells below the first are results, not parts


class FormulaIndex:
    """Shared and array formulas of one sheet, found once."""

    def __init__(self, sheet: SheetReading) -> None:
        self._sheet = sheet
        self._shared: dict[str, _Shared] = {}
        self.arrays: list[_Array] = []
        children: list[tuple[str, Element]] = []
        for row, column, element in sheet.placed_formulas():
            kind = element.get("t")
            if kind == "shared" and element.text:
                self._shared[element.get("si", "")] = _Shared(row, column, element, [])
            elif kind == "shared":
                children.append((element.get("si", ""), element))
            elif kind in ("array", "dataTable"):
                cell = element.getparent()
                assert cell is not None
                block = parse_ref(element.get("ref") or cell_ref(row, column))
                self.arrays.append(_Array(block, element, cell.get("cm") is not None))
        for index, element in children:
            if index in self._shared:
                self._shared[index].members.append(element)

    def text(self, element: Element, row: int, column: int) -> str:
        """The formula of a cell, its own or the shared one moved to where the cell stands."""
        if element.get("t") == "shared" and not element.text:
            shared = self._shared.get(element.get("si", ""))
            if shared is None:
                return ""
            return moved(shared.element.text or "", row - shared.row, column - shared.column)
        return element.text or ""

    def array_at(self, row: int, column: int) -> Block | None:
        """The block of the array formula the cell is a part of."""
        return next((array.block for array in self.arrays if array.block.holds(row, column)), None)

    def release(self, block: Block) -> None:
        """Prepare the block to be overwritten. ValueError for a part of an array formula."""
        for array in [array for array in self.arrays if array.block.overlap(block)]:
            if array.spills:
                if not block.holds(array.block.top, array.block.left):
                    continue
            elif array.block.overlap(block) != array.block:
                raise ValueError(f"{array.block.ref} holds one array formula: a part of it cannot change")
            self.arrays.remove(array)
            self._clear_results(array.block)
        for index, shared in list(self._shared.items()):
            if block.holds(shared.row, shared.column):
                self._give_own_text(shared)
                del self._shared[index]

    def unshare(self, block: Block) -> None:
        """Give every cell that shares a formula with one in the block a text of its own."""
        for index, shared in list(self._shared.items()):
            places = [
                self._place(one) for one in (shared.element, *shared.members) if one.getparent() is not None
            ]
            if any(block.holds(row, column) for row, column in places):
                self._give_own_text(shared)
                del self._shared[index]

    def _clear_results(self, block: Block) -> None:
        for row in block.rows:
            for column in block.columns:
                cell = self._sheet.cell(row, column)
                if cell is not None:
                    self._sheet.codec.empty(cell)

    def _give_own_text(self, shared: _Shared) -> None:
        for member in shared.members:
            if member.getparent() is None:
                continue  # overwritten since
            row, column = self._place(member)
            member.text = moved(shared.element.text or "", row - shared.row, column - shared.column)
            for name in ("t", "si", "ref"):
                member.attrib.pop(name, "")
        for name in ("t", "si", "ref"):
            shared.element.attrib.pop(name, "")

    def _place(self, element: Element) -> tuple[int, int]:
        cell = element.getparent()
        assert cell is not None
        return self._sheet.place_of(cell)
