"""Collecting in Excel, which does not let a table grow on a protected sheet.

There is no Excel here: the file engine stands in for it, with `Protected` for what Excel says of the sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sheetkpi
from sheetkpi.distribution.incoming.collecting import collect_into
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import Table
from sheetkpi.tables.names import ENTRY_ROWS
from tests.distribution.workbooks import TODAY, master, returned, row, table
from tests.protectedsheet import Protected


def in_excel(monkeypatch: pytest.MonkeyPatch, password: str = "") -> Protected:
    """Have every sheet be one of Excel's, and resizing refused as long as it is protected."""
    excels = Protected(password, allowed="AllowSorting")
    resize = Table.resize

    def as_excel_does(table: Table, cells: Any) -> None:
        if excels.ProtectContents:
            raise RuntimeError("Method 'Resize' of object 'ListObject' failed")
        resize(table, cells)

    monkeypatch.setattr(Sheet, "touched", None)
    monkeypatch.setattr(Sheet, "api", property(lambda sheet: excels))
    monkeypatch.setattr(Table, "resize", as_excel_does)
    return excels


def full(folder: Path) -> tuple[Path, Path]:
    """A KPI workbook without a blank row left among its entries, and a workbook that came back."""
    book = master(folder, *(row(1 + number % 20, f"担当{number}", calls=1) for number in range(ENTRY_ROWS)))
    return book, returned(folder / "back" / "KPI_山田.xlsx", row(2, calls=40))


def test_the_entry_sheet_is_opened_for_the_table_to_grow_and_closed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, back = full(tmp_path)
    with sheetkpi.open_book(book) as opened:
        excels = in_excel(monkeypatch)
        assert collect_into(opened, [back], today=TODAY).added == 1
        assert excels.ProtectContents
        assert excels.protected_with["AllowSorting"] is True
        monkeypatch.undo()
        opened.save()
    assert table(book, "DailyEntry")[-1]["架電数"] == 40


def test_a_sheet_with_a_password_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, back = full(tmp_path)
    with sheetkpi.open_book(book) as opened:
        in_excel(monkeypatch, "秘密")
        with pytest.raises(SheetKPIError) as error:
            collect_into(opened, [back], today=TODAY)
        assert not opened.impl.package.touched
    assert (error.value.key, error.value.values) == ("error.sheet_protected", {"sheet": "日次入力"})
