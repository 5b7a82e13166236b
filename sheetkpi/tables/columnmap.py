"""ColumnMap: columns that were not used, with the field to choose; the same for those read wrongly."""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "ColumnMap",
    ("sheet", "header"),
    "column_map",
    "set",
    (
        Column("sheet", typed=True),
        Column("header", typed=True),
        Column("field", typed=True),
        Column("guess"),
        Column("read_as", typed=True),
        Column("holds"),
        Column("note", typed=True),
    ),
    frame="reading",
    audience=NOBODY,
    proposed_by="holds",
    outlives=True,
)
