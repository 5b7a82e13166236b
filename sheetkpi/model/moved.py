"""What moved in the last business days beyond what chance explains.

A week is held against the weeks before it, by presence and by what days are usually like: month end is no
change, nor is a day on which somebody was away or entered nothing. How far weeks stray without any cause is
taken from the weeks themselves (variance ÷ mean, never below chance), and all looks of a workbook are one
family (see `chance`): of stable teams at most one in twenty sees anything here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np

from sheetkpi.model.chance import LEVEL, Look, judged
from sheetkpi.model.course import Course, Days, Floats
from sheetkpi.model.landing import Key, grids
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

WEEK = 5
"""Business days looked at, and of each week they are held against."""

WEEKS = 8
"""Weeks before them, at most, and at least half as many."""

MOST = 3
"""Moves that are told of."""

SURE = LEVEL / 2
"""How often anything may be told of where nothing changed; how far weeks stray is itself a guess."""

LEAST = 8.0
"""What is to be expected of a week before it is looked at: less strays too far to say anything."""

COUNTS = ("calls", "meetings")
RATES: Mapping[str, tuple[str, str]] = {
    "connect_rate": ("connects", "calls"),
    "meeting_rate": ("meetings", "connects"),
}
_PRIOR = 2 * WEEKS
"""Weeks' worth of what is known of others' straying, at most, that goes into one's own."""


@dataclass(frozen=True)
class Move:
    """A count or rate (`kpi`) of the last `WEEK` business days: what it was `now`, and what was `usual`."""

    kpi: str
    team: str
    rep: str
    now: float
    usual: float

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate."""
        return self.kpi in RATES


def moves(department: Department, month: date, until: date) -> tuple[Move, ...]:
    """What moved up to `until`, the last day with data in `month`, the least likely by chance first.

    Looked at are everybody, each team and each rep (team `ALL`, rep "" as in `landing.Key`); of one KPI only
    the largest surprise is told of whoever is part of another. Empty where fewer than half of `WEEKS` weeks
    are known.
    """
    days = Days.around(month, until, department)
    counts = tuple(dict.fromkeys((*COUNTS, *(part for parts in RATES.values() for part in parts))))
    keys, done, there = grids(department, days, counts)
    weeks = _weeks(days, done)
    if len(weeks) <= WEEKS // 2:
        return ()
    there = _recorded(keys, done, there)
    known = department.measured_in(month, keys, counts)
    looks: list[tuple[Look, Move]] = []
    for kpi in (*COUNTS, *RATES):
        above, below = RATES.get(kpi, (kpi, ""))
        usual_days = None if below else Course(days, done[kpi][:1], there[:1]).weights
        size = done[below] if usual_days is None else there * usual_days
        rows = [row for row, key in enumerate(keys) if _is_looked_at(key, known[key], (above, below))]
        looks += _looks(
            kpi, [keys[row] for row in rows], _summed(done[above][rows], weeks), _summed(size[rows], weeks)
        )
    family = judged([look for look, _ in looks], SURE)
    told = [pair for pair, named in zip(looks, family.named, strict=True) if named]
    return tuple(_apart([move for _, move in sorted(told, key=lambda pair: pair[0].tail)]))[:MOST]


def _is_looked_at(key: Key, known: Mapping[str, bool], parts: Sequence[str]) -> bool:
    return UNASSIGNED not in key and all(known[part] for part in parts if part)


def _weeks(days: Days, done: Mapping[str, Floats]) -> list[list[int]]:
    """The business days with data in weeks of `WEEK`, latest first, from the first day with anything on."""
    anything = np.flatnonzero(sum(grid[0] for grid in done.values()) > 0)
    if not len(anything):
        return []
    work = [int(day) for day in np.flatnonzero(days.work & days.gone) if day >= anything[0]][::-1]
    return [work[at : at + WEEK] for at in range(0, WEEK * (WEEKS + 1), WEEK) if at + WEEK <= len(work)]


def _recorded(keys: Sequence[Key], done: Mapping[str, Floats], there: Floats) -> Floats:
    """Presence on the days of which there is any record: who entered nothing did not do less."""
    rep = np.array([bool(name) for _, name in keys])
    own = there * (sum(done.values()) > 0)
    together = own.copy()
    teams = [team for team, _ in keys]
    for row, (team, name) in enumerate(keys):
        if not name:
            members = rep & np.array([team in (ALL, other) for other in teams])
            together[row] = own[members].sum(axis=0)
    return np.asarray(together)


def _summed(grid: Floats, weeks: Sequence[Sequence[int]]) -> Floats:
    return np.stack([grid[:, list(week)].sum(axis=1) for week in weeks], axis=1)


def _looks(kpi: str, keys: Sequence[Key], won: Floats, size: Floats) -> Iterator[tuple[Look, Move]]:
    """A look at each of `keys`: what was `won` of which `size`, by week, the latest first."""
    if not keys:
        return
    past, sizes = won[:, 1:], size[:, 1:]
    total = sizes.sum(axis=1)
    rate = np.divide(past.sum(axis=1), total, out=np.zeros(len(keys)), where=total > 0)
    left = 1 - np.minimum(rate, 1.0) if kpi in RATES else np.ones(len(keys))
    expected = rate[:, None] * sizes
    some = expected > 0
    squares = np.divide(
        (past - expected) ** 2,
        expected * left[:, None],
        out=np.zeros_like(past),
        where=some & (left[:, None] > 0),
    )
    free = np.maximum(some.sum(axis=1) - 1, 0)
    of_kind = [int(bool(rep)) for _, rep in keys]
    all_squares, all_free = (np.bincount(of_kind, of, 2) for of in (squares.sum(axis=1), free))
    for row, (team, rep) in enumerate(keys):
        usual = float(rate[row] * size[row, 0])
        if usual < LEAST or left[row] <= 0 or free[row] < WEEKS // 2 - 1:
            continue
        others = float(all_free[of_kind[row]] - free[row])
        lent = min(others, _PRIOR)
        pooled = (all_squares[of_kind[row]] - squares[row].sum()) / others if lent else 0.0
        degrees = float(free[row]) + lent
        straying = max(1.0, float(squares[row].sum() + pooled * lent) / degrees)
        spread = straying * usual * left[row] * (1 + size[row, 0] / total[row])
        surprise = (won[row, 0] - usual) / np.sqrt(spread)
        now = float(won[row, 0])
        if kpi in RATES:
            now, usual = now / float(size[row, 0]), float(rate[row])
        yield Look(_tail(float(surprise), degrees), 0.0), Move(kpi, team, rep, now, usual)


def _tail(surprise: float, degrees: float) -> float:
    """How likely Student's t strays as far to either side, by D. L. Wallace's approximation (1959).

    >>> round(_tail(2.0, 10.0), 3), round(_tail(-2.0, 10.0), 3)
    (0.073, 0.073)
    """
    normal = (8 * degrees + 1) / (8 * degrees + 3) * np.sqrt(degrees * np.log1p(surprise**2 / degrees))
    return 2 * (1 - NormalDist().cdf(float(normal)))


def _apart(found: Sequence[Move]) -> Iterator[Move]:
    """Those of `found` that are not another's again: a team's move is that of the rep who made it."""
    told: list[Move] = []
    for move in found:
        if not any(move.kpi == other.kpi and _holds(move, other) for other in told):
            told.append(move)
            yield move


def _holds(one: Move, other: Move) -> bool:
    """Whether one of two is part of the other: everybody of a team, a team of its rep."""
    return ALL in (one.team, other.team) or (one.team == other.team and "" in (one.rep, other.rep))
