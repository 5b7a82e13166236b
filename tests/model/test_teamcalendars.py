"""Teams in several countries: each has its own business days, and everybody is the sum of the teams."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.views import ALL
from sheetkpi.tables.report import report
from tests.model.examples import TREE, did, events

NOVEMBER = date(2026, 11, 1)
HOLIDAYS = pd.DataFrame(
    [
        (None, "", "LA", "us"),
        (date(2026, 11, 10), "休業日", "", ""),
        (date(2026, 11, 27), "休業日", "LA", ""),
        (date(2026, 11, 28), "出勤日", "東京", ""),
    ],
    columns=["date", "holiday_kind", "team", "country"],
)
CALENDAR, PROBLEMS = Calendar.from_frame(HOLIDAYS)
"""東京 is closed on 3, 10 and 23 November and works on the 28th, LA is closed on 10, 11, 26 and 27."""

ROSTER = Roster.from_frame(
    pd.DataFrame({"rep": ["佐藤", "Ann"], "team": ["東京", "LA"], "from": [NOVEMBER] * 2})
)
GOALS = pd.DataFrame(
    [(NOVEMBER, team, "架電数", calls) for team, calls in (("東京", 190), ("LA", 170))],
    columns=["month", "team", "goal", "goal_value"],
)


def tables(calendar: Calendar = CALENDAR) -> dict[str, pd.DataFrame]:
    rows = [
        *(did(f"2026-11-{day:02}", "佐藤", "東京", calls=10) for day in (2, 4, 5, 6, 9)),
        *(did(f"2026-11-{day:02}", "Ann", "LA", calls=10) for day in (2, 3, 4, 5, 6, 9)),
    ]
    month = KpiMonth(
        facts(events(rows), TREE),
        ROSTER,
        calendar,
        Settings(),
        TREE,
        typed=Typed(team_targets=GOALS),
        today=date(2026, 11, 11),
    )
    return report(month).tables


def of(frame: pd.DataFrame, team: str, kpi: str = "calls") -> pd.Series:
    found = frame[(frame["team"] == team) & (frame["rep"] == "") & (frame["kpi"] == kpi)]
    return found.iloc[0]


def test_days_are_those_of_a_teams_country_of_the_company_and_of_the_team() -> None:
    assert PROBLEMS.empty
    days = {team: {day.day for day in _days(CALENDAR.of(team))} for team in ("東京", "LA")}
    weekdays = {day.day for day in _days(Calendar(""))}
    assert days["LA"] == weekdays - {10, 11, 26, 27}
    assert days["東京"] == weekdays - {3, 10, 23} | {28}
    assert {day.day for day in _days(CALENDAR)} == days["LA"] | days["東京"]


def _days(calendar: Calendar) -> tuple[date, ...]:
    return business_days(NOVEMBER, date(2026, 11, 30), calendar)


def test_targets_and_what_is_due_follow_the_teams_days_and_everybody_is_the_sum() -> None:
    found = tables()
    teams = found["TeamTargets"].set_index("team")
    assert teams["business_days"].to_dict() == {"東京": 19, "LA": 17}
    assert teams["calls.per_day"].to_dict() == {"東京": 10, "LA": 10}
    progress = found["Progress"]
    due = {team: of(progress, team)["due"] for team in ("東京", "LA", ALL)}
    assert due == {"東京": 50, "LA": 60, ALL: 110}  # 5 and 6 days are gone
    left = {team: of(progress, team)["left_days"] for team in ("東京", "LA", ALL)}
    assert left == {"東京": 14, "LA": 11, ALL: 25}


def test_nobody_is_expected_to_enter_anything_on_a_day_off_of_the_team() -> None:
    found = tables()
    assert found["EntryHealth"].set_index("rep")["missing"].to_dict() == {"佐藤": 0, "Ann": 0}
    daily = found["DailyKPI"]
    of_third = daily[daily["date"] == pd.Timestamp(2026, 11, 3)]
    assert of_third["rep"].tolist() == ["Ann"]


def test_weeks_have_the_days_of_each_team() -> None:
    weeks = tables()["TeamWeeks"]
    of_week = weeks[weeks["week"] == pd.Timestamp(2026, 11, 23)].set_index("team")["business_days"]
    assert of_week.to_dict() == {"東京": 5, "LA": 3, ALL: 6}


def test_meetings_per_rep_are_of_the_teams_own_month() -> None:
    """Six of seventeen days, not six of twenty."""
    reps = tables()["RepKPI"].set_index("rep")["fte_months"].round(6)
    assert reps.to_dict() == {"佐藤": round(5 / 19, 6), "Ann": round(6 / 17, 6)}


def test_the_landing_of_a_team_lacks_no_calls_on_its_days_off() -> None:
    """With ten calls on each of its days so far, and nothing known of before, the rest goes on like that."""
    one = {team: of(tables()["Progress"], team)["forecast"] for team in ("東京", "LA")}
    same = of(tables(Calendar("US", CALENDAR.of("LA").closed))["Progress"], "LA")["forecast"]
    assert one["LA"] == same
    assert one["東京"] > one["LA"] - 10


def test_a_country_without_a_team_an_unknown_and_a_second_one_are_listed() -> None:
    typed = pd.DataFrame([("", "US"), ("LA", "XX"), ("LA", "US"), ("LA", "GB")], columns=["team", "country"])
    calendar, problems = Calendar.from_frame(typed)
    assert problems["reason"].tolist() == [
        "reason.holiday_country_of",
        "reason.holiday_country",
        "reason.holiday_countries",
    ]
    assert calendar.of("LA").country == "US"
