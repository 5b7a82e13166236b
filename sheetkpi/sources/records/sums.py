"""Rows of daily counts that tell of several people without saying so: sums of the rows above (第1課 below its
people), and the best of them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.sources.words.notpeople import is_lowest, is_team_name, maybe_figures

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


def nameless_sums(counts: Sequence[Array], days: Array, nameless: Flags) -> Flags:
    """Which of the `nameless` rows are the sum of two or more rows of their day above them, in every count.

    They are only where all nameless rows are such sums, and there are two, or one of two counts.

    >>> calls, days = np.array([30, 20, 50, 25, 15, 40]), np.array([2, 2, 2, 4, 4, 4])
    >>> nameless_sums([calls], days, np.array([False, False, True] * 2)).tolist()
    [False, False, True, False, False, True]
    """
    none = np.zeros(len(days), dtype=bool)
    if not nameless.any() or not counts or len(days) > _MOST_ROWS:
        return none
    values = np.nan_to_num(np.column_stack(counts)).astype(np.float64)
    running, rows = np.zeros(values.shape[1]), 0
    for row in range(len(days)):
        if row and days[row] != days[row - 1]:
            running, rows = np.zeros(values.shape[1]), 0
        if not nameless[row]:
            running, rows = running + values[row], rows + 1
        elif rows < 2 or values[row].sum() < 1 or not (values[row] == running).all():
            return none
        else:
            running, rows = np.zeros(values.shape[1]), 0
    only = values[nameless]
    enough = len(only) >= 2 or bool((only[0] != 0).sum() >= 2 and only[0].sum() >= _LEAST)
    return nameless.copy() if enough else none


def team_sums(
    counts: Sequence[Array], days: Array, reps: Ints, names: Sequence[str], people: Set[str]
) -> Flags:
    """Which rows are of a team by their name (第1課, Sales Team 1) and together their day's people's sum.

    The largest count decides: the others may be kept for the team alone.

    >>> calls, days = np.array([30, 20, 50]), np.array(["2026-11-02"] * 3, dtype="datetime64[D]")
    >>> team_sums([calls], days, np.array([0, 1, 2]), ["佐藤", "田中", "第1課"], frozenset()).tolist()
    [False, False, True]
    """
    found = np.zeros(len(days), dtype=bool)
    called = [is_team_name(name) and person_key(name) not in people for name in names]
    if not any(called) or not counts or len(days) > _MOST_ROWS:
        return found
    of_team = np.array([*called, False], dtype=bool)[reps]
    values = np.nan_to_num(np.column_stack(counts)).astype(np.float64)
    for day in np.unique(days[of_team]):
        at = days == day
        teams, others = values[at & of_team].sum(axis=0), values[at & ~of_team].sum(axis=0)
        largest = int(teams.argmax())
        if (at & ~of_team).sum() >= 2 and teams[largest] >= _LEAST and teams[largest] == others[largest]:
            found |= at & of_team
    return found


def extremes(
    counts: Sequence[Array], days: Array, reps: Ints, names: Sequence[str], people: Set[str]
) -> dict[int, bool]:
    """Which codes of `reps` have a word for a name that may be a figure (Max, Best), and whether it is one.

    It is where each of its rows is in every count the best (Min: the worst) of its day's two or more others.
    It may be where none of its rows is worse than any other's; one that is, is somebody's.

    >>> calls, meetings = np.array([30, 20, 30]), np.array([0, 2, 2])
    >>> days, names = np.array(["2026-11-02"] * 3, dtype="datetime64[D]"), ["Amy", "Bob", "Max"]
    >>> extremes([calls, meetings], days, np.array([0, 1, 2]), names, frozenset())
    {2: True}
    >>> extremes([np.array([30, 20, 25])], days, np.array([0, 1, 2]), names, frozenset())
    {}
    """
    said = maybe_figures(names, people)
    if not any(said) or not counts or len(days) > _MOST_ROWS:
        return {}
    maybe = np.array([*said, False], dtype=bool)[reps]
    values = np.nan_to_num(np.column_stack(counts)).astype(np.float64)
    found = {}
    for code in np.unique(reps[maybe]).tolist():
        sign = -1 if is_lowest(names[code]) else 1
        equal, alike = 0, True
        for row in np.flatnonzero(reps == code).tolist():
            others = sign * values[(days == days[row]) & ~maybe]
            mine = sign * values[row]
            if len(others) < 2 or (mine < others.max(axis=0)).any():
                break
            alike = alike and bool((mine == others.max(axis=0)).all())
            equal += int((mine != 0).sum())
        else:
            found[code] = alike and equal >= 2
    return found
