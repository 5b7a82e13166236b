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


@pytest.mark.parametrize("header", ["お名前", "名前", "ご氏名", "Name", "Your name"])
def test_the_only_name_of_a_daily_report_is_the_rep(header: str) -> None:
    activity = read(
        sheet(
            ["報告日", header, "架電件数", "アポ件数"],
            ["2026/11/2", "佐藤葵", "30", "1"],
            ["2026/11/2", "田中蓮", "20", "0"],
        )
    )
    assert totals(activity, "rep") == {"佐藤葵": {"calls": 30, "meetings": 1}, "田中蓮": {"calls": 20}}


def test_beside_a_rep_a_name_is_nobody_of_ours() -> None:
    activity = read(
        sheet(["日付", "担当者", "お名前", "架電件数"], ["2026/11/2", "佐藤葵", "山田太郎", "3"]),
    )
    assert totals(activity, "rep") == {"佐藤葵": {"calls": 3}}
