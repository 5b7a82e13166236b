"""Pivot tables as Excel writes them: reps, days and sums become records, subtotals do not."""

from __future__ import annotations

import pytest

from sheetkpi.errors import SheetKPIError
from tests.sources.raw_activity import read, reasons, sheet, totals

SUMS = ["合計 / 架電数", "合計 / アポ数"]
BOTH = {"佐藤葵": {"calls": 55, "meetings": 1}, "田中蓮": {"calls": 42, "meetings": 1}}


def day(number: int) -> str:
    return f"2026-11-{number:02d} 00:00:00"


def test_days_below_each_rep_are_counted_and_the_sums_beside_the_names_are_not():
    raw = sheet(
        ["行ラベル", *SUMS],
        ["佐藤葵", "55", "1"],
        [day(2), "30", "1"],
        [day(4), "25", "0"],
        ["田中蓮", "42", "1"],
        [day(2), "20", "0"],
        [day(4), "22", "1"],
        ["総計", "97", "2"],
    )
    activity = read(raw)
    assert totals(activity, "rep") == BOTH
    assert set(activity.events["date"].dt.day) == {2, 4}


def test_reps_below_each_day_too():
    raw = sheet(
        ["Row Labels", "Sum of Calls", "Sum of Meetings", "Average of Calls"],
        [day(2), "50", "1", "25"],
        ["Amy Fox", "30", "1", "30"],
        ["Bob Lee", "20", "0", "20"],
        [day(4), "22", "1", "22"],
        ["Bob Lee", "22", "1", "22"],
        ["Grand Total", "72", "2", "24"],
    )
    expected = {"Amy Fox": {"calls": 30, "meetings": 1}, "Bob Lee": {"calls": 42, "meetings": 1}}
    assert totals(read(raw), "rep") == expected


def test_months_below_each_rep_are_totals_of_months():
    raw = sheet(
        ["行ラベル", "合計 / 架電数"],
        ["佐藤葵", "55"],
        ["9月", "30"],
        ["10月", "25"],
        ["総計", "55"],
    )
    activity = read(raw)
    assert totals(activity, "rep") == {"佐藤葵": {"calls": 55}}
    assert set(activity.events["date"].dt.month) == {9, 10}


def test_who_the_labels_name_is_told_to_be_taken_for_the_reps():
    raw = sheet(["行ラベル", "合計 / 架電数"], ["佐藤葵", "30"], [day(2), "30"], ["総計", "30"])
    assert [reason for _, _, reason in reasons(read(raw), "note")] == ["rep_from_place"]


def test_levels_that_do_not_add_up_are_not_taken_for_any():
    raw = sheet(["行ラベル", *SUMS], ["佐藤葵", "99", "1"], [day(2), "30", "1"], [day(4), "25", "0"])
    with pytest.raises(SheetKPIError):
        read(raw)


def test_labels_that_are_results_are_no_reps():
    raw = sheet(
        ["行ラベル", "合計 / 架電数"], ["不在", "30"], [day(2), "30"], ["アポ獲得", "3"], [day(2), "3"]
    )
    with pytest.raises(SheetKPIError):
        read(raw)


def test_days_across_below_the_label_of_the_columns():
    raw = sheet(
        ["合計 / 架電数", "列ラベル"],
        ["行ラベル", day(2), day(4), "総計"],
        ["佐藤葵", "30", "25", "55"],
        ["田中蓮", "20", "22", "42"],
        ["総計", "50", "47", "97"],
    )
    assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 55}, "田中蓮": {"calls": 42}}


def test_reps_across_with_few_days_down():
    raw = sheet(
        ["Sum of Calls", "Column Labels"],
        ["Row Labels", "Amy Fox", "Bob Lee", "Grand Total"],
        [day(2), "30", "20", "50"],
        [day(4), "25", "22", "47"],
        ["Grand Total", "55", "42", "97"],
    )
    assert totals(read(raw), "rep") == {"Amy Fox": {"calls": 55}, "Bob Lee": {"calls": 42}}


def test_a_calendar_whose_holidays_stand_beside_the_weekday():
    raw = sheet(
        ["2026年11月 架電数"],
        ["氏名", "目標", "2(月)", "3(火祝)", "4(水)", "5(木)", "合計", "達成率"],
        ["佐藤葵", "90", "30", "", "25", "28", "83", "92%"],
        ["田中蓮", "90", "20", "", "25", "", "45", "50%"],
        ["合計", "180", "50", "", "50", "28", "128", "71%"],
    )
    assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 83}, "田中蓮": {"calls": 45}}
