"""Which counts are measured of whom and when: a count has three states, a number, 0, and not measured.

Sources say who measures what (`sources.activity.Activity.measured`). In facts a count that nobody measured
is NaN, so that sums know it; whoever has no facts at all is looked up here. A rate covers the same reps and
days above and below the line: where facts measure only one of its parts, they hold its measured parts beside
the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import numbered

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Whole = np.ndarray[Any, np.dtype[np.int64]]

RARE: Mapping[str, int] = dict.fromkeys(("opportunities", "wins", "won_amount"), 31)
"""Days before its first and after its last deal that a source is taken to tell of deals: weeks without any
are nothing out of the ordinary, and a rate of late stages would lose its denominators of these weeks."""


@dataclass(frozen=True)
class Measured:
    """The days on which each count of each rep is measured.

    `spans` has the first and last days (counted from January 1970, disjoint, in order) by rep and count;
    None: everything is measured of everybody. `reps` are those whom any source names, `daily` those named by
    one that tells day by day what was done.
    """

    spans: Mapping[tuple[str, str], tuple[Whole, Whole]] | None = None
    reps: frozenset[str] = field(default_factory=frozenset)
    daily: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, frame: pd.DataFrame | None) -> Measured:
        """What a frame (count, rep, first, last, daily: see `Activity.measured`) says; None: everything is
        measured. Without `daily` every source tells day by day.

        >>> days = pd.to_datetime(["2026-11-02", "2026-11-06"])
        >>> row = {"count": "calls", "rep": "佐藤", "first": days[0], "last": days[1]}
        >>> measured = Measured.of(pd.DataFrame([row]))
        >>> measured.during(["佐藤"], date(2026, 11, 1), date(2026, 11, 30), ["calls", "wins"])
        {'calls': array([ True]), 'wins': array([False])}
        """
        if frame is None:
            return cls()
        found: dict[tuple[str, str], list[tuple[int, int]]] = {}
        first, last = (_day_numbers(frame[edge]).tolist() for edge in ("first", "last"))
        for count, rep, begin, end in zip(frame["count"], frame["rep"], first, last, strict=True):
            more = RARE.get(str(count), 0)
            found.setdefault((str(rep) or UNASSIGNED, str(count)), []).append((begin - more, end + more))
        spans = {key: _merged(parts) for key, parts in found.items()}
        named = frame["rep"].astype(str).replace("", UNASSIGNED)
        daily = named[frame["daily"].astype(bool)] if "daily" in frame else named
        return cls(spans, frozenset(rep for rep, _ in spans), frozenset(daily))

    @property
    def is_everything(self) -> bool:
        """Whether everything is measured of everybody."""
        return self.spans is None

    def names(self, rep: str) -> bool:
        """Whether any source names `rep`."""
        return self.is_everything or (rep or UNASSIGNED) in self.reps

    def enters(self, rep: str) -> bool:
        """Whether any source tells day by day what `rep` does: calls, mails, counts of a day. Of whom only
        lists of meetings and deals tell, nobody can say that an entry is missing."""
        return self.is_everything or (rep or UNASSIGNED) in self.daily

    def within(
        self, reps: Sequence[str] | pd.Series, first: Any, last: Any, counts: Iterable[str]
    ) -> dict[str, Bools]:
        """For each of `counts` whether it is measured of each of `reps` on any day from `first` to `last`.

        `first` and `last` are arrays of dates (datetime64), one for each of `reps`.
        """
        wanted = tuple(counts)
        if self.spans is None:
            return {count: np.ones(len(reps), dtype=bool) for count in wanted}
        begin, end = _day_numbers(first), _day_numbers(last)
        group = self._groups_of(reps)
        of_kinds: dict[tuple[int, ...], Bools] = {}  # most counts are told of by the same sources
        found = {}
        for count in wanted:
            kinds = (*(kinds.get(count, -1) for kinds in self._groups[1]), -1)
            if kinds not in of_kinds:
                of_kinds[kinds] = self._within(np.array(kinds, dtype=np.intp)[group], begin, end)
            found[count] = of_kinds[kinds]
        return found

    def _groups_of(self, reps: Sequence[str] | pd.Series) -> Whole:
        """The number in `_groups` of each of `reps`, after the last one of those of whom nothing is told."""
        if isinstance(reps, pd.Series):
            codes, names = numbered(reps)
        else:
            places: dict[str, int] = {}
            codes = np.array([places.setdefault(rep, len(places)) for rep in reps], dtype=np.intp)
            names = list(places)
        groups, kinds = self._groups
        of_names = [groups.get(str(name) or UNASSIGNED, len(kinds)) for name in names]
        numbers: Whole = np.array(of_names, dtype=np.int64)[codes]
        return numbers

    @cached_property
    def _groups(self) -> tuple[dict[str, int], list[dict[str, int]]]:
        """A number for each rep, and by it the kinds of spans by count: most are told of by one source."""
        of_reps: dict[str, dict[str, int]] = {}
        for (rep, count), kind in self._kinds.items():
            of_reps.setdefault(rep, {})[count] = kind
        numbers: dict[frozenset[tuple[str, int]], int] = {}
        groups = {rep: numbers.setdefault(frozenset(of.items()), len(numbers)) for rep, of in of_reps.items()}
        return groups, [dict(kinds) for kinds in numbers]

    def _within(self, kind: Whole, begin: Whole, end: Whole) -> Bools:
        """Whether spans of each `kind` (-1: none) have any day from `begin` to `end`."""
        known = np.zeros(len(kind), dtype=bool)
        for which in np.unique(kind[kind >= 0]).tolist():
            rows = np.flatnonzero(kind == which)
            firsts, lasts = self._spans_of_kinds[which]
            at = np.searchsorted(firsts, end[rows], side="right") - 1
            known[rows] = (at >= 0) & (lasts[at] >= begin[rows])
        return known

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], int]:
        """A number for the spans of each rep and count: most reps are told of from the same sources."""
        kinds: dict[tuple[bytes, bytes], int] = {}
        return {
            key: kinds.setdefault((firsts.tobytes(), lasts.tobytes()), len(kinds))
            for key, (firsts, lasts) in (self.spans or {}).items()
        }

    @cached_property
    def _spans_of_kinds(self) -> dict[int, tuple[Whole, Whole]]:
        return {kind: (self.spans or {})[key] for key, kind in self._kinds.items()}

    def during(
        self, reps: Sequence[str] | pd.Series, first: date, last: date, counts: Iterable[str]
    ) -> dict[str, Bools]:
        """The same in one period for all of `reps`."""
        begin, end = (np.full(len(reps), np.datetime64(day, "D")) for day in (first, last))
        return self.within(reps, begin, end, counts)

    def of_any(
        self, groups: Sequence[Sequence[str]], first: Any, last: Any, counts: Iterable[str]
    ) -> dict[str, Bools]:
        """For each of `counts` whether it is measured of any rep of each of `groups` on any day from `first`
        to `last`, arrays of dates, one for each group; most reps are told of alike, and so looked up once."""
        if self.spans is None:
            return {count: np.array([len(group) > 0 for group in groups], dtype=bool) for count in counts}
        begin, end = _day_numbers(first).tolist(), _day_numbers(last).tolist()
        numbers, kinds_of = self._groups
        alike = {id(group): {numbers.get(str(rep) or UNASSIGNED, -1) for rep in group} for group in groups}
        found = {}
        for count in counts:
            kind_of = [kinds.get(count, -1) for kinds in kinds_of]
            kinds = {
                group: {kind_of[number] for number in of_group if number >= 0 and kind_of[number] >= 0}
                for group, of_group in alike.items()
            }
            found[count] = np.array(
                [
                    any(self._reaches(kind, *span) for kind in kinds[id(group)])
                    for group, *span in zip(groups, begin, end, strict=True)
                ],
                dtype=bool,
            )
        return found

    def _reaches(self, kind: int, begin: int, end: int) -> bool:
        """Whether the spans of that number have a day from `begin` to `end`."""
        firsts, lasts = self._spans_of_kinds[kind]
        at = int(np.searchsorted(firsts, end, side="right")) - 1
        return at >= 0 and bool(lasts[at] >= begin)


COMPLETE = Measured()


def emptied(counts: Mapping[str, np.ndarray], known: Mapping[str, Bools]) -> dict[str, np.ndarray]:
    """`counts` with NaN where they are not `known` and 0 where they are, but nothing was counted. Whole
    numbers stay whole where all are known.

    >>> emptied({"calls": np.array([3, 0])}, {"calls": np.array([True, False])})["calls"].tolist()
    [3.0, nan]
    """
    found = dict(counts)
    for count in known.keys() & counts.keys():
        values, there = counts[count], known[count]
        if values.dtype.kind == "f":
            values = np.where(np.isnan(values), 0.0, values)
        found[count] = values if there.all() else np.where(there, values, np.nan)
    return found


def parts_of(rate: Kpi, columns: Any) -> tuple[str, str]:
    """The columns that the numerator and the denominator of `rate` are summed from: its measured parts where
    `columns` has them, else the counts themselves."""
    above, below = measured_parts(rate)
    return (above, below) if below in columns else (rate.numerator, rate.denominator)


def measured_parts(rate: Kpi) -> tuple[str, str]:
    """The columns of the parts of `rate` that both are measured.

    >>> measured_parts(KpiTree()["connect_rate"])
    ('connect_rate.measured_numerator', 'connect_rate.measured_denominator')
    """
    return f"{rate.key}.measured_numerator", f"{rate.key}.measured_denominator"


def summed(columns: Any, tree: KpiTree) -> tuple[str, ...]:
    """What is summed of facts with `columns`: every count of `tree`, and measured parts of rates."""
    parts = [part for rate in tree.rates for part in measured_parts(rate) if part in columns]
    return (*tree.counts, *parts)


def with_gaps(facts: pd.DataFrame, tree: KpiTree, measured: Measured) -> pd.DataFrame:
    """`facts` (date, rep, a column per count) with NaN where a count is not `measured`, and with the measured
    parts of the rates of which some rows measure one part alone."""
    if measured.is_everything:
        return facts
    known = measured.within(facts["rep"], facts["date"], facts["date"], tree.counts)
    gaps = {
        count: np.where(there, facts[count].to_numpy(), np.nan)
        for count, there in known.items()
        if not there.all()
    }
    for rate in tree.rates:
        parts = (rate.numerator, rate.denominator)
        if all(part in known for part in parts) and (known[parts[0]] != known[parts[1]]).any():
            both = known[parts[0]] & known[parts[1]]
            for column, part in zip(measured_parts(rate), parts, strict=True):
                gaps[column] = np.where(both, facts[part].to_numpy(), np.nan)
    return facts.assign(**gaps)


def _merged(parts: list[tuple[int, int]]) -> tuple[Whole, Whole]:
    """Overlapping and adjoining spans as one."""
    whole: list[list[int]] = []
    for first, last in sorted(parts):
        if whole and first <= whole[-1][1] + 1:
            whole[-1][1] = max(whole[-1][1], last)
        else:
            whole.append([first, last])
    spans = np.array(whole, dtype=np.int64)
    return spans[:, 0], spans[:, 1]


def _day_numbers(stamps: Any) -> Whole:
    return np.asarray(stamps).astype("datetime64[D]").astype(np.int64)
