"""ResultMap: result texts nobody knew, with the meaning to choose."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "ResultMap",
    ("text",),
    "result_map",
    "set",
    (
        Column("text"),
        Column("meaning", typed=True),
        Column("reason", typed=True),
        Column("records", "count"),
    ),
    frame="reading",
    audience=NOBODY,
    outlives=True,
)
