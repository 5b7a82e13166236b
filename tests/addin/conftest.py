"""KPI workbooks with activity beside them, and a place of their own for log and undo files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.workbook.books import grid, make_book

TODAY = date(2026, 11, 20)

CALLS = [
    *[["2026-11-02", "山田 花", "東", "セミナー", "接続"] for _ in range(30)],
    *[["2026-11-04", "佐藤 健", "東", "展示会", "アポ獲得"] for _ in range(12)],
    *[["2026-11-05", "鈴木 葵", "西", "セミナー", "なんとなく"] for _ in range(3)],
]
"""A log: date, rep, team, lead source, result."""


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where log and undo files go: not among those of whoever runs the tests."""
    home = tmp_path / "state"
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture(scope="session")
def small_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    log = [["日付", "担当者", "チーム", "リード経路", "結果"], *CALLS]
    return make_book(
        tmp_path_factory.mktemp("small") / "KPI.xlsx",
        {
            "担当別": grid("B3", [["担当者", "チーム", "架電数", "メモ"], ["鈴木 葵", None, None, "新人"]]),
            "月別": grid("A1", [["月", "チーム", "架電数"], [None, None, None]]),
            "目安": grid("A1", [["指標", "リード経路", "下限", "上限"], ["接続率", None, 0.2, 0.3]]),
            "結果": grid("A1", [["結果の文言", "意味", "件数"], [None, None, None]]),
            "設定": {"A1": "ja", "A2": None, "A3": "まだ更新していません", "A4": None},
            "ログ": grid("A1", log),
        },
        {
            "RepKPI": "担当別!B3:E4",
            "MonthlyKPI": "月別!A1:C2",
            "ResultMap": "結果!A1:C2",
            "Benchmarks": "目安!A1:D2",
        },
        {
            "kpi_language": "設定!A1",
            "kpi_last_refresh": "設定!A2",
            "kpi_status": "設定!A3",
            "kpi_month_shown": "設定!A4",
        },
    )


@pytest.fixture
def small(small_made: Path, tmp_path: Path) -> Path:
    """A workbook somebody made: three of our tables, a column of their own, a log, some names."""
    return Path(shutil.copy(small_made, tmp_path / "KPI.xlsx"))


@pytest.fixture(scope="session")
def sample_made(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(demo.parent, tmp_path_factory.mktemp("sample") / "made")
    (folder / demo.name).rename(folder / "KPI.xlsx")
    return folder


@pytest.fixture
def sample(sample_made: Path, tmp_path: Path) -> Path:
    """The refreshed sample workbook, its activity beside it."""
    shutil.copytree(sample_made, tmp_path / "sample")
    return tmp_path / "sample" / "KPI.xlsx"
