"""Workbooks handed out are as empty as the KPI workbook where nobody measures a count."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import say
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, ROSTER, SATO, TODAY, YAMADA, table
from tests.judging import judge
from tests.libreoffice import needs_libreoffice

CALLS = "日付,担当者,架電数\n2026-11-02,山田 太郎,40\n2026-11-04,山田 太郎,30\n2026-11-18,山田 太郎,10\n"
MORE = "日付,担当者,架電数,接続数\n2026-11-02,森 葵,50,10\n2026-11-18,森 葵,50,15\n"


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One rep has calls only, one has connects too, the third is in no source."""
    folder = tmp_path_factory.mktemp("unmeasured")
    book = sheetkpi.new(folder / "KPI.xlsx", "ja")
    for name, text in (("calls", CALLS), ("more", MORE)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    goal = {
        "month": [pd.Timestamp(2026, 11, 1)],
        "team": ["第1課"],
        "goal": ["商談創出数"],
        "goal_value": [20],
    }
    with sheetkpi.open_book(book) as opened:
        enter_rows(opened, {"Roster": ROSTER, "TeamTargets": pd.DataFrame(goal)})
        sheetkpi.refresh(opened, [folder / "calls.csv", folder / "more.csv"], today=TODAY)
        opened.save()
    done = {kind: sheetkpi.distribute(book, folder / kind, by=kind) for kind in ("rep", "team")}
    found = {each.recipient: each.path for of in done.values() for each in of.workbooks}
    return {**found, "KPI": book}


def test_the_kpi_workbook_says_which_counts_nobody_measures(handed_out: dict[str, Path]) -> None:
    said = [row[say("reason", "ja")] for row in table(handed_out["KPI"], "ImportIssues")]
    assert sum(text.startswith("商談創出数は、2026/11 のどの資料にもない") for text in said) == 1
    assert sum(text.startswith(f"{YAMADA} の接続数は、") for text in said) == 1
    assert sum(text.startswith(f"{SATO} さんは名簿にいますが、") for text in said) == 1
    assert not any("架電数は、" in text for text in said)


def test_a_rep_sees_an_empty_cell_and_no_0(handed_out: dict[str, Path]) -> None:
    (own,) = table(handed_out[YAMADA], "RepKPI")
    assert own["架電数"] == 80
    assert not own.keys() & {"接続数", "接続率", "商談創出数", "商談化率", "接続率 判定", "商談創出数 達成率"}
    assert own["商談創出数 目標"] == 10
    (of_mori,) = table(handed_out[MORI], "RepKPI")
    assert (of_mori["接続数"], of_mori["接続率"]) == (25, 0.25)
    (nobody,) = table(handed_out[SATO], "RepKPI")
    assert not nobody.keys() & {"架電数", "接続数", "商談創出数"}


def test_nothing_is_missed_or_late_for_want_of_a_source(handed_out: dict[str, Path]) -> None:
    for rep in (YAMADA, SATO):
        progress = {row["指標"]: row for row in table(handed_out[rep], "Progress") if "指標" in row}
        for kpi, row in progress.items():
            if kpi not in ("架電数", "calls"):
                assert not row.keys() & {"実績", "達成率", "先行"}, kpi
    (entries,) = table(handed_out[SATO], "EntryHealth")
    assert set(entries) <= {"担当者", "チーム"}


def test_a_teams_workbook_has_the_rate_of_those_who_have_both(handed_out: dict[str, Path]) -> None:
    (team,) = table(handed_out["第1課"], "TeamKPI")
    assert (team["架電数"], team["接続数"], team["接続率"]) == (180, 25, 0.25)


@needs_libreoffice
@pytest.mark.parametrize("recipient", [YAMADA, "第1課"])
def test_formulas_leave_them_empty_too(handed_out: dict[str, Path], recipient: str, tmp_path: Path) -> None:
    assert judge(handed_out[recipient], tmp_path / "judged").differences == []
