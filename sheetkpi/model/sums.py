"""Counts summed per name: the one way in which views, windows and diagnosis group facts.

A month has a dozen reps and a few sources: for so little, making frames takes far longer than adding up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Name = tuple[Any, ...]
"""Whose sum it is: a value for each column that was grouped by, text or Timestamp."""

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sums:
    """The sum of each of `counts` for everybody in `names`, which tells the place in the arrays, in the order
    in which the names appear."""

    names: Mapping[Name, int]
    counts: Mapping[str, Numbers]

    @classmethod
    def of(cls, facts: pd.DataFrame, by: Sequence[str], counts: Iterable[str]) -> Sums:
        """The sums of `counts` of `facts` grouped by the columns `by`; NaN where all there is to add is NaN.

        >>> facts = pd.DataFrame({"rep": ["佐藤", "鈴木", "佐藤"], "calls": [1, 2, 3]})
        >>> Sums.of(facts, ["rep"], ["calls"]).rows([("佐藤",), ("田中",)])["calls"].tolist()
        [4, 0]
        """
        place, names = places(facts, by)
        sums = {}
        for count in counts:
            values = facts[count].to_numpy()
            sums[count] = added(np.zeros(len(names), dtype=values.dtype), place, values)
        return cls({name: number for number, name in enumerate(names)}, sums)

    def rows(self, names: Iterable[Name]) -> dict[str, Numbers]:
        """The sums of each of `names`, 0 for those without any."""
        wanted = np.array([self.names.get(name, -1) for name in names], dtype=np.int64)
        return {
            count: np.append(values, values.dtype.type(0))[wanted] for count, values in self.counts.items()
        }


def added(sums: Numbers, place: Any, values: Numbers) -> Numbers:
    """`sums` with each of `values` added at its `place`, gaps (NaN) aside; NaN where there are gaps only.

    >>> added(np.zeros(3), np.array([0, 0, 1]), np.array([2.0, np.nan, np.nan])).tolist()
    [2.0, nan, 0.0]
    """
    gaps = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    if not gaps.any():
        np.add.at(sums, place, values)
        return sums
    np.add.at(sums, place, np.where(gaps, 0.0, values))
    known, seen = np.zeros(sums.shape, dtype=bool), np.zeros(sums.shape, dtype=bool)
    seen[place] = True
    known[tuple(part[~gaps] for part in place) if isinstance(place, tuple) else place[~gaps]] = True
    sums[seen & ~known] = np.nan
    return sums


def total(values: Numbers) -> Any:
    """The sum of `values`, gaps (NaN) aside; NaN where there are gaps only.

    >>> total(np.array([1.0, np.nan])), total(np.array([np.nan])), total(np.array([], dtype=np.int64))
    (np.float64(1.0), nan, np.int64(0))
    """
    if values.dtype.kind != "f" or not len(values):
        return values.sum()
    return np.nan if np.isnan(values).all() else np.nansum(values)


def totals(values: Numbers) -> Numbers:
    """The `total` of each column.

    >>> totals(np.array([[1.0, np.nan], [2.0, np.nan]])).tolist()
    [3.0, nan]
    """
    if values.dtype.kind != "f" or not len(values):
        return np.asarray(values.sum(axis=0))
    return np.where(np.isnan(values).all(axis=0), np.nan, np.nansum(values, axis=0))


def places(facts: pd.DataFrame, by: Sequence[str]) -> tuple[Numbers, list[Name]]:
    """For each row of `facts` the number of its name, and the names, numbered as they appear."""
    place = np.zeros(len(facts), dtype=np.int64)
    names: list[Name] = [()]
    for column in by:
        codes, values = numbered(facts[column])
        place, used = pd.factorize(place * len(values) + codes)
        names = [(*names[number // len(values)], values[number % len(values)]) for number in used.tolist()]
    return place, names


def numbered(column: pd.Series) -> tuple[Numbers, list[Any]]:
    """The number of each row's value, and the values; of categories those that stand nowhere, too."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = column.array  # `column.cat` would make a column of the codes
        return values.codes, values.categories.tolist()
    codes, found = pd.factorize(column)
    return codes, found.tolist()
