"""A list of our own people fills the roster, whatever is kept of them beside; a list of leads does not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sources.raw_activity import read, sheet

LOG = sheet(["日付", "担当者", "結果"], ["2026/11/2", "森 葵", "不在"], name="ログ")
MAIL, PHONE, DAY = "x@example.com", "090-1111-2222", "2025-01-01 00:00:00"


@pytest.mark.parametrize(
    ("headers", "beside"),
    [
        (["Rep", "Team", "Email"], [MAIL]),
        (["担当者", "チーム", "メール"], [MAIL]),
        (["Rep", "Team", "Joined", "Phone"], [DAY, PHONE]),
        (["Name", "Team"], []),
        (["Name", "Team", "Hire date", "Email"], [DAY, MAIL]),
        (["氏名", "所属", "入社年月日", "社員番号", "電話番号"], [DAY, "1021", PHONE]),
    ],
)
def test_a_list_of_staff_fills_the_roster(headers: list[str], beside: list[str]) -> None:
    rows = [[who, team, *beside] for who, team in [("森 葵", "東"), ("原田 陸", "東"), ("林 空", "西")]]
    people = read(LOG, sheet(headers, *rows, name="x")).roster
    assert people is not None
    assert list(zip(people["rep"], people["team"], strict=True)) == [tuple(row[:2]) for row in rows]
    if DAY in beside:
        assert list(people["from"]) == [date(2025, 1, 1)] * 3


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (
            ["担当者", "チーム", "メール"],
            [["森 葵", "東", MAIL], ["森 葵", "東", MAIL], ["林 空", "西", MAIL]],
        ),
        (
            ["Name", "Team", "Company", "Email"],
            [["A Bee", "West", "Acme", MAIL], ["C Dee", "West", "Bo", MAIL]],
        ),
        (["氏名", "部署", "メール"], [["森 葵", "総務部", MAIL], ["林 空", "経理部", MAIL]]),
        (
            ["Name", "Team", "Email", "Status"],
            [["A Bee", "West", MAIL, "new"], ["C Dee", "West", MAIL, "new"]],
        ),
        (["Rep", "Team", "Email"], [["A Bee", "West", "12"], ["C Dee", "West", "30"]]),
    ],
)
def test_lists_of_leads_and_counts_of_mails_are_no_staff(headers: list[str], rows: list[list[str]]) -> None:
    assert read(LOG, sheet(headers, *rows, name="x")).roster is None


def test_days_of_joining_make_staff_and_who_moved_may_stand_in_two_rows() -> None:
    rows = [
        ["森 葵", "東", "2025-04-01", MAIL],
        ["林 空", "東", "", MAIL],
        ["森 葵", "西", "2026-04-01", MAIL],
    ]
    people = read(LOG, sheet(["氏名", "所属", "入社年月日", "メール"], *rows[:2], name="x")).roster
    assert people is not None
    assert people["from"][0] == date(2025, 4, 1)
    people = read(LOG, sheet(["Rep", "Team", "From", "Email"], *rows, name="x")).roster
    assert people is not None
    assert list(people["team"]) == ["東", "東", "西"]
