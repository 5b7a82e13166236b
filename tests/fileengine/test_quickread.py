"""A few cells of a workbook read without the rest: the same values as any other reader finds."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.parts.cells import ErrorValue
from sheetkpi.fileengine.parts.quickread import QuickBook
from tests.fileengine.books import part_of, with_parts

texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8)
values = st.one_of(
    st.none(), texts.filter(lambda text: not text.startswith("=")), st.integers(-9, 9), st.booleans()
)


def changed(path: Path, part: str, *pairs: tuple[str, str]) -> bytes:
    """The workbook at `path` with texts of one part replaced."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            data = source.read(name)
            for old, new in pairs if name == part else ():
                assert re.search(old.encode(), data), old
                data = re.sub(old.encode(), new.encode(), data)
            written.writestr(name, data)
    return target.read_bytes()


@given(st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_it_finds_what_openpyxl_wrote_by_pattern_and_by_parser(rows: list[list[object]]) -> None:
    import io

    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column).value = value
    file = io.BytesIO()
    book.save(file)
    quick = QuickBook(file.getvalue(), "x")
    expected = {
        number: found
        for number, row in enumerate(rows, 1)
        if (found := {column: value for column, value in enumerate(row, 1) if value is not None})
    }
    assert quick.cells("Sheet") == expected
    part = quick.sheets["Sheet"]
    assert quick._parsed_cells(quick._tree(part)) == expected


def test_formulas_read_as_what_they_came_to_and_errors_as_errors(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.save(path)
    cell = (
        '<c r="A1"><f>1\\+1</f><v ?/?>(</v>)?</c>',
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#N/A</v></c>',
    )
    quick = QuickBook(changed(path, "xl/worksheets/sheet1.xml", cell), "x")
    assert quick.cells("Sheet") == {1: {1: 2.0, 2: ErrorValue("#N/A")}}
    assert isinstance(quick.cells("Sheet")[1][2], ErrorValue)


@pytest.mark.parametrize(
    "change",
    [
        ("<sheetData>", "<sheetData><!-- a note -->"),
        (' r="[A-Z]+\\d+"', ""),
        ("<worksheet xmlns=", "<worksheet xmlns:x='u' xmlns="),
    ],
)
def test_what_other_programs_write_differently_reads_the_same(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名前", 3])
    book.save(path)
    quick = QuickBook(changed(path, "xl/worksheets/sheet1.xml", change), "x")
    assert quick.cells("Sheet") == {1: {1: "名前", 2: 3.0}}


def test_strict_open_xml_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名前", 3])
    book.save(path)
    data = path.read_bytes()
    for part in ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"):
        text = part_of(data, part).decode()
        for transitional, strict in (
            ("spreadsheetml/2006/", "spreadsheetml/"),
            ("officeDocument/2006/", "officeDocument/"),
        ):
            text = text.replace(
                f"http://schemas.openxmlformats.org/{transitional}", f"http://purl.oclc.org/ooxml/{strict}"
            )
        data = with_parts(data, {part: text})
    assert QuickBook(data, "x").cells("Sheet") == {1: {1: "名前", 2: 3.0}}


def test_names_say_constants_and_what_stands_in_cells(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with sheetkpi.open_book(path) as book:
        book.names.add("kpi_recipient", '="Mary ""M"" Jane"')
        book.save()
    quick = QuickBook(path.read_bytes(), "x")
    assert quick.named_value("kpi_recipient") == 'Mary "M" Jane'
    assert quick.named_value("KPI_COUNTRY") == "JP"
    assert quick.named_value("kpi_nothing") is None
    assert "DailyEntry" in quick.tables("日次入力")


def test_hostile_and_damaged_files_are_told(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    data = path.read_bytes()
    evil = changed(path, "xl/workbook.xml", ("<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook'))
    for content, key in ((data[:999], "truncated"), (evil, "xml_entities"), (b"text", "not_a_workbook")):
        with pytest.raises(SheetKPIError) as caught:
            QuickBook(content, "KPI.xlsx").cells("日次入力")
        assert caught.value.key == f"error.{key}"


@pytest.mark.parametrize("padding", ["<row/>", '<row><c t="n"><v>1</v></c></row>', " "])
def test_a_sheet_that_unpacks_to_more_than_a_tree_can_hold_is_refused_unparsed(
    tmp_path: Path, padding: str
) -> None:
    path = tmp_path / "KPI.xlsx"
    openpyxl.Workbook().save(path)
    times = (260 if padding == " " else 40) * 2**20 // len(padding)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    head = sheet.partition(b"<sheetData")[0] + b"<sheetData>"
    parts["xl/worksheets/sheet1.xml"] = head + padding.encode() * times + b"</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    book = QuickBook(path.read_bytes(), path.name)
    with pytest.raises(SheetKPIError) as refused:
        book.cells(next(iter(book.sheets)))
    assert refused.value.key == "error.zip_bomb"
