"""Rates from small samples, shrunk towards those of the others.

A rate of few trials says little: forty calls a month give anything from half to twice the rate that is true.
It is therefore drawn towards what the others did together, the more the fewer trials there are and the less
the others differ among themselves (empirical Bayes: the others tell what is to be expected, one's own sample
how far to leave it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DIFFER = 0.25
"""The least that rates are taken to differ by, as a share of their mean: few teams do not tell."""


@dataclass(frozen=True)
class Ratio:
    """What was done of so many `tried`; no whole numbers where they are partly those of others."""

    done: float
    tried: float

    @property
    def rate(self) -> float:
        """What was done of one that was tried."""
        return self.done / self.tried


def apart(ratios: Mapping[str, Ratio], name: str) -> tuple[Ratio, list[Ratio]]:
    """The ratio of `name`, and those of the others who tried at all.

    >>> apart({"A": Ratio(3, 200), "B": Ratio(1, 50), "C": Ratio(0, 0)}, "B")
    (Ratio(done=1, tried=50), [Ratio(done=3, tried=200)])
    """
    others = [ratio for other, ratio in ratios.items() if other != name and ratio.tried > 0]
    return ratios.get(name, Ratio(0, 0)), others


def shrunk(own: Ratio, others: Sequence[Ratio], *, once: bool = False) -> Ratio | None:
    """`own` with as much of the `others` as is to be believed of it; None where nobody ever did anything.

    `once`: each that was tried is done once at most (meetings of connects), so that what chance does is less
    than with events that may come in any number (meetings of calls, some of which bring several). How much
    the others differ is learnt from them, but never less than `DIFFER`.

    >>> round(shrunk(Ratio(0, 100), [Ratio(50, 1000)]).rate, 4)
    0.0381
    >>> shrunk(Ratio(50, 1000), []).rate
    0.05
    """
    tried, done = sum(other.tried for other in others), sum(other.done for other in others)
    if tried <= 0 or done <= 0:
        return own if own.tried > 0 and own.done > 0 else None
    mean = done / tried
    chance = mean * (1 - mean) if once and mean < 1 else mean  # variance of one that was tried
    squares = sum((other.done - mean * other.tried) ** 2 for other in others)
    beyond = (squares - chance * tried) / sum(other.tried**2 for other in others)  # variance of the rates
    believed = min(chance / max(beyond, (DIFFER * mean) ** 2), tried)
    return Ratio(own.done + mean * believed, own.tried + believed)
