"""Sparklines: small charts in cells, kept in the sheet's extensions with the cells they draw and stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import deepcopy
from typing import NamedTuple

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, cell_ref, parse_ref, split_sheet
from sheetkpi.fileengine.parts.sheetdata import SheetData

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


class _Sparkline(NamedTuple):
    row: int
    column: int
    element: Element

    @property
    def source(self) -> str:
        """The cells it draws."""
        return self.element.findtext(f"{_XM}f") or ""

    def place(self, row: int, source: str) -> None:
        """Let it stand in another row and draw other cells."""
        place, drawn = self.element.find(f"{_XM}sqref"), self.element.find(f"{_XM}f")
        if place is not None:
            place.text = cell_ref(row, self.column)
        if drawn is not None:
            drawn.text = source


def _within(sheet: SheetData, block: Block) -> list[_Sparkline]:
    """The sparklines that stand in the block, one cell each."""
    found = []
    for extensions in sheet.root.iterchildren(main("extLst")):
        for element in extensions.iter(f"{_X14}sparkline"):
            try:
                place = parse_ref(element.findtext(f"{_XM}sqref") or "")
            except ValueError:
                continue
            if (place.height, place.width) == (1, 1) and block.holds(place.top, place.left):
                found.append(_Sparkline(place.top, place.left, element))
    return found


def continue_sparklines(sheet: SheetData, old: Block, new_rows: Block) -> None:
    """Give `new_rows` of a table the sparklines that most of its `old` rows have, drawing their own row."""
    columns: dict[int, list[_Sparkline]] = defaultdict(list)
    for one in _within(sheet, old):
        columns[one.column].append(one)
    taken = {(one.row, one.column) for one in _within(sheet, new_rows)} if columns else set()
    for column, there in columns.items():
        if len(there) * 2 <= old.height:
            continue
        pattern = max(there, key=lambda one: one.row)
        for row in new_rows.rows:
            if (row, column) not in taken:
                added = _Sparkline(row, column, deepcopy(pattern.element))
                parent = pattern.element.getparent()
                assert parent is not None
                parent.append(added.element)
                added.place(row, moved(pattern.source, row - pattern.row, 0))


def move_sparklines(sheet: SheetData, name: str, rows: Block, to: Mapping[int, int]) -> None:
    """Move the sparklines in a block of the sheet called `name` from row to row, as `to` says.

    One that draws its own row goes on doing so; one that draws cells elsewhere keeps these.
    """
    for one in _within(sheet, rows):
        new = to[one.row]
        own = _draws_own_row(one, name)
        one.place(new, moved(one.source, new - one.row, 0) if own else one.source)


def drop_sparklines(sheet: SheetData, name: str, rows: Block) -> None:
    """Take away the sparklines in emptied rows of the sheet called `name` that draw their own row; those that
    draw other cells are not about the record that went."""
    for one in _within(sheet, rows):
        parent = one.element.getparent()
        if parent is not None and _draws_own_row(one, name):
            sheet.changed()
            parent.remove(one.element)
            _drop_empty(parent)


def _drop_empty(element: Element) -> None:
    """Take away `sparklines` in which nothing is left, with their group, and what is empty around it then."""
    group, groups = element.getparent(), None
    if not len(element) and group is not None and (groups := group.getparent()) is not None:
        groups.remove(group)
    while groups is not None and not len(groups) and (parent := groups.getparent()) is not None:
        parent.remove(groups)
        groups = None if groups.tag == main("extLst") else parent


def _draws_own_row(one: _Sparkline, name: str) -> bool:
    sheet, address = split_sheet(one.source)
    try:
        source = parse_ref(address)
    except ValueError:
        return False
    here = not sheet or sheet.casefold() == name.casefold()
    return here and source.top == source.bottom == one.row
