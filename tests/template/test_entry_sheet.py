"""日次入力 as people meet it: what may be typed where, what is locked, and the blank rows ready in it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.names import ENTRY_ROWS
from sheetkpi.workbook.template.dailyentry import LAST_ROW
from tests.distribution.workbooks import MORI, YAMADA, entries, master, row, table

RULES = {
    "date": ("list", "warning", "choice.error.entry_date"),
    "rep": ("list", "warning", "choice.error.entry_rep"),
    "lead_source": ("list", "warning", "choice.error.entry_lead_source"),
    "connects": ("whole", "warning", "choice.error.entry_connects"),
    "meetings": ("whole", "warning", "choice.error.entry_meetings"),
    "won_amount": ("decimal", "stop", "choice.error.decimal"),
    **dict.fromkeys(
        ("calls", "opportunities", "wins", "emails", "documents", "follow_ups"),
        ("whole", "stop", "choice.error.whole"),
    ),
}
"""Of each column: the kind of rule, whether people may keep what breaks it, and what they are told."""


@pytest.fixture(scope="module", params=LANGUAGES)
def sheet(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Worksheet, Language]:
    """The entry sheet of a new workbook."""
    path = sheetkpi.new(tmp_path_factory.mktemp("new") / "KPI.xlsx", request.param)
    return openpyxl.load_workbook(path)[say("sheet.entry", request.param)], request.param


def rules(sheet: Worksheet, language: Language) -> dict[str, DataValidation]:
    """The validation of the first row of each column that has one, by column key."""
    header, first, *_ = sheet[sheet.tables["DailyEntry"].ref]
    keys = {say(key, language): key for key in RULES}
    return {
        keys[str(title.value)]: rule
        for title, cell in zip(header, first, strict=True)
        for rule in sheet.data_validations.dataValidation
        if cell.coordinate in rule.sqref
    }


def test_each_column_says_what_it_takes_in_the_language_of_the_workbook(
    sheet: tuple[Worksheet, Language],
) -> None:
    found = {
        key: (rule.type, rule.errorStyle or "stop", rule.error, rule.showErrorMessage)
        for key, rule in rules(*sheet).items()
    }
    assert found == {
        key: (kind, style, say(error, sheet[1]), True) for key, (kind, style, error) in RULES.items()
    }


def test_lists_and_limits_are_those_of_the_row(sheet: tuple[Worksheet, Language]) -> None:
    found = rules(*sheet)
    first = sheet[0].tables["DailyEntry"].ref.partition(":")[0]
    number = int(first.strip("A")) + 1
    assert [found[key].formula1 for key in ("date", "rep", "lead_source")] == [
        *("kpi_entry_days", "kpi_reps", "kpi_source_names_list"),
    ]
    assert (found["calls"].operator, found["calls"].formula1) == ("greaterThanOrEqual", "0")
    for key, above in (("connects", "D"), ("meetings", "E")):
        assert found[key].formula1 == "0"
        assert f'IF({above}{number}=""' in found[key].formula2


def test_the_rules_reach_below_the_table_so_that_longer_ones_have_them(
    sheet: tuple[Worksheet, Language],
) -> None:
    for rule in rules(*sheet).values():
        assert max(area.max_row for area in rule.sqref.ranges) == LAST_ROW


def test_only_the_rows_of_the_table_can_be_typed_into(sheet: tuple[Worksheet, Language]) -> None:
    page, _ = sheet
    assert page.protection.sheet
    assert page.protection.password is None
    _, *body = page[page.tables["DailyEntry"].ref]
    inputs = {cell.coordinate for cells in body for cell in cells}
    unlocked = {cell.coordinate for cells in page.iter_rows() for cell in cells if not cell.protection.locked}
    assert len(body) == ENTRY_ROWS
    assert unlocked == inputs
    free = ("formatColumns", "formatRows", "sort", "autoFilter")
    assert not any(getattr(page.protection, what) for what in free)
    assert page.protection.insertRows
    assert page.protection.deleteRows


def blank_rows(path: Path) -> int:
    """Rows of the entry table below its last filled one."""
    sheet = openpyxl.load_workbook(path)["日次入力"]
    _, *body = sheet[sheet.tables["DailyEntry"].ref]
    filled = [number for number, cells in enumerate(body, 1) if any(cell.value is not None for cell in cells)]
    return len(body) - max(filled, default=0)


@pytest.mark.parametrize(("typed", "blank"), [(ENTRY_ROWS - 25, 25), (ENTRY_ROWS - 5, ENTRY_ROWS)])
def test_a_refresh_makes_new_blank_rows_when_few_are_left(typed: int, blank: int, tmp_path: Path) -> None:
    rows = [row(1 + number % 20, MORI, f"経路{number}", calls=1) for number in range(typed)]
    path = master(tmp_path, *rows)
    for _ in range(2):  # a second time there are enough
        with sheetkpi.open_book(path) as book:
            sheetkpi.refresh(book)
            book.save()
        assert blank_rows(path) == blank
    page = openpyxl.load_workbook(path)["日次入力"]
    *_, last = page[page.tables["DailyEntry"].ref]
    assert not any(cell.protection.locked for cell in last)


def test_blank_rows_are_neither_records_nor_issues(tmp_path: Path) -> None:
    path = master(tmp_path, row(2, YAMADA, calls=40), row(3, MORI, calls=7))
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book)
        book.save()
    assert entries(path) == [(2, YAMADA, 40), (3, MORI, 7)]
    assert {line["担当者"]: line.get("架電数") for line in table(path, "RepKPI")} == {
        YAMADA: 40,
        MORI: 7,
        "佐藤 健": None,
    }
    told = table(path, "ImportIssues")
    assert all(line["重要度"] == "メモ" and not line.get("セル") for line in told)  # of the month, of no row
