"""Benchmarks: the bands that rates are held against."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Benchmarks",
    ("kpi", "lead_source"),
    "benchmarks",
    "set",
    (
        Column("kpi", typed=True),
        Column("lead_source", typed=True),
        Column("low", "number", typed=True),
        Column("high", "number", typed=True),
        Column("min_sample", "count", typed=True),
        Column("window", "count", typed=True),
        Column("basis", typed=True),
        Column("note", typed=True),
        Column("origin", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("same"), Handed("same")),
)
