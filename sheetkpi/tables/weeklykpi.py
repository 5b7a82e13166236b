"""WeeklyKPI: each week of each rep, by its Monday."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, measured_columns
from sheetkpi.tables.spec import OWN, Audience, Table, ViewPage
from sheetkpi.tables.viewcolumns import SHARES, kpi_columns


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("week", "date"),
        Column("rep"),
        Column("team"),
        *kpi_columns(tree),
        *SHARES,
        *measured_columns(tree),
    )


TABLE = Table(
    "WeeklyKPI",
    ("week", "rep"),
    "weeks",
    "look",
    _columns,
    frame=lambda month: month.views["WeeklyKPI"],
    audience=Audience(OWN, OWN),
    page=ViewPage(fixed=3, band=True, today="week", days=7),
)
