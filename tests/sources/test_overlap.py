"""Several sources that tell of the same rep, day and count."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_log_goes_before_the_totals_of_a_day_whichever_comes_first():
    day = entry(["2026/11/2", "佐藤", "50", "", ""], typed=False)
    for sheets in ((day, LOG), (LOG, day)):
        assert totals(read(*sheets), "date")["2026-11-02"]["calls"] == 2


def test_of_two_totals_of_a_day_the_first_source_counts():
    first = entry(["2026/11/9", "佐藤", "50", "", ""], typed=False)
    second = entry(["2026/11/9", "佐藤", "48", "", ""], typed=False)
    assert totals(read(first, second)) == {"calls": 50}
    assert totals(read(second, first)) == {"calls": 48}


def test_another_rep_or_another_count_is_no_overlap():
    second = entry(["2026/11/2", "田中", "50", "", ""], typed=False)
    assert totals(read(LOG, second), "rep")["田中"] == {"calls": 50}


@pytest.mark.parametrize(("setting", "calls"), [("fill", 2), ("prefer", 50), ("add", 52)])
def test_what_people_typed_fills_replaces_or_adds(setting, calls):
    activity = read(entry(["2026/11/2", "佐藤", "50", "", ""]), LOG, daily_entry=setting)
    assert totals(activity, "date")["2026-11-02"]["calls"] == calls


@pytest.mark.parametrize("setting", ["fill", "prefer", "add"])
def test_a_day_on_which_people_typed_another_number_is_named(setting):
    typed = entry(["2026/11/2", "佐藤", "50", "1", ""], ["2026/11/3", "佐藤", "1", "", ""])
    activity = read(LOG, typed, daily_entry=setting)
    notes = activity.issues[activity.issues["reason"] == f"reason.entry_differs_{setting}"]
    assert notes[["sheet", "cell", "column", "value"]].values.tolist() == [["日次入力", "C2", "架電数", "50"]]
    assert notes["values"].iloc[0] == {
        "count": "架電数",
        "rep": "佐藤",
        "day": "2026-11-02",
        "entry": "50",
        "other": "2",
    }, "one meeting, and one call on the 3rd, is what the log has too"


def test_numbers_typed_in_two_rows_are_compared_as_their_sum():
    halves = entry(["2026/11/2", "佐藤", "1", "", ""], ["2026/11/2", "佐藤", "1", "", ""])
    assert not read(LOG, halves).issues["reason"].str.contains("differs").any()


def test_what_was_typed_is_held_against_the_source_that_counts():
    second = entry(["2026/11/2", "佐藤", "50", "", ""], typed=False)
    activity = read(LOG, second, entry(["2026/11/2", "佐藤", "2", "", ""]))
    assert not activity.issues["reason"].str.contains("differs").any(), "50 is not counted itself"


def test_wins_typed_are_held_against_the_deals():
    activity = read(LOG, entry(["2026/11/3", "佐藤", "", "", "4"]), DEALS)
    (note,) = activity.issues.loc[activity.issues["reason"].str.contains("differs"), "values"]
    assert (note["entry"], note["other"]) == ("4", "1")


days = st.integers(1, 9).map(lambda day: f"2026/11/{day}")
entries = st.lists(
    st.tuples(days, st.sampled_from(["佐藤", "田中"]), st.integers(0, 5)), min_size=1, max_size=12
)


@given(logged=entries, typed=entries, setting=st.sampled_from(["fill", "add", "prefer"]))
@settings(max_examples=40, deadline=None)
def test_each_rep_and_day_counts_by_the_setting_and_no_difference_goes_unsaid(logged, typed, setting):
    """Held against the rule written down once more, row by row."""
    raw, own = (
        sheet(
            ["日付", "担当者", "架電数"],
            *([day, rep, str(n)] for day, rep, n in rows),
            name=name,
            typed=name == "日次入力",
        )
        for name, rows in (("電話システム", logged), ("日次入力", typed))
    )
    activity = read(raw, own, daily_entry=setting)
    sums: list[dict[tuple[str, str], int]] = [{}, {}]
    for side, rows in zip(sums, (logged, typed), strict=True):
        for day, rep, number in rows:
            side[day, rep] = side.get((day, rep), 0) + number
    expected, different = {}, set()
    for key in sums[0].keys() | sums[1].keys():
        log, entered = (side.get(key, 0) for side in sums)
        expected[key] = {"fill": log or entered, "prefer": entered or log, "add": log + entered}[setting]
        if log and entered and log != entered:
            different.add((pd.Timestamp(key[0]).date().isoformat(), key[1]))
    counted = {
        (f"{date:%Y/%-m/%-d}", rep): calls
        for (date, rep), calls in activity.events.groupby(["date", "rep"], observed=True)["calls"]
        .sum()
        .items()
    }
    assert {key: calls for key, calls in expected.items() if calls} == {
        key: calls for key, calls in counted.items() if calls
    }
    listed = activity.issues.loc[activity.issues["reason"] == f"reason.entry_differs_{setting}", "values"]
    assert {(values["day"], values["rep"]) for values in listed} == different
    assert activity.read == activity.counted + activity.repeated + activity.left_out


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
    assert (activity.read, activity.counted, activity.repeated, activity.left_out) == (4, 3, 1, 0)
