"""Late stages judged on what is old enough: how far opportunities have come, by the lag the deals show.

Wins take weeks. Wins of a month over opportunities of that month understate the rate while a team grows and
in its first months, so a young team would be blamed for its calendar. Two ways out, by what is known:

- **Deals with both dates** (`Activity.deals`). The share of all wins that have come by each age follows from
  the deals themselves (Kaplan and Meier's estimate, in which deals too young to tell are censored; these are
  the development factors of insurers). An opportunity counts for the share it has come so far: one of half
  the age counts half, which projects every opportunity to its end. Looked at are the months the rate is
  judged over and, before them, as many days as nine in ten wins take.
- **Counts alone** (opportunities of meetings, wins without deals). How long it takes is not told, so the rate
  gets the benefit of the doubt: where the denominators of the same days a month or two earlier (`SHIFTS`)
  were fewer beyond chance, it is held against those.

Before there is history for that, nothing is judged: the stage is too young.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import month_bounds, shift_month
from sheetkpi.model.measured import parts_of
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.sums import Name, places
from sheetkpi.model.views import ALL

LATE = ("opportunity_rate", "win_rate")
"""The rates whose numerators come later than their denominators."""

NOT_WON, WON_UNDATED = -1, -2
"""What `Activity.deals` has for days: not won; and won, but before it was opened, as its dates say, so that
nobody knows how long it took: a win that tells nothing of the lag."""

SHIFTS = (0, 30, 60)
"""Days by which denominators may come before, where nobody knows how many it takes."""

GREW = 2.0
"""Standard deviations by which denominators must have grown before earlier ones are taken."""

WINS_NEEDED = 10
"""Deals won with both dates, from which on they tell how long it takes."""

WINS_OF_A_TEAM = 30
"""Those of one team, from which on it has a lag of its own."""

MOST = 0.9
"""The part of all wins whose time is looked back beyond the months judged."""

ENOUGH = 0.75
"""The part of all wins that must have had time to come: with less, the rest would be a guess."""

TOLD = 0.1
"""The part of all deals that must be at least so old for an age to be looked at."""

MISSING = 5.0
"""Wins before the first one that deals opened earlier let expect, from which on it is the record that begins
there: by chance there would be none at all in one history of 150."""

RECORDED = 60
"""Days since the first win, from which on a record may have begun there: in less, nothing has closed yet."""

SLOWEST = 0.6
"""By how much gains may go on shrinking from one third of the ages to the next, at the most."""

Floats = np.ndarray


@dataclass(frozen=True)
class Lag:
    """How long deals take: the `share` of all wins come by each age in days, and whether that is `known`
    (history is long enough for it). `days` is the age by which `MOST` have come. Of deals opened before
    `since` (None: of none) only those are there that were still open then."""

    share: Floats
    days: int
    known: bool
    since: np.datetime64 | None = None

    @classmethod
    def of(cls, deals: pd.DataFrame, last_data: date) -> Lag:
        """The lag of `deals` (`Activity.deals`) as far as `last_data` tells.

        Exports often begin with the deals that were open on some day: what was won before is not there. Where
        the first win comes so late that earlier ones must be missing (`MISSING`), deals are looked at from
        the age they had on that day (delayed entry), or all of them would seem to have taken long.
        """
        deals = deals[deals["days"] != WON_UNDATED]
        ages, days = _ages(deals, last_data), deals["days"].to_numpy()
        is_won = days >= 0
        taken = np.where(is_won, days, ages)
        longest = int(ages.max()) if len(ages) else 0
        number = deals["deals"].to_numpy("float64")
        since, entry = None, np.zeros(len(ages), dtype=np.int64)
        if is_won.any():
            first = int((ages - days)[is_won].max())  # days before last_data
            late = np.maximum(ages - first, 0)
            come, _ = _come(number, taken, is_won, late, longest)
            if first >= RECORDED and float(number @ come[late]) >= MISSING:
                since, entry = np.datetime64(last_data, "D") - first, late
        come, at_risk = _come(number, taken, is_won, entry, longest)
        told = np.flatnonzero(at_risk >= TOLD * at_risk.max())[-1] if len(ages) else 0
        come = come[: told + 1]
        whole = come[-1] + _to_come(come)
        share = come / whole if whole > 0 else np.ones_like(come)
        days_to_most = int(np.argmax(share >= min(MOST, share[-1])))
        return cls(share, days_to_most, bool(share[-1] >= ENOUGH), since)

    def come(self, ages: Floats) -> Floats:
        """The share of wins that have come by each of `ages`."""
        shares: Floats = self.share[np.clip(ages, 0, len(self.share) - 1)]
        return shares


@dataclass(frozen=True)
class LateStages:
    """Numerators and denominators of `LATE` rates as they are judged.

    `facts` are those of `report.with_months`, by day; `deals` are `Activity.deals` (None or without dates:
    counts alone). Everything is seen from `last_data`.
    """

    facts: pd.DataFrame
    deals: pd.DataFrame | None
    last_data: date
    closing_day: int = 0
    tree: KpiTree = field(default_factory=KpiTree)
    _grids: dict[tuple[str, tuple[str, ...]], _Grid] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def lags(self) -> Mapping[str, Lag]:
        """How long deals take, of `ALL` and of each team that tells; empty where deals do not."""
        deals = self.dated
        if deals is None or _won(deals) < WINS_NEEDED:
            return {}
        found = {ALL: Lag.of(deals, self.last_data)}
        for team, own in deals.groupby("team", observed=True):
            if _won(own) >= WINS_OF_A_TEAM:
                found[str(team)] = Lag.of(own, self.last_data)
        return found

    def lag(self, rate: str, team: str) -> Lag | None:
        """The lag by which `rate` of `team` is judged; None where it is counts alone that tell."""
        return self.lags.get(team, self.lags.get(ALL)) if rate == "win_rate" else None

    def over(
        self,
        rate: str,
        by: Sequence[str],
        names: Sequence[Name],
        months: Sequence[date],
        window: int,
        shifts: Sequence[int] = SHIFTS,
    ) -> tuple[Floats, Floats]:
        """Numerator and denominator of `rate` for each of `names` (values of the columns `by`; grouped by
        team alone, `ALL` is everybody) and of `months` beside it, over `window` months; NaN where that is
        too young to be judged, 0 without data. Where counts alone tell, `shifts` are the days by which
        denominators may come before: (0,) for comparing people of whom the same is true."""
        if rate == "win_rate" and self.lags:
            return self._by_deals(tuple(by), names, months, window)
        return self._by_counts(rate, tuple(by), names, months, window, shifts)

    def told_apart(self, by: Callable[[pd.DataFrame], pd.DataFrame]) -> LateStages:
        """The same with other names in the columns of facts and deals; lags stay those of everybody's."""
        deals = None if self.deals is None else by(self.deals)
        other = LateStages(by(self.facts), deals, self.last_data, self.closing_day, self.tree)
        other.__dict__["lags"] = {ALL: self.lags[ALL]} if self.lags else {}
        return other

    def _by_deals(
        self, by: tuple[str, ...], names: Sequence[Name], months: Sequence[date], window: int
    ) -> tuple[Floats, Floats]:
        grid = self._grid("win_rate", by)
        first, last = self._bounds(months, window)
        lags = [self.lag("win_rate", str(name[by.index("team")]) if "team" in by else ALL) for name in names]
        reach = np.array([lag.days if lag else 0 for lag in lags], dtype=np.int64)
        above, below = grid.between(names, first - reach, last)
        young = np.array([lag is None or not lag.known for lag in lags], dtype=bool)
        return np.where(young, np.nan, above), np.where(young, np.nan, below)

    def _by_counts(
        self,
        rate: str,
        by: tuple[str, ...],
        names: Sequence[Name],
        months: Sequence[date],
        window: int,
        shifts: Sequence[int],
    ) -> tuple[Floats, Floats]:
        grid = self._grid(rate, by)
        first, last = self._bounds(months, window)
        last = np.minimum(last, np.datetime64(self.last_data, "D").astype(np.int64))
        above, _ = grid.between(names, first, last)
        below = now = grid.between(names, first, last)[1]
        for days in shifts:
            earlier = grid.between(names, first - days, last - days)[1]
            below = np.where(now - earlier > GREW * np.sqrt(now + earlier), np.minimum(below, earlier), below)
        young = (first - SHIFTS[-1] < grid.begins(names)) & (now > 0)
        return np.where(young, np.nan, above), np.where(young, np.nan, below)

    def _bounds(self, months: Sequence[date], window: int) -> tuple[Floats, Floats]:
        """First and last days (counted from 1970) of the `window` months that end with each of `months`."""
        found = {
            month: (
                month_bounds(shift_month(month, 1 - window), self.closing_day)[0],
                month_bounds(month, self.closing_day)[1],
            )
            for month in set(months)
        }
        bounds = np.array([found[month] for month in months], dtype="datetime64[D]").reshape(-1, 2)
        first, last = bounds.astype(np.int64).T
        return first, last

    def _grid(self, rate: str, by: tuple[str, ...]) -> _Grid:
        key = rate, by
        if key not in self._grids:
            if rate == "win_rate" and self.lags and self.dated is not None:
                frame = self._matured(self.dated)
                self._grids[key] = _Grid.of(frame, by, "opened", ("wins", "matured"))
            else:
                parts = parts_of(self.tree[rate], self.facts)
                counted = self.facts[self.facts[list(parts)].fillna(0).any(axis="columns")]
                self._grids[key] = _Grid.of(counted, by, "date", parts)
        return self._grids[key]

    def _matured(self, deals: pd.DataFrame) -> pd.DataFrame:
        """`deals` with `wins` and `matured`: how many opportunities they count for by now."""
        ages, number = _ages(deals, self.last_data), deals["deals"].to_numpy("float64")
        matured = self.lags[ALL].come(ages)
        for team, lag in self.lags.items():
            if team != ALL:
                own = (deals["team"] == team).to_numpy()
                matured[own] = lag.come(ages[own])
        days = deals["days"].to_numpy()
        matured[days == WON_UNDATED] = 1.0
        return deals.assign(wins=np.where(days != NOT_WON, number, 0.0), matured=matured * number)

    @cached_property
    def dated(self) -> pd.DataFrame | None:
        """`deals` opened by `last_data`; what is won later is not yet."""
        if self.deals is None or self.deals.empty:
            return None
        ages = _ages(self.deals, self.last_data)
        days = self.deals["days"]
        known = self.deals.assign(days=days.where(days.to_numpy() <= ages, NOT_WON))
        return known[ages >= 0]


@dataclass(frozen=True)
class _Grid:
    """Two counts added up from the first day on: `sums` by count, day (from `first`) and name; `starts` is
    the first day with anything of each name."""

    names: Mapping[Name, int]
    first: int
    sums: tuple[Floats, Floats]
    starts: Floats

    @classmethod
    def of(cls, frame: pd.DataFrame, by: tuple[str, ...], day: str, counts: Sequence[str]) -> _Grid:
        days = frame[day].to_numpy().astype("datetime64[D]").astype(np.int64)
        place, names = places(frame, by)
        first = int(days.min()) if len(days) else 0
        size = int(days.max()) - first + 1 if len(days) else 0
        whole = by == ("team",)
        starts = np.full(len(names) + whole, np.iinfo(np.int64).max)
        np.minimum.at(starts, place, days)
        sums = []
        for count in counts:
            grid = np.zeros((size + 1, len(names) + whole))
            np.add.at(grid, (days - first + 1, place), np.nan_to_num(frame[count].to_numpy("float64")))
            if whole:
                grid[:, -1] = grid[:, :-1].sum(axis=1)
            sums.append(np.cumsum(grid, axis=0))
        if whole:
            names = [*names, (ALL,)]
            starts[-1] = first
        return cls(
            {tuple(map(str, name)): n for n, name in enumerate(names)}, first, (sums[0], sums[1]), starts
        )

    def between(self, names: Sequence[Name], first: Floats, last: Floats) -> tuple[Floats, Floats]:
        """Both counts of each of `names` from its `first` to its `last` day."""
        at = np.array([self.names.get(tuple(map(str, name)), -1) for name in names], dtype=np.int64)
        size = len(self.sums[0]) - 1
        begin, end = np.clip(first - self.first, 0, size), np.clip(last - self.first + 1, 0, size)
        found = []
        for sums in self.sums:
            if not size:
                found.append(np.zeros(len(names)))
                continue
            found.append(np.where(at < 0, 0.0, sums[np.maximum(end, begin), at] - sums[begin, at]))
        return found[0], found[1]

    def begins(self, names: Sequence[Name]) -> Floats:
        """The first day of each of `names`, the end of time for those without any."""
        at = np.array([self.names.get(tuple(map(str, name)), -1) for name in names], dtype=np.int64)
        never = np.iinfo(np.int64).max
        found: Floats = np.append(self.starts, never)[at]
        return found


def _ages(deals: pd.DataFrame, last_data: date) -> Floats:
    """How many days old each of `deals` is on `last_data`."""
    opened = deals["opened"].to_numpy().astype("datetime64[D]")
    ages: Floats = (np.datetime64(last_data, "D") - opened).astype(np.int64)
    return ages


def _come(
    number: Floats, taken: Floats, is_won: Floats, entry: Floats, longest: int
) -> tuple[Floats, Floats]:
    """The share of `number` deals won by each age (Kaplan and Meier), and how many are looked at there: from
    the age of their `entry` on, until they are won or too young to tell (`taken`)."""
    wins = np.bincount(taken[is_won], number[is_won], longest + 1)[: longest + 1]
    begun = np.cumsum(np.bincount(entry, number, longest + 1)[: longest + 1])
    ended = np.cumsum(np.bincount(taken + 1, number, longest + 2)[: longest + 1])
    at_risk = begun - ended
    hazard = np.divide(wins, at_risk, out=np.zeros_like(wins), where=at_risk > 0)
    return 1 - np.cumprod(1 - np.minimum(hazard, 1.0)), at_risk


def _to_come(come: Floats) -> float:
    """What comes after the oldest age: gains go on shrinking as they did from the second third of all ages to
    the last."""
    third = (len(come) - 1) / 3
    early, late = np.diff(come[[round(third), round(2 * third), -1]])
    if late <= 0:
        return 0.0
    pace = min(late / early, SLOWEST) if early > 0 else SLOWEST
    return float(late * pace / (1 - pace))


def _won(deals: pd.DataFrame) -> int:
    return int(deals.loc[deals["days"] >= 0, "deals"].sum())
