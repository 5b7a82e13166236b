"""What Excel would refuse half-way is told before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.filters import ColorFilter, FilterColumn, Filters
from openpyxl.worksheet.formula import ArrayFormula

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.objects.sheet import Sheet
from tests.addin.snapshots import cells
from tests.protectedsheet import Protected


@pytest.fixture
def refreshed(small: Path) -> Path:
    with sheetkpi.open_book(small) as book:
        sheetkpi.refresh(book)
        book.save()
    return small


def changed_by_openpyxl(path: Path, change: Any) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def refused(path: Path) -> SheetKPIError:
    before = cells(path)
    with sheetkpi.open_book(path) as book:
        with pytest.raises(SheetKPIError) as error:
            sheetkpi.refresh(book)
        book.save()
    assert cells(path) == before
    return error.value


def test_merged_cells_in_a_table_are_named(refreshed: Path):
    changed_by_openpyxl(refreshed, lambda book: book["担当別"].merge_cells("B4:C4"))
    error = refused(refreshed)
    assert error.key == "error.merged_cells"
    assert "担当別" in error.sentence("ja")


def test_merged_cells_where_a_table_would_grow_are_too(small: Path):
    changed_by_openpyxl(small, lambda book: book["月別"].merge_cells("A3:B3"))
    assert refused(small).key == "error.merged_cells"


def filtered(book: openpyxl.Workbook) -> None:
    table = book["担当別"].tables["RepKPI"]
    table.autoFilter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["山田 花"])))


def by_colour(book: openpyxl.Workbook) -> None:
    """What nobody but Excel can apply to new rows."""
    table = book["担当別"].tables["RepKPI"]
    table.autoFilter.filterColumn.append(FilterColumn(colId=0, colorFilter=ColorFilter(dxfId=0)))


@pytest.mark.parametrize("by", [filtered, by_colour])
def test_a_filtered_table_whose_rows_must_move_needs_a_filter_that_can_be_applied_again(
    refreshed: Path, by: Callable[[openpyxl.Workbook], None]
):
    changed_by_openpyxl(refreshed, by)
    with sheetkpi.open_book(refreshed) as book:
        log = book.sheets["ログ"]
        log["B2:B46"].value = [["山田 花"]] * 45  # everybody else leaves
        log["C2:C46"].value = [["東"]] * 45
        book.save()
    if by is by_colour:
        assert refused(refreshed).key == "error.table_filtered"
        return
    sheetkpi.refresh(refreshed)
    sheet = openpyxl.load_workbook(refreshed)["担当別"]
    left, first, _, last = range_boundaries(sheet.tables["RepKPI"].ref)
    rows = [row for row in range(first + 1, last + 1) if not sheet.row_dimensions[row].hidden]
    shown = [sheet.cell(row, left).value for row in rows]
    assert shown == ["山田 花"]


def test_a_filtered_table_whose_rows_stay_is_filled_and_stays_filtered(refreshed: Path):
    changed_by_openpyxl(refreshed, filtered)
    with sheetkpi.open_book(refreshed) as book:
        sheetkpi.refresh(book)
        kinds = [one.type for one in book.sheets["担当別"].tables["RepKPI"].autofilter.criteria]
        book.save()
    assert kinds[:2] == ["values", "none"]


@pytest.mark.parametrize("cells", ["E4:E6", "E4:F4", "D4:D6"], ids=["column", "row", "our column"])
def test_an_array_formula_over_rows_that_must_move_or_be_filled_is_named(refreshed: Path, cells: str):
    """Excel allows none in a table; other programs write them."""

    def filled(book: openpyxl.Workbook) -> None:
        first = cells.partition(":")[0]
        book["担当別"][first] = ArrayFormula(cells, "=ROW(A1:B3)")

    changed_by_openpyxl(refreshed, filled)
    with sheetkpi.open_book(refreshed) as book:
        book.sheets["ログ"]["B2:C46"].value = [["新井 春", "東"]] * 45
        book.save()
    error = refused(refreshed)
    assert (error.key, error.values) == ("error.array_in_table", {"sheet": "担当別", "area": cells})


def test_an_array_formula_within_a_cell_moves_with_its_row(refreshed: Path):
    def filled(book: openpyxl.Workbook) -> None:
        for row in range(4, 7):
            book["担当別"][f"E{row}"] = ArrayFormula(f"E{row}", f"=SUM(D{row}:D{row})")

    changed_by_openpyxl(refreshed, filled)
    with sheetkpi.open_book(refreshed) as book:
        book.sheets["ログ"]["B2:C2"].value = ["新井 春", "東"]
        sheetkpi.refresh(book)
        book.save()
    sheet = openpyxl.load_workbook(refreshed)["担当別"]
    bottom = int(sheet.tables["RepKPI"].ref.rpartition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    found = {row: sheet[f"E{row}"].value for row in range(4, bottom + 1)}
    assert {row: (one.ref, one.text) for row, one in found.items()} == {
        row: (f"E{row}", f"=SUM(D{row}:D{row})") for row in found
    }


# Protected sheets: Excel's own objects, as far as they are asked -------------------------------------------


@pytest.fixture
def book(small: Path) -> Iterator[xw.Book]:
    with sheetkpi.open_book(shutil.copy(small, small.with_name("Live.xlsx"))) as opened:
        yield opened


def protect(monkeypatch: pytest.MonkeyPatch, sheet: str, password: str = "") -> Protected:
    excels = Protected(password)
    api = vars(Sheet)["api"].fget
    monkeypatch.setattr(
        Sheet, "api", property(lambda self: excels if self.name == sheet else api(self)), raising=True
    )
    return excels


def test_a_protected_sheet_is_named_before_anything_is_written(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    protect(monkeypatch, "担当別")
    with pytest.raises(SheetKPIError) as error:
        sheetkpi.refresh(book)
    assert error.value.values == {"sheet": "担当別"}


def test_the_button_lifts_a_protection_without_a_password_and_puts_it_back(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    from sheetkpi import addin

    excels = protect(monkeypatch, "担当別")
    addin.refresh(book)
    assert book.sheets["担当別"]["B6"].value is not None
    assert excels.ProtectContents
    assert excels.protected_with["AllowFiltering"] is True
    assert excels.protected_with["AllowSorting"] is False
    assert excels.protected_with["DrawingObjects"] is True


def test_a_password_is_not_asked_for_but_told(book: xw.Book, monkeypatch: pytest.MonkeyPatch):
    from sheetkpi import addin

    protect(monkeypatch, "担当別", "秘密")
    with pytest.raises(SheetKPIError) as error:
        addin.refresh(book)
    assert error.value.key == "error.sheet_protected"
