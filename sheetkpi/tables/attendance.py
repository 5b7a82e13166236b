"""Attendance: days off and half days, with their reason."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Attendance",
    ("rep", "date"),
    "attendance",
    "enter",
    (
        Column("rep", typed=True),
        Column("date", "date", typed=True),
        Column("present", "number", typed=True),
        Column("absence_reason", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("typed", "hidden"), Handed("typed")),
)
