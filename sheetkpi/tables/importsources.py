"""Sources: the activity outside of the workbook."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "Sources",
    ("place", "sheet"),
    "import_sources",
    "set",
    (
        Column("name", typed=True),
        Column("kind", typed=True),
        Column("place", typed=True),
        Column("sheet", typed=True),
        Column("last_read", "date"),
        Column("records_read", "count"),
    ),
    frame="reading",
    audience=NOBODY,
    outlives=True,
)
