"""How much was done: calls against target, colleagues and own past, days of absence, days nobody entered.

Who is behind is asked first how much was done, then how well. The three are told apart so that none is
blamed on another: calls are held against the days somebody was there and entered something.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.callheavy import Month
from sheetkpi.model.chain import number
from sheetkpi.model.colleagues import median_of_others
from sheetkpi.model.entryhealth import entered as entered_rows
from sheetkpi.model.partialtargets import whole_targets
from sheetkpi.model.presence import fte_days
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import places
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

Name = tuple[str, str]
"""Team and rep; "" is the team itself, and the team `ALL` everybody."""

CALLS, ABSENT, UNENTERED = "calls", "cause.absent", "cause.unentered"
"""The causes that are no rate of the funnel, as keys of their words."""

SHORT = 0.8
"""Calls below this part of what was to be expected are too few."""

BURSTS = 4.0
"""Variance of calls over their mean: days differ by more than chance."""

SURELY = 3.0
"""Standard deviations by which calls must fall short besides."""

DAYS = 2.0
"""Full-time days of absence, or without an entry, from which on they are named."""

DAILY = 0.8
"""The part of days with an entry, in the middle of all reps, from which on every day is to have one."""

PAST = 2
"""Complete months somebody must have worked before past and colleagues are a measure: newcomers grow."""


@dataclass(frozen=True)
class Load:
    """What somebody had to work with in the month so far, in full-time days: `days` at work, `absent`,
    `unentered` (at work, nothing entered), and `whole`: those at work in the whole month. `calls` and
    `meetings` so far (None: not measured), and their targets of the month."""

    days: float = 0.0
    absent: float = 0.0
    unentered: float = 0.0
    whole: float = 0.0
    calls: float | None = None
    meetings: float | None = None
    calls_target: float | None = None
    meetings_target: float | None = None

    @property
    def due_calls(self) -> float | None:
        """The calls that the target asks for on the days at work so far."""
        known = self.calls_target is not None and self.whole > 0
        return (self.calls_target or 0.0) * self.days / self.whole if known else None

    @property
    def is_short_of_calls(self) -> bool:
        """Whether there are fewer calls than the target asks for by now."""
        due = self.due_calls
        return due is not None and self.calls is not None and self.calls < due

    def daily_calls_for_target(self, per_call: float) -> float | None:
        """Calls a full-time day that the month's target of meetings takes at so many meetings a call."""
        known = self.meetings_target is not None and self.whole > 0 and per_call > 0
        return (self.meetings_target or 0.0) / self.whole / per_call if known else None

    @property
    def is_idle(self) -> bool:
        """Whether calls are counted, and there are neither calls nor meetings."""
        return self.calls == 0 and not self.meetings

    @property
    def is_on_target(self) -> bool:
        """Whether the meetings that the target asks for by now are there."""
        if self.meetings_target is None or self.meetings is None or self.whole <= 0:
            return False
        return self.meetings >= self.meetings_target * (self.days + self.unentered) / self.whole


@dataclass(frozen=True)
class Shortfall:
    """A cause that is no rate: its `kind`, what it costs in `meetings`, and the figures it is told with."""

    kind: str
    meetings: float
    figures: Mapping[str, float | None] = field(default_factory=dict)


def loads(
    department: Department, month: date, last_data: date, targets: Mapping[str, pd.DataFrame]
) -> dict[Name, Load]:
    """The `Load` of everybody, each team and each rep in `month` up to `last_data`.

    `department.facts` are by day; `targets` has TeamTargets and RepTargets where there are any.
    """
    days = department.days(month)
    facts = department.facts[department.facts["month"] == pd.Timestamp(month)]
    pairs = pd.DataFrame(places(facts, ["rep", "team"])[1], columns=["rep", "team"], dtype="str")
    known = {person.label for person in department.roster.people}
    there = fte_days(department.roster, days, {}, pairs[~pairs["rep"].isin(known)], department.calendar)
    reps = there["rep"].to_numpy(object)
    stamps = there["date"].dt.date.to_numpy()
    fte = there["fte"].to_numpy("float64")
    off = fte * [department.absent.get(key, 0.0) for key in zip(reps, stamps, strict=True)]
    past = np.array([day <= last_data for day in stamps], dtype=bool)
    acted = entered_rows(facts)
    recorded = {(str(rep), day.date()) for rep, day in places(acted, ["rep", "date"])[1]}
    entered = np.array([key in recorded for key in zip(reps, stamps, strict=True)], dtype=bool)
    named = np.array([rep in known and department.measured.enters(rep) for rep in reps], dtype=bool)
    missing = past & named & ~entered & (fte > off) & _daily(reps, past & (fte > off), entered)
    columns = {
        "whole": fte - off,
        "absent": np.where(past, off, 0.0),
        "unentered": np.where(missing, fte - off, 0.0),
        "days": np.where(past & ~missing, fte - off, 0.0),
    }
    place, pairs_there = places(there, ["team", "rep"])
    owners: dict[Name, int] = {}
    of_pairs = np.array(
        [
            [owners.setdefault(name, len(owners)) for name in ((team, rep), (team, ""), (ALL, ""))]
            for team, rep in pairs_there
        ],
        dtype=np.intp,
    ).reshape(-1, 3)[place]
    added_up = {
        column: np.sum([np.bincount(own, values, len(owners)) for own in of_pairs.T], axis=0).tolist()
        for column, values in columns.items()
    }
    sums: dict[Name, dict[str, float]]
    sums = {name: {column: of[number] for column, of in added_up.items()} for name, number in owners.items()}
    for name, counts in _counted(facts).items():
        sums.setdefault(name, {}).update(counts)
    for name, wanted in _targets(targets, month).items():
        if name in sums:
            sums[name].update(wanted)
    return {name: Load(**values) for name, values in sums.items()}


def _daily(reps: np.ndarray, there: np.ndarray, entered: np.ndarray) -> np.ndarray:
    """For each row whether its rep is one who enters day by day, where people do."""
    codes, names = pd.factorize(reps)
    whole = np.bincount(codes[there], minlength=len(names)).astype("float64")
    done = np.bincount(codes[there & entered], minlength=len(names))
    shares = np.divide(done, whole, out=np.zeros(len(names)), where=whole > 0)
    active = shares > 0
    if not active.any() or np.median(shares[active]) < DAILY:
        return np.zeros(len(reps), dtype=bool)
    daily: np.ndarray = active[codes]
    return daily


def _counted(facts: pd.DataFrame) -> dict[Name, dict[str, float]]:
    found: dict[Name, dict[str, float]] = {}
    for count in ("calls", "meetings"):
        keys = ["team", "rep"]
        sums = facts.groupby(keys, observed=True)[count].sum(min_count=1).dropna().reset_index()
        for team, rep, value in sums.itertuples(index=False):
            for name in ((str(team), str(rep)), (str(team), ""), (ALL, "")):
                own = found.setdefault(name, {})
                own[count] = own.get(count, 0.0) + float(value)
    return found


def _targets(targets: Mapping[str, pd.DataFrame], month: date) -> dict[Name, dict[str, float]]:
    found: dict[Name, dict[str, float]] = {}

    def add(name: Name, row: Mapping[Any, Any]) -> None:
        for count in ("calls", "meetings"):
            wanted = number(row.get(f"{count}.target"))
            if wanted:
                own = found.setdefault(name, {})
                own[f"{count}_target"] = own.get(f"{count}_target", 0.0) + wanted

    of_month = {name: frame[frame["month"] == pd.Timestamp(month)] for name, frame in targets.items()}
    if "TeamTargets" in of_month:
        for (_, team), of_team in whole_targets(of_month["TeamTargets"]).items():
            add((str(team), ""), of_team)
    if "RepTargets" in of_month:
        for row in of_month["RepTargets"].to_dict("records"):
            add((str(row["team"]), str(row["rep"])), row)
    return found


def shortfalls(
    name: Name,
    loads: Mapping[Name, Load],
    worked: Mapping[Name, Sequence[Month]],
    per_call: float | None,
) -> list[Shortfall]:
    """What `name` lacks in calls, presence and entries; empty for whoever has the meetings due.

    Calls are held against the target's pace, but not beyond what colleagues or one's own past show to be
    possible: where everybody always made half of the calls, it is the target that is wrong. Where there are
    neither, the target's calls rest on the market's rates alone: no more are asked for than its meetings
    take. Where nobody did anything at all, nothing is said of anybody.
    `worked` are the complete months before (see `callheavy.months_worked`), `per_call` the meetings a call
    brings. Costs are 0 where nobody knows that.
    """
    load = loads.get(name)
    if load is None or load.calls is None or load.is_on_target or name[1] == UNASSIGNED:
        return []
    if (everybody := loads.get((ALL, ""))) is not None and everybody.is_idle:
        return []
    past = _past(worked.get(name, ()))
    paces = {
        pair: own.calls / own.days
        for pair, own in loads.items()
        if pair[1] not in ("", UNASSIGNED) and own.calls and own.days
    }
    others = median_of_others(paces, name) if name[1] and past is not None else None
    due = load.due_calls
    target = due / load.days if due is not None and load.days else None
    usual = max((one for one in (others, past) if one is not None), default=None)
    rate = per_call or 0.0
    if usual is None:
        usual = load.daily_calls_for_target(rate)
    pace = min((one for one in (target, usual) if one is not None), default=None)
    if pace is None:
        return []
    found = []
    expected = pace * load.days
    lacking = expected - load.calls
    if load.calls < SHORT * expected and lacking > SURELY * math.sqrt(BURSTS * expected):
        figures = {"calls": load.calls, "expected": expected, "others": others, "past": past}
        figures |= {"pace": load.calls / load.days if load.days else None, "target": target}
        found.append(Shortfall(CALLS, lacking * rate, figures))
    for kind, days in ((ABSENT, load.absent), (UNENTERED, load.unentered)):
        if days >= DAYS:
            found.append(Shortfall(kind, days * pace * rate, {"days": days}))
    return found


def borne_out(
    name: Name, lacks: Sequence[Shortfall], loads: Mapping[Name, Load], first: Mapping[Name, str | None]
) -> list[Shortfall]:
    """`lacks` of a team (or of everybody) without days lacking an entry where its reps are told otherwise:
    the rep with most of them must have them as the first cause (`first`, by rep; None: none), or they are
    spread over all, a day or more for each. Of absence reps need not be told: others get the target.

    >>> reps = {("東", "森"): Load(unentered=2.0), ("東", "林"): Load(unentered=1.0)}
    >>> lacks = [Shortfall(UNENTERED, 3.0)]
    >>> len(borne_out(("東", ""), lacks, reps, {("東", "森"): UNENTERED, ("東", "林"): None}))
    1
    >>> borne_out(("東", ""), lacks, reps, {("東", "森"): CALLS, ("東", "林"): None})
    []
    """
    if name[1]:
        return list(lacks)
    days = {pair: loads[pair].unentered for pair in first if pair in loads and name[0] in (ALL, pair[0])}
    if not days:
        return list(lacks)
    most = max(days, key=lambda pair: days[pair])
    is_spread = days[most] < DAYS and sum(days.values()) >= len(days)
    is_told = first[most] == UNENTERED or is_spread
    return [lack for lack in lacks if lack.kind != UNENTERED or is_told]


def _past(months: Sequence[Month]) -> float | None:
    """Calls a full-time day in the complete months before, None of newcomers."""
    whole = [month for month in months if month["fte"] > 0 and month["calls"] > 0]
    if len(whole) < PAST:
        return None
    return sum(month["calls"] for month in whole) / sum(month["fte"] for month in whole)
