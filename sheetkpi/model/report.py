"""The report: every view of one month, ready to be written into the workbook's tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from sheetkpi.model.calendar import (
    Calendar,
    business_days,
    month_bounds,
    month_of,
    shift_month,
    week_of,
    weeks_of,
)
from sheetkpi.model.measured import COMPLETE, Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.views import (
    UNKNOWN,
    Span,
    board_view,
    chart_funnel,
    chart_months,
    days_index,
    matrix_view,
    monthly_view,
    period_view,
    rep_view,
    source_view,
    team_view,
)

MONTHS = 13
"""Months in MonthlyKPI and in the trend chart: a year and the same month of the year before."""


@dataclass(frozen=True)
class Report:
    """Everything a refresh shows.

    `tables` holds a frame per table of the contract, keyed by its name (RepKPI, TeamKPI, SourceKPI,
    DailyKPI, DayMatrix, WeeklyKPI, MonthlyKPI, Board, ChartMonths, ChartFunnel), with the contract's column
    keys. `month` is the KPI month shown, `months` those with data, newest first, both by their first
    calendar day; `business_days` those of the month shown; `last_data` the day of the last event. `elapsed`
    is the share of those business days up to the last day with data, 0 to 1 (None where there are none),
    `health_days` the business days of EntryHealth, oldest first, `entry_days` those that people choose
    from when they enter counts, newest first. `z` is the normal quantile by which verdicts leave to chance.
    `month` and `last_data` are None where there are no facts and no month is set; views then have no rows.
    """

    tables: dict[str, pd.DataFrame]
    month: date | None
    months: tuple[date, ...]
    business_days: tuple[date, ...]
    last_data: date | None
    elapsed: float | None = None
    health_days: tuple[date, ...] = ()
    entry_days: tuple[date, ...] = ()
    z: float | None = None


def report(
    facts: pd.DataFrame,
    roster: Roster,
    calendar: Calendar,
    settings: Settings,
    tree: KpiTree,
    measured: Measured = COMPLETE,
) -> Report:
    """All views of `facts` (see `model.facts`) for the month of `settings`, or the latest with data.

    RepKPI and Board name everybody who is in the roster during the month, with zeros for what is `measured`
    of them, and whoever has data. DailyKPI has a row per person and business day up to the last day with
    data, and for any other day with data. WeeklyKPI shows whole weeks, also where they reach into the months
    beside.
    """
    facts = with_months(facts, settings.closing_day)
    months = tuple(stamp.date() for stamp in sorted(facts["month"].unique(), reverse=True))
    month = settings.month.replace(day=1) if settings.month else next(iter(months), None)
    last_data = facts["date"].max().date() if len(facts) else None
    if month is None:
        tables = _tables(facts, roster, calendar, settings, tree, measured, date(2000, 1, 1), None)
        return Report({name: frame.iloc[:0] for name, frame in tables.items()}, None, (), (), None)
    tables = _tables(facts, roster, calendar, settings, tree, measured, month, last_data)
    days = business_days(*month_bounds(month, settings.closing_day), calendar)
    return Report(tables, month, months, days, last_data)


def _tables(
    facts: pd.DataFrame,
    roster: Roster,
    calendar: Calendar,
    settings: Settings,
    tree: KpiTree,
    measured: Measured,
    month: date,
    last_data: date | None,
) -> dict[str, pd.DataFrame]:
    first, last = month_bounds(month, settings.closing_day)
    until = min(last, last_data or date.min)
    of_month = facts[facts["month"] == pd.Timestamp(month)]
    members = _teams_named(roster.members(first, last))
    order, days = roster.labels, business_days(first, last, calendar)
    span = month_span(month, settings.closing_day, measured)
    reps = rep_view(of_month, members, order, tree, span)
    teams = team_view(of_month, members, roster.teams, tree, span)
    others = reps.loc[~reps["rep"].isin(order), ["rep", "team"]]
    present = _presence(roster, others, [day for day in days if day <= until])
    daily = period_view(of_month, present, "date", order, tree, measured)
    kpi = settings.matrix_kpi if settings.matrix_kpi in tree else "calls"
    window = month_spans(month, settings.closing_day, measured)
    begun = facts["month"].min().date() if len(facts) else date.max
    return {
        "RepKPI": reps,
        "TeamKPI": teams,
        "SourceKPI": source_view(of_month, tree),
        "DailyKPI": daily,
        "DayMatrix": matrix_view(daily, reps, days, kpi),
        "WeeklyKPI": _weekly(facts, roster, calendar, tree, measured, weeks_of(first, until), last_data),
        "MonthlyKPI": monthly_view(
            facts, [one for one in window if one.name >= begun], members, roster.teams, tree
        ),
        "Board": board_view(of_month, members, teams, order, tree, span),
        "ChartMonths": chart_months(facts, window, tree),
        "ChartFunnel": chart_funnel(of_month, tree, span),
    }


def month_span(month: date, closing_day: int = 0, measured: Measured = COMPLETE) -> Span:
    """The days of the KPI month named by `month`."""
    return Span(month, *month_bounds(month, closing_day), measured)


def month_spans(month: date, closing_day: int = 0, measured: Measured = COMPLETE) -> list[Span]:
    """The last `MONTHS` months up to `month`, oldest first."""
    return [month_span(shift_month(month, -back), closing_day, measured) for back in reversed(range(MONTHS))]


def _weekly(
    facts: pd.DataFrame,
    roster: Roster,
    calendar: Calendar,
    tree: KpiTree,
    measured: Measured,
    mondays: tuple[date, ...],
    last_data: date | None,
) -> pd.DataFrame:
    """WeeklyKPI for the weeks beginning on `mondays`, from all facts, whichever month they are in."""
    facts = facts.assign(week=week_of(facts["date"]))
    facts = facts[facts["week"].isin(days_index(mondays))]
    days: tuple[date, ...] = ()
    if mondays and last_data:
        days = business_days(mondays[0], min(mondays[-1] + timedelta(6), last_data), calendar)
    present = _teams_named(roster.presence(days))
    present = present.assign(week=week_of(present["date"])).drop_duplicates(["week", "rep"], keep="last")
    return period_view(facts, present[["week", "rep", "team"]], "week", roster.labels, tree, measured)


def _presence(roster: Roster, others: pd.DataFrame, days: list[date]) -> pd.DataFrame:
    """Who is there on each of `days` (date, rep, team): the roster's people, and `others` on all of them."""
    stamps = pd.DataFrame({"date": days_index(days)})
    return pd.concat([_teams_named(roster.presence(days)), stamps.merge(others, how="cross")])


def with_months(facts: pd.DataFrame, closing_day: int = 0) -> pd.DataFrame:
    """`facts` as the views count them: nobody by the name of nobody instead of "", and with their `month`."""
    return worded(facts).assign(month=month_of(facts["date"], closing_day))


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` (rep, team, lead_source and whatever else) with nobody by the name of nobody instead of ""."""
    names = {"rep": UNASSIGNED, "team": UNASSIGNED, "lead_source": UNKNOWN}
    return frame.assign(**{key: _renamed(frame[key], name) for key, name in names.items()})


def _renamed(names: pd.Series, nobody: str) -> pd.Series:
    if not isinstance(names.dtype, pd.CategoricalDtype):
        names = names.astype("category")
    return names.cat.rename_categories({"": nobody})


def _teams_named(people: pd.DataFrame) -> pd.DataFrame:
    return people.assign(team=people["team"].where(people["team"] != "", UNASSIGNED))
