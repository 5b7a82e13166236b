"""A result that is made of something that changed is not shown any more; all others stay, byte for byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from sheetkpi.fileengine.parts.storedformulas import stored_formulas, without_results
from tests.fileengine.books import part_of, prefixed, with_text
from tests.fileengine.onfile import opened

OLD = 111
"""The stored result of every formula here."""


def book_of(path: Path, formulas: Mapping[str, str], more: Callable[..., object] | None = None) -> xw.Book:
    """A workbook with a table of calls in KPI!A1:B4 and `formulas` by address on the sheet My figures, all
    with a stored result."""
    with xlsxwriter.Workbook(path) as made:
        kpi, other = made.add_worksheet("KPI"), made.add_worksheet("My figures")
        kpi.add_table("A1:B4", {"name": "RepKPI", "columns": [{"header": "Rep"}, {"header": "Calls"}]})
        for row in range(3):
            kpi.write_row(row + 1, 0, [f"rep {row}", row + 1])
        for address, formula in formulas.items():
            other.write_formula(address, formula, None, OLD)
        if more is not None:
            more(made, kpi, other)
    return opened(path)


def known(path: Path, sheet: int = 2) -> set[str]:
    """The cells of a sheet that have a stored result."""
    data = zipfile.ZipFile(path).read(f"xl/worksheets/sheet{sheet}.xml")
    return set(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>[^<]*</f><v>', data.decode()))


def named(made: xlsxwriter.Workbook, *sheets: object) -> None:
    made.define_name("calls", "=KPI!$B$2:$B$4")
    made.define_name("more_calls", "=SUM(calls)")
    made.define_name("elsewhere", "='My figures'!$Z$1")


STALE = [
    "=KPI!B3*2",
    "=SUM(KPI!B:B)",
    "=SUM(KPI!$3:$3)",
    "=COUNTA(KPI!A1:C9)",
    "=SUM(RepKPI[Calls])",
    "=ROWS(RepKPI[#All])",
    "=SUM('KPI:My figures'!B3)",
    "=SUM(calls)",
    "=more_calls+1",
    '=INDIRECT("KPI!B"&3)',
    "=SUM(OFFSET(KPI!B2,0,0,3))",
    "=SUM(KPI!B2:INDEX(KPI!B:B,4))",
    "=IF(Z1>1,kpi!b3)",
]
TRUE = [
    "=KPI!B2*2",
    '="KPI!B3"',
    "=Z1+1",
    "=elsewhere*2",
    "=RepKPI[[#Headers],[Calls]]",
    "=COUNTA(RepKPI[Rep])",
    "=KPI!C3",
    "=ROWS(KPI!A3)",
]


@pytest.mark.parametrize("formula", STALE)
def test_what_is_made_of_a_changed_cell_has_no_result(formula: str, tmp_path: Path) -> None:
    book = book_of(tmp_path / "KPI.xlsx", {"A1": formula, "A2": "=A1+1", "A3": "=Z9"}, named)
    book.sheets["KPI"]["B3"].value = 20
    assert book.sheets["My figures"]["A1:A3"].value == [None, None, OLD]
    book.save()
    assert known(tmp_path / "KPI.xlsx") == {"A3"}


@pytest.mark.parametrize("formula", TRUE)
def test_what_is_not_made_of_it_keeps_its_result(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {"A1": formula}, named)
    before = part_of(path.read_bytes(), "xl/worksheets/sheet2.xml")
    book.sheets["KPI"]["B3"].value = 20
    book.save()
    assert part_of(path.read_bytes(), "xl/worksheets/sheet2.xml") == before


def test_a_formula_beside_the_cell_is_not_read_with_its_old_result(tmp_path: Path) -> None:
    def beside(made: object, kpi: xlsxwriter.worksheet.Worksheet, other: object) -> None:
        kpi.write_formula("D2", "=B2*2", None, 2)
        kpi.write_formula("E2", "=A2", None, "rep 0")

    book = book_of(tmp_path / "KPI.xlsx", {}, beside)
    kpi = book.sheets["KPI"]
    kpi["B2"].value = 10
    assert kpi["D2:E2"].value == [None, "rep 0"]


def test_writing_what_stands_there_makes_nothing_old(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {"A1": "=SUM(RepKPI[Calls])", "A2": "=KPI!A2"})
    book.sheets["KPI"]["A2:B3"].value = [["rep 0", 1], ["rep 1", 2]]
    book.save()
    assert known(path) == {"A1", "A2"}


def test_a_table_that_grows_makes_old_what_it_comes_to(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    formulas = {"A1": "=SUM(RepKPI[Calls])", "A2": "=ROWS(RepKPI)", "A3": "=KPI!A1", "A4": "=KPI!B9"}
    book = book_of(path, formulas)
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:B6"])
    book.save()
    assert known(path) == {"A3", "A4"}


def test_long_chains_are_followed_whichever_way_they_lead(tmp_path: Path) -> None:
    down = {"A1": "=KPI!B3"} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 300)}
    up = {"B299": "=A299"} | {f"B{row}": f"=B{row + 1}+1" for row in range(1, 299)}
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, down | up | {"C1": "=C2", "C2": "=C1"})
    book.sheets["KPI"]["B3"].value = 20
    book.save()
    assert known(path) == {"C1", "C2"}


def test_only_results_are_taken_out_of_a_part(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {"A1": '=KPI!A2&"<x>"', "B2": "=KPI!B3", "C3": "=1"})
    before = part_of(path.read_bytes(), "xl/worksheets/sheet2.xml").decode()
    book.sheets["KPI"]["A2:B3"].value = 20
    book.save()
    after = part_of(path.read_bytes(), "xl/worksheets/sheet2.xml").decode()
    assert after == before.replace(f"</f><v>{OLD}</v>", "</f>", 2)
    assert "<f>1</f><v>" in after
    assert 'fullCalcOnLoad="1"' in part_of(path.read_bytes(), "xl/workbook.xml").decode()


def test_array_formulas_lose_the_results_in_all_their_cells(tmp_path: Path) -> None:
    def arrays(made: object, kpi: object, other: xlsxwriter.worksheet.Worksheet) -> None:
        other.write_array_formula("C1:C3", "{=TRANSPOSE(KPI!B2:B4)}", None, 1)
        for row in (1, 2):
            other.write(row, 2, row)
        other.write_array_formula("D1:D2", "{=TRANSPOSE(F1:G1)}", None, 1)
        other.write("D2", 5)
        other.write_formula("E1", "=C3*2", None, OLD)

    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {}, arrays)
    book.sheets["KPI"]["B3"].value = 20
    assert book.sheets["My figures"]["C1:E2"].value == [[None, 1, None], [None, 5, None]]
    book.save()
    xml = part_of(path.read_bytes(), "xl/worksheets/sheet2.xml").decode()
    assert '<c r="C1"><f t="array" ref="C1:C3">TRANSPOSE(KPI!B2:B4)</f></c>' in xml


def test_results_that_are_given_stay_until_something_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {"A1": "=KPI!B3", "A2": "=A1*2"})
    figures = book.sheets["My figures"]
    book.sheets["KPI"]["B3"].value = 20
    figures["A1"].impl.cache_values(20)
    assert figures["A1:A2"].value == [20, None]
    book.sheets["KPI"]["B2"].value = 8
    book.save()
    assert known(path) == {"A1"}
    book.sheets["KPI"]["B3"].value = 30
    book.save()
    assert known(path) == set()


def test_what_reads_a_sheet_or_a_name_that_goes_has_no_result(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {"A1": "=KPI!B2", "A2": "=elsewhere", "A3": "=Z5"}, named)
    book.names["elsewhere"].refers_to = "='My figures'!$Z$2"
    book.save()
    assert known(path) == {"A1", "A3"}
    book.sheets["KPI"].delete()
    book.save()
    assert known(path, 2) == {"A3"}


@pytest.mark.parametrize("written", ["prefix", "no addresses", "a comment"])
def test_sheets_are_understood_as_other_programs_write_them(written: str, tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book_of(path, {"A1": "=KPI!B3", "B1": "=5", "A2": "=A1", "B2": "=B1"}).close()
    data = path.read_bytes()
    part = "xl/worksheets/sheet2.xml"
    if written == "prefix":
        data = prefixed(data)
    elif written == "a comment":
        data = with_text(data, part, "<sheetData>", "<!-- mine --><sheetData>")
    else:
        for address in ("A1", "B1", "A2", "B2"):
            data = with_text(data, part, f'<c r="{address}"', "<c")
    path.write_bytes(data)
    book = opened(path)
    book.sheets["KPI"]["B3"].value = 20
    book.save()
    results = re.findall(r"</(?:x:)?f>(<(?:x:)?v>)?", part_of(path.read_bytes(), part).decode())
    assert [bool(result) for result in results] == [False, True, False, True]


def test_shared_formulas_are_told_apart_by_their_cells(tmp_path: Path) -> None:
    rows = (
        b'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">KPI!B2&amp;&quot;x&quot;</f><v>1</v></c>'
        b"</row>"
        b'<row r="2"><c r="A2" t="str"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert [one.text for one in stored_formulas(rows)] == ['KPI!B2&"x"', 'KPI!B3&"x"']
    assert without_results(rows, {(2, 1)}) == rows.replace(b' t="str"', b"").replace(b"<v>2</v>", b"")


def test_a_chart_keeps_no_points_of_cells_that_changed(tmp_path: Path) -> None:
    def charts(made: xlsxwriter.Workbook, kpi: object, other: xlsxwriter.worksheet.Worksheet) -> None:
        chart = made.add_chart({"type": "column"})
        chart.add_series({"categories": "=KPI!$A$2:$A$4", "values": "=KPI!$B$2:$B$4"})
        other.insert_chart("F1", chart)

    path = tmp_path / "KPI.xlsx"
    book = book_of(path, {}, charts)
    book.sheets["KPI"]["B3"].value = 20
    book.save()
    xml = part_of(path.read_bytes(), "xl/charts/chart1.xml").decode()
    assert "<c:numRef><c:f>KPI!$B$2:$B$4</c:f></c:numRef>" in xml
    assert "<c:f>KPI!$A$2:$A$4</c:f><c:strCache>" in xml


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ("[[#This Row],[Calls]]*2", {"D2", "D4"}),
        ("[[#This Row],Calls]*2", {"D2", "D4"}),
        ("RepKPI[[#This Row],Calls]*2", {"D2", "D4"}),
        ("RepKPI[[#This Row],Rep]", {"D2", "D3", "D4"}),
        ("[[#This Row],[Calls]]/SUM([Calls])", set()),
        ("COUNTA([Rep])", {"D2", "D3", "D4"}),
    ],
)
def test_a_formula_in_the_table_may_leave_out_its_name_and_brackets(
    tmp_path: Path, formula: str, kept: set[str]
) -> None:
    path = tmp_path / "KPI.xlsx"
    with xlsxwriter.Workbook(path) as made:
        kpi = made.add_worksheet("KPI")
        headers = [{"header": header} for header in ("Rep", "Calls", "Connects", "Mine")]
        kpi.add_table("A1:D4", {"name": "RepKPI", "columns": headers})
        for row in range(1, 4):
            kpi.write_row(row, 0, [f"rep {row}", row, 0])
            kpi.write_formula(row, 3, f"={formula}", None, OLD)
    book = opened(path)
    book.sheets["KPI"]["B3"].value = 20
    book.save()
    assert known(path, 1) == kept
