"""Workbooks for the engine's tests: built by openpyxl or from raw XML, opened through plain xlwings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlwings as xw
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi.fileengine  # noqa: F401  (registers the engine)
from tests.fileengine.books import part_of, with_text, workbook

SHEET = "xl/worksheets/sheet1.xml"
"""The part of the sheet that these workbooks have."""

OPENED: list[tuple[xw.Book, bytes]] = []
"""Books the running test opened, and the files they were; when it is over they are looked through as they
would be saved (see conftest)."""

REPS = (["担当者", "架電数", "接続数", "接続率"], ["森 葵", 40, 10, None], ["原田 陸", 30, 6, None])


def opened(path: Path) -> xw.Book:
    """The workbook at `path` on the file engine, alone in its app: book names are unique there."""
    xw.engines["file"].activate()
    for app in xw.apps:
        app.quit()
    book = xw.Book(path)
    OPENED.append((book, path.read_bytes()))
    return book


def built(path: Path, build: Callable[[Worksheet], None]) -> xw.Book:
    """A workbook with one sheet, KPI, that `build` fills with openpyxl, opened on the file engine."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "KPI"
    build(sheet)
    book.save(path)
    return opened(path)


def with_rep_table(sheet: Worksheet, totals: bool = False) -> None:
    """Two reps in A1:D3, a table `RepKPI` with a live rate, formatted."""
    for row in REPS:
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 4, '=IFERROR(RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[架電数]],"")')
        sheet.cell(row, 4).number_format = "0.0%"
        sheet.cell(row, 2).number_format = "#,##0"
    bottom = 3
    if totals:
        bottom = 4
        sheet["A4"] = "合計"
        sheet["B4"] = "=SUBTOTAL(109,RepKPI[架電数])"
    table = Table(displayName="RepKPI", ref=f"A1:D{bottom}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    table._initialise_columns()
    for column, name in zip(table.tableColumns, REPS[0], strict=True):
        column.name = str(name)
    table.tableColumns[3].calculatedColumnFormula = openpyxl.worksheet.table.TableFormula(
        attr_text='IFERROR(RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[架電数]],"")'
    )
    if totals:
        table.totalsRowCount = 1
        table.tableColumns[0].totalsRowLabel = "合計"
        table.tableColumns[1].totalsRowFunction = "sum"
        table.autoFilter.ref = "A1:D3"
    sheet.add_table(table)


def from_rows(path: Path, rows: str, behind: str = "") -> xw.Book:
    """A workbook whose sheet KPI has exactly these `<row>` elements, and `behind` after the sheet data."""
    data = workbook("KPI")
    sheet = part_of(data, "xl/worksheets/sheet1.xml").decode()
    start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>") + len("</sheetData>")
    path.write_bytes(
        with_text(
            data, "xl/worksheets/sheet1.xml", sheet[start:end], f"<sheetData>{rows}</sheetData>{behind}"
        )
    )
    return opened(path)


def sheet_xml(book: xw.Book, part: str = "xl/worksheets/sheet1.xml") -> str:
    """A sheet as it would be saved now."""
    return str(book.impl.package.read(part).decode())


def holding(path: Path, rows: str) -> xw.Book:
    """A workbook whose sheet KPI holds `rows`; style 1 is a percentage."""
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    book.active["A1"].number_format = "0%"
    book.save(path)
    data = path.read_bytes()
    sheet = part_of(data, SHEET).decode()
    old = sheet[sheet.index("<sheetData>") : sheet.index("</sheetData>")]
    path.write_bytes(with_text(data, SHEET, old, f"<sheetData>{rows}"))
    return opened(path)
