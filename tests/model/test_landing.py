"""Where a month will end: the landing forecast, its range, and that it beats the naive pro-rata line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.model.backtest import backtest, errors
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.landing import landings
from sheetkpi.model.presence import absences
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL
from sheetkpi.sample import write_sample
from tests.benchmarks.forecast import counted
from tests.model.examples import TREE, did, event_rows, events

JUNE = date(2026, 6, 1)
ROSTER = Roster.from_frame(pd.DataFrame({"rep": ["佐藤 健", "田中 一"], "team": ["第1課", "第1課"]}))


def department(rows: list[tuple[object, ...]] | pd.DataFrame, roster: Roster = ROSTER) -> Department:
    frame = rows if isinstance(rows, pd.DataFrame) else events(rows)
    return Department(with_months(facts(frame, TREE)), roster, Calendar(), Settings())


def every_day(first: date, last: date, rep: str = "佐藤 健", **counts: int) -> list[tuple[object, ...]]:
    """The same counts on each business day."""
    days = Department(pd.DataFrame(), ROSTER, Calendar(), Settings())
    months = pd.date_range(first.replace(day=1), last, freq="MS")
    return [
        did(day.isoformat(), rep, **counts)
        for month in months
        for day in days.days(month.date())
        if first <= day <= last
    ]


def landing(at: Department, until: date, kpi: str, rep: str = "佐藤 健") -> pd.Series:
    found = landings(at, JUNE, until, (kpi,))
    return found[(found["rep"] == rep)].iloc[0]


class TestOneRep:
    STEADY = every_day(date(2026, 3, 2), date(2026, 6, 12), calls=10, meetings=1)

    def test_who_goes_on_as_before_lands_where_the_pace_leads(self) -> None:
        found = landing(department(self.STEADY), date(2026, 6, 12), "calls")
        assert found["actual"] == 100
        assert found["naive"] == pytest.approx(220)
        assert found["curve"] == pytest.approx(220, rel=0.02)
        assert found["forecast"] == pytest.approx(220, rel=0.02)
        assert found["forecast_low"] < found["forecast"] < found["forecast_high"]

    def test_a_slow_start_is_not_taken_for_the_whole_month(self) -> None:
        rows = [*every_day(date(2026, 3, 2), date(2026, 5, 29), meetings=1), did("2026-06-04", "佐藤 健")]
        found = landing(department(rows), date(2026, 6, 4), "meetings")
        assert found["naive"] == 0
        assert 10 < found["forecast"] < 20

    def test_the_further_the_month_the_less_the_past_counts(self) -> None:
        past = every_day(date(2026, 3, 2), date(2026, 5, 29), meetings=2)
        ends = []
        for last in (date(2026, 6, 5), date(2026, 6, 15), date(2026, 6, 29)):
            rows = [*past, *every_day(date(2026, 6, 1), last, meetings=1)]
            ends.append(landing(department(rows), last, "meetings")["forecast"])
        assert ends[0] > ends[1] > ends[2] == pytest.approx(22, abs=1)

    def test_holidays_taken_are_days_on_which_nothing_is_expected(self) -> None:
        at = department(self.STEADY)
        away = [("佐藤 健", date(2026, 6, day), 0) for day in range(22, 27)]
        attendance = pd.DataFrame(away, columns=["rep", "date", "present"])
        gone = replace(at, absent=absences(attendance, ROSTER))
        assert landing(gone, date(2026, 6, 12), "calls")["forecast"] == pytest.approx(170, rel=0.03)

    def test_deals_won_at_weekends_count_weekends_as_days(self) -> None:
        days = [date(2026, 2, 1) + timedelta(number) for number in range(134)]  # until 14 June
        at = department([did(day.isoformat(), "佐藤 健", wins=3) for day in days])
        found = landing(at, date(2026, 6, 14), "wins")
        assert found["naive"] == pytest.approx(42 * 22 / 10)
        assert abs(found["forecast"] - 90) < abs(found["naive"] - 90) / 2

    def test_a_newcomer_is_taken_for_like_everybody(self) -> None:
        people = [("佐藤 健", "第1課", None), ("新人 来", "第1課", JUNE)]
        roster = Roster.from_frame(pd.DataFrame(people, columns=["rep", "team", "from"]))
        found = landing(department(self.STEADY, roster), date(2026, 6, 1), "calls", "新人 来")
        assert 50 < found["forecast"] < 220


class TestApart:
    def test_each_of_many_lands_as_if_there_were_nobody_else(self) -> None:
        """Whatever reps have in common on their way there: one began in March, one in May, one in June."""
        reps = {"佐藤 健": date(2026, 3, 2), "田中 一": date(2026, 5, 1), "森 葵": date(2026, 6, 1)}
        rows = {
            rep: every_day(since, date(2026, 6, 12), rep, calls=7 + 4 * number, meetings=number)
            for number, (rep, since) in enumerate(reps.items())
        }
        roster = Roster.from_frame(pd.DataFrame({"rep": list(reps), "team": "第1課"}))
        together = department([row for own in rows.values() for row in own], roster)
        found = landings(together, JUNE, date(2026, 6, 12), apart="rep")
        for rep, own in rows.items():
            alone = department(own, Roster.from_frame(pd.DataFrame({"rep": [rep], "team": "第1課"})))
            expected = landings(alone, JUNE, date(2026, 6, 12), apart="rep")
            of_rep = found[found["rep"] == rep].reset_index(drop=True)
            pd.testing.assert_frame_equal(of_rep, expected[expected["rep"] == rep].reset_index(drop=True))


class TestEdges:
    def test_a_month_that_is_over_has_landed(self) -> None:
        at = department(every_day(date(2026, 5, 1), date(2026, 7, 10), calls=7))
        found = landings(at, JUNE, date(2026, 7, 10))
        for column in ("naive", "curve", "forecast", "forecast_low", "forecast_high"):
            assert found[column].tolist() == found["actual"].tolist()

    def test_a_month_not_yet_begun_is_expected_to_be_like_those_before(self) -> None:
        at = department(every_day(date(2026, 3, 2), date(2026, 5, 29), calls=10))
        found = landing(at, date(2026, 5, 29), "calls")
        assert np.isnan(found["naive"])
        assert found["forecast"] == pytest.approx(220, rel=0.05)  # a little like everybody, who did less

    def test_without_any_past_the_month_speaks_for_itself(self) -> None:
        at = department(every_day(JUNE, date(2026, 6, 12), calls=10))
        assert landing(at, date(2026, 6, 12), "calls")["forecast"] == pytest.approx(220)

    def test_without_any_past_money_still_comes_in_whole_deals(self) -> None:
        rows = [did(f"2026-06-{day:02}", "佐藤 健", wins=1, won_amount=30_000) for day in (2, 3, 9, 11)]
        found = landing(department(rows), date(2026, 6, 12), "won_amount")
        assert found["forecast_high"] - found["forecast_low"] > 2 * 30_000

    def test_without_any_data_nothing_is_said(self) -> None:
        found = landings(department([]), JUNE, date.min)
        assert found["forecast"].isna().all()
        nobody = landings(department([], Roster()), JUNE, date.min)
        assert nobody["team"].unique().tolist() == [ALL]

    def test_a_month_without_business_days_says_nothing_it_cannot(self) -> None:
        at = department([did("2026-05-12", "佐藤 健", calls=5)])
        closed = Calendar(closed=frozenset(date(2026, 6, day) for day in range(1, 31)))
        found = landings(replace(at, calendar=closed), JUNE, date(2026, 6, 10))
        assert not np.isinf(found[["naive", "curve", "forecast"]].astype(float)).any().any()

    @settings(max_examples=25)
    @given(event_rows(min_size=1), st.dates(date(2026, 5, 20), date(2026, 7, 5)))
    def test_nothing_is_forecast_below_what_is_done_and_the_range_holds_the_forecast(
        self, rows: pd.DataFrame, until: date
    ) -> None:
        known = rows[rows["date"] <= pd.Timestamp(until)]
        found = landings(department(known), JUNE, until)
        known_ends = found[found["forecast"].notna()]
        tolerance = 1e-9 * (1 + known_ends["forecast"])
        assert (known_ends["forecast_low"] >= known_ends["actual"] - tolerance).all()
        assert (known_ends["forecast_low"] <= known_ends["forecast"] + tolerance).all()
        assert (known_ends["forecast_high"] >= known_ends["forecast"] - tolerance).all()
        assert (known_ends["forecast_high"] >= known_ends["actual"] - tolerance).all()
        assert not np.isinf(found[["forecast", "forecast_low", "forecast_high"]].to_numpy()).any()


class TestBacktest:
    def test_the_blend_beats_the_naive_line_on_the_demo(self, tmp_path: Path) -> None:
        sample = write_sample(tmp_path, date(2026, 11, 20), "ja")
        calendar, _ = Calendar.from_frame(sample.holidays)
        at = replace(department(sample.events, Roster.from_frame(sample.roster)), calendar=calendar)
        found = backtest(at, [date(2026, 9, 1), date(2026, 10, 1)], counts=("meetings", "wins", "won_amount"))
        missed = errors(found, ("kpi",))
        assert (missed["wape_forecast"] < 0.9 * missed["wape_naive"]).all()
        assert errors(found, ("level",))["within"].between(0.6, 0.95).all()

    def test_the_blend_beats_the_naive_line_on_a_real_crm(self, shared_data: Path) -> None:
        at = counted(shared_data / "crm_sales_opportunities.xlsx", "US")
        months = [date(2017, month, 1) for month in (8, 9, 10, 11)]
        missed = errors(backtest(at, months, counts=("opportunities", "wins", "won_amount")), ("kpi",))
        assert (missed["wape_forecast"] < missed["wape_naive"]).all()

    def test_a_forecast_knows_only_what_was_counted_until_then(self) -> None:
        rows = every_day(date(2026, 3, 2), date(2026, 6, 30), calls=10)
        more = [*rows, *(did("2026-06-29", "佐藤 健", calls=10_000) for _ in range(3))]
        before, after = (backtest(department(those), [JUNE], [0.5], ["calls"]) for those in (rows, more))
        assert before["forecast"].tolist() == after["forecast"].tolist()
        assert (after["final"] > before["final"]).any()
