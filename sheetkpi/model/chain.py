"""The chain from the goal down to calls: what is wanted, divided by the assumed rate, rounded up.

`TeamTargets` holds the chain as formulas; this is the same rule, for their cached values:

    won amount ÷ average deal = wins ÷ win rate = opportunities ÷ opportunity rate = meetings
    meetings ÷ meeting rate = connects ÷ connect rate = calls
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from sheetkpi.model.allocation import needed, rounded_up

TARGETED = ("won_amount", "wins", "opportunities", "meetings", "connects", "calls")
"""What a target can be set for, from the outcome down."""

AVERAGE_DEAL = "average_deal"
"""Won amount per win: the one thing in the chain that counts are divided by and that is no rate."""

CHAIN: Mapping[str, tuple[str, str]] = {
    "wins": ("won_amount", AVERAGE_DEAL),
    "opportunities": ("wins", "win_rate"),
    "meetings": ("opportunities", "opportunity_rate"),
    "connects": ("meetings", "meeting_rate"),
    "calls": ("connects", "connect_rate"),
}
"""For each count: what it is solved backwards from, and what that is divided by."""

ASSUMED = tuple(divisor for _, divisor in CHAIN.values())
"""What is assumed for the chain, from the outcome down."""


def solved(goal: str, goal_value: Any, assumed: Mapping[str, Any]) -> dict[str, int | None]:
    """The target of each of `TARGETED`: the goal's, rounded up, and from there on down; None above the goal
    and below a rate that cannot be used.

    `assumed` holds cell values by `ASSUMED`: anything that people type.

    >>> solved("meetings", 20, {"meeting_rate": 0.1, "connect_rate": 0.2})["calls"]
    1000
    """
    targets: dict[str, int | None] = dict.fromkeys(TARGETED)
    for count in TARGETED:
        above, divisor = CHAIN.get(count, ("", ""))
        if count == goal:
            wanted = number(goal_value)
            targets[count] = rounded_up(wanted) if wanted is not None and wanted > 0 else None
        elif above and (top := targets[above]) is not None and is_usable(divisor, assumed.get(divisor)):
            targets[count] = needed(top, float(assumed[divisor]))
    return targets


def is_usable(divisor: str, value: Any) -> bool:
    """Whether a cell's `value` can be divided by: a number above 0 and, but for the average deal, at most 1.

    >>> is_usable("win_rate", 0.25), is_usable("win_rate", 25), is_usable("average_deal", 25)
    (True, False, True)
    """
    known = number(value)
    return known is not None and known > 0 and (known <= 1 or divisor == AVERAGE_DEAL)


def used(goal: str) -> tuple[str, ...]:
    """The assumed values that the chain from `goal` down asks for.

    >>> used("meetings")
    ('meeting_rate', 'connect_rate')
    """
    below = TARGETED[TARGETED.index(goal) + 1 :] if goal in TARGETED else ()
    return tuple(CHAIN[count][1] for count in below)


def number(value: Any) -> float | None:
    """The number in a cell, None for everything else: a number written as text is none, as in formulas."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    return float(value) if math.isfinite(float(value)) else None
