"""架電偏重: calls go up while the meeting rate stays low or falls, the failure of chasing calls alone.

It is looked for in the last three *complete* months up to the month shown (a month is complete once there
are data of its last business day, or later ones). Somebody is flagged when in all three there were calls, and

- calls per full-time day rose from the first month to the third, by at least `CALLS_UP` and by more than
  chance (`CALLS_SURE` standard deviations): per day and FTE, so that neither a longer month nor a new
  colleague passes for more calls; nobody is told so who has not made the calls due by the target; and
- the meeting rate fell from within its band (third month against the first, by `FELL` standard deviations;
  the first two together not below the lower edge; by `FELL_FROM_ANYWHERE` where no band says so); or it stays
  low: below the lower edge in all three months together (`LOW` standard deviations), and certainly not rising
  by as much as `RISE` of itself, whatever chance did (`SURELY_NOT` standard deviations).

A rate that rises while it is still low must not be told that it falls: at .06 rising to .08 in one of a
hundred, with 20 calls a day or 300. What three months can show sets the price. Of rates that stay flat and
low, a tenth is found at 100 calls a day and four tenths at 300; of rates that fall by half, half at 20 calls
and nine tenths at 60. Where a rate rises inside its band, from .10 to .12, two of a hundred are told of a
fall at 20 calls a day: the likelihood ratio of the two, which knows both, would find .45 of the halved rates
at one of a hundred.

Each of it with enough connects: the minimum sample of the meeting rate. A month without connects has no rate
and shows nothing, nor does one in which calls, connects or meetings are not measured. What that comes to is
printed by `tests/benchmarks/causes.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.calendar import Calendar, business_days, month_bounds, month_of, shift_month
from sheetkpi.model.measured import COMPLETE, Measured, parts_of
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.presence import Absences, fte_days
from sheetkpi.model.roster import Roster
from sheetkpi.model.windows import MonthlySums

if TYPE_CHECKING:
    from sheetkpi.model.workload import Load

MONTHS = 3
CALLS_UP = 1.05
"""Calls per full-time day in the third month over those in the first, from which on they have gone up."""

CALLS_SURE = 2.0
FELL = 1.45
FELL_FROM_ANYWHERE = 1.75
LOW = 1.28
RISE = 0.3
SURELY_NOT = 2.45

Month = Mapping[str, float]
"""One month of somebody: calls, connects, meetings and fte (full-time days)."""


def is_call_heavy(months: Sequence[Month], band: Band, load: Load | None = None) -> bool:
    """Whether calls went up over `months` while the meeting rate stayed below `band` or fell.

    `load` is what somebody had to do in the month shown (see `workload.Load`).
    """
    if len(months) < MONTHS or not all(
        month["calls"] > 0 and month["connects"] > 0 and month["fte"] > 0 for month in months
    ):
        return False
    if load is not None and load.is_short_of_calls:
        return False
    first, last = months[0], months[-1]
    if min(first["connects"], last["connects"]) < (band.min_sample or 0):
        return False
    if not _calls_went_up(first, last):
        return False
    change, error = _change(first, last)
    return _fell(months, band, change, error) or (
        _is_low(months, band) and change < RISE * _rate(months) - SURELY_NOT * error
    )


def _fell(months: Sequence[Month], band: Band, change: float, error: float) -> bool:
    """Whether the rate fell, from where it need not rise first."""
    if band.low is None:
        return change < -FELL_FROM_ANYWHERE * error
    return change < -FELL * error and _rate(months[:-1]) >= band.low


def _calls_went_up(first: Month, last: Month) -> bool:
    """More calls a day, beyond what chance does to counts."""
    before, after = (month["calls"] / month["fte"] for month in (first, last))
    together = (first["calls"] + last["calls"]) / (first["fte"] + last["fte"])
    error = math.sqrt(together * (1 / first["fte"] + 1 / last["fte"]))
    return after >= CALLS_UP * before and after - before > CALLS_SURE * error


def _change(first: Month, last: Month) -> tuple[float, float]:
    """By how much the meeting rate changed from the first month to the last, and how sure that is."""
    rate = _rate([first, last])
    error = math.sqrt(max(rate * (1 - rate), 0.0) * (1 / first["connects"] + 1 / last["connects"]))
    return _rate([last]) - _rate([first]), error


def _is_low(months: Sequence[Month], band: Band) -> bool:
    sample, low = sum(month["connects"] for month in months), band.low
    if low is None or not 0 < low < 1:
        return False
    return low - _rate(months) > LOW * math.sqrt(low * (1 - low) / sample)


def _rate(months: Sequence[Month]) -> float:
    return sum(month["meetings"] for month in months) / sum(month["connects"] for month in months)


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
    present = fte_days(roster, days, absent, others, calendar)
    present = present.assign(month=month_of(present["date"], closing_day))
    which, stamps = pd.factorize(present["month"])
    spans = [month_bounds(stamp.date(), closing_day) for stamp in stamps]
    first, last = np.array(spans, dtype="datetime64[D]").reshape(-1, 2)[which].T
    present = present[measured.within(present["rep"], first, last, ["calls"])["calls"]]
    meetings, connects = parts_of(KpiTree()["meeting_rate"], facts)
    counts = {"calls": "calls", "connects": connects, "meetings": meetings}
    worked: dict[tuple[str, str], list[dict[str, float]]] = {}
    for by in (["team"], ["team", "rep"]):
        done, there = MonthlySums.of(facts, by, counts.values()), MonthlySums.of(present, by, ["fte"])
        did = [[done.of_all(column, month).tolist() for column in counts.values()] for month in months]
        fte = [there.of_all("fte", month).tolist() for month in months]
        for name, place in done.names.items():
            at = there.names.get(name)
            worked[name[0], name[1] if name[1:] else ""] = [
                {count: float(of[place]) for count, of in zip(counts, of_month, strict=True)}
                | {"fte": 0.0 if at is None else float(there_in[at])}
                for of_month, there_in in zip(did, fte, strict=True)
            ]
    return worked
