"""What chance explains: exact tails of counts, and how many of many looks still say something.

With fifteen reps and four rates, tests at 5 % each name a healthy rep in most workbooks. All looks of one
workbook are therefore one family: Holm's step-down method (S. Holm, 1979) keeps the chance of naming anybody
wrongly at `LEVEL`, and looks that could not have said anything with any outcome take no part in the
correction (R. E. Tarone, 1990; G. Hommel and F. Krummenauer, 1998).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.05
"""How often a workbook may name anything that only chance made."""

SURE = 0.025
"""The tail that a look must lie below however few looks there are: one side of a 95 % interval."""

UNREMARKABLE = 1.5
"""Standard deviations below what was expected, up to which a tail is not worked out: it says nothing."""


@dataclass(frozen=True)
class Look:
    """One test: how likely `tail` the outcome or a worse one is by chance, and `least` the worst outcome."""

    tail: float
    least: float


@dataclass(frozen=True)
class Verdicts:
    """What a family of looks came to: which of them are `named`, and the `threshold` of their tails."""

    named: tuple[bool, ...]
    threshold: float

    @property
    def z(self) -> float:
        """The standard normal quantile of the threshold: what Wilson's interval takes for this family."""
        return NormalDist().inv_cdf(1 - self.threshold)


def judged(looks: Sequence[Look], level: float = LEVEL) -> Verdicts:
    """Which of `looks` chance does not explain, all of them taken together.

    >>> judged([Look(0.02, 1e-9), Look(0.3, 1e-9)]).named, judged([Look(0.03, 1e-9), Look(0.3, 1e-9)]).named
    ((True, False), (False, False))
    """
    size = _able(looks, level)
    able = [number for number, look in enumerate(looks) if look.least <= level / size]
    named = [False] * len(looks)
    left = max(size, 1)
    for number in sorted(able, key=lambda number: looks[number].tail):
        if looks[number].tail > min(level / left, SURE):
            break
        named[number] = True
        left = max(left - 1, 1)
    return Verdicts(tuple(named), min(level / left, SURE))


def _able(looks: Sequence[Look], level: float) -> int:
    """The smallest number of looks to correct for: not more than this could pass at that correction."""
    leasts = sorted(look.least for look in looks)
    passing = (size for size in range(1, len(looks) + 1) if bisect_right(leasts, level / size) <= size)
    return next(passing, max(len(looks), 1))


def binomial(count: float, sample: float, rate: float) -> Look:
    """How likely `count` or fewer in `sample` are where the true rate is `rate`.

    Samples may be no whole numbers: opportunities count by how far they have come.

    >>> round(binomial(5, 100, 0.1).tail, 4), round(binomial(0, 10, 0.2).tail, 4)
    (0.0576, 0.1074)
    """
    if sample <= 0 or not 0 < rate < 1:
        return Look(1.0, 1.0)
    least = math.exp(sample * math.log1p(-rate))
    if not _remarkable(count, sample * rate, sample * rate * (1 - rate)):
        return Look(1.0, least)
    odds = rate / (1 - rate)

    def chance(number: float) -> float:
        return _choose(sample, number) + number * math.log(rate) + (sample - number) * math.log1p(-rate)

    return Look(_summed(count, chance, lambda number: number / (sample - number + 1) / odds), least)


def against(count: float, sample: float, others_count: float, others_sample: float) -> Look:
    """How likely `count` or fewer in `sample` are where the rate is that of others, of which only their own
    sample is known: the tail of the beta-binomial distribution, with Jeffreys' prior.

    >>> round(against(5, 100, 10_000, 100_000).tail, 4), against(5, 100, 10, 100).tail
    (0.0577, 1.0)
    """
    alpha, beta = others_count + 0.5, max(others_sample - others_count, 0.0) + 0.5
    total = alpha + beta
    if sample <= 0:
        return Look(1.0, 1.0)
    rate = alpha / total
    variance = sample * rate * (1 - rate) * (total + sample) / (total + 1)

    def chance(number: float) -> float:
        return _choose(sample, number) + _beta(number + alpha, sample - number + beta) - _beta(alpha, beta)

    least = math.exp(chance(0.0))
    if not _remarkable(count, sample * rate, variance):
        return Look(1.0, least)
    return Look(
        _summed(
            count,
            chance,
            lambda number: number * (sample - number + beta) / ((sample - number + 1) * (number - 1 + alpha)),
        ),
        least,
    )


def below(count: float, sample: float, rate: float) -> Look:
    """`binomial`, but no surer than Wilson's interval: its score test (both must hold), so that cells which
    work the interval out as a formula never say less than what is named.

    >>> below(5, 100, 0.2).tail > binomial(5, 100, 0.2).tail
    True
    """
    exact = binomial(count, sample, rate)
    if sample <= 0 or not 0 < rate < 1:
        return exact
    score = (rate - count / sample) / math.sqrt(rate * (1 - rate) / sample)
    tail = max(exact.tail, NormalDist().cdf(-score))
    furthest = NormalDist().cdf(-rate / math.sqrt(rate * (1 - rate) / sample))
    return Look(tail, max(exact.least, furthest))


def _remarkable(count: float, expected: float, variance: float) -> bool:
    return expected - count > UNREMARKABLE * math.sqrt(max(variance, 0.0))


def _summed(count: float, chance: Callable[[float], float], step: Callable[[float], float]) -> float:
    """The chances of `count` and everything below, from the top down, until the rest is nothing."""
    number = float(math.floor(count + 1e-9))
    part = math.exp(chance(number))
    total = part
    while number > 0 and part > total * 1e-9:
        part *= step(number)
        total += part
        number -= 1
    return min(total, 1.0)


def _choose(sample: float, number: float) -> float:
    return math.lgamma(sample + 1) - math.lgamma(number + 1) - math.lgamma(sample - number + 1)


def _beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)
