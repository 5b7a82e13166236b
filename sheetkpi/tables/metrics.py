"""Metrics: a company's own KPIs."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Metrics",
    ("name",),
    "metrics",
    "set",
    (
        Column("name", typed=True),
        Column("numerator", typed=True),
        Column("denominator", typed=True),
        Column("tier", typed=True),
        Column("shown_as", typed=True),
        Column("low", "number", typed=True),
        Column("high", "number", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("same", "hidden"), Handed("same", "hidden")),
)
