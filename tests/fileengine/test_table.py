"""Tables on a file: found, made, and resized as Excel resizes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.fileengine.parts.table import unique_names
from tests.fileengine.books import part_of
from tests.fileengine.onfile import built, opened, sheet_xml, with_rep_table

RATE = '=IFERROR([@接続数]/[@架電数],"")'


def rep_book(tmp_path: Path, totals: bool = False) -> xw.Book:
    return built(tmp_path / "KPI.xlsx", lambda sheet: with_rep_table(sheet, totals))


def table_of(book: xw.Book) -> xw.main.Table:
    return book.sheets["KPI"].tables["RepKPI"]


def test_tables_are_found_without_parsing_their_sheet(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    table = table_of(book)
    assert (table.range.address, table.header_row_range.value) == (
        "$A$1:$D$3",
        ["担当者", "架電数", "接続数", "接続率"],
    )
    assert table.data_body_range.address == "$A$2:$D$3"
    assert [column.name for column in table.columns] == ["担当者", "架電数", "接続数", "接続率"]
    assert table.columns["架電数"].data_body_range.value == [40, 30]
    book = opened(Path(book.fullname))
    assert table_of(book).name == "RepKPI"
    assert not book.impl.package.is_parsed("xl/worksheets/sheet1.xml")


def test_growing_down_continues_formulas_formats_and_rules(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        with_rep_table(sheet)
        validation = DataValidation(type="whole", operator="greaterThan", formula1="0")
        validation.add("B2:B3")
        sheet.add_data_validation(validation)
        sheet.conditional_formatting.add(
            "D2:D3",
            CellIsRule(operator="lessThan", formula=["0.2"], fill=PatternFill("solid", bgColor="FFC000")),
        )
        sheet.conditional_formatting.add("A1:F3", CellIsRule(operator="equal", formula=["1"]))

    path = tmp_path / "KPI.xlsx"
    book = built(path, build)
    sheet = book.sheets["KPI"]
    table_of(book).resize(sheet["A1:D5"])
    assert sheet["D4:D5"].formula == [[RATE], [RATE]]
    assert [sheet["B5"].number_format, sheet["D5"].number_format] == ["#,##0", "0.0%"]
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert written.tables["RepKPI"].ref == written.tables["RepKPI"].autoFilter.ref == "A1:D5"
    assert [str(one.sqref) for one in written.data_validations.dataValidation] == ["B2:B5"]
    assert [str(one.sqref) for one in written.conditional_formatting] == ["D2:D5", "A1:F3 A4:D5"]


def test_growing_down_leaves_what_people_wrote_below(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["D4"].value = 0.5
    table_of(book).resize(sheet["A1:D5"])
    assert sheet["D4:D5"].formula == [["0.5"], [RATE]]


def test_growing_down_goes_through_rows_that_are_there_and_rows_that_are_not(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet, table = book.sheets["KPI"], table_of(book)
    sheet["H5"].value, sheet["H9"].value = "beside", "behind"
    sheet["B2:B3"].number_format = "#,##0"
    sheet["D2:D3"].formula = [['=IF([@接続数]<1,"<none> & "&[@担当者],1)']] * 2
    table.resize(sheet["A1:D7"])
    numbers = [int(row.get("r", "")) for row in sheet.impl.worksheet.data]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 9]
    assert sheet["B2:B7"].number_format == "#,##0"
    assert sheet["D4:D7"].formula == [[sheet["D2"].formula]] * 4
    assert (sheet["H5"].value, sheet["H9"].value) == ("beside", "behind")
    sheet["A4:B7"].value = [[name, 1] for name in "abcd"]
    book.save()
    shown = openpyxl.load_workbook(tmp_path / "KPI.xlsx")["KPI"]
    assert [shown.cell(row, 1).value for row in range(4, 8)] == list("abcd")
    assert shown["D7"].value == shown["D2"].value


def test_shrinking_moves_the_border_and_leaves_the_cells(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    table_of(book).resize(sheet["A1:D2"])
    assert table_of(book).data_body_range.value[0] == "森 葵"
    assert sheet["A3"].value == "原田 陸"


def test_update_with_fewer_rows_clears_what_it_leaves(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    table_of(book).update(pd.DataFrame({"担当者": ["石井 蓮"], "架電数": [5], "接続数": [1]}), index=False)
    sheet = book.sheets["KPI"]
    assert table_of(book).range.address == "$A$1:$C$2"
    assert sheet["A1:D3"].value[1:] == [["石井 蓮", 5, 1, None], [None] * 4]


def test_the_totals_row_moves_with_the_bottom(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = rep_book(tmp_path, totals=True)
    sheet, table = book.sheets["KPI"], table_of(book)
    assert (table.totals_row_range.address, table.data_body_range.address) == ("$A$4:$D$4", "$A$2:$D$3")
    table.resize(sheet["A1:D6"])
    assert table.totals_row_range.formula[0][:2] == ["合計", "=SUBTOTAL(109,[架電数])"]
    assert sheet["A4:D4"].formula == [["", "", "", RATE]]
    table.resize(sheet["A1:D3"])
    assert sheet["A3:B3"].formula == [["合計", "=SUBTOTAL(109,[架電数])"]]
    assert sheet["A6:D6"].value == [None] * 4
    book.save()
    written = openpyxl.load_workbook(path)["KPI"].tables["RepKPI"]
    assert (written.ref, written.autoFilter.ref, written.totalsRowCount) == ("A1:D3", "A1:D2", 1)


def test_new_columns_are_named_by_their_header_cells_at_the_right_edge(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["E1"].value = ["商談創出数", None, "架電数", 2026]
    table_of(book).resize(sheet["A1:H3"])
    names = ["担当者", "架電数", "接続数", "接続率", "商談創出数", "Column1", "架電数2", "2026"]
    assert [column.name for column in table_of(book).columns] == names
    assert sheet["A1:H1"].value == names
    book.save()
    columns = openpyxl.load_workbook(path)["KPI"].tables["RepKPI"].tableColumns
    assert len({column.id for column in columns}) == 8


def test_writing_a_header_cell_renames_the_column(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    book.sheets["KPI"]["A1"].value = "氏名\n(漢字)"
    assert table_of(book).columns[0].name == "氏名\n(漢字)"
    assert 'name="氏名_x000a_(漢字)"' in book.impl.package.read("xl/tables/table1.xml").decode()


def test_formulas_follow_a_renamed_column(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = rep_book(tmp_path)
    other = book.sheets.add("別")
    other["A1"].formula = '=SUM(RepKPI[架電数])&RepKPI[[#Headers],[架電数]]&"RepKPI[架電数]"'
    book.names.add("calls", "=RepKPI[架電数]")
    book.sheets["KPI"]["B1"].value = "Calls [#]"
    book.save()
    written = openpyxl.load_workbook(path)
    rate = "=IFERROR(RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[Calls '['#']]],\"\")"
    assert [written["KPI"][cell].value for cell in ("D2", "D3")] == [rate, rate]
    assert written["KPI"].tables["RepKPI"].tableColumns[3].calculatedColumnFormula.attr_text == rate[1:]
    assert written["別"]["A1"].value == (
        "=SUM(RepKPI[Calls '['#']])&RepKPI[[#Headers],[Calls '['#']]]&\"RepKPI[架電数]\""
    )
    assert written.defined_names["calls"].attr_text == "RepKPI[Calls '['#']]"


def test_formulas_lose_a_column_that_left_its_table(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["F1"].formula = "=SUM(RepKPI[接続率])+SUM(RepKPI[架電数])"
    table_of(book).resize(sheet["A1:C3"])
    assert sheet["F1"].formula == "=SUM(#REF!)+SUM(RepKPI[架電数])"


def test_a_column_filled_with_one_formula_becomes_a_calculated_one(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["C2:C3"].formula = "=[@架電数]/2"
    table_of(book).resize(sheet["A1:D4"])
    assert sheet["C4"].formula == "=[@架電数]/2"
    sheet["C2:C4"].value = [[1], [2], [3]]
    table_of(book).resize(sheet["A1:D5"])
    assert sheet["C5"].value is None


def test_an_overridden_cell_stays_and_is_not_continued(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["D3"].value = 0.25
    table_of(book).resize(sheet["A1:D4"])
    assert sheet["D3:D4"].formula == [["0.25"], [RATE]]


def test_relative_formulas_of_calculated_columns_go_on_from_rows_that_agree(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    table_of(book).resize(sheet["A1:D5"])
    sheet["D2:D5"].formula = "=B2-C2"
    table = table_of(book).impl
    table.content.set_calculated(3, "B2-C2")
    sheet["D5"].formula = "=99-1"  # somebody's own
    table_of(book).resize(sheet["A1:D6"])
    assert sheet["D6"].formula == "=B6-C6"


def test_a_table_without_rows_keeps_a_blank_one_until_something_is_entered(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", lambda sheet: sheet.append(["担当者", "架電数"]))
    sheet = book.sheets["KPI"]
    table = sheet.tables.add(sheet["A1:B1"], name="RepKPI")
    assert (table.range.address, table.data_body_range, len(table.rows)) == ("$A$1:$B$2", None, 0)
    assert table.insert_row_range.address == "$A$2:$B$2"
    sheet["A2"].value = "森 葵"
    assert table.data_body_range.address == "$A$2:$B$2"


def test_an_empty_table_grows_from_its_blank_row(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, lambda sheet: sheet.append(["担当者", "架電数"]))
    sheet = book.sheets["KPI"]
    table = sheet.tables.add(sheet["A1:B1"], name="RepKPI")
    table.resize(sheet["A1:B4"])
    sheet["A2:B4"].value = [["森 葵", 1], ["原田 陸", 2], ["石井 蓮", 3]]
    book.save()
    assert openpyxl.load_workbook(path)["KPI"].tables["RepKPI"].insertRow is None
    assert len(table.rows) == 3


FILTERED = (
    '<autoFilter ref="A1:D3"><filterColumn colId="0"><filters><filter val="森 葵"/></filters></filterColumn>'
    '<filterColumn colId="3"><filters blank="1"/></filterColumn></autoFilter>'
    '<sortState ref="A2:D3"><sortCondition descending="1" ref="B2:B3"/>'
    '<sortCondition ref="D2:D3"/></sortState>'
)


def test_filter_and_sort_order_follow_the_borders(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    package = book.impl.package
    xml = package.read("xl/tables/table1.xml").decode()
    package.write("xl/tables/table1.xml", xml.replace('<autoFilter ref="A1:D3"/>', FILTERED).encode())
    book.save()
    book = opened(Path(book.fullname))
    sheet = book.sheets["KPI"]
    table_of(book).resize(sheet["A1:C6"])
    xml = book.impl.package.read("xl/tables/table1.xml").decode()
    assert '<autoFilter ref="A1:C6"><filterColumn colId="0">' in xml
    assert 'colId="3"' not in xml
    assert '<sortState ref="A2:C6"><sortCondition descending="1" ref="B2:B6"/></sortState>' in xml


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("A2:D5", "first header cell"),
        ("B1:D5", "first header cell"),
        ("A1:D1", "at least one row"),
        ("A1:H9", "Other"),
    ],
)
def test_what_excel_refuses_is_refused_before_anything_changes(
    tmp_path: Path, address: str, reason: str
) -> None:
    book = rep_book(tmp_path)
    sheet = book.sheets["KPI"]
    sheet["F8"].value = [["a"], ["b"]]
    sheet.tables.add(sheet["F8:F9"], name="Other")
    before = sheet_xml(book)
    with pytest.raises(ValueError, match=reason):
        table_of(book).resize(sheet[address])
    assert sheet_xml(book) == before
    assert table_of(book).range.address == "$A$1:$D$3"


def test_a_table_never_takes_in_merged_cells(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        with_rep_table(sheet)
        sheet.merge_cells("A5:B5")

    book = built(tmp_path / "KPI.xlsx", build)
    with pytest.raises(ValueError, match="A5:B5"):
        table_of(book).resize(book.sheets["KPI"]["A1:D6"])


def test_names_and_ids_are_unique_in_the_workbook(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    other = book.sheets.add("別")
    other["A1"].value = [["a"], [1]]
    with pytest.raises(ValueError, match="repkpi"):
        other.tables.add(other["A1:A2"], name="repkpi")
    for bad in ("A1", "R1C1", "two words", "", "1st"):
        with pytest.raises(ValueError, match="cannot be the name"):
            other.tables.add(other["A1:A2"], name=bad)
    added = other.tables.add(other["A1:A2"])
    assert added.name == "Table1"
    assert added.impl.content.id != table_of(book).impl.content.id


def test_headers_with_special_characters_work_in_formulas(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, lambda sheet: None)
    sheet = book.sheets["KPI"]
    headers = ["Calls [#]", "It's", "1行目\n2行目", "a,b (c)"]
    sheet["A1"].value = [headers, [1, 2, 3, 4]]
    sheet.tables.add(sheet["A1:D2"], name="T")
    sheet["E1"].value = "和"
    sheet.tables["T"].resize(sheet["A1:E2"])
    sheet["E2"].formula = "=[@[Calls '['#']]]+[@[It''s]]+[@[1行目\n2行目]]+[@[a,b (c)]]"
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert [column.name for column in written.tables["T"].tableColumns][:2] == ["Calls [#]", "It's"]
    assert written["E2"].value == (
        "=T[[#This Row],[Calls '['#']]]+T[[#This Row],[It''s]]"
        "+T[[#This Row],[1行目\n2行目]]+T[[#This Row],[a,b (c)]]"
    )


def test_rows_and_columns_are_added_at_the_edges(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    table = table_of(book)
    table.rows.add(["石井 蓮", 20, 5, None])
    table.columns.add("備考")
    assert table.range.address == "$A$1:$E$4"
    assert table.range.value[3] == ["石井 蓮", 20, 5, None, None]
    book.sheets["KPI"]["A5"].value = "下にあるもの"
    with pytest.raises(NotImplementedError, match="not blank"):
        table.rows.add()


def test_the_rest_of_the_table_part_stays(tmp_path: Path) -> None:
    book = rep_book(tmp_path)
    package = book.impl.package
    xml = package.read("xl/tables/table1.xml").decode()
    extension = '<extLst><ext uri="{504A1905}"><x:t xmlns:x="urn:y" a="説明"/></ext></extLst>'
    package.write("xl/tables/table1.xml", xml.replace("</table>", f"{extension}</table>").encode())
    book.save()
    book = opened(Path(book.fullname))
    table_of(book).resize(book.sheets["KPI"]["A1:D9"])
    book.save()
    assert extension.encode() in part_of(Path(book.fullname).read_bytes(), "xl/tables/table1.xml")


def test_looks_of_the_table_style(tmp_path: Path) -> None:
    table = table_of(rep_book(tmp_path))
    table.table_style = "TableStyleLight9"
    table.show_table_style_row_stripes = False
    table.show_autofilter = False
    assert (table.table_style, table.show_table_style_row_stripes) == ("TableStyleLight9", False)
    assert not table.show_autofilter
    table.show_autofilter = True
    assert table.show_autofilter


def test_names_made_unique_as_excel_does() -> None:
    assert unique_names(["件", "件", None, "", "件2", 1.5, True, dt.datetime(2026, 11, 1)]) == [
        *("件", "件2", "Column1", "Column2", "件22", "1.5", "TRUE", "2026-11-01 00:00:00")
    ]
