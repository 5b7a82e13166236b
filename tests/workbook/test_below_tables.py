"""Rows right below a table that people type into are named: nothing reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.macrobook.adoptable import rows, table
from tests.macrobook.adoptedbooks import adopted_book, refreshed

HEADERS = ["担当者", "チーム"]


def notes(path: Path) -> list[tuple[str, object, dict[str, object]]]:
    issues = refreshed(path).activity.issues
    found = issues[issues["reason"] == "reason.rows_below"]
    return list(zip(found["cell"], found["value"], found["values"], strict=True))


def with_roster(path: Path, below: Sequence[tuple[int, list[object]]]) -> Path:
    def draw(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        rows(sheet, 1, 2, HEADERS, ["森 葵", "東"], ["原田 陸", "西"])
        table(sheet, "Roster", "B1:C3")
        for row, values in below:
            rows(sheet, row, 2, values)

    return adopted_book(path, draw, {})


def test_rows_pasted_below_a_table_are_counted_and_named(tmp_path: Path) -> None:
    path = with_roster(
        tmp_path / "KPI.xlsx", [(4, ["佐藤 花", "東"]), (5, ["林 楓", "西"]), (8, ["凡例", ""])]
    )
    assert notes(path) == [("B4", "佐藤 花", {"table": "Roster", "rows": 2})]


@pytest.mark.parametrize("below", [[], [(5, ["佐藤 花", "東"])], [(4, [None, "色は任意"])]])
def test_what_stands_apart_or_is_no_row_is_nobodys_mistake(
    below: list[tuple[int, list[object]]], tmp_path: Path
) -> None:
    assert notes(with_roster(tmp_path / "KPI.xlsx", below)) == []
