"""Days that count: business days, KPI months with a closing day, weeks, fiscal years.

A KPI month is named by the first day of the calendar month in which it closes: with closing day 20, the
month 2026-05-01 (5月度) runs from 21 April to 20 May. Closing day 0 means calendar months.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.errors import WorkbookError
from sheetkpi.language import key_of
from sheetkpi.model.names import join_key
from sheetkpi.model.nationalholidays import national_holidays
from sheetkpi.model.people import Problem, problem_frame

MAX_CLOSING_DAY = 28

FIRST_YEAR = 1990
"""Days before are numbers that a cell shows as a date (0, 4, .5): nobody means them."""


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday without the national holidays of `country` ("" for none;
    "US-CA" names a state) and the company's own `closed` days, and with its `opened` ones (出勤日).

    `teams` are those of teams that have their own (in another country, or with days off of their own), by
    name as `names.join_key` writes it.
    """

    country: str = "JP"
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    teams: tuple[tuple[str, Calendar], ...] = ()

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, country: str = "JP") -> tuple[Calendar, pd.DataFrame]:
        """The calendar in a `Holidays` frame (date, name, holiday_kind: 休業日 / 出勤日, team, country) and
        its problems.

        A row without a kind is a day off. One with a team is that team's alone, and may say in which country
        the team works; all others are everybody's. Problems have the columns of `people.PROBLEM_COLUMNS`.

        >>> rows = pd.DataFrame({"date": [None], "team": ["東京"], "country": ["US"]})
        >>> Calendar.from_frame(rows)[0].of("東京").country
        'US'
        """
        days: dict[str, dict[bool, set[date]]] = {}
        countries: dict[str, str] = {}
        problems: list[Problem] = []
        for row, cells in enumerate(frame.to_dict("records")):
            team, place = (_text(cells.get(key)) for key in ("team", "country"))
            if place and (reason := _country_problem(team, place, countries)):
                problems.append(
                    Problem("error", row, "country", place, reason, {"value": place, "team": team})
                )
            value: Any = cells.get("date")
            if not _text(value):
                continue
            stamp = pd.NaT if isinstance(value, (int, float)) else pd.to_datetime(value, errors="coerce")
            if pd.isna(stamp) or stamp.year < FIRST_YEAR:
                shown = {"value": str(value)}
                problems.append(Problem("error", row, "date", str(value), "reason.holiday_date", shown))
                continue
            works = key_of(_text(cells.get("holiday_kind")), ("holiday.open",)) is not None
            days.setdefault(join_key(team), {}).setdefault(works, set()).add(stamp.date())
        closed, opened = (frozenset(days.get("", {}).get(works, ())) for works in (False, True))
        own = {}
        for team in dict.fromkeys([*countries, *(team for team in days if team)]):
            off, on = (frozenset(days.get(team, {}).get(works, ())) for works in (False, True))
            whole = (closed - opened - on) | (off - on), (opened - off) | on
            own[team] = cls(countries.get(team, country), *whole)
        return cls(country, closed - opened, opened, tuple(own.items())), problem_frame(problems)

    def has_own(self, team: str) -> bool:
        """Whether a team has a calendar of its own."""
        return any(name == join_key(team) for name, _ in self.teams)

    def of(self, team: str) -> Calendar:
        """The calendar of a team: its own, or everybody's."""
        return dict(self.teams).get(join_key(team)) or replace(self, teams=())

    def national_holidays(self, first: date, last: date) -> set[date]:
        """The national holidays from `first` to `last`; SheetKPIError for a country nobody knows."""
        known = (national_holidays(self.country, year) for year in range(first.year, last.year + 1))
        return {day for days in known for day in days if first <= day <= last}

    def check_country(self, today: date) -> None:
        """Raise SheetKPIError for a country nobody knows."""
        self.national_holidays(today, today)


def business_days(first: date, last: date, calendar: Calendar) -> tuple[date, ...]:
    """The days worked from `first` to `last`, both included, in order; by anybody, where teams have calendars
    of their own (see `Calendar.of`).

    >>> [day.day for day in business_days(date(2026, 5, 1), date(2026, 5, 8), Calendar("JP"))]
    [1, 7, 8]
    """
    if last < first:
        return ()
    if calendar.teams:
        every = [replace(calendar, teams=()), *(own for _, own in calendar.teams)]
        return tuple(sorted({day for one in every for day in business_days(first, last, one)}))
    off = (calendar.national_holidays(first, last) | calendar.closed) - calendar.opened
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    return tuple(day for day in days if day not in off and (day.weekday() < 5 or day in calendar.opened))


def days_around(day: date, calendar: Calendar, reach: int = 92) -> tuple[date, ...]:
    """The business days from `reach` days before `day` to as many after it, newest first.

    >>> [f"{day:%m-%d}" for day in days_around(date(2026, 11, 2), Calendar(), 3)]
    ['11-05', '11-04', '11-02', '10-30']
    """
    return business_days(day - timedelta(reach), day + timedelta(reach), calendar)[::-1]


def month_of(dates: pd.Series, closing_day: int = 0) -> pd.Series:
    """The KPI month of each date, as the first day of the calendar month that names it (datetime64[s]).

    >>> month_of(pd.Series(pd.to_datetime(["2026-04-20", "2026-04-21"])), 20).dt.month.tolist()
    [4, 5]
    """
    days = dates.to_numpy().astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    if _checked(closing_day):
        day_of_month = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
        months = months + (day_of_month > closing_day).astype("timedelta64[M]")
    return pd.Series(months.astype("datetime64[s]"), index=dates.index, name=dates.name)


def month_bounds(month: date, closing_day: int = 0) -> tuple[date, date]:
    """First and last day of the KPI month named by (any day of) the calendar month `month`.

    >>> month_bounds(date(2026, 5, 1), 20)
    (datetime.date(2026, 4, 21), datetime.date(2026, 5, 20))
    """
    first = month.replace(day=1)
    if _checked(closing_day):
        return shift_month(first, -1).replace(day=closing_day + 1), first.replace(day=closing_day)
    return first, shift_month(first, 1) - timedelta(1)


def shift_month(month: date, by: int) -> date:
    """The first day of the month `by` months after that of `month`."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def week_of(dates: pd.Series) -> pd.Series:
    """The Monday of each date's week, weeks running Monday to Sunday (datetime64[s])."""
    days = dates.to_numpy().astype("datetime64[D]")
    weekday = (days.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    return pd.Series((days - weekday).astype("datetime64[s]"), index=dates.index, name=dates.name)


def weeks_of(first: date, last: date) -> tuple[date, ...]:
    """The Mondays of the weeks that touch the days from `first` to `last`."""
    monday = first - timedelta(first.weekday())
    return tuple(monday + timedelta(days) for days in range(0, (last - monday).days + 1, 7))


def fiscal_year(month: date, start: int = 4) -> int:
    """The fiscal year of a KPI month, named by the calendar year it begins in (2026年度: April 2026 on)."""
    return month.year if month.month >= start else month.year - 1


def fiscal_quarter(month: date, start: int = 4) -> int:
    """The quarter, 1 to 4, of a KPI month within its fiscal year.

    >>> fiscal_quarter(date(2026, 4, 1)), fiscal_quarter(date(2027, 1, 1))
    (1, 4)
    """
    return (month.month - start) % 12 // 3 + 1


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


def _country_problem(team: str, place: str, countries: dict[str, str]) -> str:
    """What keeps `place` from being the country of `team`, "" for nothing; then it is, in `countries`."""
    if not team:
        return "reason.holiday_country_of"
    place = place.upper()
    try:
        national_holidays(place, 2026)
    except WorkbookError:
        return "reason.holiday_country"
    if countries.setdefault(join_key(team), place) != place:
        return "reason.holiday_countries"
    return ""


def _checked(closing_day: int) -> int:
    if not 0 <= closing_day <= MAX_CLOSING_DAY:
        raise WorkbookError("error.closing_day", day=closing_day)
    return closing_day
