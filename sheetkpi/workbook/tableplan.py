"""The plan for one table as data: its rows, and what goes into each column; and what of it stands already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetkpi.tables.columns import Column, ColumnKind
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.rows import RowPlan
from sheetkpi.workbook.text import as_text

NUMBER_FORMATS: dict[ColumnKind, str] = {
    "count": "#,##0",
    "money": '"¥"#,##0',
    "rate": "0.0%",
    "number": "#,##0.0##",
    "gap": "+0.0%;-0.0%;0.0%",
    "date": "yyyy/mm/dd",
    "month": "yyyy/mm",
}
"""For columns that the product appends; the user's own formats on existing ones stay."""


@dataclass(frozen=True)
class Content:
    """What stands in a table now: its data rows' values, the numbers of rows with a note on them, and, by
    position, the formulas in the columns where people type (the constant where there is none). `formulas`
    is None where the engine cannot read them."""

    values: Sequence[Sequence[Any]]
    formulas: Mapping[int, Sequence[str]] | None = None
    noted: Collection[int] = ()


@dataclass(frozen=True)
class ColumnPlan:
    """What goes into one column: a value per row or, with `formula`, that and what it will come to.

    `position` counts from 0 within the table. `new_rows_only` columns are the user's from then on. Cells in
    the rows `left` stay as they are; those in the rows `standing` hold the formula already and only learn
    what it comes to, and those in the rows `same` hold the value already.
    """

    position: int
    values: tuple[Any, ...]
    formula: str = ""
    new_rows_only: bool = False
    left: frozenset[int] = frozenset()
    standing: frozenset[int] = frozenset()
    same: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TablePlan:
    """One table after the refresh: `area` with header (and totals) row, rows, appended headers, columns.

    `changes` is false when every value the product writes stands there already, in the same place.
    """

    table: FoundTable
    rows: RowPlan
    area: Area
    appended: tuple[Column, ...]
    headers: tuple[str, ...]
    columns: tuple[ColumnPlan, ...]
    changes: bool = True

    @property
    def count(self) -> int:
        """Rows filled from the report."""
        return sum(place is not None for place in self.rows.report)


def rows_same(column: ColumnPlan, content: Content, rows: RowPlan) -> frozenset[int]:
    """The rows in which a column of values reads already as planned; none where rows change places."""
    if rows.gather or rows.spread or rows.dropped or not rows.sources:
        return frozenset()
    if not content.values or column.position >= len(content.values[0]):
        return frozenset()
    before, after = [now[column.position] for now in content.values], column.values[: len(content.values)]
    if _PLAIN.issuperset(map(type, before)) and _PLAIN.issuperset(map(type, after)) and (*before,) == after:
        return frozenset(range(len(before)))
    return frozenset(
        row for row, (now, value) in enumerate(zip(before, after, strict=False)) if _reads_as(now, value)
    )


_NUMBERS = frozenset({int, float})
_PLAIN = frozenset({int, float, str, datetime, type(None)})
"""Types of which no two values are equal, but numbers, that do not read alike."""
_BLANK = (None, "")


def _reads_as(now: Any, value: Any) -> bool:
    """Whether a cell that holds `now` is as one that `value` is written into: 1, true and "1" are three."""
    alike = type(now) is type(value) or (type(now) in _NUMBERS and type(value) in _NUMBERS)
    return (alike and bool(now == value)) or (now in _BLANK and value in _BLANK)


def differs(content: Content, rows: RowPlan, columns: Sequence[ColumnPlan]) -> bool:
    """Whether anything will stand elsewhere or read otherwise than now."""
    if not rows.sources:  # a table without rows keeps a blank one
        return rows.before > 1 or any(as_text(value) for row in content.values for value in row)
    if rows.sources != tuple(range(rows.before)):
        return True
    return any(
        (now[column.position] or None) != (value or None)
        and not (column.new_rows_only and row not in rows.fresh)
        for column in columns
        if len(column.same) < len(column.values)
        for row, (now, value) in enumerate(zip(content.values, column.values, strict=False))
    )
