"""The course of a month: what was done day by day, by how many, and what days are usually like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
_WEEK = 5  # business days
_PARTS_OF_MONTH = 4
_OFF_STRENGTH = 10.0  # chance's variances with which days off start out as days on which nothing is done
_MOST_GROWTH = 1.0  # of a month in the course of it, as a share of its middle
_LEAST_MONTHS = 3  # that tell whether months grow in their course
_EVEN = 0.2  # the least variance ÷ mean: nobody does exactly the same every day for ever
_OF_A_LINE = 12.0  # variance of a slope over a unit, per variance of what is spread over it
_SIGNAL = 1.0  # chance's variances per group that their difference must exceed to be believed

_TINY = 1e-12

Floats = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Days:
    """The days from the first month of the past to the end of the month forecast.

    `month` numbers the KPI months, 0 for the one forecast, -1 for the one before; `work` marks business days,
    `gone` those up to the last one with data. `part` is the week of its month counted back from the last
    business day, because rush comes last: 0 for the last five, 3 for all before the last fifteen; `left` is
    the number of business days after it. `weekday` is 0 for Monday.
    """

    first: date
    month: Whole
    weekday: Whole
    part: Whole
    left: Whole
    work: Bools
    gone: Bools
    _past: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _among: dict[tuple[int, ...], Bools] = field(default_factory=dict, init=False, repr=False, compare=False)
    _gone: dict[int, Whole] = field(default_factory=dict, init=False, repr=False, compare=False)
    _parts: dict[int, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def around(cls, month: date, until: date, department: Department) -> Days:
        """Those of `month` and its past, as they are after `until`."""
        months = [shift_month(month, number) for number in range(-HISTORY, 1)]
        bounds = [month_bounds(one, department.settings.closing_day) for one in months]
        lengths = [(last - first).days + 1 for first, last in bounds]
        first, days = bounds[0][0], np.arange(sum(lengths))
        work = np.isin(days, [(day - first).days for one in months for day in department.days(one)])
        ends = np.cumsum(lengths)
        so_far = np.cumsum(work)
        left = np.repeat(so_far[ends - 1], lengths) - so_far
        return cls(
            first,
            np.repeat(np.arange(-HISTORY, 1), lengths),
            (days + first.weekday()) % 7,
            np.minimum(left // _WEEK, _PARTS_OF_MONTH - 1),
            left,
            work,
            days <= (until - first).days,
        )

    def __len__(self) -> int:
        return len(self.month)

    @cached_property
    def now(self) -> Bools:
        """The days of the month forecast."""
        return np.asarray(self.month == 0)

    @cached_property
    def of_months(self) -> Mapping[int, slice]:
        """The days of each month."""
        numbers, firsts, lengths = np.unique(self.month, return_index=True, return_counts=True)
        spans = zip(firsts.tolist(), lengths.tolist(), strict=True)
        return {
            month: slice(first, first + length)
            for month, (first, length) in zip(numbers.tolist(), spans, strict=True)
        }

    @cached_property
    def from_middle(self) -> Floats:
        """How far each day is from the middle of its month, as a share of the month: -.5 to .5."""
        lengths = [span.stop - span.start for span in self.of_months.values()]
        return np.concatenate([(np.arange(length) + 0.5) / length - 0.5 for length in lengths])

    def past(self, begun: int) -> tuple[int, ...]:
        """The months before the one forecast, latest first, that are over and that data which begins on the
        day of the number `begun` holds from their first week on."""
        if begun not in self._past:
            over = self.gone | ~self.work
            self._past[begun] = tuple(
                month
                for month in range(-1, -HISTORY - 1, -1)
                if begun < self.of_months[month].start + _BEGUN_WITHIN and over[self.of_months[month]].all()
            )
        return self._past[begun]

    def among(self, months: tuple[int, ...]) -> Bools:
        """Which days are of one of `months`."""
        if months not in self._among:
            self._among[months] = np.isin(self.month, months)
        return self._among[months]

    def gone_of(self, month: int) -> Whole:
        """The days of `month`; of the one forecast those gone."""
        if month not in self._gone:
            self._gone[month] = np.flatnonzero((self.month == month) & (self.gone | (month < 0)))
        return self._gone[month]

    def parts_of(self, month: int) -> Floats:
        """Whether each of these days, a row each, belongs to each part of the month: 1 or 0."""
        if month not in self._parts:
            _, numbers = np.unique(self.part[self.gone_of(month)], return_inverse=True)
            self._parts[month] = np.eye(int(numbers.max()) + 1)[numbers]
        return self._parts[month]

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
        return np.asarray(self.done[:, self.days.among((month,))].sum(axis=1))

    def effort(self, month: int = 0) -> Floats:
        """What `month` has for each row: its days, by presence and by what is usually done on such days."""
        return np.asarray(self._expected[:, self.days.among((month,))].sum(axis=1))

    @cached_property
    def _expected(self) -> Floats:
        """What is usually done on each day by those who are there, but for a factor."""
        return self.there * self.weights

    @cached_property
    def past(self) -> tuple[int, ...]:
        """The months before the one forecast, latest first, that are over and that the data holds from
        their first week on."""
        happened = self.done.any(axis=0)
        return self.days.past(int(happened.argmax()) if happened.any() else len(self.days))

    @cached_property
    def weights(self) -> Floats:
        """How much is usually done on a day like each of `days`: by weekday, on business days and days off,
        by the week of the month and by the days that are left. Near 1 on business days and 0 on others while
        little was done: a difference is believed as far as it is larger than chance makes it, and chance is
        what the same days of several months differ by (variance ÷ mean), not the size of a day.
        """
        days, done, there = self.days, self.done.sum(axis=0), self.there.sum(axis=0)
        known = days.among(self.past)
        weights, worked = days.work.astype("float64"), done * days.work
        expected = self._spread(worked, there * weights, there * weights)
        on, off = known & days.work, known & ~days.work
        weights = np.where(days.work, self._believed(days.weekday, on, done, expected, 7), 0.0)
        for group, groups in ((days.part, _PARTS_OF_MONTH), (days.left, int(days.left.max()) + 1)):
            expected = self._spread(worked, there * weights, there * weights)
            weights = weights * self._believed(group, on, done, expected, groups)
        if done[off].any():
            usual = self._spread(worked, there, there * days.work)
            chance = _OFF_STRENGTH * self._chance(done[on], expected[on])
            of_day, due = (np.bincount(days.weekday[off], those[off], 7) for those in (done, usual))
            weights = np.where(days.work, weights, (of_day / (due + chance + _TINY))[days.weekday])
        return np.asarray(weights)

    def _believed(self, group: Whole, known: Bools, done: Floats, expected: Floats, groups: int) -> Floats:
        """For each day the factor of its group: what was done on `known` days of the group per what was
        expected, as far as that is more than chance (James and Stein)."""
        of_group, due = (np.bincount(group[known], those[known], groups) for those in (done, expected))
        there = due > 0
        factor = np.divide(of_group, due, out=np.ones(groups), where=there)
        number = int(there.sum())
        between = float((due * (factor - 1) ** 2).sum())
        if number < 2 or between <= 0:
            return np.ones(len(group))
        # Good and bad weeks: the same group of several months, summed, differs by more than its days do.
        place = (self.days.month[known] + HISTORY) * groups + group[known]
        cells, wanted = (
            np.bincount(place, those, (HISTORY + 1) * groups)
            for those in (done[known], (expected * factor[group])[known])
        )
        free = int((wanted > 0).sum()) - number - len(self.past) + 1
        if free <= 0:
            return np.ones(len(group))
        chance = self._chance(done[known], (expected * factor[group])[known])
        apart = float(((cells - wanted)[wanted > 0] ** 2 / wanted[wanted > 0]).sum()) / free
        noise = _SIGNAL * max(chance, apart) * (number - 1)
        believed = max(0.0, 1 - noise / between)
        return np.asarray((1 + believed * (factor - 1))[group])

    @staticmethod
    def _chance(done: Floats, expected: Floats) -> float:
        """Variance ÷ mean of what was done on days on which so much was `expected`."""
        some = expected > 0
        squares = (done - expected)[some] ** 2 / expected[some]
        return float(squares.mean()) if len(squares) and squares.any() else 1.0

    def _spread(self, done: Floats, by: Floats, whole: Floats) -> Floats:
        """Each past month's sum of `done` on its days, by `by` as a share of the month's sum of `whole`, more
        at its end where months grow: growth is no rush."""
        expected = np.zeros(len(self.days))
        sizes = {month: float(done[self.days.of_months[month]].sum()) for month in self.past}
        for month, size in sizes.items():
            days = self.days.of_months[month]
            before, after = sizes.get(month - 1, size), sizes.get(month + 1, size)
            span = (month - 1 in sizes) + (month + 1 in sizes)
            growth = (after - before) / (size * span) if size and span else 0.0
            growth = min(max(growth, -_MOST_GROWTH), _MOST_GROWTH)
            grown = by[days] * (1 + growth * self.days.from_middle[days])
            of_whole, of_grown = whole[days].sum(), grown.sum()
            if of_whole > 0 and of_grown > 0:
                expected[days] = size * grown / of_grown * (by[days].sum() / of_whole)
        return expected

    @cached_property
    def elapsed(self) -> Floats:
        """The share of the month forecast that is usually done by now, for each row, 0 to 1."""
        weights = self._expected
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
        return self._scatter()

    @cached_property
    def slow_scatter(self) -> float:
        """The same with good and bad weeks in it, which last longer than a day."""
        return max(self.scatter, self._scatter(by_part=True))

    @cached_property
    def rise(self) -> float:
        """How much more is done at the end of a month than at its beginning, or less, beyond chance: squared,
        as a share of the month. Newcomers learn, and so do new teams: the days to come are not as those gone.
        """
        done, by = self.done.sum(axis=0), self._expected.sum(axis=0)
        chance, squares = self._chance_of(done, by), []
        for month in self.past:
            days = self.days.of_months[month]
            if done[days].sum() > 0 and by[days].sum() > 0:
                share = by[days] / by[days].sum()
                place = np.cumsum(share) - 0.5
                rest = done[days] / done[days].sum() - share
                rise = float((place * rest).sum() / (share * place**2).sum())
                squares.append(rise**2 - _OF_A_LINE * chance / float(done[days].sum()))
        return max(float(np.mean(squares)), 0.0) if len(squares) >= _LEAST_MONTHS else 0.0

    def _chance_of(self, done: Floats, by: Floats) -> float:
        known = self.days.among(self.past)
        return self._chance(done[known], self._spread(done, by, by)[known])

    def _scatter(self, *, by_part: bool = False) -> float:
        """Scatter of what is done on each day, or in each part of a month, given the month's sum. Where no
        past month tells, the days gone of the one forecast say that money comes in whole deals, but never
        that people are steadier than chance."""
        squares, chances = self._given_sums(self.past, by_part)
        if squares > 0 and chances > 0:
            return max(squares / chances, _EVEN)
        squares, chances = self._given_sums((0,), by_part)
        return max(squares / chances, 1.0) if squares > 0 and chances > 0 else 1.0

    def _given_sums(self, months: Iterable[int], by_part: bool) -> tuple[float, float]:
        """How far the days of `months`, or their parts, are from their share of the month's sum, squared, and
        how far they would be by chance."""
        squares, chances = 0.0, 0.0
        for month in months:
            days = self.days.gone_of(month)
            if not len(days):
                continue
            done, share = self.done[:, days], self._expected[:, days]
            if by_part:
                into = self.days.parts_of(month)
                done, share = done @ into, share @ into
            done, share = np.ascontiguousarray(done), np.ascontiguousarray(share)
            share = share / np.maximum(share.sum(axis=1, keepdims=True), _TINY)
            usual = done.sum(axis=1, keepdims=True) * share
            squares += float(((done - usual) ** 2).sum())
            chances += float((usual * (1 - share)).sum())
        return squares, chances
