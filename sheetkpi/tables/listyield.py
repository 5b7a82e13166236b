"""ListYield: what each list or campaign brings: leads, reached, meetings, companies, and what is left."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

_TOLD = {
    "list": "list",
    "leads": "leads",
    "companies": "companies",
    "called": "leads_called",
    "calls": "calls",
    "reached": "leads_reached",
    "meetings": "leads_met",
    "meetings_per_lead": "meetings_per_lead",
    "meetings_per_call": "meetings_per_call",
    "left": "leads_open",
    "untouched": "leads_untouched",
}
"""Columns of `listyield.list_yield` by their key in the table."""


COLUMNS = (
    Column("list"),
    Column("leads", "count"),
    Column("companies", "count"),
    Column("leads_called", "count"),
    Column("calls", "count"),
    Column("leads_reached", "count"),
    Column("leads_met", "count"),
    Column("meetings_per_lead", "rate"),
    Column("meetings_per_call", "rate"),
    Column("leads_open", "count"),
    Column("leads_untouched", "count"),
)


def _frame(month: KpiMonth) -> pd.DataFrame:
    if "ListYield" not in month.wanted or month.lead_work is None:
        return pd.DataFrame(columns=[column.key for column in COLUMNS])
    return month.lead_work.lists.rename(columns=_TOLD)[list(_TOLD.values())]


TABLE = Table(
    "ListYield",
    ("list",),
    "list_analysis",
    "look",
    COLUMNS,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
