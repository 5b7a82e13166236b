"""Plain xlwings code does on a file what it does in Excel, or says what it cannot."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.parts.formulacheck import problem
from tests.fileengine.books import with_macro_sheet, workbook
from tests.fileengine.onfile import built, opened, with_rep_table


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return built(tmp_path / "KPI.xlsx", with_rep_table)


@pytest.mark.parametrize(
    ("corners", "address"),
    [
        (("A1", (2, 2)), "$A$1:$B$2"),
        (((1, 1), "B2"), "$A$1:$B$2"),
        (("C3", "A1"), "$A$1:$C$3"),
        (((2, 1), (3, 4)), "$A$2:$D$3"),
    ],
)
def test_two_corners_may_be_said_in_different_ways(book: xw.Book, corners: tuple, address: str) -> None:
    assert book.sheets[0].range(*corners).address == address


@pytest.mark.parametrize("corners", [((0, 1),), ((1, 1), (1, 0)), ((1, 1), (0, 3))])
def test_rows_and_columns_count_from_one(book: xw.Book, corners: tuple) -> None:
    with pytest.raises(IndexError):
        book.sheets[0].range(*corners)


def test_directions_may_be_said_by_their_first_letter(book: xw.Book) -> None:
    cell = book.sheets["KPI"]["B2"]
    for short, long in zip("dulr", ("down", "up", "left", "right"), strict=True):
        assert cell.end(short).address == cell.end(long).address
    with pytest.raises(ValueError, match="no direction"):
        cell.end("x")


def test_autofit_gives_rows_back_to_excel(book: xw.Book, tmp_path: Path) -> None:
    cells = book.sheets["KPI"]["A1:D3"]
    cells.row_height = 40
    cells.columns.autofit()
    assert cells.row_height == 40
    cells.rows.autofit()
    book.save()
    assert openpyxl.load_workbook(tmp_path / "KPI.xlsx")["KPI"].row_dimensions[2].height is None


@pytest.mark.parametrize("what", ["range", "font", "sheet", "book", "table"])
def test_what_only_excels_own_objects_have_is_not_swallowed(book: xw.Book, what: str) -> None:
    sheet = book.sheets["KPI"]
    objects = {
        "range": sheet["A1"].api,
        "font": sheet["A1"].font.api,
        "sheet": sheet.api,
        "book": book.api,
        "table": sheet.tables[0].api,
    }
    with pytest.raises(NotImplementedError, match=r"has no \w+\.WrapText ="):
        objects[what].WrapText = True


def test_what_is_there_is_set_as_before(book: xw.Book) -> None:
    app = book.app
    app.calculation, app.status_bar = "manual", "working"
    assert (app.calculation, app.status_bar) == ("manual", "working")


def test_an_automatic_font_is_black_as_excel_says(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    assert sheet["A1"].font.color == (0, 0, 0)
    sheet["A1"].font.color = (255, 0, 0)
    assert (sheet["A1"].font.color, sheet["A1:B1"].font.color) == ((255, 0, 0), None)


def test_the_selection_is_that_of_the_sheet_in_front(book: xw.Book, tmp_path: Path) -> None:
    assert book.app.selection.address == "$A$1"
    other = book.sheets.add("Other", after="KPI")
    other["B2:C4"].select()
    assert book.selection.address == "$B$2:$C$4"
    book.sheets["KPI"].activate()
    assert book.selection.address == "$A$1"
    book.save()
    view = openpyxl.load_workbook(tmp_path / "KPI.xlsx")["Other"].sheet_view
    assert (view.selection[0].activeCell, view.selection[0].sqref) == ("B2", "B2:C4")


def test_the_selection_of_a_frozen_sheet_is_that_of_its_pane(tmp_path: Path) -> None:
    book = built(
        tmp_path / "a.xlsx", lambda sheet: (with_rep_table(sheet), setattr(sheet, "freeze_panes", "B2"))
    )
    book.sheets["KPI"]["C3"].select()
    book.save()
    panes = {
        one.pane: one.sqref for one in openpyxl.load_workbook(tmp_path / "a.xlsx")["KPI"].sheet_view.selection
    }
    assert panes["bottomRight"] == "C3"
    assert opened(tmp_path / "a.xlsx").selection.address == "$C$3"


def test_cells_are_merged_and_separated(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets["KPI"]
    sheet["F1"].value = [["a", "b"], ["c", "d"]]
    sheet["F1:G2"].merge()
    assert (sheet["G2"].merge_area.address, sheet["F1:G2"].value) == (
        "$F$1:$G$2",
        [["a", None], [None, None]],
    )
    sheet["F1:G2"].merge(across=True)
    book.save()
    assert sorted(map(str, openpyxl.load_workbook(tmp_path / "KPI.xlsx")["KPI"].merged_cells.ranges)) == [
        "F1:G1",
        "F2:G2",
    ]
    sheet["F1:G2"].unmerge()
    assert not sheet["F1:G2"].merge_cells
    with pytest.raises(ValueError, match="table"):
        sheet["A2:B2"].merge()


def test_places_are_told_in_points(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    sheet["A1:A3"].row_height = 20
    sheet["A1:B1"].column_width = 10
    assert (sheet["A1"].top, sheet["A1"].left, sheet["B4"].top) == (0, 0, 60)
    assert sheet["A1:A5"].height == 90
    assert sheet["A1:B1"].width == sheet["C1"].left == 2 * sheet["A1"].width > 0


def test_cells_are_copied_to_another_place(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    sheet["A2:B3"].copy(sheet["G5"])
    assert sheet["G5:H6"].value == sheet["A2:B3"].value
    with pytest.raises(NotImplementedError, match="clipboard"):
        sheet["A2"].copy()


def test_the_print_area_is_a_name_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = built(path, lambda sheet: setattr(sheet, "title", "O'Neill, Q1"))
    setup = book.sheets[0].page_setup
    assert setup.print_area is None
    setup.print_area = "A1:B2"
    assert setup.print_area == "$A$1:$B$2"
    setup.print_area = "A1:B2,$D$1"
    book.save()
    assert openpyxl.load_workbook(path).active.print_area == "'O''Neill, Q1'!$A$1:$B$2,'O''Neill, Q1'!$D$1"
    assert opened(path).sheets[0].page_setup.print_area == "$A$1:$B$2,$D$1"
    setup.print_area = None
    assert setup.print_area is None


def test_a_renamed_table_is_renamed_wherever_a_formula_says_it(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    sheet["F2"].formula = "=SUM(RepKPI[架電数])+ROWS(repkpi)"
    book.names.add("all_reps", "=RepKPI[担当者]")
    sheet.tables["RepKPI"].name = "Reps"
    assert sheet.tables["Reps"].display_name == "Reps"
    assert sheet["F2"].formula == "=SUM(Reps[架電数])+ROWS(Reps)"
    assert sheet["D2"].formula == '=IFERROR([@接続数]/[@架電数],"")'
    assert book.names["all_reps"].refers_to == "=Reps[担当者]"


@pytest.mark.parametrize("name", ["A1", "two words", "TeamKPI"])
def test_a_table_gets_no_name_that_excel_would_not_take(book: xw.Book, name: str) -> None:
    sheet = book.sheets["KPI"]
    sheet["H1"].value = [["a"], [1]]
    sheet.tables.add(sheet["H1:H2"], name="TeamKPI")
    with pytest.raises(ValueError, match=name):
        sheet.tables["RepKPI"].name = name


def test_a_totals_row_is_shown_taken_away_and_shown_again(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    table = sheet.tables["RepKPI"]
    table.show_totals = True
    assert table.totals_row_range.address == "$A$4:$D$4"
    assert sheet["A4"].value == "Total"
    assert sheet["D4"].formula == "=SUBTOTAL(103,[接続率])"
    assert table.data_body_range.address == "$A$2:$D$3"
    table.show_totals = False
    assert (table.show_totals, table.range.address, sheet["A4"].value) == (False, "$A$1:$D$3", None)
    table.show_totals = True
    assert sheet["A4"].value == "Total"


def test_headers_are_taken_away_and_shown_again(book: xw.Book) -> None:
    sheet = book.sheets["KPI"]
    table = sheet.tables["RepKPI"]
    table.show_headers = False
    assert (table.header_row_range, table.range.address) == (None, "$A$2:$D$3")
    assert sheet["A1:D1"].value == [None] * 4
    table.show_headers = True
    assert table.header_row_range.value == ["担当者", "架電数", "接続数", "接続率"]
    assert table.show_autofilter


def test_nothing_is_shifted_for_a_totals_row(book: xw.Book) -> None:
    book.sheets["KPI"]["B4"].value = "note"
    with pytest.raises(NotImplementedError, match="shift"):
        book.sheets["KPI"].tables["RepKPI"].show_totals = True
    assert book.sheets["KPI"]["B4"].value == "note"


BROKEN = {
    "=SUM(A1": "parenthesis",
    "=SUM A1)": "partner",
    '=A1&"x': "quotation",
    "='Q 1!A1": "quotation",
    "=RepKPI[架電数": "bracket",
    "=A1+": "behind",
    "=*2": "before",
    "=A1+*2": "before",
    "=IF(A1=,1,2)": "behind",
    "=(A1}": "partner",
    "=A1=>B1": "before",
}
SOUND = (
    *("=-1", "=--A1", "=+A1%", "=1E+5", "=A1<>B1", "=A1<=-B1", "=IF(A1,,1)", "=IF(,1)", "=SUM(A1:A3,)"),
    *("={1,2;3,4}", "=A:A", "=1:1", "=@A1:A3", "=A1#", "=#REF!+1", "=#DIV/0!", "=A1 B1", "='O''Neill'!A1"),
    *(
        "=RepKPI[[#This Row],['#a]]",
        "=[@架電数]",
        "=[1]Data!A1",
        "=LAMBDA(x,x+1)(2)",
        '="a ""b"" ("',
        "=A1^-2",
    ),
    *('=INDIRECT("A"&1)', "=TRUE", "=_xlfn.XLOOKUP(A1,B:B,C:C)", "=(A1,B1)", "= SUM( A1 ,\n B1 )"),
)


@pytest.mark.parametrize("formula", BROKEN)
def test_a_formula_that_excel_would_not_take_is_not_written(book: xw.Book, formula: str) -> None:
    cell = book.sheets["KPI"]["F1"]
    cell.value = 5
    for attribute in ("formula", "value"):
        with pytest.raises(ValueError, match=BROKEN[formula]):
            setattr(cell, attribute, formula)
    assert cell.value == 5


@pytest.mark.parametrize("formula", SOUND)
def test_formulas_of_every_kind_are_taken(formula: str) -> None:
    assert problem(formula[1:]) is None


_values = st.sampled_from(["A1", "1.5", '"x,("', "$B$2", "RepKPI[架電数]", "'Q 1'!A1", "-3", "50%", "#N/A"])
_formulas = st.recursive(
    _values,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", "<=", " "]), inner).map(
            "".join
        ),
        inner.map("({})".format),
        st.lists(inner, min_size=1, max_size=3).map(lambda several: f"SUM({','.join(several)})"),
    ),
    max_leaves=8,
)


@given(_formulas)
def test_whatever_is_put_together_rightly_is_taken(formula: str) -> None:
    assert problem(formula) is None
    assert problem(formula + "+") is not None
    assert problem("(" + formula) is not None


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
    ],
)
def test_saving_under_another_ending_makes_that_kind_of_workbook(
    book: xw.Book, tmp_path: Path, ending: str, kind: str
) -> None:
    book.save(tmp_path / f"KPI2.{ending}")
    with zipfile.ZipFile(tmp_path / f"KPI2.{ending}") as archive:
        assert kind in archive.read("[Content_Types].xml").decode()
    book.save()
    book.save(tmp_path / "back.xlsx")
    assert openpyxl.load_workbook(tmp_path / "back.xlsx")["KPI"]["A2"].value == book.sheets["KPI"]["A2"].value


def test_a_save_that_fails_leaves_the_kind_of_workbook(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(SheetKPIError):
        book.save(tmp_path / "nowhere" / "KPI.xlsm")
    book.save()
    assert openpyxl.load_workbook(tmp_path / "KPI.xlsx").mime_type.endswith("sheet.main+xml")


def test_macros_are_not_lost_by_another_ending(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(with_macro_sheet(workbook()))
    book = opened(path)
    book.save(tmp_path / "KPI.xlsm")
    with pytest.raises(SheetKPIError) as caught:
        book.save(tmp_path / "plain.xlsx")
    assert caught.value.key == "error.output_suffix"


def test_insert_asks_for_a_direction_as_xlwings_does(book: xw.Book) -> None:
    with pytest.raises(TypeError, match="shift"):
        book.sheets["KPI"]["A2"].insert()
    with pytest.raises(NotImplementedError, match=r"Range\.insert"):
        book.sheets["KPI"]["A2"].insert("down")
