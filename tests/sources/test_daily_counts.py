"""Daily counts: one row per rep and day."""

from __future__ import annotations

from sheetkpi.model.metrics import Kpi, KpiTree
from tests.sources.raw_activity import read, reasons, sheet, totals

HEADERS = ["日付", "担当者", "リード経路", "架電数", "接続数", "アポ獲得数", "受注金額(千円)"]


def counts(*rows, **more):
    return sheet(HEADERS, *rows, name="日報", **more)


def test_each_column_adds_its_count_on_its_day():
    raw = counts(
        ["2026/11/2", "佐藤", "展示会", "40", "8", "1", "500"],
        ["2026/11/3", "佐藤", "", "３５件", "", "", ""],
    )
    assert totals(read(raw), "date") == {
        "2026-11-02": {"calls": 40, "connects": 8, "meetings": 1, "won_amount": 500_000},
        "2026-11-03": {"calls": 35},
    }


def test_prepared_rows_without_a_count_and_subtotals_are_no_records():
    activity = read(
        counts(
            ["2026/11/2", "佐藤", "", "40"],
            ["2026/11/3", "佐藤", ""],
            ["2026/11/2", "合計", "", "40"],
            ["合計", "", "", "40"],
            [],
        )
    )
    assert (activity.read, activity.counted, totals(activity)) == (1, 1, {"calls": 40})


def test_what_cannot_be_counted_is_listed():
    activity = read(
        counts(
            ["未定", "佐藤", "", "40"],
            ["", "佐藤", "", "40"],
            ["2026/11/2", "", "", "40"],
            ["2026/11/2", "佐藤", "", "たくさん"],
            ["2026/11/2", "佐藤", "", "40", "たくさん"],
        )
    )
    assert sorted(reasons(activity)) == [
        ("A2", "未定", "date_unreadable"),
        ("A3", "", "date_missing"),
        ("B4", "", "rep_missing"),
        ("D5", "たくさん", "count_unreadable"),
    ]
    assert reasons(activity, "note") == [("E6", "たくさん", "count_unreadable")]
    assert totals(activity) == {"calls": 40}


def test_error_values_are_listed_beside_the_counts_that_are_read():
    activity = read(
        counts(
            ["2026/11/2", "佐藤", "", "40", "#N/A", "1"],
            ["2026/11/3", "佐藤", "", "#REF!", "#REF!"],
            ["2026/11/4", "#N/A", "", "30"],
            ["#VALUE!", "佐藤", "", "20"],
        )
    )
    assert totals(activity) == {"calls": 40, "meetings": 1}
    assert (activity.read, activity.counted) == (4, 1)
    assert sorted(reasons(activity)) == [
        ("A5", "#VALUE!", "cell_error"),
        ("B4", "#N/A", "cell_error"),
        ("D3", "#REF!", "count_error"),
    ]
    assert reasons(activity, "note") == [("E2", "#N/A", "count_error")]


def test_rows_of_nothing_but_error_values_are_listed():
    activity = read(counts(["#REF!", "#REF!", "", "#REF!", "#REF!"], ["2026/11/2", "佐藤", "", "40"]))
    assert (totals(activity), reasons(activity)) == ({"calls": 40}, [("A2", "#REF!", "cell_error")])


def test_error_values_alone_are_none_on_days_to_come_and_below_the_table():
    activity = read(
        counts(
            ["2026/11/2", "佐藤", "", "40"],
            ["2026/11/30", "佐藤", "", "#N/A"],
            ["", "", "", "#DIV/0!"],
            ["2026/11/2", "平均", "", "#DIV/0!", "40"],
        )
    )
    assert (totals(activity), activity.read, reasons(activity)) == ({"calls": 40}, 1, [])


def test_the_users_own_counts_are_found_by_their_name():
    tree = KpiTree().extended([Kpi("own:reply", "activity", "count", label="返信数")])
    raw = sheet(["日付", "担当者", "架電数", "返信数"], ["2026/11/2", "佐藤", "40", "3"])
    assert totals(read(raw, tree=tree)) == {"calls": 40, "own:reply": 3}


def entered(*rows):
    headers = ["日付", "担当者", "架電数", "接続数", "商談創出数"]
    activity = read(sheet(headers, *rows, name="日次入力", typed=True))
    spans = activity.measured.sort_values(["rep", "count"])
    return {
        (rep, count): (first.day, last.day)
        for rep, count, first, last in zip(
            spans["rep"], spans["count"], spans["first"], spans["last"], strict=True
        )
    }


def test_a_count_that_a_rep_never_enters_is_not_measured_and_an_empty_cell_beside_others_is_none():
    assert entered(
        ["2026/11/2", "佐藤", "40", "", ""],
        ["2026/11/4", "佐藤", "30", "", "1"],
        ["2026/11/4", "森", "20", "0", ""],
    ) == {
        ("佐藤", "calls"): (2, 4),
        ("佐藤", "meetings"): (2, 4),
        ("森", "calls"): (4, 4),
        ("森", "connects"): (4, 4),
    }


def test_a_count_entered_later_is_measured_from_that_month_on():
    found = entered(["2026/10/5", "佐藤", "40", "", ""], ["2026/11/4", "佐藤", "30", "5", ""])
    assert found == {("佐藤", "calls"): (5, 4), ("佐藤", "connects"): (1, 4)}


def test_a_column_without_any_entry_measures_nothing():
    rows = sheet(["日付", "担当者", "架電数", "接続数"], ["2026/11/2", "佐藤", "40", ""], name="日報")
    assert set(read(rows).measured["count"]) == {"calls"}


def test_a_header_that_says_that_it_counts_beats_one_that_may():
    raw = sheet(["Date", "Rep", "Calls", "Wins", "Won"], ["2026-11-02", "Amy Fox", "30", "1", "12"])
    activity = read(raw)
    assert totals(activity) == {"calls": 30, "wins": 1}
    assert reasons(activity, "note") == [("E1", "Won", "column_second")]


def test_of_two_headers_of_one_count_that_differ_neither_counts_and_both_are_told():
    raw = sheet(["Date", "Rep", "Calls", "Wins", "Deals won"], ["2026-11-02", "Amy Fox", "30", "1", "0"])
    activity = read(raw)
    assert totals(activity) == {"calls": 30}
    assert reasons(activity, "note") == [("D1", "Wins", "column_guess"), ("E1", "Deals won", "column_guess")]
