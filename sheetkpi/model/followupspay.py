"""Does it pay to call in the order of the list? Among last month's calls, the best fifth held so many of the
meetings, and calls off the list so many.

Everything is as it was before each call: the score is learned on the calls before the month alone, columns
are those that were known then, and each week is ranked by itself, because a list is made on Monday and
nobody can choose between leads of different weeks.

Where the sample is too small nothing is said, and why: no score could be learned before the month (fewer than
a hundred successes or failures: `few_before`); or the month has fewer than `MEETINGS` meetings or `CALLS`
calls (`few_meetings`): the share of a fifth would then be known to no better than fifteen points.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from sheetkpi.model.followups import LeadScore, fit
from sheetkpi.model.leadcolumns import successes
from sheetkpi.model.wilson import interval

BEST = 0.2
"""The part of each week's calls that is called the best fifth."""

MEETINGS = 30
"""Meetings of the month, from which on it is said what part of them the best fifth held."""

CALLS = 200
"""Calls of the month that there must be as well."""

Silence = Literal["", "few_before", "few_meetings"]
Floats = np.ndarray


@dataclass(frozen=True)
class Pays:
    """What the list would have held. `silence` says why nothing is said of the best fifth ("": it is).

    `calls` and `meetings` of the month (those with a known outcome); `best_calls` and `best_meetings` those
    of the best fifth of each week, with `share` of the meetings and its 95 % range `low` to `high`; no list
    at all would hold `BEST`. `off_calls` and `off_meetings` are calls to leads that were not on the list,
    `off_share` their part of the meetings; NaN where nobody knows which were on it. All but counts are NaN
    when silent.
    """

    silence: Silence
    calls: float
    meetings: float
    best_calls: float = math.nan
    best_meetings: float = math.nan
    share: float = math.nan
    low: float = math.nan
    high: float = math.nan
    off_calls: float = math.nan
    off_meetings: float = math.nan
    off_share: float = math.nan
    score: LeadScore | None = None


def does_it_pay(
    calls: pd.DataFrame,
    outcome: str,
    when: str,
    first: date,
    last: date,
    *,
    on_list: str | None = None,
    after: Collection[str] = (),
) -> Pays:
    """What the best fifth of the lists of the days `first` to `last` held, from a row for each call with what
    was known before it, its `outcome` (as in `followups.fit`) and day (`when`).

    Calls before `first` teach, those after `last` play no part. `on_list` names a column that says whether
    the lead of the call was on the list of that day; it is not learned from.
    """
    days = pd.to_datetime(calls[when], errors="coerce").dt.normalize()
    known = calls[outcome].notna()
    before = known & (days < pd.Timestamp(first))
    chosen = known & (days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))
    without = [on_list] if on_list else []
    learned = fit(calls[before].drop(columns=without), outcome, when=when, after=after)
    month = calls[chosen]
    flags = successes(month[outcome])
    counts = float(len(flags)), float(flags.sum())
    if not learned.learned:
        return Pays("few_before", *counts)
    if counts[0] < CALLS or counts[1] < MEETINGS:
        return Pays("few_meetings", *counts)
    monday = (days[chosen] - pd.to_timedelta(days[chosen].dt.day_of_week, unit="D")).to_numpy()
    best = best_part(learned.probability(month).to_numpy(), monday)
    held = float(best @ flags)
    share = held / counts[1]
    low, high = interval(held, counts[1])
    found = {"best_calls": float(best.sum()), "best_meetings": held, "share": share, "low": low, "high": high}
    if on_list:
        off = ~month[on_list].astype("object").isin([True, 1]).to_numpy()
        missed = float(flags[off].sum())
        found |= {"off_calls": float(off.sum()), "off_meetings": missed, "off_share": missed / counts[1]}
    return Pays("", *counts, **found, score=learned)


def best_part(chances: Floats, groups: Floats, part: float = BEST) -> Floats:
    """How far each row belongs to the best `part` of its group, 0 to 1: of equal chances at the edge each
    belongs as much.

    >>> best_part(np.array([0.1, 0.3, 0.3, 0.2, 0.1]), np.zeros(5)).tolist()
    [0.0, 0.5, 0.5, 0.0, 0.0]
    """
    found = np.zeros(len(chances))
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        _, place, number = np.unique(-chances[rows], return_inverse=True, return_counts=True)
        above = np.concatenate(([0], np.cumsum(number)))[:-1]
        of_value = np.clip((part * len(rows) - above) / number, 0, 1)
        found[rows] = of_value[place.ravel()]
    return found
