"""Rows and cells a table grew over look again as they did once it is taken back, also by a later process."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.books import with_sparklines
from tests.fileengine.onfile import built, opened, sheet_xml, with_rep_table

TINTED = PatternFill("solid", fgColor="FFDDEEFF")


def table_and_below(sheet: Worksheet) -> None:
    """Tall rows in the table; below and beside it a tall row, a hidden one and tinted blank cells."""
    with_rep_table(sheet)
    for row, height in ((2, 30), (3, 30), (5, 50)):
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[6].hidden = True
    for blank in ("B5", "F2"):
        sheet[blank].fill = TINTED


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return built(tmp_path / "KPI.xlsx", table_and_below)


def grown_and_saved(book: xw.Book, to: str) -> list[object]:
    """The table of `book` has the range `to`, and the book is saved: what was noted, as a file keeps it."""
    book.impl.log_references()
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet[to])
    noted = book.impl.references_changed()
    book.save()
    noted_as_kept: list[object] = json.loads(json.dumps(noted))
    return noted_as_kept


def taken_back(book: xw.Book, noted: list[object], leaving: str) -> Worksheet:
    """The table has the range A1:D3 again and the cells `leaving` are cleared: the sheet as it is saved."""
    held = book.impl.hold_references(noted)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D3"])
    for cells in leaving.split():
        sheet[cells].clear()
    held.put_back()
    book.save()
    return openpyxl.load_workbook(book.fullname)["KPI"]


def test_heights_hidden_rows_and_formats_come_back(book: xw.Book) -> None:
    path = Path(book.fullname)
    noted = grown_and_saved(book, "A1:F8")
    grown = openpyxl.load_workbook(path)["KPI"]
    assert (grown.row_dimensions[4].height, grown.row_dimensions[6].hidden) == (30, False)
    sheet = taken_back(opened(path), noted, "A4:F8 E1:F3")
    assert [sheet.row_dimensions[row].height for row in range(3, 9)] == [30, None, 50, None, None, None]
    assert sheet.row_dimensions[6].hidden
    assert {c.coordinate for row in sheet for c in row if c.fill.fill_type} == {"B5", "F2"}
    assert sheet["B5"].fill.fgColor.rgb == TINTED.fgColor.rgb


def test_what_somebody_changed_since_stays(book: xw.Book) -> None:
    noted = grown_and_saved(book, "A1:D8")
    book.sheets["KPI"]["A7"].row_height = 77
    sheet = taken_back(book, noted, "A4:D8")
    assert [sheet.row_dimensions[row].height for row in (7, 8)] == [77, None]


def test_a_format_that_is_numbered_anew_is_found_by_its_look(book: xw.Book) -> None:
    """As Excel numbers formats when it saves."""
    path = Path(book.fullname)
    noted = grown_and_saved(book, "A1:D8")
    styles = book.impl.styles
    number = next(one[5] for one in noted if one[-1] == "looked" and one[1] == "B5")
    cells = styles._section("cellXfs")
    cells.append(cells[number])  # moves it to the end: what came behind it has other numbers now
    styles._package.touch(styles._part)
    for cell in book.impl.sheets("KPI").worksheet.root.iter("{*}c"):
        old = int(cell.get("s", "0"))
        cell.set("s", str(len(cells) - 1 if old == number else old - (old > number)))
    book.impl.sheets("KPI").worksheet.changed()
    book.save()
    assert taken_back(opened(path), noted, "A4:D8")["B5"].fill.fgColor.rgb == TINTED.fgColor.rgb


def test_sparklines_go_with_the_rows_they_draw_and_others_stay(tmp_path: Path) -> None:
    path = Path(built(tmp_path / "KPI.xlsx", with_rep_table).fullname)
    drawn = {"D2": "KPI!B2:C2", "D3": "KPI!B3:C3", "D5": "KPI!B2:B3"}
    part = "xl/worksheets/sheet1.xml"
    path.write_bytes(with_sparklines(path.read_bytes(), part, drawn))
    book = opened(path)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D6"])
    assert "<xm:sqref>D6</xm:sqref>" in sheet_xml(book)
    sheet.tables["RepKPI"].resize(sheet["A1:D2"])
    sheet["A3:D6"].clear_contents()
    assert [cell for cell in ("D2", "D3", "D4", "D5", "D6") if f">{cell}<" in sheet_xml(book)] == ["D2", "D5"]


def test_the_sparkline_of_a_totals_row_moves_with_it_and_records_keep_their_own(tmp_path: Path) -> None:
    """The row that was the totals row becomes a record's, and draws that one."""

    def with_totals(sheet: Worksheet) -> None:
        with_rep_table(sheet)
        table = sheet.tables["RepKPI"]
        table.ref, table.totalsRowCount = "A1:D4", 1
        sheet["A4"] = table.tableColumns[0].totalsRowLabel = "Total"

    path = Path(built(tmp_path / "KPI.xlsx", with_totals).fullname)
    drawn = {"D2": "KPI!B2:C2", "D3": "KPI!B3:C3", "D4": "KPI!B4:C4"}
    path.write_bytes(with_sparklines(path.read_bytes(), "xl/worksheets/sheet1.xml", drawn))
    book = opened(path)
    sheet = book.sheets["KPI"]

    def sparklines() -> dict[str, str]:
        found = re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref>", sheet_xml(book))
        return {place: source for source, place in sorted(found, key=lambda one: one[1])}

    sheet.tables["RepKPI"].resize(sheet["A1:D7"])
    assert sparklines() == {f"D{row}": f"KPI!B{row}:C{row}" for row in range(2, 8)}
    sheet.tables["RepKPI"].resize(sheet["A1:D4"])
    sheet["A5:D7"].clear_contents()
    assert sparklines() == drawn
