"""Which shape a sheet is taken for, and what is said about sheets left alone."""

from __future__ import annotations

import pytest

from sheetkpi.errors import SheetKPIError, SourceError
from sheetkpi.language import Phrase, say
from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, sheet, totals

LOG = sheet(["日付", "担当者", "結果"], ["2026/11/2", "佐藤", "不在"], name="ログ")


def shape_of(*rows, **more):
    """The shape of a sheet with `rows`, read beside a log."""
    return read(LOG, sheet(*rows, name="x", **more)).sheets[1]


def test_a_sheet_with_date_rep_and_result_is_a_log():
    assert read(LOG).sheets[0].shape == "log"
    assert read(LOG).sheets[0].fields == {"date": "日付", "rep": "担当者", "result": "結果"}


@pytest.mark.parametrize(
    "headers",
    [
        ["Date", "Assigned", "Subject", "Call Result", "Account Name"],
        ["Activity date", "Activity assigned to", "Call outcome", "Call direction"],
        ["call_date", "agent_name", "disposition"],
        ["コール日", "オペレーター", "コールの成果"],
        ["架電日時", "IS担当", "会社名"],
    ],
)
def test_logs_of_crms_and_dialers_are_known_by_their_headers(headers):
    cells = {"Subject": "Call", "Call direction": "Outbound"}
    row = ["2026-11-02", *(cells.get(header, "Connected") for header in headers[1:])]
    assert shape_of(headers, row).shape == "log"


def test_a_date_and_a_name_alone_are_no_activity():
    attendance = shape_of(["日付", "氏名", "出勤", "退勤"], ["2026/11/2", "佐藤", "9:00", "18:00"])
    assert (attendance.shape, attendance.remark_key) == ("none", "left.no_activity")


def test_numbered_attempts_make_a_call_list():
    taken = shape_of(["会社名", "担当者", "1回目架電日", "1回目結果"], ["A社", "佐藤", "11/2", "不在"])
    assert taken.shape == "call_list"
    assert taken.fields["1.date"] == "1回目架電日"


def test_a_stage_and_a_close_date_make_deals():
    headers = ["Opportunity Name", "Opportunity Owner", "Stage", "Amount", "Close Date", "Created Date"]
    assert shape_of(headers, ["x", "佐藤", "Closed Won", "100", "2026-11-02", "2026-11-01"]).shape == "deals"


def test_snake_case_headers_are_known_too():
    headers = ["opportunity_id", "sales_agent", "deal_stage", "close_value", "engage_date", "close_date"]
    taken = shape_of(headers, ["1", "佐藤", "Won", "100", "2026-11-02", "2026-11-03"])
    assert taken.shape == "deals"
    assert taken.fields == {
        "stage": "deal_stage",
        "created": "engage_date",
        "close_date": "close_date",
        "rep": "sales_agent",
        "amount": "close_value",
        "id": "opportunity_id",
    }


def test_columns_of_counts_make_daily_counts():
    taken = shape_of(["日付", "担当者", "架電数", "アポ数"], ["2026/11/2", "佐藤", "40", "1"])
    assert taken.shape == "daily_counts"
    assert taken.fields["meetings"] == "アポ数"


def test_a_list_of_reps_and_teams_is_a_roster():
    activity = read(LOG, sheet(["担当者", "チーム"], ["佐藤", "第1課"], ["田中", "第2課"], name="名簿"))
    assert activity.sheets[1].shape == "roster"
    assert activity.roster[["rep", "team"]].values.tolist() == [["佐藤", "第1課"], ["田中", "第2課"]]


def test_a_roster_sheet_gives_teams_where_the_roster_is_empty():
    people = sheet(["sales_agent", "manager"], ["佐藤", "Ito"], name="teams")
    assert totals(read(LOG, people), "team") == {"Ito": {"calls": 1}}


def test_a_roster_that_is_filled_is_not_replaced():
    import pandas as pd

    people = sheet(["担当者", "チーム"], ["佐藤", "第9課"], name="名簿")
    own = pd.DataFrame({"rep": ["佐藤"], "team": ["第1課"]})
    assert totals(read(LOG, people, roster=own), "team") == {"第1課": {"calls": 1}}


@pytest.mark.parametrize(
    ("rows", "lack"),
    [
        ([["メモ"], ["あれこれ"]], "left.no_headers"),
        ([["日付", "会社名", "結果"], ["2026/11/2", "A社", "不在"]], "left.no_rep"),
        ([["会社名", "担当者", "備考"], ["A社", "佐藤", "x"]], "left.no_date"),
        ([["日付", "担当者", "結果"]], "left.empty"),
    ],
)
def test_what_a_sheet_lacks_is_said(rows, lack):
    assert shape_of(*rows).remark_key == lack


def test_a_person_that_differs_in_almost_every_row_is_the_customers():
    rows = [["2026/11/2", f"客{number}", "不在"] for number in range(30)]
    assert shape_of(["架電日", "担当者", "結果"], *rows).remark_key == "left.customer_reps"


def test_our_own_rep_is_found_beside_the_customers():
    rows = [["2026/11/2", f"客{number}", "佐藤", "不在"] for number in range(30)]
    taken = shape_of(["架電日", "担当者", "所有者", "結果"], *rows)
    assert taken.fields["rep"] == "所有者"


def test_a_column_called_type_is_a_kind_only_if_it_holds_kinds():
    prospects = shape_of(["Date", "Owner", "Type", "Call Result"], ["2026-11-02", "佐藤", "Prospect", "Busy"])
    tasks = shape_of(["Date", "Owner", "Type", "Call Result"], ["2026-11-02", "佐藤", "Call", "Busy"])
    assert "kind" not in prospects.fields
    assert tasks.fields["kind"] == "Type"


def told_of(*sheets: RawSheet) -> SheetKPIError:
    """What is said where none of these sheets can be counted."""
    with pytest.raises(SheetKPIError) as caught:
        read(*sheets)
    return caught.value


def test_no_activity_anywhere_names_the_likeliest_file_and_what_it_lacks():
    notes, own = sheet(["メモ"], name="メモ", place="b.xlsx"), sheet(["日付", "担当者"], ["2026/11/2", "x"])
    sales = sheet(["日付", "結果"], ["2026/11/2", "不在"], name="売上", place="a.xlsx")
    told = told_of(own, notes, sales)
    assert "（a.xlsx › 売上: 担当者の列がありません（見出し：日付、結果）" in told.sentence("ja")
    assert "メモ" not in told.sentence("ja")


def test_of_several_sheets_that_cannot_be_read_each_is_named_with_what_it_lacks():
    days = [
        sheet(["担当者", "架電数"], ["佐藤葵", "30"], ["田中蓮", "20"], name=name, place="a.xlsx")
        for name in ("11月2日分", "11月4日分", "11月5日分")
    ]
    odd = sheet(["Datum", "Anrufe"], ["02.11.2026", "30"], name="DE", place="a.xlsx")
    told = told_of(*days, odd).sentence("ja")
    assert "a.xlsx › 11月2日分: 日付の列がありません（" in told
    assert "／11月4日分、11月5日分: 日付の列がありません／DE: 分かる見出しの行がありません）" in told
    assert "; 11月4日分, 11月5日分: no date column; DE: no row of known headers)" in told_of(
        *days, odd
    ).sentence("en")


def test_where_the_map_of_columns_can_help_it_is_named_in_good_grammar():
    raw = sheet(["日付", "お名前", "結果"], *(["2026/11/2", name, "不在"] for name in ("佐藤葵", "田中蓮")))
    told = told_of(raw)
    assert told.key == "error.no_activity"
    assert "「項目マッピング」に、シート・見出し・項目を入れると読み込めます。" in told.sentence("ja")
    cell = Phrase(lambda language: say("left.cell", language, cell="項目マッピング!A5"))
    placed = SourceError(told.key, **{**told.values, "cell": cell})
    assert (
        "「項目マッピング」のセル 項目マッピング!A5 から下に、シート・見出し・項目を入れると"
        in placed.sentence("ja")
    )
    assert "Say in the column map from cell 項目マッピング!A5 on which" in placed.sentence("en")


NAMELESS = (["日付", "架電数"], ["2026/11/2", "30"], ["2026/11/4", "20"])
UNDATED = (["担当者", "架電数"], ["佐藤葵", "30"], ["田中蓮", "20"])
NEITHER = (["架電数", "アポ数"], ["30", "2"], ["20", "1"])


@pytest.mark.parametrize(
    ("rows", "above", "said"),
    [
        (NAMELESS, ["担当者：佐藤葵"], "担当者の列を足すか、"),
        (UNDATED, ["日付：2026/11/2"], "日付の列を足すか、"),
        (UNDATED, ["対象月：2026年11月"], "日付の列を足すか、"),
        (NEITHER, ["対象月：2026年11月", "担当者：佐藤葵"], "日付と担当者の列を足すか、"),
        (NEITHER, ["Month: 2026-11", "Rep: Amy Fox"], "日付と担当者の列を足すか、"),
        (UNDATED, ["Date: 2026-11-02"], "日付の列を足すか、"),
    ],
)
def test_where_no_column_could_be_mapped_what_is_said_to_do_makes_the_table_readable(rows, above, said):
    told = told_of(sheet(*rows))
    assert told.key == "error.nothing_to_map"
    assert said in told.sentence("ja")
    language = "en" if ": " in above[0] else "ja"
    for line in above:
        assert line in told.sentence(language)
    assert totals(read(sheet(*([line] for line in above), *rows)))["calls"] == 50


def test_a_log_without_days_is_told_to_have_a_column_of_them_and_no_title():
    told = told_of(sheet(["担当者", "会社名", "結果"], ["佐藤葵", "A社", "不在"], ["佐藤葵", "B社", "接続"]))
    assert told.key == "error.nothing_to_map"
    assert told.sentence("ja").endswith("日付の列を足してください。")
    assert told.sentence("en").endswith("Add such a column.")


def test_days_across_without_a_word_of_what_is_counted_are_to_be_given_one():
    rows = ["担当者", "区分", "11/2", "11/4"], ["佐藤葵", "実績", "28", "31"], ["田中蓮", "実績", "20", "22"]
    told = told_of(sheet(*rows))
    assert told.key == "error.days_across"
    assert "「架電数」" in told.sentence("ja")
    assert "“Calls”" in told.sentence("en")
    assert totals(read(sheet(["架電数"], *rows))) == {"calls": 101}


def test_cells_that_are_no_table_with_days_in_a_column_are_to_be_made_one():
    pivot = sheet(
        ["個数 / 結果", "列ラベル"],
        ["行ラベル", "アポ獲得", "不在"],
        ["佐藤葵", "2", "20"],
        ["田中蓮", "1", "15"],
    )
    assert told_of(pivot).key == "error.no_plain_table"


def test_files_without_rows_are_to_be_exported_again():
    empty, headers = sheet(place="a.csv"), sheet(["日付", "担当者", "結果"], place="b.csv")
    assert "in a.csv." in told_of(empty).sentence("en")
    told = told_of(sheet(["日付", "担当者"], ["2026/11/2", "x"]), empty, headers)
    assert told.key == "error.no_rows"
    assert "a.csv、b.csv に" in told.sentence("ja")


def test_the_workbooks_own_sheets_without_rows_are_to_be_filled():
    assert told_of(sheet(["日付", "担当者", "結果"])).key == "error.no_sheets"


def test_a_table_of_another_kind_is_not_to_be_mapped():
    people = sheet(["氏名", "チーム"], ["山田", "第1課"], name="名簿", place="a.xlsx")
    assert told_of(people).key == "error.other_tables"


def test_no_sheets_at_all_is_one_sentence_too():
    with pytest.raises(SheetKPIError):
        read()
