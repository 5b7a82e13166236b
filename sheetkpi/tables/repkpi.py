"""RepKPI: the month of each rep."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.bandcolumns import own_mix_columns, per_rep_columns
from sheetkpi.tables.columns import Column, measured_columns
from sheetkpi.tables.spec import OWN, Audience, Table, ViewPage
from sheetkpi.tables.targetcolumns import rep_target, target_columns
from sheetkpi.tables.viewcolumns import all_band_columns, brief_columns, roles_of, with_stock_columns


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("rep"),
        Column("team"),
        Column("role", on_demand=True),
        *with_stock_columns(brief_columns(tree), folded=True),
        *target_columns(rep_target, tree),
        *all_band_columns(tree, windowed, own_mix_columns(), has_roles=True),
        *per_rep_columns(roles_of(tree, has_roles=True)),
        *measured_columns(tree),
    )


TABLE = Table(
    "RepKPI",
    ("rep",),
    "reps",
    "look",
    _columns,
    frame=lambda month: month.views["RepKPI"],
    audience=Audience(OWN, OWN),
    page=ViewPage(fixed=2, band=True),
)
