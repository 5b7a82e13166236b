"""Fixed references to all rows of a table follow when it gets more or fewer rows, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.outgrown import Outgrown, followed
from sheetkpi.fileengine.parts.references import Block
from tests.fileengine.books import part_of, with_text
from tests.fileengine.onfile import built, opened, with_rep_table
from tests.ownbooks.features import controls

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GROWN = Outgrown("KPI", Block(1, 1, 4, 3), Block(1, 1, 9, 3), 1, 0)
WITH_TOTALS = Outgrown("KPI", Block(1, 1, 5, 3), Block(1, 1, 10, 3), 1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(KPI!B2:B4)", "SUM(KPI!B2:B9)"),
        ("SUM('KPI'!$B$2:$B$4)", "SUM('KPI'!$B$2:$B$9)"),
        ("SUM(kpi!$A1:C$4)", "SUM(kpi!$A1:C$9)"),
        ("VLOOKUP(A1,KPI!A2:C4,2,0)", "VLOOKUP(A1,KPI!A2:C9,2,0)"),
        ("SUM(KPI!B2:B3)", "SUM(KPI!B2:B3)"),
        ("SUM(KPI!B2:D4)", "SUM(KPI!B2:D4)"),
        ("SUM(B2:B4)", "SUM(B2:B4)"),
        ("SUM(Other!B2:B4)+KPI!B4", "SUM(Other!B2:B4)+KPI!B4"),
        ('"KPI!B2:B4"', '"KPI!B2:B4"'),
        ("SUM(KPI:Other!B2:B4)", "SUM(KPI:Other!B2:B4)"),
        ("SUM(KPI!B:B)+KPI!2:4", "SUM(KPI!B:B)+KPI!2:4"),
        ("SUM(KPI!B2:KPI!B4)", "SUM(KPI!B2:KPI!B9)"),
        ("SUM('KPI'!$B$2:kpi!$B$4)/2", "SUM('KPI'!$B$2:kpi!$B$9)/2"),
        ("SUM(B2:KPI!B4)", "SUM(B2:KPI!B9)"),
        ("SUM(KPI!B2:KPI!B3)", "SUM(KPI!B2:KPI!B3)"),
        ("SUM(KPI!B2:Other!B4)", "SUM(KPI!B2:Other!B4)"),
        ("SUM([1]KPI!B2:[1]KPI!B4)", "SUM([1]KPI!B2:[1]KPI!B4)"),
        ("SUM(KPI!B2:KPI!B4:KPI!C4)", "SUM(KPI!B2:KPI!B4:KPI!C4)"),
    ],
)
def test_what_covers_all_rows_follows_and_nothing_else(before: str, after: str) -> None:
    assert followed(before, "Mine", GROWN) == after


def test_on_the_tables_own_sheet_no_sheet_need_be_named() -> None:
    assert followed("SUM(B2:B4)/C4", "KPI", GROWN, (20, 1)) == "SUM(B2:B9)/C4"


def test_a_running_total_in_the_last_row_stays_one() -> None:
    assert followed("SUM(B$2:B4)", "KPI", GROWN, (4, 3)) == "SUM(B$2:B4)"
    assert followed("SUM(B$2:B$4)", "KPI", GROWN, (4, 3)) == "SUM(B$2:B$9)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("KPI!B2:B4", "KPI!B2:B9"),
        ("KPI!A1:C5", "KPI!A1:C10"),
        ("KPI!$B$5", "KPI!$B$10"),
        ("KPI!B4", "KPI!B4"),
    ],
)
def test_a_totals_row_is_followed_to_where_it_moves(before: str, after: str) -> None:
    assert followed(before, "Mine", WITH_TOTALS) == after


def test_a_table_of_one_row_is_a_range_only_where_it_is_written_as_one() -> None:
    grown = Outgrown("KPI", Block(1, 1, 2, 2), Block(1, 1, 4, 2), 1, 0)
    assert followed("SUM(KPI!B2:B2)+KPI!B2", "Mine", grown) == "SUM(KPI!B2:B4)+KPI!B2"
    assert followed("KPI!$B$2", "", grown, series=True) == "KPI!$B$2:$B$4"


def book_of(path: Path, rows: int, more: Callable[..., object]) -> xw.Book:
    """A table of that many reps in KPI!A1:B…, and what `more` puts on its sheet and on another."""
    with xlsxwriter.Workbook(path) as made:
        kpi, other = made.add_worksheet("KPI"), made.add_worksheet("Mine")
        columns = [{"header": "Rep"}, {"header": "Calls"}]
        kpi.add_table(0, 0, rows, 1, {"name": "RepKPI", "columns": columns})
        for row in range(rows):
            kpi.write_row(row + 1, 0, [f"rep {row}", row + 1])
        more(made, kpi, other)
    return opened(path)


def on_both_corners(
    made: xlsxwriter.Workbook, kpi: xlsxwriter.worksheet.Worksheet, other: xlsxwriter.worksheet.Worksheet
) -> None:
    calls = "KPI!$B$2:KPI!$B$4"
    made.define_name("calls", f"={calls}")
    other.write_formula("A1", f"=SUM({calls})", None, 6)
    other.write_formula("A2", "=SUM(calls)", None, 6)
    other.data_validation("C1", {"validate": "list", "source": f"={calls}"})
    other.conditional_format("D1:D9", {"type": "formula", "criteria": f"=D1>MAX({calls})"})
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": f"={calls}"})
    other.insert_chart("F1", chart)


def everywhere(
    made: xlsxwriter.Workbook, kpi: xlsxwriter.worksheet.Worksheet, other: xlsxwriter.worksheet.Worksheet
) -> None:
    made.define_name("calls", "=KPI!$B$2:$B$4")
    other.write_formula("A1", "=SUM(KPI!B2:B4)", None, 6)
    other.write_formula("A2", "=A1*2", None, 12)
    other.write_formula("A3", "=SUM(calls)", None, 6)
    other.write_formula("A4", "=KPI!A1", None, "Rep")
    kpi.write_formula("F20", "=MAX($B$2:$B$4)", None, 3)
    other.data_validation("C1", {"validate": "list", "source": "=KPI!$A$2:$A$4"})
    other.conditional_format("D1:D9", {"type": "formula", "criteria": "=D1>MAX(KPI!$B$2:$B$4)"})
    kpi.conditional_format("B2:B4", {"type": "formula", "criteria": "=$B2=MAX($B$2:$B$4)"})
    chart = made.add_chart({"type": "column"})
    chart.add_series({"categories": "=KPI!$A$2:$A$4", "values": "=KPI!$B$2:$B$4"})
    other.insert_chart("F1", chart)


def refers(book: xw.Book) -> set[str]:
    """The last rows of all references to the table."""
    package = book.impl.package
    found = set()
    for part in package.parts():
        if part.startswith(("xl/worksheets/sheet", "xl/charts/", "xl/workbook")):
            for element in package.tree(part).iter():
                if (
                    isinstance(element.tag, str)
                    and element.text
                    and "$2:" in element.text.replace("B2:", "$2:")
                ):
                    found.add(element.text.rpartition(":")[2].strip(")$AB"))
    return found


def test_every_place_that_can_hold_a_reference_follows(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, 3, everywhere)
    kpi = book.sheets["KPI"]
    kpi.tables["RepKPI"].resize(kpi["A1:B11"])
    assert refers(book) == {"11"}
    assert kpi["F20"].formula == "=MAX($B$2:$B$11)"
    assert book.names["calls"].refers_to == "=KPI!$B$2:$B$11"
    assert kpi["B11"].conditional_formats[0].impl.formula == "=$B2=MAX($B$2:$B$11)"
    assert book.sheets["Mine"]["A1:A4"].value == [None, None, None, "Rep"]


@pytest.mark.filterwarnings("ignore:Unknown worksheet reference")
def test_references_that_name_the_sheet_at_both_corners_follow_too(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = book_of(path, 3, on_both_corners)
    kpi = book.sheets["KPI"]
    kpi.tables["RepKPI"].resize(kpi["A1:B11"])
    package = book.impl.package
    said = b"".join(package.read(part) for part in package.parts()).decode()
    assert said.count("KPI!$B$2:KPI!$B$11") == 5
    assert "KPI!$B$4" not in said
    assert book.sheets["Mine"]["A1:A2"].value == [None, None]


def test_rows_that_are_emptied_after_the_table_left_them_are_gone(tmp_path: Path) -> None:
    book = book_of(tmp_path / "KPI.xlsx", 3, everywhere)
    kpi = book.sheets["KPI"]
    kpi.tables["RepKPI"].resize(kpi["A1:B3"])
    assert refers(book) == {"4"}
    kpi["A4:B4"].clear_contents()
    assert refers(book) == {"3"}
    kpi.tables["RepKPI"].resize(kpi["A1:B9"])
    assert refers(book) == {"9"}
    assert book.sheets["Mine"]["A1:A4"].value == [None, None, None, "Rep"]


def test_rows_that_keep_their_contents_are_still_referred_to(tmp_path: Path) -> None:
    book = book_of(tmp_path / "KPI.xlsx", 3, everywhere)
    kpi = book.sheets["KPI"]
    kpi.tables["RepKPI"].resize(kpi["A1:B3"])
    kpi["A8:B9"].clear_contents()
    assert refers(book) == {"4"}
    assert book.sheets["Mine"]["A1"].value == 6


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<worksheetSource ref="A1:F4" sheet="KPI"/>', '<worksheetSource ref="A1:F9" sheet="KPI"/>'),
        (
            '<consolidation><rangeSets><rangeSet ref="A1:B4" sheet="KPI"/></rangeSets></consolidation>',
            '<consolidation><rangeSets><rangeSet ref="A1:B9" sheet="KPI"/></rangeSets></consolidation>',
        ),
        (
            f'<worksheetSource xmlns:r="{OFFICE}" ref="A1:F4" sheet="KPI" r:id="rId9"/>',
            f'<worksheetSource xmlns:r="{OFFICE}" ref="A1:F4" sheet="KPI" r:id="rId9"/>',
        ),
    ],
)
def test_a_pivot_cache_with_a_fixed_source_takes_in_the_new_rows(
    tmp_path: Path, before: str, after: str
) -> None:
    """A sheet of the same name in another workbook is another one."""
    from tests.fileengine.books import with_text
    from tests.ownbooks.features import pivot_table
    from tests.ownbooks.making import Plan, with_openpyxl

    path = tmp_path / "KPI.xlsx"
    with_openpyxl(path, Plan())
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    source = '<worksheetSource name="RepKPI"/>'
    path.write_bytes(with_text(pivot_table(path.read_bytes()), part, source, before))
    book = opened(path)
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:F9"])
    assert after in book.impl.package.read(part).decode()


def test_parts_without_such_a_reference_are_left_alone(tmp_path: Path) -> None:
    def beside(made: object, kpi: object, other: xlsxwriter.worksheet.Worksheet) -> None:
        other.write_formula("A1", "=SUM(B2:B4)+KPI!B4+SUM(KPI!B2:B3)", None, 6)

    path = tmp_path / "KPI.xlsx"
    book = book_of(path, 3, beside)
    before = part_of(path.read_bytes(), "xl/worksheets/sheet2.xml")
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:B9"])
    book.save()
    assert part_of(path.read_bytes(), "xl/worksheets/sheet2.xml") == before


def test_a_formula_shared_by_columns_and_one_shared_by_rows_follow_cell_by_cell(tmp_path: Path) -> None:
    from tests.fileengine.books import with_text

    def totals(made: object, kpi: object, other: xlsxwriter.worksheet.Worksheet) -> None:
        for cell in ("A1", "B1", "A2"):
            other.write_formula(cell, "=1", None, 6)

    path = tmp_path / "KPI.xlsx"
    book_of(path, 3, totals).close()
    part, data = "xl/worksheets/sheet2.xml", path.read_bytes()
    data = with_text(data, part, '"A1"><f>1</f>', '"A1"><f t="shared" si="0" ref="A1:B2">SUM(KPI!A2:A4)</f>')
    for cell in ("B1", "A2"):
        data = with_text(data, part, f'"{cell}"><f>1</f>', f'"{cell}"><f t="shared" si="0"/>')
    path.write_bytes(data)
    book = opened(path)
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:B9"])
    book.save()
    mine = openpyxl.load_workbook(path)["Mine"]
    assert [mine[cell].value for cell in ("A1", "B1", "A2")] == [
        "=SUM(KPI!A2:A9)",
        "=SUM(KPI!B2:B9)",
        "=SUM(KPI!A3:A5)",
    ]


@pytest.mark.parametrize("sound", [True, False])
def test_lists_on_the_sheet_follow_in_old_drawings_too(tmp_path: Path, sound: bool) -> None:
    """Controls refer to cells of their own sheet without its name. A drawing that is no sound XML stays."""
    path = Path(built(tmp_path / "KPI.xlsx", with_rep_table).fullname)
    data = controls(path.read_bytes())
    if not sound:
        data = with_text(data, "xl/drawings/vmlDrawing9.vml", "<x:FmlaRange>", "<br><x:FmlaRange>")
    path.write_bytes(data)
    book = opened(path)
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D9"])
    said = {part: book.impl.package.read(part).decode() for part in book.impl.package.parts()}
    assert 'fmlaRange="$A$2:$A$9"' in said["xl/ctrlProps/ctrlProp1.xml"]
    assert ("<x:FmlaRange>$A$2:$A$9<" in said["xl/drawings/vmlDrawing9.vml"]) is sound
    assert 'fmlaLink="$A$73"' in said["xl/ctrlProps/ctrlProp2.xml"]


def test_what_came_to_refer_to_the_rows_since_the_last_time_follows_too(tmp_path: Path) -> None:
    """What is known of a sheet's references is looked at anew once anything on it was changed."""
    book = book_of(tmp_path / "book.xlsx", 3, everywhere)
    kpi, mine = book.sheets["KPI"], book.sheets["Mine"]
    table = kpi.tables["RepKPI"]
    for last in (6, 9, 12, 5):
        sheet, other = (kpi, mine) if last % 2 else (mine, kpi)
        rows = len(table.data_body_range.rows) + 1
        sheet["H1"].formula = f"=SUM(KPI!B2:B{rows})"
        other["H2:H4"].formula = f"=COUNT(KPI!$A$2:$B${rows})"
        table.resize(kpi[f"A1:B{last}"])
        kpi[f"A{last + 1}:B20"].clear_contents()
        assert sheet["H1"].formula == f"=SUM(KPI!B2:B{last})"
        assert other["H2:H4"].formula == [[f"=COUNT(KPI!$A$2:$B${last})"]] * 3
        assert mine["A1"].formula == f"=SUM(KPI!B2:B{last})"
        sheet["H1"].clear_contents()
        other["H2:H4"].clear_contents()
    book.close()


def test_formulas_nobody_looked_at_follow_with_space_in_their_tags(tmp_path: Path) -> None:
    path, part = tmp_path / "KPI.xlsx", "xl/worksheets/sheet2.xml"
    book_of(path, 3, lambda made, kpi, other: other.write_formula("A1", "=SUM(KPI!B2:B4)", None, 6))
    path.write_bytes(with_text(path.read_bytes(), part, "<f>", "<f >"))
    book = opened(path)
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:B9"])
    book.save()
    assert "SUM(KPI!B2:B9)" in part_of(path.read_bytes(), part).decode()


def test_rules_nobody_looked_at_follow_before_a_comment_about_the_cells(tmp_path: Path) -> None:
    def beside(made: object, kpi: object, other: xlsxwriter.worksheet.Worksheet) -> None:
        other.write("A1", "rep 0")
        other.data_validation("A1", {"validate": "list", "source": "=KPI!$A$2:$A$4"})

    path, part = tmp_path / "KPI.xlsx", "xl/worksheets/sheet2.xml"
    book_of(path, 3, beside)
    end = "</dataValidations>"
    path.write_bytes(with_text(path.read_bytes(), part, end, f"{end}<!-- </sheetData> -->"))
    book = opened(path)
    book.sheets["KPI"].tables["RepKPI"].resize(book.sheets["KPI"]["A1:B9"])
    book.save()
    assert "KPI!$A$2:$A$9" in part_of(path.read_bytes(), part).decode()


def test_a_sheet_nobody_uses_is_unpacked_once_however_many_tables_grow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        with_rep_table(sheet)
        log = sheet.parent.create_sheet("Log")
        log.append(["日付", "架電数"])
        log.append(["2026-11-02", "=SUM(KPI!B2:B99)"])

    book = built(tmp_path / "book.xlsx", build)
    unpacked = []
    read = Package.read

    def noted(package: Package, part: str) -> bytes:
        unpacked.append(part)
        return read(package, part)

    monkeypatch.setattr(Package, "read", noted)
    table = book.sheets["KPI"].tables["RepKPI"]
    for rows in (5, 6, 7, 9):
        table.resize(book.sheets["KPI"]["A1"].resize(rows, 4))
    assert unpacked.count("xl/worksheets/sheet2.xml") == 1
