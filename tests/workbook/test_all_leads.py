"""All leads: what stands behind the page of each rep, and whom nobody calls and why."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.pipeline import count
from sheetkpi.tables.allleads import all_leads
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import TABLES, template_with

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
MORI, SATO = "森 葵", "佐藤 健"
LOG = ["架電日", "担当者", "会社名", "リードソース", "架電結果", "次回架電日"]
CALLS = [
    *((datetime(2026, 11, 2 + number), MORI, f"森の会社{number}", "展示会", "不在") for number in range(5)),
    (datetime(2026, 11, 4), SATO, "ガンマ", "紹介", "アポ獲得"),
    (datetime(2026, 11, 5), SATO, "デルタ", "紹介", "番号違い"),
    (datetime(2026, 11, 6), SATO, "ゼータ", "紹介", "再架電", datetime(2026, 12, 1)),
    (datetime(2026, 11, 9), SATO, "イータ", "紹介", "担当者接続"),
]
LEADS = ["会社名", "電話番号", "担当者", "リードソース", "登録日"]
LIST = [
    ("シータ", "03-1111-1111", None, "展示会", datetime(2026, 11, 2)),
    ("イオタ", "03-2222-2222", "新人 一", "展示会", datetime(2026, 11, 3)),
]


def made(folder: Path, language: Language = "ja", most: int = 3) -> Path:
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(frozenset({*TABLES, "FollowUps", "AllLeads"}), language))
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": pd.DataFrame({"rep": [MORI, SATO], "team": ["第1課", "第2課"]})})
        book.sheets.add("架電ログ")["A1"].value = [
            LOG,
            *(list(call) + [None] * (6 - len(call)) for call in CALLS),
        ]
        book.sheets.add("リード一覧")["A1"].value = [LEADS, *map(list, LIST)]
        book.names["kpi_followups"].refers_to_range.value = most
        book.save()
    return path


def show(path: Path, in_sight: bool = True) -> None:
    with sheetkpi.open_book(path) as book:
        next(sheet for sheet in book.sheets if "AllLeads" in sheet.tables).visible = in_sight
        book.save()


def rows(path: Path, table: str = "AllLeads") -> list[dict[str, Any]]:
    with sheetkpi.open_book(path, read_only=True) as book:
        sheet = next(sheet for sheet in book.sheets if table in sheet.tables)
        header, *lines = sheet.tables[table].range.options(ndim=2).value
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


def note(path: Path, name: str) -> str:
    with sheetkpi.open_book(path, read_only=True) as book:
        value = book.names[name].refers_to_range.value
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path)


def test_while_its_sheet_is_hidden_it_is_empty_and_the_list_says_where_the_rest_is(path: Path) -> None:
    sheetkpi.refresh(path, today=MONDAY)
    assert rows(path) == []
    assert len([row for row in rows(path, "FollowUps") if row["担当者"] == MORI]) == 3
    assert "この後に 2 件" in note(path, "kpi_followups_note")
    assert "シート「全リード」を表示して更新する" in note(path, "kpi_followups_note")
    assert note(path, "kpi_all_leads_note") == say("leads.all.unseen", "ja")
    assert openpyxl.load_workbook(path, read_only=True)["全リード"].sheet_state == "hidden"


def test_in_sight_it_has_every_lead_with_rank_or_why_nobody_calls(path: Path) -> None:
    sheetkpi.refresh(path, today=MONDAY)
    show(path)
    sheetkpi.refresh(path, today=MONDAY)
    told = [(row["担当者"], row["順位"], row["会社名"], row["リストにない理由"]) for row in rows(path)]
    assert [one for one in told if one[0] == MORI] == [
        (MORI, rank, company, None)
        for rank, company in enumerate([one[2] for one in told if one[0] == MORI], start=1)
    ]
    assert {company for rep, _, company, _ in told if rep == MORI} == {f"森の会社{n}" for n in range(5)}
    assert [one[1:] for one in told if one[0] == SATO] == [
        (1, "イータ", None),
        (None, "デルタ", "番号違い"),
        (None, "ガンマ", "商談設定済み"),
        (None, "ゼータ", "約束の日がこれから"),
    ]
    [waiting] = [row for row in rows(path) if row["会社名"] == "ゼータ"]
    assert (waiting["約束の日"], waiting["前回の結果"], waiting["1架電の期待商談"]) == (
        datetime(2026, 12, 1),
        "再架電",
        None,
    )
    assert "「全リード」にあります" in note(path, "kpi_followups_note")
    assert note(path, "kpi_all_leads_note") == say("leads.all.told", "ja", open=8, left_out=3)


def test_hidden_again_it_is_emptied_so_that_nothing_old_stands_there(path: Path) -> None:
    show(path)
    sheetkpi.refresh(path, today=MONDAY)
    assert rows(path)
    show(path, False)
    sheetkpi.refresh(path, today=TUESDAY)
    assert rows(path) == []


def test_a_lead_without_owner_is_in_sight_with_a_word_and_counted(path: Path) -> None:
    show(path)
    sheetkpi.refresh(path, today=MONDAY)
    for table in ("FollowUps", "AllLeads"):
        assert [row["会社名"] for row in rows(path, table) if row["担当者"] == "未割当"] == ["シータ"]
    said = note(path, "kpi_followups_note")
    assert "担当者が決まっていない 1 件" in said
    assert "配布ブックのない担当者（名簿にない・集計外など）の 1 件" in said, "新人 一 gets no workbook"


def test_a_call_to_a_lead_without_owner_counts_once_somebody_says_who_called(path: Path) -> None:
    def enter(header: str, text: str) -> None:
        with sheetkpi.open_book(path) as book:
            area = book.sheets["優先リード"].tables["FollowUps"].range
            headers, *lines = area.options(ndim=2).value
            place = next(number for number, line in enumerate(lines, 1) if "シータ" in line)
            area[place, headers.index(header)].value = text
            book.save()

    def told() -> tuple[list[str], list[tuple[str, float]]]:
        with sheetkpi.open_book(path, read_only=True) as book:
            read = count(book, today=TUESDAY)
        left_out = read.activity.issues[read.activity.issues["severity"] == "left_out"]
        monday = read.facts[read.facts["date"] == "2026-11-16"]
        return list(left_out["reason"]), list(zip(map(str, monday["rep"]), monday["calls"], strict=True))

    sheetkpi.refresh(path, today=MONDAY)
    enter("今回の結果", "不在")
    for today in (MONDAY, TUESDAY):
        sheetkpi.refresh(path, today=today)
        assert [row["今回の結果"] for row in rows(path, "FollowUps") if row["会社名"] == "シータ"].count(
            "不在"
        ) == 1
        assert told() == (["reason.caller_missing"], [])
    path.unlink()
    made(path.parent)
    sheetkpi.refresh(path, today=MONDAY)
    enter("今回の結果", "不在")
    enter("担当者", MORI)
    for today in (MONDAY, TUESDAY):
        sheetkpi.refresh(path, today=today)
        assert told() == ([], [(MORI, 1)])


def test_in_english(tmp_path: Path) -> None:
    path = made(tmp_path, "en")
    sheetkpi.refresh(path, today=MONDAY)
    assert "show the sheet “All leads” and refresh" in note(path, "kpi_followups_note")
    show(path)
    for _ in range(2):
        sheetkpi.refresh(path, today=MONDAY)
    told = {row["Company"]: (row["Rep"], row["Not called because"]) for row in rows(path)}
    assert (told["シータ"], told["ガンマ"]) == (("No owner", None), (SATO, "Meeting set"))
    assert len(told) == len(rows(path)) == 11
    assert [row["Rep"] for row in rows(path, "FollowUps")].count("No owner") == 1
    assert "1 that nobody owns" in note(path, "kpi_followups_note")


@pytest.mark.parametrize("language", LANGUAGES)
def test_leads_alone_make_the_list_before_anything_was_counted(tmp_path: Path, language: Language) -> None:
    """Somebody who begins with a list of leads has nobody's activity yet."""
    path = made(tmp_path, language)
    with sheetkpi.open_book(path) as book:
        book.sheets["架電ログ"].delete()
        book.save()
    show(path)
    told = sheetkpi.refresh(path, today=MONDAY)
    assert (told.activity.read, told.month) == (0, None)
    rep, company, tries = (
        ("担当者", "会社名", "架電回数") if language == "ja" else ("Rep", "Company", "Tries")
    )
    for table in ("FollowUps", "AllLeads"):
        listed = [(row[company], row[rep], row[tries]) for row in rows(path, table)]
        assert listed == [("イオタ", "新人 一", 0), ("シータ", say("no_owner", language), 0)]
    sheet = say("sheet.issues", language)
    assert say("next.only_leads", language, count=2, sheet=sheet) in note(path, "kpi_next")


def test_of_more_leads_than_fit_the_first_to_call_stand_there(path: Path) -> None:
    show(path)
    with sheetkpi.open_book(path) as book:
        month = count(book, today=MONDAY).of_month
        shown = all_leads(month, 4)
    assert list(shown["call_rank"]) == [1, 1, 1, 1]
    assert set(shown["rep"]) == {MORI, SATO, "新人 一", "no_owner"}


def test_handed_out_workbooks_do_not_have_it(path: Path) -> None:
    show(path)
    sheetkpi.refresh(path, today=MONDAY)
    for workbook in sheetkpi.distribute(path, path.parent / "out", today=MONDAY).workbooks:
        book = openpyxl.load_workbook(workbook.path)
        assert not any("AllLeads" in sheet.tables for sheet in book)
        texts = {cell for sheet in book for line in sheet.values for cell in line}
        assert not {"シータ", "イオタ"} & texts
