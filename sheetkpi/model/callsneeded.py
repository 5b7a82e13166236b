"""The calls that a number of meetings takes, for an even chance and for a better one, from a small sample.

Forty calls a month say little of how many meetings a call brings: held against so few, the calls "needed" are
anything from two thirds to more than twice those truly needed, and whoever makes them reaches the goal about
every second time. Meetings per call are therefore shrunk towards those of the other teams (see `shrinkage`),
and the calls are those with which the goal is reached as often as asked for, what chance does and what nobody
knows of the rate included (a gamma-Poisson model).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

from sheetkpi.model.shrinkage import Ratio

EVEN, SAFE = 0.5, 0.8
"""The chances that calls are worked out for."""


def meetings_per_call(sums: pd.DataFrame) -> dict[str, Ratio]:
    """Meetings of calls of each team in `sums` (team, meetings, calls), of rows in which both are measured.

    >>> sums = pd.DataFrame({"team": ["A", "B"], "meetings": [3, 1], "calls": [200, 50]})
    >>> meetings_per_call(sums)["B"]
    Ratio(done=1.0, tried=50.0)
    """
    both = sums[sums["meetings"].notna() & sums["calls"].notna()]
    return {
        str(name): Ratio(float(own["meetings"].sum()), float(own["calls"].sum()))
        for name, own in both.groupby("team", observed=True)
    }


def calls_needed(goal: float, known: Ratio, likely: float = EVEN) -> float | None:
    """The calls with which at least `goal` meetings come about in `likely` of all cases, where `known` is all
    that is known of the rate (`shrunk`, of which there are meetings); None where that is less than a meeting
    or so, of which no number of calls can be said.

    Meetings of so many calls vary by chance and as the rate is unknown: mean m, variance m + m² ÷ known
    meetings. The quantile of such a gamma distribution (Cornish and Fisher's, to the skewness) is set equal
    to the goal, which leaves a quadratic equation: the workbook solves it as it stands here.

    >>> known = Ratio(40, 1000)
    >>> round(calls_needed(20, known)), round(calls_needed(20, known, SAFE))
    (500, 626)
    """
    if goal <= 0:
        return 0.0
    score, skewed = quantile(likely)
    evened = 1 - skewed / known.done
    square = evened**2 - score**2 / known.done
    if square <= 0:
        return None
    wanted = goal - 0.5 + skewed  # whole meetings
    spread = math.sqrt(score**2 + 4 * evened * wanted + 4 * wanted**2 / known.done)
    return (2 * evened * wanted + score**2 + score * spread) / (2 * square) / known.rate


def quantile(likely: float) -> tuple[float, float]:
    """How many standard deviations above the goal the mean must be, and what skewness adds to it, in units of
    variance ÷ mean.

    >>> [round(part, 3) for part in quantile(SAFE)]
    [0.842, 0.097]
    """
    score = NormalDist().inv_cdf(likely)
    return score, (1 - score**2) / 3
