"""TeamKPI: the month of each team, and of everybody."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.bandcolumns import mix_columns, per_rep_columns
from sheetkpi.tables.columns import Column, measured_columns
from sheetkpi.tables.spec import HIDDEN, OWN, Audience, Table, ViewPage
from sheetkpi.tables.targetcolumns import target_columns, team_target
from sheetkpi.tables.viewcolumns import all_band_columns, brief_columns, roles_of, with_stock_columns


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("team"),
        *with_stock_columns(brief_columns(tree)),
        *target_columns(team_target(tree), tree),
        *all_band_columns(tree, windowed, mix_columns()),
        *per_rep_columns(roles_of(tree)),
        *measured_columns(tree),
    )


TABLE = Table(
    "TeamKPI",
    ("team",),
    "teams",
    "look",
    _columns,
    frame=lambda month: month.views["TeamKPI"],
    audience=Audience(HIDDEN, OWN),
    page=ViewPage(band=True, totals=True),
    last="all",
)
