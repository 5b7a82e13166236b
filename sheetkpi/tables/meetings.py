"""Meetings: those of last, this and next week, what became of each, and where people type what is missing.

What they type counts at the next refresh, and stays with its row as long as it stands there: rows of weeks
gone by of which somebody typed something stand below the others.
"""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.meetinglist import TYPED, meeting_list
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if "Meetings" not in month.wanted:
        return None
    return meeting_list(month.meetings, month.typed.meetings, month.today, month.settings.language)


def _without_field_sales(frame: pd.DataFrame) -> pd.DataFrame:
    """Who of field sales went is in nobody else's workbook."""
    return frame.drop(columns="field_sales")


TABLE = Table(
    "Meetings",
    ("set_day", "company", "contact", "rep"),
    "meetings",
    "enter",
    (
        Column("meeting_day", "date"),
        Column("company", may_name=True),
        Column("contact", may_name=True),
        Column("rep"),
        Column("team"),
        Column("field_sales", may_name=True),
        Column("meeting_state", may_name=True),
        Column("meeting_missing"),
        *(Column(key, typed=True) for key in TYPED),
        Column("set_day", "date"),
        Column("lead_source"),
    ),
    frame=_frame,
    audience=Audience(
        Handed("own", abridged=_without_field_sales), Handed("own", abridged=_without_field_sales)
    ),
    ordered=True,
    outlives=True,
    appears=True,
)
