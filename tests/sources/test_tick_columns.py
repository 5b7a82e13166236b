"""Columns of ticks: 担当 with ○ is the person reached, and no column of ticks goes unnamed."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, sheet, totals
from tests.sources.raw_activity import reasons as issues_of


@pytest.mark.parametrize("header", ["担当", "担当者", "本人", "キーマン"])
def test_a_tick_under_the_person_wanted_is_a_connect(header: str) -> None:
    activity = read(
        sheet(
            ["架電日", "架電者", "会社名", "架電", header, "アポ"],
            ["2026/11/2", "佐藤葵", "A社", "○"],
            ["2026/11/2", "佐藤葵", "B社", "○", "○"],
            ["2026/11/2", "佐藤葵", "C社", "○", "○", "○"],
        )
    )
    assert totals(activity) == {"calls": 3, "connects": 2, "meetings": 1}


def test_ticks_and_ones_are_the_same_answer() -> None:
    activity = read(
        sheet(
            ["架電日", "担当者", "会社名", "不在", "受付", "担当", "アポ"],
            ["2026/11/2", "佐藤葵", "A社", "レ"],
            ["2026/11/2", "佐藤葵", "B社", "", "レ"],
            ["2026/11/2", "佐藤葵", "C社", "", "", "✔", "✔"],
            ["2026/11/4", "佐藤葵", "D社", "", "", "1"],
        )
    )
    assert totals(activity) == {"calls": 4, "connects": 2, "meetings": 1}
    unused = activity.columns[activity.columns["role"] == "unused"]
    assert set(unused["header"]) == {"不在", "受付"}


def test_reps_are_never_ticks() -> None:
    activity = read(
        sheet(
            ["架電日", "担当", "架電者", "会社名", "結果"],
            ["2026/11/2", "○", "佐藤葵", "A社", "接続"],
            ["2026/11/2", "", "佐藤葵", "B社", "不在"],
        )
    )
    assert totals(activity, "rep") == {"佐藤葵": {"calls": 2, "connects": 1}}


def test_who_is_on_duty_is_no_activity() -> None:
    rota = sheet(["日付", "スタッフ", "担当"], ["2026/11/2", "佐藤葵", "○"], ["2026/11/4", "田中蓮", "○"])
    calls = sheet(["架電日", "架電者", "結果"], ["2026/11/2", "佐藤葵", "不在"], name="架電")
    assert totals(read(rota, calls)) == {"calls": 1}


def test_a_column_of_ticks_under_a_known_header_is_named() -> None:
    activity = read(
        sheet(
            ["架電日", "担当者", "会社名", "結果", "メール"],
            ["2026/11/2", "佐藤葵", "A社", "不在", "○"],
            ["2026/11/2", "佐藤葵", "B社", "接続", "○"],
        )
    )
    roles = dict(zip(activity.columns["header"], activity.columns["role"], strict=True))
    assert roles["メール"] == "unused" or totals(activity).get("emails")
    assert not issues_of(activity)
