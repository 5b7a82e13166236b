"""Roster: who belongs to which team, from when until when, and by which other names the data know them."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Roster",
    ("rep", "team", "from"),
    "roster",
    "set",
    (
        Column("rep", typed=True),
        Column("aliases", typed=True),
        Column("team", typed=True),
        Column("from", "date", typed=True),
        Column("to", "date", typed=True),
        Column("fte", "number", typed=True),
        Column("role", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("apart", "hidden"), Handed("apart", "hidden")),
    outlives=True,
)
