"""Titles that say what one means in the amounts below them: 受注一覧（単位：万円）, ($ in thousands)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetkpi.grid import cell_address
from sheetkpi.sources.roles.shapes import Recognised
from sheetkpi.sources.tables.grid import Grid
from sheetkpi.sources.values.money import MoneyTitle, unit_in_title

if TYPE_CHECKING:
    from sheetkpi.sources.raw import RawSheet

_ROWS = 40
"""In how many rows above a table its titles are looked for."""
_MOST_IN_TITLES = 6
"""A row with more texts than this stands in a table."""


def with_money_title(found: Recognised, whole: RawSheet) -> Recognised:
    """`found` with the title that says what one means in its amounts, where there is one: the nearest above
    its headers, else one at the top of the sheet."""
    headers, sheet = found.headers, found.sheet
    if headers is None or sheet.typed or sheet.of_leads or not _has_amounts(found):
        return found
    title = _nearest(Grid.of(sheet, min(headers.rows[0], _ROWS)))
    if title is None and whole is not sheet:
        title = _nearest(Grid.of(whole, _titles_at_top(whole)))
    return found if title is None else replace(found, money_title=title)


def _has_amounts(found: Recognised) -> bool:
    return "amount" in found.columns or (found.shape == "daily_counts" and bool(found.counts))


def _nearest(grid: Grid) -> MoneyTitle | None:
    """The last text of some rows that is or holds a unit of money."""
    said = None
    for row, column, text in _texts(grid):
        if (unit := unit_in_title(text)).scale is not None:
            cell = cell_address(grid.cell_row(row), grid.cell_column(column))
            said = MoneyTitle(unit.scale, text, cell)
    return said


def _texts(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """The texts of titles, also of 単位 in one cell and 千円 in the next."""
    for number, row in enumerate(grid.rows):
        filled = [(column, text) for column, text in enumerate(row) if text]
        if len(filled) > _MOST_IN_TITLES:
            continue
        before = ""
        for column, text in filled:
            yield number, column, f"{before}{text}"
            before = f"{text} " if text.strip(_AROUND).casefold() in _LABELS else ""


_LABELS = frozenset(("単位", "金額単位", "unit", "units"))
_AROUND = " 　:：()（）※"


def _titles_at_top(whole: RawSheet) -> int:
    """How many rows of a sheet stand above its first table, by how many texts they have."""
    rows = Grid.of(whole, _ROWS).rows
    return next((number for number, row in enumerate(rows) if sum(map(bool, row)) > _FEW), 0)


_FEW = 2
