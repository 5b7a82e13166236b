"""Rows of daily counts that sum up the rows above them without saying so (第1課 below its people)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.names import person_key

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array, Flags, Ints

_MOST_ROWS = 20_000
_LEAST = 10
"""Sums smaller than this come about by chance."""


def sum_rows(
    counts: Sequence[Array], days: Array, reps: Ints, names: Sequence[str], people: Set[str]
) -> Flags:
    """Which rows are in every count the sum of the two or more rows of their day above them.

    A row is one only where two counts or more say so, the sum is no small number, and its name
    (`names[reps]`) is nobody of the roster and never stands on another row.

    >>> calls, meetings = np.array([30, 20, 50]), np.array([1, 2, 3])
    >>> days = np.array(["2026-11-02"] * 3, dtype="datetime64[D]")
    >>> names = ["佐藤", "田中", "第1課"]
    >>> sum_rows([calls, meetings], days, np.array([0, 1, 2]), names, frozenset()).tolist()
    [False, False, True]
    """
    found = np.zeros(len(days), dtype=bool)
    if not 3 <= len(days) <= _MOST_ROWS or len(counts) < 2:
        return found
    values = np.nan_to_num(np.column_stack(counts)).astype(np.float64)
    running = np.zeros(values.shape[1])
    everything = np.zeros(values.shape[1])
    rows = total = 0
    for row in range(len(days)):
        if row and days[row] != days[row - 1]:
            running, rows = np.zeros(values.shape[1]), 0
        mine = values[row]
        telling = (mine != 0).sum() >= 2 and mine.sum() >= _LEAST
        of_day = rows >= 2 and bool((mine == running).all())
        of_all = total >= 3 and bool((mine == everything).all())
        if telling and (of_day or of_all):
            found[row] = True
            running, rows = np.zeros(values.shape[1]), 0
            continue
        running, rows = running + mine, rows + 1
        everything, total = everything + mine, total + 1
    if found.any():
        others = set(reps[~found].tolist())
        for row in np.flatnonzero(found).tolist():
            code = int(reps[row])
            if code in others or (code >= 0 and person_key(names[code]) in people):
                found[row] = False
    return found
