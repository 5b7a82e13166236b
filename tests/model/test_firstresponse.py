"""The first response to a lead, in working time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.firstresponse import first_response, untouched, waited
from sheetkpi.model.views import UNKNOWN

NOW = pd.Timestamp("2026-06-30 12:00")


def leads(*rows: tuple[str | None, str | None], source: str = "Web") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["arrived", "touched"])
    return frame.assign(lead_source=source, team="第1課")


@pytest.mark.parametrize(
    ("arrived", "touched", "days"),
    [
        ("2026-06-02 09:00", "2026-06-02 15:00", 0.25),
        ("2026-06-05 18:00", "2026-06-08 09:00", 0.625),  # Friday evening to Monday morning
        ("2026-06-06 10:00", "2026-06-08 06:00", 0.25),  # Saturday: the clock begins on Monday
        ("2026-06-06 10:00", "2026-06-07 11:00", 0.0),
        ("2026-06-05", "2026-06-08 23:00", 1.0),  # no time of arrival: the next business day
        ("2026-06-02 14:00", "2026-06-02", 0.0),  # no time of the touch, the same day
        ("2026-05-01 12:00", "2026-05-07 12:00", 1.0),  # Golden Week
        ("2026-06-03 09:00", "2026-06-02 09:00", np.nan),
        ("2026-06-03", "2026-06-02", np.nan),
        (None, "2026-06-02", np.nan),
        ("2026-07-03", None, np.nan),
    ],
)
def test_time_stands_still_on_days_off(arrived: str, touched: str, days: float) -> None:
    found = waited(leads((arrived, touched)), NOW)["days"][0]
    assert found == pytest.approx(days, nan_ok=True)


def test_other_countries_work_on_other_days() -> None:
    frame = leads(("2026-05-01 12:00", "2026-05-07 12:00"))
    assert waited(frame, NOW, Calendar("US"))["days"][0] == 4


def test_teams_work_by_their_own_calendars() -> None:
    rows = pd.DataFrame({"date": [None], "team": ["New York"], "country": ["US"]})
    calendar, _ = Calendar.from_frame(rows)
    frame = leads(*[("2026-05-01 12:00", "2026-05-07 12:00")] * 3).assign(team=["New York", "第1課", None])
    assert waited(frame, NOW, calendar)["days"].tolist() == [4, 1, 1]


def test_figures_of_everybody_and_of_each_lead_source_and_team() -> None:
    fast = leads(*[("2026-06-02 09:00", "2026-06-02 10:12")] * 6)
    slow = leads(*[("2026-06-02 09:00", "2026-06-09 09:00")] * 3, source="展示会")
    back = leads(("2026-06-03 09:00", "2026-06-02 09:00"), source="展示会").assign(team=None)
    found = first_response(pd.concat([fast, slow, back]), NOW).set_index(["by", "name"])
    whole = found.loc[("", "all")]
    assert whole[["leads", "measured", "not_measured", "touched"]].tolist() == [10, 9, 1, 9]
    assert whole["median"] == pytest.approx(0.05)
    assert whole["within_day"] == pytest.approx(6 / 9)
    assert found.loc[("lead_source", "展示会"), ["leads", "median", "within_day"]].tolist() == [4, 5, 0]
    assert found.loc[("team", UNKNOWN), "measured"] == 0
    assert np.isnan(found.loc[("team", UNKNOWN), "within_day"])


def test_who_leaves_leads_alone_is_not_the_faster_for_it() -> None:
    quick = [("2026-06-02 09:00", "2026-06-02 10:00")] * 4
    left = [("2026-06-02 09:00", None)] * 6
    found = first_response(leads(*quick, *left), NOW).iloc[0]
    assert found["within_day"] == 0.4
    assert np.isnan(found["median"])
    assert found["untouched_late"] == 6
    young = first_response(leads(*quick, ("2026-06-30 11:00", None)), NOW).iloc[0]
    assert young["within_day"] == 1  # an hour old: nobody is late yet
    assert young["untouched_late"] == 0


def test_a_planned_touch_is_none_yet() -> None:
    found = first_response(leads(("2026-06-02 09:00", "2026-07-05 09:00")), NOW).iloc[0]
    assert (found["touched"], found["untouched_late"]) == (0, 1)


def test_leads_that_nobody_touched_for_a_week_are_named_the_oldest_first() -> None:
    frame = leads(
        ("2026-06-22", None), ("2026-06-23", None), ("2026-06-01", None), ("2026-06-01", "2026-06-02")
    )
    found = untouched(frame.assign(lead=list("甲乙丙丁")), NOW)
    assert found["lead"].tolist() == ["丙", "甲"]
    assert found["waiting"].tolist() == [29, 8]


def test_the_median_is_that_of_chance() -> None:
    rng = np.random.default_rng(41)
    arrived = pd.Timestamp("2026-06-01") + pd.to_timedelta(rng.integers(0, 86_400 * 5, 4_000), unit="s")
    times = rng.exponential(2, 4_000)
    frame = pd.DataFrame({"arrived": arrived, "touched": arrived + pd.to_timedelta(times, unit="D")})
    every_day = Calendar(
        "", opened=frozenset(day.date() for day in pd.date_range("2026-06-01", "2026-07-31"))
    )
    early = first_response(frame, pd.Timestamp("2026-06-07"), every_day).iloc[0]
    assert early["median"] == pytest.approx(2 * np.log(2), abs=0.1)
    assert early["touched"] < 0.95 * 4_000


def test_no_leads_have_no_response() -> None:
    found = first_response(leads(), NOW)
    assert found["leads"].tolist() == [0]
    assert found["median"].isna().all()
    assert untouched(leads(), NOW).empty
    assert not leads(("x", "y")).pipe(first_response, NOW)["measured"].any()
