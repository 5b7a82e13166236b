"""The rows of a table are cut into columns once, however often they are asked for; nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from sheetkpi.fileengine.parts.columntexts import ColumnTexts
from tests.fileengine.onfile import SHEET, holding, opened, sheet_xml

ROWS = 900
RATE = "=IFERROR(B2/A2,0)"


def row(number: int) -> str:
    """Calls and connects, a rate as a formula, and a text that says the row's number as XML would."""
    rate = f'<c r="C{number}"><f>{RATE[1:]}</f><v>0.25</v></c>'
    said = f'<c r="D{number}" t="inlineStr"><is><t>A{number}" r="B{number}"</t></is></c>'
    return f'<row r="{number}"><c r="A{number}"><v>40</v></c><c r="B{number}"/>{rate}{said}</row>'


@pytest.fixture
def sheet(tmp_path: Path) -> xw.Sheet:
    return holding(tmp_path / "KPI.xlsx", "".join(map(row, range(2, ROWS + 2)))).sheets["KPI"]


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[range]:
    """The rows that were cut."""
    found: list[range] = []
    read = ColumnTexts.read

    def noted(rows: range, texts: list[bytes]) -> ColumnTexts | None:
        found.append(rows)
        return read(rows, texts)

    monkeypatch.setattr(ColumnTexts, "read", noted)
    return found


def block(sheet: xw.Sheet) -> xw.Range:
    return sheet["A2"].resize(ROWS, 4)


def test_a_block_that_is_read_again_and_again_is_cut_once(sheet: xw.Sheet, cut: list[range]) -> None:
    values = block(sheet).value
    assert values[7] == [40, None, 0.25, 'A9" r="B9"']
    told, formulas = block(sheet).impl.values_and_formulas()
    assert [*map(list, told)] == values
    assert set(formulas) == {(None, None, RATE, None)}
    assert sheet["C2"].resize(ROWS).value == [0.25] * ROWS
    assert cut == [range(2, ROWS + 2)]


def test_what_is_written_into_one_row_is_read_from_then_on(sheet: xw.Sheet, cut: list[range]) -> None:
    before = block(sheet).value
    sheet["B9"].value = 10
    after = block(sheet).value
    assert after[7] == [40, 10, 0.25, 'A9" r="B9"']
    assert after[:7] + after[8:] == before[:7] + before[8:]


def test_formulas_that_stand_with_their_results_leave_the_sheet_as_it_is(sheet: xw.Sheet) -> None:
    block(sheet).value  # noqa: B018  # now the rows are cut
    sheet["C2"].resize(ROWS).impl.fill_formulas([RATE], [[0.25]] * ROWS)
    assert SHEET not in sheet.book.impl.package.touched
    sheet["C2"].resize(ROWS).impl.fill_formulas([RATE], [*[[0.25]] * (ROWS - 1), [0.5]])
    assert SHEET in sheet.book.impl.package.touched
    sheet.book.save()
    again = opened(Path(sheet.book.fullname)).sheets["KPI"]
    assert again["C2"].resize(ROWS).value == [*[0.25] * (ROWS - 1), 0.5]
    assert 'A9" r="B9"' in sheet_xml(again.book)


@pytest.mark.parametrize(
    ("result", "stays"), [(1, False), (1.0, False), (True, True), ("1", False), (None, False)]
)
def test_true_is_no_number_to_a_formula_that_stands(tmp_path: Path, result: object, stays: bool) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"/><c r="B{n}" t="b"><f>A1=A1</f><v>1</v></c></row>' for n in range(2, 5000)
    )
    sheet = holding(tmp_path / "KPI.xlsx", rows).sheets["KPI"]
    cells = sheet["A2"].resize(4998, 2)
    assert cells.value[0] == [None, True]
    sheet["B2"].resize(4998).impl.fill_formulas(["=A1=A1"], [[result]] * 4997 + [[True]])
    assert (SHEET not in sheet.book.impl.package.touched) is stays
    assert cells.value[0] == [None, result]


def test_results_that_are_stored_already_touch_no_sheet(sheet: xw.Sheet) -> None:
    sheet["C9"].impl.cache_values(0.25)
    assert SHEET not in sheet.book.impl.package.touched
    sheet["C9"].impl.cache_values(0.5)
    assert SHEET in sheet.book.impl.package.touched


def test_a_column_of_different_cells_is_told_cell_by_cell() -> None:
    texts = [
        b'<row r="7" ht="9"><c r="A7" s="3"/><c r="B7"><v>7</v></c></row>',
        b'<row r="8"><c r="B8"><v>7</v></c></row> ',
        b'<row r="9"/>',
        b'<row r="10" s="10"><c r="A10" t="str"><f>"10"</f><v>10</v></c></row>',
    ]
    found = ColumnTexts.read(range(7, 11), texts)
    assert found is not None
    assert found.own == [b' ht="9"', b"", b"", b' s="10"']
    assert found.columns == {
        1: [b' s="3"/>', None, None, b' t="str"><f>"10"</f><v>10</v></c>'],
        2: [b"><v>7</v></c>", b"><v>7</v></c>", None, None],
    }


@pytest.mark.parametrize(
    "text",
    [
        b'<row r="7"><c><v>1</v></c></row>',
        b'<row r="7"><c r="A7"/><c/></row>',
        b'<row r="7"><c r="A8"/></row>',
        b'<row r="7"><c r="A7"/><c r="A7"/></row>',
        b'<row r="7"><c s="1" r="A7"/></row>',
        b'<row r="7"><c r="A7"><v>1</v></c><extLst><c r="B7"/></extLst></row>',
        b'<row r="7"><c r="A7"><v>1</v>',
    ],
)
def test_rows_written_in_unusual_ways_are_not_cut(text: bytes) -> None:
    assert ColumnTexts.read(range(7, 8), [text]) is None
    plain = [b'<row r="%d"><c r="A%d"/></row>' % (number, number) for number in (8, 9)]
    assert ColumnTexts.read(range(7, 10), [text, *plain]) is None
