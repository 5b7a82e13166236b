"""MonthlyKPI: the last thirteen months of each team, and of everybody."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.bandcolumns import own_mix_columns
from sheetkpi.tables.columns import Column, measured_columns
from sheetkpi.tables.spec import OWN, Audience, Handed, Table, ViewPage
from sheetkpi.tables.targetcolumns import month_target, target_columns
from sheetkpi.tables.viewcolumns import all_band_columns, brief_columns


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("month", "month"),
        Column("team"),
        *brief_columns(tree),
        *target_columns(month_target(tree), tree),
        *all_band_columns(tree, windowed, own_mix_columns()),
        *measured_columns(tree),
    )


TABLE = Table(
    "MonthlyKPI",
    ("month", "team"),
    "months",
    "look",
    _columns,
    frame=lambda month: month.views["MonthlyKPI"],
    audience=Audience(Handed("apart"), OWN),
    page=ViewPage(fixed=2, band=True, totals=True),
    last="all",
)
