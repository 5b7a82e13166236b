"""A yes to everything fills neither the figures of other months nor targets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sheetkpi.cli import main
from sheetkpi.macrobook.attaching import attach
from sheetkpi.sources.tables.titles import told_by
from tests.macrobook.adoptable import rows, table
from tests.macrobook.adoptedbooks import TODAY

OTHER_PERIODS = [
    "2026年9月",
    "2026年10月 実績",
    "FY2024",
    "KPI_Sep26",
    "Team results October 2026",
    "上期",
    "Q3",
]
TARGETS = ["目標2026", "Targets per rep", "RepGoals", "Quotas", "2026年度予算"]
NEITHER = ["担当別", "Teams 2026", "Marketing", "目標管理表", "KPI", "Decision makers", "Sheet1"]


@pytest.mark.parametrize("text", OTHER_PERIODS)
def test_another_period_is_seen(text: str) -> None:
    assert (told_by([text], TODAY).period, told_by([text], TODAY).targets) == (text, "")


@pytest.mark.parametrize("text", TARGETS)
def test_targets_are_seen(text: str) -> None:
    assert told_by([text], TODAY).targets == text


@pytest.mark.parametrize("text", NEITHER)
def test_other_names_say_nothing(text: str) -> None:
    assert told_by([text], TODAY) == told_by([], TODAY)


def made(path: Path, tab: str, title: str, name: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = tab
    rows(sheet, 1, 1, [title], [], ["担当者", "架電数", "アポ数"], ["森 葵", 90, 9], ["原田 陸", 80, 8])
    if name:
        table(sheet, name, "A3:C5")
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("tab", "title", "name", "why"),
    [
        ("2026年9月", "実績", "", "adopt.period"),
        ("実績", "Team results October 2026", "", "adopt.period"),
        ("実績", "担当別", "KPI_Sep26", "adopt.period"),
        ("Quotas", "担当別", "担当表", "adopt.targets"),
        ("2026年11月", "実績", "", ""),
    ],
)
def test_what_tells_of_another_month_or_targets_is_filled_only_by_name(
    tab: str, title: str, name: str, why: str, tmp_path: Path
) -> None:
    path = made(tmp_path / "Mine.xlsx", tab, title, name)
    done = attach(path, "ja", minimal=True, agrees=lambda one: True, today=TODAY)
    assert [one.why for one in (*done.seen, *done.taken)] == [why]
    assert bool(done.adopted) == (why == "")
    if why:
        label = done.seen[0].label
        wanted = attach(path, "ja", tmp_path / "Wanted.xlsm", minimal=True, adopted={label: "RepKPI"})
        assert list(wanted.adopted) == [label]


def test_a_title_of_this_month_is_told_to_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "Mine.xlsx", "実績", f"{date.today():%Y年%m月} 担当別", "")
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--yes", "--lang", "ja"])
    assert "月が変わっても書き換えません" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cells", "merged", "why"),
    [
        ({"B2": "Team results October 2026"}, "", "adopt.period"),
        ({"C2": "2026年10月"}, "C2:E2", "adopt.period"),
        ({"A1": "2026年10月"}, "A1:E1", "adopt.period"),
        ({"A1": "October 2026", "A2": "Team West", "B8": "Counts", "C8": "Meetings"}, "", "adopt.period"),
        ({"B2": "対象月", "C2": date(2026, 10, 1)}, "", "adopt.period"),
        ({"B2": "2026年11月"}, "", ""),
        ({"B1": "2026年10月", **{f"{c}{r}": 5 for c in "BCD" for r in (2, 3, 4)}}, "", ""),
    ],
)
def test_a_title_far_above_names_the_month_up_to_the_next_table(
    cells: dict[str, object], merged: str, why: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for cell, value in cells.items():
        sheet[cell] = value
    if merged:
        sheet.merge_cells(merged)
    rows(sheet, 9, 2, ["担当者", "架電数", "アポ数"], ["森 葵", 90, 9], ["原田 陸", 80, 8])
    book.save(tmp_path / "Mine.xlsx")
    done = attach(tmp_path / "Mine.xlsx", "ja", minimal=True, agrees=lambda one: True, today=TODAY)
    assert [one.why for one in (*done.seen, *done.taken)] == [why]
    if cells.get("B2") == "2026年11月":
        assert [one.title for one in done.taken] == ["2026年11月"]
