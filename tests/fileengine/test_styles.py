"""Styles are read as people mean them and only ever appended to."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts import styles as part
from sheetkpi.fileengine.parts.numberformats import shows_date, shows_time
from sheetkpi.fileengine.parts.styles import Dxf, Styles
from tests.fileengine.books import part_of, with_parts, with_text, workbook

RED, CREAM = (192, 0, 0), (255, 242, 204)


@pytest.fixture
def package() -> Package:
    return Package.from_bytes(workbook())


def styled(style: object) -> tuple[Styles, int]:
    """The styles of a workbook made by openpyxl whose cell A1 has one style, and that cell's xf."""
    book = openpyxl.Workbook()
    cell = book.active["A1"]
    setattr(
        cell,
        {PatternFill: "fill", Font: "font", Alignment: "alignment", str: "number_format"}[type(style)],
        style,
    )
    buffer = io.BytesIO()
    book.save(buffer)
    return Styles(Package.from_bytes(buffer.getvalue())), cell._style.xfId or 1


@pytest.mark.parametrize(
    ("code", "date", "time"),
    [
        ("General", False, False),
        ("0.00E+00", False, False),
        ("#,##0.00", False, False),
        ('#,##0"件"', False, False),
        ('0"days"', False, False),
        ("0\\d", False, False),
        ("[Red]0.0%", False, False),
        ("[$¥-411]#,##0;[Red]-[$¥-411]#,##0", False, False),
        ('_(* #,##0_);_(* "-"_);_(@_)', False, False),
        ("[<1000]0;[h]0", False, False),
        ("@", False, False),
        ('General"件"', False, False),
        ("yyyy/m/d", True, False),
        ('yyyy"年"m"月"d"日"', True, False),
        ("[$-411]ge.m.d", True, False),
        ('[$-411]ggge"年"m"月"d"日";@', True, False),
        ("m/d(aaa)", True, False),
        ("aaaa", True, False),
        ("mmm", True, False),
        ('m"月"', True, False),
        ("yyyy-mm-dd hh:mm:ss", True, False),
        ("d", True, False),
        ("h:mm", False, True),
        ("mm:ss.0", False, True),
        ("[h]:mm:ss", False, True),
        ("[mm]", False, True),
        ("h:mm AM/PM", False, True),
        ('h"時"mm"分"', False, True),
    ],
)
def test_which_formats_show_a_date_and_which_a_time(code: str, date: bool, time: bool) -> None:
    assert (shows_date(code), shows_time(code)) == (date, time)


def test_built_in_japanese_dates_have_no_code_in_the_file() -> None:
    xfs = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/>' for number in (0, 31, 57, 20)
    )
    sheet = part._EMPTY_STYLE_SHEET.decode().replace(
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>',
        f'<cellXfs count="4">{xfs}</cellXfs>',
    )
    styles = Styles(Package.from_bytes(with_parts(workbook(), {"xl/styles.xml": sheet})))
    assert [styles.is_date(xf) for xf in range(4)] == [False, True, True, False]
    assert styles.number_format(1) == 'yyyy"年"m"月"d"日"'
    assert styles.is_time(3)


def test_a_number_format_is_added_once_and_the_rest_kept(package: Package) -> None:
    styles = Styles(package)
    before = package.read("xl/styles.xml")
    xf = styles.with_number_format(0, '#,##0"件"')
    assert styles.number_format(xf) == '#,##0"件"'
    assert styles.with_number_format(0, '#,##0"件"') == xf
    assert styles.with_number_format(xf, "General") == 0 or styles.number_format(0) == "General"
    again = Styles(Package.from_bytes(package.to_bytes()))
    assert again.with_number_format(0, '#,##0"件"') == xf, "found again in the saved file"
    assert again.font(xf) == styles.font(0)
    assert len(package.read("xl/styles.xml")) > len(before)


def test_built_in_formats_need_no_entry(package: Package) -> None:
    styles = Styles(package)
    xf = styles.with_number_format(0, "0.00%")
    assert styles.number_format(xf) == "0.00%"
    assert b"<numFmts" not in package.read("xl/styles.xml") or b'"0.00%"' not in package.read("xl/styles.xml")


def test_asking_changes_nothing(shared_data: Path) -> None:
    package = Package.open(shared_data / "crm_sales_opportunities.xlsx")
    styles = Styles(package)
    for xf in range(12):
        styles.number_format(xf), styles.fill(xf), styles.font(xf), styles.alignment(xf), styles.is_date(xf)
    assert styles.with_number_format(0, "m/d/yyyy") == 1, "an xf like this exists"
    assert styles.add_dxf(font_color=(156, 0, 6), fill=(255, 199, 206)) == 0, "so does this rule's format"
    assert not package.changed


def test_what_we_append_openpyxl_reads(package: Package) -> None:
    styles = Styles(package)
    xf = styles.with_fill(styles.with_font(0, bold=True, color=RED, name="Meiryo", size=9), CREAM)
    xf = styles.with_alignment(styles.with_number_format(xf, "0.0%"), horizontal="center", wrap=True)
    sheet = package.edit("xl/worksheets/sheet1.xml")
    sheet.find(".//{*}c").set("s", str(xf))
    cell = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["KPI"]["A1"]
    assert (cell.font.b, cell.font.color.rgb, cell.font.name, cell.font.sz) == (True, "FFC00000", "Meiryo", 9)
    assert (cell.fill.fgColor.rgb, cell.fill.patternType) == ("FFFFF2CC", "solid")
    assert (cell.number_format, cell.alignment.horizontal, cell.alignment.wrap_text) == (
        "0.0%",
        "center",
        True,
    )
    again = Styles(Package.from_bytes(package.to_bytes()))
    assert again.fill(xf) == CREAM
    assert again.font(xf) == part.Font("Meiryo", 9, True, False, RED)
    assert again.alignment(xf) == part.Alignment("center", "", True, 0)


def test_repeated_changes_add_one_xf_and_undoing_leads_back(package: Package) -> None:
    styles = Styles(package)
    first = styles.with_fill(0, CREAM)
    count = len(package.tree("xl/styles.xml").find("{*}cellXfs"))
    for _ in range(50):
        assert Styles(package).with_fill(0, CREAM) == styles.with_fill(0, CREAM) == first
    assert len(package.tree("xl/styles.xml").find("{*}cellXfs")) == count
    assert int(package.tree("xl/styles.xml").find("{*}cellXfs").get("count")) == count
    assert styles.fill(styles.with_fill(first, None)) is None
    quoted = styles.with_quote_prefix(0)
    assert styles.has_quote_prefix(quoted)
    assert not styles.has_quote_prefix(styles.with_quote_prefix(quoted, False))


def test_a_cell_is_unlocked_and_locked_again_and_keeps_its_other_looks() -> None:
    styles, xf = styled(Font(name="Yu Gothic", sz=10))
    xf = styles.with_alignment(xf, wrap=True)
    unlocked = styles.with_locked(xf, False)
    assert (styles.is_locked(xf), styles.is_locked(unlocked)) == (True, False)
    assert styles.is_locked(styles.with_locked(unlocked))
    assert (styles.font(unlocked), styles.alignment(unlocked)) == (styles.font(xf), styles.alignment(xf))
    assert [child.tag.rpartition("}")[2] for child in styles._xf(unlocked)] == ["alignment", "protection"]


def test_a_font_keeps_what_was_not_asked_for() -> None:
    rich = Font(name="Yu Gothic", sz=10, i=True, u="single", strike=True, charset=128, scheme="minor")
    styles, xf = styled(rich)
    bold = styles.with_font(xf, bold=True)
    names = {child.tag.rpartition("}")[2] for child in styles._item("fonts", "fontId", bold)}
    assert names >= {"b", "i", "u", "strike", "charset", "scheme", "sz", "name"}
    other = styles._item("fonts", "fontId", styles.with_font(xf, name="Meiryo UI"))
    assert other.find("{*}scheme") is None, "or the theme's font would win over the name"


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (PatternFill("solid", fgColor="FFC6EFCE"), (198, 239, 206)),
        (PatternFill("solid", fgColor=Color(theme=4)), (79, 129, 189)),
        (PatternFill("solid", fgColor=Color(theme=1)), (0, 0, 0)),
        (PatternFill("solid", fgColor=Color(theme=0, tint=-0.249977111117893)), (191, 191, 191)),
        (PatternFill("solid", fgColor=Color(theme=4, tint=0.7999816888943144)), (220, 230, 241)),
        (PatternFill("solid", fgColor=Color(indexed=10)), (255, 0, 0)),
        (PatternFill("gray125", fgColor="FF000000", bgColor="FFFFFF00"), (255, 255, 0)),
        (PatternFill(None), None),
    ],
)
def test_theme_tint_and_palette_colours(fill: PatternFill, expected: tuple[int, int, int] | None) -> None:
    """The expected colours are those Excel shows for the Office 2007 theme, which openpyxl writes.

    Excel rounds tints in steps of its own, so that a colour may be one of 255 off.
    """
    styles, xf = styled(fill)
    assert styles.fill(xf) == (expected and pytest.approx(expected, abs=1))


def test_differential_formats(package: Package) -> None:
    styles = Styles(package)
    below = styles.add_dxf(font_color=RED, fill=CREAM, bold=True, number_format="0.0%")
    plain = styles.add_dxf(bold=False)
    assert styles.add_dxf(font_color=RED, fill=CREAM, bold=True, number_format="0.0%") == below
    assert plain != below
    again = Styles(Package.from_bytes(package.to_bytes()))
    assert again.dxf(below) == Dxf(RED, CREAM, True, None, "0.0%")
    assert again.dxf(plain) == Dxf(bold=False)
    assert again.add_dxf(bold=False) == plain


def test_number_formats_in_rules_and_cells_do_not_clash(package: Package) -> None:
    styles = Styles(package)
    styles.add_dxf(number_format='0.0"pt"')
    xf = styles.with_number_format(0, '0.00"pt"')
    again = Styles(Package.from_bytes(package.to_bytes()))
    assert again.number_format(xf) == '0.00"pt"'


def test_a_workbook_without_styles_gets_some() -> None:
    data = with_parts(workbook(), {"xl/styles.xml": None})
    rels = part_of(data, "xl/_rels/workbook.xml.rels").decode()
    start = rels.rindex("<Relationship ", 0, rels.index("/relationships/styles"))
    data = with_text(data, "xl/_rels/workbook.xml.rels", rels[start : rels.index("/>", start) + 2], "")
    package = Package.from_bytes(data)
    styles = Styles(package)
    xf = styles.with_number_format(0, "0.0%")
    saved = package.to_bytes()
    openpyxl.load_workbook(io.BytesIO(saved))
    assert Styles(Package.from_bytes(saved)).number_format(xf) == "0.0%"


def test_a_cell_that_names_no_known_style_looks_plain(package: Package) -> None:
    assert Styles(package).number_format(4711) == "General"
