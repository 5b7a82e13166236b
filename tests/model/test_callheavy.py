"""架電偏重: more and more calls, no more meetings."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.callheavy import complete_months, is_call_heavy, is_complete, months_worked
from sheetkpi.model.diagnosis import Workbook, diagnosis
from sheetkpi.model.roster import Roster
from sheetkpi.model.views import ALL
from tests.model.examples import TREE, did, events
from tests.model.test_verdicts import BANDS, worded

BAND = Band(0.1, 0.2, 30)
MONTHS = [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


def months(calls: list[float], meetings: list[float], fte: float = 20) -> list[dict[str, float]]:
    """Three months with 100 connects each."""
    return [
        {"calls": made, "connects": 100, "meetings": booked, "fte": fte}
        for made, booked in zip(calls, meetings, strict=True)
    ]


class TestWhoIsFlagged:
    def test_calls_up_while_the_meeting_rate_stays_low(self) -> None:
        many = [
            month | {key: 40 * month[key] for key in ("calls", "connects", "meetings", "fte")}
            for month in months([400, 450, 500], [6, 5, 6])
        ]
        assert is_call_heavy(many, BAND), "forty reps"
        assert not is_call_heavy(months([400, 450, 500], [6, 5, 6]), BAND), "of one, the rate may have risen"

    def test_calls_up_while_the_meeting_rate_falls(self) -> None:
        assert is_call_heavy(months([400, 450, 500], [30, 25, 15]), BAND)

    @pytest.mark.parametrize(
        ("calls", "meetings"),
        [
            ([500, 500, 500], [6, 5, 7]),  # no more calls
            ([500, 510, 520], [6, 5, 7]),  # hardly more
            ([400, 450, 500], [6, 12, 7]),  # one month within the band
            ([400, 450, 500], [18, 17, 16]),  # a fall that may be chance
            ([400, 450, 500], [30, 12, 28]),  # up again
            ([400, 450, 500], [5, 7, 9]),  # below the band, but rising
            ([0, 450, 500], [6, 5, 7]),
        ],
    )
    def test_and_nobody_else(self, calls: list[float], meetings: list[float]) -> None:
        assert not is_call_heavy(months(calls, meetings), BAND)

    def test_a_new_colleague_is_not_more_calls(self) -> None:
        grown = months([400, 600, 800], [6, 5, 7])
        grown[1]["fte"], grown[2]["fte"] = 30, 40
        assert not is_call_heavy(grown, BAND)

    def test_few_connects_say_nothing(self) -> None:
        few = [month | {"connects": 9, "meetings": 0} for month in months([400, 450, 500], [0, 0, 0])]
        assert not is_call_heavy(few, BAND)

    def test_two_months_are_not_enough(self) -> None:
        assert not is_call_heavy(months([400, 500], [5, 5]), BAND)


class TestMonths:
    def test_a_month_is_complete_with_data_of_its_last_business_day(self) -> None:
        may_29 = date(2026, 5, 29)  # a Friday
        assert is_complete(date(2026, 5, 1), may_29, Calendar())
        assert not is_complete(date(2026, 5, 1), date(2026, 5, 28), Calendar())
        assert not is_complete(date(2026, 5, 1), None, Calendar())

    def test_the_running_month_is_left_out(self) -> None:
        assert complete_months(MONTHS[2], date(2026, 6, 29), Calendar()) == [date(2026, 3, 1), *MONTHS[:2]]
        assert complete_months(MONTHS[2], date(2026, 6, 30), Calendar()) == MONTHS

    def test_later_months_than_the_one_shown_are_not_looked_at(self) -> None:
        assert complete_months(MONTHS[0], date(2026, 12, 1), Calendar())[-1] == MONTHS[0]

    def test_a_month_far_ahead_of_the_data_looks_at_the_last_ones_with_data(self) -> None:
        assert complete_months(date(2999, 1, 1), date(2026, 6, 30), Calendar()) == MONTHS
        assert complete_months(date(2999, 1, 1), date(2026, 6, 18), Calendar(), 20)[-1] == date(2026, 5, 1)
        assert complete_months(date(2999, 1, 1), date(2026, 6, 19), Calendar(), 20)[-1] == date(2026, 6, 1)

    def test_months_are_worked_by_teams_and_reps(self) -> None:
        roster = Roster.from_frame(pd.DataFrame({"rep": ["佐藤 健"], "team": ["第1課"], "fte": [0.5]}))
        facts = worded(
            events(
                [
                    did("2026-04-01", "佐藤 健", calls=10, connects=2, meetings=1),
                    did("2026-05-07", "謎 男", calls=5),
                ]
            )
        )
        absent = {("佐藤 健", date(2026, 4, 1)): 1.0}
        worked = months_worked(facts, MONTHS, roster, Calendar(), absent)
        assert set(worked) == {("第1課", ""), ("第1課", "佐藤 健"), ("第1課", "謎 男"), (ALL, "")}
        april = len(business_days(date(2026, 4, 1), date(2026, 4, 30), Calendar()))
        assert dict(worked["第1課", "佐藤 健"][0]) == {
            "calls": 10,
            "connects": 2,
            "meetings": 1,
            "fte": (april - 1) / 2,
        }
        assert worked["第1課", "佐藤 健"][1]["calls"] == 0
        assert worked[ALL, ""][0]["fte"] == (april - 1) / 2 + april, "who is not in the roster is full-time"


def test_the_diagnosis_names_it_with_its_figures() -> None:
    rows = events(
        [
            did("2026-04-30", "佐藤 健", calls=4000, connects=1000, meetings=60),
            did("2026-05-29", "佐藤 健", calls=4200, connects=1000, meetings=60),
            did("2026-06-30", "佐藤 健", calls=6000, connects=1400, meetings=70),
        ]
    )
    facts = worded(rows)
    worked = months_worked(facts, MONTHS, Roster(), Calendar(), {})
    names = pd.DataFrame([("第1課", "佐藤 健")], columns=["team", "rep"])
    row = diagnosis(names, facts, MONTHS[2], BANDS, TREE, Workbook(worked, {}, {}, tuple(MONTHS)), "ja").iloc[
        0
    ]
    assert row["flag"] == "flag.call_heavy"
    assert "2026/04 から 2026/06 で、1人1日あたりの架電は 190 件から 273 件" in row["advice"]
    assert "6.0% から 5.0%" in row["advice"]
