"""A table that a query loads stays one: each column has its field, whatever is added or taken away."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts import querytable
from tests.excelrules import complaints
from tests.fileengine.books import part_of, prefixed, with_query
from tests.fileengine.onfile import opened, with_rep_table
from tests.schemajudge import schema_errors, validator

QUERY = "xl/queryTables/queryTable1.xml"


def query_book(path: Path, prefix: bool = False) -> xw.Book:
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    with_rep_table(book.active)
    book.save(path)
    data = with_query(path.read_bytes())
    path.write_bytes(prefixed(data) if prefix else data)
    assert complaints(path) == []
    return opened(path)


def fields(book: xw.Book) -> list[tuple[str | None, ...]]:
    """Id, name, whether loaded, and column of each field."""
    names = ("id", "name", "dataBound", "tableColumnId")
    found = book.impl.package.tree(QUERY).iter(main("queryTableField"))
    return [tuple(field.get(name) for name in names) for field in found]


@pytest.mark.parametrize("prefix", [False, True])
def test_appended_columns_get_fields_that_the_query_does_not_load(tmp_path: Path, prefix: bool) -> None:
    book = query_book(tmp_path / "KPI.xlsx", prefix)
    sheet = book.sheets["KPI"]
    sheet["E1"].value = ["商談数", "商談化率"]
    sheet.tables["RepKPI"].resize(sheet["A1:F5"])
    assert fields(book) == [
        ("1", "担当者", None, "1"),
        ("2", "架電数", None, "2"),
        ("3", None, "0", "3"),
        ("4", None, "0", "4"),
        ("5", None, "0", "5"),
        ("6", None, "0", "6"),
    ]
    refresh = book.impl.package.tree(QUERY).find(main("queryTableRefresh"))
    assert (refresh.get("nextId"), refresh.get("unboundColumnsRight")) == ("7", "4")
    assert refresh[0].get("count") == "6"


def test_columns_taken_away_are_not_loaded_again(tmp_path: Path) -> None:
    book = query_book(tmp_path / "KPI.xlsx")
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:C3"])
    assert [field[3] for field in fields(book)] == ["1", "2", "3"]
    assert b"deletedField" not in book.impl.package.read(QUERY)  # the query never had it
    sheet.tables["RepKPI"].resize(sheet["A1:A3"])
    assert [field[3] for field in fields(book)] == ["1"]
    xml = book.impl.package.read(QUERY)
    assert '<queryTableDeletedFields count="1"><deletedField name="架電数"/>'.encode() in xml
    assert b"unboundColumnsRight" not in xml


def test_more_rows_leave_the_query_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = query_book(path)
    before = part_of(path.read_bytes(), QUERY)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D9"])
    book.save()
    assert part_of(path.read_bytes(), QUERY) == before


@pytest.mark.skipif(validator() is None, reason="Microsoft's validator is not installed")
def test_microsofts_validator_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = query_book(path)
    sheet = book.sheets["KPI"]
    sheet["E1"].value = ["商談数", "商談化率"]
    sheet.tables["RepKPI"].resize(sheet["A1:F5"])
    book.save()
    assert [error for error in schema_errors(path) if "styles.xml" not in error] == []


def test_a_table_handed_out_is_no_querys(tmp_path: Path) -> None:
    book = query_book(tmp_path / "KPI.xlsx")
    table = book.sheets["KPI"].tables["RepKPI"].impl
    querytable.let_go(book.impl.package, table.part, table.content)
    assert b"query" not in book.impl.package.read(table.part)
    assert list(book.impl.package.relationships(table.part)) == []
