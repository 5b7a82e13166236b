"""The log-odds of levels, learned together: logistic regression on few levels, by Newton's method.

Each column has levels (numbers from 0; -1 says nothing). Rows are in the order of time and are cut into
blocks, each with an intercept of its own that is solved for and then forgotten: what the levels say is
learned within blocks. Levels are shrunken towards the average lead: a penalty of λ a squared log-odds does
what a pseudo-count of λ / (p (1 - p)) average leads does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sheetkpi.model.combinations import combinations

BLOCK = 500
"""Rows in a block at least, and at most `MOST_BLOCKS` of them."""

MOST_BLOCKS = 100

STEPS = 30
CLOSE = 1e-4
"""Newton's steps at the most, and the change of log-odds at which they end."""

TUNED = 3
"""Steps after which the evidence for each column is looked at, as often again."""

STRONGEST = 1e5
"""The most that a column is shrunken by: then it says nothing."""

OF_A_BLOCK = 0.5
"""The penalty of a block's intercept: it may lie anywhere, even where a block has no success."""

Floats = np.ndarray
Ints = np.ndarray


def learned(
    codes: Sequence[Ints], sizes: Sequence[int], flags: Floats, pseudo: float, *, in_time: bool = True
) -> list[Floats]:
    """The log-odds of the levels of each column, against its average row: `codes` has the level of each row,
    `sizes` how many levels there are, `flags` the successes (1.0) of the rows in order of time, `pseudo` the
    average rows that are added to each level, at the least. Rows that are not `in_time` are all in one block.

    >>> level, won = np.repeat([0, 1], 500), np.tile([1.0, 0.0, 0.0, 0.0, 0.0], 200)
    >>> [odds.round(3).tolist() for odds in learned([level], [2], won, 50)]
    [[0.0, 0.0]]
    """
    if not sizes:
        return []
    begins = np.concatenate(([0], np.cumsum(sizes)))
    number = int(np.clip(len(flags) // BLOCK, 1, MOST_BLOCKS if in_time else 1))
    bounds = np.linspace(0, len(flags), number + 1).astype(int)
    rate = float(np.clip(flags.mean(), 1e-3, 1 - 1e-3))
    least = pseudo * rate * (1 - rate)
    penalty = np.full(begins[-1], least)
    middle = np.log(rate / (1 - rate))
    odds, own = np.zeros(begins[-1]), np.zeros(number)
    model = _Model(codes, begins, flags, bounds, middle)
    loss = model.loss(odds, own, penalty)
    for step in range(STEPS):
        change, change_own, inverse = model.newton(odds, own, penalty)
        part = 1.0
        while True:
            tried = model.loss(odds + part * change, own + part * change_own, penalty)
            if tried <= loss + 1e-9 or part < 1e-3:
                break
            part /= 2
        odds, own, loss = odds + part * change, own + part * change_own, tried
        moved = float(np.abs(part * change).max())
        if step and step <= 2 * TUNED and step % TUNED == 0:
            penalty = _tuned(odds, penalty, inverse, begins, least)
            loss = model.loss(odds, own, penalty)
        elif moved < CLOSE and step > TUNED:
            break
    found = []
    for code, begin, end in zip(codes, begins[:-1], begins[1:], strict=True):
        counts = np.bincount(code[code >= 0], minlength=end - begin)
        of = odds[begin:end]
        found.append(of - (of @ counts) / max(counts.sum(), 1))
    return found


class _Model:
    """Leads with their levels and blocks: the penalised loss and Newton's step.

    Leads of one block with the same levels are one row, with how many they are and how many succeeded. Sums
    over rows are counted level by level and pair by pair (as cross tables), which needs neither a wide matrix
    in memory nor a fast library of linear algebra.
    """

    def __init__(
        self, codes: Sequence[Ints], begins: Ints, flags: Floats, bounds: Ints, middle: float
    ) -> None:
        self.sizes, self.begins = np.diff(begins), begins
        # The last level of each column, one more than there are, takes rows of which it says nothing.
        codes = [np.where(code < 0, size, code) for code, size in zip(codes, self.sizes, strict=True)]
        block = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        alike = combinations([block, *codes])  # in the order of rows, and so of blocks
        self.codes, self.block = [code[alike.first] for code in codes], block[alike.first]
        self.number, self.won = alike.rows.astype("float64"), np.bincount(alike.of_row, flags)
        self.middle = middle
        self.starts = np.searchsorted(self.block, np.arange(len(bounds) - 1))

    def logits(self, odds: Floats, own: Floats) -> Floats:
        found: Floats = (own + self.middle)[self.block]
        for code, begin, end in zip(self.codes, self.begins[:-1], self.begins[1:], strict=True):
            found += np.append(odds[begin:end], 0.0)[code]
        return found

    def loss(self, odds: Floats, own: Floats, penalty: Floats) -> float:
        logits = self.logits(odds, own)
        losses = self.number * _softplus(logits) - self.won * logits
        fitted = losses.sum()  # `@` of long arrays wakes threads for it
        return float(fitted + 0.5 * (penalty @ odds**2) + 0.5 * OF_A_BLOCK * (own @ own))

    def newton(self, odds: Floats, own: Floats, penalty: Floats) -> tuple[Floats, Floats, Floats]:
        """The step of levels and blocks, and the variances of the levels' log-odds. The blocks' part of the
        second derivatives is diagonal and is eliminated."""
        chance = 1 / (1 + np.exp(-self.logits(odds, own)))
        left = self.won - self.number * chance
        weight = self.number * chance * (1 - chance)
        starts = self.starts
        slope = self._sums(left) - penalty * odds
        slope_own = np.add.reduceat(left, starts) - OF_A_BLOCK * own
        of_own = np.add.reduceat(weight, starts) + OF_A_BLOCK
        between = np.hstack(
            [self._cross(self.block, len(starts), place, weight) for place in range(len(self.codes))]
        )
        scaled = between / of_own[:, None]
        inverse = np.linalg.inv(self._second(weight) + np.diag(penalty) - between.T @ scaled)
        change = inverse @ (slope - scaled.T @ slope_own)
        return change, (slope_own - between @ change) / of_own, inverse.diagonal()

    def _sums(self, values: Floats) -> Floats:
        """The sum of `values` over the rows of each level."""
        pairs = zip(self.codes, self.sizes, strict=True)
        return np.concatenate([np.bincount(code, values, size + 1)[:size] for code, size in pairs])

    def _second(self, weight: Floats) -> Floats:
        """The sum of `weight` over the rows of each pair of levels."""
        found = np.diag(self._sums(weight))
        for place, code in enumerate(self.codes):
            rows = slice(self.begins[place], self.begins[place + 1])
            for other in range(place + 1, len(self.codes)):
                columns = slice(self.begins[other], self.begins[other + 1])
                part = self._cross(code, self.sizes[place], other, weight)
                found[rows, columns], found[columns, rows] = part, part.T
        return found

    def _cross(self, numbers: Ints, size: int, place: int, weight: Floats) -> Floats:
        """The sum of `weight` over rows by `numbers` (up to `size`) and the levels of the column `place`."""
        wide = self.sizes[place] + 1
        sums = np.bincount(numbers * wide + self.codes[place], weight, size * wide)
        return sums[: size * wide].reshape(size, wide)[:, :-1]


def _softplus(logits: Floats) -> Floats:
    """log(1 + exp(x)), many times as fast as `np.logaddexp(0, x)`."""
    found: Floats = np.maximum(logits, 0) + np.log1p(np.exp(-np.abs(logits)))
    return found


def _tuned(odds: Floats, penalty: Floats, variance: Floats, begins: Ints, least: float) -> Floats:
    """The penalty of each column by its evidence: strong where its levels differ by no more than chance."""
    found = penalty.copy()
    for begin, end in pairwise(begins):
        told = float((1 - penalty[begin:end] * variance[begin:end]).sum())
        squares = float((odds[begin:end] ** 2).sum())
        found[begin:end] = np.clip(max(told, 0.01) / max(squares, 1e-9), least, STRONGEST)
    return found


def calibrated(
    logits: Floats, flags: Floats, pseudo: float, *, centre: float = 0.0, slope: bool = True
) -> tuple[float, float]:
    """By how much `logits` must be shifted, and their distance from `centre` stretched, for the chances to be
    those that `flags` show; both are held back as if `pseudo` rows said that they are right.

    >>> shift, _ = calibrated(np.zeros(100), np.repeat([1.0, 0.0], [20, 80]), 0, slope=False)
    >>> round(shift, 2)
    -1.39
    """
    shift, stretch = 0.0, 1.0
    rate = float(np.clip(flags.mean(), 1e-3, 1 - 1e-3)) if len(flags) else 0.5
    held = max(pseudo * rate * (1 - rate), 1e-6)
    # Levels make few different chances: each is looked at once, with the rows that have it.
    different, place = np.unique(logits, return_inverse=True)
    rows, won = np.bincount(place).astype("float64"), np.bincount(place, flags)
    away = different - centre

    def loss(by: float, times: float) -> float:
        moved = centre + by + times * away
        fitted = (rows * _softplus(moved) - won * moved).sum()
        return float(fitted + 0.5 * held * (by**2 + (times - 1) ** 2))

    now = loss(shift, stretch)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(centre + shift + stretch * away)))
        left, weight = won - rows * chance, rows * chance * (1 - chance)
        first = np.array([left.sum() - held * shift, (left * away).sum() - held * (stretch - 1)])
        mixed = (weight * away).sum()
        second = np.array([[weight.sum(), mixed], [mixed, (weight * away**2).sum()]]) + held * np.eye(2)
        if slope:
            by, times = np.linalg.solve(second, first)
        else:
            by, times = first[0] / second[0, 0], 0.0
        part = 1.0
        while (tried := loss(shift + part * by, stretch + part * times)) > now + 1e-9 and part > 1e-3:
            part /= 2
        shift, stretch, now = shift + part * by, stretch + part * times, tried
        if abs(by) + abs(times) < CLOSE:
            break
    return float(shift), float(max(stretch, 0.0))
