"""Which column tells the day: `Call Time` and 完了日 where no other does, and never a day that is planned."""

from __future__ import annotations

from tests.sources.raw_activity import read, sheet, totals


def test_a_call_time_that_holds_moments_is_the_day() -> None:
    activity = read(
        sheet(
            ["Call Time", "Agent", "Company", "Disposition"],
            ["2026-11-02 10:00:00", "Amy Fox", "A", "Connected"],
            ["2026-11-03 11:00:00", "Amy Fox", "B", "No answer"],
        )
    )
    assert totals(activity, "date") == {
        "2026-11-02": {"calls": 1, "connects": 1},
        "2026-11-03": {"calls": 1},
    }


def test_beside_a_day_a_call_time_stays_the_time() -> None:
    activity = read(
        sheet(
            ["Date", "Call Time", "Agent", "Company", "Disposition"],
            ["2026-11-02", "10:00", "Amy Fox", "A", "Connected"],
        )
    )
    roles = dict(zip(activity.columns["header"], activity.columns["field"], strict=True))
    assert (roles["Date"], roles["Call Time"]) == ("date", "time")
    assert totals(activity, "date") == {"2026-11-02": {"calls": 1, "connects": 1}}


def test_a_comma_may_stand_between_day_and_time() -> None:
    activity = read(
        sheet(
            ["Call Date", "User", "Account", "Disposition"],
            ["11/2/26, 10:05 AM", "Amy Fox", "A", "No Answer"],
            ["11/13/26, 12:05 AM", "Amy Fox", "B", "Connected"],
        )
    )
    assert totals(activity, "date") == {
        "2026-11-02": {"calls": 1},
        "2026-11-13": {"calls": 1, "connects": 1},
    }


def test_the_day_of_completion_is_that_of_a_log() -> None:
    activity = read(
        sheet(
            ["予定日", "完了日", "担当者", "会社名", "種別", "状況", "結果"],
            ["2026/11/2", "2026/11/2", "佐藤葵", "A社", "架電", "完了", "不在"],
            ["2026/11/4", "", "佐藤葵", "B社", "架電", "未完了", ""],
            ["2026/11/5", "2026/11/6", "佐藤葵", "C社", "架電", "完了", "アポ獲得"],
        )
    )
    assert totals(activity, "date") == {
        "2026-11-02": {"calls": 1},
        "2026-11-06": {"calls": 1, "connects": 1, "meetings": 1},
    }
    guesses = dict(zip(activity.columns["header"], activity.columns["guess"], strict=True))
    assert guesses["予定日"] != "date"


def test_of_a_deal_it_stays_the_day_it_was_closed() -> None:
    activity = read(
        sheet(
            ["商談名", "所有者", "フェーズ", "作成日", "完了日", "金額"],
            ["A社", "佐藤葵", "Closed Won", "2026/11/2", "2026/11/5", "100000"],
        )
    )
    assert totals(activity, "date") == {
        "2026-11-02": {"opportunities": 1},
        "2026-11-05": {"wins": 1, "won_amount": 100000},
    }
