"""A sheet that is none of cells keeps nobody from the others; what is no damage is not called so."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

import sheetkpi
from sheetkpi.sources.files import workbooks
from sheetkpi.sources.files.oddsheets import odd_sheets, passing_for_charts
from sheetkpi.sources.files.workbooks import workbook_sheets
from tests.fileengine.books import members, with_macro_sheet


def workbook_with_a_log(path: Path) -> Path:
    book = openpyxl.Workbook()
    kpi, log = book.active, book.create_sheet("Log")
    for row in (["Rep", "Calls"], ["Mori", 1], ["Harada", 2]):
        kpi.append(row)
    kpi.add_table(Table(displayName="RepKPI", ref="A1:B3"))
    for row in (
        ["Date", "Rep", "Result"],
        ["2026/11/2", "Mori", "connected"],
        ["2026/11/3", "Ishii", "busy"],
    ):
        log.append(row)
    book.save(path)
    path.write_bytes(with_macro_sheet(path.read_bytes()))
    return path


@pytest.mark.parametrize("kind", ["xlMacrosheet", "xlIntlMacrosheet"])
def test_a_sheet_of_old_macros_is_passed_over(tmp_path: Path, kind: str) -> None:
    path = workbook_with_a_log(tmp_path / "KPI.xlsx")
    for source in (path, path.read_bytes()):
        sheets = workbook_sheets(source, "KPI.xlsx")
        assert [sheet.name for sheet in sheets] == ["Sheet", "Log"]
        assert sheets[1].cells.column(1).to_pylist() == ["Rep", "Mori", "Ishii"]


def test_every_command_after_the_first_reads_such_a_workbook(tmp_path: Path) -> None:
    path = workbook_with_a_log(tmp_path / "KPI.xlsx")
    macro_sheet = members(path.read_bytes())["xl/macrosheets/sheet1.xml"]
    for _ in range(2):
        with sheetkpi.open_book(path) as book:
            summary = sheetkpi.refresh(book)
            book.save()
        assert (summary.activity.read, summary.activity.counted) == (2, 2)
    assert members(path.read_bytes())["xl/macrosheets/sheet1.xml"] == macro_sheet
    attached = sheetkpi.attach(path, language="en")
    with sheetkpi.open_book(attached) as book:
        assert sheetkpi.refresh(book).activity.counted == 2


def test_the_reader_gets_a_copy_that_differs_in_one_part() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    data = with_macro_sheet(buffer.getvalue())
    rels = "xl/_rels/workbook.xml.rels"
    copy = passing_for_charts(data, rels, {"rIdMacro"})
    old, new = members(data), members(copy)
    assert {name for name in old if old[name] != new[name]} == {rels}
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert package.testzip() is None
        assert len(package.namelist()) == len(set(package.namelist())) == len(old)


def test_usual_workbooks_are_not_copied() -> None:
    assert odd_sheets([("rId1", "worksheet"), ("rId2", "chartsheet"), ("rId3", "dialogsheet")]) == set()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("calamine error: Xlsx error: Unrecognized sheet:type: xl/new/s.xml\nContext: …", "reader_refused"),
        ("calamine error: Xlsx error: Unsupported cell type", "reader_refused"),
        ("calamine error: Xlsx error: Xml error: syntax error: tag not closed", "truncated"),
        ("calamine error: Xls error: Workbook is password protected", "encrypted"),
    ],
)
def test_what_the_reader_objects_to_is_told_by_its_kind(said: str, key: str) -> None:
    found, reason = workbooks._refusal(said)
    assert found == f"error.{key}"
    assert "\n" not in reason
    assert "calamine" not in reason
