"""Costs: what people typed of wages, hiring, training, tools and advertising, by month.

In no handed-out workbook: the costs of a team of one are somebody's wage.
"""

from __future__ import annotations

from sheetkpi.model.costs import LEAST_PEOPLE
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

TOO_FEW = f"COUNTA(RepKPI[{{RepKPI:rep}}])<{LEAST_PEOPLE}"
"""The part of a formula that says whether too few people are there for costs to be shown."""


def cost_of_month(which: str = "") -> str:
    """The part of a formula that sums the costs of the month shown, those that meet the criteria `which`."""
    return (
        f"SUMIFS(Costs[{{Costs:amount}}],{which}Costs[{{Costs:month}}],"
        '">="&kpi_month_shown,Costs[{Costs:month}],"<"&EDATE(kpi_month_shown,1))'
    )


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
