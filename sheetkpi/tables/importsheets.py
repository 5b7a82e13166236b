"""ImportSheets: how each sheet was taken."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "ImportSheets",
    ("file", "sheet"),
    "import_sources",
    "set",
    (
        Column("file"),
        Column("sheet"),
        Column("shape"),
        Column("records_read", "count"),
        Column("records_counted", "count"),
        Column("records_left_out", "count"),
        Column("remark"),
        Column("fields"),
        Column("unused"),
    ),
    frame="reading",
    audience=NOBODY,
    ordered=True,
)
