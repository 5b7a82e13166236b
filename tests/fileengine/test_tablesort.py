"""Sorting a table on a file moves what Excel moves: values, formulas, formats, links, notes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

import sheetkpi.fileengine  # noqa: F401  (registers the engine)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A table of three rows: number, formula on its row, remark with colour, note and link."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["key", "double", "remark"],
        [3, "=A2*2+$A$1", "c"],
        [1, "=A3*2+$A$1", "a"],
        [2, "=A4*2+$A$1", "b"],
    ):
        sheet.append(row)
    sheet["E2"] = "beside"
    sheet["C2"].fill = PatternFill("solid", fgColor="00FFFF00")
    sheet["C3"].comment = Comment("first", "x")
    sheet["C4"].hyperlink = "https://example.com/b"
    sheet.add_table(Table(displayName="T", ref="A1:C4"))
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def sort(path: Path, keys: int | list[int], ascending: bool | list[bool] = True) -> openpyxl.Workbook:
    apps = xw.engines["file"].apps
    book = (apps.active or apps.add()).books.open(str(path))
    try:
        book.sheets[0].tables["T"].sort(keys, ascending)
        book.save()
    finally:
        book.close()
    return openpyxl.load_workbook(path)


def test_rows_move_whole(path: Path):
    sheet = sort(path, 1).active
    assert [cell.value for cell in sheet["C"]] == ["remark", "a", "b", "c"]
    assert [cell.value for cell in sheet["B"]] == ["double", "=A2*2+$A$1", "=A3*2+$A$1", "=A4*2+$A$1"]
    assert sheet["C4"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["C2"].fill.fill_type is None
    assert sheet["C2"].comment.text == "first"
    assert sheet["C3"].hyperlink.target == "https://example.com/b"


def test_cells_beside_the_table_stay(path: Path):
    assert sort(path, 1).active["E2"].value == "beside"


def test_descending_and_blanks_last_either_way(path: Path):
    book = openpyxl.load_workbook(path)
    book.active["A3"] = None
    book.save(path)
    assert [cell.value for cell in sort(path, 1, False).active["A"]] == ["key", 3, 2, None]
    assert [cell.value for cell in sort(path, 1).active["A"]] == ["key", 2, 3, None]


def test_numbers_come_before_text_and_text_ignores_case(path: Path):
    book = openpyxl.load_workbook(path)
    for row, value in enumerate(["b", "A", 9], 2):
        book.active[f"A{row}"] = value
    book.save(path)
    assert [cell.value for cell in sort(path, 1).active["A"]] == ["key", 9, "A", "b"]


def test_the_order_of_rows_that_are_alike_stays(path: Path):
    book = openpyxl.load_workbook(path)
    for row in (2, 3, 4):
        book.active[f"A{row}"] = 1
    book.save(path)
    assert [cell.value for cell in sort(path, 1).active["C"]] == ["remark", "c", "a", "b"]


def test_a_formula_over_several_rows_cannot_be_torn_apart(path: Path):
    book = openpyxl.load_workbook(path)
    book.active["B2"] = ArrayFormula("B2:B3", "=A2:A3*2")
    book.active["B3"] = None
    book.save(path)
    with pytest.raises(ValueError, match="array formula"):
        sort(path, 1)


def test_formulas_shared_by_excel_get_texts_of_their_own(path: Path):
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>A2*2+$A$1</f>", '<f t="shared" ref="B2:B4" si="0">A2*2+$A$1</f>')
    for row in (3, 4):
        sheet = sheet.replace(f"<f>A{row}*2+$A$1</f>", '<f t="shared" si="0"/>')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    sorted_sheet = sort(path, 1).active
    assert [sorted_sheet[f"B{row}"].value for row in (2, 3, 4)] == [f"=A{row}*2+$A$1" for row in (2, 3, 4)]
