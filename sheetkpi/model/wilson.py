"""Wilson's interval: how far a rate counted in a sample may lie from the true one."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


def interval(successes: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """The score interval (E. B. Wilson, 1927) of a rate of `successes` in `trials`, both edges in 0 to 1.

    It stays sensible where the textbook interval fails: in small samples and at rates near 0. Without trials
    nothing is known: (0, 1). More successes than trials count as all.

    >>> tuple(round(edge, 4) for edge in interval(10, 100))
    (0.0552, 0.1744)
    """
    if trials <= 0:
        return 0.0, 1.0
    rate = min(max(successes / trials, 0.0), 1.0)
    centre = rate + z * z / (2 * trials)
    margin = z * math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    widened = 1 + z * z / trials
    low, high = (centre - margin) / widened, (centre + margin) / widened
    return max(0.0, min(low, rate)), min(1.0, max(high, rate))  # at 0 and 1 rounding would leave the rate out
