"""EntryHealth: which of the recent business days lack data from whom."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.entryhealth import entry_health
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import OWN, Audience, Table

HEALTH_DAYS = 10
"""Business days that EntryHealth looks back; the dates stand above it under `kpi_health_dates`."""

_DAYS = tuple(Column(f"day_{number}", label=str(number)) for number in range(1, HEALTH_DAYS + 1))


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if not month.wants({"EntryHealth"}):
        return None
    return entry_health(
        month.all_facts, month.roster, month.health_days, month.absent, month.measured, month.calendar
    )


TABLE = Table(
    "EntryHealth",
    ("rep",),
    "health",
    "look",
    (Column("rep"), Column("team"), Column("last_day", "date"), Column("missing", "count"), *_DAYS),
    frame=_frame,
    audience=Audience(OWN, OWN),
)
