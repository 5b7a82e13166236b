"""Diagnosis: per team and rep the cause that costs most, what shows it, and what to do; the dearest first."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.diagnosis import findings_first, told_apart
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

_ABRIDGED = Handed("own", abridged=told_apart)


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    return None if month.causes is None else findings_first(month.causes)


TABLE = Table(
    "Diagnosis",
    ("team", "rep"),
    "diagnosis",
    "look",
    (
        Column("team"),
        Column("rep"),
        Column("stage"),
        Column("rate", "rate", folded=True),  # the evidence says them too
        Column("low", "rate", folded=True),
        Column("sample", "count", folded=True),
        Column("interval_low", "rate", folded=True),
        Column("interval_high", "rate", folded=True),
        Column("lost_meetings", "number"),
        Column("lost_amount", "money"),
        Column("flag"),
        Column("advice"),
        # In one line: whoever has a finding has nothing to watch, and its evidence runs on over that column.
        Column("evidence"),
        Column("watch"),
    ),
    frame=_frame,
    audience=Audience(_ABRIDGED, _ABRIDGED),
    ordered=True,
)
