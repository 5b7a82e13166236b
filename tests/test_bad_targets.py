"""What people may type wrongly into targets, bands and the roster: each is listed with its cell, the rest is
computed, and no cell of the workbook holds an error."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import say
from sheetkpi.workbook.entering import enter_rows
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import table

TODAY = date(2026, 11, 20)
NOVEMBER, MAY = date(2026, 11, 1), date(2027, 5, 1)

TARGETS: list[tuple[str, dict[str, Any], str, str]] = [
    ("率 0", {"商談化率 想定": 0}, "商談化率 想定", "reason.target_rate"),
    ("率 超過", {"接続率 想定": 1.2}, "接続率 想定", "reason.target_rate"),
    ("率 文字", {"接続率 想定": "二割"}, "接続率 想定", "reason.target_rate"),
    ("率 空", {"目標の指標": "受注貢献額"}, "平均受注単価 想定", "reason.target_rate_missing"),
    ("目標 0", {"目標値": 0}, "目標値", "reason.target_value"),
    ("目標 負", {"目標値": -5}, "目標値", "reason.target_value"),
    ("重み 0", {}, "チーム", "reason.target_no_weight"),
    ("誰もいない", {}, "チーム", "reason.target_no_reps"),
    ("営業日なし", {"月": MAY}, "月", "reason.target_no_days"),
]
"""Team, what its row of TeamTargets says besides 20 meetings in November, and the cell and reason listed."""

BANDS: list[tuple[int, dict[str, Any], str, str]] = [
    (3, {"下限": 0.5, "上限": 0.3}, "下限", "reason.benchmark_order"),
    (8, {"指標": "通電率"}, "指標", "reason.benchmark_kpi"),
    (2, {"下限": "三割"}, "下限", "reason.benchmark_edge"),
]
"""Row of Benchmarks, what it says, and the cell and reason listed."""

TEAMS = [team for team, *_ in TARGETS if team != "誰もいない"]


def _put(book: Any, name: str, row: int, cells: dict[str, Any]) -> None:
    """Type `cells` (by header) into the row of a table."""
    found = next(sheet.tables[name] for sheet in book.sheets if name in [part.name for part in sheet.tables])
    headers = list(found.header_row_range.value)
    for header, value in cells.items():
        found.data_body_range[row, headers.index(header)].value = value


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = sheetkpi.new(tmp_path_factory.mktemp("bad") / "KPI.xlsx", "ja")
    rows = [(date(2026, 11, 4), f"{team} 太郎", team, "架電", "アポ獲得") for team in TEAMS]
    people = {"rep": [row[1] for row in rows], "team": TEAMS}
    shared = {"rep": ["兼任 花子"] * 2, "team": TEAMS[:2], "fte": [0.7, 0.7]}
    golden_week = [MAY + timedelta(days) for days in range(31)]
    with sheetkpi.open_book(path) as book:
        enter_rows(
            book,
            {
                "Activity": pd.DataFrame(rows, columns=["date", "rep", "team", "kind", "result"]),
                "Roster": pd.concat([pd.DataFrame(people), pd.DataFrame(shared)], ignore_index=True),
                "Holidays": pd.DataFrame({"date": golden_week, "holiday_kind": "休業日"}),
                "TeamTargets": pd.DataFrame(
                    {
                        "month": [NOVEMBER] * len(TARGETS),
                        "team": [team for team, *_ in TARGETS],
                        "goal": "商談創出数",
                        "goal_value": 20,
                    }
                ),
                "RepTargets": pd.DataFrame({"month": [NOVEMBER], "team": ["重み 0"], "rep": ["重み 0 太郎"]}),
            },
        )
        for row, (_, cells, _, _) in enumerate(TARGETS):
            _put(book, "TeamTargets", row, cells)
        for row, cells, _, _ in BANDS:
            _put(book, "Benchmarks", row, cells)
        _put(book, "RepTargets", 0, {"重み": 0})
        sheetkpi.refresh(book, today=TODAY)
        book.save()
    return path


def _issues(path: Path) -> list[tuple[str, str, str]]:
    """Sheet, column and text of each line of ImportIssues that names a cell."""
    found = table(path, "ImportIssues")
    return [
        (str(row["シート"]), str(row["列"]), str(row["理由"]))
        for row in found.to_dict("records")
        if row["セル"]
    ]


def _said(reason: str) -> str:
    """The part of a reason before what fills it."""
    return max(say(reason, "ja").replace("}", "{").split("{")[::2], key=len)


@pytest.mark.parametrize(
    ("sheet", "column", "reason"),
    [
        *(("目標", column, reason) for _, _, column, reason in TARGETS),
        *(("ベンチマーク", column, reason) for _, _, column, reason in BANDS),
        ("名簿", "稼働割合", "reason.roster_shares"),
    ],
)
def test_it_is_listed_with_its_cell(refreshed: Path, sheet: str, column: str, reason: str) -> None:
    listed = [(place, said) for place, header, said in _issues(refreshed) if header == column]
    assert any(place == sheet and _said(reason) in said for place, said in listed), _issues(refreshed)


def test_the_cell_is_the_one_that_was_typed_in(refreshed: Path) -> None:
    sheet = openpyxl.load_workbook(refreshed)["目標"]
    found = table(refreshed, "ImportIssues")
    texts = found.loc[found["値"].astype(str) == "二割", "セル"].tolist()
    assert [sheet[cell].value for cell in texts] == ["二割"]


def test_the_rest_is_computed(refreshed: Path) -> None:
    targets = table(refreshed, "TeamTargets").set_index("チーム")
    assert targets.loc["重み 0", "接続数 目標"] > 0
    assert targets.loc["率 超過", "接続数 目標"] > 0
    assert pd.isna(targets.loc["率 超過", "架電数 目標"])
    reps = table(refreshed, "RepTargets")
    assert reps.loc[reps["チーム"] == "率 文字", "商談創出数 目標"].tolist() == [20]
    assert table(refreshed, "RepKPI")["架電数"].sum() == len(TEAMS)


@needs_libreoffice
def test_no_cell_holds_an_error_and_libreoffice_agrees(refreshed: Path, tmp_path: Path) -> None:
    judged = judge(refreshed, tmp_path)
    assert judged.differences == []
    assert error_cells(refreshed) == []
    assert error_cells(tmp_path / refreshed.name) == []
