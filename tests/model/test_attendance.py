"""What cannot be used in the Attendance table."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from sheetkpi.language import say
from sheetkpi.model.attendance import attendance_problems
from sheetkpi.model.presence import absences
from sheetkpi.model.roster import Roster

ROSTER = Roster.from_frame(
    pd.DataFrame(
        [("佐藤 健", "ken", "第1課"), ("林 海", "h", "第1課"), ("林 海", "h", "第2課")],
        columns=["rep", "aliases", "team"],
    )
)


def attendance(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rep", "date", "present"], dtype=object)


def test_every_spelling_that_is_understood_is_no_problem() -> None:
    rows = attendance(
        ("佐藤健", datetime(2026, 6, 1), 0), ("KEN", "2026-06-02", 0.5), ("佐藤　健", date(2026, 6, 3), 1)
    )
    assert attendance_problems(rows, ROSTER).empty
    assert set(absences(rows, ROSTER).values()) == {1.0, 0.5, 0.0}


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (("謎 男", date(2026, 6, 1), 0), ["rep"]),
        (("林海", date(2026, 6, 1), 0), ["rep"]),  # two people of that name
        ((None, date(2026, 6, 1), 0), ["rep"]),
        (("ken", "そのうち", 0), ["date"]),
        (("ken", 46204, 0), ["date"]),
        (("ken", None, 0), ["date"]),
        (("ken", date(2026, 6, 1), 2), ["present"]),
        (("ken", date(2026, 6, 1), "休"), ["present"]),
        (("ken", date(2026, 6, 1), None), ["present"]),
        (("謎 男", None, None), ["rep", "date", "present"]),
    ],
)
def test_what_is_passed_over_is_listed_with_its_cell(row: tuple[object, ...], columns: list[str]) -> None:
    rows = attendance(("ken", date(2026, 6, 5), 0), row)
    problems = attendance_problems(rows, ROSTER)
    assert problems["row"].tolist() == [1] * len(columns)
    assert problems["column"].tolist() == columns
    assert len(absences(rows, ROSTER)) == 1
    for reason, values in problems[["reason", "values"]].itertuples(index=False):
        assert "{" not in say(reason, "ja", **values) + say(reason, "en", **values)


def test_blank_rows_are_passed_over() -> None:
    assert attendance_problems(attendance((None, None, None), ("", None, "")), ROSTER).empty
