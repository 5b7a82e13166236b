"""Business days, closing days, weeks, fiscal years."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.calendar import (
    Calendar,
    business_days,
    fiscal_quarter,
    fiscal_year,
    month_bounds,
    month_of,
    week_of,
    weeks_of,
)

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
closing_days = st.sampled_from([0, 10, 15, 20, 25])


def month(day: date, closing_day: int) -> date:
    return month_of(pd.Series(pd.to_datetime([day])), closing_day)[0].date()


class TestBusinessDays:
    def test_weekends_and_national_holidays_are_off(self) -> None:
        """Golden Week 2026: 3 May is a Sunday, so 6 May is a substitute holiday."""
        shown = business_days(date(2026, 4, 27), date(2026, 5, 8), Calendar("JP"))
        assert [day.day for day in shown] == [27, 28, 30, 1, 7, 8]

    def test_the_company_s_own_days_are_added_and_its_working_saturdays_count(self) -> None:
        frame = pd.DataFrame(
            {
                "date": [date(2026, 5, 7), "2026-05-09", pd.Timestamp("2026-05-06"), None],
                "name": ["創立記念日", "振替出勤", "", None],
                "holiday_kind": [None, "出勤日", "Working day", None],
            }
        )
        calendar, problems = Calendar.from_frame(frame)
        assert problems.empty
        assert [day.day for day in business_days(date(2026, 5, 4), date(2026, 5, 10), calendar)] == [6, 8, 9]

    def test_other_countries_and_states_have_other_holidays(self) -> None:
        independence = date(2025, 7, 4)
        assert business_days(independence, independence, Calendar("US")) == ()
        assert business_days(independence, independence, Calendar("JP")) == (independence,)
        assert business_days(independence, independence, Calendar("")) == (independence,)
        cesar_chavez = date(2026, 3, 31)
        assert business_days(cesar_chavez, cesar_chavez, Calendar("us-ca")) == ()
        assert business_days(cesar_chavez, cesar_chavez, Calendar("US")) == (cesar_chavez,)

    @pytest.mark.parametrize("country", ["日本", "XX", "US-XX"])
    def test_a_country_nobody_knows_is_one_sentence(self, country: str) -> None:
        with pytest.raises(SheetKPIError, match=country):
            business_days(date(2026, 1, 1), date(2026, 1, 31), Calendar(country))

    def test_a_holiday_that_is_no_date_is_listed(self) -> None:
        calendar, problems = Calendar.from_frame(pd.DataFrame({"date": ["年末", 46204]}))
        assert calendar == Calendar("JP")
        assert problems[["row", "value"]].values.tolist() == [[0, "年末"], [1, "46204"]]

    @given(days, st.integers(0, 60))
    def test_without_holidays_five_days_of_seven_are_worked(self, first: date, length: int) -> None:
        last = first + timedelta(length)
        assert len(business_days(first, last, Calendar(""))) == len(pd.bdate_range(first, last))


class TestMonths:
    def test_the_may_month_of_a_closing_day_20_runs_from_21_april_to_20_may(self) -> None:
        assert month_bounds(date(2026, 5, 1), 20) == (date(2026, 4, 21), date(2026, 5, 20))
        assert month_bounds(date(2026, 1, 9), 25) == (date(2025, 12, 26), date(2026, 1, 25))
        assert month_bounds(date(2028, 2, 1), 0) == (date(2028, 2, 1), date(2028, 2, 29))

    @given(days, closing_days)
    def test_every_day_lies_within_the_bounds_of_its_month(self, day: date, closing_day: int) -> None:
        first, last = month_bounds(month(day, closing_day), closing_day)
        assert first <= day <= last

    @given(days, closing_days)
    def test_months_follow_each_other_without_a_gap(self, day: date, closing_day: int) -> None:
        _, last = month_bounds(day, closing_day)
        following = month(last + timedelta(1), closing_day)
        assert month_bounds(following, closing_day)[0] == last + timedelta(1)
        assert following > month(last, closing_day)

    def test_a_closing_day_that_is_none_is_refused(self) -> None:
        with pytest.raises(SheetKPIError, match="31"):
            month_bounds(date(2026, 5, 1), 31)

    def test_a_missing_date_has_no_month(self) -> None:
        assert month_of(pd.Series(pd.to_datetime([None, "2026-05-21"])), 20).isna().tolist() == [True, False]


class TestWeeks:
    @given(days)
    def test_a_week_begins_on_monday_and_holds_its_days(self, day: date) -> None:
        monday = week_of(pd.Series(pd.to_datetime([day])))[0].date()
        assert monday.weekday() == 0
        assert timedelta(0) <= day - monday < timedelta(7)

    def test_the_weeks_of_a_month_are_those_that_touch_it(self) -> None:
        mondays = weeks_of(*month_bounds(date(2026, 5, 1)))
        assert mondays == tuple(date(2026, 4, 27) + timedelta(7) * week for week in range(5))


class TestFiscalYears:
    @pytest.mark.parametrize(
        ("month", "start", "year", "quarter"),
        [
            (date(2026, 4, 1), 4, 2026, 1),
            (date(2027, 3, 1), 4, 2026, 4),
            (date(2026, 12, 1), 4, 2026, 3),
            (date(2026, 12, 1), 1, 2026, 4),
            (date(2026, 9, 1), 10, 2025, 4),
        ],
    )
    def test_they_begin_in_april_unless_set(self, month: date, start: int, year: int, quarter: int) -> None:
        assert (fiscal_year(month, start), fiscal_quarter(month, start)) == (year, quarter)


def test_a_number_shown_as_a_day_of_1900_is_no_holiday() -> None:
    calendar, problems = Calendar.from_frame(pd.DataFrame({"date": [datetime(1899, 12, 30)]}))
    assert not calendar.closed
    assert problems["reason"].tolist() == ["reason.holiday_date"]
