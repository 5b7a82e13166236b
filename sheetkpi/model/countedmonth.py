"""A KPI month as counted: its days, its facts, and the views of them that are held against nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from sheetkpi.model.calendar import (
    Calendar,
    business_days,
    month_bounds,
    week_of,
    weeks_of,
)
from sheetkpi.model.facts import with_months
from sheetkpi.model.measured import COMPLETE, Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.presence import at_work
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.views import (
    Span,
    board_view,
    days_index,
    month_span,
    month_spans,
    monthly_view,
    period_view,
    rep_view,
    source_view,
    team_view,
)


@dataclass(frozen=True, eq=False)
class CountedMonth:
    """The month of `settings`, or the latest with data, of `facts` (see `model.facts`); `measured` tells
    whose counts the facts hold."""

    facts: pd.DataFrame
    roster: Roster
    calendar: Calendar
    settings: Settings
    tree: KpiTree
    measured: Measured = COMPLETE

    # Days and facts.

    @cached_property
    def all_facts(self) -> pd.DataFrame:
        """All facts as the views count them (see `facts.with_months`)."""
        return with_months(self.facts, self.settings.closing_day)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The months with data, newest first."""
        return tuple(stamp.date() for stamp in sorted(self.all_facts["month"].unique(), reverse=True))

    @cached_property
    def month(self) -> date | None:
        """The month shown; None where there is no data and none is set."""
        return self.settings.month.replace(day=1) if self.settings.month else next(iter(self.months), None)

    @property
    def shown(self) -> date:
        """The month shown, or any where there is none: its views have no rows then."""
        return self.month or date(2000, 1, 1)

    @cached_property
    def last_data(self) -> date | None:
        """The day of the last fact."""
        return self.facts["date"].max().date() if len(self.facts) and self.month else None

    @cached_property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day of the month."""
        return month_bounds(self.shown, self.settings.closing_day)

    @cached_property
    def business_days(self) -> tuple[date, ...]:
        """The business days of the month."""
        return business_days(*self.bounds, self.calendar)

    @cached_property
    def of_month(self) -> pd.DataFrame:
        """The facts of the month."""
        return self.all_facts[self.all_facts["month"] == pd.Timestamp(self.shown)]

    @cached_property
    def span(self) -> Span:
        """The days of the month and what is measured in it."""
        return month_span(self.shown, self.settings.closing_day, self.measured)

    @cached_property
    def window(self) -> list[Span]:
        """The last months up to this one, oldest first."""
        return month_spans(self.shown, self.settings.closing_day, self.measured)

    @property
    def last(self) -> date:
        """The day of the last fact, where there is one."""
        assert self.last_data is not None
        return self.last_data

    # The views as counted.

    @cached_property
    def reps(self) -> pd.DataFrame:
        """RepKPI as counted: everybody who is in the roster during the month, and whoever has data."""
        return rep_view(self.of_month, self._members, self.roster.labels, self.tree, self.span)

    @cached_property
    def teams(self) -> pd.DataFrame:
        """TeamKPI as counted."""
        return team_view(self.of_month, self._members, self.roster.teams, self.tree, self.span)

    @cached_property
    def days(self) -> pd.DataFrame:
        """DailyKPI as counted: a row per person and business day up to the last day with data, and for any
        other day with data."""
        others = self.reps.loc[~self.reps["rep"].isin(self.roster.labels), ["rep", "team"]]
        until = min(self.bounds[1], self.last_data or date.min)
        present = self._presence(others, [day for day in self.business_days if day <= until])
        return period_view(self.of_month, present, "date", self.roster.labels, self.tree, self.measured)

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """WeeklyKPI as counted: whole weeks, also where they reach into the months beside."""
        first, last = self.bounds
        mondays = weeks_of(first, min(last, self.last_data or date.min))
        facts = self.all_facts.assign(week=week_of(self.all_facts["date"]))
        facts = facts[facts["week"].isin(days_index(mondays))]
        days: tuple[date, ...] = ()
        if mondays and self.last_data:
            days = business_days(mondays[0], min(mondays[-1] + timedelta(6), self.last_data), self.calendar)
        present = at_work(_teams_named(self.roster.presence(days)), self.calendar)
        present = present.assign(week=week_of(present["date"])).drop_duplicates(["week", "rep"], keep="last")
        of_week = present[["week", "rep", "team"]]
        return period_view(facts, of_week, "week", self.roster.labels, self.tree, self.measured)

    @cached_property
    def _members(self) -> pd.DataFrame:
        return _teams_named(self.roster.members(*self.bounds))

    def _presence(self, others: pd.DataFrame, days: list[date]) -> pd.DataFrame:
        """Who is there on each of `days` (date, rep, team): the roster's people, and `others` always."""
        stamps = pd.DataFrame({"date": days_index(days)})
        present = pd.concat([_teams_named(self.roster.presence(days)), stamps.merge(others, how="cross")])
        return at_work(present, self.calendar)

    @cached_property
    def counted(self) -> dict[str, pd.DataFrame]:
        """The views of the month as counted, by table."""
        begun = self.all_facts["month"].min().date() if len(self.facts) else date.max
        months = [span for span in self.window if span.name >= begun]
        names = self.roster.teams
        board = board_view(self.of_month, self._members, self.teams, self.roster.labels, self.tree, self.span)
        return {
            "RepKPI": self.reps,
            "TeamKPI": self.teams,
            "SourceKPI": source_view(self.of_month, self.tree),
            "DailyKPI": self.days,
            "WeeklyKPI": self.weeks,
            "MonthlyKPI": monthly_view(self.all_facts, months, self._members, names, self.tree),
            "Board": board,
        }


def _teams_named(people: pd.DataFrame) -> pd.DataFrame:
    return people.assign(team=people["team"].where(people["team"] != "", UNASSIGNED))
