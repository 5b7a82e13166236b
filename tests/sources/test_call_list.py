"""Call lists: one row per company, several attempts."""

from __future__ import annotations

from tests.sources.raw_activity import read, reasons, sheet, totals

HEADERS = [
    "会社名",
    "担当者",
    "リード経路",
    "1回目架電日",
    "1回目結果",
    "1回目詳細",
    "2回目架電日",
    "2回目結果",
]


def call_list(*rows, **more):
    return sheet(HEADERS, *rows, name="リスト", **more)


def test_each_filled_pair_is_one_call():
    activity = read(
        call_list(
            ["A社", "佐藤", "展示会", "2026/11/2", "不在", "", "2026/11/5", "アポ獲得"],
            ["B社", "佐藤", "展示会", "2026/11/2", "接続", "", "", ""],
            ["C社", "佐藤", "展示会", "", "", "", "", ""],
        )
    )
    assert activity.read == 3
    assert totals(activity, "date", "lead_source") == {
        ("2026-11-02", "展示会"): {"calls": 2, "connects": 1},
        ("2026-11-05", "展示会"): {"calls": 1, "connects": 1, "meetings": 1},
    }


def test_a_date_alone_is_a_call_and_a_result_alone_is_listed():
    activity = read(
        call_list(
            ["A社", "佐藤", "", "2026/11/2", "", "", "", ""], ["B社", "佐藤", "", "", "不在", "", "", ""]
        )
    )
    assert totals(activity) == {"calls": 1}
    assert reasons(activity) == [("D3", "", "date_missing")]


def test_a_date_that_is_an_error_value_is_listed():
    activity = read(
        call_list(
            ["A社", "佐藤", "", "#REF!", "", "", "2026/11/5", "接続"],
            ["B社", "佐藤", "", "2026/11/2", "不在", "", "#N/A", "アポ獲得"],
            ["C社", "佐藤", "", "", "#N/A", "", "", ""],
        )
    )
    assert totals(activity) == {"calls": 2, "connects": 1}
    assert sorted(reasons(activity)) == [("D2", "#REF!", "cell_error"), ("G3", "#N/A", "cell_error")]


def test_an_attempt_may_have_a_rep_of_its_own():
    raw = sheet(
        ["会社名", "担当者", "1回目架電日", "1回目担当", "2回目架電日", "2回目担当"],
        ["A社", "佐藤", "2026/11/2", "", "2026/11/3", "田中"],
    )
    assert totals(read(raw), "rep") == {"佐藤": {"calls": 1}, "田中": {"calls": 1}}


def test_dates_without_a_year_are_the_nearest_ones_and_tomorrow_is_listed():
    assert list(totals(read(call_list(["A社", "佐藤", "", "6/21", "不在"])), "date")) == ["2026-06-21"]
    activity = read(call_list(["A社", "佐藤", "", "11/21", "不在"]))
    assert [reason for _, _, reason in reasons(activity)] == ["date_future"]


def test_totals_below_the_list_are_no_calls():
    activity = read(call_list(["A社", "佐藤", "", "2026/11/2", "不在"], ["合計", "", "", "1", "1"], HEADERS))
    assert (activity.read, activity.left_out) == (1, 0)


def test_rows_of_one_rep_may_be_merged():
    rows = [["A社", "佐藤", "", "2026/11/2", "不在"], ["B社", "", "", "2026/11/2", "不在"]]
    assert totals(read(call_list(*rows, merged=lambda: [(2, 2, 3, 2)])), "rep") == {"佐藤": {"calls": 2}}


def test_the_column_map_names_attempts_too():
    raw = sheet(["会社名", "担当者", "一発目", "どうだった"], ["A社", "佐藤", "2026/11/2", "アポ獲得"])
    mapped = [("", "一発目", "1回目架電日"), ("", "どうだった", "1回目結果")]
    assert totals(read(raw, columns=mapped)) == {"calls": 1, "connects": 1, "meetings": 1}
