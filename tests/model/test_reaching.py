"""A target is judged by the chance of reaching it, by the team's own months."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.rep_targets import targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targetchance import with_chances
from sheetkpi.model.targets import Department
from tests.model.examples import TREE, did, events

JUNE = date(2026, 6, 1)
REPS = ("佐藤 健", "田中 一", "鈴木 花", "高橋 二")
ROSTER = Roster.from_frame(pd.DataFrame({"rep": REPS, "team": ["第1課"] * 4}))
BANDS = pd.DataFrame({"kpi": ["1人あたり月間商談創出数"], "low": [15], "high": [30]})


def judged(value: float, past: bool = True, month: date = JUNE) -> pd.Series:
    """The row of a team of four who made about 40 meetings in each of the months before: ten each."""
    days = pd.bdate_range("2026-01-05", "2026-05-29")
    rows = [
        did(day.date().isoformat(), rep, calls=30, connects=8, meetings=int((number + 2 * place) % 2 == 0))
        for number, day in enumerate(days if past else days[-2:])
        for place, rep in enumerate(REPS)
    ]
    bands, _ = Bands.from_frame(BANDS, pd.DataFrame(), TREE)
    at = Department(
        with_months(facts(events(rows), TREE)), ROSTER, Calendar(), Settings(), bands, closed_before=JUNE
    )
    typed = pd.DataFrame({"month": [month], "team": ["第1課"], "goal": ["商談創出数"], "goal_value": [value]})
    typed = typed.assign(**{"meeting_rate.assumed": 0.3, "connect_rate.assumed": 0.3})
    return with_chances(targets(typed, pd.DataFrame(), at).teams, at).iloc[0]


def test_more_than_ever_is_too_high_whatever_the_market_does() -> None:
    """Fourteen a rep is below the band of 15 to 30, and yet above the team's best month: it was 低すぎる."""
    found = judged(56)
    assert found["chance"] < 0.3
    assert found["feasibility"] == "feasibility.high"
    assert "目安の下限を下回ります" in found["feasibility_reason"]  # the market is said beside it
    assert f"{found['chance']:.0%}" in found["feasibility_reason"]


@pytest.mark.parametrize(("value", "verdict"), [(43, "fair"), (25, "low")])
def test_what_the_team_usually_does_is_fair_and_far_less_too_low(value: float, verdict: str) -> None:
    assert judged(value)["feasibility"] == f"feasibility.{verdict}"


def test_without_months_of_its_own_the_band_and_the_calls_judge() -> None:
    found = judged(56, past=False)
    assert found["chance"] is None
    assert found["feasibility"] == "feasibility.low"


def test_a_month_to_come_is_judged_by_the_latest_months_there_are() -> None:
    assert judged(70, month=date(2026, 8, 1))["feasibility"] == "feasibility.high"
