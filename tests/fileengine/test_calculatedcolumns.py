"""New rows continue the user's calculated columns, also where the file no longer says that they are ones."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.onfile import built, opened, sheet_xml


def table_of(formulas: list[str | float | None]) -> object:
    """A table in A1:C4 of calls, whose last column holds these, and says nothing of a calculated column."""

    def build(sheet: Worksheet) -> None:
        sheet.append(["担当者", "架電数", "自分の計算"])
        for row, formula in enumerate(formulas):
            sheet.append(["森 葵", row + 1, formula])
        sheet.add_table(Table(displayName="RepKPI", ref=f"A1:C{len(formulas) + 1}"))

    return build


def grown(book: xw.Book, ref: str) -> list[str]:
    """The last column of the table once it has this range, as formulas."""
    sheet = book.sheets[0]
    sheet.tables[0].resize(sheet[ref])
    return [str(cell.formula) for cell in sheet[ref].columns[-1][1:]]


@pytest.mark.parametrize(
    ("formulas", "continued"),
    [
        (["=B2*2", "=B3*2", "=B4*2"], ["=B5*2", "=B6*2"]),
        (["=B2/SUM(B$2:B$3)", "=B3/SUM(B$2:B$3)"], ["=B4/SUM(B$2:B$5)", "=B5/SUM(B$2:B$5)"]),
        (["=RepKPI[[#This Row],[架電数]]*2"] * 2, ["=[@架電数]*2"] * 2),
        (["=B2*2"], ["=B3*2", "=B4*2"]),
        (["=B2*2", "=B3*2", 7], ["", ""]),
        (["=B2*2", "=B3*3", "=B4*2"], ["", ""]),
        (["=B2*2", None, "=B4*2"], ["", ""]),
    ],
)
def test_a_formula_that_all_rows_share_goes_on(
    formulas: list[str], continued: list[str], tmp_path: Path
) -> None:
    book = built(tmp_path / "KPI.xlsx", table_of(formulas))  # type: ignore[arg-type]
    assert grown(book, f"A1:C{len(formulas) + 3}")[-2:] == continued


def test_a_long_table_goes_on(tmp_path: Path) -> None:
    rows = 3000
    book = built(tmp_path / "KPI.xlsx", table_of([f"=B{row + 2}*2" for row in range(rows)]))  # type: ignore[arg-type]
    assert grown(book, f"A1:C{rows + 3}")[-2:] == [f"=B{rows + 2}*2", f"=B{rows + 3}*2"]


def test_array_formulas_go_on_as_array_formulas(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        table_of([None, None])(sheet)  # type: ignore[operator]
        for row in (2, 3):
            sheet[f"C{row}"] = ArrayFormula(f"C{row}", f"=SUM((B$2:B$3=B{row})*1)")

    book = built(tmp_path / "KPI.xlsx", build)
    assert grown(book, "A1:C4")[-1] == "=SUM((B$2:B$4=B4)*1)"
    book.save()
    cell = openpyxl.load_workbook(tmp_path / "KPI.xlsx")["KPI"]["C4"].value
    assert isinstance(cell, ArrayFormula)
    assert cell.ref == "C4"


def test_dynamic_array_formulas_go_on_as_dynamic_ones(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("KPI")
        sheet.add_table("A1:B3", {"name": "RepKPI", "columns": [{"header": "架電数"}, {"header": "件数"}]})
        for row in (2, 3):
            sheet.write(f"A{row}", row)
            sheet.write_dynamic_array_formula(f"B{row}", "=SUM(LEN(RepKPI[架電数]))", None, 2)
    book = opened(path)
    grown(book, "A1:B5")
    xml = sheet_xml(book)
    for row in (4, 5):
        assert f'<c r="B{row}" cm="1"><f t="array" ref="B{row}">SUM(LEN(RepKPI[架電数]))</f></c>' in xml
