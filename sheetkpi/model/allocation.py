"""Whole numbers from a whole: a team's target divided among its reps, a month's due day by day.

The rule is that of largest remainders: everybody gets the whole part of their exact share, and what is then
left goes, one each, to those whose share was cut most. So parts are whole, never negative, sum exactly to the
whole, and more weight never gets less. Over time what is due grows in whole steps: see `due_by`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np

Obstacle = Literal["", "above", "nobody", "no_weight", "needed"]
"""Why parts cannot sum to the whole: what is fixed is more than it, nobody is left to take the rest, or
nobody of those left has any weight. Or why, though they do, they are not what is needed: what is fixed leaves
too little."""

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

_NOISE_DECIMALS = 6
_EXACT_FLOATS = 2.0**53


@dataclass(frozen=True)
class Division:
    """A whole divided: `parts` in the order of the weights, None where nothing can be said.

    `obstacle` is empty where the parts sum to the whole.
    """

    parts: tuple[int | None, ...]
    obstacle: Obstacle = ""


def divide(total: int, weights: Sequence[float], fixed: Sequence[int | None] = ()) -> Division:
    """`total` (not negative) in whole parts by `weights` (not negative), ties in their order.

    `fixed` has the parts that stay as they are, None for the others, among whom the rest is divided; empty:
    none is fixed. Where the fixed parts exceed `total` the others get 0; where the rest has nobody to go to,
    or only people without weight, their parts stay unknown. `obstacle` then says so.

    >>> divide(10, [3, 3, 3]).parts, divide(10, [20, 10, 10], [None, 7, None]).parts
    ((4, 3, 3), (2, 7, 1))
    >>> divide(10, [0, 0]).obstacle
    'no_weight'
    """
    return _divide(total, tuple(map(float, weights)), tuple(fixed) or (None,) * len(weights))


@lru_cache(maxsize=16_384)  # reps who are there on the same days have the same weights, week by week
def _divide(total: int, weights: tuple[float, ...], kept: tuple[int | None, ...]) -> Division:
    rest = total - sum(part for part in kept if part is not None)
    open_weights = [Fraction(repr(w)) for w, part in zip(weights, kept, strict=True) if part is None]
    obstacle: Obstacle = ""
    shares: list[int | None]
    if rest <= 0:
        shares, obstacle = [0] * len(open_weights), "above" if rest else ""
    elif not open_weights:
        shares, obstacle = [], "nobody"
    elif not any(open_weights):
        shares, obstacle = [None] * len(open_weights), "no_weight"
    else:
        shares = [*_largest_remainders(rest, open_weights)]
    others = iter(shares)
    return Division(tuple(next(others) if part is None else part for part in kept), obstacle)


def divide_by_need(
    total: int, weights: Sequence[float], fixed: Sequence[int | None], needs: Sequence[float | None]
) -> Division:
    """`divide`, where some of the parts that are not `fixed` follow from something else: `needs` has how much
    they come to (not negative, not whole), None for the others.

    A part that follows is its need rounded up, and the rest is divided among the others by weight. Where
    rounding up makes the parts too many, or there is nobody else to take the rest, what is not fixed is
    divided among those with needs alone, by their needs, so that the sum stays exact. If the needs are more
    than there is, that is done too, and the obstacle says so.

    >>> divide_by_need(200, [1, 1, 2], [None] * 3, [67 / 0.9, None, None]).parts
    (75, 42, 83)
    >>> divide_by_need(146, [1, 1, 1], [None] * 3, [50.3, 50.3, 45.3]).parts  # rounded up they were 148
    (51, 50, 45)
    """
    following = [need if part is None else None for need, part in zip(needs, fixed, strict=True)]
    known = [need for need in following if need is not None]
    if not any(known):
        return divide(total, weights, [_kept(*pair) for pair in zip(fixed, following, strict=True)])
    up = [_kept(part, need) for part, need in zip(fixed, following, strict=True)]
    division = divide(total, weights, up)
    if not division.obstacle:
        return division
    rest = total - sum(part for part in fixed if part is not None)
    division = divide(total, [need or 0.0 for need in following], fixed)
    if not division.obstacle and (rounded_up(math.fsum(known)) or 0) > rest:
        return Division(division.parts, "needed")
    return division


def _kept(part: int | None, need: float | None) -> int | None:
    return part if need is None else rounded_up(need)


def _largest_remainders(total: int, weights: Sequence[Fraction]) -> list[int]:
    """`total` by `weights`, of which one at least is above 0; exact, so that only true ties are ties."""
    whole = sum(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [math.floor(quota) for quota in quotas]
    cut_most = sorted(range(len(parts)), key=lambda place: (parts[place] - quotas[place], place))
    for place in cut_most[: total - sum(parts)]:
        parts[place] += 1
    return parts


def rounded_up(number: float) -> int | None:
    """The least whole number not below `number`, floating-point noise aside; None where there is none.

    What the workbook's `ROUNDUP(ROUND(number,6),0)` gives for numbers above 0: halves of the sixth decimal
    go up, as in a spreadsheet, where `round` would look for an even one.

    >>> rounded_up(20 / 0.1), rounded_up(0.7 / 0.1), rounded_up(200.001)
    (200, 7, 201)
    """
    if not math.isfinite(number):
        return None
    if abs(number) >= _EXACT_FLOATS:
        return int(number)
    return math.ceil(Decimal(repr(number)).quantize(Decimal(1).scaleb(-_NOISE_DECIMALS), ROUND_HALF_UP))


def needed(wanted: float, rate: float) -> int | None:
    """How many there must be so that `rate` of them (or each of an average worth `rate`) make `wanted`.

    `rate` is above 0. None where the number is beyond all counting.

    >>> needed(20, 0.1), needed(200, 0.2), needed(5_000_000, 1_100_000)
    (200, 1000, 5)
    """
    quotient = wanted / rate if wanted < math.inf else math.inf
    return rounded_up(quotient)


def due_by(total: float, share: float, offset: float = 0.5) -> int:
    """The whole part of `total` that is due when `share` of the time is gone, floating-point noise aside.

    `offset` (0 to less than 1) is added before rounding down: .5 rounds to the nearest. The parts of several
    people with offsets spread evenly sum to what they owe together, to one or so. What the workbook's
    `INT(ROUND(total*share+offset,6))` gives.

    >>> due_by(45, 0.7), [due_by(4, 0.5, offset) for offset in (0.125, 0.375)], due_by(20, 1, 0.9)
    (32, [2, 2], 20)
    """
    return math.floor(round(total * share + offset, _NOISE_DECIMALS))


def due_by_each(total: float | Floats, shares: Floats, offset: float | Floats = 0.5) -> Ints:
    """The same for each of `shares`, of one total or each of its own.

    >>> due_by_each(4, np.array([0.0, 0.5, 1.0])).tolist()
    [0, 2, 4]
    """
    return np.floor(np.round(total * shares + offset, _NOISE_DECIMALS)).astype(np.int64)
