"""EntryHistory: values of entries that later ones replaced."""

from __future__ import annotations

from sheetkpi.tables.columns import Column, kind_of
from sheetkpi.tables.dailyentry import ENTRY_COUNTS, collected
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "EntryHistory",
    ("replaced_at", "date", "rep", "lead_source"),
    "entry_history",
    "enter",
    (
        Column("replaced_at", "date"),
        Column("replaced_by"),
        Column("date", "date"),
        Column("rep"),
        Column("lead_source"),
        *(Column(count, kind_of(count)) for count in ENTRY_COUNTS),
        Column("note"),
        *collected(),
    ),
    frame="collecting",
    audience=NOBODY,
)
