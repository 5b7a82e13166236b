"""TeamWeeks: the month's weeks by team, with the part of the team's targets that falls to each."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, kpi_column, measured_columns, share
from sheetkpi.tables.spec import HIDDEN, OWN, Audience, Table, ViewPage
from sheetkpi.tables.viewcolumns import other_meetings


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    counts = ("meetings", "calls", "connects")
    per_day = tuple(
        Column(
            f"{count}.per_day",
            "number",
            formula=f'=IF([@[{{{count}.target}}]]="","",IFERROR([@[{{{count}.target}}]]/[@[{{business_days}}]],""))',
            tier="need",
        )
        for count in ("calls", "connects")
    )
    targets = tuple(
        column
        for count in counts
        for column in (
            Column(f"{count}.target", "count", tier="target"),
            Column(
                f"{count}.attainment",
                "rate",
                formula=share(f"[@[{{{tree.attained(count)}}}]]", f"[@[{{{count}.target}}]]"),
                tier="target",
            ),
        )
    )
    return (
        Column("week", "date"),
        Column("team"),
        Column("business_days", "count"),
        *(kpi_column(tree[key]) for key in (*counts, "connect_rate", "meeting_rate")),
        *targets,
        *per_day,
        *other_meetings(tree),
        *measured_columns(tree[key] for key in ("connect_rate", "meeting_rate")),
    )


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if not month.wants({"TeamWeeks"}):
        return None
    return month.team_weeks


TABLE = Table(
    "TeamWeeks",
    ("week", "team"),
    "team_weeks",
    "look",
    _columns,
    frame=_frame,
    audience=Audience(HIDDEN, OWN),
    page=ViewPage(fixed=2, band=True, totals=True, today="week", days=7),
    ordered=True,
)
