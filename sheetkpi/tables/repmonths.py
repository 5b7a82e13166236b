"""RepMonths: the months of each rep, for the coaching page: its trend, and what newcomers are held against.

In no handed-out workbook: every row is about somebody.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.repmonths import rep_months
from sheetkpi.tables.cards import CARD_KPIS
from sheetkpi.tables.columns import Column, kpi_column, measured_columns
from sheetkpi.tables.spec import NOBODY, Table

RATES = ("connect_rate", "meeting_rate")
"""Rates of a month: those of later stages have denominators too small for that."""


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("month", "month"),
        Column("rep"),
        Column("role"),
        Column("tenure", "count"),
        *(kpi_column(tree[key]) for key in (*CARD_KPIS, *RATES)),
        *measured_columns(tree[key] for key in RATES),
    )


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if "RepMonths" not in month.wanted:
        return None
    reps = [str(rep) for rep in month.reps["rep"]]
    settings = month.settings
    return rep_months(
        month.all_facts,
        month.shown,
        reps,
        month.roster,
        month.calendar,
        month.tree,
        settings.closing_day,
        month.measured,
    )


TABLE = Table(
    "RepMonths",
    ("month", "rep"),
    "coaching",
    "look",
    _columns,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
