"""Rules on verdicts, gaps and attainment: added once, growing with their table, beside those of users."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from sheetkpi.language import Language, say
from sheetkpi.tables.columns import Column
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.rules import BAD, MEMORY, memory_formula, plan_rules, rules_of
from sheetkpi.workbook.writing import write_table
from tests.workbook.books import grid, make_book, opened, reps

HEADERS = ["担当者", "架電数", "接続数", "接続率", "接続率 判定", "接続率 差", "メモ"]
BANDS = [["指標", "リード経路", "下限", "上限", "最小件数"], ["接続率", None, 0.2, 0.3, 30]]


def rep_book(folder: Path, headers: list[str] = HEADERS) -> Path:
    """RepKPI of one row at B3 on 担当別, with a rule of the user's on its verdicts and below the table."""
    path = make_book(
        folder / "KPI.xlsx",
        {"担当別": grid("B3", [headers, [None] * len(headers)]), "ベンチマーク": grid("A1", BANDS)},
        {"RepKPI": f"担当別!B3:{chr(ord('A') + len(headers))}4", "Benchmarks": "ベンチマーク!A1:E2"},
        {"kpi_min_sample": "ベンチマーク!H1"},
    )
    book = openpyxl.load_workbook(path)
    fill = PatternFill("solid", bgColor="00FF00")
    book["担当別"].conditional_formatting.add("C3:F50", CellIsRule("greaterThan", ["100"], fill=fill))
    book.save(path)
    return path


def judged(number: int) -> pd.DataFrame:
    """RepKPI of so many reps, each with a verdict."""
    frame = reps({f"担当{rep:02}": {"calls": 40, "connects": 4} for rep in range(number)})
    band = {"connect_rate.low": 0.2, "connect_rate.high": 0.3, "connect_rate.gap": -0.1}
    return frame.assign(**band, **{"connect_rate.verdict": "verdict.below"})


def refresh(path: Path, number: int, language: Language = "ja") -> None:
    with opened(path) as book:
        inputs = read_inputs(book)
        plans = plan_tables(book, inputs, {"RepKPI": judged(number)})
        rules = plan_rules(book, plans, language)
        for plan in plans:
            write_table(book, plan)
        rules.write(book)
        book.save()


def rules_on(path: Path, address: str) -> list[tuple[str, list[str]]]:
    """The rules whose cells hold all of `address`, as openpyxl reads them: type and formulas."""
    sheet = openpyxl.load_workbook(path)["担当別"]
    first, last = (sheet[corner] for corner in address.split(":"))
    return [
        (rule.type, list(rule.formula))
        for area in sheet.conditional_formatting
        if first.coordinate in area.sqref and last.coordinate in area.sqref
        for rule in area.rules
    ]


def number_of_rules(path: Path) -> int:
    sheet = openpyxl.load_workbook(path)["担当別"]
    return sum(len(area.rules) for area in sheet.conditional_formatting)


def test_rules_are_added_once_and_reach_over_the_table_whatever_its_size(tmp_path: Path):
    path = rep_book(tmp_path)
    refresh(path, 4)
    first = number_of_rules(path)
    for number in (9, 3, 6):
        refresh(path, number)
        assert number_of_rules(path) == first
        verdicts = [formula for _, formula in rules_on(path, f"F4:F{3 + number}")]
        assert ['"▼下回る"'] in verdicts
        assert ("cellIs", ["0"]) in rules_on(path, f"G4:G{3 + number}")


def test_rules_of_users_stay_and_no_column_of_theirs_gets_one(tmp_path: Path):
    path = rep_book(tmp_path)
    refresh(path, 4)
    refresh(path, 2)
    assert rules_on(path, "C3:F50") == [("cellIs", ["100"])]
    assert rules_on(path, "H4:H5") == []


def test_rules_that_somebody_took_away_do_not_come_back(tmp_path: Path):
    path = rep_book(tmp_path)
    refresh(path, 4)
    with opened(path) as book:
        book.sheets["担当別"]["B3:Z40"].conditional_formats.clear()
        book.save()
    left = number_of_rules(path)
    refresh(path, 6)
    assert number_of_rules(path) == left


def test_a_column_appended_later_gets_its_rules_then(tmp_path: Path):
    path = rep_book(tmp_path, ["担当者", "架電数", "接続数", "接続率"])
    refresh(path, 2)
    sheet = openpyxl.load_workbook(path)["担当別"]
    headers = {cell.value: cell.column_letter for cell in sheet[3] if cell.value}
    verdicts = headers["接続率 判定"]
    assert rules_on(path, f"{verdicts}4:{verdicts}5")


def test_a_workbook_that_changes_its_language_gets_rules_for_the_new_words(tmp_path: Path):
    path = rep_book(tmp_path)
    refresh(path, 2, "ja")
    refresh(path, 2, "en")
    texts = [formula for _, formula in rules_on(path, "F4:F5")]
    assert ['"▼下回る"'] in texts
    assert ['"▼ Below"'] in texts
    assert len(rules_on(path, "G4:G5")) == 2


def test_the_name_that_remembers_is_hidden_and_names_no_cells(tmp_path: Path):
    path = rep_book(tmp_path)
    refresh(path, 2)
    name = openpyxl.load_workbook(path).defined_names[MEMORY]
    assert name.hidden
    assert "RepKPI:" in name.attr_text
    with opened(path) as book:
        assert MEMORY not in read_inputs(book).names


def test_an_engine_that_cannot_tell_what_a_name_says_adds_no_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = rep_book(tmp_path)
    refresh(path, 2)
    monkeypatch.setattr(xw.main.Name, "refers_to", property(lambda name: None))
    with opened(path) as book:
        plans = plan_tables(book, read_inputs(book), {"RepKPI": judged(2)})
        assert plan_rules(book, plans, "ja").columns == ()


def test_memory_is_cut_into_texts_that_a_formula_may_hold():
    columns = [("RepKPI", f"own_指標{number:03}.verdict@ja") for number in range(60)]
    texts = [text for text in memory_formula(columns)[2:-1].split('"') if text.startswith("RepKPI:")]
    assert all(len(text) <= 255 for text in texts)
    assert ",".join(text.removeprefix("RepKPI:") for text in texts).split(",") == [key for _, key in columns]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_below_is_orange_and_named_in_words_with_a_sign(language: Language):
    rules = rules_of(Column("win_rate.verdict"), language)
    below: Any = rules[0]
    assert below.operand == f'="{say("verdict.below", language)}"'
    assert below.color == BAD
    assert say("verdict.below", language).startswith("▼")


def test_data_bars_run_from_nothing_to_half_as_much_again_as_the_target(tmp_path: Path):
    headers = ["担当者", "架電数", "架電数 目標", "架電数 達成率"]
    path = make_book(
        tmp_path / "KPI.xlsx", {"担当別": grid("A1", [headers, [None] * 4])}, {"RepKPI": "担当別!A1:D2"}
    )
    with opened(path) as book:
        frame = reps({"佐藤 健": {"calls": 40}}).assign(**{"calls.target": 80.0, "calls.attainment": 0.5})
        plans = plan_tables(book, read_inputs(book), {"RepKPI": frame})
        rules = plan_rules(book, plans, "ja")
        for plan in plans:
            write_table(book, plan)
        rules.write(book)
        (bar,) = list(book.sheets["担当別"]["D2"].conditional_formats)
        assert (bar.type, bar.thresholds) == ("data_bar", (0, 1.5))
        assert book.sheets["担当別"]["D2"].value == 0.5
