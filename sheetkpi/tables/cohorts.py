"""Cohorts: what became of each month's opportunities, by team and for everybody, and where that will end; and
MeetingCohorts: the same by the month in which their meetings were set, where company or lead links these.

Nobody who is handed a workbook of one rep gets any of it: months of a team have few wins, and own ones taken
off leave those of colleagues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from sheetkpi.model.cohorts import WITHIN, cohorts, cohorts_by_meeting
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.views import ALL
from sheetkpi.tables.columns import Column, share
from sheetkpi.tables.spec import HIDDEN, OWN, Audience, Table, ViewPage


def _of(count: str) -> str:
    return share(f"[@[{{{count}}}]]", "[@[{opportunities}]]")


def _frame_of(
    name: str, made: Callable[[LateStages, Sequence[date], Sequence[str]], pd.DataFrame]
) -> Callable[[KpiMonth], pd.DataFrame | None]:
    def frame(month: KpiMonth) -> pd.DataFrame | None:
        if not month.wants({name}):
            return None
        months = [span.name for span in month.window]
        return made(month.late, months, [str(team) for team in month.teams["team"] if team != ALL] + [ALL])

    return frame


_COLUMNS = (
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
)

TABLE = Table(
    "Cohorts",
    ("month", "team"),
    "cohorts",
    "look",
    (Column("month", "month"), Column("team"), Column("opportunities", "count"), *_COLUMNS),
    frame=_frame_of("Cohorts", cohorts),
    audience=Audience(HIDDEN, OWN),
    page=ViewPage(fixed=2, totals=True, hidden=True),
    last="all",
)

BY_MEETING = Table(
    "MeetingCohorts",
    ("month", "team"),
    "meeting_cohorts",
    "look",
    (
        Column("month", "month"),
        Column("team"),
        Column("meetings", "count"),
        Column("opportunities", "count"),
        *_COLUMNS,
    ),
    frame=_frame_of("MeetingCohorts", cohorts_by_meeting),
    audience=Audience(HIDDEN, OWN),
    page=ViewPage(fixed=2, totals=True, hidden=True),
    last="all",
)
