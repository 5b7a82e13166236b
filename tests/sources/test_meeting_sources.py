"""Where the lead of a meeting came from, when several lists tell of the meeting and not all of them know."""

from __future__ import annotations

import pytest

from sheetkpi.sources.activity import Activity
from tests.sources.raw_activity import read, sheet, totals

LOG = sheet(
    ["架電日", "架電者", "会社名", "リード経路", "架電結果"],
    ["2026/09/01", "佐藤 葵", "甲社", "展示会", "アポ獲得"],
    ["2026/09/01", "佐藤 葵", "乙社", "セミナー", "アポ獲得"],
    ["2026/09/01", "森 蓮", "丙社", "", "アポ獲得"],
    ["2026/09/02", "森 蓮", "丁社", "展示会", "接続"],
    name="ログ",
)
LIST = sheet(
    ["アポ日", "商談日", "会社名", "IS担当", "FS担当", "結果"],
    ["2026/09/01", "2026/09/08", "㈱甲社", "佐藤 葵", "営業 一郎", "実施済"],
    ["2026/09/02", "2026/09/09", "乙社", "佐藤 葵", "営業 一郎", "実施済"],
    ["2026/09/01", "2026/09/07", "丙社", "森 蓮", "営業 二郎", "実施済"],
    name="商談一覧",
)
DEALS = sheet(
    ["案件ID", "取引先名", "所有者", "案件化日", "フェーズ", "受注日", "金額"],
    ["D1", "甲社", "営業 一郎", "2026/09/10", "受注", "2026/10/01", "1000000"],
    ["D2", "乙社", "営業 一郎", "2026/09/12", "提案", "", "500000"],
    ["D3", "丙社", "営業 二郎", "2026/09/12", "提案", "", "700000"],
    name="案件",
)
LEDGER = sheet(
    ["会社名", "アポ日", "商談日", "IS担当", "FS担当", "結果", "受注日", "金額"],
    ["甲社", "2026/09/01", "2026/09/08", "佐藤 葵", "営業 一郎", "受注", "2026/10/01", "1000000"],
    ["乙社", "2026/09/01", "2026/09/09", "佐藤 葵", "営業 一郎", "失注", "", ""],
    name="台帳",
)


def of_source(activity: Activity, count: str) -> dict[str, float]:
    found = totals(activity, "lead_source")
    return {source: counts[count] for source, counts in found.items() if count in counts}


@pytest.mark.parametrize("sheets", [(LOG, LIST, DEALS), (DEALS, LIST, LOG)], ids=["log first", "list first"])
def test_a_list_without_sources_leaves_them_to_the_log(sheets: tuple) -> None:
    activity = read(*sheets)
    assert of_source(activity, "meetings") == {"展示会": 1, "セミナー": 1, "": 1}
    assert of_source(activity, "meetings_held") == {"展示会": 1, "セミナー": 1, "": 1}
    assert of_source(activity, "opportunities") == {"展示会": 1, "セミナー": 1, "": 1}
    assert of_source(activity, "won_amount") == {"展示会": 1_000_000}
    met = activity.meetings
    assert met is not None
    assert dict(zip(met["company"].str.strip("㈱"), met["lead_source"], strict=True)) == {
        "甲社": "展示会",
        "乙社": "セミナー",
        "丙社": "",
    }


def test_the_deal_of_a_ledger_has_the_source_of_the_call_that_set_its_meeting() -> None:
    assert of_source(read(LEDGER, LOG), "won_amount") == {"展示会": 1_000_000}


def test_deals_that_know_the_source_tell_it_of_their_meetings() -> None:
    log = sheet(
        ["架電日", "架電者", "会社名", "架電結果"], ["2026/09/01", "佐藤 葵", "甲社", "アポ獲得"], name="ログ"
    )
    deals = sheet(
        ["案件ID", "取引先名", "所有者", "案件化日", "リード経路", "フェーズ", "金額"],
        ["D1", "甲社", "営業 一郎", "2026/09/10", "紹介", "提案", "1000000"],
        name="案件",
    )
    activity = read(log, deals)
    assert of_source(activity, "meetings") == {"紹介": 1}


def test_calls_keep_the_source_their_own_row_names_or_lacks() -> None:
    """Else only the calls that came to a meeting would have a source, and it would look all too good."""
    sourced = sheet(
        ["アポ日", "会社名", "IS担当", "リード経路"], ["2026/09/01", "丙社", "森 蓮", "紹介"], name="商談一覧"
    )
    activity = read(LOG, sourced)
    assert of_source(activity, "meetings") == {"展示会": 1, "セミナー": 1, "紹介": 1}
    assert of_source(activity, "calls") == {"展示会": 2, "セミナー": 1, "": 1}
