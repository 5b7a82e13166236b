"""What a refresh will write into one table, worked out before the first cell is touched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from sheetkpi.language import Language, key_of, say
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.contract import Column, ColumnKind, TableSpec
from sheetkpi.workbook.finding import STATE, FoundTable
from sheetkpi.workbook.formulas import looks_elsewhere, resolved
from sheetkpi.workbook.issues import reason_of
from sheetkpi.workbook.rows import Key, RowPlan, plan_rows
from sheetkpi.workbook.text import as_text, plain

NOBODY: dict[str, tuple[str, ...]] = {
    "rep": ("unassigned",),
    "team": ("all", "unassigned"),
    "lead_source": ("unknown_source",),
    "stage": ("calls", "connects", "meetings", "opportunities", "wins"),
}
"""Frame values that stand for a word of the language, by column."""

KEPT_UNMARKED = frozenset({"ImportIssues", "ResultMap", "Sources", "Roster"})
"""Tables whose rows outlive the data by right: lists of decisions and settings."""

NUMBER_FORMATS: dict[ColumnKind, str] = {
    "count": "#,##0",
    "money": '"¥"#,##0',
    "rate": "0.0%",
    "number": "#,##0.###",
    "date": "yyyy/mm/dd",
    "month": "yyyy/mm",
}
"""For columns that the product appends; the user's own formats on existing ones stay."""

_KEPT_KINDS = ("text", "date", "month")


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

    `position` counts from 0 within the table. `new_rows_only` columns are the user's from then on.
    """

    position: int
    values: tuple[Any, ...]
    formula: str = ""
    new_rows_only: bool = False


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


Headers = Mapping[str, Mapping[str, str]]


def rows_of(table: FoundTable, content: Content, frame: pd.DataFrame) -> tuple[RowPlan, bool]:
    """The rows of `table` after it is filled from `frame`, and whether some must be marked as gone."""
    spec = table.spec
    existing = [_key(row, table) for row in content.values]
    parts = [
        [_frame_text(key, value) for value in frame[key]] if key in frame else [""] * len(frame)
        for key in spec.key
    ]
    wanted = list(zip(*parts, strict=True))
    typed = [_typed_in(table, content, row) for row in range(len(content.values))]
    plan = plan_rows(
        existing,
        typed,
        wanted,
        ordered=spec.ordered,
        last=spec.last,
        use_blanks=all(spec[key].typed for key in spec.key),
    )
    marked = None in plan.report and spec.name not in KEPT_UNMARKED
    return plan, marked


def appended_columns(table: FoundTable, frame: pd.DataFrame, marked: bool) -> tuple[Column, ...]:
    """Columns the product writes and the table lacks: they go to its right edge."""
    columns = [
        column
        for column in table.spec
        if column.key not in table.columns and not column.typed and (column.key in frame or column.formula)
    ]
    if marked and STATE.key not in table.columns:
        columns.append(STATE)
    return tuple(columns)


def headers_after(table: FoundTable, appended: Sequence[Column], language: Language) -> dict[str, str]:
    """The header of every column key once `appended` columns are there."""
    headers = {key: table.headers[position] for key, position in table.columns.items()}
    return headers | {column.key: column.header(language) for column in appended}


def plan_table(
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    rows: RowPlan,
    appended: tuple[Column, ...],
    headers: Headers,
    names: Collection[str],
    language: Language,
) -> TablePlan:
    """Everything that will be written into `table`.

    `headers` has the headers of all tables after the refresh, for formulas that look into others; a formula
    whose table or name the workbook lacks is written as values.
    """
    positions = table.columns | {
        column.key: len(table.headers) + number for number, column in enumerate(appended)
    }
    columns = []
    for column in table.spec:
        if column.key not in positions or (column.key not in frame and not column.formula):
            continue
        formula = resolved(column.formula, table.spec.name, headers, names) if column.formula else None
        if formula is None and column.key not in frame:
            continue
        values = _column_values(column, table, content, frame, rows, formula, language)
        columns.append(ColumnPlan(positions[column.key], values, formula or "", column.typed))
    if STATE.key in positions:
        gone = say("state.gone", language)
        marks = tuple(gone if place is None else None for place in rows.report) or (None,)
        columns.append(ColumnPlan(positions[STATE.key], marks))
    area = table.area.resized(
        1 + max(len(rows.sources), 1) + table.has_totals, len(table.headers) + len(appended)
    )
    columns.sort(key=lambda column: column.position)
    changes = bool(appended) or _differs(content, rows, columns)
    shown = tuple(column.header(language) for column in appended)
    return TablePlan(table, rows, area, appended, shown, tuple(columns), changes)


def _differs(content: Content, rows: RowPlan, columns: Sequence[ColumnPlan]) -> bool:
    """Whether anything will stand elsewhere or read otherwise than now."""
    if rows.sources != tuple(range(rows.before)):
        return True
    return any(
        (now[column.position] or None) != (value or None)
        and not (column.new_rows_only and row not in rows.fresh)
        for column in columns
        for row, (now, value) in enumerate(zip(content.values, column.values, strict=False))
    )


def cell_value(value: Any) -> Any:
    """A frame's value as a cell takes it: plain Python, None for what is missing."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value == "":
        return None
    if isinstance(value, datetime):  # seconds are as fine as anybody reads
        moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
        return moment.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value.item() if hasattr(value, "item") else value


def _key(row: Sequence[Any], table: FoundTable) -> Key:
    cells = {key: row[place] for key, place in table.columns.items()}
    return tuple(_frame_text(key, cells.get(key), words=True) for key in table.spec.key)


def _frame_text(key: str, value: Any, words: bool = False) -> str:
    """One part of a key as text; `words` of the language are taken back to what frames call them."""
    text = as_text(cell_value(value))
    if words and key in NOBODY:
        return key_of(text, NOBODY[key]) or text
    if key == "reason":
        return reason_of(text)
    return plain(text) if key == "text" else text


def _typed_in(table: FoundTable, content: Content, row: int) -> bool:
    """Whether people typed a constant into the row, in a column of theirs, or put a note on it.

    A formula of the user's own fills every row by itself and keeps none alive. Where formulas cannot be
    read, whatever stands there counts as typed: better a row too many.
    """
    if row in content.noted:
        return True
    for place in peoples_columns(table):
        formula = "" if content.formulas is None else str(content.formulas[place][row] or "")
        if not formula.startswith("=") and as_text(content.values[row][place]):
            return True
    return False


def peoples_columns(table: FoundTable) -> list[int]:
    """Positions of the columns in which people type: their own and the contract's typed ones."""
    typed = {column.key for column in table.spec if column.typed}
    places = [place for key, place in table.columns.items() if key in typed]
    return sorted([*table.users_columns, *places])


def _column_values(
    column: Column,
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    rows: RowPlan,
    formula: str | None,
    language: Language,
) -> tuple[Any, ...]:
    """The value of `column` in every row; for a live column what its formula comes to, None if unknown."""
    new = [cell_value(value) for value in frame[column.key]] if column.key in frame else None
    worded: Callable[[Any], Any] = _worded(column.key, language)
    place = table.columns.get(column.key)
    unknown_when_gone = formula is not None and looks_elsewhere(column.formula)
    values: list[Any] = []
    for source, reported in zip(rows.sources, rows.report, strict=True):
        if reported is not None:
            value = worded(new[reported]) if new is not None else None
            values.append("" if formula is not None and new is not None and value is None else value)
        elif formula is not None:
            values.append(None if unknown_when_gone else "")
        elif source is not None and place is not None and _stays(column, table.spec):
            values.append(content.values[source][place])
        else:
            values.append(None)
    return tuple(values) or ("" if formula is not None else None,)


def _stays(column: Column, spec: TableSpec) -> bool:
    """Whether a row that left the data still says this: names and dates yes, figures no (they would be
    counted in the user's own sums), except in lists of decisions."""
    return column.kind in _KEPT_KINDS or spec.name in KEPT_UNMARKED


def _worded(key: str, language: Language) -> Callable[[Any], Any]:
    words = {one: say(one, language) for one in NOBODY.get(key, ())}
    return lambda value: words.get(value, value) if isinstance(value, str) else value
