"""What is due by when: each one's target of the month on the days that one is there.

A rep's target goes to the rep's own business days: whoever joins on the 16th owes nothing on the 13th. A team
owes what its reps do, and everybody what the teams do. The days of `DailyKPI`, the weeks of `TeamWeeks` and
what `Progress` says is due by now are all sums of the same whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.allocation import due_by, due_by_each
from sheetkpi.model.benchmarks import role_key
from sheetkpi.model.chain import TARGETED, number
from sheetkpi.model.targets import Department
from sheetkpi.model.views import days_index

DAILY = ("calls", "connects", "meetings")
"""Counts with targets per day and week."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Key = tuple[str, str]
"""Team and rep; the rep is "" for a whole team."""


@dataclass(frozen=True)
class OwnDays:
    """The days of a month that somebody is there, and the share of the month's presence up to each of them,
    that day included: the last is 1. `offset` is added before the part that is due is rounded down: reps of
    a team have different ones, or all of them would owe their next meeting on the same day.
    """

    days: tuple[date, ...]
    gone: Floats
    offset: float = 0.5

    @classmethod
    def of(cls, weights: Mapping[date, float], offset: float = 0.5) -> OwnDays:
        """Those of somebody who is there for `weights`, parts of days."""
        days = sorted(weights)
        gone = np.cumsum([weights[day] for day in days])
        return cls(tuple(days), gone / gone[-1], offset)

    def share(self, until: date) -> float:
        """The share of the month's presence up to `until`."""
        passed = sum(day <= until for day in self.days)
        return float(self.gone[passed - 1]) if passed else 0.0

    def due(self, total: float, until: date) -> int:
        """The part of `total` that is due by `until`."""
        return due_by(total, self.share(until), self.offset)


def parts_of_days(own: Sequence[OwnDays], totals: Sequence[float]) -> Floats:
    """The parts of each of `totals` that fall to the days of its `own`, one after the other: whole numbers,
    NaN where the total is.

    >>> half = OwnDays.of(dict.fromkeys([date(2026, 11, 2), date(2026, 11, 4)], 1.0))
    >>> parts_of_days([half, half], [3.0, 8.0]).tolist()
    [2.0, 1.0, 4.0, 4.0]
    """
    steps = [1 + len(one.days) for one in own]  # from nothing gone to the first day, and so on
    gone = np.concatenate([part for one in own for part in ((0.0,), one.gone)])
    total = np.repeat(np.array(totals, dtype="float64"), steps)
    due = due_by_each(np.nan_to_num(total), gone, np.repeat([one.offset for one in own], steps))
    parts = np.where(np.isnan(total), np.nan, np.diff(due, prepend=0))
    return np.delete(parts, np.cumsum([0, *steps[:-1]]))


def own_days(
    department: Department, month: date, team_targets: pd.DataFrame, rep_targets: pd.DataFrame
) -> dict[Key, OwnDays]:
    """The days of each row of RepTargets and TeamTargets in `month`, by team and rep.

    Who is never there, and a team without reps, goes by the team's business days; in a month without any
    there are none.
    """
    stamp = pd.Timestamp(month)
    found: dict[Key, OwnDays] = {}
    of_month = rep_targets[rep_targets["month"] == stamp]
    reps_of = {str(team): [str(rep) for rep in rows["rep"]] for team, rows in of_month.groupby("team")}
    teams = [str(team) for team in team_targets.loc[team_targets["month"] == stamp, "team"]]
    for team in dict.fromkeys([*teams, *reps_of]):
        own = _own_days_of_team(department, month, team, tuple(reps_of.get(team, ())))
        found |= {(team, rep): days for rep, days in own.items()}
    return found


def _own_days_of_team(
    department: Department, month: date, team: str, reps: tuple[str, ...]
) -> dict[str, OwnDays]:
    """The days of a team ("") and of each of its `reps`; looked up once in a department."""
    if (month, team, reps) in department.own_days:
        return department.own_days[month, team, reps]
    usual = dict.fromkeys(department.days(month, team), 1.0)
    presence = _presence(department, month, team)
    together: dict[date, float] = {}
    for weights in presence.values():
        for day, part in weights.items():
            together[day] = together.get(day, 0.0) + part
    offsets = [0.5, *((place + 0.5) / len(reps) for place in range(len(reps)))]
    found = {}
    for rep, offset in zip(["", *reps], offsets, strict=True):
        weights = presence.get(rep, {}) if rep else together
        weights = weights if any(weights.values()) else usual
        if weights:
            found[rep] = OwnDays.of(weights, offset)
    department.own_days[month, team, reps] = found
    return found


def owing(
    month: date, team_targets: pd.DataFrame, rep_targets: pd.DataFrame, counts: Iterable[str] = TARGETED
) -> dict[tuple[str, str, str], float]:
    """The targets that things are due of, by count, team and rep: those of reps, and (rep "") those rows of
    teams none of whose reps has one."""
    stamp = pd.Timestamp(month)
    found: dict[tuple[str, str, str], float] = {}
    counts = list(counts)
    asked = {"team", "rep", "role", *(f"{count}.target" for count in counts)}
    teams, reps = (
        frame.loc[frame["month"] == stamp, [column for column in frame if column in asked]].to_dict("records")
        for frame in (team_targets, rep_targets)
    )
    for count in counts:
        divided = set()
        for row in reps:
            wanted = number(row[f"{count}.target"])
            if wanted is not None and wanted >= 0:
                found[count, str(row["team"]), str(row["rep"])] = wanted
            if wanted:
                divided.add(_row_of(row))
        for row in teams:
            wanted = number(row[f"{count}.target"])
            if wanted and _row_of(row) not in divided:
                key = count, str(row["team"]), ""
                found[key] = found.get(key, 0.0) + wanted
    return found


def _row_of(row: Mapping[Any, Any]) -> Key:
    """The row of TeamTargets that a row of the targets' tables is or belongs to: team and role."""
    return str(row["team"]), role_key(str(row.get("role") or ""))


def member_days(
    department: Department, month: date, team_targets: pd.DataFrame, rep_targets: pd.DataFrame
) -> pd.DataFrame:
    """The target of `DAILY` of each day of `month` of each rep in each team, and of each team that is not
    divided among its reps: date, team, rep (""), and `<count>.target` (whole numbers, NaN without one)."""
    days = own_days(department, month, team_targets, rep_targets)
    rows: dict[Key, dict[str, float]] = {}
    for (count, *key), wanted in owing(month, team_targets, rep_targets, DAILY).items():
        whose = (key[0], key[1])
        if whose in days:
            rows.setdefault(whose, {})[count] = wanted
    if not rows:
        return _no_days()
    own = [days[key] for key in rows]
    lengths = [len(one.days) for one in own]
    columns: dict[str, Any] = {
        "date": days_index(day for one in own for day in one.days),
        "team": np.repeat(np.array([team for team, _ in rows], dtype=object), lengths),
        "rep": np.repeat(np.array([rep for _, rep in rows], dtype=object), lengths),
    }
    for count in DAILY:
        columns[f"{count}.target"] = parts_of_days(own, [of.get(count, np.nan) for of in rows.values()])
    return pd.DataFrame(columns).astype({"team": "str", "rep": "str"})


def day_targets(
    rep_targets: pd.DataFrame, department: Department, months: Sequence[date] | None = None
) -> pd.DataFrame:
    """Each rep's target of `DAILY` for each business day: date, rep, and `<count>.target` (whole numbers).

    `months` are the KPI months wanted, default: all. A month's number goes to the rep's own days of it
    (see `OwnDays`). Targets for several teams are added.
    """
    stamps = [stamp.date() for stamp in pd.to_datetime(rep_targets["month"].unique())]
    nothing = pd.DataFrame(columns=["month", "team"])
    found = [
        member_days(department, month, nothing, rep_targets)
        for month in stamps
        if months is None or month in months
    ]
    columns = [f"{count}.target" for count in DAILY]
    joined = pd.concat(found) if found else _no_days()
    joined = joined.astype(dict.fromkeys(columns, "float64"))
    return joined.groupby(["date", "rep"], sort=False)[columns].sum(min_count=1).reset_index()


def _no_days() -> pd.DataFrame:
    columns = ["date", "team", "rep", *(f"{count}.target" for count in DAILY)]
    return pd.DataFrame(columns=columns).assign(date=days_index([]))


def _presence(department: Department, month: date, team: str) -> dict[str, dict[date, float]]:
    """The part of each business day that each rep of a team is there."""
    found: dict[str, dict[date, float]] = {}
    present = department.present(month, team)
    days = pd.DatetimeIndex(present["date"]).date
    for rep, day, part in zip(present["rep"], days, present["fte"].tolist(), strict=True):
        own = found.setdefault(str(rep), {})
        own[day] = own.get(day, 0.0) + part
    return found
