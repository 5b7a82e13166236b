"""The views: facts laid out as the tables people read, one frame per table.

Every view has the KPI columns in the order of the tree: counts as numbers, rates as fractions and NaN
where there is nothing to divide by. Dates, weeks and months are datetime64. Names of nobody in particular
are `ALL`, `UNASSIGNED` (no team) and `UNKNOWN` (no lead source): keys of the words people read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import UNASSIGNED

ALL = "all"
"""Stands for everybody together."""

UNKNOWN = "unknown_source"
"""Stands for "no lead source known"."""

FUNNEL = ("calls", "connects", "meetings", "opportunities", "wins")
"""The stages from the first call to the deal won."""


def with_rates(counts: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """`counts` (columns: all of `tree.counts`) with its rates, in the order of `tree`.

    >>> frame = pd.DataFrame({key: [0, 10] for key in KpiTree().counts})
    >>> with_rates(frame, KpiTree())["connect_rate"].tolist()
    [nan, 1.0]
    """
    columns: dict[str, np.ndarray] = {}
    for kpi in tree:
        if kpi.kind == "rate":
            above, below = (counts[part].to_numpy("float64") for part in (kpi.numerator, kpi.denominator))
            nothing = np.full(len(counts), np.nan)
            columns[kpi.key] = np.divide(above, below, out=nothing, where=below != 0)
        else:
            columns[kpi.key] = counts[kpi.key].to_numpy()
    return pd.DataFrame(columns, index=counts.index)


def ordered(names: Iterable[str], first: Sequence[str]) -> list[str]:
    """`names` without repeats: those in `first` in its order, then the others by name, nobody's last."""
    rank = {name: number for number, name in enumerate(first)}
    return sorted(set(names), key=lambda name: (name == UNASSIGNED, rank.get(name, len(rank)), name))


def rep_view(facts: pd.DataFrame, members: pd.DataFrame, order: Sequence[str], tree: KpiTree) -> pd.DataFrame:
    """RepKPI: one row per rep with data in `facts` or among `members` (rep, team), in `order`.

    `team` is that of `members`, for others the last one in the data.
    """
    sums = _sums(facts, ["rep"], tree)
    reps = ordered([*members["rep"], *sums.index], order)
    teams = {**_last_teams(facts), **dict(zip(members["rep"], members["team"], strict=True))}
    view = with_rates(_filled(sums, pd.Index(reps, name="rep")), tree).reset_index()
    view.insert(1, "team", [teams[rep] for rep in reps])
    return view


def team_view(
    facts: pd.DataFrame, members: pd.DataFrame, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """TeamKPI: one row per team with data or members, in `order`, and `ALL` as the last row."""
    sums = _sums(facts, ["team"], tree)
    teams = ordered([*members["team"], *sums.index], order)
    counts = _filled(sums, pd.Index(teams, name="team"))
    counts.loc[ALL] = counts.sum()
    return with_rates(counts, tree).reset_index()


def source_view(facts: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """SourceKPI: one row per lead source with data, by name, `UNKNOWN` last."""
    sums = _sums(facts, ["lead_source"], tree)
    sources = sorted(sums.index, key=lambda source: (source == UNKNOWN, source))
    return with_rates(_filled(sums, pd.Index(sources, name="lead_source")), tree).reset_index()


def period_view(
    facts: pd.DataFrame, present: pd.DataFrame, period: str, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """DailyKPI (`period` "date") and WeeklyKPI ("week"): one row per period and rep.

    Rows: everybody in `present` (period, rep, team: zeros without data) and whoever has data in `facts`,
    which has the column `period` too. By period, then in `order`. `team` is that of `present`, for others
    that of the data.
    """
    keys = [period, "rep"]
    rows = pd.concat([present, _plain(facts[[*keys, "team"]])]).drop_duplicates(keys)
    ranks = {rep: rank for rank, rep in enumerate(ordered(rows["rep"], order))}
    rows = rows.assign(rank=rows["rep"].map(ranks)).sort_values([period, "rank"])
    index = pd.MultiIndex.from_frame(rows[keys])
    view = with_rates(_filled(_sums(facts, keys, tree), index), tree).reset_index()
    view.insert(2, "team", rows["team"].to_numpy())
    return view


def monthly_view(
    facts: pd.DataFrame, months: Sequence[date], teams: Iterable[str], order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """MonthlyKPI: one row for each of `months` and each team (`teams` and those with data) and `ALL`.

    `facts` has the column `month`. By month, then in `order`, `ALL` after the teams; months and teams
    without data have zeros.
    """
    facts = facts[facts["month"].isin(days_index(months))]
    sums = _sums(facts, ["month", "team"], tree)
    names = ordered([*teams, *sums.index.get_level_values("team")], order)
    stamps = days_index(months)
    grid = _filled(sums, pd.MultiIndex.from_product([stamps, names], names=["month", "team"]))
    everybody = _filled(_sums(facts, ["month"], tree), stamps.rename("month"))
    everybody.index = pd.MultiIndex.from_product([stamps, [ALL]], names=["month", "team"])
    rows = pd.MultiIndex.from_product([stamps, [*names, ALL]], names=["month", "team"])
    return with_rates(pd.concat([grid, everybody]).loc[rows], tree).reset_index()


def board_view(
    facts: pd.DataFrame, members: pd.DataFrame, teams: pd.DataFrame, order: Sequence[str], tree: KpiTree
) -> pd.DataFrame:
    """Board: `ALL`, then each team of `teams` (TeamKPI) followed by its reps in `order`; `rep` is "" in the
    rows of teams.

    A rep who moved within the month stands under both teams, with what was done for each, so that the
    rows of a team add up to it.
    """
    sums = _sums(facts, ["team", "rep"], tree)
    pairs = sums.index.union(pd.MultiIndex.from_frame(members[["team", "rep"]]), sort=False)
    reps = with_rates(_filled(sums, pairs), tree).reset_index()
    team_rank = {team: rank for rank, team in enumerate([ALL, *teams["team"].iloc[:-1]])}
    rep_rank = {rep: rank for rank, rep in enumerate(["", *ordered(reps["rep"], order)])}
    board = pd.concat([teams.assign(rep=""), reps], ignore_index=True)
    ranks = pd.DataFrame({"team": board["team"].map(team_rank), "rep": board["rep"].map(rep_rank)})
    rows = board.loc[ranks.sort_values(["team", "rep"]).index, ["team", "rep", *(kpi.key for kpi in tree)]]
    return rows.reset_index(drop=True)


def matrix_view(
    daily: pd.DataFrame, reps: pd.DataFrame, days: Sequence[date], kpi: str, columns: int = 31
) -> pd.DataFrame:
    """DayMatrix: the `kpi` of each rep of `reps` (rep, team) on each business day of the month.

    Columns rep, team, day_1 … day_31 (or as many as `columns` says): the n-th of `days`, None where `daily`
    has no row or no value.
    """
    values = daily.pivot(index="rep", columns="date", values=kpi)
    values = values.reindex(index=reps["rep"], columns=days_index(days))
    cells = values.astype(object).where(values.notna(), None).to_numpy()[:, :columns]
    padded = np.full((len(reps), columns), None, dtype=object)
    padded[:, : cells.shape[1]] = cells
    matrix = pd.DataFrame(padded, columns=[f"day_{number}" for number in range(1, columns + 1)])
    matrix.insert(0, "rep", reps["rep"].to_numpy())
    matrix.insert(1, "team", reps["team"].to_numpy())
    return matrix


def chart_months(facts: pd.DataFrame, months: Sequence[date], tree: KpiTree) -> pd.DataFrame:
    """ChartMonths: everybody together in each of `months`; `facts` has the column `month`."""
    sums = _sums(facts, ["month"], tree)
    return with_rates(_filled(sums, days_index(months).rename("month")), tree).reset_index()


def chart_funnel(facts: pd.DataFrame) -> pd.DataFrame:
    """ChartFunnel: the count of each stage of `FUNNEL`."""
    return pd.DataFrame({"stage": list(FUNNEL), "count": [facts[stage].sum() for stage in FUNNEL]})


def days_index(days: Iterable[date]) -> pd.DatetimeIndex:
    """`days` as an index of the dtype that views have for dates, weeks and months."""
    return pd.DatetimeIndex(np.array(list(days), dtype="datetime64[s]"))


def _sums(facts: pd.DataFrame, keys: list[str], tree: KpiTree) -> pd.DataFrame:
    sums = facts.groupby(keys, observed=True, sort=False)[list(tree.counts)].sum()
    if isinstance(sums.index, pd.MultiIndex):
        levels = _plain(sums.index.to_frame(index=False))
        return sums.set_axis(pd.MultiIndex.from_frame(levels))
    return sums.set_axis(_plain(sums.index.to_frame(index=False)).set_index(keys[0]).index)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its categories as text."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


def _filled(sums: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """The rows of `sums` that `index` names, zeros where it has none."""
    return sums.reindex(index, fill_value=0)


def _last_teams(facts: pd.DataFrame) -> dict[str, str]:
    last = _plain(facts[["rep", "team", "date"]]).sort_values("date").drop_duplicates("rep", keep="last")
    return dict(zip(last["rep"], last["team"], strict=True))
