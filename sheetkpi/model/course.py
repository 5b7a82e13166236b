"""The course of a month: what was done day by day, by how many, and what days are usually like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import month_bounds, shift_month
from sheetkpi.model.targets import Department

HISTORY = 6
"""Months before the one forecast that tell what days are like and how much months differ."""

_BEGUN_WITHIN = 7  # days of its first month in which data that is whole begins
_PARTS_OF_MONTH = 4
_KIND_STRENGTH, _PART_STRENGTH = 10.0, 500.0  # events with which the factors of days start out as usual

Floats = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Days:
    """The days from the first month of the past to the end of the month forecast.

    `month` numbers the KPI months, 0 for the one forecast, -1 for the one before; `work` marks business days,
    `gone` those up to the last one with data; `part` is the quarter of its month, 0 to 3, `weekday` 0 for
    Monday.
    """

    first: date
    month: Whole
    weekday: Whole
    part: Whole
    work: Bools
    gone: Bools

    @classmethod
    def around(cls, month: date, until: date, department: Department) -> Days:
        """Those of `month` and its past, as they are after `until`."""
        months = [shift_month(month, number) for number in range(-HISTORY, 1)]
        bounds = [month_bounds(one, department.settings.closing_day) for one in months]
        lengths = [(last - first).days + 1 for first, last in bounds]
        first, days = bounds[0][0], np.arange(sum(lengths))
        work = [(day - first).days for one in months for day in department.days(one)]
        return cls(
            first,
            np.repeat(np.arange(-HISTORY, 1), lengths),
            (days + first.weekday()) % 7,
            np.concatenate([np.arange(length) * _PARTS_OF_MONTH // length for length in lengths]),
            np.isin(days, work),
            days <= (until - first).days,
        )

    def __len__(self) -> int:
        return len(self.month)

    @property
    def now(self) -> Bools:
        """The days of the month forecast."""
        return np.asarray(self.month == 0)

    @property
    def is_over(self) -> bool:
        """Whether no day is still to come."""
        return bool(self.gone[-1])

    def positions(self, stamps: pd.Series) -> Whole:
        """The number of the day of each of `stamps`; out of range for days that are not among these."""
        days = stamps.to_numpy().astype("datetime64[D]")
        return (days - np.datetime64(self.first, "D")).astype(np.int64)


@dataclass(frozen=True)
class Course:
    """One count, a row for each of several people or teams, a column for each of `days`.

    `done` is what was counted, nothing on days still to come; `there` how much of them was at work: FTE on
    business days, the month's mean on days off.
    """

    days: Days
    done: Floats
    there: Floats

    def together(self) -> Course:
        """All rows as one."""
        return Course(self.days, self.done.sum(axis=0, keepdims=True), self.there.sum(axis=0, keepdims=True))

    def total(self, month: int = 0) -> Floats:
        """What each row did in `month`."""
        return np.asarray(self.done[:, self.days.month == month].sum(axis=1))

    def effort(self, month: int = 0) -> Floats:
        """What `month` has for each row: its days, by presence and by what is usually done on such days."""
        return np.asarray((self.there * self.weights)[:, self.days.month == month].sum(axis=1))

    @cached_property
    def past(self) -> tuple[int, ...]:
        """The months before the one forecast, latest first, that the data holds from their first week on."""
        happened = np.flatnonzero(self.done.any(axis=0))
        begun = int(happened[0]) if len(happened) else len(self.days)
        firsts = {month: int(np.argmax(self.days.month == month)) for month in range(-HISTORY, 0)}
        return tuple(sorted((m for m, day in firsts.items() if begun < day + _BEGUN_WITHIN), reverse=True))

    @cached_property
    def weights(self) -> Floats:
        """How much is usually done on a day like each of `days`: by weekday, on business days and days off,
        and by the quarter of the month. Near 1 on business days and 0 on others while little was done."""
        done, there = self.done.sum(axis=0), self.there.sum(axis=0)
        known = np.isin(self.days.month, self.past)
        past = self.done[:, known]
        event = float((past**2).sum() / past.sum()) if past.sum() > 0 else 1.0
        kinds = self.days.weekday + 7 * ~self.days.work
        usual = np.repeat([1.0, 0.0], 7)
        expected = self._spread(done, there, there * self.days.work)
        of_kind = _factors(kinds[known], done[known], expected[known], usual, _KIND_STRENGTH * event)
        weights = of_kind[kinds]
        usual = np.ones(_PARTS_OF_MONTH)
        expected = self._spread(done, there * weights, there * weights)
        parts = self.days.part
        of_part = _factors(parts[known], done[known], expected[known], usual, _PART_STRENGTH * event)
        return np.asarray(weights * of_part[parts])

    def _spread(self, done: Floats, by: Floats, whole: Floats) -> Floats:
        """Each past month's sum of `done` on its days, by `by` as a share of the month's sum of `whole`."""
        expected = np.zeros(len(self.days))
        for month in self.past:
            days = self.days.month == month
            if (base := whole[days].sum()) > 0:
                expected[days] = done[days].sum() * by[days] / base
        return expected

    @cached_property
    def elapsed(self) -> Floats:
        """The share of the month forecast that is usually done by now, for each row, 0 to 1."""
        weights = self.there * self.weights
        never_there = weights[:, self.days.now].sum(axis=1, keepdims=True) <= 0
        weights = np.where(never_there, self.weights, weights)
        whole = weights[:, self.days.now].sum(axis=1)
        gone = weights[:, self.days.now & self.days.gone].sum(axis=1)
        share = np.divide(gone, whole, out=np.zeros_like(whole), where=whole > 0)
        return np.where(self.days.is_over, 1.0, share)

    @cached_property
    def scatter(self) -> float:
        """How much days vary: the variance of what is done per expected unit. 1 for counts that come by
        chance alone, about the size of a deal for money."""
        return self._scatter(np.arange(len(self.days)))

    @cached_property
    def slow_scatter(self) -> float:
        """The same with good and bad weeks in it, which last longer than a day."""
        return max(self.scatter, self._scatter(self.days.part))

    def _scatter(self, group: Whole) -> float:
        """Scatter of what is done in each group of a month's days, given the month's sum."""
        weights, squares, chances = self.there * self.weights, 0.0, 0.0
        for month in self.past:
            days = np.flatnonzero(self.days.month == month)
            _, numbers = np.unique(group[days], return_inverse=True)
            into = np.eye(int(numbers.max()) + 1)[numbers]
            done, share = self.done[:, days] @ into, weights[:, days] @ into
            share = share / np.maximum(share.sum(axis=1, keepdims=True), _TINY)
            usual = done.sum(axis=1, keepdims=True) * share
            squares += float(((done - usual) ** 2).sum())
            chances += float((usual * (1 - share)).sum())
        return squares / chances if squares > 0 and chances > 0 else 1.0


_TINY = 1e-12


def _factors(group: Whole, done: Floats, expected: Floats, usual: Floats, strength: float) -> Floats:
    """What was done on the days of each group, per what was `expected`; `usual` where little was."""
    of_group, due = (np.bincount(group, those, len(usual)) for those in (done, expected))
    return np.asarray((of_group + strength * usual) / (due + strength))
