"""The different combinations that stand in the rows of several columns: mostly far fewer than rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

Ints: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"


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
    combined: Any = 0
    for column in columns:
        lowest, highest = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        if lowest == highest:
            combined = combined + np.zeros(len(column), dtype=np.int64)
            continue
        # Numbers of combinations are fewer than rows: no product is too large.
        combined, _ = pd.factorize(combined * (highest - lowest + 1) + (column - lowest))
    rows = np.bincount(combined)
    first = np.empty(len(rows), dtype=np.intp)
    first[combined[::-1]] = np.arange(len(combined) - 1, -1, -1)
    return Combinations(combined, first, rows)
