"""Pivot tables in Excel's compact form: two fields in one column, an entry of the outer above its inner ones.

    行ラベル        合計 / 架電数
    佐藤葵                    55
    2026/11/2                 30
    2026/11/4                 25

The numbers beside an outer entry sum up those below it, which tells the levels apart for certain: whatever
does not add up is no such table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.tables.context import bare_name, days_of, month_of
from sheetkpi.sources.tables.grid import MOST_CELLS, Grid, Layout, Place
from sheetkpi.sources.values.numbers import number
from sheetkpi.sources.words.results import is_known_result
from sheetkpi.sources.words.totals import is_total, totals_among

_LABELS = lazy_pattern(r"行ラベル|row\s*labels", re.IGNORECASE)
_MONTH = lazy_pattern(r"(?:\d{4}\s*年\s*)?\d{1,2}\s*月|[a-z]{3,9}(?:[\s-]\d{2,4})?", re.IGNORECASE)
_SEARCHED = 20


@dataclass(frozen=True)
class _Row:
    """An entry of the column of labels: `day` is the first day of what it names, None for other texts."""

    row: int
    text: str
    day: date | None
    is_month: bool


def from_compact_pivot(sheet: RawSheet, today: date) -> RawSheet | None:
    """`sheet` as rows of day, rep and what is summed up, where it is a pivot table with days and names in one
    column; else None."""
    if not 4 <= sheet.cells.num_rows * max(sheet.cells.num_columns, 1) <= MOST_CELLS:
        return None
    head = _head(Grid.of(sheet, _SEARCHED))
    if head is None:
        return None
    grid = Grid.of(sheet)
    values = [at for at in range(head[1] + 1, grid.width) if grid.rows[head[0]][at]]
    said = {at: understand(grid.rows[head[0]][at]) for at in values}
    sums = [at for at in values if said[at].count and said[at].is_of_the_day]
    rows = _entries(grid, head, today)
    months = {one.is_month for one in rows if one.day}
    groups = _groups(rows)
    if not sums or len(months) != 1 or not groups or not _add_up(grid, sums, groups):
        return None
    if any(understand(one.text) or is_known_result(one.text) for one in rows if one.day is None):
        return None
    header = "対象月" if months.pop() else "日付"
    layout = Layout(
        [header, "担当者", *(grid.rows[head[0]][at] for at in values)],
        [head, head, *((head[0], at) for at in values)],
        main=2,
    )
    for outer, inner in groups.items():
        for one in inner:
            when, who = (outer, one) if outer.day else (one, outer)
            assert when.day is not None
            cells = [(grid.rows[one.row][at], (one.row, at)) for at in values]
            day = (when.day.isoformat(), (when.row, head[1]))
            layout.add([day, (bare_name(who.text), (who.row, head[1])), *cells])
    return layout.sheet(grid)


def _head(grid: Grid) -> Place | None:
    """Where the column of labels is headed."""
    for row, texts in enumerate(grid.rows):
        for column, text in enumerate(texts):
            if _LABELS.fullmatch(text):
                return row, column
    return None


def _entries(grid: Grid, head: Place, today: date) -> list[_Row]:
    """The entries below the header, as far as they follow each other; without the grand total."""
    texts: list[tuple[int, str]] = []
    for row in range(head[0] + 1, len(grid.rows)):
        text = grid.rows[row][head[1]]
        if not text:
            break
        if not (is_total(text) or totals_among([text])[0]):
            texts.append((row, text))
    days = days_of([text for _, text in texts], today)
    found = []
    for row, text in texts:
        day, plain = days[text], unicodedata.normalize("NFKC", text)
        month = month_of(plain, today) if day is None and _MONTH.fullmatch(plain) else None
        found.append(_Row(row, text, day or month, month is not None))
    return found


def _groups(rows: Sequence[_Row]) -> dict[_Row, list[_Row]]:
    """Each entry of the outer field with those of the inner one below it; {} where they are no such levels:
    days below names, or names below days."""
    groups: dict[_Row, list[_Row]] = {}
    outer: _Row | None = None
    for one in rows:
        if outer is None or (one.day is None) == (rows[0].day is None):
            outer = one
            groups[outer] = []
        else:
            groups[outer].append(one)
    return groups if all(groups.values()) else {}


def _add_up(grid: Grid, columns: Sequence[int], groups: Mapping[_Row, Sequence[_Row]]) -> bool:
    """Whether the numbers of each outer entry are the sums of those below it, or none stand there."""

    def value(row: int, column: int) -> float:
        found = number(grid.rows[row][column])[0]
        return 0.0 if found is None else found

    return all(
        not grid.rows[outer.row][at]
        or isclose(value(outer.row, at), sum(value(one.row, at) for one in inner), abs_tol=1e-6)
        for outer, inner in groups.items()
        for at in columns
    )
