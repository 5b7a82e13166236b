"""The rep is who is named, not the login or number that stands beside the name."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, sheet, totals

PAIRS = [
    ("オペレーターID", "オペレーター名", ("op01", "佐藤葵"), ("op02", "田中蓮")),
    ("担当者コード", "担当者名", ("1001", "佐藤葵"), ("1002", "田中蓮")),
    ("Agent", "Agent Name", ("afox", "Amy Fox"), ("blee", "Bob Lee")),
    ("User", "User Name", ("Amy Fox", "afox"), ("Bob Lee", "blee")),
    ("Owner", "Owner Name", ("amy@example.com", "Amy Fox"), ("bob@example.com", "Bob Lee")),
    ("担当者", "氏名", ("op01", "佐藤葵"), ("op02", "田中蓮")),
]


@pytest.mark.parametrize(("one", "other", "first", "second"), PAIRS)
def test_a_name_goes_before_the_login_of_the_same_people(one, other, first, second) -> None:
    activity = read(
        sheet(
            ["発信日時", one, other, "会社名", "結果"],
            ["2026-11-02 10:00", *first, "A社", "不在"],
            ["2026-11-02 10:10", *first, "B社", "アポ獲得"],
            ["2026-11-02 10:20", *second, "C社", "不在"],
        )
    )
    named = [max(pair, key=lambda text: " " in text or not text.isascii()) for pair in (first, second)]
    assert totals(activity, "rep") == {
        named[0]: {"calls": 2, "connects": 1, "meetings": 1},
        named[1]: {"calls": 1},
    }


def test_where_only_logins_are_told_they_are_the_reps() -> None:
    activity = read(sheet(["Call Date", "Agent", "Disposition"], ["2026-11-02 10:00", "afox", "Connected"]))
    assert totals(activity, "rep") == {"afox": {"calls": 1, "connects": 1}}


def test_somebody_else_named_beside_a_login_is_not_the_rep() -> None:
    activity = read(
        sheet(
            ["Call Date", "Agent", "Created By", "Disposition"],
            ["2026-11-02 10:00", "afox", "Ann Ops", "Connected"],
            ["2026-11-02 10:10", "blee", "Ann Ops", "No answer"],
        )
    )
    assert totals(activity, "rep") == {"afox": {"calls": 1, "connects": 1}, "blee": {"calls": 1}}
