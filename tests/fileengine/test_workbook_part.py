"""Sheets and defined names: what Excel keeps in step when tabs come, go or are renamed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.sheetnames import is_valid, renamed
from sheetkpi.fileengine.parts.workbook import Workbook
from tests.fileengine.books import part_of, with_text, workbook
from tests.libreoffice import needs_libreoffice, recalculated


def opened(data: bytes) -> Workbook:
    return Workbook(Package.from_bytes(data))


def saved(book: Workbook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book.package.to_bytes()))


def tabs(book: Workbook) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def test_sheets_are_read_in_the_order_of_the_tabs(shared_data: Path) -> None:
    book = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    assert tabs(book) == ["sales_teams", "sales_pipeline", "products", "accounts", "Q1", "Q2", "Q3", "Q4"]
    assert book.sheet("Q3").part == "xl/worksheets/sheet7.xml"
    assert book.sheet("q3").id == 12
    assert book.active_sheet == "Q4"
    assert {sheet.visibility for sheet in book.sheets} == {"visible"}
    assert not book.date1904
    with pytest.raises(KeyError):
        book.sheet("Q5")


def test_names_of_the_workbook_and_of_one_sheet(shared_data: Path) -> None:
    book = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    own = book.name("externaldata_3", sheet="sales_pipeline")
    assert (own.refers_to, own.sheet, own.hidden) == ("sales_pipeline!$A$1:$J$8801", "sales_pipeline", True)
    with pytest.raises(KeyError):
        book.name("ExternalData_3")
    book.set_name("kpi_month", "=Q1!$B$2")
    book.set_name("kpi_month", "Q2!$B$2", sheet="Q2", hidden=True)
    book.set_name("ExternalData_3", "sales_pipeline!$A$1:$J$9000", sheet="sales_pipeline")
    again = opened(book.package.to_bytes())
    assert again.name("kpi_month").refers_to == "Q1!$B$2"
    assert again.name("kpi_month", sheet="Q2").hidden
    assert again.name("ExternalData_3", sheet="sales_pipeline").hidden, "stays as it was"
    again.delete_name("kpi_month")
    assert [name.sheet for name in again.names if name.name == "kpi_month"] == ["Q2"]
    with pytest.raises(KeyError):
        again.delete_name("kpi_month")


def test_the_last_name_takes_its_section_along() -> None:
    book = opened(workbook())
    book.delete_name("kpi_month")
    assert b"definedNames" not in book.package.read("xl/workbook.xml")
    book.set_name("kpi_month", "KPI!$A$1")
    xml = book.package.read("xl/workbook.xml")
    assert xml.index(b"</sheets>") < xml.index(b"<definedNames") < xml.index(b"<calcPr")


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ({}, ["A", "B", "C", "新規"]),
        ({"before": "A"}, ["新規", "A", "B", "C"]),
        ({"after": "b"}, ["A", "B", "新規", "C"]),
    ],
)
def test_a_new_sheet_takes_its_place_and_names_stay_with_their_sheets(
    place: dict[str, str], order: list[str]
) -> None:
    book = opened(workbook("A", "B", "C"))
    for name in "ABC":
        book.set_name("own", f"{name}!$A$1", sheet=name)
    book.active_sheet = "B"
    sheet = book.add_sheet("新規", **place)
    assert tabs(book) == order
    assert book.active_sheet == "B"
    assert {name.sheet: name.refers_to for name in book.names if name.name == "own"} == {
        name: f"{name}!$A$1" for name in "ABC"
    }
    result = saved(book)
    assert result.sheetnames == order
    assert result["新規"].max_row == 1
    assert book.package.content_types.of(sheet.part).endswith("worksheet+xml")


def test_a_new_sheet_leaves_the_others_as_they_lie(shared_data: Path) -> None:
    book = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    book.add_sheet("RepKPI")
    assert book.package.touched == {
        "[Content_Types].xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/worksheets/sheet9.xml",
    }
    titles = part_of(book.package.to_bytes(), "docProps/app.xml").decode()
    assert "<vt:i4>9</vt:i4>" in titles
    assert titles.index("<vt:lpstr>Q4<") < titles.index("<vt:lpstr>RepKPI<")


def test_renaming_follows_into_formulas_names_charts_pivots_and_links(shared_data: Path) -> None:
    data = workbook("KPI", "Data 1")
    data = with_text(
        data, "xl/worksheets/sheet1.xml", "SUM(B2:B3)", "SUM('Data 1'!B2:B3)&amp;\"'Data 1'!B2\""
    )
    book = opened(data)
    book.set_name("total", "'data 1'!$B$2")
    book.rename_sheet("data 1", "It's 担当別")
    result = saved(book)
    assert result.sheetnames == ["KPI", "It's 担当別"]
    assert result["KPI"]["D1"].value == "=SUM('It''s 担当別'!B2:B3)&\"'Data 1'!B2\""
    assert book.name("total").refers_to == "'It''s 担当別'!$B$2"

    crm = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    crm.rename_sheet("Q1", "第1四半期")
    chart = [part for part in crm.package.touched if part.startswith("xl/charts/")]
    assert chart
    assert all("第1四半期!$".encode() in crm.package.read(part) for part in chart)
    assert crm.name("ExternalData_3", "sales_pipeline").refers_to == "sales_pipeline!$A$1:$J$8801"


def test_only_the_case_of_a_name_may_change() -> None:
    book = opened(workbook("kpi", "Data"))
    book.rename_sheet("kpi", "KPI")
    assert tabs(book) == ["KPI", "Data"]


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a:b", "[a]", "'a", "History", "a\nb"])
def test_names_excel_would_not_allow(name: str) -> None:
    assert not is_valid(name)
    book = opened(workbook())
    for act in (lambda: book.add_sheet(name), lambda: book.rename_sheet("KPI", name)):
        with pytest.raises(SheetKPIError) as caught:
            act()
        assert caught.value.key == "error.sheet_name"
    with pytest.raises(SheetKPIError) as caught:
        book.add_sheet("DATA")
    assert caught.value.key == "error.sheet_exists"
    assert tabs(book) == ["KPI", "Data"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Q1!A1+SUM(Q1!$A$1:$B$2)", "新!A1+SUM(新!$A$1:$B$2)"),
        ("'Q1'!A1", "新!A1"),
        ("Q1:Dec!A1", "新:Dec!A1"),
        ("Jan:Q1!A1", "Jan:新!A1"),
        ("'Q1:Q 3'!A1", "'新:Q 3'!A1"),
        ("Q1!A1:Q1!B2", "新!A1:新!B2"),
        ('"Q1!A1"&Q10!A1+Q1', '"Q1!A1"&Q10!A1+Q1'),
        ("[1]Q1!A1+'[Book.xlsx]Q1'!A1", "[1]Q1!A1+'[Book.xlsx]Q1'!A1"),
        ("Q1[架電数]", "Q1[架電数]"),
    ],
)
def test_renaming_in_formulas(formula: str, expected: str) -> None:
    assert renamed(formula, "Q1", "新") == expected


def test_deleting_a_sheet_takes_along_what_only_it_used(shared_data: Path) -> None:
    book = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    before = set(book.package.parts())
    book.set_name("first", "Q3!$A$1")
    book.set_name("own", "Q3!$A$1", sheet="Q3")
    book.delete_sheet("Q3")
    gone = before - set(book.package.parts())
    assert "xl/worksheets/sheet7.xml" in gone
    assert "xl/worksheets/_rels/sheet7.xml.rels" in gone
    assert any(part.startswith("xl/drawings/") for part in gone)
    assert "xl/calcChain.xml" in gone
    assert not any(part.startswith(("customXml/", "xl/pivotCache/", "xl/theme/")) for part in gone)
    assert book.name("first").refers_to == "#REF!$A$1"
    assert book.active_sheet == "Q4"
    again = opened(book.package.to_bytes())
    assert "Q3" not in tabs(again)
    assert again.name("ExternalData_3", "sales_pipeline")
    assert [name.name for name in again.names if name.name == "own"] == []
    assert "Q3" not in openpyxl.load_workbook(io.BytesIO(book.package.to_bytes()), read_only=True).sheetnames
    assert not [part for part in gone if again.package.content_types.of(part).endswith("drawing+xml")]


def test_the_last_visible_sheet_stays() -> None:
    book = opened(workbook("KPI", "Data"))
    book.set_visibility("Data", "veryHidden")
    assert book.sheet("Data").visibility == "veryHidden"
    with pytest.raises(SheetKPIError) as caught:
        book.delete_sheet("KPI")
    assert caught.value.key == "error.last_sheet"
    book.set_visibility("Data", "visible")
    book.delete_sheet("KPI")
    assert tabs(book) == ["Data"]
    assert book.active_sheet == "Data"


def test_a_protected_structure_is_respected() -> None:
    protected = with_text(
        workbook(), "xl/workbook.xml", "<workbookProtection/>", '<workbookProtection lockStructure="1"/>'
    )
    book = opened(protected)
    with pytest.raises(SheetKPIError) as caught:
        book.add_sheet("Neu")
    assert caught.value.key == "error.structure_protected"


def test_one_sheet_in_front_and_only_one_selected() -> None:
    book = opened(workbook("A", "B", "C"))
    for name in ("C", "B"):
        book.active_sheet = name
    result = saved(book)
    assert result.active.title == "B"
    assert [sheet.sheet_view.tabSelected for sheet in result] == [None, True, None]


def test_a_sheet_that_is_deselected_is_not_parsed(shared_data: Path) -> None:
    book = Workbook(Package.open(shared_data / "crm_sales_opportunities.xlsx"))
    book.active_sheet = "Q1"
    assert not book.package.is_parsed(book.sheet("sales_pipeline").part)
    data = book.package.to_bytes()
    assert [sheet.name for sheet in book.sheets if b"tabSelected" in part_of(data, sheet.part)] == ["Q1"]


def test_full_calculation_and_the_calculation_chain(shared_data: Path) -> None:
    package = Package.open(shared_data / "call_center_calls.xlsx")
    book = Workbook(package)
    book.drop_calc_chain()
    book.request_full_calculation()
    book.request_full_calculation()
    again = Package.from_bytes(package.to_bytes())
    assert "xl/calcChain.xml" not in again
    assert again.content_types.of("xl/calcChain.xml") == "application/xml", "only the default is left"
    assert again.relationships("xl/workbook.xml").find("calcChain") is None
    calculation = again.tree("xl/workbook.xml").find("{*}calcPr")
    assert dict(calculation.attrib) == {"calcId": "191029", "fullCalcOnLoad": "1"}


def test_dates_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    buffer = io.BytesIO()
    book.save(buffer)
    assert opened(buffer.getvalue()).date1904
    assert not opened(workbook()).date1904


@needs_libreoffice
def test_libreoffice_calculates_through_renamed_added_and_deleted_sheets(tmp_path: Path) -> None:
    data = with_text(
        workbook("KPI", "Q1", "Old"), "xl/worksheets/sheet1.xml", "SUM(B2:B3)", "SUM(Q1!B2:total)"
    )
    book = opened(data)
    book.set_name("total", "Q1!$B$3")
    book.add_sheet("担当別 KPI", before="Q1")
    book.rename_sheet("Q1", "It's 第1四半期")
    book.delete_sheet("Old")
    book.request_full_calculation()
    (tmp_path / "in").mkdir()
    book.package.save(tmp_path / "in" / "KPI.xlsx")
    result = openpyxl.load_workbook(
        recalculated(tmp_path / "in" / "KPI.xlsx", tmp_path / "out"), data_only=True
    )
    assert result.sheetnames == ["KPI", "担当別 KPI", "It's 第1四半期"]
    assert result["KPI"]["D1"].value == 42
