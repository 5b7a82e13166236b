"""Holidays: the company's own closed days and working Saturdays."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Holidays",
    ("date",),
    "holidays",
    "set",
    (
        Column("date", "date", typed=True),
        Column("name", typed=True),
        Column("holiday_kind", typed=True),
        Column("team", typed=True),
        Column("country", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("same", "hidden"), Handed("same", "hidden")),
)
