"""Review: what came of each month, why, and what is done about it by whom until when."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.review import paces, review
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

_ATTAINED = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
_SHOWN = ("meetings", "won_amount", "calls")


def reviewed(month: KpiMonth, progress: pd.DataFrame | None) -> pd.DataFrame | None:
    """The review by how far everybody has come in `progress`."""
    if not month.wants({"Review"}) or month.causes is None:
        return None
    return review(
        month.views["RepKPI"],
        month.causes,
        month.shown,
        month.is_complete,
        month.settings.language,
        paces(progress),
    )


TABLE = Table(
    "Review",
    ("month", "rep"),
    "review",
    "enter",
    (
        Column("month", "month"),
        Column("rep"),
        Column("team"),
        *(Column(f"{count}.attainment", "rate", folded=count not in _SHOWN) for count in _ATTAINED),
        Column("review_result"),
        Column("rates_result"),
        Column("cause", may_name=True),
        Column("advice"),
        *(Column(key, typed=True) for key in ("action", "owner")),
        Column("due_date", "date", typed=True),
        Column("done", typed=True),
        Column("agreed", typed=True),
    ),
    frame=lambda month: reviewed(month, month.progressed),
    audience=Audience(Handed("apart"), Handed("apart")),
    by_month=True,
)
