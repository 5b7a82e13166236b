"""Columns about the customer are none of ours: 先方担当者, 部署, きっかけ; and guesses can be taken."""

from __future__ import annotations

import pytest

from sheetkpi.sources.headers.column_map import FIELD_WORDS
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.roles.shapes import FIELDS_OF
from tests.sources.raw_activity import read, sheet, totals

LOG = ["対応日", "担当", "会社名", "先方担当者", "部署", "きっかけ", "結果"]
REPS = ("佐藤 葵", "森 蓮")


def log(departments: tuple[str, ...], headers: list[str] = LOG, rows: int = 24):
    body = [
        [
            *("2026/10/1", REPS[number % 2], f"製作所{number}", f"田中 {number}"),
            *(departments[number % len(departments)], ("展示会", "Web")[number % 2], "接続"),
        ]
        for number in range(rows)
    ]
    kept = [LOG.index(header) for header in headers]
    return read(sheet(headers, *[[row[place] for place in kept] for row in body], name="ログ"))


def used(activity) -> dict[str, str]:
    return dict(zip(activity.columns["header"], activity.columns["field"], strict=True))


def test_the_customers_person_is_the_contact_and_no_rep():
    found = used(log(("情シス", "総務", "人事")))
    assert (found["担当"], found["先方担当者"]) == ("rep", "contact")


def test_a_department_that_changes_from_row_to_row_is_the_customers():
    activity = log(("情シス", "総務", "人事"))
    assert used(activity)["部署"] == ""
    assert activity.columns.set_index("header").loc["部署", "guess"] == ""
    assert set(activity.events["team"]) == {""}
    headers = [header for header in LOG if header != "先方担当者"]
    assert used(log(("情シス", "総務", "人事"), headers))["部署"] == "contact"


@pytest.mark.parametrize(
    "departments",
    [("営業部", "", "", "情報システム部", "", "", "", ""), ("営業部", "情報システム部", "総務部", "人事部")],
    ids=["in few rows", "two of one rep"],
)
def test_a_department_in_a_short_list_is_the_customers_where_reps_do_not_stay(departments: tuple[str, ...]):
    headers = [header for header in LOG if header != "先方担当者"]
    activity = log(departments, headers, rows=len(departments))
    assert used(activity)["部署"] == "contact"
    assert set(activity.events["team"]) == {""}


def test_a_department_that_reps_stay_in_is_their_team():
    activity = log(("第1課", "第2課"))
    assert used(activity)["部署"] == "team"
    assert set(activity.events["team"]) == {"第1課", "第2課"}


def test_what_made_them_ask_is_the_lead_source_where_its_texts_recur():
    assert used(log(("第1課", "第2課")))["きっかけ"] == "lead_source"
    rows = [["2026/10/1", REPS[n % 2], f"製作所{n}", f"{n}番目の相談から", "接続"] for n in range(12)]
    headers = ["対応日", "担当", "会社名", "きっかけ", "結果"]
    assert used(read(sheet(headers, *rows, name="ログ")))["きっかけ"] == ""


@pytest.mark.parametrize("texts", [["展示会", "紹介", "資料請求"], ["営業部", "情報システム部", "総務部"]])
def test_names_of_sources_and_departments_are_not_taken_for_people(texts):
    cells = sheet(*([text] for text in texts * 10)).cells.column(0)
    assert Content.of(cells).holds == ""
    names = sheet(*([name] for name in ["田中", "阿部", "長谷部", "佐藤"] * 10)).cells.column(0)
    assert Content.of(names).holds == "people"


def test_a_family_name_is_the_same_contact_as_the_whole_one_and_another_person_is_not():
    headers = ["架電日", "架電者", "会社名", "先方担当者", "架電結果"]
    first = ["2026/9/1", "佐藤 葵", "アルファ", "田中", "アポ獲得"]
    for other, meetings in (("田中 一郎", 1), ("木村", 2)):
        again = ["2026/9/8", "佐藤 葵", "アルファ", other, "アポ獲得"]
        found = totals(read(sheet(headers, first, again, name="ログ")), "rep")
        assert found["佐藤 葵"]["meetings"] == meetings


def test_a_guess_is_a_field_that_the_sheet_can_be_read_for():
    headers = [
        "案件ID",
        "案件名",
        "取引先名",
        "所有者",
        "フェーズ",
        "商談日",
        "案件化日",
        "受注日",
        "金額",
        "予定",
    ]
    rows = [
        [
            f"D{n}",
            f"案件{n}",
            f"製作所{n}",
            "営業 一郎",
            "提案",
            "2026/9/20",
            "2026/9/25",
            "",
            "100",
            "2026/9/1",
        ]
        for n in range(9)
    ]
    activity = read(sheet(headers, *rows, name="案件"))
    lines = activity.columns.set_index("header")
    assert activity.sheets[0].shape == "deals"
    assert lines.loc["商談日", "role"] == "unused"
    assert set(lines["guess"]) - {""} <= set(FIELDS_OF["deals"]) & set(FIELD_WORDS)


def test_every_column_found_is_used_or_named():
    from sheetkpi.workbook.unused import names_by_sheet

    activity = log(("情シス", "総務", "人事"))
    told = {header for header, field in used(activity).items() if field}
    told |= set(names_by_sheet(activity, known=True)["", "ログ"])
    assert told == set(LOG)
