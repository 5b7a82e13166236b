"""Logs: one row per activity."""

from __future__ import annotations

import pandas as pd

from sheetkpi.sources.raw import CellError
from tests.sources.raw_activity import TODAY, read, reasons, sheet, totals

HEADERS = ["日付", "担当者", "チーム", "リード経路", "種別", "結果"]


def log(*rows, **more):
    return sheet(HEADERS, *rows, name="ログ", **more)


def test_each_kind_of_activity_has_its_count():
    kinds = ["架電", "着信", "メール", "資料送付", "フォロー", "商談"]
    activity = read(log(*(["2026/11/2", "佐藤", "", "", kind, ""] for kind in kinds)))
    assert totals(activity) == {
        "calls": 1,
        "inbound_calls": 1,
        "emails": 1,
        "documents": 1,
        "follow_ups": 1,
        "meetings": 1,
    }


def test_a_call_that_brings_a_meeting_is_a_call_a_connect_and_a_meeting_of_its_day_rep_team_and_source():
    activity = read(log(["2026/11/2", "佐藤　花子", "第1課", "展示会", "架電", "アポ獲得(11/20 14:00)"]))
    assert totals(activity, "date", "rep", "team", "lead_source") == {
        ("2026-11-02", "佐藤 花子", "第1課", "展示会"): {"calls": 1, "connects": 1, "meetings": 1}
    }


def test_a_mail_with_a_meeting_is_no_connect():
    assert totals(read(log(["2026/11/2", "佐藤", "", "", "メール", "アポ獲得"]))) == {
        "emails": 1,
        "meetings": 1,
    }


def test_without_a_kind_column_all_are_calls():
    assert totals(read(sheet(["日付", "担当者", "結果"], ["2026/11/2", "佐藤", ""]))) == {"calls": 1}


def test_an_empty_kind_is_a_call_where_there_is_a_result():
    activity = read(
        log(["2026/11/2", "佐藤", "", "", "", "不在"], ["2026/11/2", "佐藤", "", "", "メール", ""])
    )
    assert totals(activity) == {"calls": 1, "emails": 1}


def test_the_direction_tells_calls_that_came_in():
    headers = ["Date", "Agent", "Direction", "Call Result"]
    rows = [["2026-11-02", "佐藤", way, "Connected"] for way in ("Inbound", "Outbound", "着信", "", "?")]
    assert totals(read(sheet(headers, *rows))) == {"calls": 3, "connects": 3, "inbound_calls": 2}


def test_whatever_cannot_be_counted_is_listed_with_its_cell():
    activity = read(
        log(
            ["", "佐藤", "", "", "架電", "不在"],
            ["未定", "佐藤", "", "", "架電", "不在"],
            ["2026/12/24", "佐藤", "", "", "架電", "不在"],
            ["2026/11/2", "", "", "", "架電", "不在"],
            ["2026/11/2", "佐藤", "", "", "謎", "不在"],
            ["2026/11/2", "佐藤", "", "", "", ""],
            ["2026/11/2", "佐藤", "", "", "商談", "キャンセル"],
            ["2026/11/2", "佐藤", "", "", "架電", "不在"],
        )
    )
    assert sorted(reasons(activity)) == [
        ("A2", "", "date_missing"),
        ("A3", "未定", "date_unreadable"),
        ("A4", "2026/12/24", "date_future"),
        ("B5", "", "rep_missing"),
        ("E6", "謎", "kind_unknown"),
        ("E7", "", "kind_missing"),
        ("F8", "キャンセル", "nothing_to_count"),
    ]
    assert (activity.read, activity.counted, activity.left_out) == (8, 1, 7)


def test_error_cells_are_named_as_such():
    errors = (CellError(2, 1, "#REF!"), CellError(3, 6, "#N/A"))
    rows = [["", "佐藤", "", "", "架電", "不在"], ["2026/11/2", "佐藤", "", "", "架電", ""]]
    activity = read(log(*rows, errors=errors))
    assert reasons(activity) == [("A2", "#REF!", "cell_error")]
    assert reasons(activity, "note") == [("F3", "#N/A", "cell_error_note")]


def test_a_row_marked_as_ignored_stays_left_out_and_is_not_open_any_more():
    raw = log(["未定", "佐藤", "", "", "架電", "不在"], ["未定", "田中", "", "", "架電", "不在"])
    activity = read(raw, ignored=frozenset({("", "ログ", "A2", "reason.date_unreadable")}))
    assert activity.left_out == 2
    assert activity.issues["ignored"].tolist() == [True, False]


def test_today_still_counts():
    assert totals(read(log([TODAY.isoformat(), "佐藤", "", "", "架電", "不在"]))) == {"calls": 1}


def test_merged_cells_hold_for_all_their_rows():
    rows = [["2026/11/2", "佐藤", "", "", "架電", "不在"], ["", "", "", "", "架電", "接続"]]
    merged = lambda: [(2, 1, 3, 1), (2, 2, 3, 2)]  # noqa: E731
    assert totals(read(log(*rows, merged=merged)), "date", "rep") == {
        ("2026-11-02", "佐藤"): {"calls": 2, "connects": 1}
    }


def test_merged_cells_are_not_looked_for_where_nothing_is_lacking():
    def merged():
        raise AssertionError("the file was read again")

    row = ["2026/11/2", "佐藤", "", "", "架電", "不在"]
    assert totals(read(log(row, [], row, ["合計", "", "", "", "", "2"], merged=merged))) == {"calls": 2}


def test_one_spelling_of_a_lead_source_is_enough():
    rows = [
        ["2026/11/2", "佐藤", "", source, "架電", "不在"] for source in ("Web 広告", "Ｗｅｂ広告", "web広告")
    ]
    assert list(totals(read(log(*rows)), "lead_source")) == ["Web 広告"]


def test_a_win_in_a_log_brings_its_amount_in_the_unit_of_the_header():
    raw = sheet(
        ["日付", "担当者", "結果", "金額（千円）"],
        ["2026/11/2", "佐藤", "受注", "1,200"],
        ["2026/11/3", "佐藤", "不在", "999"],
        ["2026/11/4", "佐藤", "受注", "多数"],
    )
    activity = read(raw)
    assert totals(activity) == {"calls": 3, "connects": 2, "wins": 2, "won_amount": 1_200_000}
    assert reasons(activity, "note") == [("D4", "多数", "amount_unreadable")]


def test_meetings_counted_when_held_belong_to_their_own_date_once_it_has_come():
    raw = sheet(
        ["日付", "担当者", "結果", "商談日"],
        ["2026/11/2", "佐藤", "アポ獲得", "2026/11/10"],
        ["2026/11/2", "佐藤", "アポ獲得", "2026/12/10"],
    )
    assert totals(read(raw, meeting_basis="held"), "date") == {
        "2026-11-02": {"calls": 2, "connects": 2},
        "2026-11-10": {"meetings": 1},
    }
    assert totals(read(raw), "date") == {"2026-11-02": {"calls": 2, "connects": 2, "meetings": 2}}


def test_meetings_counted_when_held_are_the_results_that_say_so_where_there_is_no_date_for_them():
    rows = [
        ["2026/11/2", "佐藤", "", "", "架電", "アポ獲得"],
        ["2026/11/9", "佐藤", "", "", "商談", "実施済"],
    ]
    assert totals(read(log(*rows), meeting_basis="held"), "date") == {
        "2026-11-02": {"calls": 1, "connects": 1},
        "2026-11-09": {"meetings": 1, "meetings_held": 1, "meetings_known": 1},
    }


def test_people_are_those_of_the_roster():
    roster = pd.DataFrame(
        {
            "rep": ["佐藤 花子", "部長 太郎"],
            "aliases": ["h.sato@example.jp", ""],
            "team": ["第1課", "第1課"],
            "role": ["", "集計外"],
        }
    )
    reps = ["H.Sato@example.jp", "佐藤花子", "部長太郎", "新人"]
    activity = read(log(*(["2026/11/2", rep, "", "", "架電", "不在"] for rep in reps)), roster=roster)
    assert totals(activity, "rep", "team") == {
        ("佐藤 花子", "第1課"): {"calls": 2},
        ("新人", ""): {"calls": 1},
    }
    notes = activity.issues.set_index("reason")["values"]
    assert notes["reason.rep_excluded"] == {"rep": "部長 太郎", "records": 1}
    assert notes["reason.rep_unknown"]["rep"] == "新人"
    assert (activity.read, activity.counted, activity.left_out) == (3, 3, 0)


def test_dates_that_can_be_read_two_ways_are_noted_once():
    rows = [[day, "佐藤", "", "", "架電", "不在"] for day in ("11/2/2026", "10/3/2026")]
    assert [reason for _, _, reason in reasons(read(log(*rows)), "note")] == ["date_order"]


def test_an_empty_row_for_a_future_call_is_no_record():
    assert read(log(["2026/11/2", "佐藤", "", "", "架電", "不在"], ["", "", "", "", "", ""])).read == 1
