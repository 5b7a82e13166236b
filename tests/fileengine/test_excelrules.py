"""The rules find what they are for: each kind of damage is found in a workbook that has it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.excelrules import complaints, new_complaints
from tests.fileengine.books import with_parts, with_text
from tests.fileengine.onfile import with_rep_table

SHEET, TABLE, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    with_rep_table(book.active)
    book.active["F1"] = "=ROWS(RepKPI[#All])"
    book.save(tmp_path / "KPI.xlsx")
    return (tmp_path / "KPI.xlsx").read_bytes()


def test_a_sound_workbook_gives_no_complaint(sound: bytes) -> None:
    assert complaints(sound) == []


DAMAGE = {
    "cell order": (SHEET, '<c r="A2"', '<c r="B2"/><c r="A2"', "A2 behind column 2"),
    "row order": (SHEET, '<row r="3"', '<row r="2"/><row r="3"', "row 2 after row 2"),
    "cell in another row": (SHEET, 'r="A3"', 'r="A4"', "cell A4 in row 3"),
    "style": (SHEET, '<c r="A2"', '<c s="99" r="A2"', "style 99"),
    "no number": (SHEET, "<v>40</v>", "<v>4o</v>", "no number"),
    "prefix": (SHEET, '<row r="2"', '<row xmlns="" r="2"', "among the rows"),
    "header": (TABLE, 'name="架電数"', 'name="電話数"', "over column '電話数'"),
    "columns": (TABLE, 'ref="A1:D3"', 'ref="A1:E3"', "4 columns in A1:E3"),
    "column of a formula": (SHEET, "ROWS(RepKPI[#All])", "ROWS(RepKPI[Calls])", "no column Calls"),
    "table of a formula": (SHEET, "ROWS(RepKPI[#All])", "ROWS(Reps[#All])", "no table Reps"),
    "not as files have it": (SHEET, "ROWS(RepKPI[#All])", "ROWS([@Calls])", "not as files have it"),
    "query": (TABLE, "<table ", '<table tableType="queryTable" ', "a table of a query without it"),
    "relationship": (SHEET, '"rId1"', '"rId9"', "no relationship rId9"),
    "sheet": (WORKBOOK, "</sheets>", '<sheet name="kpi" sheetId="9"/></sheets>', "sheet name twice: kpi"),
    "order": (SHEET, "<sheetData>", "<pageMargins/><sheetData>", "children out of order"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(sound: bytes, what: str) -> None:
    part, old, new, expected = DAMAGE[what]
    damaged = with_text(sound, part, old, new)
    found = new_complaints(sound, damaged)
    assert any(expected in line for line in found), found


def test_a_part_without_a_content_type_is_found(sound: bytes) -> None:
    assert "part without content type: xl/new.bin" in complaints(with_parts(sound, {"xl/new.bin": b"?"}))


def test_what_the_input_had_is_not_told_again(sound: bytes) -> None:
    damaged = with_text(sound, SHEET, "<v>40</v>", "<v>4o</v>")
    assert new_complaints(damaged, damaged) == []
    assert len(new_complaints(damaged, with_text(damaged, SHEET, "<v>30</v>", "<v>3o</v>"))) == 1
