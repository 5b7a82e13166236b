"""Workbooks read where there is no fastexcel (in the browser): the same cells, by openpyxl."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files import fastexcel_book
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import RawSheet

CASES = Path(__file__).parents[1] / "cases"
FILES = [*sorted((CASES / "activity").glob("*.xls[xm]")), *sorted((CASES / "formats").glob("*.xls[xm]"))]


@pytest.fixture
def no_fastexcel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fastexcel_book, "find_spec", lambda name: None)


def alike(text: str | None) -> object:
    """A cell as far as readers may spell it: a time with or without its day, a number to nine decimals."""
    if not text:
        return None
    try:
        return round(Decimal(text), 9)
    except ArithmeticError:
        return text.removeprefix("1899-12-31 ")


def cells(sheet: RawSheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "place": (sheet.first_row, sheet.first_column),
        "cells": [[alike(text) for text in column.to_pylist()] for column in sheet.cells.columns],
        "errors": sorted((error.row, error.column, error.text) for error in sheet.errors),
        "tables": sheet.tables,
        "merged": sorted(sheet.merged()),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_same_cells_are_read(path: Path, request: pytest.FixtureRequest) -> None:
    with_it = list(map(cells, workbook_sheets(path, path.name)))
    request.getfixturevalue("no_fastexcel")
    assert list(map(cells, workbook_sheets(path, path.name))) == with_it


@pytest.mark.parametrize("name", ["call_center_calls.xlsx", "crm_sales_opportunities.xlsx"])
def test_those_of_real_workbooks_too(name: str, shared_data: Path, request: pytest.FixtureRequest) -> None:
    source = shared_data / name
    with_it = list(map(cells, workbook_sheets(source, source.name)))
    request.getfixturevalue("no_fastexcel")
    assert list(map(cells, workbook_sheets(source, source.name))) == with_it


def test_a_damaged_one_is_told_in_a_sentence(tmp_path: Path, no_fastexcel: None) -> None:
    data = FILES[0].read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: len(data) // 2])
    with pytest.raises(SheetKPIError):
        workbook_sheets(tmp_path / "cut.xlsx", "cut.xlsx")


def test_an_old_format_is_not_read_without_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_fastexcel: None
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr("subprocess.run", refused)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(SheetKPIError) as refused_with:
        workbook_sheets(tmp_path / "old.xls", "old.xls")
    assert refused_with.value.key == "error.old_format"
