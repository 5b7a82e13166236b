"""Targets of some of a team's reps only: what the whole team did is held against none of them.

Where SDR has a row in TeamTargets and BDR has none, or the two aim at different counts, the sum of the rows
is what some of the team's reps are to do, and what the team did is what all of them did. Such a count has no
target of the team; each rep's own stands. Reps whose role has no row get one to type in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import fsum, isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.language import listed, say
from sheetkpi.model.chain import TARGETED
from sheetkpi.model.people import Problem
from sheetkpi.model.typedtargets import TypedTarget

if TYPE_CHECKING:
    from sheetkpi.model.targets import Department

_COLUMNS = [f"{count}.target" for count in TARGETED]


def whole_targets(team_targets: pd.DataFrame) -> dict[tuple[pd.Timestamp, str], dict[str, float]]:
    """The targets of each month and team by column: the sums of its rows, without those that a row with reps
    lacks. Where SDR is to set meetings and BDR has no target, or one of opportunities, what the team did
    would be held against what only some of its reps were to do.

    Rows have reps where `capacity` is above 0, and without that column.

    >>> columns = ["month", "team", "role", *(f"{count}.target" for count in TARGETED)]
    >>> rows = pd.DataFrame({"team": ["A", "A"], "role": ["SDR", "BDR"]}).reindex(columns=columns)
    >>> rows = rows.assign(month=pd.Timestamp(2026, 11, 1))
    >>> rows = rows.assign(**{"opportunities.target": [None, 4], "meetings.target": [20, 10]})
    >>> [found] = whole_targets(rows).values()
    >>> found["meetings.target"], "opportunities.target" in found
    (30.0, False)
    """
    if team_targets.empty:
        return {}
    has_reps = [True] * len(team_targets)
    if "capacity" in team_targets:
        has_reps = (pd.to_numeric(team_targets["capacity"], errors="coerce") > 0).tolist()
    keys = list(zip(team_targets["month"], team_targets["team"], strict=True))
    found: dict[tuple[pd.Timestamp, str], dict[str, float]] = {key: {} for key in keys}
    for column in _COLUMNS:
        numbers = pd.to_numeric(team_targets[column], errors="coerce").astype("float64").tolist()
        known: dict[tuple[pd.Timestamp, str], list[float]] = {key: [] for key in keys}
        lacking = set()
        for key, number, has_rep in zip(keys, numbers, has_reps, strict=True):
            if has_rep and not number > 0:
                lacking.add(key)
            elif not isnan(number):
                known[key].append(number)
        for key in known.keys() - lacking:
            found[key][column] = fsum(known[key])
    return found


def others(
    targets: Sequence[TypedTarget],
    roles: Mapping[date, Mapping[str, Collection[str]]],
    department: Department,
    shown: Collection[date],
) -> list[TypedTarget]:
    """A row without a goal for the reps of each team whose roles have no rows: what the team does is theirs
    too. In closed months, that is where they did anything."""
    known = {target.key for target in targets}
    found = []
    for month, of_month in roles.items():
        apart = department.by_role(month, of_month)
        for team in of_month:
            if (month, team, "") in known:
                continue
            reps = set(apart.present(month, team)["rep"].astype(str))
            if month < department.closed_before and month not in shown:
                sums = apart.sums(month, month)
                reps &= set(sums.loc[sums["team"] == team, "rep"])
            if reps:
                found.append(TypedTarget(-1, month, team, "", "", "", None, {}, {}))
    return found


def partial_problems(
    targets: Sequence[TypedTarget],
    rows: Sequence[Mapping[str, Any]],
    department: Department,
    shown: Collection[date],
) -> list[Problem]:
    """A note for each team and month with counts of which only some of its rows have targets (see
    `whole_targets`)."""
    of_teams: dict[tuple[date, str], list[tuple[TypedTarget, Mapping[str, Any]]]] = {}
    for target, row in zip(targets, rows, strict=True):
        if row["capacity"] or any(row[f"{count}.target"] for count in TARGETED):
            of_teams.setdefault((target.month, target.team), []).append((target, row))
    found = []
    language = department.settings.language
    for (month, team), those in of_teams.items():
        lacking = {
            count: [target for target, row in those if row["capacity"] and not row[f"{count}.target"]]
            for count in TARGETED
            if any(row[f"{count}.target"] for _, row in those)
        }
        counts = [count for count, without in lacking.items() if without]
        if not counts or (month < department.closed_before and month not in shown):
            continue
        roles = dict.fromkeys(
            target.role or say("role.others", language) for count in counts for target in lacking[count]
        )
        told = {"team": team, "month": f"{month:%Y-%m}", "roles": listed(roles, language)}
        told["counts"] = listed([say(count, language) for count in counts], language)
        first = next(target for target, _ in those if target.row >= 0)
        found.append(Problem("note", first.row, "team", first.team, "reason.target_partial", told))
    return found
