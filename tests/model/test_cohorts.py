"""Cohorts: wins by the month of their opportunity, and where its win rate ends."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.cohorts import cohorts, cohorts_by_meeting
from sheetkpi.model.maturity import NOT_WON, WON_UNDATED, LateStages
from sheetkpi.model.views import ALL

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
LAST = date(2026, 11, 20)
EARLIER = ("2026-03-02", 1, 30)
"""Wins of an older month: the record does not begin in June."""


def deals(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """Deals of one team from rows of the day opened, the days to the win, and how many."""
    frame = pd.DataFrame(rows, columns=["opened", "days", "deals"])
    frame["opened"] = pd.to_datetime(frame["opened"]).astype("datetime64[s]")
    return frame.assign(rep="佐藤", team="第1課", lead_source="")


def steady(rate: float = 0.25, last: date = LAST, lag: float = 45, a_day: int = 4) -> pd.DataFrame:
    """A year up to `last` in which every day brings `a_day` opportunities, of which `rate` are won in the
    mean `lag` days."""
    rng = np.random.default_rng(7)
    opened = np.repeat(pd.date_range(pd.Timestamp(last) - pd.Timedelta(days=364), last), a_day)
    days = np.rint(rng.gamma(2, lag / 2, len(opened))).astype(int)
    won = rng.random(len(opened)) < rate
    frame = pd.DataFrame({"opened": opened, "days": np.where(won, days, NOT_WON), "deals": 1})
    return frame.assign(
        opened=frame["opened"].astype("datetime64[s]"), rep="佐藤", team="第1課", lead_source=""
    )


def of(frame: pd.DataFrame, month: date, last: date = LAST, team: str = ALL) -> dict[str, float]:
    found = cohorts(LateStages(pd.DataFrame(), frame, last), [month], [team])
    return {str(key): value for key, value in found.iloc[0].items()}


def test_wins_belong_to_the_month_of_their_opportunity() -> None:
    month = of(
        deals(("2026-06-10", 20, 10), ("2026-06-12", 70, 3), ("2026-06-30", NOT_WON, 7), EARLIER),
        date(2026, 6, 1),
    )
    assert (month["opportunities"], month["wins.so_far"]) == (20, 13)
    assert [month[f"wins.within_{days}"] for days in (30, 60, 90)] == [10, 10, 13]


def test_a_month_too_young_for_ninety_days_has_no_figure_for_them() -> None:
    month = of(steady(), SEPTEMBER)
    assert not np.isnan(month["wins.within_30"])
    assert np.isnan(month["wins.within_60"])
    assert np.isnan(month["wins.within_90"])


def test_a_win_dated_before_its_opportunity_is_a_win_that_took_nobody_knows_how_long() -> None:
    month = of(deals(("2026-06-10", 20, 10), ("2026-06-12", WON_UNDATED, 3), EARLIER), date(2026, 6, 1))
    assert (month["wins.within_90"], month["wins.so_far"]) == (10, 13)


def test_young_months_end_where_old_ones_ended() -> None:
    young = of(steady(), NOVEMBER)
    assert young["win_rate.so_far"] < 0.05
    assert young["win_rate.end_low"] < 0.25 < young["win_rate.end_high"]
    assert young["win_rate.end"] == pytest.approx(0.25, abs=0.04)
    assert 0 < young["come"] < of(steady(), SEPTEMBER)["come"] < 1


def test_an_old_month_ends_where_it_stands() -> None:
    old = of(steady(lag=10), date(2026, 6, 1))
    assert old["wins.end"] == pytest.approx(old["wins.so_far"], abs=0.5)


def test_four_of_five_months_end_in_their_range() -> None:
    inside = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        opened = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 390, 1500), unit="D")
        days = np.where(rng.random(1500) < 0.25, np.rint(rng.gamma(2, 22.5, 1500)), NOT_WON).astype(int)
        frame = pd.DataFrame({"opened": opened.astype("datetime64[s]"), "days": days, "deals": 1})
        frame = frame.assign(rep="佐藤", team="第1課", lead_source="")
        for month in (date(2025, 11, 1), date(2025, 12, 1)):
            said = of(frame, month, date(2026, 1, 25))
            end = (
                (frame["opened"].dt.month == month.month) & (frame["opened"].dt.year == 2025) & (days >= 0)
            ).sum()
            inside.append(said["wins.end_low"] <= end <= said["wins.end_high"])
    assert 0.72 <= np.mean(inside) <= 0.96


def test_a_record_that_begins_with_what_was_open_makes_nobody_slow() -> None:
    """Wins before 1 June are not in the export, though opportunities are."""
    whole = steady()
    closed = whole["opened"] + pd.to_timedelta(whole["days"], unit="D")
    cut = whole[(whole["days"] < 0) | (closed >= pd.Timestamp("2026-06-01"))]
    complete, begun = (LateStages(pd.DataFrame(), frame, LAST).lags[ALL] for frame in (whole, cut))
    assert complete.since is None
    assert begun.since is not None
    assert begun.come(np.array([45]))[0] == pytest.approx(complete.come(np.array([45]))[0], abs=0.08)
    before = of(cut, date(2026, 3, 1))
    assert np.isnan(before["wins.within_30"])
    assert np.isnan(before["wins.end"])
    assert not np.isnan(of(cut, date(2026, 7, 1))["wins.end"])


def test_without_dated_wins_there_are_no_months() -> None:
    assert cohorts(LateStages(pd.DataFrame(), None, LAST), [OCTOBER], [ALL]).empty
    assert cohorts(
        LateStages(pd.DataFrame(), deals(("2026-10-01", NOT_WON, 5)), LAST), [OCTOBER], [ALL]
    ).empty


def test_a_team_without_deals_has_no_months_beside_one_that_has_them() -> None:
    frame = steady()
    found = cohorts(LateStages(pd.DataFrame(), frame, LAST), [SEPTEMBER], [ALL, "第1課", "第2課"])
    assert found["team"].tolist() == [ALL, "第1課"]


def by_meeting(frame: pd.DataFrame, months: list[date], met: list[str | None]) -> pd.DataFrame:
    """MeetingCohorts of `frame`, whose meetings were set on the days `met`; ten meetings a month."""
    facts = pd.DataFrame({"month": pd.to_datetime(months), "team": "第1課", "meetings": 10.0})
    linked = frame.assign(met=pd.to_datetime(met).astype("datetime64[s]"))
    return cohorts_by_meeting(LateStages(facts, linked, LAST), months, ["第1課", ALL])


def test_by_meeting_an_opportunity_counts_in_the_month_its_meeting_was_set() -> None:
    rows = deals(("2026-06-10", 20, 12), ("2026-06-12", NOT_WON, 3), ("2026-06-30", 70, 5), EARLIER)
    found = by_meeting(
        rows, [date(2026, 5, 1), date(2026, 6, 1)], ["2026-05-20", "2026-06-01", None, "2026-03-01"]
    )
    assert found["team"].tolist() == ["第1課", ALL] * 2
    assert found["opportunities"].tolist() == [12, 12, 3, 3]
    assert found["meetings"].tolist() == [10, 10, 10, 10]
    # 21 days from the meeting to the opportunity and 20 to the win
    assert found["wins.within_30"].tolist() == [0, 0, 0, 0]
    assert found["wins.within_60"].tolist() == [12, 12, 0, 0]


def test_by_meeting_the_lag_is_that_from_the_meeting() -> None:
    frame = steady()
    met = (frame["opened"] - pd.Timedelta(days=20)).dt.strftime("%Y-%m-%d").tolist()
    young = by_meeting(frame, [OCTOBER], met).iloc[0]
    assert 0 < young["come"] < of(frame, OCTOBER)["come"] + 0.3
    assert young["win_rate.end"] == pytest.approx(0.25, abs=0.05)


def test_without_linked_meetings_there_is_no_cohort_by_meeting() -> None:
    frame = steady()
    assert by_meeting(frame, [OCTOBER], [None] * len(frame)).empty
    assert cohorts_by_meeting(LateStages(pd.DataFrame(), frame, LAST), [OCTOBER], [ALL]).empty
