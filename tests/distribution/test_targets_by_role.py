"""Targets by role in a workbook: Progress, views, live formulas and what is handed out say the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice, recalculated
from tests.realdata import values_of
from tests.smallbooks import TABLES, template_with

NOVEMBER = date(2026, 11, 1)
TEAM = "第1課"
PEOPLE = {"佐藤 健": "SDR", "鈴木 花": "SDR", "高橋 空": "BDR", "田中 一": None}
GOALS = {"SDR": 60, "BDR": 5, None: 12}
MEETINGS = {"佐藤 健": 3, "鈴木 花": 2, "高橋 空": 1, "田中 一": 1}


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roles")
    rows = ["日付,担当者,架電数,接続数,商談創出数"]
    rows += [f"2026/11/{day},{rep},40,10,{MEETINGS[rep]}" for day in (2, 4, 5) for rep in PEOPLE]
    (folder / "日報.csv").write_text("\n".join(rows), encoding="utf-8")
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(TABLES | {"TeamWeeks", "MonthlyKPI"}))
    roster = pd.DataFrame({"rep": list(PEOPLE), "team": TEAM, "role": list(PEOPLE.values())})
    goals = pd.DataFrame({"role": list(GOALS), "goal_value": list(GOALS.values())})
    goals = goals.assign(month=NOVEMBER, team=TEAM, goal="商談創出数")
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": roster, "TeamTargets": goals})
        sheetkpi.refresh(book, [folder / "日報.csv"], today=date(2026, 11, 5))
        book.save()
    sheetkpi.distribute(path, folder / "out", only=["高橋 空"])
    sheetkpi.distribute(path, folder / "out", by="team")
    return path


def table(path: Path, name: str) -> list[dict[str, Any]]:
    book = values_of(path)
    sheet = next(sheet for sheet in book if name in sheet.tables)
    head, *rows = ([cell.value for cell in cells] for cells in sheet[sheet.tables[name].ref])
    return [dict(zip(head, row, strict=True)) for row in rows]


def target(path: Path, team: str, rep: str | None) -> Any:
    found = [
        row
        for row in table(path, "Progress")
        if row["指標"] == "商談創出数" and row["チーム"] == team and row["担当者"] == rep
    ]
    return found[0]["目標"]


def handed_out(master: Path, name: str) -> Path:
    return next(path for path in (master.parent / "out").glob("*.xlsx") if name in path.name)


def test_progress_and_views_have_the_targets_of_each_role_and_their_sum(master: Path) -> None:
    assert {rep: target(master, TEAM, rep) for rep in PEOPLE} == {
        "佐藤 健": 30,
        "鈴木 花": 30,
        "高橋 空": 5,
        "田中 一": 12,
    }
    assert [target(master, team, None) for team in (TEAM, "全体")] == [77, 77]
    teams = {row["チーム"]: row["商談創出数 目標"] for row in table(master, "TeamKPI")}
    assert teams == {TEAM: 77, "全体": 77}
    reps = {row["担当者"]: row["商談創出数 達成率"] for row in table(master, "RepKPI")}
    assert reps == pytest.approx({"佐藤 健": 9 / 30, "鈴木 花": 6 / 30, "高橋 空": 3 / 5, "田中 一": 3 / 12})


def test_a_role_keeps_its_row_and_no_other_is_offered(master: Path) -> None:
    rows = [row for row in table(master, "TeamTargets") if row["チーム"]]
    assert [(row["役割"], row["商談創出数 目標"]) for row in rows] == [("SDR", 60), ("BDR", 5), (None, 12)]
    assert not any(row["配分の状態"] for row in rows)


def test_what_is_handed_out_says_the_same(master: Path) -> None:
    assert target(handed_out(master, "高橋"), TEAM, "高橋 空") == 5
    assert target(handed_out(master, TEAM), TEAM, None) == 77
    assert target(handed_out(master, TEAM), TEAM, "佐藤 健") == 30


@pytest.fixture(scope="module")
def partial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sheetkpi.Summary]:
    """A team in which SDR aims at meetings and BDR at connects, and whoever has no role has no target."""
    folder = tmp_path_factory.mktemp("partial")
    rows = ["日付,担当者,架電数,接続数,商談創出数"]
    rows += [f"2026/11/{day},{rep},40,10,{MEETINGS[rep]}" for day in (2, 4, 5) for rep in PEOPLE]
    (folder / "日報.csv").write_text("\n".join(rows), encoding="utf-8")
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(TABLES | {"TeamWeeks", "MonthlyKPI"}))
    written = {"SDR": " Ｓ ＤＲ", "BDR": "bdr", None: None}
    roster = pd.DataFrame({"rep": list(PEOPLE), "team": TEAM, "role": [written[r] for r in PEOPLE.values()]})
    goals = pd.DataFrame({"role": ["SDR", "BDR"], "goal": ["商談創出数", "接続数"], "goal_value": [60, 90]})
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": roster, "TeamTargets": goals.assign(month=NOVEMBER, team=TEAM)})
        summary = sheetkpi.refresh(book, [folder / "日報.csv"], today=date(2026, 11, 5))
        book.save()
    return path, summary


def test_no_view_holds_the_team_against_the_target_of_some_of_its_reps(
    partial: tuple[Path, sheetkpi.Summary],
) -> None:
    path, _ = partial
    teams = [row for row in table(path, "TeamKPI") if row["チーム"]]
    for count in ("商談創出数", "接続数", "架電数"):
        assert {row[f"{count} 目標"] or None for row in teams} == {None}
        assert {row[f"{count} 達成率"] or None for row in teams} == {None}
    months = [row["商談創出数 目標"] for row in table(path, "MonthlyKPI")]
    assert not any(months)
    whole = [row for row in table(path, "Progress") if not row["担当者"]]
    assert whole
    assert not any(row["目標"] or row["達成率"] for row in whole)
    weeks = table(path, "TeamWeeks")
    assert weeks
    assert not any(row["商談創出数 目標"] or row["架電数 目標"] for row in weeks)
    assert (target(path, TEAM, "佐藤 健"), target(path, TEAM, "高橋 空")) == (30, None)


def test_reps_without_a_target_get_a_row_to_type_it_in_and_it_is_said_once(
    partial: tuple[Path, sheetkpi.Summary],
) -> None:
    path, summary = partial
    rows = [row for row in table(path, "TeamTargets") if row["チーム"]]
    assert [(row["役割"], row["目標値"]) for row in rows] == [("SDR", 60), ("BDR", 90), (None, None)]
    assert {row["担当者"]: row["役割"] for row in table(path, "RepTargets")} == {
        rep: role for rep, role in PEOPLE.items() if role
    }
    [told] = [line for line in summary.mistakes("ja") if TEAM in line]
    assert "商談創出数" in told
    assert "BDR、役割なしの行" in told
    assert "no role" not in told
    assert told in summary.message("ja")


def test_rows_of_a_role_that_add_up_are_not_called_stale(partial: tuple[Path, sheetkpi.Summary]) -> None:
    rows = [row for row in table(partial[0], "TeamTargets") if row["チーム"]]
    assert not any(row["配分の状態"] for row in rows)


@needs_libreoffice
def test_live_formulas_of_partial_targets_come_to_the_same_in_libreoffice(
    partial: tuple[Path, sheetkpi.Summary], tmp_path: Path
) -> None:
    judged = judge(partial[0], tmp_path / "judged")
    assert judged.differences == []
    assert error_cells(tmp_path / "judged" / partial[0].name) == []


@needs_libreoffice
def test_live_formulas_come_to_the_same_in_libreoffice(master: Path, tmp_path: Path) -> None:
    judged = judge(master, tmp_path / "judged")
    assert judged.differences == []
    assert error_cells(tmp_path / "judged" / master.name) == []


@needs_libreoffice
def test_a_goal_typed_for_the_others_gives_the_team_its_target_at_once(
    partial: tuple[Path, sheetkpi.Summary], tmp_path: Path
) -> None:
    path = tmp_path / "typed.xlsx"
    path.write_bytes(partial[0].read_bytes())
    with sheetkpi.open_book(path) as book:
        place = next(
            sheet.tables["TeamTargets"]
            for sheet in book.sheets
            if any(one.name == "TeamTargets" for one in sheet.tables)
        )
        header = place.header_row_range.value
        for row, goal, value in ((3, "商談創出数", 12), (2, "商談創出数", 5)):
            for column, typed in (("目標の指標", goal), ("目標値", value)):
                place.header_row_range[0].offset(row, header.index(column)).value = typed
        book.save()
    recalculated(path, tmp_path / "out")
    teams = {row["チーム"]: row["商談創出数 目標"] for row in table(tmp_path / "out" / path.name, "TeamKPI")}
    assert (teams[TEAM], teams["全体"]) == (77, 77)
