"""Cohorts: what became of each month's opportunities, by team and for everybody, and where that will end.

Nobody who is handed a workbook of one rep gets any of it: months of a team have few wins, and own ones taken
off leave those of colleagues.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from sheetkpi.model.cohorts import WITHIN, cohorts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import ALL
from sheetkpi.tables.columns import Column, share
from sheetkpi.tables.spec import HIDDEN, OWN, Audience, Table, ViewPage


def _of(count: str) -> str:
    return share(f"[@[{{{count}}}]]", "[@[{opportunities}]]")


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if not month.wants({"Cohorts"}):
        return None
    months: list[date] = [span.name for span in month.window]
    return cohorts(month.late, months, [str(team) for team in month.teams["team"] if team != ALL] + [ALL])


TABLE = Table(
    "Cohorts",
    ("month", "team"),
    "cohorts",
    "look",
    (
        Column("month", "month"),
        Column("team"),
        Column("opportunities", "count"),
        *(Column(f"wins.within_{days}", "count") for days in WITHIN),
        Column("wins.so_far", "count"),
        Column("win_rate.so_far", "rate", formula=_of("wins.so_far")),
        Column("come", "rate"),
        Column("wins.end", "number"),
        Column("win_rate.end", "rate", formula=_of("wins.end")),
        Column("wins.end_low", "count", folded=True),
        Column("wins.end_high", "count", folded=True),
        Column("win_rate.end_low", "rate", formula=_of("wins.end_low")),
        Column("win_rate.end_high", "rate", formula=_of("wins.end_high")),
    ),
    frame=_frame,
    audience=Audience(HIDDEN, OWN),
    page=ViewPage(fixed=2, totals=True, hidden=True),
    last="all",
)
