"""The views: facts laid out as the tables people read, one frame per table.

Every view has the KPI columns in the order of the tree: counts as numbers and NaN where nobody measures them
(see `measured`), rates as fractions and NaN where there is nothing to divide by. Dates, weeks and months are
datetime64. Names of nobody in particular are `ALL`, `UNASSIGNED` (no team) and `UNKNOWN` (no lead source):
keys of the words people read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import month_bounds, shift_month
from sheetkpi.model.measured import (
    COMPLETE,
    Bools,
    Measured,
    emptied,
    measured_parts,
    parts_of,
    summed,
)
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import Name, Numbers, Sums, places, total

ALL = "all"
"""Stands for everybody together."""

UNKNOWN = "unknown_source"
"""Stands for "no lead source known"."""

FUNNEL = ("calls", "connects", "meetings", "opportunities", "wins")
"""The stages from the first call to the deal won."""


@dataclass(frozen=True)
class Span:
    """A period, its days from `first` to `last`, and what is `measured` in it. `name` is what views call it:
    the first calendar day of a month."""

    name: date
    first: date
    last: date
    measured: Measured = COMPLETE

    def known(self, reps: Sequence[str], tree: KpiTree) -> dict[str, Bools]:
        """Which counts are measured of each of `reps` on any day of the period."""
        return self.measured.during(reps, self.first, self.last, tree.counts)

    def of_anybody(self, tree: KpiTree) -> dict[str, bool]:
        """Which counts are measured of anybody."""
        known = self.of_any([sorted(self.measured.reps)], tree)
        return {count: self.measured.is_everything or bool(of[0]) for count, of in known.items()}

    def of_any(self, groups: Sequence[Sequence[str]], tree: KpiTree) -> dict[str, Bools]:
        """Which counts are measured of any rep of each of `groups`."""
        first, last = ([day] * len(groups) for day in (self.first, self.last))
        return self.measured.of_any(groups, first, last, tree.counts)


EVER = Span(date.min, date.min, date.max)

MONTHS = 13
"""Months in MonthlyKPI and in the trend chart: a year and the same month of the year before."""


def month_span(month: date, closing_day: int = 0, measured: Measured = COMPLETE) -> Span:
    """The days of the KPI month named by `month`."""
    return Span(month, *month_bounds(month, closing_day), measured)


def month_spans(month: date, closing_day: int = 0, measured: Measured = COMPLETE) -> list[Span]:
    """The last `MONTHS` months up to `month`, oldest first."""
    return [month_span(shift_month(month, -back), closing_day, measured) for back in reversed(range(MONTHS))]


def laid_out(names: Mapping[str, Any], counts: Mapping[str, Numbers], tree: KpiTree) -> pd.DataFrame:
    """A view: the columns of `names`, then every KPI of `tree` in its order, rates worked out from `counts`.

    Where a row's rate is not its numerator by its denominator, as these cover other reps or days, what it is
    made of stands behind the KPIs (`measured.measured_parts`), NaN in all other rows.

    >>> counts = {key: np.array([0, 10]) for key in KpiTree().counts}
    >>> laid_out({"rep": ["佐藤", "鈴木"]}, counts, KpiTree())["connect_rate"].tolist()
    [nan, 1.0]
    """
    # An empty list would become a column of numbers, which nothing named can be joined to.
    empty = pd.Series([], dtype="str")
    columns: dict[str, Any] = {
        key: empty if isinstance(found, list) and not found else found for key, found in names.items()
    }
    covered: dict[str, Numbers] = {}
    for kpi in tree:
        if kpi.kind == "rate":
            columns[kpi.key] = _ratio(*(counts[part] for part in parts_of(kpi, counts)))
            covered |= _covered(kpi, counts, columns[kpi.key])
        else:
            columns[kpi.key] = counts[kpi.key]
    return pd.DataFrame(columns | covered)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    above, below = above.astype("float64"), below.astype("float64")
    ratio: Numbers = np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0)
    return ratio


def _covered(rate: Kpi, counts: Mapping[str, Numbers], ratio: Numbers) -> dict[str, Numbers]:
    """The measured parts of `rate` in the rows in which they are others than the counts; none where there is
    no such row. A rate that nothing can be said of there is 0 by 0."""
    parts = measured_parts(rate)
    if parts[1] not in counts:
        return {}
    plain = [counts[part].astype("float64") for part in (rate.numerator, rate.denominator)]
    own = [np.nan_to_num(counts[part].astype("float64")) for part in parts]
    said = ~np.isnan(ratio) | ~np.isnan(_ratio(*plain))
    other = said & ((own[0] != plain[0]) | (own[1] != plain[1]))
    if not other.any():
        return {}
    return {part: np.where(other, one, np.nan) for part, one in zip(parts, own, strict=True)}


def ordered(names: Iterable[str], first: Sequence[str]) -> list[str]:
    """`names` without repeats: those in `first` in its order, then the others by name, nobody's last."""
    rank = {name: number for number, name in enumerate(first)}
    return sorted(set(names), key=lambda name: (name == UNASSIGNED, rank.get(name, len(rank)), name))


def rep_view(
    facts: pd.DataFrame,
    members: pd.DataFrame,
    order: Sequence[str],
    tree: KpiTree,
    span: Span = EVER,
) -> pd.DataFrame:
    """RepKPI: one row per rep with data in `facts` or among `members` (rep, team), in `order`.

    `team` is that of `members`, for others the last one in the data. What is not measured of a rep in `span`
    is NaN, in this view and the others.
    """
    sums = Sums.of(facts, ["rep"], summed(facts, tree))
    reps = ordered([*members["rep"], *(rep for (rep,) in sums.names)], order)
    teams = {**_last_teams(facts), **dict(zip(members["rep"], members["team"], strict=True))}
    names = {"rep": reps, "team": [teams[rep] for rep in reps]}
    counts = sums.rows((rep,) for rep in reps)
    return laid_out(names, emptied(counts, span.known(reps, tree)), tree)


def team_view(
    facts: pd.DataFrame,
    members: pd.DataFrame,
    order: Sequence[str],
    tree: KpiTree,
    span: Span = EVER,
) -> pd.DataFrame:
    """TeamKPI: one row per team with data or members, in `order`, and `ALL` as the last row.

    A count is that of the team's reps of whom it is measured.
    """
    sums = Sums.of(facts, ["team"], summed(facts, tree))
    teams = ordered([*members["team"], *(team for (team,) in sums.names)], order)
    pairs = _pairs(facts, members)
    members_of: dict[str, list[str]] = {team: [] for team in teams}
    for team, rep in pairs:
        members_of[team].append(rep)
    known = span.of_any([members_of[team] for team in teams], tree)
    of_teams = emptied(sums.rows((team,) for team in teams), known)
    counts = {count: np.append(values, total(values)) for count, values in of_teams.items()}
    return laid_out({"team": [*teams, ALL]}, counts, tree)


def _pairs(facts: pd.DataFrame, members: pd.DataFrame) -> list[Name]:
    """Every team and rep with data or in the roster."""
    known = Sums.of(facts, ["team", "rep"], ()).names
    return list(dict.fromkeys([*known, *zip(members["team"], members["rep"], strict=True)]))


def source_view(facts: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """SourceKPI: one row per lead source with data, by name, `UNKNOWN` last."""
    sums = Sums.of(facts, ["lead_source"], summed(facts, tree))
    sources = sorted((source for (source,) in sums.names), key=lambda source: (source == UNKNOWN, source))
    return laid_out({"lead_source": sources}, sums.rows((source,) for source in sources), tree)


def period_view(
    facts: pd.DataFrame,
    present: pd.DataFrame,
    period: str,
    order: Sequence[str],
    tree: KpiTree,
    measured: Measured = COMPLETE,
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
    names: dict[str, Any] = {
        period: days_index(stamp for stamp, _ in rows),
        "rep": [rep for _, rep in rows],
        "team": [teams[row] for row in rows],
    }
    first = names[period].to_numpy()
    last = first + np.timedelta64(6 if period == "week" else 0, "D")
    counts = Sums.of(facts, [period, "rep"], summed(facts, tree)).rows(rows)
    return laid_out(names, emptied(counts, measured.within(names["rep"], first, last, tree.counts)), tree)


def monthly_view(
    facts: pd.DataFrame,
    months: Sequence[Span],
    members: pd.DataFrame,
    order: Sequence[str],
    tree: KpiTree,
) -> pd.DataFrame:
    """MonthlyKPI: one row for each of `months` and each team (those of `members` and with data) and `ALL`.

    `facts` has the column `month`. By month, then in `order`, `ALL` after the teams; months and teams
    without data have zeros where anything is measured.
    """
    stamps = days_index(span.name for span in months)
    pairs = _pairs(facts, members)
    facts = facts[facts["month"].isin(stamps)]
    sums, everybody = (Sums.of(facts, by, summed(facts, tree)) for by in (["month", "team"], ["month"]))
    names = ordered([*members["team"], *(team for _, team in sums.names)], order)
    rows = [(month, team) for month in stamps for team in (*names, ALL)]
    of_teams, of_all = sums.rows(rows), everybody.rows((month,) for month, _ in rows)
    is_all = np.array([team == ALL for _, team in rows], dtype=bool)
    counts = {count: np.where(is_all, of_all[count], values) for count, values in of_teams.items()}
    counts = emptied(counts, _known_by_month(months, pairs, names, tree))
    keys = {"month": days_index(month for month, _ in rows), "team": [team for _, team in rows]}
    return laid_out(keys, counts, tree)


def _known_by_month(
    months: Sequence[Span], pairs: Sequence[Name], teams: Sequence[str], tree: KpiTree
) -> dict[str, Bools]:
    """What is measured in each month of each of `teams`, and of everybody after them."""
    members: dict[str, list[str]] = {team: [] for team in teams}
    for team, rep in pairs:
        if team in members:
            members[team].append(rep)
    groups = [*(members[team] for team in teams), [rep for _, rep in pairs]]
    found = [span.of_any(groups, tree) for span in months]
    return {count: np.concatenate([one[count] for one in found]) for count in tree.counts} if found else {}


def board_view(
    facts: pd.DataFrame,
    members: pd.DataFrame,
    teams: pd.DataFrame,
    order: Sequence[str],
    tree: KpiTree,
    span: Span = EVER,
) -> pd.DataFrame:
    """Board: `ALL`, then each team of `teams` (TeamKPI) followed by its reps in `order`; `rep` is "" in the
    rows of teams.

    A rep who moved within the month stands under both teams, with what was done for each, so that the
    rows of a team add up to it.
    """
    columns = summed(facts, tree)
    sums = Sums.of(facts, ["team", "rep"], columns)
    pairs = _pairs(facts, members)
    names = [*((team, "") for team in teams["team"]), *pairs]
    of_pairs = emptied(sums.rows(pairs), span.known([rep for _, rep in pairs], tree))
    counts = {count: np.append(_sums_of(teams, count, tree), values) for count, values in of_pairs.items()}
    team_rank = {team: rank for rank, team in enumerate([ALL, *teams["team"].iloc[:-1]])}
    rep_rank = {rep: rank for rank, rep in enumerate(["", *ordered((rep for _, rep in pairs), order)])}
    places = sorted(range(len(names)), key=lambda at: (team_rank[names[at][0]], rep_rank[names[at][1]]))
    keys = {"team": [names[at][0] for at in places], "rep": [names[at][1] for at in places]}
    return laid_out(keys, {count: values[places] for count, values in counts.items()}, tree)


def _sums_of(teams: pd.DataFrame, column: str, tree: KpiTree) -> Numbers:
    """A column of sums of TeamKPI; measured parts of a rate are its counts where they do not stand beside."""
    for rate in tree.rates:
        if column in measured_parts(rate):
            count = (rate.numerator, rate.denominator)[measured_parts(rate).index(column)]
            own = teams[column] if column in teams else pd.Series(np.nan, index=teams.index)
            known = teams[rate.key].notna()
            return own.where(own.notna(), teams[count].where(known)).to_numpy("float64")
    return teams[column].to_numpy()


def matrix_view(
    daily: pd.DataFrame, reps: pd.DataFrame, days: Sequence[date], kpi: str, columns: int = 31
) -> pd.DataFrame:
    """DayMatrix: the `kpi` of each rep of `reps` (rep, team) on each business day of the month.

    Columns rep, team, day_1 … day_31 (or as many as `columns` says): the n-th of `days`, None where `daily`
    has no row or no value.
    """
    stamps = days_index(days)[:columns]
    done = np.full((len(reps), columns), None, dtype=object)
    row = pd.Index(reps["rep"]).get_indexer(pd.Index(daily["rep"]))
    day = stamps.get_indexer(pd.DatetimeIndex(daily["date"]))
    known = (row >= 0) & (day >= 0) & daily[kpi].notna().to_numpy()
    done[row[known], day[known]] = np.array(daily[kpi].tolist(), dtype=object)[known]
    cells = {f"day_{number}": done[:, number - 1] for number in range(1, columns + 1)}
    return pd.DataFrame({"rep": reps["rep"], "team": reps["team"]} | cells)


def chart_months(facts: pd.DataFrame, months: Sequence[Span], tree: KpiTree) -> pd.DataFrame:
    """ChartMonths: everybody together in each of `months`; `facts` has the column `month`."""
    stamps = days_index(span.name for span in months)
    counts = Sums.of(facts, ["month"], summed(facts, tree)).rows((month,) for month in stamps)
    found = [span.of_anybody(tree) for span in months]
    known = {count: np.array([one[count] for one in found], dtype=bool) for count in tree.counts}
    return laid_out({"month": stamps}, emptied(counts, known), tree)


def chart_funnel(facts: pd.DataFrame, tree: KpiTree, span: Span = EVER) -> pd.DataFrame:
    """ChartFunnel: the count of each stage of `FUNNEL` in the month `span`."""
    known = span.of_anybody(tree)
    counts = [total(facts[stage].to_numpy()) if known[stage] else np.nan for stage in FUNNEL]
    return pd.DataFrame({"stage": list(FUNNEL), "count": np.array(counts)})


def days_index(days: Iterable[date]) -> pd.DatetimeIndex:
    """`days` as an index of the dtype that views have for dates, weeks and months."""
    places: dict[date, int] = {}
    order = [places.setdefault(day, len(places)) for day in days]  # most come many times
    return pd.DatetimeIndex(np.array(list(places), dtype="datetime64[s]")[np.array(order, dtype=np.intp)])


def _last_teams(facts: pd.DataFrame) -> dict[str, str]:
    """The team each rep did something for last."""
    place, names = places(facts.sort_values("date", kind="stable"), ["rep", "team"])
    last = dict(zip(place.tolist(), range(len(place)), strict=True))
    return dict(names[number] for number in sorted(last, key=lambda number: last[number]))
