"""SourceKPI: the month by lead source."""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, measured_columns
from sheetkpi.tables.spec import Audience, Handed, Table, ViewPage
from sheetkpi.tables.viewcolumns import all_band_columns, kpi_columns, with_stock_columns


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("lead_source"),
        *with_stock_columns(kpi_columns(tree), folded=True),
        *all_band_columns(tree, windowed, by_source=True),
        *measured_columns(tree),
    )


TABLE = Table(
    "SourceKPI",
    ("lead_source",),
    "sources",
    "look",
    _columns,
    frame=lambda month: month.views["SourceKPI"],
    audience=Audience(Handed("apart"), Handed("apart")),
    page=ViewPage(band=True),
)
