"""Tables with a column of numbers for each result: calls that exclude each other, or steps of a funnel."""

from __future__ import annotations

from tests.sources.raw_activity import read, reasons, sheet, totals

HEADER = ["日付", "担当者", "不在", "受付NG", "担当接続", "アポ獲得"]
ROWS = (
    ("2026/11/2", "佐藤葵", "20", "4", "5", "1"),
    ("2026/11/2", "田中蓮", "10", "6", "4", "0"),
)
ENGLISH = ["Date", "Agent", "No Answer", "Left Voicemail", "Connected", "Meeting Booked", "Wrong Number"]
EXCLUSIVE = {
    "佐藤葵": {"calls": 30, "connects": 6, "meetings": 1},
    "田中蓮": {"calls": 20, "connects": 4},
}


def test_results_that_make_up_a_total_are_the_calls() -> None:
    total = [("合計", "", "30", "10", "9", "1", "50")]
    activity = read(sheet([*HEADER, "計"], (*ROWS[0], "30"), (*ROWS[1], "20"), *total))
    assert totals(activity, "rep") == EXCLUSIVE
    assert set(activity.columns["role"]) == {"used"}


def test_and_so_are_those_that_make_up_the_calls() -> None:
    rows = [[*row[:2], calls, *row[2:]] for row, calls in zip(ROWS, ("30", "20"), strict=True)]
    activity = read(sheet([*HEADER[:2], "架電数", *HEADER[2:]], *rows))
    assert totals(activity, "rep") == EXCLUSIVE


def test_the_same_in_english() -> None:
    activity = read(
        sheet(
            [
                "Date",
                "Agent",
                "No Answer",
                "Left Voicemail",
                "Connected",
                "Meeting Booked",
                "Wrong Number",
                "Total",
            ],
            ["2026-11-02", "Amy Fox", "20", "3", "5", "1", "1", "30"],
            ["2026-11-02", "Bob Lee", "10", "6", "4", "0", "0", "20"],
        )
    )
    assert totals(activity, "rep") == {
        "Amy Fox": {"calls": 30, "connects": 6, "meetings": 1},
        "Bob Lee": {"calls": 20, "connects": 4},
    }


def test_in_a_funnel_a_meeting_is_one_of_the_connects() -> None:
    rows = [
        ("2026/11/2", "佐藤葵", "30", "20", "4", "6", "1"),
        ("2026/11/2", "田中蓮", "20", "10", "6", "4", "2"),
    ]
    activity = read(sheet(["日付", "担当者", "架電数", "不在", "受付", "担当接続", "アポ"], *rows))
    assert totals(activity, "rep") == {
        "佐藤葵": {"calls": 30, "connects": 6, "meetings": 1},
        "田中蓮": {"calls": 20, "connects": 4, "meetings": 2},
    }


def test_whoever_anybody_answered_is_a_connect_where_the_settings_say_so() -> None:
    table = sheet([*HEADER, "計"], (*ROWS[0], "30"), (*ROWS[1], "20"))
    assert totals(read(table, connect_level="line")) == {"calls": 50, "connects": 20, "meetings": 1}


def test_without_a_total_nobody_knows_whether_they_exclude_each_other_and_they_are_named() -> None:
    activity = read(
        sheet(
            ENGLISH,
            ["2026-11-02", "Amy Fox", "20", "3", "5", "1", "1"],
            ["2026-11-02", "Bob Lee", "10", "6", "4", "0", "0"],
        )
    )
    assert totals(activity) == {"connects": 9, "meetings": 1}
    unused = activity.columns[activity.columns["role"] == "unused"]
    assert set(unused["header"]) == {"No Answer", "Left Voicemail", "Wrong Number"}
    assert set(unused["guess"]) == {""}


def test_a_number_nobody_can_read_is_told_once() -> None:
    rows = [("2026/11/2", "佐藤葵", "20", "4", "5", "一", "30"), (*ROWS[1], "20")]
    activity = read(sheet([*HEADER, "計"], *rows, *(((*ROWS[1], "20"),) * 12)))
    assert [value for _, value, _ in reasons(activity, "note") if value == "一"] == ["一"]
