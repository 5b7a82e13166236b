"""The calls that a number of meetings takes, for an even chance and for a better one, from a small sample.

Forty calls a month say little of how many meetings a call brings: held against so few, the calls "needed" are
anything from two thirds to more than twice those truly needed, and whoever makes them reaches the goal about
every second time. Meetings per call are therefore shrunk towards those of the other teams, the more the fewer
calls there are and the less teams differ (a gamma-Poisson model), and the calls are those with which the goal
is reached as often as asked for, what chance does and what nobody knows of the rate included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

EVEN, SAFE = 0.5, 0.8
"""The chances that calls are worked out for."""

DIFFER = 0.25
"""The least that teams' rates are taken to differ by, as a share of their mean: few teams do not tell."""


@dataclass(frozen=True)
class Yield:
    """Meetings of so many calls; no whole numbers where they are partly those of others."""

    meetings: float
    calls: float

    @property
    def rate(self) -> float:
        """Meetings a call."""
        return self.meetings / self.calls


def yields(sums: pd.DataFrame, team: str) -> tuple[Yield, list[Yield]]:
    """Meetings of calls of `team` and of each other team in `sums` (team, meetings, calls), of rows in which
    both are measured.

    >>> sums = pd.DataFrame({"team": ["A", "B"], "meetings": [3, 1], "calls": [200, 50]})
    >>> yields(sums, "B")
    (Yield(meetings=1.0, calls=50.0), [Yield(meetings=3.0, calls=200.0)])
    """
    both = sums[sums["meetings"].notna() & sums["calls"].notna()]
    found = {
        str(name): Yield(float(own["meetings"].sum()), float(own["calls"].sum()))
        for name, own in both.groupby("team", observed=True)
    }
    own = found.pop(team, Yield(0, 0))
    return own, [other for other in found.values() if other.calls > 0]


def shrunk(own: Yield, others: Sequence[Yield]) -> Yield | None:
    """`own` with as much of the `others` as is to be believed of it; None where nobody ever had a meeting.

    How much the others differ is learnt from them, but never less than `DIFFER`.

    >>> round(shrunk(Yield(0, 100), [Yield(50, 1000)]).rate, 4)
    0.0381
    >>> shrunk(Yield(50, 1000), []).rate
    0.05
    """
    calls, meetings = sum(other.calls for other in others), sum(other.meetings for other in others)
    if calls <= 0 or meetings <= 0:
        return own if own.calls > 0 and own.meetings > 0 else None
    mean = meetings / calls
    squares = sum((other.meetings - mean * other.calls) ** 2 for other in others)
    beyond = (squares - meetings) / sum(other.calls**2 for other in others)  # variance of the teams' rates
    believed = min(mean / max(beyond, (DIFFER * mean) ** 2), calls)
    return Yield(own.meetings + mean * believed, own.calls + believed)


def calls_needed(goal: float, known: Yield, likely: float = EVEN) -> float | None:
    """The calls with which at least `goal` meetings come about in `likely` of all cases, where `known` is all
    that is known of the rate (`shrunk`, of which there are meetings); None where that is less than a meeting
    or so, of which no number of calls can be said.

    Meetings of so many calls vary by chance and as the rate is unknown: mean m, variance m + m² ÷ known
    meetings. The quantile of such a gamma distribution (Cornish and Fisher's, to the skewness) is set equal
    to the goal, which leaves a quadratic equation: the workbook solves it as it stands here.

    >>> known = Yield(40, 1000)
    >>> round(calls_needed(20, known)), round(calls_needed(20, known, SAFE))
    (500, 626)
    """
    if goal <= 0:
        return 0.0
    score, skewed = quantile(likely)
    evened = 1 - skewed / known.meetings
    square = evened**2 - score**2 / known.meetings
    if square <= 0:
        return None
    wanted = goal - 0.5 + skewed  # whole meetings
    spread = math.sqrt(score**2 + 4 * evened * wanted + 4 * wanted**2 / known.meetings)
    return (2 * evened * wanted + score**2 + score * spread) / (2 * square) / known.rate


def quantile(likely: float) -> tuple[float, float]:
    """How many standard deviations above the goal the mean must be, and what skewness adds to it, in units of
    variance ÷ mean.

    >>> [round(part, 3) for part in quantile(SAFE)]
    [0.842, 0.097]
    """
    score = NormalDist().inv_cdf(likely)
    return score, (1 - score**2) / 3
