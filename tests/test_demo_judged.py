"""The sample workbook as LibreOffice recalculates it."""

from __future__ import annotations

from pathlib import Path

from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import table


@needs_libreoffice
def test_every_cached_value_is_what_libreoffice_comes_to(demo: Path, tmp_path: Path) -> None:
    judged = judge(demo, tmp_path)
    assert judged.formulas > 5000
    assert judged.differences == []
    assert error_cells(demo) == []


def test_the_weeks_of_each_team_sum_to_its_month(demo: Path) -> None:
    weeks, teams = table(demo, "TeamWeeks"), table(demo, "TeamKPI")
    team = "チーム"
    for count in ("商談創出数", "接続数", "架電数"):
        for column in (count, f"{count} 目標"):
            sums = weeks.groupby(team)[column].sum()
            assert sums.to_dict() == dict(zip(teams[team], teams[column], strict=True)), column


def test_the_targets_of_reps_sum_to_those_of_their_teams(demo: Path) -> None:
    teams, reps = table(demo, "TeamTargets"), table(demo, "RepTargets")
    team = "チーム"
    teams = teams[teams[team].notna()]
    for column in ("商談創出数 目標", "接続数 目標", "架電数 目標"):
        sums = reps.groupby(team)[column].sum()
        assert sums.to_dict() == dict(zip(teams[team], teams[column], strict=True)), column
