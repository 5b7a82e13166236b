"""Putting the sheets together in their order: look, enter, set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from sheetkpi.language import Language, say
from sheetkpi.tables.registry import FRONT_SHEETS, TABLES
from sheetkpi.tables.spec import Table
from sheetkpi.workbook.template import (
    board,
    cards,
    charts,
    coaching,
    dailyentry,
    entry,
    executive,
    followups,
    progress,
    setup,
    targets,
    theme,
    views,
)
from sheetkpi.workbook.template.sparklines import SparklineBook, Sparklines

EPOCH = datetime(2026, 1, 1)
"""The date of creation in both workbooks: fixed, so that a rebuild gives the same bytes."""


Drawing = Callable[[Workbook, Language], object]

DRAWINGS: dict[str, Drawing] = {
    "coaching": coaching.add,
    "costs": executive.add_costs,
    "progress": progress.add_progress,
    "diagnosis": progress.add_diagnosis,
    "standing": progress.add_standing,
    "matrix": views.add_matrix,
    "health": progress.add_health,
    "targets": targets.add_team_targets,
    "rep_targets": targets.add_rep_targets,
    "entry": dailyentry.add,
    "activity": entry.add_activity,
    "attendance": targets.add_attendance,
    "review": targets.add_review,
    "meetings": targets.add_meetings,
    "followups": followups.add_follow_ups,
    "list_analysis": followups.add_list_analysis,
    "all_leads": followups.add_all_leads,
    "issues": entry.add_issues,
    "collect": entry.add_collected,
    "entry_history": entry.add_entry_history,
    "settings": setup.add_settings,
    "roster": setup.add_roster,
    "column_map": setup.add_column_map,
    "result_map": setup.add_result_map,
    "benchmarks": setup.add_benchmarks,
    "metrics": setup.add_metrics,
    "holidays": setup.add_holidays,
    "import_sources": setup.add_import_sources,
}
"""The sheets with more on them than a view and its head, by their keys; the board and the chart data have
each other's cells and are drawn apart."""


def build(language: Language) -> Workbook:
    """The template in `language`: every table and name of the contract, seeded, without figures.

    Raises LookupError for a table that neither has a `page` nor a drawing of its sheet.
    """
    book = SparklineBook()
    book.remove(book.active)
    theme.apply(book, language)
    front = board.add(book, language)
    summary = executive.add_executive(book, language)
    for sheet, tables in _sheets():
        page = next((table for table in tables if table.page), None)
        if page:
            views.add(book, page, language)
        elif sheet in DRAWINGS:
            DRAWINGS[sheet](book, language)
        else:
            raise LookupError(f"{tables[0].name} has no page, and {sheet} no drawing in template/book.py")
    data, funnel, months = charts.add_data(book, language)
    in_front = {say(f"sheet.{key}", language) for key in FRONT_SHEETS}
    for sheet in book.worksheets:
        sheet.sheet_state = "visible" if sheet.title in in_front else "hidden"
    charts.draw_charts(front, summary, data, funnel, months)
    trends = {at: charts.months_of(data, months, kpi) for kpi, at in cards.trends(board.CARD_ROW).items()}
    book.sparklines[front.sheet.title] = Sparklines(trends)
    _list_names(book, language)
    _properties(book, language)
    return book


def _sheets() -> Iterator[tuple[str, list[Table]]]:
    """The sheets between the board and the chart data, in order, and their tables; the settings come first
    of those of their group."""
    for sheet, tables in groupby(TABLES, key=lambda table: table.sheet):
        if sheet == "roster":
            yield "settings", []
        if sheet not in ("board", "executive", "charts"):
            yield sheet, list(tables)


def _list_names(book: Workbook, language: Language) -> None:
    """Names behind drop-downs (reps, teams): structured references may not stand there."""
    shown = f"RepKPI[{say('rep', language)}]"
    book.defined_names["kpi_reps_list"] = DefinedName("kpi_reps_list", attr_text=shown)
    book.defined_names["kpi_reps"] = DefinedName("kpi_reps", attr_text=f"Roster[{say('rep', language)}]")
    teams = f"TeamKPI[{say('team', language)}]"
    without_all = f"OFFSET({teams},0,0,MAX(1,ROWS({teams})-1),1)"
    book.defined_names["kpi_teams_list"] = DefinedName("kpi_teams_list", attr_text=without_all)


def _properties(book: Workbook, language: Language) -> None:
    book.properties.title = say("title.board", language)
    book.properties.creator = "SheetKPI"
    book.properties.created = book.properties.modified = EPOCH
    book.calculation.fullCalcOnLoad = True
    book.active = 0
