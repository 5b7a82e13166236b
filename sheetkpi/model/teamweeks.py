"""TeamWeeks: what the month's targets mean for each team week by week, beside what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.attainment import everybodys_targets
from sheetkpi.model.calendar import month_bounds, week_of, weeks_of
from sheetkpi.model.daytargets import member_days
from sheetkpi.model.measured import Bools, emptied, summed
from sheetkpi.model.metrics import BUILT_IN, KpiTree
from sheetkpi.model.names import join_key
from sheetkpi.model.partialtargets import whole_targets
from sheetkpi.model.sums import Sums
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL, days_index, laid_out

WEEKLY = ("meetings", "connects", "calls")
"""Counts with targets per week."""

_TREE = KpiTree(tuple(kpi for kpi in BUILT_IN if kpi.key in (*WEEKLY, "connect_rate", "meeting_rate")))
_TARGETS = [f"{count}.target" for count in WEEKLY]
_RATIOS: dict[str, tuple[str, str]] = {
    **{f"{count}.attainment": (count, f"{count}.target") for count in WEEKLY},
    **{f"{count}.per_day": (f"{count}.target", "business_days") for count in ("connects", "calls")},
}
"""Columns that are formulas in the workbook, and what each divides."""


def team_weeks(
    department: Department,
    month: date,
    teams: Sequence[str],
    targets: pd.DataFrame,
    rep_targets: pd.DataFrame,
    must_have: Collection[str] | None = None,
) -> pd.DataFrame:
    """A row for each week of the KPI month and each team, of `teams` (those of TeamKPI) or with a target, and
    for `ALL`.

    Columns: week (its Monday), team, business_days (those of the month in that week), and for each of
    `WEEKLY` what was done, `.target` and `.attainment`; connect and meeting rate; `connects.per_day` and
    `calls.per_day`. Days of the months beside do not count, so that the weeks of a team sum to its month.
    What is not measured of anybody in the team's week is NaN.

    `targets` is TeamTargets, `rep_targets` RepTargets. A week of a team has what its reps owe on the days of
    that week (see `daytargets.OwnDays`); `ALL` has the sum of the teams, where each team that `must_have` a
    target (default: all of `teams`) has one.
    """
    days = _days_of_weeks(department, month)
    own = {team: _days_of_weeks(department, month, team) for team, _ in department.calendar.teams}
    facts = department.facts.loc[department.facts["month"] == pd.Timestamp(month)]
    facts = facts.assign(week=week_of(facts["date"]))
    worked = {week.date() for week in facts["week"].unique()}
    shares = _shares_of_teams(department, month, teams, targets, rep_targets)
    everybodys = everybodys_targets(targets, month, teams if must_have is None else must_have)
    shares[ALL] = {
        count: {monday: sum(of.get(count, {}).get(monday, 0) for of in shares.values()) for monday in days}
        for count in WEEKLY
        if f"{count}.target" in everybodys
    }
    rows = [
        {"week": monday, "team": team, "business_days": own.get(join_key(team), days)[monday]}
        | {f"{count}.target": of_weeks.get(monday, 0) for count, of_weeks in share.items()}
        for monday, business_days in days.items()
        if business_days or monday in worked
        for team, share in shares.items()
    ]
    frame = pd.DataFrame(rows, columns=["week", "team", "business_days", *_TARGETS])
    names = {"week": days_index(frame["week"]), "team": frame["team"].tolist()}
    counts = emptied(_done(facts, names), _known(department, month, facts, names))
    done = laid_out(names, {count: values.astype("float64") for count, values in counts.items()}, _TREE)
    return _held_against(pd.concat([done, frame[["business_days", *_TARGETS]]], axis="columns"))


def _held_against(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = frame[[*WEEKLY, *_TARGETS, "business_days"]].astype("float64")
    ratios = {
        key: numbers[above] / numbers[below].replace(0, np.nan) for key, (above, below) in _RATIOS.items()
    }
    return frame.assign(**numbers, **ratios)


def _days_of_weeks(department: Department, month: date, team: str = "") -> dict[date, int]:
    first, last = month_bounds(month, department.settings.closing_day)
    days = department.days(month, team)
    return {
        monday: sum(monday <= day < monday + timedelta(7) for day in days) for monday in weeks_of(first, last)
    }


def _done(facts: pd.DataFrame, names: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """What each team of `names` did in its week, and everybody (`ALL`)."""
    columns = summed(facts, _TREE)
    of_teams = Sums.of(facts, ["week", "team"], columns).rows(zip(names["week"], names["team"], strict=True))
    of_all = Sums.of(facts, ["week"], columns).rows((week,) for week in names["week"])
    is_all = np.array([team == ALL for team in names["team"]], dtype=bool)
    return {column: np.where(is_all, of_all[column], of_teams[column]) for column in columns}


def _known(
    department: Department, month: date, facts: pd.DataFrame, names: Mapping[str, Any]
) -> dict[str, Bools]:
    """Which counts are measured of anybody in each team of `names` in its week, as far as it is in the
    month."""
    first, last = (np.datetime64(day, "D") for day in month_bounds(month, department.settings.closing_day))
    pairs = department.pairs(month, facts)
    members: dict[str, list[str]] = {ALL: [rep for _, rep in pairs]}
    for team, rep in pairs:
        if team != ALL:
            members.setdefault(team, []).append(rep)
    nobody: list[str] = []
    weeks = names["week"].to_numpy().astype("datetime64[D]")
    spans = np.maximum(weeks, first), np.minimum(weeks + np.timedelta64(6, "D"), last)
    groups = [members.get(name, nobody) for name in names["team"]]
    return department.measured.of_any(groups, *spans, WEEKLY)


def _shares_of_teams(
    department: Department,
    month: date,
    teams: Sequence[str],
    targets: pd.DataFrame,
    rep_targets: pd.DataFrame,
) -> dict[str, dict[str, dict[date, int]]]:
    """For each team, and each count that all its reps have a target for, the part of each week."""
    of_month = targets[targets["month"] == pd.Timestamp(month)]
    whole = {team: of_team for (_, team), of_team in whole_targets(of_month).items()}
    wanted = of_month.loc[of_month[_TARGETS].notna().any(axis="columns"), "team"]
    found: dict[str, dict[str, dict[date, int]]] = {
        str(team): {} for team in dict.fromkeys([*teams, *wanted]) if team != ALL
    }
    days = member_days(department, month, targets, rep_targets)
    days = days.assign(week=week_of(days["date"]).to_numpy())
    for count in WEEKLY:
        of_count = days.groupby(["team", "week"])[f"{count}.target"].sum(min_count=1).dropna().reset_index()
        for team, week, share in of_count[of_count["team"].isin(wanted)].itertuples(index=False):
            if f"{count}.target" in whole[team]:
                found[team].setdefault(count, {})[week.date()] = int(share)
    return found
