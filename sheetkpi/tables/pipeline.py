"""Pipeline: what the open deals that inside sales created are worth, and how old they are."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.opendeals import AGES, pipeline_view
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import OF_MEMBERS, OWN, Audience, Table, ViewPage


def _frame(month: KpiMonth) -> pd.DataFrame:
    return month.with_members(pipeline_view(month.aged_deals, month.roster.teams, month.roster.labels))


TABLE = Table(
    "Pipeline",
    ("team", "rep", "lead_source"),
    "pipeline",
    "look",
    (
        Column("team"),
        Column("rep"),
        Column("lead_source"),
        Column("open_deals", "count"),
        Column("pipeline_amount", "money"),
        *(Column(band, "money") for band, _ in AGES),
        Column("unpriced", "count"),
    ),
    frame=_frame,
    audience=Audience(OWN, OF_MEMBERS),
    page=ViewPage(fixed=3, totals=True),
    ordered=True,
)
