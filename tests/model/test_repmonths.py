"""What each rep did month by month, and in which month since joining."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.measured import COMPLETE, Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.repmonths import rep_months
from sheetkpi.model.roster import Roster
from tests.workbook.activities import events

NOVEMBER = date(2026, 11, 1)
PEOPLE = pd.DataFrame(
    {
        "rep": ["佐藤", "鈴木", "田中", "森"],
        "team": "第1課",
        "from": [date(2019, 4, 1), date(2026, 5, 1), date(2026, 5, 20), None],
        "to": [None, None, date(2026, 8, 31), None],
    }
)
WORKED = {"佐藤": range(1, 12), "鈴木": range(5, 12), "田中": range(5, 9), "森": range(2, 10)}


def months_of(
    people: pd.DataFrame = PEOPLE, worked: dict[str, range] | None = None, measured: Measured = COMPLETE
) -> pd.DataFrame:
    """RepMonths of November, with as many calls as the month's number a month."""
    done = events(
        *(
            (date(2026, month, 25), rep, "第1課", "", {"calls": month, "connects": 1})
            for rep, months in (worked or WORKED).items()
            for month in months
        )
    )
    tree = KpiTree()
    counted = with_months(facts(done, tree, measured))
    reps = ["佐藤", "鈴木", "森"]
    return rep_months(counted, NOVEMBER, reps, Roster.from_frame(people), Calendar(), tree, measured=measured)


def column(found: pd.DataFrame, rep: str, key: str) -> dict[int, object]:
    """A column of one rep's rows, by the number of the month; None for what is missing."""
    rows = found[found["rep"] == rep]
    values = rows[key].astype(object).where(rows[key].notna(), None)
    return dict(zip(rows["month"].dt.month, values, strict=True))


def test_everybody_has_the_last_six_months_and_who_joined_the_first_six_as_well():
    found = months_of()
    assert column(found, "佐藤", "calls") == {month: month for month in range(6, 12)}
    assert column(found, "鈴木", "calls") == {month: month for month in range(5, 12)}
    assert column(found, "鈴木", "tenure") == {month: month - 4 for month in range(5, 12)}


def test_a_month_mostly_gone_when_somebody_came_is_not_the_first_and_who_left_has_no_more():
    found = months_of()
    assert column(found, "田中", "tenure") == {6: 1, 7: 2, 8: 3}


def test_a_month_without_activity_is_zero_while_somebody_is_there_and_not_there_before_and_after():
    found = months_of(worked=WORKED | {"森": range(7, 10)})
    assert column(found, "森", "calls") == {7: 7, 8: 8, 9: 9, 10: 0, 11: 0}
    assert set(column(found, "森", "tenure").values()) == {None}, "the roster does not say since when"


def test_what_is_not_measured_is_missing_and_never_zero():
    spans = [("佐藤", date(2026, 9, 1)), ("鈴木", date(2026, 5, 1)), ("森", date(2026, 2, 1))]
    rows = [
        {"count": "calls", "rep": rep, "first": pd.Timestamp(first), "last": pd.Timestamp(2026, 11, 30)}
        for rep, first in spans
    ]
    found = months_of(measured=Measured.of(pd.DataFrame(rows)))
    assert column(found, "佐藤", "calls") == {6: None, 7: None, 8: None, 9: 9, 10: 10, 11: 11}
    assert set(column(found, "佐藤", "wins").values()) == {None}


@pytest.mark.parametrize(
    ("begins", "why"),
    [
        (date(2026, 8, 1), "was at work before"),
        (date(2026, 1, 5), "the data begin in that month"),
    ],
)
def test_a_date_of_joining_that_the_data_do_not_bear_out_is_not_believed(begins: date, why: str):
    found = months_of(PEOPLE.assign(**{"from": begins}), WORKED | {"鈴木": range(1, 12)})
    assert set(column(found, "鈴木", "tenure").values()) == {None}, why


def test_months_follow_the_closing_day():
    tree, done = KpiTree(), events((date(2026, 10, 25), "鈴木", "第1課", "", {"calls": 3}))
    people = Roster.from_frame(PEOPLE.assign(**{"from": date(2026, 10, 21), "to": None}))
    early = events((date(2026, 1, 5), "佐藤", "第1課", "", {"calls": 1}))
    counted = with_months(facts(pd.concat([done, early]), tree), 20)
    found = rep_months(counted, NOVEMBER, ["鈴木"], people, Calendar(), tree, 20)
    assert column(found, "鈴木", "calls") == {11: 3}
    assert column(found, "鈴木", "tenure") == {11: 1}
