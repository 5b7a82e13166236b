"""A KPI workbook whose XML is well formed and says what cannot be: the part is named once work breaks off."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.parts.misplaced import misplaced_part
from sheetkpi.templates import template_path

TABLE, SHEET = "xl/tables/table1.xml", "xl/worksheets/sheet1.xml"
DAMAGE = {
    "a table of no range": (TABLE, b' ref="', b' ref="A1:A1:'),
    "a table beyond the sheet": (TABLE, b' ref="', b' ref="A1048577:'),
    "a table with a column too few": (TABLE, b"<tableColumn ", b"<x "),
    "a cell that is a range": (SHEET, b'<c r="', b'<c r="A1:'),
    "a row that is no number": (SHEET, b'<row r="', b'<row r="A'),
    "a format that is none": (SHEET, b' s="', b' s="9999'),
    "a rule for no cells": (SHEET, b'sqref="', b'sqref="A99999999999 '),
}


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(template_path("ja")) as package:
        return {name: package.read(name) for name in package.namelist()}


def damaged(path: Path, parts: dict[str, bytes], what: str) -> str:
    """Write the template with that damage; the name of the part."""
    part, old, new = DAMAGE[what]
    assert old in parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data.replace(old, new, 1) if name == part else data)
    return part


@pytest.mark.parametrize("what", DAMAGE)
def test_the_part_that_says_what_cannot_be_is_found(
    what: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    part = damaged(tmp_path / "KPI.xlsx", parts, what)
    assert misplaced_part(tmp_path / "KPI.xlsx") == part


def test_nothing_is_found_in_a_sound_workbook_or_in_what_is_none(tmp_path: Path) -> None:
    assert misplaced_part(template_path("ja")) == ""
    (tmp_path / "KPI.xlsx").write_text("x")
    assert misplaced_part(tmp_path / "KPI.xlsx") == ""


def test_whoever_works_on_it_is_told_the_part(parts: dict[str, bytes], tmp_path: Path) -> None:
    part = damaged(tmp_path / "KPI.xlsx", parts, "a table of no range")
    with pytest.raises(SheetKPIError) as told, sheetkpi.open_book(tmp_path / "KPI.xlsx") as book:
        _ = [table.range.address for sheet in book.sheets for table in sheet.tables]
    assert told.value.key == "error.damaged"
    assert part in told.value.sentence("en")


def test_a_mistake_in_ones_own_work_on_a_sound_workbook_stays_what_it_is(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with pytest.raises(ZeroDivisionError), sheetkpi.open_book(path, read_only=True):
        _ = 1 / 0
