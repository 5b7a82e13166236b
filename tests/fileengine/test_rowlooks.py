"""What a row of the sheet looks like belongs to the record in it: hidden, height, sparklines."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.books import with_sparklines
from tests.fileengine.onfile import built, opened, sheet_xml, with_rep_table

SHEET = "xl/worksheets/sheet1.xml"


def hidden(book: xw.Book, rows: range) -> list[str]:
    """What stands in the first cells of hidden rows."""
    sheet = book.sheets["KPI"]
    elements = sheet.impl.worksheet.rows
    return [
        sheet.cells(row, 1).value for row in rows if row in elements and elements[row].get("hidden") == "1"
    ]


def four_reps(sheet: Worksheet) -> None:
    with_rep_table(sheet)
    sheet.tables["RepKPI"].ref = sheet.tables["RepKPI"].autoFilter.ref = "A1:D5"
    for row, (name, calls) in enumerate([("石井 蓮", 20), ("岡本 凛", 10)], start=4):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, calls)


def test_a_hidden_row_stays_hidden_where_it_moves_to(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        four_reps(sheet)
        sheet.row_dimensions[3].hidden = True  # 原田 陸
        sheet.row_dimensions[4].height = 40  # 石井 蓮

    book = built(tmp_path / "KPI.xlsx", build)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].sort([2], [True])
    assert sheet["A2:A5"].value == ["岡本 凛", "石井 蓮", "原田 陸", "森 葵"]
    assert hidden(book, range(2, 6)) == ["原田 陸"]
    assert [sheet.cells(row, 1).row_height for row in (3, 4)] == [40, 15]


def test_rows_that_hold_records_of_two_tables_stay_as_they_are(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        four_reps(sheet)
        for row, values in enumerate([["Team", "Calls"], ["A", 1], ["B", 2]], start=1):
            for column, value in enumerate(values, start=6):
                sheet.cell(row, column, value)
        sheet.add_table(openpyxl.worksheet.table.Table(displayName="TeamKPI", ref="F1:G3"))
        sheet.row_dimensions[3].hidden = True

    book = built(tmp_path / "KPI.xlsx", build)
    book.sheets["KPI"].tables["RepKPI"].sort([2], [True])
    assert book.sheets["KPI"].impl.worksheet.rows[3].get("hidden") == "1"


def test_new_rows_are_shown_and_as_tall_as_the_others(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        four_reps(sheet)
        for row in range(2, 6):
            sheet.row_dimensions[row].height = 30
        sheet.row_dimensions[5].height = 60  # one of them alone
        sheet.row_dimensions[6].hidden = True
        sheet["H7"] = "beside"

    book = built(tmp_path / "KPI.xlsx", build)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D9"])
    assert [sheet.cells(row, 1).row_height for row in range(5, 11)] == [60, 30, 30, 30, 30, 15]
    sheet["A6"].value = "中島 湊"
    assert hidden(book, range(2, 10)) == []


def rep_book_with_sparklines(path: Path, sparklines: dict[str, str]) -> xw.Book:
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    four_reps(book.active)
    book.save(path)
    path.write_bytes(with_sparklines(path.read_bytes(), SHEET, sparklines))
    return opened(path)


def sparklines(book: xw.Book) -> dict[str, str]:
    """What each sparkline draws, by its cell."""
    names = {"f": "{http://schemas.microsoft.com/office/excel/2006/main}f"}
    names["sqref"] = names["f"].replace("}f", "}sqref")
    tree = book.sheets["KPI"].impl.worksheet.root
    found = tree.iter("{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}sparkline")
    return {one.findtext(names["sqref"]): one.findtext(names["f"]) for one in found}


def test_new_rows_have_the_sparklines_that_the_others_have(tmp_path: Path) -> None:
    own = {f"D{row}": f"KPI!B{row}:C{row}" for row in range(2, 6)}
    book = rep_book_with_sparklines(tmp_path / "KPI.xlsx", own | {"C3": "KPI!B3"})
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D7"])
    assert sparklines(book) == own | {"C3": "KPI!B3", "D6": "KPI!B6:C6", "D7": "KPI!B7:C7"}
    sheet.tables["RepKPI"].resize(sheet["A1:D3"])
    sheet.tables["RepKPI"].resize(sheet["A1:D7"])
    assert sheet_xml(book).count("<x14:sparkline>") == 7  # none twice


@pytest.mark.parametrize(
    ("drawn", "after"), [("KPI!B3:C3", "KPI!B4:C4"), ("Data!B9:M9", "Data!B9:M9"), ("B3:C3", "B4:C4")]
)
def test_a_sparkline_goes_with_its_record(tmp_path: Path, drawn: str, after: str) -> None:
    book = rep_book_with_sparklines(tmp_path / "KPI.xlsx", {"D3": drawn})
    book.sheets["KPI"].tables["RepKPI"].sort([2], [True])
    assert sparklines(book) == {"D4": after}
