"""TeamWeeks: what the month's targets mean for each team week by week, beside what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sheetkpi.model.allocation import day_shares
from sheetkpi.model.attainment import everybodys_targets
from sheetkpi.model.calendar import month_bounds, week_of, weeks_of
from sheetkpi.model.chain import number
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL, days_index

WEEKLY = ("meetings", "connects", "calls")
"""Counts with targets per week."""

_TARGETS = [f"{count}.target" for count in WEEKLY]
_RATIOS: dict[str, tuple[str, str]] = {
    "connect_rate": ("connects", "calls"),
    "meeting_rate": ("meetings", "connects"),
    **{f"{count}.attainment": (count, f"{count}.target") for count in WEEKLY},
    **{f"{count}.per_day": (f"{count}.target", "business_days") for count in ("connects", "calls")},
}
"""The columns that are formulas in the workbook, and what each divides."""


def team_weeks(
    department: Department, month: date, teams: Sequence[str], targets: pd.DataFrame
) -> pd.DataFrame:
    """A row for each week of the KPI month and each team, of `teams` (those of TeamKPI) or with a target, and
    for `ALL`.

    Columns: week (its Monday), team, business_days (those of the month in that week), and for each of
    `WEEKLY` what was done, `.target` and `.attainment`; connect and meeting rate; `connects.per_day` and
    `calls.per_day`. Days of the months beside do not count, so that the weeks of a team sum to its month.

    `targets` is TeamTargets. A team's number goes to the weeks by largest remainders (`day_shares`), weighted
    by who is there on their business days; `ALL` has the sum of the teams, where it has a target at all.
    """
    done, days = _done(department, month), _days_of_weeks(department, month)
    shares = _shares_of_teams(department, month, teams, targets)
    everybodys = everybodys_targets(targets, month, teams)
    shares[ALL] = {
        count: {monday: sum(of.get(count, {}).get(monday, 0) for of in shares.values()) for monday in days}
        for count in WEEKLY
        if f"{count}.target" in everybodys
    }
    rows = [
        {"week": monday, "team": team, "business_days": business_days}
        | done.get((monday, team), dict.fromkeys(WEEKLY, 0.0))
        | {f"{count}.target": of_weeks.get(monday, 0) for count, of_weeks in share.items()}
        for monday, business_days in days.items()
        if business_days or (monday, ALL) in done
        for team, share in shares.items()
    ]
    frame = pd.DataFrame(rows, columns=["week", "team", "business_days", *WEEKLY, *_TARGETS])
    return _held_against(frame.assign(week=days_index(frame["week"])))


def _held_against(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = frame[[*WEEKLY, *_TARGETS, "business_days"]].astype("float64")
    ratios = {
        key: numbers[above] / numbers[below].replace(0, np.nan) for key, (above, below) in _RATIOS.items()
    }
    return frame.assign(**numbers, **ratios)


def _days_of_weeks(department: Department, month: date) -> dict[date, int]:
    first, last = month_bounds(month, department.settings.closing_day)
    days = department.days(month)
    return {
        monday: sum(monday <= day < monday + timedelta(7) for day in days) for monday in weeks_of(first, last)
    }


def _done(department: Department, month: date) -> dict[tuple[date, str], dict[str, float]]:
    """What was done in the month by week and team, and by everybody (`ALL`)."""
    facts = department.facts.loc[department.facts["month"] == pd.Timestamp(month)]
    facts = facts[["date", "team", *WEEKLY]].assign(week=week_of(facts["date"]))
    sums = facts.groupby(["week", "team"], observed=True)[list(WEEKLY)].sum()
    everybody = sums.groupby("week").sum()
    everybody.index = pd.MultiIndex.from_product([everybody.index, [ALL]])
    found = pd.concat([sums.astype("float64"), everybody.astype("float64")])
    return {
        (week.date(), str(team)): dict(zip(WEEKLY, counts, strict=True))
        for (week, team), *counts in found.itertuples(name=None)
    }


def _shares_of_teams(
    department: Department, month: date, teams: Sequence[str], targets: pd.DataFrame
) -> dict[str, dict[str, dict[date, int]]]:
    """For each team, and each count it has a target for, the part of each week."""
    of_month = targets[targets["month"] == pd.Timestamp(month)]
    wanted = {
        str(team): rows for team, rows in of_month.groupby("team") if rows[_TARGETS].notna().any(axis=None)
    }
    return {
        team: _shares(department, month, team, wanted[team]) if team in wanted else {}
        for team in dict.fromkeys([*teams, *wanted])
        if team != ALL
    }


def _shares(department: Department, month: date, team: str, rows: pd.DataFrame) -> dict[str, dict[date, int]]:
    there = department.present(month, team).groupby("date")["fte"].sum()
    weights = dict(zip(pd.DatetimeIndex(there.index).date, there.tolist(), strict=True))
    if not any(weights.values()):
        weights = dict.fromkeys(department.days(month), 1.0)
    shares: dict[str, dict[date, int]] = {}
    for count in WEEKLY:
        total = sum(number(target) or 0 for target in rows[f"{count}.target"])
        if not total or not weights:
            continue
        of_weeks = shares.setdefault(count, {})
        for day, share in day_shares(int(total), weights).items():
            monday = day - timedelta(day.weekday())
            of_weeks[monday] = of_weeks.get(monday, 0) + share
    return shares
