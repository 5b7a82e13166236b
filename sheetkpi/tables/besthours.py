"""BestHours: connect rates by weekday and hour, and which hours are better than chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.language import say
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The ends of the keys of columns, by the number of their weekday."""
WEEKEND = DAYS[5:]


COLUMNS = (
    Column("hour"),
    *(Column(f"rate_{day}", "rate", folded=day in WEEKEND) for day in DAYS),
    Column("connect_rate", "rate"),
    Column("calls", "count"),
    Column("better"),
    *(Column(f"calls_{day}", "count", folded=True) for day in DAYS),
)


def _frame(month: KpiMonth) -> pd.DataFrame:
    if "BestHours" not in month.wanted or month.lead_work is None:
        return pd.DataFrame(columns=[column.key for column in COLUMNS])
    found, language = month.lead_work.hours, month.settings.language
    cells = found.cells
    hours = sorted(int(hour) for hour in cells["hour"].unique()) if found.silence != "no_times" else []
    rows = pd.DataFrame({"hour": [say("leads.hour", language, hour=hour) for hour in hours]})
    of_day = {
        (int(hour), int(day)): (rate, calls)
        for hour, day, rate, calls in cells[["hour", "weekday", "shrunken", "calls"]].itertuples(index=False)
    }
    for number, day in enumerate(DAYS):
        told = [of_day.get((hour, number), (np.nan, np.nan)) for hour in hours]
        rows[f"rate_{day}"] = [rate for rate, _ in told]
        rows[f"calls_{day}"] = [calls for _, calls in told]
    by_hour = cells.groupby("hour")[["calls", "connects"]].sum().reindex(hours)
    rows["calls"] = by_hour["calls"].to_numpy()
    rows["connect_rate"] = (by_hour["connects"] / by_hour["calls"]).to_numpy()
    better = [any(first <= hour <= last for first, last in found.hours) for hour in hours]
    rows["better"] = [say("leads.better", language) if one else None for one in better]
    return rows


TABLE = Table(
    "BestHours",
    ("hour",),
    "list_analysis",
    "look",
    COLUMNS,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
