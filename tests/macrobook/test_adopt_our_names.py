"""A table that is called like one of ours and holds something else is left alone, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.cli import main
from sheetkpi.macrobook.attaching import attach
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


def test_who_attaches_is_told_which_columns_of_a_table_of_that_name_will_be_replaced(tmp_path: Path) -> None:
    def budget(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["リード経路", "予算", "商談創出数"], ["展示会", 100_000, 30])
        table(sheet, "SourceKPI", "A1:C2")

    path = adopted_book(tmp_path / "Mine.xlsx", budget, {})
    done = attach(path, "ja", minimal=True)
    assert done.taken_for_ours == {"SourceKPI": ("商談創出数",)}
    assert attach(done.path, "ja", minimal=True).taken_for_ours == {}
