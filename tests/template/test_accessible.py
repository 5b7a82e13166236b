"""What Excel's accessibility checker asks of a workbook, asked of the templates."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi

AA = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""


@pytest.fixture(scope="module", params=["ja", "en"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workbook with buttons."""
    return sheetkpi.new(tmp_path_factory.mktemp(request.param) / "KPI.xlsm", request.param)


@pytest.fixture(scope="module")
def sheets(path: Path) -> list[Worksheet]:
    return openpyxl.load_workbook(path).worksheets


def drawn(path: Path) -> Iterator[tuple[str, etree._Element]]:
    """Every object of the drawings, by its part."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/drawings/drawing"):
                for element in etree.fromstring(package.read(name)).iter("{*}cNvPr"):
                    yield name, element


def test_charts_and_buttons_have_a_text_that_says_what_they_show(path: Path) -> None:
    objects = list(drawn(path))
    assert len(objects) > 10
    lacking = [(part, each.get("name")) for part, each in objects if not each.get("descr", "").strip()]
    assert lacking == []
    generic = [each.get("descr") for _, each in objects if each.get("descr") == each.get("name")]
    assert generic == []


def test_every_table_has_a_header_row_without_gaps_and_no_merged_cells(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        for table in sheet.tables.values():
            assert table.headerRowCount != 0, table.name
            left, top, right, _ = range_boundaries(table.ref)
            assert all(sheet.cell(top, column).value for column in range(left, right + 1)), table.name
            inside = [each for each in sheet.merged_cells.ranges if not each.isdisjoint(CellRange(table.ref))]
            assert inside == [], table.name


def test_sheets_have_names_of_their_own_and_begin_with_their_title(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        if sheet.title != "xlwings.conf":
            first = next((cell for cell in sheet[1] if isinstance(cell.value, str) and cell.value), None)
            assert first is not None, sheet.title
            assert first.column <= 2, sheet.title


def luminance(rgb: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(rgb[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: str, ground: str) -> float:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(color: object, otherwise: str) -> str:
    value = getattr(color, "rgb", None)
    return value[-6:] if isinstance(value, str) else otherwise


def said(sheets: list[Worksheet]) -> Iterator[tuple[str, Cell]]:
    for sheet in sheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell


def test_texts_stand_out_from_their_ground(sheets: list[Worksheet]) -> None:
    pale = set()
    for sheet, cell in said(sheets):
        ground = rgb(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"
        text = rgb(cell.font.color, "000000")
        if contrast(text, ground) < AA:
            pale.add((sheet, cell.coordinate, text, ground, round(contrast(text, ground), 2)))
    assert sorted(pale) == []


def test_rules_keep_texts_legible(sheets: list[Worksheet]) -> None:
    """The colours that rules give, text on the ground they give with it."""
    pale = set()
    for sheet in sheets:
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                if rule.dxf is None or rule.dxf.font is None or rule.dxf.font.color is None:
                    continue
                fill = rule.dxf.fill
                ground = rgb(fill.bgColor, "FFFFFF") if fill is not None else "FFFFFF"
                text = rgb(rule.dxf.font.color, "000000")
                if contrast(text, ground) < AA:
                    pale.add((sheet.title, str(area.sqref)[:20], text, ground))
    assert sorted(pale) == []


def test_objects_come_in_reading_order(path: Path) -> None:
    """From top to bottom: a screen reader goes through them as they stand in the drawing."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/drawings/drawing"):
                root = etree.fromstring(package.read(name))
                rows = [int(each.text or 0) for each in root.findall("{*}twoCellAnchor/{*}from/{*}row")]
                assert rows == sorted(rows), name
