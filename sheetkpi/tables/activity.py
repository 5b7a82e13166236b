"""Activity: raw activity, one row each, pasted as it comes."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "Activity",
    ("date", "rep"),
    "activity",
    "enter",
    (
        Column("date", "date", typed=True),
        Column("rep", typed=True),
        Column("team", typed=True),
        Column("company", typed=True),
        Column("lead_source", typed=True),
        Column("kind", typed=True),
        Column("result", typed=True),
        Column("amount", "money", typed=True),
        Column("note", typed=True),
    ),
    frame="people",
    audience=NOBODY,
    raw=True,
)
