"""架電偏重: calls go up while the meeting rate stays low or falls, the failure of chasing calls alone.

It is looked for in the last three *complete* months up to the month shown (a month is complete once there
are data of its last business day, or later ones). Somebody is flagged when in all three there were calls, and

- calls per full-time day rose by at least `CALLS_UP` from the first to the third month: per day and FTE, so
  that neither a longer month nor a new colleague passes for more calls; and
- the meeting rate stays low: below the lower edge of its band in each of the three months, with enough
  connects in all of them together; or it falls: not higher in any month than in the one before, and in the
  third below Wilson's interval of the first, each of these two with enough connects.

Enough is the minimum sample of the meeting rate. A month without connects has no rate and shows nothing, nor
does one in which calls, connects or meetings are not measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.calendar import Calendar, business_days, month_bounds, month_of, shift_month
from sheetkpi.model.measured import COMPLETE, Measured, parts_of
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.presence import Absences, fte_days
from sheetkpi.model.roster import Roster
from sheetkpi.model.wilson import interval
from sheetkpi.model.windows import MonthlySums

MONTHS = 3
CALLS_UP = 1.05
"""Calls per full-time day in the third month over those in the first, from which on they have gone up."""

Month = Mapping[str, float]
"""One month of somebody: calls, connects, meetings and fte (full-time days)."""


def is_call_heavy(months: Sequence[Month], band: Band) -> bool:
    """Whether calls went up over `months` while the meeting rate stayed below `band` or fell."""
    if len(months) < MONTHS or not all(
        month["calls"] > 0 and month["connects"] > 0 and month["fte"] > 0 for month in months
    ):
        return False
    first, last = months[0], months[-1]
    if last["calls"] / last["fte"] < CALLS_UP * first["calls"] / first["fte"]:
        return False
    return _stays_low(months, band) or _falls(months, band)


def _stays_low(months: Sequence[Month], band: Band) -> bool:
    enough = sum(month["connects"] for month in months) >= (band.min_sample or 0)
    low = band.low
    return enough and low is not None and all(rate < low for rate in _rates(months))


def _falls(months: Sequence[Month], band: Band) -> bool:
    first, last, rates = months[0], months[-1], _rates(months)
    enough = min(first["connects"], last["connects"]) >= (band.min_sample or 0)
    falling = all(later <= earlier for earlier, later in pairwise(rates))
    return enough and falling and rates[-1] < interval(first["meetings"], first["connects"])[0]


def _rates(months: Sequence[Month]) -> list[float]:
    return [month["meetings"] / month["connects"] for month in months]


def complete_months(
    month: date, last_data: date, calendar: Calendar, closing_day: int = 0, number: int = MONTHS
) -> list[date]:
    """The last `number` complete months up to `month`, oldest first.

    >>> complete_months(date(2026, 6, 1), date(2026, 6, 10), Calendar(), number=2)
    [datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)]
    """
    latest = min(month, shift_month(last_data, 1))  # the month that `last_data` closes in, or a later one
    while not is_complete(latest, last_data, calendar, closing_day):
        latest = shift_month(latest, -1)
    return [shift_month(latest, -back) for back in reversed(range(number))]


def is_complete(month: date, last_data: date | None, calendar: Calendar, closing_day: int = 0) -> bool:
    """Whether there are data of the last business day of `month`, or later ones."""
    first, last = month_bounds(month, closing_day)
    days = business_days(first, last, calendar)
    return last_data is not None and last_data >= (days[-1] if days else last)


def months_worked(
    facts: pd.DataFrame,
    months: Sequence[date],
    roster: Roster,
    calendar: Calendar,
    absent: Absences,
    closing_day: int = 0,
    measured: Measured = COMPLETE,
) -> Mapping[tuple[str, str], Sequence[Month]]:
    """What each team (rep "") and each rep within a team did in each of `months`, and `ALL` together.

    `facts` are those of `report.with_months`. People who are not in the roster count
    as full-time in the teams they have data for. `fte` is that of people whose calls are `measured` in the
    month; connects and meetings are of the reps and days that both are measured of.
    """
    days = business_days(
        month_bounds(months[0], closing_day)[0], month_bounds(months[-1], closing_day)[1], calendar
    )
    pairs = facts.loc[facts["month"].isin(pd.to_datetime(list(months))), ["rep", "team"]].astype("str")
    known = {person.label for person in roster.people}
    others = pairs[~pairs["rep"].isin(known)].drop_duplicates()
    present = fte_days(roster, days, absent, others)
    present = present.assign(month=month_of(present["date"], closing_day))
    spans = (month_bounds(day.date(), closing_day) for day in present["month"])
    first, last = np.array(list(spans), dtype="datetime64[D]").reshape(-1, 2).T
    present = present[measured.within(present["rep"], first, last, ["calls"])["calls"]]
    meetings, connects = parts_of(KpiTree()["meeting_rate"], facts)
    counts = {"calls": "calls", "connects": connects, "meetings": meetings}
    worked: dict[tuple[str, str], list[dict[str, float]]] = {}
    for by in (["team"], ["team", "rep"]):
        done, there = MonthlySums.of(facts, by, counts.values()), MonthlySums.of(present, by, ["fte"])
        for name in done.names:
            worked[name[0], name[1] if name[1:] else ""] = [
                {count: float(done.over(column, month, name)) for count, column in counts.items()}
                | {"fte": float(there.over("fte", month, name))}
                for month in months
            ]
    return worked
