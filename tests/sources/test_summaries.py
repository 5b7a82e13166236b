"""A summary of people's own, whose month only its title tells, is not counted again beside the activity."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.pipeline import count

TODAY = date(2026, 11, 28)
LOG = [
    ["日付", "担当者", "結果"],
    ["2026/11/2", "森 葵", "アポ獲得"],
    ["2026/11/4", "原田 陸", "不在"],
    ["2026/11/5", "森 葵", "接続"],
]


def counted(
    tmp_path: Path, title: str, *rows: list[object], log: bool = True
) -> tuple[dict[str, float], list[str]]:
    """Calls by rep, and the reasons of the notes on the summary."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "実績"
    for row in ([title], [], *rows):
        sheet.append(row)
    if log:
        other = book.create_sheet("活動")
        for row in LOG:
            other.append(row)
    book.save(tmp_path / "Mine.xlsx")
    with sheetkpi.open_book(tmp_path / "Mine.xlsx") as opened:
        found = count(opened, today=TODAY)
    calls = found.facts.groupby("rep", observed=True)["calls"].sum().to_dict()
    notes = found.activity.issues
    return calls, sorted(set(notes[notes["sheet"] == "実績"]["reason"]))


HEADER: list[object] = ["担当者", "架電数", "アポ数", "アポ率", "目標"]


@pytest.mark.parametrize(
    "title", ["11月 担当別KPI", "2026年11月度 個人別", "2026年11月20日時点", "Nov 2026 as of 11/20/2026"]
)
def test_beside_a_log_of_its_month_a_summary_counts_nothing_whatever_its_names(
    tmp_path: Path, title: str
) -> None:
    calls, notes = counted(tmp_path, title, HEADER, ["森", 20, 1, 0.05, 5], ["原田 陸", 30, 2, 0.07, 5])
    assert calls == {"森 葵": 2, "原田 陸": 1}
    assert "reason.summary" in notes


def test_a_row_of_sums_makes_a_summary_too(tmp_path: Path) -> None:
    calls, notes = counted(
        tmp_path, "11月", ["担当者", "架電数", "アポ数"], ["南 花", 20, 1], ["合計", 20, 1]
    )
    assert calls == {"森 葵": 2, "原田 陸": 1}
    assert "reason.summary" in notes


def test_of_a_month_that_nothing_finer_tells_of_it_counts_and_is_told(tmp_path: Path) -> None:
    calls, notes = counted(tmp_path, "10月 実績", HEADER, ["森 葵", 20, 1, 0.05, 5])
    assert calls == {"森 葵": 22, "原田 陸": 1}
    assert "reason.summary_counted" in notes


def test_totals_of_another_team_without_anything_worked_out_count_beside_the_log(tmp_path: Path) -> None:
    calls, notes = counted(
        tmp_path, "11月", ["担当者", "架電数", "アポ数"], ["南 花", 20, 1], ["谷 翼", 10, 1]
    )
    assert calls == {"森 葵": 2, "原田 陸": 1, "南 花": 20, "谷 翼": 10}
    assert "reason.summary" not in notes


def test_a_daily_report_with_a_rate_is_a_day_and_no_summary_of_the_month(tmp_path: Path) -> None:
    calls, _ = counted(tmp_path, "日報 2026年11月6日", HEADER, ["南 花", 20, 1, 0.05, 5])
    assert calls["南 花"] == 20


def test_what_only_the_title_says_is_shown_by_its_cell_in_every_language(tmp_path: Path) -> None:
    counted(tmp_path, "11月 実績", HEADER, ["森 葵", 20, 1, 0.05, 5])
    with sheetkpi.open_book(tmp_path / "Mine.xlsx") as opened:
        sheets = {sheet.sheet: sheet for sheet in count(opened, today=TODAY).activity.sheets}
    assert sheets["実績"].places == {"date": "A1"}
    assert sheets["活動"].places == {}


@pytest.mark.parametrize(
    "header",
    ["Hire date", "Joined on", "Birthday", "入社年月日", "最終架電日", "Last call date", "最終連絡日"],
)
def test_days_of_people_and_of_their_last_call_date_no_counts(tmp_path: Path, header: str) -> None:
    rows = ["担当者", "架電数", "アポ数", header], ["森 葵", 100, 20, date(2026, 11, 2)]
    calls, notes = counted(tmp_path, "一覧", *rows)
    assert calls == {"森 葵": 2, "原田 陸": 1}
    assert notes == ["reason.sheet_unused"]
