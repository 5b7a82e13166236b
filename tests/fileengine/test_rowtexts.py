"""The rows of a long sheet wait as text until somebody looks at them, and nobody can tell."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
import xlwings as xw
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.namespaces import MAIN
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.fileengine.parts import columnreading, rowtexts, sheetdata
from sheetkpi.fileengine.parts.rowtexts import RowTexts, cut
from tests.fileengine.onfile import holding, opened, sheet_xml

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    '<row r="1" spans="1:3" ht="20" customHeight="1"><c r="A1" t="inlineStr"><is><t>担当者</t></is></c>'
    '<c r="C1" t="b"><v>1</v></c></row>\n'
    '<row r="2"><c r="A2" s="1"/><c r="B2" s="1"/></row><row r="3"><c r="A3" s="1"/><c r="B3" s="1"/></row>'
    '<row r="4"><c r="A4"><f>B4*2</f><v>2</v></c>'
    '<c r="B4"><f t="shared" ref="B4:B5" si="0">C4+1</f><v>1</v></c>'
    '<c r="C4" t="e"><v>#N/A</v></c></row>'
    '<row r="5"><c r="B5"><f t="shared" si="0"/><v>1</v></c></row>'
    '<row r="7" hidden="1"/><row r="9"><c r="A9" t="str"><f>"&lt;"&amp;A1</f><v>&lt;</v></c></row>'
)


def long_sheet(folder: Path) -> xw.Book:
    """A workbook whose sheet KPI holds `ROWS` and 3,000 blank ones that stand ready."""
    ready = (f'<row r="{n}"><c r="A{n}" s="1"/><c r="D{n}" s="1"/></row>' for n in range(20, 3020))
    return holding(folder / "KPI.xlsx", ROWS + "".join(ready))


def test_rows_nobody_looked_at_stay_as_they_stood(tmp_path: Path) -> None:
    book = long_sheet(tmp_path)
    before = sheet_xml(book)
    book.sheets["KPI"]["B2"].value = "森 葵"
    changed = '<c r="B2" s="1" t="inlineStr"><is><t>森 葵</t></is></c>'
    rows = before[before.index("<sheetData>") : before.index("</sheetData>")]
    assert rows.replace('<c r="B2" s="1"/>', changed) in sheet_xml(book)
    book.save()
    book.sheets["KPI"]["D3019"].value = 1
    book.save()
    again = opened(Path(book.fullname)).sheets["KPI"]
    assert (again["B2"].value, again["D3019"].value, again["B5"].formula) == ("森 葵", 1, "=C5+1")


def test_a_formula_that_is_shared_is_given_to_others_before_it_goes(tmp_path: Path) -> None:
    book = long_sheet(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["B4"].value = 5
    assert sheet["B5"].formula == "=C5+1"


def test_many_rows_are_written_over_without_ever_being_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = long_sheet(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["A1"].value = "担当者"  # whatever needs a look at other rows is done by now
    monkeypatch.setattr(RowTexts, "elements", lambda *_: pytest.fail("rows were parsed"))
    sheet["A20:B3019"].value = [[f"'={n}", n] for n in range(3000)]
    book.save()
    monkeypatch.undo()
    written = sheet_xml(book)
    assert (
        '<c r="A20" s="2" t="inlineStr"><is><t>=0</t></is></c><c r="B20"><v>0</v></c><c r="D20" s="1"/>'
        in written
    )
    assert sheet["A3019:D3019"].value == ["=2999", 2999, None, None]
    assert sheet["A3019"].formula == "=2999"  # text, as the style says that goes with it


def test_damage_in_a_row_is_told_when_the_row_is_looked_at() -> None:
    root = parse_xml(f'<worksheet xmlns="{MAIN}"/>'.encode(), SHEET, "KPI.xlsx")
    waiting = RowTexts(
        {1: b'<row r="1"><c r="A1"><v>1</w></c></row>'}, lambda data: parse_xml(data, SHEET, "KPI.xlsx")
    )
    with pytest.raises(SheetKPIError, match=r"sheet1\.xml inside KPI\.xlsx"):
        waiting.elements(root, waiting.take({1}).values())


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row><c><v>2</v></c></row>',
        '<row r="1"><!-- 集計 --></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><?mark here?>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<row r="9"/>]]></t></is></c></row>',
        '<row r="1"/></sheetData><sheetData><row r="2"/>',
        '<row r="1"/></sheetData><sheetData>',
        "",
    ],
)
def test_rows_written_in_unusual_ways_are_left_to_the_parser(rows: str) -> None:
    data = f"<worksheet><sheetData>{rows}</sheetData>{' ' * 100_000}</worksheet>".encode()
    assert cut(data) == (data, {})


@pytest.mark.parametrize("last", ["<c><v>7</v></c>", "<c/>", '<c\tr="C9"/>', '<c s="1"><v>7</v></c>'])
def test_cells_that_do_not_say_where_they_are_count_to_the_range_in_use(tmp_path: Path, last: str) -> None:
    ready = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(20, 4020))
    row = f'<row r="9"><c r="A9"><v>5</v></c><c r="B9"/>{last}</row>'
    book = holding(tmp_path / "KPI.xlsx", row + ready)
    assert book.sheets["KPI"].used_range.address == "$A$9:$C$4019"


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from([None, 1.5, "森 葵", "'=1", "=A1*2", True])),
        st.tuples(st.just("cache"), st.sampled_from([None, 0.25])),
        st.tuples(st.just("fill"), st.sampled_from([None, 2.0, "", True])),
        st.tuples(st.just("format"), st.sampled_from(["0.0%", "@"])),
        st.tuples(st.just("clear"), st.none()),
        st.tuples(st.just("read"), st.none()),
    ).flatmap(lambda step: st.tuples(st.integers(1, 9), st.integers(1, 4), st.integers(1, 4), st.just(step))),
    max_size=5,
)


def take(sheet: xw.Sheet, row: int, column: int, height: int, what: str, value: Any) -> object:
    cells = sheet[row - 1, column - 1].resize(height, 2)
    if what == "read":
        return cells.value, cells.formula, cells.impl.values_and_formulas()
    if what == "fill":
        cells.impl.fill_formulas(["=A1*2", "=B1"], [[value, 1]] * height)
    elif what == "write":
        cells.value = [[value, 1]] * height
    elif what == "cache":
        cells.impl.cache_values(value)
    elif what == "format":
        cells.number_format = value
    else:
        cells.clear_contents()
    return None


def plainly(book: xw.Book) -> str:
    """The sheet's part but for the hints and numbers that may differ; styles by what they say."""
    styles = book.impl.styles

    def said(match: re.Match[str]) -> str:
        style = int(match[1])
        return f' s="{styles.number_format(style)} {styles.has_quote_prefix(style)}"' if style else ""

    return canonicalize(re.sub(r' s="(\d+)"', said, re.sub(r' spans="[^"]*"|\n', "", sheet_xml(book))))


@settings(max_examples=100, deadline=None)
@given(steps)
def test_it_makes_no_difference_whether_rows_wait(steps: list[tuple[int, int, int, tuple[str, Any]]]) -> None:
    outcomes = []
    for wait in (False, True):
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(rowtexts, "_LONG", 0 if wait else 1_000_000)
            patch.setattr(sheetdata, "_MANY", 2)
            patch.setattr(columnreading, "_MANY", 2)
            book = holding(Path(folder, "KPI.xlsx"), ROWS)
            seen = [take(book.sheets["KPI"], *step[:3], *step[3]) for step in steps]
            outcomes.append((seen, plainly(book)))
    assert outcomes[0] == outcomes[1]


TEXTS = ("", "担当者", "a&amp;b &lt;3&gt; &#x5BA4;", "_x000D_ _x005F_x0041_", " 前後 ")
cells_of_all_kinds = st.one_of(
    st.sampled_from(["/>", "></c>", "><v></v></c>", "><v/></c>"]),
    st.integers(-9, 10**16).map(lambda number: f"><v>{number}</v></c>"),
    st.floats(0, 60_000).map(lambda number: f"><v>{number!r}</v></c>"),
    st.sampled_from(TEXTS).map(
        lambda text: f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    ),
    st.sampled_from(TEXTS).map(lambda text: f' t="str"><f>A1&amp;"&lt;"</f><v>{text}</v></c>'),
    st.sampled_from(TEXTS).map(lambda text: f' t="inlineStr"><is><r><t>{text}</t></r></is></c>'),
    st.sampled_from(["1", "0", "true"]).map(lambda told: f' t="b"><v>{told}</v></c>'),
    st.just(' t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    st.just(' t="d"><v>2026-11-02T09:30:00</v></c>'),
    st.just(' t="inlineStr"></c>'),
    st.just(' t="str"><v></v></c>'),
    st.just(' cm="1"><f>B1</f><v>3</v></c>'),
    st.just("><f/><v>4</v></c>"),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 1), cells_of_all_kinds), max_size=5), min_size=1, max_size=8),
    st.sampled_from([1, 50]),
)
def test_rows_read_as_text_say_what_their_elements_say(rows: list[list[tuple[int, str]]], many: int) -> None:
    filled = "".join(
        f'<row r="{number}">'
        + "".join(f'<c r="{"ABCDE"[at]}{number}" s="{style}"{rest}' for at, (style, rest) in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    ready = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="D{n}" s="1"/></row>' for n in range(20, 3020))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(columnreading, "_MANY", many)
        as_text, as_elements = (
            holding(Path(folder) / name, filled + ready).sheets["KPI"] for name in ("text.xlsx", "tree.xlsx")
        )
        as_elements.impl.worksheet.settle()
        for area in ("A1:E12", "B2:C5", "D1:D3019"):
            told, known = as_text[area], as_elements[area]
            assert told.impl.values_and_formulas() == known.impl.values_and_formulas()
            assert sorted(told.impl.without_result()) == sorted(known.impl.without_result())
            assert told.value == known.value
            assert told.formula == known.formula
        assert as_text.used_range.address == as_elements.used_range.address
        assert len(as_text.impl.worksheet._waiting) >= 2990
