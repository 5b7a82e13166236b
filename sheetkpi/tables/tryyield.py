"""TryYield: what the nth call to a lead brings, by lead source, and when a fresh lead is worth more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import ALL
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

MOST_SOURCES = 6
MOST_TRIES = 10
"""Lead sources with most calls, and tries, that are shown."""


COLUMNS = (
    Column("lead_source"),
    Column("try_number", "count"),
    Column("calls", "count"),
    Column("meetings", "count"),
    Column("meetings_per_call", "rate"),
    Column("rate_low", "rate", folded=True),
    Column("rate_high", "rate", folded=True),
    Column("stop_here"),
    Column("calls_saved", "count"),
    Column("meetings_lost", "count"),
)


def _frame(month: KpiMonth) -> pd.DataFrame:
    if "TryYield" not in month.wanted or month.lead_work is None:
        return pd.DataFrame(columns=[column.key for column in COLUMNS])
    return try_yield(month.lead_work.tries, month.lead_work.stops, month.settings.language)


def try_yield(found: pd.DataFrame, stop_of: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The rows of `tries.yields` that are shown, with where to stop by `tries.stops`, what that saves and
    what it loses."""
    end = stop_of.set_index("lead_source")
    sources = list(dict.fromkeys(found["lead_source"]))[: MOST_SOURCES + 1]
    shown = found[found["lead_source"].isin(sources) & (found["try"] <= MOST_TRIES)].reset_index(drop=True)
    here = shown["try"].to_numpy() == end["stop"].reindex(shown["lead_source"]).to_numpy()
    last = end.reindex(shown["lead_source"]).reset_index(drop=True)
    told = [
        say("leads.stop", language, low=f"{low:.0f}", high=f"{high:.0f}") if stop else None
        for stop, low, high in zip(here, last["stop_low"], last["stop_high"], strict=True)
    ]
    names = shown["lead_source"].replace(ALL, say("all", language))
    return pd.DataFrame(
        {
            "lead_source": names,
            "try_number": shown["try"],
            "calls": shown["calls"],
            "meetings": shown["successes"],
            "meetings_per_call": shown["rate"],
            "rate_low": shown["low"],
            "rate_high": shown["high"],
            "stop_here": pd.Series(told, dtype=object),
            "calls_saved": np.where(here, last["calls_saved"], np.nan),
            "meetings_lost": np.where(here, last["successes_lost"], np.nan),
        }
    )


TABLE = Table(
    "TryYield",
    ("lead_source", "try_number"),
    "list_analysis",
    "look",
    COLUMNS,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
