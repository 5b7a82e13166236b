"""The calls that a number of meetings takes, for an even chance and for a better one, from a small sample.

Forty calls a month say little of how many meetings a call brings: held against so few, the calls "needed" are
anything from two thirds to more than twice those truly needed, and whoever makes them reaches the goal about
every second time. Meetings per call are therefore shrunk towards those of the other teams, the more the fewer
calls there are and the less teams differ (a gamma-Poisson model), and the calls are those with which the goal
is reached as often as asked for, what chance does and what nobody knows of the rate included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetkpi.model.forecast import chance

EVEN, SAFE = 0.5, 0.8
"""The chances that calls are worked out for."""

DIFFER = 0.25
"""The least that teams' rates are taken to differ by, as a share of their mean: few teams do not tell."""

_STEPS = 60  # halvings of an interval: more than a float has digits


@dataclass(frozen=True)
class Yield:
    """Meetings of so many calls; no whole numbers where they are partly those of others."""

    meetings: float
    calls: float

    @property
    def rate(self) -> float:
        """Meetings a call."""
        return self.meetings / self.calls


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


def calls_needed(goal: float, known: Yield, likely: float = EVEN) -> float:
    """The calls with which at least `goal` meetings come about in `likely` of all cases, where `known` is all
    that is known of the rate (`shrunk`, of which there are meetings).

    >>> known = Yield(40, 1000)
    >>> round(calls_needed(20, known)), round(calls_needed(20, known, SAFE))
    (500, 624)
    """
    if goal <= 0:
        return 0.0

    def reached(calls: float) -> float:
        mean = calls * known.rate
        return chance(goal - 0.5, mean, mean**2 / (mean + mean**2 / known.meetings))

    low, high = 0.0, goal / known.rate
    while reached(high) < likely and high < 1e9:
        low, high = high, 2 * high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) < likely else (low, middle)
    return high
