"""Board: the KPIs of everybody, each team and each rep that are looked at every morning."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, kpi_column, measured_columns
from sheetkpi.tables.spec import OWN, Audience, Table
from sheetkpi.tables.targetcolumns import attainment_of_member
from sheetkpi.tables.viewcolumns import other_meetings, with_meetings_meant

BOARD_KPIS = (
    "calls",
    "connects",
    "connect_rate",
    "meetings",
    "meeting_rate",
    "opportunities",
    "wins",
    "win_rate",
    "won_amount",
)


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("team"),
        Column("rep"),
        *(kpi_column(tree[key]) for key in BOARD_KPIS),
        attainment_of_member("meetings", tree),
        *other_meetings(tree),
        *measured_columns(tree[key] for key in BOARD_KPIS),
    )


TABLE = Table(
    "Board",
    ("team", "rep"),
    "board",
    "look",
    _columns,
    frame=lambda month: with_meetings_meant(month.views["Board"], month.tree),
    audience=Audience(OWN, OWN),
    ordered=True,
)
