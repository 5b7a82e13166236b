"""The views: facts laid out as the tables people read, one frame per table.

Every view has the KPI columns in the order of the tree: counts as numbers, rates as fractions and NaN
where there is nothing to divide by. Dates, weeks and months are datetime64. Names of nobody in particular
are `ALL`, `UNASSIGNED` (no team) and `UNKNOWN` (no lead source): keys of the words people read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import Name, Numbers, Sums, places

ALL = "all"
"""Stands for everybody together."""

UNKNOWN = "unknown_source"
"""Stands for "no lead source known"."""

FUNNEL = ("calls", "connects", "meetings", "opportunities", "wins")
"""The stages from the first call to the deal won."""


def laid_out(names: Mapping[str, Any], counts: Mapping[str, Numbers], tree: KpiTree) -> pd.DataFrame:
    """A view: the columns of `names`, then every KPI of `tree` in its order, rates worked out from `counts`.

    >>> counts = {key: np.array([0, 10]) for key in KpiTree().counts}
    >>> laid_out({"rep": ["佐藤", "鈴木"]}, counts, KpiTree())["connect_rate"].tolist()
    [nan, 1.0]
    """
    # An empty list would become a column of numbers, which nothing named can be joined to.
    empty = pd.Series([], dtype="str")
    columns: dict[str, Any] = {
        key: empty if isinstance(found, list) and not found else found for key, found in names.items()
    }
    for kpi in tree:
        if kpi.kind == "rate":
            above, below = (counts[part].astype("float64") for part in (kpi.numerator, kpi.denominator))
            nothing = np.full(len(below), np.nan)
            columns[kpi.key] = np.divide(above, below, out=nothing, where=below != 0)
        else:
            columns[kpi.key] = counts[kpi.key]
    return pd.DataFrame(columns)


def ordered(names: Iterable[str], first: Sequence[str]) -> list[str]:
    """`names` without repeats: those in `first` in its order, then the others by name, nobody's last."""
    rank = {name: number for number, name in enumerate(first)}
    return sorted(set(names), key=lambda name: (name == UNASSIGNED, rank.get(name, len(rank)), name))


def rep_view(facts: pd.DataFrame, members: pd.DataFrame, order: Sequence[str], tree: KpiTree) -> pd.DataFrame:
    """RepKPI: one row per rep with data in `facts` or among `members` (rep, team), in `order`.

    `team` is that of `members`, for others the last one in the data.
    """
    sums = Sums.of(facts, ["rep"], tree.counts)
    reps = ordered([*members["rep"], *(rep for (rep,) in sums.names)], order)
    teams = {**_last_teams(facts), **dict(zip(members["rep"], members["team"], strict=True))}
    names = {"rep": reps, "team": [teams[rep] for rep in reps]}
    return laid_out(names, sums.rows((rep,) for rep in reps), tree)


def team_view(
    facts: pd.DataFrame, members: pd.DataFrame, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """TeamKPI: one row per team with data or members, in `order`, and `ALL` as the last row."""
    sums = Sums.of(facts, ["team"], tree.counts)
    teams = ordered([*members["team"], *(team for (team,) in sums.names)], order)
    of_teams = sums.rows((team,) for team in teams)
    counts = {count: np.append(values, values.sum()) for count, values in of_teams.items()}
    return laid_out({"team": [*teams, ALL]}, counts, tree)


def source_view(facts: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """SourceKPI: one row per lead source with data, by name, `UNKNOWN` last."""
    sums = Sums.of(facts, ["lead_source"], tree.counts)
    sources = sorted((source for (source,) in sums.names), key=lambda source: (source == UNKNOWN, source))
    return laid_out({"lead_source": sources}, sums.rows((source,) for source in sources), tree)


def period_view(
    facts: pd.DataFrame, present: pd.DataFrame, period: str, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """DailyKPI (`period` "date") and WeeklyKPI ("week"): one row per period and rep.

    Rows: everybody in `present` (period, rep, team: zeros without data) and whoever has data in `facts`,
    which has the column `period` too. By period, then in `order`. `team` is that of `present`, for others
    that of the data.
    """
    there = zip(present[period], present["rep"], present["team"], strict=True)
    teams: dict[Name, str] = {}
    for stamp, rep, team in (*there, *Sums.of(facts, [period, "rep", "team"], ()).names):
        teams.setdefault((stamp, rep), team)
    ranks = {rep: rank for rank, rep in enumerate(ordered((rep for _, rep in teams), order))}
    rows = sorted(teams, key=lambda row: (row[0], ranks[row[1]]))
    names = {
        period: days_index(stamp for stamp, _ in rows),
        "rep": [rep for _, rep in rows],
        "team": [teams[row] for row in rows],
    }
    return laid_out(names, Sums.of(facts, [period, "rep"], tree.counts).rows(rows), tree)


def monthly_view(
    facts: pd.DataFrame, months: Sequence[date], teams: Iterable[str], order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """MonthlyKPI: one row for each of `months` and each team (`teams` and those with data) and `ALL`.

    `facts` has the column `month`. By month, then in `order`, `ALL` after the teams; months and teams
    without data have zeros.
    """
    stamps = days_index(months)
    facts = facts[facts["month"].isin(stamps)]
    sums, everybody = (Sums.of(facts, by, tree.counts) for by in (["month", "team"], ["month"]))
    names = ordered([*teams, *(team for _, team in sums.names)], order)
    rows = [(month, team) for month in stamps for team in (*names, ALL)]
    of_teams, of_all = sums.rows(rows), everybody.rows((month,) for month, _ in rows)
    is_all = np.array([team == ALL for _, team in rows], dtype=bool)
    counts = {count: np.where(is_all, of_all[count], values) for count, values in of_teams.items()}
    keys = {"month": days_index(month for month, _ in rows), "team": [team for _, team in rows]}
    return laid_out(keys, counts, tree)


def board_view(
    facts: pd.DataFrame, members: pd.DataFrame, teams: pd.DataFrame, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """Board: `ALL`, then each team of `teams` (TeamKPI) followed by its reps in `order`; `rep` is "" in the
    rows of teams.

    A rep who moved within the month stands under both teams, with what was done for each, so that the
    rows of a team add up to it.
    """
    sums = Sums.of(facts, ["team", "rep"], tree.counts)
    pairs = list(dict.fromkeys([*sums.names, *zip(members["team"], members["rep"], strict=True)]))
    names = [*((team, "") for team in teams["team"]), *pairs]
    counts = {count: np.append(teams[count].to_numpy(), values) for count, values in sums.rows(pairs).items()}
    team_rank = {team: rank for rank, team in enumerate([ALL, *teams["team"].iloc[:-1]])}
    rep_rank = {rep: rank for rank, rep in enumerate(["", *ordered((rep for _, rep in pairs), order)])}
    places = sorted(range(len(names)), key=lambda at: (team_rank[names[at][0]], rep_rank[names[at][1]]))
    keys = {"team": [names[at][0] for at in places], "rep": [names[at][1] for at in places]}
    return laid_out(keys, {count: values[places] for count, values in counts.items()}, tree)


def matrix_view(
    daily: pd.DataFrame, reps: pd.DataFrame, days: Sequence[date], kpi: str, columns: int = 31
) -> pd.DataFrame:
    """DayMatrix: the `kpi` of each rep of `reps` (rep, team) on each business day of the month.

    Columns rep, team, day_1 … day_31 (or as many as `columns` says): the n-th of `days`, None where `daily`
    has no row or no value.
    """
    done = {
        (stamp, rep): None if value != value else value
        for stamp, rep, value in zip(daily["date"], daily["rep"], daily[kpi].tolist(), strict=True)
    }
    names = {"rep": reps["rep"], "team": reps["team"]}
    cells = {
        f"day_{number}": np.array([done.get((day, rep)) for rep in reps["rep"]], dtype=object)
        for number, day in zip(range(1, columns + 1), [*days_index(days), *[None] * columns], strict=False)
    }
    return pd.DataFrame(names | cells)


def chart_months(facts: pd.DataFrame, months: Sequence[date], tree: KpiTree) -> pd.DataFrame:
    """ChartMonths: everybody together in each of `months`; `facts` has the column `month`."""
    stamps = days_index(months)
    sums = Sums.of(facts, ["month"], tree.counts)
    return laid_out({"month": stamps}, sums.rows((month,) for month in stamps), tree)


def chart_funnel(facts: pd.DataFrame) -> pd.DataFrame:
    """ChartFunnel: the count of each stage of `FUNNEL`."""
    return pd.DataFrame({"stage": list(FUNNEL), "count": [facts[stage].sum() for stage in FUNNEL]})


def days_index(days: Iterable[date]) -> pd.DatetimeIndex:
    """`days` as an index of the dtype that views have for dates, weeks and months."""
    return pd.DatetimeIndex(np.array(list(days), dtype="datetime64[s]"))


def _last_teams(facts: pd.DataFrame) -> dict[str, str]:
    """The team each rep did something for last."""
    place, names = places(facts.sort_values("date", kind="stable"), ["rep", "team"])
    last = dict(zip(place.tolist(), range(len(place)), strict=True))
    return dict(names[number] for number in sorted(last, key=lambda number: last[number]))
