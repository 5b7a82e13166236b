"""On xlwings' remote engine formulas, colours and notes cannot be read, nothing written is read back, and a
table keeps telling its old range.

The file engine stands in for it here, with the same things forbidden.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import Table
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.writing import write_table
from tests.workbook.books import grid, make_book, opened, reps, table_rows


def _unreadable(name: str) -> Callable[[Any], Any]:
    def read(self: Any) -> Any:
        raise NotImplementedError(f"{name} cannot be read on this engine")

    return read


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Callable[[xw.Book], None]:
    """Forbid what the remote engine forbids; call the result when writing begins: reading is over then."""
    for cls, name in ((Range, "formula"), (Range, "color"), (Range, "number_format"), (Sheet, "notes")):
        member = next(vars(base)[name] for base in cls.__mro__ if name in vars(base))
        monkeypatch.setattr(cls, name, property(_unreadable(name), member.fset))
    values = vars(Range)["raw_value"]

    def writing(book: xw.Book) -> None:
        old = {table.impl.part: table.impl.range for sheet in book.sheets for table in sheet.tables}
        monkeypatch.setattr(Range, "raw_value", property(_unreadable("a written value"), values.fset))
        monkeypatch.setattr(Table, "range", property(lambda table: old[table.part]))

    return writing


def filled(path: Path, frames: dict[str, Any], writing: Callable[[xw.Book], None]) -> Path:
    with opened(path) as book:
        plans = plan_tables(book, read_inputs(book), frames)
        writing(book)
        for plan in plans:
            write_table(book, plan)
        book.save()
    return path


def test_rows_come_go_and_keep_their_remarks_without_reading_back(
    tmp_path: Path, remote: Callable[[xw.Book], None]
):
    rows = [["担当者", "メモ"], ["佐藤 健", "研修中"], ["鈴木 葵", None], ["高橋 涼", "達成"]]
    path = make_book(tmp_path / "KPI.xlsx", {"担当別": grid("B2", rows)}, {"RepKPI": "担当別!B2:C5"})
    filled(path, {"RepKPI": reps({"高橋 涼": {"calls": 2}, "田中 葉月": {"calls": 5}})}, remote)
    assert table_rows(path, "担当別", "RepKPI", ["担当者", "メモ", "架電数", "状態"]) == [
        ["高橋 涼", "達成", 2, None],
        ["田中 葉月", None, 5, None],
        ["佐藤 健", "研修中", None, "データなし"],
    ]


def test_where_formulas_cannot_be_read_a_filled_cell_counts_as_typed(
    tmp_path: Path, remote: Callable[[xw.Book], None]
):
    rows = [["担当者", "ランク"], ["佐藤 健", "A"], ["鈴木 葵", None]]
    path = make_book(tmp_path / "KPI.xlsx", {"担当別": grid("A1", rows)}, {"RepKPI": "担当別!A1:B3"})
    filled(path, {"RepKPI": reps({"鈴木 葵": {}})}, remote)
    assert table_rows(path, "担当別", "RepKPI", ["担当者", "ランク"]) == [["鈴木 葵", None], ["佐藤 健", "A"]]
