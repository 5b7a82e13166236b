"""Headers with a word like a date keep no table from being filled; those of days do, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.cli import main
from sheetkpi.errors import InputError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.macrobook.adoption import seen_in
from sheetkpi.macrobook.adoptwishes import chosen_among
from tests.macrobook.adoptable import rows, table
from tests.macrobook.adoptedbooks import adopted_book, cells, refreshed


def with_header(header: str, name: str = "成績表") -> Callable[[Worksheet], None]:
    def draw(sheet: Worksheet) -> None:
        top = ["担当者", "架電数", "アポ数", header]
        rows(sheet, 1, 1, top, ["森 葵", 90, 9, 4], ["原田 陸", 80, 8, 3])
        if name:
            table(sheet, name, "A1:D3")

    return draw


@pytest.mark.parametrize("header", ["架電数/日", "Avg calls/day", "Calls per day", "最終架電日", "Hire date"])
def test_a_word_like_a_day_leaves_its_column_and_fills_the_others(header: str, tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_header(header), {})
    (one,) = seen_in(Package.open(path)).candidates
    assert (one.why, one.columns, one.others) == ("", ("架電数", "アポ数"), (header,))
    path = adopted_book(tmp_path / "Adopted.xlsx", with_header(header), {"成績表": "RepKPI"})
    refreshed(path)
    assert cells(path, "B2:D3") == [[2, 1, 4], [1, 0, 3]]


@pytest.mark.parametrize("header", ["月", "Month", "日付"])
def test_a_column_of_days_or_months_is_named_as_what_is_in_the_way(header: str, tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_header(header), {})
    seen = seen_in(Package.open(path))
    assert [(one.why, one.where) for one in seen.candidates] == [("adopt.days", "D1")]
    with pytest.raises(InputError) as refused:
        chosen_among(seen, {"成績表": "RepKPI"}, lambda one: False)
    assert "D1" in refused.value.sentence("ja")


def test_a_command_in_an_error_can_be_typed_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_header("メモ", ""), {})
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--adopt", "実績!A1:D3=TeamKPI", "--lang", "en"])
    said = " ".join(capsys.readouterr().err.split())
    assert "--adopt '実績!A1:D3=RepKPI'" in said or '--adopt "実績!A1:D3=RepKPI"' in said


def test_a_table_with_months_across_is_named_with_the_reason(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        top = ["Rep", "2026-08", "2026-09", "2026-10", "Sum"]
        rows(sheet, 4, 2, top, ["森 葵", 3, 4, 5, "=SUM(C5:E5)"], ["原田 陸", 1, 2, 3, "=SUM(C6:E6)"])

    seen = seen_in(Package.open(adopted_book(tmp_path / "Mine.xlsx", draw, {})))
    (one,) = (one for one in seen.candidates if one.sheet == "実績")
    assert (one.why, one.where, one.block.ref) == ("adopt.months", "C4", "B4:F6")
    with pytest.raises(InputError) as refused:
        chosen_among(seen, {one.label: "RepKPI"}, lambda each: False)
    assert "C4" in refused.value.sentence("en")


def test_notes_below_a_table_are_named_with_the_rows_to_move_them(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森 葵", 90, 9], ["原田 陸", 80, 8], [], ["メモ"])

    (one,) = seen_in(Package.open(adopted_book(tmp_path / "Mine.xlsx", draw, {}))).candidates
    assert (one.why, one.where) == ("adopt.below", "A5")
    assert "moved 1 row down" in one.reason("en")
    assert "1 行以上" in one.reason("ja")
