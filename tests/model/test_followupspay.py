"""Whether it pays to follow the list: judged by what was known before each call."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.followupspay import Pays, best_part, does_it_pay
from tests.model.drifting import calls

FIRST, LAST = date(2026, 7, 1), date(2026, 7, 31)


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    return calls(20_000, seed=5).drop(columns="truth")


def judged(frame: pd.DataFrame, **more: str) -> Pays:
    return does_it_pay(frame, "won", "when", FIRST, LAST, **more)


def test_the_best_fifth_holds_more_than_a_fifth_of_the_meetings(history: pd.DataFrame) -> None:
    found = judged(history)
    month = history[history["when"].between("2026-07-01", "2026-07-31")]
    assert (found.silence, found.calls, found.meetings) == ("", len(month), month["won"].sum())
    assert found.best_calls == pytest.approx(0.2 * len(month))
    assert found.low < found.share < found.high
    assert found.low > 0.2
    assert np.isnan(found.off_share)


def test_calls_of_the_month_and_later_ones_teach_nothing(history: pd.DataFrame) -> None:
    """A column that tells the outcome in the month, and only there."""
    in_month = history["when"] >= "2026-07-01"
    told = np.where(in_month & history["won"], "sure", "other")
    assert judged(history.assign(hint=told)).share == pytest.approx(judged(history).share, abs=0.01)


def test_leads_that_differ_by_chance_hold_a_fifth(history: pd.DataFrame) -> None:
    rng = np.random.default_rng(51)
    frame = history[["when", "won"]].assign(list=rng.choice(list("ABCDE"), len(history)))
    found = judged(frame)
    assert found.low <= 0.2 <= found.high


def test_calls_off_the_list_are_counted_and_not_learned_from(history: pd.DataFrame) -> None:
    on = np.arange(len(history)) % 4 > 0
    found = judged(history.assign(on=on), on_list="on")
    month = history["when"].between("2026-07-01", "2026-07-31") & ~on
    assert (found.off_calls, found.off_meetings) == (month.sum(), history.loc[month, "won"].sum())
    assert found.off_share == found.off_meetings / found.meetings
    assert found.score is not None
    assert "on" not in found.score.columns


def test_small_samples_say_nothing_and_why(history: pd.DataFrame) -> None:
    short = judged(history[history["when"] >= "2026-06-25"])
    assert short.silence == "few_before"
    few = judged(history[(history["when"] < "2026-07-01") | (history.index % 12 == 0)])
    assert few.silence == "few_meetings"
    assert few.calls > 0
    assert np.isnan(few.share)


def test_equal_chances_at_the_edge_belong_in_part() -> None:
    chances, weeks = np.array([3, 1, 1, 1, 1, 9, 8, 8, 8, 8.0]), np.repeat([1, 2], 5)
    assert best_part(chances, weeks).tolist() == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert best_part(np.ones(10), np.zeros(10)).sum() == pytest.approx(2)
