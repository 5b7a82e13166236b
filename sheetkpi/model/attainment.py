"""Targets and attainment beside the figures of the views, as the formulas of their columns have them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import week_of
from sheetkpi.model.chain import TARGETED
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.partialtargets import whole_targets
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.views import ALL

_COLUMNS = [f"{count}.target" for count in TARGETED]
_BUILT_IN = KpiTree()


def with_attainment(
    tables: Mapping[str, pd.DataFrame],
    team_targets: pd.DataFrame,
    rep_targets: pd.DataFrame,
    month: date,
    tree: KpiTree = _BUILT_IN,
) -> dict[str, pd.DataFrame]:
    """RepKPI, TeamKPI and MonthlyKPI of `tables` with `<count>.target` and `<count>.attainment` columns, and
    Board with attainment alone.

    `team_targets` and `rep_targets` have month, team (rep) and `<count>.target`; a rep with several teams has
    the sum, 全体 what `everybodys_targets` says. A target of 0 or none is None, and so is its attainment, and
    that of a count which is not measured. `tree` knows which count is held against which target.
    """
    shown = pd.Timestamp(month)
    of_month = rep_targets[rep_targets["month"] == shown]
    rep_sums, member_sums = _sums(of_month, "rep"), _sums(of_month, ["team", "rep"])
    team_sums = whole_targets(team_targets)
    reps, teams, months, board = (tables[name] for name in ("RepKPI", "TeamKPI", "MonthlyKPI", "Board"))
    stamps = list(team_targets["month"].unique())
    acting = months[
        (months[list(TARGETED)].sum(axis="columns") > 0)
        | ((months["month"] == shown) & months[list(TARGETED)].notna().any(axis="columns"))
    ]
    teams_of = {("TeamKPI", shown): measured_teams(teams)}
    teams_of |= {("MonthlyKPI", stamp): set(acting.loc[acting["month"] == stamp, "team"]) for stamp in stamps}
    everybodys = {of: everybodys_targets(team_targets, of[1], names) for of, names in teams_of.items()}

    def by_team(view: pd.DataFrame, months: list[pd.Timestamp], name: str) -> list[Mapping[str, float]]:
        return [
            everybodys.get((name, month), {}) if team == ALL else team_sums.get((month, team), {})
            for month, team in zip(months, view["team"], strict=True)
        ]

    of_board = by_team(board, [shown] * len(board), "TeamKPI")
    for row, (team, rep) in enumerate(zip(board["team"], board["rep"], strict=True)):
        if rep:
            of_board[row] = member_sums.get((team, rep), {})
    attained = _attained(board, of_board, tree)
    return {
        "Board": attained.drop(columns=[column for column in _COLUMNS if column not in board]),
        "RepKPI": _attained(reps, [rep_sums.get(rep, {}) for rep in reps["rep"]], tree),
        "TeamKPI": _attained(teams, by_team(teams, [shown] * len(teams), "TeamKPI"), tree),
        "MonthlyKPI": _attained(months, by_team(months, list(months["month"]), "MonthlyKPI"), tree),
    }


def measured_teams(teams: pd.DataFrame) -> set[str]:
    """The teams of TeamKPI of which anything that has targets is measured: whoever is in no data yet keeps
    nobody from having a target."""
    known = teams[list(TARGETED)].notna().any(axis="columns")
    return {str(team) for team in teams.loc[known, "team"]}


def everybodys_targets(
    team_targets: pd.DataFrame, month: date | pd.Timestamp, teams: Collection[str]
) -> dict[str, float]:
    """The sum of all teams' targets in `month` by column, without those that one of `teams` lacks, or has for
    some of its reps only: what everybody did would be held against what only some were to do.

    `ALL` and records of no team (`UNASSIGNED`) are no team.

    >>> columns = ["month", "team", *(f"{count}.target" for count in TARGETED)]
    >>> rows = pd.DataFrame({"month": pd.Timestamp(2026, 11, 1), "team": ["A", "B"]}).reindex(columns=columns)
    >>> rows = rows.assign(**{"wins.target": [3, None], "calls.target": [200, 100]})
    >>> everybodys_targets(rows, date(2026, 11, 1), {"A", "B", "all"})
    {'calls.target': 300.0}
    """
    of_month = team_targets[team_targets["month"] == pd.Timestamp(month)]
    asked = {str(team) for team in teams} - {ALL, UNASSIGNED}
    whole = {team: targets for (_, team), targets in whole_targets(of_month).items()}
    targets = {}
    for column in _COLUMNS:
        known = pd.to_numeric(of_month[column], errors="coerce")
        if all(whole.get(team, {}).get(column, 0) > 0 for team in asked) and known.sum():
            targets[column] = float(known.sum())
    return targets


def with_day_targets(tables: Mapping[str, pd.DataFrame], shares: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """DailyKPI and WeeklyKPI of `tables` with the share of each rep's target that falls to the day or week.

    `shares` is `rep_targets.day_targets` of all months: a week across two has both months' days.
    """
    weeks = shares.assign(week=week_of(shares["date"])).drop(columns="date")
    weeks = weeks.groupby(["week", "rep"], sort=False).sum(min_count=1).reset_index()
    return {
        "DailyKPI": _joined(tables["DailyKPI"], shares, "date"),
        "WeeklyKPI": _joined(tables["WeeklyKPI"], weeks, "week"),
    }


def _joined(view: pd.DataFrame, shares: pd.DataFrame, period: str) -> pd.DataFrame:
    keys = [period, "rep"]
    shares = shares.assign(**{period: shares[period].astype(view[period].dtype)})
    return view.merge(shares, on=keys, how="left")


def _sums(targets: pd.DataFrame, keys: str | list[str]) -> dict[Any, dict[str, float]]:
    """Per group the sum of each target column, text and None aside."""
    numbers = targets[_COLUMNS].apply(pd.to_numeric, errors="coerce").astype("float64")
    sums = targets.assign(**numbers).groupby(keys)[_COLUMNS].sum()
    return dict(zip(sums.index, sums.to_dict("records"), strict=True))


def _attained(view: pd.DataFrame, targets: list[Mapping[str, float]], tree: KpiTree) -> pd.DataFrame:
    added = {}
    for count in TARGETED:
        column = f"{count}.target"
        target = np.array([row.get(column) or np.nan for row in targets], dtype="float64")
        added[column] = target
        added[f"{count}.attainment"] = view[tree.attained(count)].to_numpy(dtype="float64") / target
    return view.assign(**added)
