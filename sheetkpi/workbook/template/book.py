"""Putting the sheets together in their order: look, enter, set."""

from __future__ import annotations

from datetime import datetime

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from sheetkpi.language import Language, say
from sheetkpi.workbook.template import (
    board,
    charts,
    dailyentry,
    entry,
    progress,
    setup,
    targets,
    theme,
    views,
)

EPOCH = datetime(2026, 1, 1)
"""The date of creation in both workbooks: fixed, so that a rebuild gives the same bytes."""


def build(language: Language) -> Workbook:
    """The template in `language`: every table and name of the contract, seeded, without figures."""
    book = Workbook()
    book.remove(book.active)
    theme.apply(book, language)
    front = board.add(book, language)
    progress.add_progress(book, language)
    progress.add_diagnosis(book, language)
    progress.add_standing(book, language)
    for key in ("reps", "teams", "sources", "matrix", "days", "weeks", "team_weeks", "months"):
        views.add(book, key, language)
    progress.add_health(book, language)
    targets.add_team_targets(book, language)
    targets.add_rep_targets(book, language)
    dailyentry.add(book, language)
    entry.add_activity(book, language)
    targets.add_attendance(book, language)
    targets.add_review(book, language)
    entry.add_issues(book, language)
    entry.add_collected(book, language)
    setup.add_settings(book, language)
    setup.add_roster(book, language)
    setup.add_column_map(book, language)
    setup.add_result_map(book, language)
    setup.add_benchmarks(book, language)
    setup.add_metrics(book, language)
    setup.add_holidays(book, language)
    setup.add_import_sources(book, language)
    data, funnel, months = charts.add_data(book, language)
    charts.draw_charts(front, data, funnel, months)
    _list_names(book, language)
    _properties(book, language)
    return book


def _list_names(book: Workbook, language: Language) -> None:
    """Names behind drop-downs (reps, teams): structured references may not stand there."""
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
