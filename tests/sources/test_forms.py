"""Daily reports that people fill in as forms: each form is a record of its rep and day."""

from __future__ import annotations

import pytest

from sheetkpi.errors import SheetKPIError
from tests.sources.raw_activity import read, reasons, sheet, totals


def form(rep: str, day: str, calls: str, meetings: str) -> list[list[str]]:
    return [
        ["日報"],
        ["氏名", rep],
        ["日付", day],
        ["架電数", calls, "件"],
        ["アポ数", meetings, "件"],
        ["所感", "明日も頑張ります"],
        [],
    ]


def test_forms_below_each_other():
    raw = sheet(
        *form("佐藤葵", "2026/11/2", "30", "1"),
        *form("田中蓮", "2026/11/2", "20", "0"),
        *form("佐藤葵", "2026/11/4", "25", "1"),
    )
    activity = read(raw)
    assert totals(activity, "rep") == {"佐藤葵": {"calls": 55, "meetings": 2}, "田中蓮": {"calls": 20}}
    assert set(activity.events["date"].dt.day) == {2, 4}


def test_two_labels_in_one_row():
    raw = sheet(
        ["Rep", "Amy Fox", "Date", "2026-11-02"],
        ["Calls", "30", "Connects", "6"],
        ["Meetings", "1"],
    )
    assert totals(read(raw), "rep") == {"Amy Fox": {"calls": 30, "connects": 6, "meetings": 1}}


def test_a_form_without_a_name_is_listed_with_its_cell():
    raw = sheet(*form("佐藤葵", "2026/11/2", "30", "1"), ["日報"], ["氏名"], ["日付", "2026/11/4"])
    with pytest.raises(SheetKPIError):
        read(raw)  # a label that says nothing: nobody knows whose the numbers below are
    raw = sheet(*form("佐藤葵", "2026/11/2", "30", "1"), *form("佐藤葵", "11月の頭", "9", "0"))
    assert [(cell, reason) for cell, _, reason in reasons(read(raw))] == [("B10", "date_unreadable")]


def test_targets_beside_what_was_done_are_not_guessed_apart():
    raw = sheet(
        ["氏名", "佐藤葵"],
        ["日付", "2026/11/2"],
        ["", "目標", "実績"],
        ["架電数", "60", "30"],
        ["アポ数", "2", "1"],
    )
    with pytest.raises(SheetKPIError):
        read(raw)


def test_numbers_above_the_name_belong_to_nobody():
    raw = sheet(["架電数", "30"], ["氏名", "佐藤葵"], ["日付", "2026/11/2"], ["アポ数", "1"])
    with pytest.raises(SheetKPIError):
        read(raw)


def test_rates_and_targets_with_labels_of_their_own_count_nothing():
    raw = sheet(
        ["担当者", "佐藤葵"],
        ["日付", "2026/11/2"],
        ["架電数", "30"],
        ["架電目標", "60"],
        ["接続率", "20%"],
        ["アポ数", "1"],
    )
    assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 30, "meetings": 1}}
