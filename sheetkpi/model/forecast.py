"""Three ways to say where a month will end, of which the last is shown.

- naive: what was done, by the share of business days gone;
- curve: by the share of the month that is usually done by now: weekdays, days off, the month's end and who
  is there considered;
- blend: the pace so far and that of the three months before, each weighted by how much it can be trusted: at
  the beginning of the month the past speaks, at its end the month itself.

The blend is a gamma-Poisson one. How much to trust the past is learned from it: the more events a month has,
and the more months differ from those before them, the less. Teams and reps are taken to have their part in
what everybody's month is like. `tests/benchmarks/forecast.py` holds the three against each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sheetkpi.model.course import Course, Floats


@dataclass(frozen=True)
class Blending:
    """How the past is blended in. Results hardly depend on it: chosen on some months, others are forecast as
    well (`tests/benchmarks/forecast.py`).

    `trailing` months' pace is blended with that of the month itself; `newcomer` months of everybody's pace
    belong to each one's past, and are all of a newcomer's; a month may differ from the pace before by `least`
    of it, or by `unknown` while no month has shown how much.
    """

    trailing: int = 3
    newcomer: float = 0.25
    least: float = 0.05
    unknown: float = 0.2


BLENDING = Blending()

RANGE = 1.2816
"""Standard deviations to each side that hold 80 % of a normal distribution: four landings of five."""

SUREST = 0.99
"""The most that anything still to be done is likely, as below 1 % is the least that is said."""
_MOST = 1.0  # how much a month may differ from the pace before at most, squared
_MAYBE_NOTHING = 2.3  # events still expected below which none at all is as likely as 1 in 10
_TINY = 1e-12
_ENOUGH = 30.0  # events that should have been by now before their lack says anything
_ODD = 2.0  # variances by which a month differs from the pace before it before that is odd


def naive(course: Course) -> Floats:
    """The landing of each row pro rata by business days; NaN before the first."""
    days = course.days
    gone, all_days = int((days.now & days.gone & days.work).sum()), int((days.now & days.work).sum())
    if days.is_over:
        return course.total()
    return course.total() * all_days / gone if gone else np.full(len(course.done), np.nan)


def curve(course: Course) -> Floats:
    """The landing of each row pro rata by what is usually done by now; NaN before anything is."""
    nothing = np.full(len(course.done), np.nan)
    return np.asarray(np.divide(course.total(), course.elapsed, out=nothing, where=course.elapsed > 0))


def blend(course: Course, how: Blending = BLENDING) -> tuple[Floats, Floats, Floats]:
    """The landing of each row and the range of four of five: forecast, low, high.

    NaN where there is neither a past nor anything gone of the month.
    """
    return landed(course, *to_come(course, how))


def landed(course: Course, rest: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """`blend` of what is still expected of each row (see `to_come`)."""
    done, (low, high) = course.total(), _range(rest, variance, course.scatter)
    return done + rest, done + low, done + high


def to_come(course: Course, how: Blending = BLENDING) -> tuple[Floats, Floats]:
    """What each row is still expected to do in the month, and the variance of that; NaN where that is
    unknown, and where none of the rows ever did anything."""
    elapsed, done = course.elapsed, course.total()
    expected, rests_on = pace(course, 0, how)
    if len(expected) > 1 and expected.sum() > 0:
        expected = expected * (_together(course, how) / expected.sum())
    unsure = drift(course, how) + course.scatter / np.maximum(rests_on, _TINY)
    if len(expected) == 1:  # what several rows have in common is in the forecast of them together
        unsure = unsure + _otherwise(done, expected * elapsed, unsure, course.scatter)
    trust = np.where(expected > 0, course.scatter / np.maximum(expected * unsure, _TINY), _TINY)
    rate = (trust * expected + done) / (trust + elapsed)
    left = 1 - elapsed
    never = not course.done.any() and not course.days.is_over  # nothing is no forecast of nothing
    rate = np.where(((expected > 0) | (elapsed > 0)) & (not never), rate, np.nan)
    variance = course.slow_scatter * rate * left * (1 + left / (trust + elapsed))
    variance = variance + course.rise * (rate * left / 2) ** 2
    return rate * left, variance


def _together(course: Course, how: Blending) -> Floats:
    """The landing of all rows together."""
    everybody = course.together()
    return everybody.total() + to_come(everybody, how)[0]


def chance(missing: float, rest: float, shape: float) -> float:
    """How likely it is that at least `missing` more are done, where `rest` are expected: by a gamma
    distribution of `shape` (mean squared ÷ variance), after Wilson and Hilferty, as the workbook's formulas
    have it.

    >>> round(chance(20.5, 20, 20), 2), chance(0, 5, 3)
    (0.43, 1.0)

    What is still to be done is never surer than `SUREST`: 1 is for what is done.
    """
    if missing <= 0:
        return 1.0
    if not (rest > 0 and shape > 0):
        return 0.0
    score = 3 * math.sqrt(shape) * ((missing / rest) ** (1 / 3) - 1 + 1 / (9 * shape))
    return min(math.erfc(score / math.sqrt(2)) / 2, SUREST)


def pace(course: Course, month: int = 0, how: Blending = BLENDING) -> tuple[Floats, Floats]:
    """What each row is expected to do in `month`, judged by the months before it, and how much that rests
    on: what is expected of all those months. Who has little past is taken for like everybody."""
    done, spent = np.zeros(len(course.done)), np.zeros(len(course.done))
    effort = course.effort(month)
    for other in _before(course, month, how):
        done, spent = done + course.total(other), spent + course.effort(other)
    everybody = done.sum() / spent.sum() if spent.sum() > 0 else 0.0
    borrowed = how.newcomer * effort
    rate = (done + borrowed * everybody) / np.maximum(spent + borrowed, _TINY)
    return rate * effort, rate * (spent + borrowed)


def drift(course: Course, how: Blending = BLENDING) -> float:
    """How much a month differs from the pace before it beyond chance: squared, as a share of the pace. For
    several rows, what they do not have in common."""
    squares, sizes = 0.0, 0.0
    for month in course.past:
        if not _before(course, month, how):
            continue
        expected, rests_on = pace(course, month, how)
        if len(expected) > 1 and expected.sum() > 0:
            expected = expected * (course.total(month).sum() / expected.sum())
        chance = course.scatter * (expected + expected**2 / np.maximum(rests_on, _TINY))
        squares += float(((course.total(month) - expected) ** 2 - chance).sum())
        sizes += float((expected**2).sum())
    return min(max(squares / sizes, how.least**2), _MOST) if sizes > 0 else how.unknown**2


def _otherwise(done: Floats, expected: Floats, unsure: Floats, scatter: float) -> Floats:
    """How much more the month differs from the pace before it than is usual: squared, as a share of the pace.
    Where a month goes otherwise, it speaks for itself."""
    share = np.divide(done, expected, out=np.ones_like(done), where=expected > 0)
    usual = unsure + np.divide(scatter, expected, out=np.zeros_like(done), where=expected > 0)
    enough = expected >= _ENOUGH * max(scatter, 1.0)
    return np.where(enough, np.maximum((share - 1) ** 2 - _ODD * usual, 0), 0.0)


def _before(course: Course, month: int, how: Blending) -> tuple[int, ...]:
    return tuple(other for other in course.past if other < month)[: how.trailing]


def _range(mean: Floats, variance: Floats, event: float) -> tuple[Floats, Floats]:
    """Between what 80 % of a sum of events, each of size `event`, lie: a gamma distribution, after Wilson and
    Hilferty; from 0 where there may be none. The mean of a few big events may lie above nine landings of ten:
    then it is the upper end, so that people never see a landing outside of its own range."""
    shape = np.divide(mean**2, variance, out=np.full_like(mean, np.inf), where=variance > 0)
    low, high = (
        mean * np.maximum(1 - 1 / (9 * shape) + side * RANGE / (3 * np.sqrt(shape)), 0) ** 3
        for side in (-1, 1)
    )
    return np.where(mean < _MAYBE_NOTHING * event, np.minimum(mean, 0), low), np.maximum(high, mean)
