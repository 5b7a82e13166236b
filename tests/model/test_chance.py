"""What is left to do in a month, how likely a target is reached, and what is too rare to be forecast."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.forecast import chance, to_come
from sheetkpi.model.progress import progress
from sheetkpi.model.rep_targets import targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from tests.model.examples import TREE, did, events
from tests.model.series import MONTHS, simulated

JUNE, TODAY = date(2026, 6, 1), date(2026, 6, 12)
REPS = ("佐藤 健", "田中 一")
ROSTER = Roster.from_frame(pd.DataFrame({"rep": REPS, "team": ["第1課"] * 2}))


def shown(today: date = TODAY) -> pd.DataFrame:
    """Progress of two reps who make a meeting a day and win a deal of ¥1M on the first of each month."""
    days = [day.date().isoformat() for day in pd.bdate_range("2026-02-02", today)]
    rows = [did(day, rep, calls=20, connects=5, meetings=1) for day in days for rep in REPS]
    rows += [did(f"2026-0{month}-02", "佐藤 健", wins=1, won_amount=1e6) for month in (3, 4, 5, 6)]
    at = Department(with_months(facts(events(rows), TREE)), ROSTER, Calendar(), Settings())
    typed = pd.DataFrame(
        {"month": [JUNE], "team": ["第1課"], "goal": ["商談創出数"], "goal_value": [50]}
    ).assign(**{"meeting_rate.assumed": 0.2, "connect_rate.assumed": 0.25})
    found = targets(typed, pd.DataFrame(), at)
    return progress(at, JUNE, today, found.teams, found.reps, ("第1課",))


def row(frame: pd.DataFrame, kpi: str, team: str = "第1課", rep: str = "") -> pd.Series:
    return frame[(frame["kpi"] == kpi) & (frame["team"] == team) & (frame["rep"] == rep)].iloc[0]


def test_what_is_left_and_how_much_a_day() -> None:
    team = row(shown(), "meetings")
    assert team[["actual", "left", "left_days"]].tolist() == [20, 30, 24]  # two reps, twelve days each
    assert team["left_per_day"] == 30 / 24
    rep = row(shown(), "calls", rep="佐藤 健")
    assert rep[["left", "left_days"]].tolist() == [rep["target"] - 200, 12]


def test_a_target_above_the_pace_is_unlikely_and_one_reached_is_certain() -> None:
    assert row(shown(), "meetings")["chance"] < 0.3  # 44 business days' meetings for 50 wanted
    late = row(shown(date(2026, 6, 30)), "meetings")
    assert late[["left", "chance"]].tolist() == [6, 0.0]


def test_a_reps_wins_and_amount_are_not_forecast_where_they_are_rare() -> None:
    found = shown()
    for kpi in ("wins", "won_amount"):
        for rep in REPS:
            ends = row(found, kpi, rep=rep)[["forecast", "forecast_low", "forecast_high", "chance"]]
            assert ends.isna().all()
        assert row(found, kpi)["forecast"] is not None
    assert row(found, "meetings", rep="佐藤 健")["forecast"] is not None
    assert row(shown(date(2026, 6, 30)), "wins", rep="佐藤 健")["forecast"] == 1  # landed: no forecast


@pytest.mark.parametrize("point", [0.0, 0.5])
def test_what_is_said_to_come_true_in_seven_of_ten_comes_true_as_often(point: float) -> None:
    """Targets of every height for teams and reps of 12 departments a kind: those said to be reached in 60 to
    80 % are, in as many months as that."""
    random = np.random.default_rng(11)
    said, came = [], []
    for kind in ("steady", "trend", "weekday", "bursty", "ramp"):
        for run in range(12):
            one = simulated(kind, "meetings", MONTHS[run], random)
            for level in ("team", "rep"):
                course = one.course(level, point)
                rest, variance = to_come(course)
                final, done = one.final(level), course.total()
                targets_ = np.round((done + rest) * random.uniform(0.7, 1.2, len(final)))
                missing = targets_ - done - 0.5
                said += [
                    chance(*of)
                    for of in zip(missing, rest, rest**2 / np.maximum(variance, 1e-9), strict=True)
                ]
                came += list(final >= targets_)
    likely, reached = np.array(said), np.array(came)
    chosen = (likely >= 0.6) & (likely <= 0.8)
    assert chosen.sum() > 120
    assert reached[chosen].mean() == pytest.approx(likely[chosen].mean(), abs=0.1)
