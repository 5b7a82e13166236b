"""A team's month on its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.presence import absences
from sheetkpi.model.rep_targets import targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.teamweeks import WEEKLY, team_weeks
from sheetkpi.model.views import ALL
from sheetkpi.tables.registry import specs
from tests.model.examples import TREE, did, events

NOVEMBER = date(2026, 11, 1)
TEAMS = ("第1課", "第2課", ALL)
ROSTER = Roster.from_frame(
    pd.DataFrame([("佐藤 健", "第1課"), ("田中 一", "第1課"), ("鈴木 花", "第2課")], columns=["rep", "team"])
)
DONE = [
    did("2026-10-30", "佐藤 健", calls=500, connects=99),
    did("2026-11-02", "佐藤 健", calls=90, connects=30, meetings=3),
    did("2026-11-05", "田中 一", calls=10),
    did("2026-11-08", "鈴木 花", "第2課", calls=40, connects=4),
]


def weeks(
    goals: Sequence[tuple[str, int]], closing_day: int = 0, absent: Sequence[date] = ()
) -> pd.DataFrame:
    """TeamWeeks for meetings wanted of each team, at 10 % and 20 %."""
    away = [(rep, day, 0) for day in absent for rep in ("佐藤 健", "田中 一")]
    department = Department(
        with_months(facts(events(DONE), TREE), closing_day),
        ROSTER,
        Calendar(),
        Settings(closing_day=closing_day),
        absent=absences(pd.DataFrame(away, columns=["rep", "date", "present"]), ROSTER),
    )
    columns = ["month", "team", "goal", "goal_value", "meeting_rate.assumed", "connect_rate.assumed"]
    rows = [(NOVEMBER, team, "商談創出数", value, 0.1, 0.2) for team, value in goals]
    found = targets(pd.DataFrame(rows, columns=columns), pd.DataFrame(), department)
    return team_weeks(department, NOVEMBER, TEAMS, found.teams, found.reps)


def of(found: pd.DataFrame, team: str, column: str) -> list[float]:
    return found.loc[found["team"] == team, column].tolist()


def test_the_months_number_goes_to_its_weeks_by_business_days() -> None:
    found = weeks([("第1課", 20), ("第2課", 10)])
    assert of(found, "第1課", "business_days") == [4, 5, 5, 4, 1]  # two holidays; the 30th is a Monday
    assert of(found, "第1課", "calls.target") == [211, 263, 263, 210, 53]
    assert of(found, "第1課", "connects.target") == [42, 53, 52, 42, 11]
    assert of(found, ALL, "calls.target") == [316, 395, 394, 316, 79]
    assert of(found, "第1課", "calls.per_day")[0] == 211 / 4


def test_what_was_done_on_days_of_the_month_stands_beside() -> None:
    found = weeks([("第1課", 20)])
    assert of(found, "第1課", "calls") == [100, 0, 0, 0, 0]
    assert of(found, "第2課", "calls")[0] == 40  # on a Sunday
    assert of(found, ALL, "calls")[0] == 140
    assert of(found, "第1課", "calls.attainment")[0] == 100 / 211
    assert of(found, ALL, "connect_rate")[0] == 34 / 140


def test_everybody_has_a_target_only_where_each_team_has_one() -> None:
    found = weeks([("第1課", 20)])
    assert found.loc[found["team"].isin(["第2課", ALL]), "calls.target"].isna().all()


def test_a_team_that_is_away_has_no_target_that_week() -> None:
    found = weeks([("第1課", 20)], absent=[date(2026, 11, day) for day in range(9, 14)])
    assert of(found, "第1課", "calls.target")[1] == 0
    assert sum(of(found, "第1課", "calls.target")) == 1000


def test_a_month_that_closes_on_the_20th_has_the_weeks_around_it() -> None:
    found = weeks([("第1課", 20)], closing_day=20)
    assert found["week"].min() == pd.Timestamp(2026, 10, 19)
    assert found["week"].max() == pd.Timestamp(2026, 11, 16)
    assert of(found, "第1課", "calls")[1] == 500


@settings(max_examples=25)
@given(st.tuples(st.integers(1, 500), st.integers(1, 500)), st.sampled_from([0, 10, 20, 25]))
def test_the_weeks_of_a_team_sum_to_its_month_and_the_teams_to_everybody(
    goals: tuple[int, int], closing_day: int
) -> None:
    found = weeks(list(zip(TEAMS, goals, strict=False)), closing_day)
    for count, times in zip(WEEKLY, (1, 10, 50), strict=True):
        for team, goal in zip(TEAMS, goals, strict=False):
            assert sum(of(found, team, f"{count}.target")) == goal * times
        everybody = found[found["team"] == ALL].set_index("week")[f"{count}.target"]
        of_teams = found[found["team"] != ALL].groupby("week")[f"{count}.target"].sum()
        assert (everybody == of_teams).all()


@pytest.mark.parametrize("goals", [[], [("第1課", 20)]])
def test_the_columns_are_those_of_the_contract(goals: list[tuple[str, int]]) -> None:
    assert set(weeks(goals).columns) == {column.key for column in specs(TREE)["TeamWeeks"].drawn}
