"""Whether a target can be reached: calls a rep and day against the best there ever was, meetings a rep and
month against the band.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.calendar import week_of
from sheetkpi.model.roster import UNASSIGNED

FAIR, HIGH, LOW = "feasibility.fair", "feasibility.high", "feasibility.low"

LEAST_DAYS = 3
"""Days with calls that a week must have to count as somebody's pace: one hot day is none."""

_TIE = 2.0**-48
"""Numbers as close as this are equal to a spreadsheet."""


def feasibility(
    calls: float | None, best: float | None, meetings: float | None, band: Band
) -> tuple[str | None, str | None]:
    """The keys of the verdict on a target and of its reason; None where nothing can be said.

    `calls` is calls per rep and day, `best` the most a rep of the team ever averaged over a week, `meetings`
    those per rep and month, `band` theirs: one with its edges the wrong way round is none. What comes first
    decides: more calls than ever (too high), more meetings than the band (too high), fewer (too low), else
    fair, as far as there is something to hold it against; where there is nothing the reason alone says so.
    The same as the formulas in the row of TeamTargets (`contract.targets`).

    >>> feasibility(48.0, 45.0, 20.0, Band(15, 30))
    ('feasibility.high', 'feasibility.reason_calls')
    >>> feasibility(48.0, None, 20.0, Band())
    (None, 'feasibility.reason_unknown')
    """
    if calls is None and meetings is None:
        return None, None
    if _exceeds(calls, best):
        return HIGH, "feasibility.reason_calls"
    by_calls = calls is not None and best is not None
    low, high = band.judging.low, band.judging.high
    if meetings is None or (low is None and high is None):
        return (FAIR, "feasibility.reason_fair_calls") if by_calls else (None, "feasibility.reason_unknown")
    if _exceeds(meetings, high):
        return HIGH, "feasibility.reason_high"
    if _exceeds(low, meetings):
        return LOW, "feasibility.reason_low"
    return FAIR, "feasibility.reason_fair" if by_calls else "feasibility.reason_fair_meetings"


def best_calls(facts: pd.DataFrame) -> Mapping[str, float]:
    """For each team, the most calls per worked day that one of its reps ever averaged over a week.

    Worked days are those with calls; weeks with fewer than `LEAST_DAYS` of them do not count, and teams
    without such a week have no entry. `facts` are worded as for the views.
    """
    called = facts.loc[(facts["calls"] > 0) & (facts["rep"] != UNASSIGNED), ["date", "rep", "team", "calls"]]
    by_day = called.groupby(["team", "rep", "date"], observed=True)["calls"].sum().reset_index()
    by_day["week"] = week_of(by_day["date"])
    weeks = by_day.groupby(["team", "rep", "week"], observed=True)["calls"].agg(["sum", "size"])
    paces = weeks["sum"] / weeks["size"]
    best = paces[weeks["size"] >= LEAST_DAYS].groupby("team", observed=True).max()
    return {str(team): float(pace) for team, pace in best.items()}


def _exceeds(number: float | None, limit: float | None) -> bool:
    if number is None or limit is None:
        return False
    return number > limit and number - limit > abs(number) * _TIE
