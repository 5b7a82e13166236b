"""What numbers of a million rows are looked through for: the combinations that stand in several columns
(mostly far fewer than rows), the lowest and highest of each, and the order of rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

Ints: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_MOST = 1 << 62
"""What numbers of combinations stay below: to number them anew after each column takes most of the time."""

_HALF = 16
"""Bits that numpy sorts by counting, in a fifth of the time that comparing takes."""


class Combinations(NamedTuple):
    """`of_row` is the number of each row's combination, in the order of their first rows; `first` the first
    row of each, and `rows` how many have it."""

    of_row: Ints
    first: Ints
    rows: Ints


def combinations(columns: Iterable[Ints]) -> Combinations:
    """The combinations of `columns` of whole numbers, of which there is at least one.

    >>> found = combinations([np.array([3, 0, 3, 3]), np.array([-1, 5, -1, 5])])
    >>> found.of_row.tolist(), found.first.tolist(), found.rows.tolist()
    ([0, 1, 0, 2], [0, 1, 3], [2, 1, 1])
    """
    combined: Any = None
    number = 1
    for column in columns:
        lowest, highest = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        size = highest - lowest + 1
        if number > 1 and number * size > _MOST:  # there are fewer combinations than rows
            combined, found = pd.factorize(combined)
            number = len(found)
        number *= size
        told = column.astype(np.int64)
        told -= lowest
        if combined is None:
            combined = told
        else:  # in place: of a million rows each array takes 8 MB
            combined *= size
            combined += told
        del told
    combined, _ = pd.factorize(combined)
    rows = np.bincount(combined)
    first = np.empty(len(rows), dtype=np.intp)
    first[combined[::-1]] = np.arange(len(combined) - 1, -1, -1)
    return Combinations(combined, first, rows)


def first_and_last(groups: Ints, days: Ints, number: int) -> tuple[Ints, Ints]:
    """The first and the last of the `days` (datetime64) of each of a `number` of `groups`, which are told by
    their number for each row; NaT where a group has none.

    >>> days = np.array(["2026-11-03", "NaT", "2026-11-02"], dtype="datetime64[s]")
    >>> [found.astype("datetime64[D]").tolist() for found in first_and_last(np.array([0, 1, 0]), days, 2)]
    [[datetime.date(2026, 11, 2), None], [datetime.date(2026, 11, 3), None]]
    """
    none = np.iinfo(np.int64).min  # as numpy writes NaT
    told = days.view(np.int64)
    first, last = np.full(number, np.iinfo(np.int64).max), np.full(number, none)
    np.maximum.at(last, groups, told)
    np.minimum.at(first, groups, np.where(told == none, np.iinfo(np.int64).max, told))
    first[last == none] = none
    return first.view(days.dtype), last.view(days.dtype)


def stable_order(numbers: Ints) -> Ints:
    """The rows by their whole `numbers`, those of one number in their order.

    >>> stable_order(np.array([70_000, -1, 2, -1])).tolist()
    [1, 3, 2, 0]
    """
    if not len(numbers):
        return np.zeros(0, dtype=np.intp)
    lowest = int(numbers.min())
    if (int(numbers.max()) - lowest) >> (2 * _HALF):
        return np.argsort(numbers, kind="stable")
    above = (numbers - lowest).astype(np.uint32)
    order = np.argsort(above.astype(np.uint16), kind="stable")
    halves = (above >> _HALF).astype(np.uint16)
    return order[np.argsort(halves[order], kind="stable")] if halves.any() else order
