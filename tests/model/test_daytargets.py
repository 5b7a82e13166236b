"""What is due by when: each one's own days, teams the sums of their reps, the same in every table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.model.calendar import Calendar, month_bounds
from sheetkpi.model.daytargets import OwnDays, day_targets, parts_of_days
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.presence import absences
from sheetkpi.model.progress import progress
from sheetkpi.model.rep_targets import Targets, targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.teamweeks import team_weeks
from sheetkpi.model.views import ALL
from tests.model.examples import TREE, did, events

NOVEMBER = date(2026, 11, 1)
WEEKDAYS = tuple(date(2026, 11, day) for day in range(1, 31) if date(2026, 11, day).weekday() < 5)
TEAMS = ("第1課", "第2課")
MEMBERS = [
    ("佐藤 健", "第1課", None, None),
    ("田中 一", "第1課", None, None),
    ("高橋 二", "第1課", None, None),
    ("新人 来", "第1課", date(2026, 11, 16), None),
    ("鈴木 花", "第2課", None, None),
    ("去 人", "第2課", None, date(2026, 11, 10)),
]
ROSTER = Roster.from_frame(pd.DataFrame(MEMBERS, columns=["rep", "team", "from", "to"]))
AWAY = pd.DataFrame(
    [("佐藤 健", date(2026, 11, day), 0) for day in (9, 10, 11)] + [("鈴木 花", date(2026, 11, 4), 0.5)],
    columns=["rep", "date", "present"],
)
DONE = [did("2026-10-30", "佐藤 健", calls=5), did("2026-11-13", "鈴木 花", "第2課", calls=5)]


def department(closing_day: int = 0) -> Department:
    counted = with_months(facts(events(DONE), TREE), closing_day)
    settings = Settings(closing_day=closing_day)
    return Department(counted, ROSTER, Calendar(), settings, absent=absences(AWAY, ROSTER))


def goals(at: Department, *values: int) -> Targets:
    columns = ["month", "team", "goal", "goal_value", "meeting_rate.assumed", "connect_rate.assumed"]
    rows = [
        (NOVEMBER, team, "商談創出数", value, 0.1, 0.2) for team, value in zip(TEAMS, values, strict=False)
    ]
    return targets(pd.DataFrame(rows, columns=columns), pd.DataFrame(), at)


def due(at: Department, found: Targets, until: date, kpi: str, team: str, rep: str = "") -> float | None:
    shown = progress(at, NOVEMBER, until, found.teams, found.reps, TEAMS)
    row = shown[(shown["kpi"] == kpi) & (shown["team"] == team) & (shown["rep"] == rep)]
    return row["due"].iloc[0]


class TestOwnDays:
    def test_what_is_due_grows_with_the_days_that_are_gone(self) -> None:
        own = OwnDays.of(dict.fromkeys(WEEKDAYS, 1.0))
        assert [own.due(1000, date(2026, 11, day)) for day in (1, 2, 6, 30)] == [0, 48, 238, 1000]

    def test_small_numbers_are_spread_over_the_month(self) -> None:
        parts = parts_of_days([OwnDays.of(dict.fromkeys(WEEKDAYS, 1.0))], [4])
        assert [day.day for day, part in zip(WEEKDAYS, parts, strict=True) if part] == [4, 11, 19, 26]

    def test_days_without_presence_get_nothing(self) -> None:
        parts = parts_of_days([OwnDays.of({day: float(day.day >= 16) for day in WEEKDAYS})], [50])
        assert parts.sum() == 50
        assert not parts[: WEEKDAYS.index(date(2026, 11, 16))].any()

    @given(
        st.integers(0, 10**9),
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=23).filter(any),
        st.floats(0, 0.99),
    )
    def test_the_days_sum_to_the_month_and_the_sum_so_far_is_never_one_off(
        self, total: int, presence: list[float], offset: float
    ) -> None:
        days = pd.date_range("2026-11-01", periods=len(presence)).date
        own = OwnDays.of(dict(zip(days, presence, strict=True)), offset)
        parts = parts_of_days([own], [total])
        assert (parts >= 0).all()
        assert parts.sum() == total
        exact = total * np.cumsum(presence) / sum(presence)
        assert (np.abs(np.cumsum(parts) - exact) <= 1 + 1e-6).all()

    @given(
        st.lists(
            st.tuples(
                st.one_of(st.just(float("nan")), st.integers(0, 10**6)),
                st.lists(st.sampled_from([0.0, 0.4, 0.5, 1.0]), min_size=1, max_size=23).filter(any),
                st.floats(0, 0.99),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_the_days_of_many_are_those_of_each(self, of: list[tuple[float, list[float], float]]) -> None:
        own = [
            OwnDays.of(
                dict(zip(pd.date_range("2026-11-01", periods=len(there)).date, there, strict=True)), at
            )
            for _, there, at in of
        ]
        totals = [total for total, _, _ in of]
        alone = [parts_of_days([one], [total]) for one, total in zip(own, totals, strict=True)]
        np.testing.assert_array_equal(parts_of_days(own, totals), np.concatenate(alone))


def test_a_newcomer_owes_nothing_before_the_first_day() -> None:
    at = department()
    found = goals(at, 40)
    assert due(at, found, date(2026, 11, 13), "calls", "第1課", "新人 来") == 0
    whole = found.reps.set_index("rep").loc["新人 来", "calls.target"]
    assert due(at, found, date(2026, 11, 30), "calls", "第1課", "新人 来") == whole


def test_who_is_off_owes_nothing_those_days() -> None:
    at = department()
    found = goals(at, 40)
    before, after = (due(at, found, date(2026, 11, day), "calls", "第1課", "佐藤 健") for day in (8, 11))
    assert before == after


def test_the_reps_of_a_team_do_not_owe_their_next_meeting_all_on_one_day() -> None:
    at = department()
    found = goals(at, 16)
    for day in WEEKDAYS:
        rows = progress(at, NOVEMBER, day, found.teams, found.reps, TEAMS)
        of_team = rows[(rows["kpi"] == "meetings") & (rows["team"] == "第1課")].set_index("rep")
        exact = sum(
            target * share
            for target, share in zip(of_team["target"][1:], of_team["due_share"][1:], strict=True)
        )
        assert abs(of_team.loc["", "due"] - exact) <= 1.5


@pytest.mark.parametrize("values", [(40, 25), (7, 3), (1, 1)])
@pytest.mark.parametrize("closing_day", [0, 20])
def test_progress_weeks_and_days_say_the_same_to_the_unit(values: Sequence[int], closing_day: int) -> None:
    """On each Friday that has passed: due so far, the weeks until then, the days until then."""
    at = department(closing_day)
    found = goals(at, *values)
    days = day_targets(found.reps, at, [NOVEMBER])
    weeks = team_weeks(at, NOVEMBER, (*TEAMS, ALL), found.teams, found.reps)
    first, last = month_bounds(NOVEMBER, closing_day)
    team_of = {rep: team for rep, team, *_ in MEMBERS}
    for friday in pd.date_range(first, last, freq="W-FRI"):
        rows = progress(at, NOVEMBER, friday.date(), found.teams, found.reps, TEAMS)
        so_far = days[days["date"] <= friday].assign(team=lambda frame: frame["rep"].map(team_of))
        for count in ("calls", "connects", "meetings"):
            said = rows[rows["kpi"] == count].set_index(["team", "rep"])["due"]
            of_reps = so_far.groupby(["team", "rep"])[f"{count}.target"].sum()
            assert all((said[key] or 0) == owed for key, owed in of_reps.items())
            for team in TEAMS:
                until = weeks[(weeks["team"] == team) & (weeks["week"] <= friday)]
                assert said[team, ""] == until[f"{count}.target"].sum() == of_reps[team].sum()
            everybody = weeks[(weeks["team"] == ALL) & (weeks["week"] <= friday)]
            assert said[ALL, ""] == everybody[f"{count}.target"].sum() == of_reps.sum()


def test_a_team_without_reps_owes_by_its_own_days() -> None:
    at = department()
    typed = pd.DataFrame({"month": [NOVEMBER], "team": ["第9課"], "goal": ["架電数"], "goal_value": [190]})
    found = targets(typed, pd.DataFrame(), at)
    assert due(at, found, date(2026, 11, 6), "calls", "第9課") == 40  # 4 of 19 business days
