"""Filling a workbook: plan everything from what was read, then write it.

A plan is made, or refused with a sentence, before the first cell is touched:

>>> inputs = read_inputs(book)                                               # doctest: +SKIP
>>> filling = plan(book, inputs, report, activity, read_at=datetime.now())   # doctest: +SKIP
>>> filling.write(book)                                                      # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.errors import SheetKPIError
from sheetkpi.workbook import sheets
from sheetkpi.workbook.appending import worth_appending
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.entrytotals import plan_entry_totals
from sheetkpi.workbook.finding import STATE
from sheetkpi.workbook.frames import activity_frames
from sheetkpi.workbook.inputs import Inputs, vocabulary_of
from sheetkpi.workbook.issues import LINES, issue_table
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.obstacles import check_unobstructed
from sheetkpi.workbook.planning import TablePlan, columns_lacking, headers_after, plan_table, rows_of
from sheetkpi.workbook.rowsahead import RowsAhead, plan_rows_ahead
from sheetkpi.workbook.rules import RulesPlan, plan_rules
from sheetkpi.workbook.status import CellsPlan, kpi_header, plan_status
from sheetkpi.workbook.writing import cache_values, forget_results, write_table, write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.language import Language
    from sheetkpi.model.report import Report
    from sheetkpi.sources.activity import Activity


@dataclass(frozen=True)
class Plan:
    """Everything one refresh will write. `found` are all issues, as the reading found them."""

    tables: tuple[TablePlan, ...]
    cells: tuple[CellsPlan, ...]
    found: pd.DataFrame
    language: Language
    rules: RulesPlan
    rows_ahead: RowsAhead | None = None

    @cached_property
    def issues(self) -> pd.DataFrame:
        """All lines of `ImportIssues`, for a file (`issues.csv_of`) when the sheet cannot hold them."""
        return issue_table(self.found, self.language)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each table are filled, by its name."""
        return {table.table.spec.name: table.count for table in self.tables}

    @property
    def has_more_issues(self) -> bool:
        """Whether there are more issues than the sheet shows."""
        return len(self.found) > LINES

    def write(self, book: xw.Book) -> None:
        """Write it all into `book`; does not save."""
        for table in self.tables:
            write_table(book, table)
        if any(table.changes for table in self.tables):
            for table in self.tables:
                forget_results(book, table)
        self.rules.write(book)
        if self.rows_ahead is not None:
            self.rows_ahead.write(book)
        for cells in self.cells:
            if cells.formula:
                cache_values(book, cells.area, cells.rows)
            else:
                write_values(book, cells.area, cells.rows)


def plan(
    book: xw.Book,
    inputs: Inputs,
    report: Report,
    activity: Activity,
    *,
    read_at: datetime,
    sources: pd.DataFrame | None = None,
    month: date | None = None,
) -> Plan:
    """Work out what a refresh will write into `book`; reads the tables and writes nothing.

    `sources` are rows for the `Sources` table (name, kind, place, sheet, last_read, records_read): those
    the workbook knows (by place and sheet) are updated, others appended. `month` is a month asked for
    from outside the workbook: it becomes its `kpi_month`. Raises a SheetKPIError when a table cannot be
    filled without touching what is not its own.
    """
    frames = report.tables | activity_frames(inputs, activity)
    if sources is not None:
        frames["Sources"] = sources
    settings = {"kpi_month": month} if month else {}
    cells = plan_status(
        inputs, report, activity, read_at=read_at, settings=_put_right(book, inputs) | settings
    )
    tables = plan_tables(book, inputs, _with_room(book, inputs, frames))
    check_unobstructed(book, tables, [one.area for one in cells])
    rules = plan_rules(book, tables, inputs.language)
    cells += plan_entry_totals(book, inputs, tables, report)
    return Plan(tables, cells, activity.issues, inputs.language, rules, plan_rows_ahead(book, inputs))


def _with_room(
    book: xw.Book, inputs: Inputs, frames: Mapping[str, pd.DataFrame]
) -> Mapping[str, pd.DataFrame]:
    """`frames` without what a table made before there were accounts of columns has no room for: that is no
    reason to stop a refresh which went well until now. The notes on unused columns say it all the same."""
    fitting = dict(frames)
    for name in ("ColumnMap", "ImportSheets"):
        table = inputs.tables.get(name)
        if table is None or name not in fitting or not columns_lacking(table, fitting[name]):
            continue
        try:
            plan_tables(book, inputs, {name: fitting[name]})
        except SheetKPIError:
            fitting.pop(name)
            if name == "ImportSheets":
                fitting[name] = frames[name].drop(columns="unused")
    return fitting


def _put_right(book: xw.Book, inputs: Inputs) -> dict[str, object]:
    """Settings that the template's formulas would not understand as they were typed: a month that is text,
    a KPI for the matrix under another name than its header. Formulas in their place stay."""
    kpi = inputs.tree[inputs.settings.matrix_kpi]
    wanted = {"kpi_month": inputs.settings.month, "kpi_matrix_kpi": kpi_header(inputs, kpi)}
    put_right: dict[str, object] = {}
    for name, value in wanted.items():
        if name not in inputs.names or value is None:
            continue
        typed = value_of(book, inputs.names, name)
        understood = isinstance(typed, date) if name == "kpi_month" else typed == value
        if not understood and not sheets.has_formula(book, inputs.names[name].area.resized(1, 1)):
            put_right[name] = value
    return put_right


def plan_tables(book: xw.Book, inputs: Inputs, frames: Mapping[str, pd.DataFrame]) -> tuple[TablePlan, ...]:
    """The plan of every table that has a frame in `frames` and is in the workbook."""
    todo = {name: (inputs.tables[name], frame) for name, frame in frames.items() if name in inputs.tables}
    contents = {name: sheets.read_content(book, table) for name, (table, _) in todo.items()}
    now = vocabulary_of(inputs)
    lacking = {name: columns_lacking(*of) for name, of in todo.items()}
    rows, appended, headers = {}, {}, dict(now.headers)
    for name, columns in worth_appending(lacking, inputs.tables, now).items():
        table, frame = todo[name]
        rows[name], marked = rows_of(table, contents[name], frame, now)
        state = (STATE,) if marked and STATE.key not in table.columns else ()
        appended[name] = (*columns, *state)
        headers[name] = headers_after(table, appended[name], inputs.language)
    after = replace(now, headers=headers)
    plans = tuple(
        plan_table(table, contents[name], frame, rows[name], appended[name], after)
        for name, (table, frame) in todo.items()
    )
    _check_room(book, inputs, plans)
    return plans


def _check_room(book: xw.Book, inputs: Inputs, plans: Sequence[TablePlan]) -> None:
    """Raise where a table would grow into cells that hold something, or into another table."""
    after = {table.name: table.area for table in inputs.findings.everything}
    after |= {plan.table.name: plan.area for plan in plans}
    for plan in plans:
        before = plan.table.area
        values = {"table": plan.table.spec.name, "sheet": before.sheet, "rows": len(plan.rows.sources)}
        for name, area in after.items():
            if name != plan.table.name and area.overlaps(plan.area):
                raise SheetKPIError("error.no_room_table", other=name, **values)
        for grown in _growth(before, plan.area):
            if (cell := sheets.first_occupied(book, grown)) or (cell := _named(inputs, grown)):
                raise SheetKPIError("error.no_room", cell=cell, **values)


def _growth(before: Area, after: Area) -> list[Area]:
    """The cells that `after` has beyond `before`: below, and to the right."""
    grown = []
    if after.rows > before.rows:
        grown.append(after.part(before.rows, 0, after.rows - before.rows, after.columns))
    if after.columns > before.columns:
        rows = min(before.rows, after.rows)
        grown.append(after.part(0, before.columns, rows, after.columns - before.columns))
    return grown


def _named(inputs: Inputs, area: Area) -> str | None:
    """A cell of `area` that the refresh itself writes to, under a `kpi_…` name."""
    for cells in inputs.names.values():
        if cells.area.overlaps(area):
            return cells.area.resized(1, 1).address
    return None
