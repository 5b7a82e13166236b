"""A table that is called like one of ours and holds something else is left alone, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.macrobook.attaching import attach, detach
from tests.macrobook.adoptable import rows, table
from tests.macrobook.adoptedbooks import adopted_book, cells, reasons, refreshed

HIRED = date(2019, 4, 1)
THEIRS = {
    "phones": (["担当者", "電話", "メール", "入社"], ["森 葵", "03-1111-0000", "a@example.com", HIRED]),
    "cars": (["Rep", "Phone", "Car"], ["森 葵", "090-0000", "Golf"]),
    "pay": (["Rep", "Salary", "Grade"], ["森 葵", 5000, "G1"]),
}
OURS = {
    "own columns beside ours": (["担当者", "チーム", "架電数", "メモ"], ["森 葵", "東", 9, "育休明け"]),
    "a word among figures": (["担当者", "架電数", "アポ数"], ["森 葵", "-", 9]),
    "one column of their own": (["担当者", "ランク"], ["森 葵", "A"]),
}


def drawn(*lines: list[object]) -> Callable[[Worksheet], None]:
    def draw(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, *lines)
        table(sheet, "RepKPI", f"A1:{'ABCD'[len(lines[0]) - 1]}{len(lines)}")

    return draw


@pytest.mark.parametrize("name", THEIRS)
def test_what_is_theirs_stays_as_it_is_and_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = THEIRS[name]
    path = adopted_book(tmp_path / "Mine.xlsx", drawn(*map(list, lines)), {})
    before = cells(path, "A1:H9")
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--yes", "--lang", "ja"])
    assert "表「RepKPI」は SheetKPI の表と同じ名前ですが、別の内容（" in capsys.readouterr().out
    book = path.with_suffix(".xlsm")
    assert "reason.table_of_other" in reasons(refreshed(book))
    assert cells(book, "A1:H9") == before


@pytest.mark.parametrize("name", OURS)
def test_a_table_of_ours_with_columns_of_their_own_is_filled_as_ever(name: str, tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", drawn(*map(list, OURS[name])), {})
    assert "reason.table_of_other" not in reasons(refreshed(path))
    shown = dict(zip(*(cells(path, "A1:Z2")), strict=True))
    assert shown["架電数"] == 2


def budget(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["リード経路", "予算", "商談創出数"], ["展示会", 100_000, 30])
    table(sheet, "SourceKPI", "A1:C2")


def plan(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["担当者", "チーム", "架電数", "接続数", "商談創出数"], ["森 葵", "東", 90, 40, 30])
    table(sheet, "RepKPI", "A1:E2")


def by_day(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["日付", "担当者", "架電数", "接続数"], [date(2026, 11, 2), "森 葵", 90, 40])
    table(sheet, "DailyKPI", "A1:D2")


@pytest.mark.parametrize("minimal", [True, False])
@pytest.mark.parametrize("draw", [budget, plan, by_day])
def test_a_table_called_like_ours_is_not_filled_without_a_yes_whatever_its_headers(
    draw: Callable[[Worksheet], None], minimal: bool, tmp_path: Path
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", draw, {})
    before = cells(path, "A1:Z9")
    done = attach(path, "ja", minimal=minimal)
    ((name, headers),) = done.alike.items()
    assert headers == tuple(filter(None, before[0]))
    refreshed(done.path)
    assert cells(done.path, "A1:Z9") == before
    assert minimal or f"SheetKPI_{name}" == done.others[name]
    assert attach(done.path, "ja", minimal=minimal).alike == {}
    refreshed(done.path)
    assert cells(done.path, "A1:Z9") == before
    assert detach(done.path, tmp_path / "Out.xlsx").as_before


@pytest.mark.parametrize(("draw", "name"), [(budget, "SourceKPI"), (plan, "RepKPI"), (by_day, "DailyKPI")])
def test_with_a_yes_it_is_the_table_of_that_name(
    draw: Callable[[Worksheet], None], name: str, tmp_path: Path
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", draw, {})
    done = attach(path, "ja", adopted={name: name})
    assert (done.alike, done.others) == ({}, {})
    refreshed(done.path)
    table = [row for row in cells(done.path, "A1:AZ9") if row[1] or row[0]]
    assert "架電数" in table[0]
    assert table[1][table[0].index("架電数")] in (1, 2)
    assert detach(done.path, tmp_path / "Out.xlsx").as_before


def test_who_attaches_is_told_how_a_table_called_like_ours_is_filled_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", budget, {})
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--yes", "--lang", "en"])
    out = capsys.readouterr().out
    assert "The table SourceKPI is called like one of SheetKPI and taken for your own" in out
    assert "--adopt MySourceKPI=SourceKPI" in out
    book = path.with_suffix(".xlsm")
    with sheetkpi.open_book(book) as opened:
        opened.sheets["実績"].tables["SourceKPI"].name = "MySourceKPI"
        opened.save()
    with pytest.raises(SystemExit):
        main(["attach", str(book), "--minimal", "--adopt", "MySourceKPI=SourceKPI", "-q"])
    refreshed(book)
    assert cells(book, "A2:C2") == [["展示会", 100_000, 1]]


def test_a_workbook_made_from_the_template_keeps_its_tables(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "en")
    done = attach(path, "en")
    assert (done.alike, done.others, done.sheets) == ({}, {}, ())
