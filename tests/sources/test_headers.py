"""Where headers are found and which field a column holds."""

from __future__ import annotations

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.headers.headers import attempt_of
from tests.sources.raw_activity import read, reasons, sheet, totals

ROW = ["2026/11/2", "佐藤", "不在"]
HEADERS = ["日付", "担当者", "結果"]


def test_titles_blank_rows_and_empty_columns_may_stand_before_the_headers():
    activity = read(
        sheet(["", "架電ログ 2026年11月"], [], ["", *HEADERS], ["", *ROW], first_row=2, first_column=2)
    )
    assert totals(activity) == {"calls": 1}


def test_cells_are_named_as_the_sheet_shows_them():
    activity = read(sheet(["題"], HEADERS, ["未定", "佐藤", "不在"], ROW, first_row=3, first_column=2))
    assert reasons(activity) == [("B5", "未定", "date_unreadable")]
    assert activity.issues["row"].tolist() == [5]


def test_headers_repeated_in_the_middle_blank_rows_and_totals_are_no_records():
    activity = read(sheet(HEADERS, ROW, [], HEADERS, ROW, ["合計", "", "2"], ["", "総 計", "2"]))
    assert (activity.read, activity.counted, activity.left_out) == (2, 2, 0)


def test_two_header_rows_are_read_as_one():
    activity = read(
        sheet(
            ["会社名", "担当者", "1回目", "", "", "2回目", "", ""],
            ["", "", "架電日", "結果", "詳細", "架電日", "結果", "詳細"],
            ["A社", "佐藤", "11/2", "不在", "", "11/3", "アポ獲得", ""],
        )
    )
    assert activity.sheets[0].fields["2.result"] == "2回目 結果"
    assert totals(activity) == {"calls": 2, "connects": 1, "meetings": 1}


def test_two_header_rows_may_be_repeated_too():
    headers = [["会社名", "担当者", "1回目", ""], ["", "", "架電日", "結果"]]
    activity = read(
        sheet(*headers, ["A社", "佐藤", "11/2", "不在"], *headers, ["B社", "佐藤", "11/3", "不在"])
    )
    assert (activity.read, activity.counted) == (2, 2)


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("1回目架電日", (1, "date")),
        ("第２回 架電日", (2, "date")),
        ("3次コール日", (3, "date")),
        ("初回架電日", (1, "date")),
        ("架電日①", (1, "date")),
        ("2回目\n結果", (2, "result")),
        ("結果3", (3, "result")),
        ("2nd call date", (2, "date")),
        ("Call 1 result", (1, "result")),
        ("1回目担当者", (1, "rep")),
        ("次回架電日", None),
        ("架電日", None),
        ("11月", None),
    ],
)
def test_attempts_are_numbered_in_many_ways(header, meant):
    assert attempt_of(header) == meant


@pytest.mark.parametrize(
    ("headers", "rep"),
    [
        (["日付", "所有者", "IS担当", "結果"], "IS担当"),
        (["日付", "担当者", "架電者", "結果"], "架電者"),
        (["日付", "作成者", "担当", "結果"], "担当"),
        (["Date", "Owner", "Assigned To", "Call Result"], "Assigned To"),
        (["日付", "先方担当者", "当社担当", "結果"], "当社担当"),
        (["日付", "取引先責任者", "割り当て先", "結果"], "割り当て先"),
    ],
)
def test_of_several_people_the_one_nearest_to_the_call_is_the_rep(headers, rep):
    assert read(sheet(headers, ["2026/11/2", "甲", "乙", "不在"])).sheets[0].fields["rep"] == rep


def test_the_next_call_is_no_date_of_this_one():
    activity = read(sheet(["次回架電日", "架電日", "架電者"], ["2026/11/9", "2026/11/2", "佐藤"]))
    assert totals(activity, "date") == {"2026-11-02": {"calls": 1}}


def test_the_column_map_says_what_a_column_holds():
    raw = sheet(["いつ", "だれ", "どうだった"], ["2026/11/2", "佐藤", "アポ獲得"], name="十一月")
    mapped = [("", "いつ", "日付"), ("十一月", "だれ", "rep"), ("十*", "どうだった", "Result")]
    assert totals(read(raw, columns=mapped)) == {"calls": 1, "connects": 1, "meetings": 1}


def test_the_column_map_beats_what_the_header_says():
    raw = sheet(["日付", "担当者", "所有者", "結果"], ["2026/11/2", "佐藤", "田中", "不在"])
    assert totals(read(raw, columns=[("", "所有者", "担当者")]), "rep") == {"田中": {"calls": 1}}


def test_a_column_can_be_left_unused():
    raw = sheet(["日付", "担当者", "種別", "結果"], ["2026/11/2", "佐藤", "新規", "不在"])
    assert totals(read(raw, columns=[("", "種別", "使わない")])) == {"calls": 1}


def test_a_row_for_one_sheet_beats_one_for_all():
    raw = sheet(["日付", "担当者", "所有者", "結果"], ["2026/11/2", "佐藤", "田中", "不在"], name="ログ")
    mapped = [("", "所有者", "担当者"), ("ログ", "所有者", "使わない")]
    assert totals(read(raw, columns=mapped), "rep") == {"佐藤": {"calls": 1}}


def test_a_mapped_count_adds_ticks_and_numbers():
    raw = sheet(
        ["Date", "Agent", "Answered (Y/N)", "Resolved"],
        *(["2026-11-02", "佐藤", "Y", cell] for cell in ("Y", "N", "2", "", "○", "true")),
    )
    assert totals(read(raw)) == {"calls": 6, "connects": 6}
    mapped = read(raw, columns=[("", "Resolved", "商談創出数")])
    assert totals(mapped) == {"calls": 6, "connects": 6, "meetings": 5}


def test_two_columns_mapped_to_one_field_stop_the_reading():
    raw = sheet(["日付", "担当者", "甲", "乙"], ["2026/11/2", "佐藤", "不在", "不在"], name="ログ")
    with pytest.raises(SheetKPIError) as caught:
        read(raw, columns=[("", "甲", "結果"), ("ログ", "乙", "結果")])
    assert "ログ" in caught.value.sentence("ja")
    assert "甲, 乙" in caught.value.sentence("ja")


def test_one_header_mapped_to_two_fields_stops_the_reading():
    with pytest.raises(SheetKPIError):
        read(sheet(HEADERS, ROW), columns=[("", "結果", "結果"), ("", "結果", "種別")])


def test_a_field_nobody_knows_stops_the_reading():
    with pytest.raises(SheetKPIError) as caught:
        read(sheet(HEADERS, ROW), columns=[("", "結果", "結果だよ")])
    assert "結果だよ" in caught.value.sentence("ja")


def test_the_column_map_says_how_dates_are_read():
    rows = (["Call Date", "Rep", "Call Result"], ["10/11/2026 23:30", "Amy Fox", "Connected"])
    for way, day in (("", "2026-11-10"), ("M/D/Y", "2026-10-11"), ("UTC", "2026-11-11")):
        activity = read(sheet(*rows), columns=[("", "Call Date", "", way)])
        assert list(totals(activity, "date")) == [day]


TICKS = (
    ["架電日", "担当者", "会社名", "通電", "アポ", "資料送付"],
    ["2026/11/2", "佐藤葵", "A社", "○", "", "○"],
    ["2026/11/2", "佐藤葵", "B社", "", "", ""],
    ["2026/11/2", "佐藤葵", "C社", "○", "○", ""],
    ["2026/11/2", "田中蓮", "D社", "×", "×", "×"],
)


@pytest.mark.parametrize("mapped", [(), [("", "通電", "接続数"), ("", "アポ", "商談創出数")]])
def test_ticks_count_one_each_and_stay_a_log_whoever_says_what_they_are(mapped):
    activity = read(sheet(*TICKS), columns=mapped)
    assert totals(activity, "rep") == {
        "佐藤葵": {"calls": 3, "connects": 2, "meetings": 1, "documents": 1},
        "田中蓮": {"calls": 1},
    }
    assert activity.sheets[0].shape == "log"


def test_two_columns_of_one_count_that_differ_leave_it_empty_and_ask():
    rows = (["日付", "担当者", "架電数", "コール数", "アポ数"], ["2026/11/2", "佐藤葵", "30", "25", "1"])
    activity = read(sheet(*rows))
    assert totals(activity) == {"meetings": 1}
    asked = activity.columns[activity.columns["role"] == "unused"]
    assert asked[["header", "guess"]].values.tolist() == [["架電数", "calls"], ["コール数", "calls"]]
    assert totals(read(sheet(*rows), columns=[("", "コール数", "架電数")])) == {"calls": 25, "meetings": 1}


def test_appointments_beside_meetings_are_those_that_were_set():
    rows = (["日付", "担当者", "架電数", "商談数", "アポ数"], ["2026/11/2", "佐藤葵", "30", "5", "2"])
    assert totals(read(sheet(*rows))) == {"calls": 30, "meetings": 2}


def test_an_export_pasted_with_its_headers_below_those_that_stood_ready_is_read_by_its_own():
    ready = ["日付", "担当者", "チーム", "会社名", "リード経路", "種別", "結果", "金額", "備考"]
    own = ["架電日", "担当", "部署", "お客様", "経路", "架電結果", "メモ"]
    rows = (
        ["2026/11/2", "森 葵", "東", "A社", "展示会", "アポ獲得", ""],
        ["2026/11/4", "森 葵", "東", "B社", "", "不在", ""],
    )
    activity = read(sheet(["活動ログ"], [], ready, own, *rows))
    assert totals(activity) == {"calls": 2, "connects": 1, "meetings": 1}
    assert reasons(activity) == []
    again = read(sheet(["活動ログ"], [], own, own, *rows))
    assert totals(again) == {"calls": 2, "connects": 1, "meetings": 1}
