"""When people are reached: connect rates by weekday and hour, and whether any hour is better than chance.

Hours differ less than people think, and a table of fifty cells always has a best one. So one test comes
first, over about nine groups of hours: how far the best of them lies above the others, against how far the
best of as many would by chance (one-sided, Holm's method over the groups: `chance.judged`). Where chance
explains that, no hour is named. This finds one good hour more often than a chi-square test over all groups
(whose `tail` is given beside), as the benchmark `tests/benchmarks/hours.py` prints.

Calls are compared within the rep and the month (Cochran, Mantel and Haenszel): a rep who reaches many and
calls in the morning makes no good morning, nor does a list that was called one spring. Where calls of one
rep, day and hour end alike more often than chance has it (one list, one switchboard), the test is the less
sure.

A time of day that is always midnight, or mostly one and the same, is none: then there are no hours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd

from sheetkpi.model.chance import Look, judged
from sheetkpi.model.combinations import combinations
from sheetkpi.model.leadcolumns import successes
from sheetkpi.model.wilson import interval

LEVEL = 0.035
"""How often an hour may be named that only chance made: below one in twenty for certain."""

GROUPS = 9
"""Groups of hours that are compared, about."""

ENOUGH = 200
"""Calls with a time of day, from which on hours are looked at."""

ONE_TIME = 0.5
"""The part of the calls at one and the same time, from which on times were typed and not measured."""

MOVED = 0.1
"""The part of the calls that would move to the best hours."""

SURE = 0.8
"""How often the gain lies within its range."""

PSEUDO = 50.0
"""Calls at the rate of weekday and hour that are added to a cell."""

_DAY = 86_400
_THURSDAY = 3
"""The weekday of 1970-01-01, from which days are counted."""

Silence = Literal["", "no_times", "few_calls", "chance"]
Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class BestHours:
    """What calls tell of hours. `silence` says why no hour is named ("": one is): `no_times`, `few_calls`, or
    `chance` explains all.

    `cells`: weekday (0 is Monday), hour, calls, connects, rate, shrunken (the rate drawn towards that of its
    weekday and hour), a row for each with calls. `groups`: first_hour, last_hour (its calls begin before
    last_hour + 1 o'clock), calls, connects, rate, above (points above the other hours within reps and months,
    as a fraction), tail, named. `tail` is that of the chi-square test over all groups. `gain` is how many
    more connects a tenth of the calls would have brought in the named hours, `gain_low` to `gain_high` its
    range for `SURE`; NaN where none is named.
    """

    silence: Silence
    cells: pd.DataFrame
    groups: pd.DataFrame
    tail: float = math.nan
    gain: float = math.nan
    gain_low: float = math.nan
    gain_high: float = math.nan

    @property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """First and last hour of the groups that are named, the best first."""
        named = self.groups[self.groups["named"]].sort_values("above", ascending=False, kind="stable")
        return tuple(zip(map(int, named["first_hour"]), map(int, named["last_hour"]), strict=True))


def best_hours(calls: pd.DataFrame) -> BestHours:
    """Hours of `calls`: columns `when` (day and time) and `connect` (whether somebody was reached); `rep`
    where it is known. Calls without a time (midnight) or without a known result (NaN) are left aside.

    >>> days = pd.date_range("2026-06-01", periods=300, freq="D")
    >>> best_hours(pd.DataFrame({"when": days, "connect": 1})).silence
    'no_times'
    """
    when = pd.to_datetime(calls["when"], errors="coerce")
    moments = (when.dt.tz_localize(None) if when.dt.tz else when).to_numpy().astype("datetime64[s]")
    connect = successes(calls["connect"])
    timed = ~np.isnat(moments) & ~np.isnan(connect)
    clock = moments.astype(np.int64) % _DAY
    chosen = np.flatnonzero(timed & (clock != 0))
    if not timed.any() or len(chosen) < ONE_TIME * timed.sum():
        return _silent("no_times")
    if np.bincount(clock[chosen]).max() > ONE_TIME * len(chosen):
        return _silent("no_times")
    flags, hour = connect[chosen], clock[chosen] // 3600
    day = moments[chosen].astype(np.int64) // _DAY
    weekday = (day + _THURSDAY) % 7
    cells = _cells(weekday, hour, flags)
    if len(flags) < ENOUGH or not 0 < flags.sum() < len(flags):
        return _silent("few_calls", cells)
    firsts = _firsts(hour)
    if len(firsts) < 2:
        return _silent("no_times", cells)
    group = np.searchsorted(firsts, np.arange(24), side="right")[hour] - 1
    month = moments[chosen].astype("datetime64[M]").astype(np.int64)
    who = pd.factorize(calls["rep"])[0][chosen] if "rep" in calls else np.zeros(len(flags), int)
    stratum, cell = combinations([who, month]).of_row, combinations([who, day, group]).of_row
    test = _Test.of(stratum, group, flags, len(firsts), cell)
    return _told(test, firsts, hour, group, flags, cells)


def _told(
    test: _Test, firsts: Ints, hour: Ints, group: Ints, flags: Floats, cells: pd.DataFrame
) -> BestHours:
    z = test.scores()
    tails = [1 - NormalDist().cdf(score) for score in z]
    named = np.array(judged([Look(tail, 0.0) for tail in tails], LEVEL).named)
    number = np.bincount(group, minlength=len(firsts)).astype("float64")
    reached = np.bincount(group, flags, len(firsts))
    called = np.flatnonzero(np.bincount(hour))
    ends = called[np.append(np.searchsorted(called, firsts[1:]), len(called)) - 1]
    above, _ = test.above(np.eye(len(firsts), dtype=bool))
    groups = pd.DataFrame(
        {
            **{"first_hour": called[np.searchsorted(called, firsts)], "last_hour": ends},
            **{"calls": number, "connects": reached, "rate": reached / number},
            **{"above": above, "tail": tails, "named": named},
        }
    )
    whole, freedom = test.together()
    tail = chi_square_tail(whole, freedom)
    if not named.any():
        return BestHours("chance", cells, groups, tail)
    excess, error = (float(found[0]) for found in test.above(named[None, :]))
    # The best of many looks better than it is: drawn back by what the best of as many shows by chance alone
    # (Blom's approximation of the largest of so many normal scores). Where it stands out by far there is
    # little to draw back, so the upper edge is that of what was counted.
    largest = NormalDist().inv_cdf((len(z) - 0.375) / (len(z) + 0.25))
    kept = max(1 - (largest * error / excess) ** 2, 0.1)
    wide = NormalDist().inv_cdf((1 + SURE) / 2) * error
    gains = kept * excess, kept * excess - wide, excess + wide
    middle, low, high = (MOVED * len(flags) * by for by in gains)
    return BestHours("", cells, groups, tail, middle, low, high)


@dataclass(frozen=True, eq=False)
class _Test:
    """Connects of each group of hours beyond those expected of the reps and months (`beyond`), their
    covariance, and what turns them into points (`mixed`): calls of a group that others of its rep and month
    can be held against. Where calls of one rep, day and hour differ more than chance has it, so much more,
    the covariance is larger (`dispersion`)."""

    beyond: Floats
    covariance: Floats
    mixed: Floats
    dispersion: float

    @classmethod
    def of(cls, stratum: Ints, group: Ints, flags: Floats, groups: int, cell: Ints) -> _Test:
        strata = int(stratum.max()) + 1
        number = np.bincount(stratum * groups + group, minlength=strata * groups).reshape(strata, groups)
        reached = np.bincount(stratum * groups + group, flags, strata * groups).reshape(strata, groups)
        total, successes = number.sum(axis=1), reached.sum(axis=1)
        rate = successes / np.maximum(total, 1)
        beyond = (reached - number * rate[:, None]).sum(axis=0)
        spread = np.divide(total, total - 1, out=np.zeros(strata), where=total > 1) * rate * (1 - rate)
        parts = number / np.maximum(total, 1)[:, None]
        covariance = np.diag(spread @ number) - (number * spread[:, None]).T @ parts
        mixed = np.diag(number.sum(axis=0)) - number.T @ parts
        of_group = beyond / np.maximum(np.diag(mixed), 1e-9)
        left = np.bincount(cell, flags - rate[stratum] - of_group[group])
        chance = np.bincount(cell, (rate * (1 - rate))[stratum])
        dispersion = max(float((left**2).sum() / max(chance.sum(), 1e-9)), 1.0)
        return cls(beyond, covariance * dispersion, mixed, dispersion)

    def scores(self) -> Floats:
        """The standard normal score of each group against all others."""
        deviation = np.sqrt(np.maximum(np.diag(self.covariance), 0))
        found: Floats = np.divide(
            self.beyond, deviation, out=np.zeros_like(deviation), where=deviation > 1e-9
        )
        return found

    def above(self, sets: Floats) -> tuple[Floats, Floats]:
        """For each set of groups (a row of flags) the points above the other hours, and its error."""
        signs = sets.astype("float64")
        weight = np.maximum(np.einsum("sg,gh,sh->s", signs, self.mixed, signs), 1e-9)
        variance = np.einsum("sg,gh,sh->s", signs, self.covariance, signs)
        points: Floats = signs @ self.beyond / weight
        return points, np.sqrt(np.maximum(variance, 0)) / weight

    def together(self) -> tuple[float, int]:
        """The chi-square statistic over all groups and its degrees of freedom."""
        inverse = np.linalg.pinv(self.covariance, rcond=1e-9, hermitian=True)
        return float(self.beyond @ inverse @ self.beyond), int(
            np.linalg.matrix_rank(self.covariance, hermitian=True)
        )


def chi_square_tail(statistic: float, freedom: int) -> float:
    """The chance of a chi-square of `freedom` degrees of freedom to be `statistic` or more.

    >>> round(chi_square_tail(15.507, 8), 4), round(chi_square_tail(3.841, 1), 4)
    (0.05, 0.05)
    """
    if freedom <= 0 or statistic <= 0:
        return 1.0
    half = statistic / 2
    if freedom % 2 == 0:
        term = total = math.exp(-half)
        start = 1.0
    else:
        total, term, start = math.erfc(math.sqrt(half)), math.exp(-half) / math.sqrt(math.pi * half), 0.5
    place = start
    while place < freedom / 2:
        term *= half / place
        total += term
        place += 1
    return min(total, 1.0)


def _firsts(hour: Ints) -> Ints:
    """The first hour of each group: neighbouring hours together until a group has its share of the calls."""
    counts = np.bincount(hour)
    hours = np.flatnonzero(counts)
    number = counts[hours]
    least = len(hour) / (2 * GROUPS)
    firsts, held, left = [int(hours[0])], 0, len(hour)
    for place in range(len(hours) - 1):
        held += int(number[place])
        left -= int(number[place])
        if held >= least and left >= least:
            firsts.append(int(hours[place + 1]))
            held = 0
    return np.array(firsts)


def _cells(weekday: Ints, hour: Ints, flags: Floats) -> pd.DataFrame:
    """Calls, connects and rates of weekdays and hours."""
    place = weekday * 24 + hour
    number = np.bincount(place, minlength=168).astype("float64")
    reached = np.bincount(place, flags, 168)
    of_day, of_hour = (number.reshape(7, 24).sum(axis=axis) for axis in (1, 0))
    day, clock = (reached.reshape(7, 24).sum(axis=axis) for axis in (1, 0))
    overall = flags.mean() if len(flags) else math.nan
    shown = np.flatnonzero(number)
    by_day = (day + PSEUDO * overall) / (of_day + PSEUDO)
    by_hour = (clock + PSEUDO * overall) / (of_hour + PSEUDO)
    usual = np.clip(by_day[shown // 24] * by_hour[shown % 24] / max(overall, 1e-9), 0, 1)
    edges = [interval(reached[cell], number[cell]) for cell in shown]
    return pd.DataFrame(
        {
            **{"weekday": shown // 24, "hour": shown % 24, "calls": number[shown]},
            **{"connects": reached[shown], "rate": reached[shown] / number[shown]},
            "shrunken": (reached[shown] + PSEUDO * usual) / (number[shown] + PSEUDO),
            **{"low": [low for low, _ in edges], "high": [high for _, high in edges]},
        }
    )


def _silent(why: Silence, cells: pd.DataFrame | None = None) -> BestHours:
    groups = pd.DataFrame(
        {
            **{key: pd.Series(dtype="int64") for key in ("first_hour", "last_hour")},
            **{key: pd.Series(dtype="float64") for key in ("calls", "connects", "rate", "above", "tail")},
            "named": pd.Series(dtype="bool"),
        }
    )
    nothing = np.zeros(0, dtype=np.int64)
    return BestHours(why, _cells(nothing, nothing, np.zeros(0)) if cells is None else cells, groups)
