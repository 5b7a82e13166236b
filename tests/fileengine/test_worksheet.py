"""The cells of a worksheet: what is read, what is written, what stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.fileengine.parts.cells import escaped, from_serial, to_serial, unescaped
from tests.fileengine.onfile import built, from_rows, opened, sheet_xml


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    book = from_rows(
        tmp_path / "KPI.xlsx",
        '<row r="2"><c r="B2"><v>1.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c>'
        '<c r="E2" t="str"><f>A1</f><v>接続</v></c>'
        '<c r="F2" t="inlineStr"><is><r><t>森 </t></r><r><t>葵</t></r>'
        '<rPh sb="0" eb="1"><t>モリ</t></rPh></is></c>'
        '<c r="G2" t="s"><v>0</v></c><c r="H2" t="d"><v>2026-11-02T09:30:00</v></c><c r="I2" s="0"/></row>',
    )
    sheet = book.sheets["KPI"]
    assert sheet["B2:I2"].value == [
        *(1.5, True, None, "接続", "森 葵", "担当者", dt.datetime(2026, 11, 2, 9, 30), None)
    ]
    assert sheet["D2"].options(err_to_str=True).value == "#N/A"


def test_formulas_whose_results_are_not_stored_are_told_from_those_that_come_to_nothing(
    tmp_path: Path,
) -> None:
    book = from_rows(
        tmp_path / "KPI.xlsx",
        '<row r="2"><c r="B2"><f>A1</f></c><c r="C2"><f>A1</f><v></v></c><c r="D2"><f>A1</f><v/></c>'
        '<c r="E2"><f>A1</f><v>0</v></c><c r="F2" t="str"><f>""</f><v></v></c><c r="G2" t="str"><f>""</f></c>'
        '<c r="H2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="I2"><v>1</v></c><c r="J2"/></row>',
    )
    sheet = book.sheets["KPI"]
    assert sheet["A1:Z9"].impl.without_result() == ["B2", "C2", "D2"]
    sheet["B2"].impl.cache_values(3)
    assert sheet["A1:Z9"].impl.without_result() == ["C2", "D2"]


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    book = from_rows(
        tmp_path / "KPI.xlsx", "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    )
    assert book.sheets["KPI"]["A1:B2"].value == [[1, 2], [3, None]]


def test_numbers_formatted_as_dates_are_dates(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet["A1"] = dt.datetime(2026, 11, 2, 9, 30)
        sheet["A2"] = 46328
        sheet["A3"] = 46328
        sheet["A3"].number_format = 'yyyy"年"m"月"d"日"'

    sheet = built(tmp_path / "KPI.xlsx", build).sheets["KPI"]
    assert sheet["A1:A3"].value == [dt.datetime(2026, 11, 2, 9, 30), 46328, dt.datetime(2026, 11, 2)]


def test_a_workbook_that_counts_from_1904_keeps_its_calendar(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.datetime(2026, 11, 2)
    book.save(path)
    sheet = opened(path).sheets[0]
    assert sheet["A1"].value == dt.datetime(2026, 11, 2)
    sheet["A2"].value = dt.date(2026, 11, 3)
    sheet.book.save()
    assert openpyxl.load_workbook(path).active["A2"].value == dt.datetime(2026, 11, 3)


def test_what_is_written_is_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, lambda sheet: None)
    sheet = book.sheets["KPI"]
    rows = [["森 葵", 12, 0.25, True], [" 先頭と末尾 ", "改行\nあり", dt.datetime(2026, 11, 2, 9, 30), None]]
    sheet["B2"].value = rows
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert [[cell.value for cell in row] for row in written["B2:E3"]] == rows
    assert written["D3"].number_format == "yyyy/m/d h:mm"


def test_new_text_does_not_touch_the_shared_strings(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", lambda sheet: sheet.append(["担当者"]))
    book.sheets["KPI"]["A2"].value = "原田 陸"
    assert "xl/sharedStrings.xml" not in book.impl.package.touched
    assert '<c r="A2" t="inlineStr"><is><t>原田 陸</t></is></c>' in sheet_xml(book)


def test_rows_and_cells_go_to_their_place(tmp_path: Path) -> None:
    book = from_rows(
        tmp_path / "KPI.xlsx",
        '<row r="3" spans="2:2" ht="30" customHeight="1"><c r="B3"><v>5</v></c></row><row r="9"/>',
    )
    sheet = book.sheets["KPI"]
    for address in ("D3", "A3", "C5", "A1", "B10"):
        sheet[address].value = 1
    xml = sheet_xml(book)
    places = [xml.index(f'r="{place}"') for place in ("A1", "A3", "B3", "D3", "C5", "9", "B10")]
    assert places == sorted(places)
    assert '<row r="3" spans="1:4" ht="30" customHeight="1">' in xml


def test_the_dimension_grows(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", lambda sheet: sheet.append([1]))
    book.sheets["KPI"]["C7"].value = 1
    assert '<dimension ref="A1:C7"' in sheet_xml(book)


def test_styles_stay_and_unknown_attributes_too(tmp_path: Path) -> None:
    book = from_rows(
        tmp_path / "KPI.xlsx",
        '<row r="1" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'x14ac:dyDescent="0.4">'
        '<c r="A1" s="0" cm="1" vm="2"><v>1</v></c></row>',
    )
    book.sheets["KPI"]["A1"].value = 7
    xml = sheet_xml(book)
    assert 'x14ac:dyDescent="0.4"' in xml
    assert '<c r="A1" s="0"><v>7</v></c>' in xml  # the metadata belonged to the old value


def test_new_cells_take_the_format_of_their_row_or_column(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet["A1"].number_format = "0.0%"
        sheet["B1"].number_format = "#,##0"
        sheet["C1"] = 1

    path = tmp_path / "KPI.xlsx"
    book = built(path, build)
    sheet = book.sheets["KPI"]
    sheet["D:D"].number_format = "0.0%"
    sheet["5:5"].number_format = "#,##0"
    sheet["D4:D5"].value = [[1], [2]]
    assert [sheet["D4"].number_format, sheet["D5"].number_format] == ["0.0%", "#,##0"]


def test_text_that_looks_like_a_formula_stays_text_behind_an_apostrophe(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, lambda sheet: None)
    sheet = book.sheets["KPI"]
    sheet["A1:A4"].value = [["'=HYPERLINK(1)"], ["+81-3"], ["=1+1"], ["="]]
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert [cell.data_type for cell in written["A"]] == ["s", "s", "f", "s"]
    assert written["A1"].value == "=HYPERLINK(1)"
    assert written["A1"].quotePrefix
    sheet["A1"].value = "plain"
    book.save()
    assert not openpyxl.load_workbook(path)["KPI"]["A1"].quotePrefix


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
@settings(max_examples=200)
def test_any_text_survives_the_way_to_xml_and_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(st.datetimes(min_value=dt.datetime(1900, 3, 1), max_value=dt.datetime(9999, 12, 31)))
def test_moments_keep_their_milliseconds(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_serial(to_serial(moment)) == moment
    if moment.year > 1904:
        assert from_serial(to_serial(moment, date1904=True), date1904=True) == moment


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c>'
    '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$C$1</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c></row>'
)


def test_shared_formulas_read_as_each_cell_has_them(tmp_path: Path) -> None:
    sheet = from_rows(tmp_path / "KPI.xlsx", SHARED).sheets["KPI"]
    assert sheet["B1:B3"].formula == [["=A1*$C$1"], ["=A2*$C$1"], ["=A3*$C$1"]]


def test_overwriting_the_first_of_a_shared_formula_leaves_the_others_theirs(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = from_rows(path, SHARED)
    book.sheets["KPI"]["B1"].value = 99
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert [cell.value for cell in written["B"]] == [99, "=A2*$C$1", "=A3*$C$1"]


ARRAY = (
    '<row r="1"><c r="A1"{}><f t="array" ref="A1:A2">TRANSPOSE(C1:D1)</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c></row>'
)


def test_a_part_of_an_array_formula_cannot_change_the_whole_can(tmp_path: Path) -> None:
    sheet = from_rows(tmp_path / "KPI.xlsx", ARRAY.format("")).sheets["KPI"]
    assert sheet["A2"].formula_array == "=TRANSPOSE(C1:D1)"
    with pytest.raises(ValueError, match="A1:A2"):
        sheet["A2"].value = 5
    sheet["A1:A2"].value = [[7], [8]]
    assert sheet["A1:A2"].value == [7, 8]


def test_what_a_dynamic_array_spilled_goes_with_it(tmp_path: Path) -> None:
    sheet = from_rows(tmp_path / "KPI.xlsx", ARRAY.format(' cm="1"')).sheets["KPI"]
    sheet["A1"].value = 5
    assert sheet["A1:A2"].value == [5, None]


def test_a_formula_filled_over_several_cells_moves_along(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", lambda sheet: None).sheets["KPI"]
    sheet["B2:C3"].formula = "=A1+$A$1"
    assert sheet["B2:C3"].formula == [["=A1+$A$1", "=B1+$A$1"], ["=A2+$A$1", "=B2+$A$1"]]


def test_cached_values_stand_beside_their_formulas(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, lambda sheet: None)
    cells = book.sheets["KPI"]["A1:A4"]
    cells.formula = [["=1+1"], ['="達成"'], ["=TRUE"], ["=NOW()"]]
    cells.impl.cache_values([[2], ["達成"], [True], [None]])
    book.save()
    assert [cell.value for cell in openpyxl.load_workbook(path, data_only=True)["KPI"]["A"]] == [
        *(2, "達成", True, None)
    ]
    assert '<c r="A4"><f>NOW()</f></c>' in sheet_xml(book)


def test_clearing_contents_keeps_formats_clearing_all_does_not(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet.append([0.5, 0.5])
        for cell in sheet[1]:
            cell.number_format = "0.0%"

    sheet = built(tmp_path / "KPI.xlsx", build).sheets["KPI"]
    sheet["A1"].clear_contents()
    sheet["B1"].clear()
    assert sheet["A1:B1"].value == [None, None]
    assert [sheet["A1"].number_format, sheet["B1"].number_format] == ["0.0%", "General"]


def test_used_range_end_and_region_follow_excel(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        for row, column in ((2, 2), (3, 2), (4, 2), (7, 2), (2, 3), (12, 5)):
            sheet.cell(row, column, 1)

    sheet = built(tmp_path / "KPI.xlsx", build).sheets["KPI"]
    assert sheet.used_range.address == "$B$2:$E$12"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$7"
    assert sheet["B7"].end("down").address == "$B$1048576"
    assert sheet["B7"].end("up").address == "$B$4"
    assert sheet["B2"].end("right").address == "$C$2"
    assert sheet["C2"].end("right").address == "$XFD$2"
    assert sheet["B3"].current_region.address == "$B$2:$C$4"
    assert sheet["B2"].expand().address == "$B$2:$C$4"


def test_columns_wide_and_narrow(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet["A1"] = "架電数"
        sheet.column_dimensions.group("B", "D", outline_level=1, hidden=True)

    path = tmp_path / "KPI.xlsx"
    book = built(path, build)
    sheet = book.sheets["KPI"]
    sheet["C1"].column_width = 20
    sheet["A1"].row_height = 30
    sheet["A1"].columns.autofit()
    assert (sheet["A1"].column_width, sheet["C1"].column_width) == (8, 0)
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert written.column_dimensions["C"].width == 20
    assert written.column_dimensions["C"].outlineLevel == 1
    assert written.row_dimensions[1].height == 30
