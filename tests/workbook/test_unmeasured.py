"""Counts that nobody measures are empty cells, and live formulas leave what is made of them empty too."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language, say
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import values_of
from tests.workbook.activities import events
from tests.workbook.books import grid, make_book, opened
from tests.workbook.targeted import entered, refreshed

TEMPLATES = Path(__file__).parents[2] / "templates"
SATO, MORI, ABE, ITO = "佐藤 健", "森 葵", "阿部 海", "伊藤 蓮"

FOUND = events(
    (date(2026, 10, 5), SATO, "第1課", "展示会", {"calls": 200, "connects": 30, "meetings": 6}),
    (date(2026, 11, 2), SATO, "第1課", "展示会", {"calls": 100, "connects": 10, "meetings": 2}),
    (date(2026, 11, 4), SATO, "第1課", "セミナー", {"calls": 100, "connects": 12, "meetings": 1}),
    (date(2026, 11, 4), MORI, "第1課", "展示会", {"calls": 800}),
    (date(2026, 11, 5), ABE, "第2課", "", {"calls": 90, "meetings": 3, "wins": 2}),
)
MEASURED = {SATO: ("calls", "connects", "meetings"), MORI: ("calls",), ABE: ("calls", "meetings")}
"""The first measures all of it, the second calls only, the third has no connects; nobody names the fourth."""


def measures(who: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    rows = [(count, rep, "2026-10-01", "2026-11-09") for rep, counts in who.items() for count in counts]
    frame = pd.DataFrame(rows, columns=["count", "rep", "first", "last"])
    return frame.astype({"first": "datetime64[s]", "last": "datetime64[s]"})


def book(folder: Path, language: Language) -> Path:
    """The template with four people and a target for each team."""
    path = folder / f"kpi_{language}.xlsx"
    shutil.copy(TEMPLATES / path.name, path)
    return peopled(path, language)


def peopled(path: Path, language: Language) -> Path:
    """The workbook at `path` with these people and targets."""
    roster = {"rep": [SATO, MORI, ABE, ITO], "team": ["第1課", "第1課", "第2課", "第3課"]}
    goals = {"team": ["第1課", "第2課"], "goal": say("meetings", language), "goal_value": [20, 10]}
    targets = pd.DataFrame(goals).assign(month=date(2026, 11, 1))
    return entered(path, {"Roster": pd.DataFrame(roster), "TeamTargets": targets})


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table by header, as other programs read them; an empty text is None."""
    for sheet in values_of(path):
        if table in sheet.tables:
            header, *body = sheet[sheet.tables[table].ref]
            names = [cell.value for cell in header]
            return [
                {
                    name: None if cell.value == "" else cell.value
                    for name, cell in zip(names, row, strict=True)
                }
                for row in body
            ]
    raise KeyError(table)


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = book(tmp_path_factory.mktemp("unmeasured"), "ja")
    refreshed(path, FOUND, measured=measures(MEASURED))
    return path


@needs_libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_leaves_the_same_cells_empty(language: Language, japanese: Path, tmp_path: Path):
    path = japanese
    if language != "ja":
        path = book(tmp_path, language)
        refreshed(path, FOUND, measured=measures(MEASURED))
    judged = judge(path, tmp_path / "judged")
    assert judged.differences == []
    assert judged.formulas > 1000
    assert error_cells(tmp_path / "judged" / path.name) == []


def test_an_unmeasured_count_is_no_0(japanese: Path):
    reps = {row["担当者"]: row for row in rows(japanese, "RepKPI")}
    empty = ("接続数", "接続率", "商談化率", "接続率 判定", "商談化率 判定", "接続数 達成率")
    assert [reps[ABE][header] for header in empty] == [None] * len(empty)
    assert (reps[ABE]["架電数"], reps[ABE]["商談創出数"], reps[ABE]["受注数"]) == (90, 3, None)
    said = {header for header, value in reps[ITO].items() if value is not None}
    bands = {header for header in reps[ITO] if header.endswith(("下限", "上限"))}
    assert said <= {"担当者", "チーム", say("fte_months", "ja")} | bands
    assert (reps[SATO]["接続数"], reps[SATO]["接続率"]) == (22, 0.11)


def test_a_teams_rate_is_that_of_the_reps_who_have_both(japanese: Path):
    teams = {row["チーム"]: row for row in rows(japanese, "TeamKPI")}
    team, everybody = teams["第1課"], teams["全体"]
    assert (team["架電数"], team["接続数"], team["接続率"]) == (1000, 22, 0.11)
    assert (team["接続率 測定分 分子"], team["接続率 測定分 分母"]) == (22, 200)
    assert team["接続率 判定"] == say("verdict.below", "ja")
    assert (everybody["接続率"], everybody["商談創出数"]) == (0.11, 6)
    assert everybody["商談化率"] == 3 / 22  # without the meetings of whose connects nobody knows
    assert teams["第3課"]["架電数"] is None


def test_the_formulas_are_live_still(japanese: Path):
    sheet = openpyxl.load_workbook(japanese)["チーム別"]
    header, first, *_ = sheet[sheet.tables["TeamKPI"].ref]
    formula = first[[cell.value for cell in header].index("接続率")].value
    assert formula.startswith("=IFERROR(IF(TeamKPI[[#This Row],[接続率 測定分 分母]]")


def test_the_cards_and_the_totals_of_entries_are_empty(japanese: Path):
    workbook = values_of(japanese)
    for name, value in (("kpi_card_wins", ""), ("kpi_card_calls", 1090), ("kpi_card_won_amount", "")):
        (place,) = workbook.defined_names[name].destinations
        cell = workbook[place[0]][place[1].replace("$", "").split(":")[0]]
        assert (cell.value or "") == value, name
    (place,) = workbook.defined_names["kpi_entry_month"].destinations
    months = [cell.value or "" for cell in workbook[place[0]][place[1].replace("$", "")][0]]
    assert months[:3] == [1090, 22, 6]
    assert months[4:] == [""] * (len(months) - 4)


def test_once_everything_is_measured_the_rates_are_those_of_the_counts_again(japanese: Path, tmp_path: Path):
    path = Path(shutil.copy(japanese, tmp_path))
    refreshed(path, FOUND)
    team = next(row for row in rows(path, "TeamKPI") if row["チーム"] == "第1課")
    assert (team["接続率"], team["接続率 測定分 分子"], team["接続率 測定分 分母"]) == (0.022, None, None)
    if shutil.which("soffice"):
        assert judge(path, tmp_path / "judged").differences == []


def test_a_workbook_without_gaps_gets_no_columns_for_them(tmp_path: Path):
    path = book(tmp_path, "ja")
    plan = refreshed(path, FOUND)
    assert not any(table.appended for table in plan.tables)


def test_a_small_table_without_room_for_the_parts_shows_the_rate_as_a_value(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"グラフ": grid("A1", [["月", "架電数", "接続数", "接続率"]])},
        {"ChartMonths": "グラフ!A1:D2"},
    )
    refreshed(path, FOUND, measured=measures(MEASURED))
    with opened(path) as workbook:
        last = workbook.sheets["グラフ"].tables["ChartMonths"].data_body_range[-1, :]
        values = last.value
    assert values[1:4] == [1090, 22, 0.11]
    sheet = openpyxl.load_workbook(path)["グラフ"]
    assert not str(sheet.cell(sheet.max_row, 4).value).startswith("=")
