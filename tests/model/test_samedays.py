"""What the month before had come to on its same business day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.roster import Roster
from sheetkpi.model.samedays import before, same_day_before
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

JUNE = date(2026, 6, 1)


def department(facts: pd.DataFrame | None = None, closing_day: int = 0) -> Department:
    empty = pd.DataFrame({"month": pd.to_datetime([]), "date": pd.to_datetime([])})
    return Department(
        empty if facts is None else facts, Roster(), Calendar("JP"), Settings(closing_day=closing_day)
    )


def calls(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "team", "rep", "calls"])
    stamps = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame.assign(date=stamps, month=stamps.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]"))


@pytest.mark.parametrize(
    ("until", "same"),
    [
        (date(2026, 6, 1), date(2026, 5, 1)),  # the first business day; 4 to 6 May are holidays
        (date(2026, 6, 2), date(2026, 5, 7)),
        (date(2026, 6, 5), date(2026, 5, 12)),
        (date(2026, 6, 6), date(2026, 5, 12)),  # a Saturday: with the days off that follow
        (date(2026, 6, 30), date(2026, 5, 31)),  # a month that is over, against a whole one
        (date(2026, 6, 29), date(2026, 5, 31)),  # the 21st of 22, and May had 18
        (date(2026, 5, 31), None),  # nothing is gone
    ],
)
def test_the_same_business_day_of_the_month_before(until: date, same: date | None) -> None:
    assert same_day_before(department(), JUNE, until) == same


def test_everybody_teams_and_reps_are_summed_up_to_that_day() -> None:
    facts = calls(("2026-05-01", "東", "森", 5), ("2026-05-07", "東", "林", 7), ("2026-05-08", "西", "王", 9))
    keys = [(ALL, ""), ("東", ""), ("東", "森"), ("東", "林"), ("西", "王")]
    found = before(department(facts), JUNE, date(2026, 6, 2), keys, ["calls"])
    assert [found["calls", *key] for key in keys] == [12, 12, 5, 7, 0]


def test_without_data_of_the_month_before_nothing_is_said() -> None:
    facts = calls(("2026-06-01", "東", "森", 5))
    assert before(department(facts), JUNE, date(2026, 6, 2), [(ALL, "")], ["calls"])["calls", ALL, ""] is None


def test_months_with_a_closing_day_are_held_against_each_other() -> None:
    # June runs from 21 May to 20 June, May from 21 April to 20 May: its first business day was the 21st.
    assert same_day_before(department(closing_day=20), JUNE, date(2026, 5, 21)) == date(2026, 4, 21)
