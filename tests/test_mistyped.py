"""Mistyped values in cells that people fill are refused or listed with their cell: the short version of
`python -m tests.mistyped`."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.workbook.names import named_cells
from sheetkpi.workbook.settings import read_settings
from tests import mistyped
from tests.smallbooks import small

REFUSED = ("Sources", "ColumnMap", "ResultMap")
"""Tables that stop a refresh with a sentence when they are mistyped."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mistyped") / "KPI.xlsx"
    mistyped.prepare(path, small())
    return path


def test_a_mistyped_setting_is_taken_or_refused_with_its_cell(book: Path) -> None:
    with sheetkpi.open_book(book, read_only=True) as opened:
        names = named_cells(opened)
        for name in filter(names.__contains__, mistyped.SETTINGS):
            cell = opened.names[name].refers_to_range
            before = cell.value
            for wrong in mistyped.WRONG.values():
                cell.value = wrong
                try:
                    read_settings(opened, names, "ja")
                except SheetKPIError as refused:
                    told = refused.sentence("ja")
                    assert "\n" not in told
                    assert cell.address.replace("$", "") in told, told
            cell.value = before


def test_a_mistyped_value_in_every_column_at_once_is_listed_with_its_cell(book: Path) -> None:
    """Each typed column of each table has another kind of wrong value."""
    wrong = list(mistyped.WRONG.values())
    places = [
        place
        for place in mistyped.cells(book)
        if "." in place[0] and place[0].partition(".")[0] not in REFUSED
    ]
    with sheetkpi.open_book(book, read_only=True) as opened:
        typed = {}
        for number, (_, sheet, address) in enumerate(places):
            typed[sheet, address] = value = wrong[number % len(wrong)]
            opened.sheets[sheet][address].value = value
        sheetkpi.refresh(opened, today=mistyped.TODAY)
        tables = {table.name: table for sheet in opened.sheets for table in sheet.tables}
        listed = {(line[3], line[6]) for line in tables["ImportIssues"].range.value[1:]}
        computed = [cell for rows in mistyped.figures(opened).values() for row in rows for cell in row]
    found = listed & typed.keys()
    assert len(found) >= 10, (
        "the others are of rows of which one cell is listed, or text that may be anything"
    )
    assert len({sheet for sheet, _ in found}) >= 5
    assert not [cell for cell in computed if str(cell).startswith("#") and cell not in wrong]
