"""A workbook says which meetings its targets mean, where it holds them against anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import small

MEETINGS = [
    "アポ獲得日,IS担当,会社名,商談日,結果",
    "2026/11/2,佐藤 葵,アルファ,2026/11/10,実施",
    "2026/11/4,佐藤 葵,ガンマ,2026/11/12,ノーショー",
]


def test_attainment_progress_and_board_say_which_meetings_the_targets_mean(tmp_path: Path) -> None:
    (tmp_path / "商談.csv").write_text("\n".join(MEETINGS), encoding="utf-8")
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(small())
    goal = {"month": date(2026, 11, 1), "team": "第1課", "goal": "商談創出数", "goal_value": 10}
    roster = pd.DataFrame({"rep": ["佐藤 葵"], "team": ["第1課"]})
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": roster, "TeamTargets": pd.DataFrame([goal])})
        book.names["kpi_target_meeting"].refers_to_range.value = "実施"
        sheetkpi.refresh(book, [tmp_path / "商談.csv"], today=date(2026, 11, 20))
        tables = {table.name: table.range.value for sheet in book.sheets for table in sheet.tables}
        told = {book.names[f"kpi_meant_{name}"].refers_to_range.value for name in ("board", "reps", "teams")}
    assert told == {"商談実施数\n÷ 目標"}
    for name in ("RepKPI", "TeamKPI", "Board"):
        row = dict(zip(*tables[name][:2], strict=True))
        assert [row[key] for key in ("商談創出数", "商談実施数", "商談創出数 達成率")] == [2, 1, 0.1]
    header, *rows = tables["Progress"]
    row = next(dict(zip(header, row, strict=True)) for row in rows if row[2] == "佐藤 葵")
    assert [row[key] for key in ("指標", "実績", "目標", "達成率")] == ["商談実施数", 1, 10, 0.1]
