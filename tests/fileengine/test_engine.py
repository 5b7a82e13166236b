"""Plain xlwings code on the file engine, and what others make of the files it writes."""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import fastexcel
import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.errors import SheetKPIError
from tests.fileengine.books import members_at
from tests.fileengine.onfile import built, opened, with_rep_table
from tests.libreoffice import needs_libreoffice, recalculated


def test_a_new_workbook_is_made_filled_and_saved(tmp_path: Path) -> None:
    xw.engines["file"].activate()
    book = xw.Book()
    book.sheets[0].name = "担当別"
    book.sheets["担当別"]["A1:B2"].value = [["担当者", "架電数"], ["森 葵", 12]]
    book.save(tmp_path / "KPI.xlsx")
    assert book.name == "KPI.xlsx"
    book.close()
    assert opened(tmp_path / "KPI.xlsx").sheets["担当別"]["A2:B2"].value == ["森 葵", 12]
    assert openpyxl.load_workbook(tmp_path / "KPI.xlsx").sheetnames == ["担当別"]


def test_a_book_is_opened_once_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    assert xw.Book(path) == book
    assert [one.name for one in xw.books] == ["KPI.xlsx"]
    with xw.Book(path) as same:
        assert same.fullname == str(path)
    assert len(xw.books) == 0


def test_frames_travel_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    sheet = built(path, lambda sheet: None).sheets["KPI"]
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-11-02", None]),
            "calls": [12, 30],
            "rate": [0.25, np.nan],
            "rep": pd.array(["森 葵", pd.NA], dtype="string"),
            "amount": [Decimal("1.5"), None],
        }
    )
    sheet["B2"].options(index=False).value = frame
    assert sheet["B2:F4"].value == [
        ["date", "calls", "rate", "rep", "amount"],
        [dt.datetime(2026, 11, 2), 12, 0.25, "森 葵", 1.5],
        [None, 30, None, None, None],
    ]
    read = sheet["B2:D4"].options(pd.DataFrame, index=False).value
    assert read["calls"].tolist() == [12, 30]
    assert sheet["B2"].options(pd.DataFrame, expand="right", index=False).value.columns.tolist() == list(
        frame
    )


def test_options_of_reading(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_rep_table).sheets["KPI"]
    assert sheet["B2:B3"].options(numbers=int, ndim=2).value == [[40], [30]]
    assert sheet["F1"].options(empty="-").value == "-"
    sheet["F1"].value = np.array([[1, 2]], dtype="int64")
    sheet["F2"].value = [
        dt.date(2026, 11, 2),
        np.datetime64("2026-11-03"),
        dt.time(12),
        dt.timedelta(hours=36),
    ]
    assert sheet["F1:G1"].value == [1, 2]
    assert sheet["F2"].options(dates=dt.date).value == dt.date(2026, 11, 2)
    assert sheet["G2:I2"].value == [dt.datetime(2026, 11, 3), 0.5, 1.5]


def test_sheets_are_added_named_hidden_and_deleted(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    book.sheets.add("前", before=book.sheets["KPI"])
    book.sheets.add("後", after=book.sheets["KPI"])
    book.sheets["後"].visible = False
    assert book.sheet_names == ["前", "KPI", "後"]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3]
    book.sheets["前"].delete()
    book.save()
    assert opened(path).sheets["後"].visible is False
    assert "後" in book.sheets
    with pytest.raises(KeyError):
        book.sheets["前"]


def test_what_read_a_table_of_a_deleted_sheet_is_an_error_in_the_formula(tmp_path: Path) -> None:
    """As in Excel, which repairs a workbook whose formulas name a table that is not there."""
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    table = book.sheets["KPI"].tables[0].name
    book.sheets.add("後")
    book.sheets["後"]["A1"].formula = f"=ROWS({table})+1"
    book.names.add("reps", f"={table}")
    book.sheets["KPI"].delete()
    book.save()
    assert opened(path).sheets["後"]["A1"].formula == "=ROWS(#REF!)+1"
    assert opened(path).names["reps"].refers_to == "=#REF!"


def test_names_stand_for_cells(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    book.names.add("kpi_month", "=KPI!$F$1")
    book.names["kpi_month"].refers_to_range.value = dt.datetime(2026, 11, 1)
    book.sheets["KPI"]["F2"].name = "kpi_status"
    assert book.names["KPI_MONTH"].refers_to == "=KPI!$F$1"
    assert book.sheets["KPI"]["kpi_month"].value == dt.datetime(2026, 11, 1)
    assert book.sheets["KPI"]["F2"].name.name == "kpi_status"
    assert "kpi_month" in book.names
    assert "kpi_year" not in book.names
    book.names["kpi_status"].refers_to = "=KPI!$G$1"
    book.names["kpi_month"].delete()
    book.save()
    assert {name: one.attr_text for name, one in openpyxl.load_workbook(path).defined_names.items()} == {
        "kpi_status": "KPI!$G$1"
    }


def test_tables_stand_for_cells(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_rep_table).sheets["KPI"]
    addresses = {item: sheet[item].address for item in ("RepKPI", "RepKPI[架電数]", "RepKPI[#All]")}
    assert addresses == {"RepKPI": "$A$2:$D$3", "RepKPI[架電数]": "$B$2:$B$3", "RepKPI[#All]": "$A$1:$D$3"}
    assert sheet["B3"].table.name == "RepKPI"
    with pytest.raises(ValueError, match="no address"):
        sheet["RepKPIs"]


def test_formats_as_xlwings_speaks_of_them(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    cells = book.sheets["KPI"]["A1:B1"]
    cells.color = "#1F4E78"
    cells.font.color = (255, 255, 255)
    cells.font.bold = True
    cells.font.size = 12
    cells.horizontal_alignment = "center"
    cells.wrap_text = True
    assert (cells.color, cells.font.color, cells.font.size) == ((31, 78, 120), (255, 255, 255), 12)
    assert book.sheets["KPI"]["A1:C1"].font.bold is None
    book.sheets["KPI"]["F1:I1"].copy_from(cells, "formats")
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]["I1"]
    assert written.fill.fgColor.rgb == "FF1F4E78"
    assert (written.font.b, written.font.sz, written.alignment.horizontal) == (True, 12, "center")


def test_copying_moves_formulas_along(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", lambda sheet: None).sheets["KPI"]
    sheet["A1:B1"].value = [1, "=A1+1"]
    sheet["A2:B3"].copy_from(sheet["A1:B1"])
    assert sheet["A2:B3"].formula == [["1", "=A2+1"], ["1", "=A3+1"]]


def test_links_lead_out_and_within(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    sheet = book.sheets["KPI"]
    sheet["F1"].add_hyperlink("https://example.com/?a=1&b=2", "説明")
    sheet["F2"].add_hyperlink("#KPI!A1", "戻る")
    assert (sheet["F1"].hyperlink, sheet["F2"].hyperlink) == ("https://example.com/?a=1&b=2", "#KPI!A1")
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert written["F1"].hyperlink.target == "https://example.com/?a=1&b=2"
    assert written["F2"].hyperlink.location == "KPI!A1"
    sheet["F1:F2"].clear_contents()
    book.save()
    assert openpyxl.load_workbook(path)["KPI"]._hyperlinks == []


def test_what_is_lacking_says_its_name(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_rep_table).sheets["KPI"]
    with pytest.raises(NotImplementedError, match=r"Range\.insert"):
        sheet["A1"].insert("down")
    with pytest.raises(NotImplementedError, match=r"Sheet\.charts"):
        _ = sheet.charts
    with pytest.raises(NotImplementedError, match=r"Range\.formula2 ="):
        sheet["A1"].formula2 = "=SEQUENCE(3)"
    with pytest.raises(NotImplementedError, match=r"Range\.row_hidden ="):
        sheet["A1"].impl.row_hidden = True


def test_a_workbook_that_changed_asks_to_be_calculated(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    before = members_at(path)
    book.save()
    assert members_at(path) == before  # nothing was changed
    book.sheets["KPI"]["B2"].value = 41
    book.save()
    assert openpyxl.load_workbook(path).calculation.fullCalcOnLoad


def test_the_snapshot_is_the_file_until_something_changes(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", with_rep_table)
    sheet = book.sheets["KPI"]
    assert sheet["A2"].value == "森 葵"
    assert book.impl.snapshot() == Path(book.fullname)
    sheet["A2"].value = "石井 蓮"
    assert sheet.impl.touched
    data = book.impl.snapshot()
    assert fastexcel.read_excel(data).load_sheet("KPI", header_row=None).to_pandas().iloc[1, 0] == "石井 蓮"


@needs_libreoffice
def test_libreoffice_comes_to_the_cached_numbers(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:F12"])
    sheet["E1:F1"].value = ["接続 [件]", "順位"]
    rows = [[f"担当{number}", 10 * number, 3 * number] for number in range(1, 12)]
    sheet["A2"].value = rows
    sheet["D2:D12"].impl.cache_values([[0.3]] * 11)
    sheet["E2:E12"].formula = "=[@接続数]*2+COUNT(RepKPI[架電数])"
    sheet["E2:E12"].impl.cache_values([[row[2] * 2 + 11] for row in rows])
    sheet["F2:F12"].formula = "=RANK([@架電数],[架電数])"
    sheet["F2:F12"].impl.cache_values([[12 - number] for number in range(1, 12)])
    sheet["H1:H2"].formula = [["=SUM(RepKPI[接続 '[件']])"], ["=SUBTOTAL(109,B2:B12)"]]
    sheet["H1:H2"].impl.cache_values([[2 * 3 * 66 + 121], [660]])
    book.save()
    ours = openpyxl.load_workbook(path, data_only=True)["KPI"]
    theirs = openpyxl.load_workbook(recalculated(path, tmp_path / "out"), data_only=True)["KPI"]
    for row in range(1, 13):
        for column in range(1, 9):
            assert ours.cell(row, column).value == pytest.approx(theirs.cell(row, column).value), (
                row,
                column,
            )


@pytest.fixture
def crm(tmp_path: Path, shared_data: Path) -> Path:
    """A copy of a real workbook with charts, pivot tables, a picture and a data model."""
    path = tmp_path / "crm.xlsx"
    path.write_bytes((shared_data / "crm_sales_opportunities.xlsx").read_bytes())
    return path


def test_a_real_workbook_keeps_everything_when_a_table_is_added(crm: Path) -> None:
    before = members_at(crm)
    book = opened(crm)
    sheet = book.sheets.add("KPI", after=book.sheets[-1])
    sheet["A1"].value = ["担当者", "架電数", "接続数", "接続率"]
    table = sheet.tables.add(sheet["A1:D2"], name="RepKPI")
    table.resize(sheet["A1:D31"])
    sheet["A2"].value = [[f"担当{number}", number * 10, number * 3] for number in range(1, 31)]
    sheet["D2:D31"].formula = '=IFERROR([@接続数]/[@架電数],"")'
    sheet["D2:D31"].impl.cache_values([[0.3]] * 30)
    book.save()
    after = members_at(crm)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {
        *("[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
        *("xl/styles.xml", "xl/calcChain.xml", "xl/worksheets/sheet8.xml"),  # the sheet that was in front
    } - ({"xl/styles.xml"} if after["xl/styles.xml"] == before["xl/styles.xml"] else set())
    assert "xl/calcChain.xml" not in after
    assert zipfile.ZipFile(crm).testzip() is None
    assert "RepKPI" in openpyxl.load_workbook(crm)["KPI"].tables


@needs_libreoffice
def test_libreoffice_opens_the_real_workbook_with_its_new_table(crm: Path, tmp_path: Path) -> None:
    book = opened(crm)
    sheet = book.sheets.add("KPI", after=book.sheets[-1])
    sheet["A1"].value = [["担当者", "件数"], ["Darcel Schlecht", None]]
    sheet.tables.add(sheet["A1:B2"], name="RepKPI")
    sheet["B2"].formula = "=COUNTIF(sales_pipeline[sales_agent],[@担当者])"
    book.save()
    pipeline = opened(crm).sheets["sales_pipeline"].tables["sales_pipeline"]
    agents = [
        agent for agent in pipeline.columns["sales_agent"].data_body_range.value if agent == "Darcel Schlecht"
    ]
    written = openpyxl.load_workbook(recalculated(crm, tmp_path / "out"), data_only=True)["KPI"]
    assert written["B2"].value == len(agents) > 0


def test_bad_files_are_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(SheetKPIError):
        opened(path)
    with pytest.raises(FileNotFoundError):
        opened(tmp_path / "missing.xlsx")


def test_importing_the_engine_loads_no_reader_of_files() -> None:
    readers = "sorted({'openpyxl', 'fastexcel', 'pyarrow', 'narwhals'} & set(sys.modules))"
    loaded, already = (
        subprocess.run(
            [sys.executable, "-c", f"import sys, {module}; print({readers})"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for module in ("sheetkpi.fileengine", "xlwings")
    )
    assert loaded == already


def test_writing_four_times_the_cells_takes_no_more_than_five_times_the_calls(tmp_path: Path) -> None:
    rows = [[f"担当{row}", *range(24)] for row in range(2000)]
    sheet = built(tmp_path / "KPI.xlsx", lambda sheet: None).sheets["KPI"]
    calls = []
    for count in (500, 2000):
        with cProfile.Profile() as profile:
            sheet["A1"].value = rows[:count]
        calls.append(pstats.Stats(profile).total_calls)
    assert calls[1] < 5 * calls[0]
    assert sheet["A2000"].expand("right").value == rows[-1]


def test_sheets_of_charts_are_no_worksheets(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = openpyxl.Workbook()
    book.create_chartsheet("図")
    book.save(path)
    assert opened(path).sheet_names == ["Sheet"]


def test_a_sheet_is_cleared(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet["B2"] = 1
        sheet["B2"].number_format = "0.0%"

    sheet = built(tmp_path / "KPI.xlsx", build).sheets["KPI"]
    sheet.clear_contents()
    assert (sheet["B2"].value, sheet["B2"].number_format) == (None, "0.0%")
    sheet.clear()
    assert sheet.used_range.address == "$A$1"


def test_one_formula_for_a_column_with_what_it_comes_to(tmp_path: Path) -> None:
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1"].value = [["calls", "double"], [1, None], [2, None], [3, None]]
    sheet.tables.add(sheet["A1:B4"], name="Calls")
    sheet["B2:B4"].impl.fill_formulas(["=[@calls]*2"], [[2], [4], [None]])
    assert sheet["B2:B4"].formula == [["=[@calls]*2"]] * 3
    assert sheet["B2:B4"].value == [2, 4, None]
    sheet.tables["Calls"].resize(sheet["A1:B5"])
    assert sheet["B5"].formula == "=[@calls]*2", "Excel would take it for a calculated column too"
    with pytest.raises(ValueError, match="no formula"):
        sheet["B2"].impl.fill_formulas(["2"], [[2]])
