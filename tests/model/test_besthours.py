"""Hours: no hour is named by chance, a good one is found, and times that were never measured are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.besthours import best_hours, chi_square_tail
from tests.realdata import rows

DAYS = pd.bdate_range("2026-03-02", periods=60).to_numpy()


def calls(
    rng: np.random.Generator, number: int = 5_000, rate: float = 0.12, plus: float = 0.0, reps: int = 8
) -> pd.DataFrame:
    """Calls of nine hours, the chance of a connect `plus` better at 14 o'clock. Reps differ."""
    hour, rep = rng.integers(9, 18, number), rng.integers(0, reps, number)
    when = rng.choice(DAYS, number) + (hour * 3600 + rng.integers(0, 3600, number)) * np.timedelta64(1, "s")
    chance = np.clip(rate + rng.normal(0, 0.02, reps)[rep] + plus * (hour == 14), 0.01, 0.99)
    return pd.DataFrame({"when": when, "rep": rep, "connect": rng.random(number) < chance})


def test_shuffled_calls_name_an_hour_in_at_most_one_of_twenty() -> None:
    rng = np.random.default_rng(21)
    named = [best_hours(calls(rng, 2_000, rng.uniform(0.1, 0.4))).silence for _ in range(500)]
    assert named.count("chance") >= 475
    assert set(named) <= {"chance", ""}


def test_a_planted_hour_is_found() -> None:
    rng = np.random.default_rng(22)
    found = [best_hours(calls(rng, plus=0.05)) for _ in range(150)]
    assert np.mean([(14, 14) in hours.hours for hours in found]) >= 0.7
    gains = np.array([hours.gain for hours in found if hours.hours])
    assert 10 <= gains.mean() <= 30  # 500 calls moved to an hour that is five points better: 25
    ranges = [hours.gain_low <= 25 <= hours.gain_high for hours in found if hours.hours]
    assert np.mean(ranges) >= 0.7


def test_real_calls_without_a_signal_name_no_hour(shared_data: Path) -> None:
    log = rows(shared_data / "call_center_calls.xlsx", "Clean2")
    when = pd.to_datetime(log["Date"]) + pd.to_timedelta(log["Time"].astype(str))
    answered = log["Answered (Y/N)"].astype(str).str.strip().str.upper() == "Y"
    found = best_hours(pd.DataFrame({"when": when, "rep": log["Agent"], "connect": answered}))
    assert found.silence == "chance"
    assert found.hours == ()
    assert np.isnan(found.gain)
    assert found.groups["calls"].sum() == found.cells["calls"].sum() > 4_000
    assert 7 <= len(found.groups) <= 11


@pytest.mark.parametrize("clock", ["00:00", "09:30"])
def test_one_and_the_same_time_is_no_time_of_day(clock: str) -> None:
    when = pd.to_datetime([f"{day:%Y-%m-%d} {clock}" for day in pd.to_datetime(DAYS)] * 20)
    rng = np.random.default_rng(1)
    found = best_hours(pd.DataFrame({"when": when, "connect": rng.random(len(when)) < 0.2}))
    assert found.silence == "no_times"
    assert found.cells.empty
    assert found.groups.empty


def test_days_without_a_time_are_left_aside_among_others() -> None:
    rng = np.random.default_rng(2)
    timed = calls(rng, 1_000)
    untimed = timed.head(300).assign(when=timed["when"].dt.normalize().head(300))
    found = best_hours(pd.concat([timed, untimed]))
    assert found.cells["calls"].sum() == 1_000
    mostly = best_hours(pd.concat([timed.head(250), untimed]))
    assert mostly.silence == "no_times"


def test_a_rep_who_reaches_many_in_the_morning_makes_no_good_morning() -> None:
    rng = np.random.default_rng(3)
    frame = calls(rng, 6_000)
    early = frame["when"].dt.hour < 12
    good = frame["rep"] < 4
    frame = frame[(early & good) | (~early & ~good) | (rng.random(len(frame)) < 0.15)]
    frame = frame.assign(connect=rng.random(len(frame)) < np.where(frame["rep"] < 4, 0.4, 0.2))
    assert best_hours(frame).silence == "chance"
    assert best_hours(frame.drop(columns="rep")).hours != ()


def test_a_season_in_which_mornings_were_called_makes_no_good_morning() -> None:
    rng = np.random.default_rng(4)
    frame = calls(rng, 6_000)
    spring = frame["when"].dt.month == 3
    frame = frame[np.where(frame["when"].dt.hour < 12, spring, ~spring) | (rng.random(len(frame)) < 0.15)]
    frame = frame.assign(connect=rng.random(len(frame)) < np.where(frame["when"].dt.month == 3, 0.4, 0.2))
    assert best_hours(frame).silence == "chance"


def test_calls_that_end_alike_by_day_and_hour_are_believed_the_less() -> None:
    rng = np.random.default_rng(5)
    named = 0
    for _ in range(60):
        frame = calls(rng, 3_000)
        spell = frame["when"].dt.floor("h").astype("int64") + frame["rep"]
        chance = dict(zip(spell.unique(), rng.choice([0.0, 0.4], spell.nunique()), strict=True))
        frame["connect"] = rng.random(len(frame)) < spell.map(chance)
        named += best_hours(frame).silence == ""
    assert named <= 6


def test_cells_are_counted_and_shrunken_towards_their_day_and_hour() -> None:
    frame = calls(np.random.default_rng(6), 3_000, rate=0.3)
    cells = best_hours(frame).cells
    own = frame[(frame["when"].dt.day_of_week == 2) & (frame["when"].dt.hour == 10)]
    cell = cells[(cells["weekday"] == 2) & (cells["hour"] == 10)].iloc[0]
    assert (cell["calls"], cell["connects"]) == (len(own), own["connect"].sum())
    assert cell["low"] < cell["rate"] < cell["high"]
    assert cells["shrunken"].std() < 0.7 * cells["rate"].std()


@pytest.mark.parametrize("connect", [[0.0] * 400, [1.0] * 400, [np.nan] * 400])
def test_calls_that_all_end_alike_name_nothing(connect: list[float]) -> None:
    frame = calls(np.random.default_rng(7), 400).assign(connect=connect)
    assert best_hours(frame).silence in ("few_calls", "no_times")


def test_few_and_no_calls_name_nothing() -> None:
    assert best_hours(calls(np.random.default_rng(8), 150, plus=0.5)).silence == "few_calls"
    assert best_hours(pd.DataFrame({"when": [], "connect": []})).silence == "no_times"


@pytest.mark.parametrize(
    ("statistic", "freedom", "tail"), [(15.507, 8, 0.05), (20.09, 8, 0.01), (16.919, 9, 0.05)]
)
def test_tails_of_chi_square_are_those_of_tables(statistic: float, freedom: int, tail: float) -> None:
    assert chi_square_tail(statistic, freedom) == pytest.approx(tail, abs=2e-4)


def test_outcomes_may_be_typed_and_missing() -> None:
    frame = calls(np.random.default_rng(9), 1_000)
    typed = frame["connect"].map({True: "Y", False: "N"}).astype("object")
    typed.iloc[:10] = None
    found = best_hours(frame.assign(connect=typed))
    assert found.cells["calls"].sum() == 990
    assert found.cells["connects"].sum() == frame["connect"].iloc[10:].sum()
