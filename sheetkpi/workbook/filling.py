"""Filling a workbook: plan everything from what was read, then write it.

A plan is made, or refused with a sentence, before the first cell is touched:

>>> inputs = read_inputs(book)                                               # doctest: +SKIP
>>> filling = plan(book, inputs, report, activity, read_at=datetime.now())   # doctest: +SKIP
>>> filling.write(book)                                                      # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.workbook import sheets
from sheetkpi.workbook.boardcards import plan_cards
from sheetkpi.workbook.coaching import plan_coaching
from sheetkpi.workbook.drafting import Draft, draft_tables, headers_of, told_anew, unsure_of
from sheetkpi.workbook.entrytotals import plan_entry_totals
from sheetkpi.workbook.executive import plan_executive
from sheetkpi.workbook.inputs import Inputs, vocabulary_of
from sheetkpi.workbook.issues import LINES, issue_table
from sheetkpi.workbook.matrixtotals import plan_matrix_totals
from sheetkpi.workbook.movedrows import with_moved_rows
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.newtable import NewTable, sheet_to_add
from sheetkpi.workbook.obstacles import check_no_arrays, check_unobstructed
from sheetkpi.workbook.peoplesformulas import our_formulas
from sheetkpi.workbook.placedformulas import beside_todays
from sheetkpi.workbook.planning import plan_table
from sheetkpi.workbook.problems import with_notes
from sheetkpi.workbook.protection import structure_is_protected
from sheetkpi.workbook.readingframes import activity_frames, issue_frames
from sheetkpi.workbook.room import check_room
from sheetkpi.workbook.rostertold import RosterTold
from sheetkpi.workbook.rules import RulesPlan, plan_rules
from sheetkpi.workbook.sights import plan_hidden
from sheetkpi.workbook.sparerows import RowsAhead, plan_rows_ahead
from sheetkpi.workbook.status import CellsPlan, kpi_header, plan_status, sheets_with_news
from sheetkpi.workbook.tablenotes import notes_on
from sheetkpi.workbook.tableplan import TablePlan
from sheetkpi.workbook.writing import cache_values, vouch_for_results, write_table, write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.language import Language
    from sheetkpi.sources.activity import Activity
    from sheetkpi.tables.report import Report


@dataclass(frozen=True)
class Plan:
    """Everything one refresh will write. `found` are all issues, as the reading found them. `new_sources` are
    rows for a `Sources` table that is to be made first: the workbook has none to remember them in; sheets
    `with_news` are brought in sight."""

    tables: tuple[TablePlan, ...]
    cells: tuple[CellsPlan, ...]
    found: pd.DataFrame
    language: Language
    rules: RulesPlan
    rows_ahead: RowsAhead | None = None
    new_sources: NewTable | None = None
    with_news: tuple[str, ...] = ()
    roster_told: RosterTold | None = None

    @cached_property
    def issues(self) -> pd.DataFrame:
        """All lines of `ImportIssues`, for a file (`issues.csv_of`) when the sheet cannot hold them."""
        return issue_table(self.found, self.language)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each table are filled, by its name."""
        rows = {table.table.spec.name: table.count for table in self.tables}
        return rows | ({"Sources": len(self.new_sources.frame)} if self.new_sources else {})

    @property
    def has_more_issues(self) -> bool:
        """Whether there are more issues than the sheet shows."""
        return len(self.found) > LINES

    def write(self, book: xw.Book) -> None:
        """Write it all into `book`; does not save."""
        for table in self.tables:
            write_table(book, table)
            if sheet := _sheet_shown(table):
                show_sheet(book, sheet)
        for sheet in self.with_news:
            show_sheet(book, sheet)
        self.rules.write(book)
        if self.rows_ahead is not None:
            self.rows_ahead.write(book)
        for cells in self.cells:
            if cells.formula:
                cache_values(book, cells.area, cells.rows)
            else:
                write_values(book, cells.area, cells.rows)
        if self.new_sources is not None:
            self.new_sources.write(book)
        if self.roster_told is not None:
            self.roster_told.write(book)
        vouch_for_results(book)


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
    the workbook knows (by place and sheet) are updated, others appended; a workbook without the table gets
    it, on a sheet of its own. `month` is a month asked for from outside the workbook: it becomes its
    `kpi_month`. Raises a SheetKPIError when a table cannot be filled without touching what is not its own;
    where only its new columns have no room, it is filled without them and noted.
    """
    frames = report.tables | activity_frames(inputs, activity)
    if sources is not None:
        frames["Sources"] = sources
    drafts = draft_tables(book, inputs, frames)
    new_sources = _table_for(book, inputs, sources)
    issues = with_moved_rows(activity.issues, drafts)
    if notes := notes_on(inputs, drafts, new_sources):
        issues = with_notes(issues, inputs, notes)
    if issues is not activity.issues:
        activity = replace(activity, issues=issues)
        drafts = told_anew(drafts, issue_frames(activity, inputs.language), inputs)
    settings = {"kpi_month": month} if month else {}
    cells = plan_status(
        inputs, report, activity, read_at=read_at, settings=_put_right(book, inputs) | settings
    )
    tables = plan_drafts(book, inputs, drafts)
    check_unobstructed(book, tables, [one.area for one in cells])
    rules = plan_rules(book, tables, inputs.language)
    cells += plan_entry_totals(book, inputs, tables, report) + plan_cards(inputs, tables, report)
    cells += plan_executive(inputs, tables, report) + plan_matrix_totals(inputs, tables, report)
    cells += plan_coaching(book, inputs, drafts, tables, report)
    cells = beside_todays(book, cells, our_formulas(inputs))
    ahead = plan_rows_ahead(book, inputs)
    news = sheets_with_news(inputs, activity)
    cells += plan_hidden(book, inputs, {*news, *map(_sheet_shown, tables)})
    told = (
        RosterTold.of(frames["Roster"]) if "Roster" in drafts and book.app.engine.type != "remote" else None
    )
    return Plan(tables, cells, activity.issues, inputs.language, rules, ahead, new_sources, news, told)


def _sheet_shown(plan: TablePlan) -> str:
    """The sheet that comes in sight because a table has rows now, "" for none."""
    return plan.area.sheet if plan.table.spec.table.appears and plan.count else ""


def show_sheet(book: xw.Book, name: str) -> None:
    """Bring a hidden sheet in sight, once there is something on it. A server's engine cannot tell, and where
    the structure of the workbook is protected, whoever did so decides which sheets are in sight."""
    if book.app.engine.type == "remote":
        return
    sheet = book.sheets[name]
    if not sheet.visible and not structure_is_protected(book):
        sheet.visible = True


def _table_for(book: xw.Book, inputs: Inputs, sources: pd.DataFrame | None) -> NewTable | None:
    """A table to remember `sources` in where the workbook has none, but others of ours. On a server nothing
    is remembered: what it may read, it is told each time."""
    if sources is None or sources.empty or "Sources" in inputs.tables or not inputs.tables:
        return None
    if book.app.engine.type == "remote":
        return None
    spec = inputs.specs["Sources"]
    return NewTable(spec, inputs.language, sources, sheet_to_add(book, spec, inputs.language))


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
    return plan_drafts(book, inputs, draft_tables(book, inputs, frames))


def plan_drafts(book: xw.Book, inputs: Inputs, drafts: Mapping[str, Draft]) -> tuple[TablePlan, ...]:
    """The plan of every draft. Raises SheetKPIError where one has no room for its rows."""
    now = vocabulary_of(inputs)
    after = {name: headers_of(draft, inputs.language) for name, draft in drafts.items()}
    vocabulary = replace(now, headers={**now.headers, **after}, unsure=unsure_of(drafts))
    plans = tuple(
        plan_table(draft.table, draft.content, draft.frame, draft.rows, draft.appended, vocabulary)
        for draft in drafts.values()
    )
    check_room(book, inputs, plans)
    check_no_arrays(book, plans)
    return plans
