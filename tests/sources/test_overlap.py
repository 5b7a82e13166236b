"""Several sources that tell of the same rep, day and count."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, sheet, totals

LOG = sheet(
    ["日付", "担当者", "結果"],
    ["2026/11/2", "佐藤", "アポ獲得"],
    ["2026/11/2", "佐藤", "不在"],
    ["2026/11/3", "佐藤", "受注"],
    name="ログ",
)
DEALS = sheet(
    ["案件名", "担当者", "フェーズ", "作成日", "受注日", "金額"],
    ["x", "佐藤", "受注", "2026/11/1", "2026/11/3", "100"],
    name="案件",
)
COUNTS = ["日付", "担当者", "架電数", "商談創出数", "受注数"]


def entry(*rows, typed=True):
    return sheet(COUNTS, *rows, name="日次入力", typed=typed)


def test_the_first_source_that_covers_a_rep_day_and_count_is_taken():
    second = entry(["2026/11/2", "佐藤", "50", "", ""], ["2026/11/4", "佐藤", "30", "2", ""], typed=False)
    activity = read(LOG, second)
    assert totals(activity, "date") == {
        "2026-11-02": {"calls": 2, "connects": 1, "meetings": 1},
        "2026-11-03": {"calls": 1, "connects": 1, "wins": 1},
        "2026-11-04": {"calls": 30, "meetings": 2},
    }
    note = activity.issues[activity.issues["reason"] == "reason.overlap"].iloc[0]
    assert note["values"] == {"count": "架電数", "rep": "佐藤", "days": 1, "total": "50"}
    assert note["sheet"] == "日次入力"


def test_the_order_of_the_sources_decides():
    first = entry(["2026/11/2", "佐藤", "50", "", ""], typed=False)
    assert totals(read(first, LOG), "date")["2026-11-02"]["calls"] == 50


def test_another_rep_or_another_count_is_no_overlap():
    second = entry(["2026/11/2", "田中", "50", "", ""], typed=False)
    assert totals(read(LOG, second), "rep")["田中"] == {"calls": 50}


@pytest.mark.parametrize(("setting", "calls"), [("fill", 2), ("prefer", 50), ("add", 52)])
def test_what_people_typed_fills_replaces_or_adds(setting, calls):
    activity = read(entry(["2026/11/2", "佐藤", "50", "", ""]), LOG, daily_entry=setting)
    assert totals(activity, "date")["2026-11-02"]["calls"] == calls


def test_deals_alone_give_opportunities_wins_and_amounts():
    activity = read(LOG, entry(["2026/11/5", "佐藤", "", "", "3"]), DEALS)
    assert totals(activity)["wins"] == 1
    assert totals(activity)["won_amount"] == 100
    notes = activity.issues[activity.issues["reason"] == "reason.deals_first"]
    assert notes["sheet"].tolist() == ["ログ", "日次入力"]


def test_without_deals_a_log_gives_wins():
    assert totals(read(LOG))["wins"] == 1


def test_one_sheet_never_overlaps_itself():
    twice = ["2026/11/2", "佐藤", "10", "", ""]
    assert totals(read(entry(twice, twice)))["calls"] == 20


def test_sheets_of_one_layout_whose_records_have_ids_are_one_source():
    headers = ["活動ID", "日付", "担当者", "結果"]
    one = sheet(headers, ["1a", "2026/11/2", "佐藤", "不在"], name="午前")
    two = sheet(headers, ["2b", "2026/11/2", "佐藤", "不在"], name="午後")
    assert totals(read(one, two)) == {"calls": 2}


def test_an_overlap_leaves_the_equation_as_it_is():
    activity = read(LOG, entry(["2026/11/2", "佐藤", "50", "", ""]))
    assert (activity.read, activity.counted, activity.left_out) == (4, 4, 0)
