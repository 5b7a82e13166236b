"""Diagnosis: per team and rep the cause that costs most, what shows it, and what to do."""

from __future__ import annotations

from sheetkpi.model.diagnosis import told_apart
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

_ABRIDGED = Handed("own", abridged=told_apart)

TABLE = Table(
    "Diagnosis",
    ("team", "rep"),
    "diagnosis",
    "look",
    (
        Column("team"),
        Column("rep"),
        Column("stage"),
        Column("evidence"),
        Column("rate", "rate", folded=True),  # the evidence says them too
        Column("low", "rate", folded=True),
        Column("sample", "count", folded=True),
        Column("interval_low", "rate", folded=True),
        Column("interval_high", "rate", folded=True),
        Column("lost_meetings", "number"),
        Column("lost_amount", "money"),
        Column("advice"),
        Column("flag"),
        Column("watch"),
    ),
    frame=lambda month: month.causes,
    audience=Audience(_ABRIDGED, _ABRIDGED),
    ordered=True,
)
