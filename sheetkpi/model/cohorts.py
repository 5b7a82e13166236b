"""Cohorts: what became of each month's opportunities, and where their win rate will end.

`cohorts_by_meeting` does the same by the month in which the meeting was set, where meetings are linked.

The period rate (wins dated in a month over opportunities dated in it) mixes months: it rises when few new
opportunities come in and falls when many do. Here every win stays with the month of its opportunity.

What is still to come follows from the lag that the deals themselves show (`maturity.Lag`). An opportunity of
win rate r that is not won at an age by which the share c of all wins has come is still won with the chance

    r (1 - c) / (1 - r c)

whether or not anybody has closed it as lost. r is the rate of all months together, and the month's own as far
as the month is old enough to tell. How much a month tells, and how wide the range is, depends on how closely
wins have followed the lag so far: deals that close in bursts at a quarter's end, or months that differ, make
residuals larger than chance, and the month's own wins are believed the less (the dispersion of insurers'
chain ladder). The range is that of a beta-binomial distribution of this mean and variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import month_bounds, month_of
from sheetkpi.model.maturity import NOT_WON, Lag, LateStages
from sheetkpi.model.views import ALL

WITHIN = (30, 60, 90)
"""Days after the opportunity by which wins are counted."""

SURE = 0.8
"""How many of the months end within the range that is given for them, as for all landings."""

BAND = 30
"""Days of age over which wins are compared with what the lag lets expect."""

TELLING = 3.0
"""Wins expected of a month in a band of ages, from which on it is compared."""

SETTLED = 4.0
"""How many comparisons without any surprise are taken for granted, so that the first few decide nothing."""

PRIOR = 200.0
"""How many opportunities the rate of all months weighs beside a month's own, and everybody's beside that of a
team."""

COLUMNS = (
    *("month", "team", "opportunities", *(f"wins.within_{days}" for days in WITHIN), "wins.so_far"),
    *("come", "wins.end", "wins.end_low", "wins.end_high"),
)
_RATES = ("so_far", "end", "end_low", "end_high")
"""What is also given as a share of the opportunities: `win_rate.…` of `wins.…`."""

Floats = np.ndarray


def cohorts(late: LateStages, months: Sequence[date], teams: Sequence[str]) -> pd.DataFrame:
    """Cohorts: a row for each of `months` and `teams` (`ALL`: everybody) with opportunities, in this order.

    `wins.within_<days>` is NaN while an opportunity of the month may still be younger than that. `come` is
    the share of the month's wins that have come by now, as the lag tells, 0 to 1; it and the ends are NaN
    where the history is too short for a lag. Wins dated before their opportunity count among those so far
    alone: nobody knows how long they took. Of months from which only what was still open later is on record
    (`maturity.Lag`), all else is NaN. Without deals that have both dates there are no rows.
    """
    deals = late.dated
    if deals is None or deals.empty or not late.lags:
        return _frame([])
    opened = deals["opened"].to_numpy().astype("datetime64[D]")
    month = month_of(deals["opened"], late.closing_day).to_numpy().astype("datetime64[M]")
    team = deals["team"].astype(str).to_numpy(dtype=object)
    ages = (np.datetime64(late.last_data, "D") - opened).astype(np.int64)
    known = _Deals(deals["deals"].to_numpy("float64"), deals["days"].to_numpy(), ages, month)
    found: dict[tuple[date, str], tuple[object, ...]] = {}
    lag = late.lag("win_rate", ALL)
    everybody = _Pace.of(known.only(known.ages <= _recorded(late, lag)), lag)
    for name in teams:
        own = known.only(np.ones(len(team), dtype=bool) if name == ALL else team == name)
        lag = late.lag("win_rate", name)
        recorded = _recorded(late, lag)
        pace = everybody if name == ALL else _Pace.of(own.only(own.ages <= recorded), lag, everybody.rate)
        for wanted in months:
            chosen = own.only(own.month == np.datetime64(wanted, "M"))
            if len(chosen.number):
                first, last = ((late.last_data - day).days for day in month_bounds(wanted, late.closing_day))
                figures = _row(chosen, pace, last, is_whole=first <= recorded)
                found[wanted, name] = (wanted, name, *figures)
    ordered = [found[month, team] for month in months for team in teams if (month, team) in found]
    return _frame(ordered)


def cohorts_by_meeting(late: LateStages, months: Sequence[date], teams: Sequence[str]) -> pd.DataFrame:
    """MeetingCohorts: the same by the month in which the meeting before an opportunity was set, with the
    `meetings` set in it.

    Only opportunities that are linked to a meeting count (`met` of `Activity.deals`): where none is, there
    are no rows. Days are those from the day the meeting was set to the win, so that the lag is the meetings'
    own.
    """
    deals = late.deals
    if deals is None or "met" not in deals or not deals["met"].notna().any():
        return _frame([]).assign(meetings=[])
    linked = deals[deals["met"].notna()]
    sooner = (linked["opened"] - linked["met"]).dt.days.to_numpy()
    days = linked["days"].to_numpy()
    linked = linked.assign(opened=linked["met"], days=np.where(days >= 0, days + sooner, days))
    by_meeting = LateStages(late.facts, linked, late.last_data, late.closing_day, late.tree)
    found = cohorts(by_meeting, months, teams)
    sums = late.facts.groupby(["month", "team"], observed=True)["meetings"].sum(min_count=1)
    of_all = late.facts.groupby("month", observed=True)["meetings"].sum(min_count=1)
    keys = zip(found["month"], found["team"], strict=True)
    meetings = [of_all.get(month) if team == ALL else sums.get((month, team)) for month, team in keys]
    return found.assign(meetings=pd.Series(meetings, index=found.index, dtype="float64"))


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    rates = {f"win_rate.{end}": frame[f"wins.{end}"] / frame["opportunities"] for end in _RATES}
    return frame.assign(month=frame["month"].astype("datetime64[s]"), **rates)


@dataclass(frozen=True)
class _Deals:
    """Deals as arrays: how many each row stands for, the days to the win (as in `Activity.deals`), the age in
    days and the month of opening."""

    number: Floats
    days: Floats
    ages: Floats
    month: Floats

    def only(self, chosen: Floats) -> _Deals:
        """Those of `chosen`."""
        return _Deals(self.number[chosen], self.days[chosen], self.ages[chosen], self.month[chosen])

    @property
    def won(self) -> Floats:
        """Which are won by now."""
        flags: Floats = self.days != NOT_WON
        return flags


@dataclass(frozen=True)
class _Pace:
    """What a team's months have in common: the `lag` (None: nobody knows it), the win `rate` where deals end,
    and the `dispersion`: how many times more than chance wins have strayed from both, 1 or more."""

    lag: Lag | None
    rate: float = 0.0
    dispersion: float = 1.0

    @classmethod
    def of(cls, deals: _Deals, lag: Lag | None, usual: float | None = None) -> _Pace:
        """The pace of `deals`; where a `usual` rate is known, theirs is taken for that until they tell."""
        if lag is None or not lag.known:
            return cls(None)
        ripe = float(deals.number @ lag.come(deals.ages))
        won, weight = float(deals.number[deals.won].sum()), 0.0 if usual is None else PRIOR
        rate = min((won + weight * (usual or 0.0)) / (ripe + weight), 1.0) if ripe + weight else 0.0
        if not 0 < rate < 1:
            return cls(lag, rate)
        months, place = np.unique(deals.month, return_inverse=True)
        squares, cells, bands = SETTLED, SETTLED, 0
        for begin in range(-1, int(deals.ages.max(initial=-1)), BAND):
            risk = (deals.ages > begin) & ((deals.days == NOT_WON) | (deals.days > begin))
            before = lag.come(np.array([begin]))[0] if begin >= 0 else 0.0
            after = lag.come(np.minimum(deals.ages, begin + BAND))
            chance = np.where(risk, rate * (after - before) / (1 - rate * before), 0.0)
            came = risk & (deals.days >= 0) & (deals.days <= begin + BAND)
            expected = np.bincount(place, deals.number * chance, len(months))
            wins = np.bincount(place, deals.number * came, len(months))
            told = expected >= TELLING
            squares += float(((wins - expected)[told] ** 2 / expected[told]).sum())
            cells, bands = cells + int(told.sum()), bands + bool(told.any())
        return cls(lag, rate, max(squares / max(cells - bands, SETTLED), 1.0))

    def to_come(self, number: Floats, come: Floats, won: float, ripe: float) -> tuple[float, float, float]:
        """How many of `number` opportunities, of whose wins the share `come` would have come, are still won:
        lower edge, mean and upper edge. The month has `won` of `ripe`, opportunities counted as far as they
        have come."""
        own, lost = won / self.dispersion, max(ripe - won, 0.0) / self.dispersion
        above, below = own + PRIOR * self.rate, lost + PRIOR * (1 - self.rate)
        rate = above / (above + below)
        spread = rate * (1 - rate) / (above + below + 1)
        passed = 1 - rate * come
        chance = np.divide(rate * (1 - come), passed, out=np.zeros_like(come), where=passed > 0)
        slope = np.divide(1 - come, passed**2, out=np.zeros_like(come), where=passed > 0)
        mean = float(number @ chance)
        variance = (
            self.dispersion * float(number @ (chance * (1 - chance))) + float(number @ slope) ** 2 * spread
        )
        if mean <= 0:
            return 0.0, 0.0, 0.0
        low, high = _quantiles(float(number.sum()), mean, variance)
        return low, mean, high


def _recorded(late: LateStages, lag: Lag | None) -> int:
    """Up to which age in days everything that became of deals is on record."""
    if lag is None or lag.since is None:
        return np.iinfo(np.int32).max
    return int((np.datetime64(late.last_data, "D") - lag.since).astype(np.int64))


def _row(deals: _Deals, pace: _Pace, youngest: int, *, is_whole: bool) -> tuple[float, ...]:
    """One month's figures from `opportunities` on; its last opportunity may be as young as `youngest` days.
    Of a month that is not on record as a whole, nothing is known but what there is."""
    total, so_far = float(deals.number.sum()), float(deals.number[deals.won].sum())
    in_time = [(deals.days >= 0) & (deals.days <= limit) for limit in WITHIN]
    within = [
        float(deals.number[flags].sum()) if is_whole and youngest >= limit else math.nan
        for limit, flags in zip(WITHIN, in_time, strict=True)
    ]
    if pace.lag is None or not is_whole:
        return total, *within, so_far, math.nan, math.nan, math.nan, math.nan
    come = pace.lag.come(deals.ages)
    ripe, still = float(deals.number @ come), ~deals.won
    low, middle, high = pace.to_come(deals.number[still], come[still], so_far, ripe)
    return total, *within, so_far, ripe / total, so_far + middle, so_far + low, so_far + high


def _quantiles(size: float, mean: float, variance: float) -> tuple[float, float]:
    """The edges within which a count in `size` of this `mean` and `variance` lies with the chance `SURE`."""
    whole = max(math.ceil(size), 1)
    rate = min(mean / whole, 1.0)
    binomial = whole * rate * (1 - rate)
    if binomial <= 0:
        return mean, mean
    # The variance of a beta-binomial is 1 + (n - 1) / (weight + 1) times that of the binomial.
    excess = (variance / binomial - 1) / (whole - 1) if whole > 1 else 0.0
    weight = min(max(1 / excess - 1, 1e-3), 1e6) if excess > 0 else 1e6
    counts = np.arange(whole, dtype="float64")
    steps = np.log((whole - counts) / (counts + 1))
    steps += np.log(weight * rate + counts) - np.log(weight * (1 - rate) + whole - counts - 1)
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    chances = np.exp(logs - logs.max())
    reached = np.cumsum(chances) / chances.sum()
    low, high = np.searchsorted(reached, [(1 - SURE) / 2, (1 + SURE) / 2])
    return min(float(low), mean), min(max(float(high), mean), size)
