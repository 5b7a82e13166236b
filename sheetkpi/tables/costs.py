"""Costs: what people typed of wages, hiring, training, tools and advertising, by month.

In no handed-out workbook: the costs of a team of one are somebody's wage.
"""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TABLE = Table(
    "Costs",
    ("month", "cost_kind"),
    "costs",
    "enter",
    (
        Column("month", "month", typed=True),
        Column("team", typed=True),
        Column("lead_source", typed=True),
        Column("cost_kind", typed=True),
        Column("amount", "money", typed=True),
        Column("note", typed=True),
    ),
    frame="people",
    audience=NOBODY,
)
