"""The month that has just ended, on the first business days of the next: its figures and causes come first,
because those of two days say nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

FIRST_DAYS = 3
"""Business days on which last month's figures say more than those of the month."""


@dataclass(frozen=True)
class Ended:
    """The month before the one shown (its first day): everybody's target of meetings in it (None: not all
    teams had one), and its Diagnosis, whole."""

    month: date
    target: float | None
    causes: pd.DataFrame | None


def has_begun(business_days: Sequence[date], last: date) -> bool:
    """Whether the month of `business_days` has only begun on `last`, the last day with data.

    >>> days = [date(2026, 6, day) for day in (1, 2, 3, 4, 5)]
    >>> has_begun(days, date(2026, 6, 3)), has_begun(days, date(2026, 6, 4))
    (True, False)
    """
    return sum(day <= last for day in business_days) <= FIRST_DAYS
