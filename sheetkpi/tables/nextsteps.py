"""NextSteps: for each rep the one step worth most meetings, and whether last month's helped.

Nobody is handed a row of it: medians and quartiles of few colleagues are their figures.
"""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import HIDDEN, Audience, Table, ViewPage

TABLE = Table(
    "NextSteps",
    ("team", "rep"),
    "next_steps",
    "look",
    (
        Column("team"),
        Column("rep"),
        Column("step"),
        Column("worth", "number"),
        Column("rate", "rate"),
        Column("aim"),
        Column("median", "rate"),
        Column("top_quartile", "rate"),
        Column("sample", "count", folded=True),
        Column("colleagues", "count", folded=True),
        Column("step_before"),
        Column("rate_expected", "rate"),
        Column("rate_now", "rate"),
        Column("helped"),
    ),
    frame=lambda month: month.next_steps,
    audience=Audience(HIDDEN, HIDDEN),
    page=ViewPage(fixed=2),
    ordered=True,
)
