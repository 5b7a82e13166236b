"""更新漏れ: which business days have no data from whom."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.entryhealth import MISSING, entry_health, health_days
from sheetkpi.model.roster import Roster
from tests.model.examples import did, events
from tests.model.test_verdicts import worded

ROSTER = Roster.from_frame(
    pd.DataFrame(
        [
            ("佐藤 健", "第1課", None, None, None),
            ("新人 来", "第2課", date(2026, 6, 11), None, None),
            ("去 人", "第2課", None, date(2026, 5, 31), None),
            ("部長", "", None, None, "集計外"),
            ("田中 一", "", None, None, None),
        ],
        columns=["rep", "team", "from", "to", "role"],
    )
)
DAYS = (date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 12))
FACTS = worded(
    events(
        [
            did("2026-06-09", "佐藤 健", calls=5),
            did("2026-06-10", "佐藤 健", calls=0),
            did("2026-06-12", "佐藤 健", calls=5),
            did("2026-06-15", "佐藤 健", calls=5),
            did("2026-06-11", "新人 来", calls=5),
        ]
    )
)


def marks(absent: dict[tuple[str, date], float] | None = None) -> dict[str, list[int]]:
    """The numbers of the days missing, by rep."""
    frame = entry_health(FACTS, ROSTER, DAYS, absent or {})
    days = [f"day_{number}" for number in range(1, len(DAYS) + 1)]
    rows = frame.set_index("rep")[days].T
    found = {str(rep): [n for n, mark in enumerate(rows[rep], 1) if mark == MISSING] for rep in frame["rep"]}
    assert frame["missing"].tolist() == [len(days) for days in found.values()]
    return found


class TestGaps:
    def test_days_without_any_record_are_missing_even_zero_calls_are_a_record(self) -> None:
        assert marks()["佐藤 健"] == [3]

    def test_days_before_somebody_joined_are_no_gap_and_who_has_left_is_not_shown(self) -> None:
        assert marks() == {"佐藤 健": [3], "新人 来": [4], "田中 一": [1, 2, 3, 4]}

    def test_what_field_sales_did_with_a_deal_is_no_entry(self) -> None:
        rows = [did("2026-06-09", "佐藤 健", calls=5), did("2026-06-11", "佐藤 健", wins=1)]
        frame = entry_health(worded(events(rows)), ROSTER, DAYS, {})
        known = frame.set_index("rep").loc["佐藤 健"]
        assert known["missing"] == 3
        assert known["last_day"] == pd.Timestamp("2026-06-09")

    def test_who_is_known_by_deals_alone_enters_by_them(self) -> None:
        frame = entry_health(worded(events([did("2026-06-11", "佐藤 健", wins=1)])), ROSTER, DAYS, {})
        assert frame.set_index("rep").loc["佐藤 健", "missing"] == 3

    def test_a_day_of_absence_is_no_gap_half_a_day_is(self) -> None:
        assert marks({("佐藤 健", DAYS[2]): 1.0, ("新人 来", DAYS[3]): 0.5}) == {
            "佐藤 健": [],
            "新人 来": [4],
            "田中 一": [1, 2, 3, 4],
        }

    def test_the_last_day_seen_and_the_team_of_each(self) -> None:
        frame = entry_health(FACTS, ROSTER, DAYS, {})
        assert frame["last_day"].dt.day.tolist()[:2] == [12, 11]
        assert pd.isna(frame["last_day"].iloc[2])
        assert frame["team"].tolist() == ["第1課", "第2課", "unassigned"]

    def test_without_days_there_are_no_rows(self) -> None:
        assert entry_health(FACTS, ROSTER, (), {}).columns.tolist() == ["rep", "team", "last_day", "missing"]
        assert entry_health(FACTS, ROSTER, (), {}).empty


class TestWhichDays:
    def test_today_counts_only_with_data_of_today(self) -> None:
        friday = date(2026, 6, 12)
        assert health_days(date(2026, 6, 11), friday, Calendar())[-1] == date(2026, 6, 11)
        assert health_days(friday, friday, Calendar())[-1] == friday

    def test_nobody_having_entered_anything_is_seen(self) -> None:
        assert health_days(date(2026, 6, 8), date(2026, 6, 12), Calendar())[-1] == date(2026, 6, 11)

    def test_an_old_workbook_is_looked_at_as_it_was(self) -> None:
        assert health_days(date(2020, 6, 12), date(2026, 6, 12), Calendar())[-1] == date(2020, 6, 12)

    @given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 40))
    def test_there_are_always_ten_and_the_last_is_not_after_today(self, last: date, later: int) -> None:
        today = date.fromordinal(last.toordinal() + later)
        days = health_days(last, today, Calendar())
        assert len(days) == 10
        assert list(days) == sorted(days)
        assert days[-1] <= today
        assert days[0] <= last
