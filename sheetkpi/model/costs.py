"""What a month costs, by lead source and in all, as people typed it; and for how many it may be shown.

A team of one or two has wages that everybody could read off a total: costs are shown of `LEAST_PEOPLE` on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from sheetkpi.model.calendar import shift_month
from sheetkpi.model.chain import number

LEAST_PEOPLE = 3
"""Reps of the month from which on costs are shown."""

COST_KINDS = ("wages", "hiring", "training", "tools", "advertising", "other")


@dataclass(frozen=True)
class Costs:
    """The costs of one month: all of them together, and those typed for a lead source. None: none were typed,
    or there are too few people."""

    total: float | None = None
    by_source: dict[str, float] = field(default_factory=dict)


def costs_of(typed: pd.DataFrame, month: date, people: int) -> Costs:
    """The costs of the KPI month named by `month` in a `Costs` frame, any day of the calendar month standing
    for it; `people` are the reps of the month.

    >>> day = pd.Timestamp("2026-06-15")
    >>> rows = pd.DataFrame({"month": [day], "lead_source": ["展示会"], "amount": [9e5]})
    >>> costs_of(rows, date(2026, 6, 1), 3), costs_of(rows, date(2026, 6, 1), 2)
    (Costs(total=900000.0, by_source={'展示会': 900000.0}), Costs(total=None, by_source={}))
    """
    if people < LEAST_PEOPLE or typed.empty:
        return Costs()
    total: float | None = None
    by_source: dict[str, float] = {}
    for row in typed.to_dict("records"):
        day = row.get("month")
        amount = number(row.get("amount"))
        if amount is None or not isinstance(day, date) or pd.isna(day):
            continue
        if not pd.Timestamp(month) <= pd.Timestamp(day) < pd.Timestamp(shift_month(month, 1)):
            continue
        total = (total or 0.0) + amount
        if source := str(row.get("lead_source") or ""):
            by_source[source] = by_source.get(source, 0.0) + amount
    return Costs(total, by_source)
