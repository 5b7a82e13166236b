"""Workbooks as other programs write them: nothing that is added gets lost or makes Excel refuse them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.fileengine.opc.contenttypes import ContentTypes
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import (
    members,
    part_of,
    prefixed,
    with_types_of_parts_only,
    workbook,
)
from tests.fileengine.onfile import from_rows, opened, with_rep_table

SHEET = "xl/worksheets/sheet1.xml"
NAMES = ["森 葵", "原田 陸", "石井 蓮", "岡本 凛", "中島 湊"]


def rep_workbook(path: Path, change: Callable[[bytes], bytes], build: Callable[[Worksheet], None]) -> xw.Book:
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    build(book.active)
    book.save(path)
    path.write_bytes(change(path.read_bytes()))
    return opened(path)


def grow(book: xw.Book) -> None:
    """Let the table of two reps have five, as a refresh does."""
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D6"])
    sheet["A2:C6"].value = [[name, 10 * number, number] for number, name in enumerate(NAMES, start=1)]


@pytest.mark.parametrize("prefix", ["x", "ns0"])
def test_rows_are_added_with_the_prefix_that_the_sheet_uses(tmp_path: Path, prefix: str) -> None:
    path = tmp_path / "KPI.xlsx"
    book = rep_workbook(path, lambda data: prefixed(data, prefix), with_rep_table)
    grow(book)
    book.save()
    assert b"<row" not in part_of(path.read_bytes(), SHEET)
    shown = openpyxl.load_workbook(path)["KPI"]
    assert [shown.cell(row, 1).value for row in range(2, 8)] == [*NAMES, None]
    assert shown["D6"].value.startswith("=IFERROR(")


def test_a_second_refresh_of_such_a_sheet_finds_the_rows_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = rep_workbook(path, prefixed, with_rep_table)
    for _ in range(2):
        grow(book)
        book.save()
        book = opened(path)
    assert book.sheets["KPI"]["A2:A6"].value == NAMES
    assert part_of(path.read_bytes(), SHEET).count(b"<x:row ") == 6


def test_everything_else_that_is_added_takes_the_prefix_too(tmp_path: Path) -> None:
    book = rep_workbook(tmp_path / "KPI.xlsx", prefixed, with_rep_table)
    sheet = book.sheets["KPI"]
    sheet["F2"].value = [["a", 1.5], ["b", "=1+1"]]
    sheet["F2"].color = (255, 200, 0)
    sheet["F3"].add_hyperlink("https://example.com/")
    sheet["F4"].column_width = 30
    sheet["G2"].impl.add_note("checked")
    sheet.tables.add(sheet["I1:J2"], name="Extra")
    book.names.add("target", "=KPI!$F$2")
    book.sheets.add("New")
    book.save()
    data = (tmp_path / "KPI.xlsx").read_bytes()
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        assert b"ns0" not in part_of(data, part)
        assert b"<x:" in part_of(data, part)
    shown = openpyxl.load_workbook(tmp_path / "KPI.xlsx")["KPI"]
    assert [shown["F2"].value, shown["G3"].value, shown["F2"].fill.fgColor.rgb] == ["a", "=1+1", "FFFFC800"]


def test_cells_that_change_rows_stay_in_the_order_of_their_columns(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        with_rep_table(sheet)
        sheet["U2"], sheet["AO3"] = "beside", "far off"

    book = rep_workbook(tmp_path / "KPI.xlsx", bytes, build)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].sort([2], [True])
    sheet["V2"].value, sheet["V3"].value, sheet["E3"].value = 1, 2, 3
    addresses = [cell.get("r") for cell in sheet.impl.worksheet.rows[3]]
    assert addresses == ["A3", "B3", "C3", "D3", "E3", "V3", "AO3"]
    assert [cell.get("r") for cell in sheet.impl.worksheet.rows[2]] == ["A2", "B2", "C2", "D2", "U2", "V2"]
    assert [sheet["U2"].value, sheet["AO3"].value] == ["beside", "far off"]


def test_a_row_whose_cells_stand_in_another_order_is_put_right_when_it_is_written(tmp_path: Path) -> None:
    book = from_rows(tmp_path / "a.xlsx", '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>')
    book.sheets["KPI"]["B1"].value = 2
    cells = book.sheets["KPI"].impl.worksheet.rows[1]
    assert [cell.get("r") for cell in cells] == ["A1", "B1", "C1"]
    assert book.sheets["KPI"]["A1:C1"].value == [1, 2, 3]


def test_parts_are_added_where_nothing_is_said_about_their_ending(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_types_of_parts_only(workbook("KPI")))
    book = opened(path)
    sheet = book.sheets["KPI"]
    sheet["A2"].impl.add_note("checked")  # a part of notes, one of boxes, and relationships of a sheet
    sheet["A3"].add_hyperlink("https://example.com/")
    sheet.tables.add(sheet["A1:B3"], name="RepKPI")
    book.save()
    package = Package.open(path)
    assert [part for part in package.parts() if not package.content_types.of(part)] == ["[Content_Types].xml"]
    assert openpyxl.load_workbook(path)["KPI"].tables["RepKPI"].ref == "A1:B3"


def test_what_is_said_about_an_ending_is_not_said_twice() -> None:
    package = Package.from_bytes(workbook("KPI"))
    types: ContentTypes = package.content_types
    for _ in range(2):
        types.ensure("xl/worksheets/_rels/sheet1.xml.rels")
    assert not package.touched
    package = Package.from_bytes(with_types_of_parts_only(workbook("KPI")))
    for _ in range(2):
        package.content_types.ensure("xl/worksheets/_rels/sheet1.xml.rels")
    assert package.read("[Content_Types].xml").count(b"<Default ") == 1


def test_the_rest_of_such_workbooks_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    before = with_types_of_parts_only(prefixed(workbook("KPI", "Data")))
    path.write_bytes(before)
    book = opened(path)
    book.sheets["KPI"]["A2"].value = "森 陽菜"
    book.save()
    old, new = members(before), members(path.read_bytes())
    assert {name for name in old if old[name] != new[name]} == {SHEET}


def test_what_is_said_about_parts_goes_with_them() -> None:
    package = Package.from_bytes(with_types_of_parts_only(workbook("KPI", "Data")))
    package.relationships(SHEET).add("hyperlink", "https://example.com/", external=True)
    package.content_types.add("xl/worksheets/_rels/sheet1.xml.rels", "application/x-rels")
    package.remove(SHEET)
    assert b"sheet1" not in package.read("[Content_Types].xml")
