"""Ids that only rise or only fall, as systems number and export their records: then no two are equal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

Ends: TypeAlias = list[Any]
"""The least and the greatest of some ids, whole numbers or texts; empty where there are none."""


class Ascent:
    """Whether the ids seen so far, batch by batch, each are greater than the one before (or each smaller).

    >>> import pyarrow as pa
    >>> ids = Ascent()
    >>> ids.see(pa.array(["8", "9", "10"]))
    >>> ids.see(pa.array(["11", None]))
    >>> ids.holds
    True
    """

    def __init__(self) -> None:
        self.holds = True
        self._first: pa.Array | None = None
        self._last: pa.Array | None = None
        self._way = ""

    @property
    def ends(self) -> Ends | None:
        """The first and the last id, nothing where there was none; None where they do not ascend."""
        if not self.holds:
            return None
        seen = [ids[0].as_py() for ids in (self._first, self._last) if ids is not None]
        return sorted(seen)

    def see(self, ids: pa.Array) -> None:
        """Look at the next ids; empty cells are none."""
        if not self.holds:
            return
        ids = ids.drop_null()
        if not len(ids):
            return
        numbers = self._numbers(ids)
        if numbers is None:
            self.holds = False
            return
        if self._last is not None:
            if self._last.type != numbers.type:
                self.holds = False
                return
            numbers = pa.concat_arrays([self._last, numbers])
        if self._first is None:
            self._first = numbers.slice(0, 1)
        one, next_one = numbers.slice(0, len(numbers) - 1), numbers.slice(1)
        self._last = numbers.slice(len(numbers) - 1)
        for way, compare in (("up", pc.less), ("down", pc.greater)):
            if self._way in ("", way) and pc.all(compare(one, next_one)).as_py():
                self._way = way if len(one) else self._way
                return
        self.holds = False

    @staticmethod
    def _numbers(ids: pa.Array) -> pa.Array | None:
        """Whole numbers as such (9 comes before 10), texts as they are; None for anything else."""
        if pa.types.is_integer(ids.type):
            return ids
        if not pa.types.is_string(ids.type):
            return None
        first = ids[0].as_py()
        if first.isascii() and first.isdigit() and len(first) <= _DIGITS:
            try:
                return ids.cast(pa.int64())  # texts of different numbers are different
            except pa.ArrowInvalid:
                return None
        return ids


_DIGITS = 18


def ends_of(batches: Iterable[pa.Array]) -> Ends | None:
    """The ends of the ids in `batches`, where they only rise or only fall."""
    ascent = Ascent()
    for batch in batches:
        ascent.see(batch)
        if not ascent.holds:
            return None
    return ascent.ends


def are_disjoint(columns: Sequence[Ends | None]) -> bool:
    """Whether columns whose ids each ascend surely have none in common: those of one end before those of the
    next begin.

    >>> are_disjoint([[1, 90], [], [91, 120]]), are_disjoint([[1, 90], [90, 120]])
    (True, False)
    """
    found = [ends for ends in columns if ends]
    if None in columns or len({type(ends[0]) for ends in found}) > 1:
        return False
    return all(one[1] < following[0] for one, following in pairwise(sorted(found)))
