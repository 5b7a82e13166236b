"""ChartMonths and ChartFunnel: what the charts on the board are drawn from."""

from __future__ import annotations

from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.model.views import chart_funnel, chart_months
from sheetkpi.tables.columns import Column, kpi_column
from sheetkpi.tables.spec import Audience, Handed, Table

CHART_MONTHS = 13
"""Rows of ChartMonths: the trend chart is drawn over as many."""

_APART = Audience(Handed("apart", "hidden"), Handed("apart", "hidden"))

MONTHS = Table(
    "ChartMonths",
    ("month",),
    "charts",
    "set",
    # Only the built-in KPIs: other tables stand to the right.
    lambda tree, windowed: (Column("month", "month"), *(kpi_column(tree[kpi.key]) for kpi in BUILT_IN)),
    frame=lambda month: chart_months(month.all_facts, month.window, month.tree),
    audience=_APART,
    ordered=True,
)
FUNNEL = Table(
    "ChartFunnel",
    ("stage",),
    "charts",
    "set",
    (Column("stage"), Column("count", "count")),
    frame=lambda month: chart_funnel(month.of_month, month.tree, month.span),
    audience=_APART,
    ordered=True,
)
