"""Deals without a column for the rep, and lists of another trade that only look like deals or calls."""

from __future__ import annotations

from typing import Any

import pytest

from sheetkpi.language import LANGUAGES
from sheetkpi.sources.accounting import SHEET_UNUSED
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.raw import RawSheet
from sheetkpi.workbook.issues import reason_sentence
from sheetkpi.workbook.unused import unused_lines
from tests.sources.raw_activity import read, reasons, sheet, totals

LOG = sheet(
    ["架電日", "架電者", "会社名", "リード経路", "架電結果"],
    ["2026/09/01", "佐藤 葵", "甲社", "展示会", "アポ獲得"],
    ["2026/09/01", "森 蓮", "乙社", "セミナー", "アポ獲得"],
    ["2026/09/02", "森 蓮", "丁社", "Web", "不在"],
    name="ログ",
)
COUNTS = sheet(
    ["日付", "担当者", "架電数", "接続数"],
    ["2026/09/01", "佐藤 葵", "20", "4"],
    ["2026/09/02", "佐藤 葵", "25", "5"],
    name="日報",
)


def listed(headers: list[str], *rows: list[str]) -> RawSheet:
    return sheet(headers, *rows, name="一覧")


WON = listed(
    ["会社名", "金額", "受注日"],
    ["㈱甲社", "1000000", "2026/10/01"],
    ["乙社", "500000", "2026/10/05"],
    ["戊社", "7", "2026/10/05"],
)


def reading(activity: Activity) -> SheetReading:
    return next(one for one in activity.sheets if one.sheet == "一覧")


def of_rep(activity: Activity, count: str) -> dict[str, Any]:
    return {rep: counts[count] for rep, counts in totals(activity, "rep").items() if count in counts}


def is_told(activity: Activity) -> bool:
    issues = activity.issues
    return bool(((issues["sheet"] == "一覧") & (issues["reason"] == SHEET_UNUSED)).any())


@pytest.mark.parametrize("log_first", [True, False])
def test_deals_that_name_nobody_count_for_whoever_set_their_meeting(log_first: bool) -> None:
    activity = read(*((LOG, WON) if log_first else (WON, LOG)))
    assert reading(activity).shape == "deals"
    assert of_rep(activity, "won_amount") == {"佐藤 葵": 1_000_000, "森 蓮": 500_000, "": 7}
    assert of_rep(activity, "wins") == {"佐藤 葵": 1, "森 蓮": 1, "": 1}
    assert reasons(activity, "note") == [("", "", "deals_linked"), ("A4", "戊社", "deal_unlinked")]
    assert (activity.read, activity.counted) == (6, 6)


def test_where_none_is_linked_each_is_listed_and_nobodys() -> None:
    strangers = listed(["会社名", "金額", "受注日"], ["戊社", "7", "2026/10/05"])
    activity = read(LOG, strangers)
    assert of_rep(activity, "won_amount") == {"": 7}
    assert ("A2", "戊社", "deal_unlinked") in reasons(activity, "note")


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([COUNTS], id="no meeting says with whom"),
        pytest.param(
            [
                LOG,
                sheet(
                    ["案件ID", "取引先名", "所有者", "案件化日", "受注日", "金額"],
                    ["D1", "甲社", "営業 一郎", "2026/09/10", "2026/10/01", "1000000"],
                    name="案件",
                ),
            ],
            id="other deals may be the same",
        ),
    ],
)
def test_deals_of_nobody_that_are_not_read_are_told_of(others: list[RawSheet]) -> None:
    activity = read(*others, WON)
    assert reading(activity).shape == "none"
    assert is_told(activity)
    assert totals(activity).get("won_amount", 0) in (0, 1_000_000)


@pytest.mark.parametrize(
    "deals",
    [
        listed(
            ["会社名", "商談名", "金額", "完了予定日", "フェーズ"],
            ["甲社", "甲の件", "1000000", "2026/12/01", "提案"],
            ["乙社", "乙の件", "500000", "2026/12/05", "受注"],
        ),
        listed(["商談名", "金額", "受注日"], ["甲の件", "1000000", "2026/10/01"]),
        listed(["会社名", "金額", "受注日", "姓", "名"], ["甲社", "1000", "2026/10/01", "森", "蓮"]),
    ],
    ids=["only planned dates", "no company", "somebody's names"],
)
def test_what_cannot_be_linked_is_told_of(deals: RawSheet) -> None:
    activity = read(LOG, deals)
    assert reading(activity).shape == "none"
    assert is_told(activity)


def test_where_owners_are_credited_deals_of_nobody_are_told_of() -> None:
    activity = read(LOG, WON, credit="owner")
    assert reading(activity).shape == "none"
    assert is_told(activity)


OTHER_TRADES = {
    "invoices": listed(
        ["会社名", "金額", "請求日", "ステータス"],
        ["甲社", "1000", "2026/10/01", "入金済"],
        ["乙社", "500", "2026/10/05", "未入金"],
    ),
    "invoices with numbers": listed(
        ["請求番号", "会社名", "請求日", "支払期限", "請求金額", "入金日", "ステータス"],
        ["A1", "甲社", "2026/10/01", "2026/11/01", "1000", "", "未入金"],
        ["A2", "乙社", "2026/10/05", "2026/11/01", "500", "2026/10/20", "入金済"],
    ),
    "deliveries": listed(
        ["会社名", "納品日", "数量"], ["甲社", "2026/10/01", "3"], ["乙社", "2026/10/05", "5"]
    ),
    "deliveries by somebody": listed(
        ["会社名", "出荷日", "数量", "担当者", "ステータス"],
        ["甲社", "2026/10/01", "3", "配送 一", "済"],
        ["乙社", "2026/10/05", "5", "配送 一", "未"],
    ),
    "English": listed(
        ["Invoice No", "Company", "Invoice Date", "Amount", "Status"],
        ["A1", "甲社", "2026/10/01", "1000", "Paid"],
        ["A2", "乙社", "2026/10/05", "500", "Open"],
    ),
}


@pytest.mark.parametrize("other", OTHER_TRADES.values(), ids=list(OTHER_TRADES))
def test_invoices_and_deliveries_are_no_activity_and_alarm_nobody(other: RawSheet) -> None:
    activity = read(LOG, other)
    said = reading(activity)
    assert (said.shape, said.remark_key) == ("none", "left.other_trade")
    assert not (activity.issues["sheet"] == "一覧").any()
    for language in LANGUAGES:
        assert not any("一覧" in line for line in unused_lines(activity, language))
    assert totals(activity) == totals(read(LOG))


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        (["案件名", "担当者", "作成日", "フェーズ", "納品予定日"], ["x", "森 蓮", "2026/09/01", "提案", ""]),
        (
            ["架電日", "担当者", "会社名", "結果", "請求日"],
            ["2026/09/01", "森 蓮", "甲社", "接続", "2026/10/1"],
        ),
        (
            ["対応日", "担当者", "会社名", "結果", "入金日"],
            ["2026/09/01", "森 蓮", "甲社", "接続", "2026/10/1"],
        ),
    ],
)
def test_an_invoice_date_beside_days_of_ours_keeps_nothing_from_counting(
    headers: list[str], row: list[str]
) -> None:
    assert reading(read(listed(headers, row))).counted == 1


def test_of_deals_with_a_column_of_inside_reps_the_note_speaks_of_that_column() -> None:
    named = listed(
        ["会社名", "金額", "受注日", "IS担当", "所有者"],
        ["甲社", "1000", "2026/10/01", "森 蓮", "営業 一"],
        ["乙社", "500", "2026/10/05", "", "営業 一"],
        ["己社", "20", "2026/10/05", "", "営業 一"],
    )
    issues = read(LOG, named).issues.set_index("reason")
    said = issues.loc["reason.deals_named", "values"]
    assert said == {
        **{"records": 3, "linked": 1, "owned": 1, "unlinked": 1, "amount": "20"},
        "column": "IS担当",
    }
    assert "1 件は「IS担当」の担当者" in reason_sentence("reason.deals_named", said, "ja")
    assert "whom “IS担当” names" in reason_sentence("reason.deals_named", said, "en")
    assert "reason.deals_linked" not in issues.index
