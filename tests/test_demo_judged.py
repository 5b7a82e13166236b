"""The sample workbook as LibreOffice recalculates it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sheetkpi
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import table


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, _ = sheetkpi.demo(tmp_path_factory.mktemp("demo"), "ja", today=date(2026, 11, 20))
    return path


@needs_libreoffice
def test_every_cached_value_is_what_libreoffice_comes_to(book: Path, tmp_path: Path) -> None:
    judged = judge(book, tmp_path)
    assert judged.formulas > 5000
    assert judged.differences == []
    assert error_cells(book) == []


def test_the_weeks_of_each_team_sum_to_its_month(book: Path) -> None:
    weeks, teams = table(book, "TeamWeeks"), table(book, "TeamKPI")
    team = "チーム"
    for count in ("商談創出数", "接続数", "架電数"):
        for column in (count, f"{count} 目標"):
            sums = weeks.groupby(team)[column].sum()
            assert sums.to_dict() == dict(zip(teams[team], teams[column], strict=True)), column


def test_the_targets_of_reps_sum_to_those_of_their_teams(book: Path) -> None:
    teams, reps = table(book, "TeamTargets"), table(book, "RepTargets")
    team = "チーム"
    teams = teams[teams[team].notna()]
    for column in ("商談創出数 目標", "接続数 目標", "架電数 目標"):
        sums = reps.groupby(team)[column].sum()
        assert sums.to_dict() == dict(zip(teams[team], teams[column], strict=True)), column
