"""Worksheets read without fastexcel: what it reads, type by type and cell by cell, or left to it."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from openpyxl.formatting.rule import FormulaRule

from sheetkpi import valuesalone
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulatexts import below_values
from sheetkpi.sources.files import fastexcel_book, workbooks
from sheetkpi.sources.files.sheetxml import blocks, columns
from sheetkpi.sources.files.sheetxml.numberformats import is_dated
from sheetkpi.sources.files.sheetxml.sheet import XlsxSheets
from sheetkpi.sources.files.sheetxml.values import decimals_shown, moments_shown
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.files.zipped import look_inside
from tests.benchmarks.make_activity import make_activity
from tests.libreoffice import needs_libreoffice, recalculated
from tests.sources.spelledbooks import assert_same, book, book_by_chance, read_by_fastexcel, read_here

CASES = Path(__file__).parents[1] / "cases"
FILES = [*sorted((CASES / "activity").glob("*.xls[xm]")), *sorted((CASES / "formats").glob("*.xls[xm]"))]


def assert_read_alike(source: Path | bytes) -> None:
    """That every sheet of a workbook is read here, and as fastexcel reads it."""
    here, there = read_here(source), read_by_fastexcel(source)
    assert here.keys() == there.keys()
    for name, reading in here.items():
        assert reading is not None, f"{name} is left to fastexcel"
        assert_same(reading, there[name])


def small_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for name in ("BLOCK", "PIECE"):
        monkeypatch.setattr(blocks, name, size)


def row_of_everything(number: int) -> list[Any]:
    chance = random.Random(number)
    return [
        number,
        f"INV-{number:06d}",
        chance.choice(["東京", "大阪", " 名古屋 ", "a & b <c>", "", None]),
        dt.datetime(2025, 1, 1) + dt.timedelta(seconds=chance.randrange(10**7)),
        dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(300)),
        chance.random() * 1000,
        round(chance.random() * 1e6, 2),
        chance.choice([True, False, None]),
        dt.time(chance.randrange(24), chance.randrange(60)),
        dt.timedelta(minutes=chance.randrange(5000)),
        chance.choice([None, None, "two\nlines\twith a tab"]),
        chance.choice([0.1 + 0.2, 1 / 3, -5, 1e12, 12345678.9]),
    ]


def by_xlsxwriter(path: Path, options: dict[str, Any]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/mm/dd hh:mm:ss", **options}) as new:
        sheet, bold = new.add_worksheet("ログ"), new.add_format({"bold": True})
        for number in range(200):
            for column, value in enumerate(row_of_everything(number)):
                if value is not None:
                    sheet.write(number + 2, column + 1, value)
            if not options:
                sheet.write_rich_string(number + 2, 14, "plain ", bold, "bold ", "end")
            sheet.write_formula(number + 2, 25, "=1+1", None, 2)
            sheet.write_formula(number + 2, 26, '="a"&"b"', None, "a&b")
            sheet.write_formula(number + 2, 27, "=NA()", None, "#N/A")
        new.add_worksheet("空")
    return path


def by_openpyxl(path: Path) -> Path:
    new = openpyxl.Workbook()
    for number in range(200):
        new.active.append(row_of_everything(number))
    new.create_sheet("空")
    new.create_sheet("formulas")["C3"] = "=1+1"
    new.save(path)
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_the_cases(path: Path) -> None:
    assert_read_alike(path)


@pytest.mark.parametrize("name", ["call_center_calls.xlsx", "crm_sales_opportunities.xlsx"])
def test_real_workbooks(name: str, shared_data: Path) -> None:
    assert_read_alike(shared_data / name)


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}, {"date_1904": True}], ids=str)
def test_workbooks_of_xlsxwriter(tmp_path: Path, options: dict[str, Any]) -> None:
    assert_read_alike(by_xlsxwriter(tmp_path / "new.xlsx", options))


def test_workbooks_of_openpyxl(tmp_path: Path) -> None:
    assert_read_alike(by_openpyxl(tmp_path / "new.xlsx"))


@needs_libreoffice
def test_workbooks_of_libreoffice(tmp_path: Path) -> None:
    assert_read_alike(recalculated(by_openpyxl(tmp_path / "new.xlsx"), tmp_path / "saved"))


def test_a_log_longer_than_the_sample_that_tells_which_texts_repeat(tmp_path: Path) -> None:
    assert_read_alike(make_activity(tmp_path / "log.xlsx", 30_000))


@pytest.mark.parametrize("seed", range(60))
def test_sheets_by_chance(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, random.Random(seed).choice([400, 3000, 2**20]))
    for module in (columns, workbooks):
        monkeypatch.setattr(module, "SAMPLE", 10 if seed % 2 else 20_000)
    source = book_by_chance(seed)
    here = read_here(source)["S"]
    if here is not None:  # a day out of all years: see the test below
        assert_same(here, read_by_fastexcel(source)["S"])


def test_most_of_them_are_read_here() -> None:
    assert sum(read_here(book_by_chance(seed))["S"] is not None for seed in range(60)) > 45


@pytest.mark.parametrize(
    "odd",
    [
        '<row r="1"><c><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1">\n<c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><!-- <v>2</v> --><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>abc</v></c></row>',
        '<row r="1"><c r="A1"><v> 5 </v></c></row>',
        '<row r="1"><c r="A1"><v xml:space="preserve">5</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[x<y]]></v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2026-01-01</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><v>5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>nan</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1" s="1"><v>2958466</v></c></row>',
        '<row r="1"><c r="A1" s="1"><v>-700000</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>true</v></c></row>',
        '<row r="1"><c r="A1"><f>1</f><v>5</v><f>2</f></c></row>',
        '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>',
    ],
)
def test_what_is_spelt_otherwise_is_left_to_fastexcel(odd: str) -> None:
    source = book(odd)
    assert read_here(source) == {"S": None}
    (sheet,) = workbook_sheets(source, "x")
    expected, _ = read_by_fastexcel(source)["S"]
    assert [column.to_pylist() for column in sheet.cells.columns] == [one.to_pylist() for one in expected]


@pytest.mark.parametrize(
    "damaged",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="e"><v>#BAD!</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>abc</v></c></row>',
        '<row r="1"><c r="A1"><x>1</x></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="1"><c r="A1',
    ],
)
def test_what_is_damaged_is_left_to_fastexcel(damaged: str) -> None:
    assert read_here(book(damaged, ["<si><t>a</t></si>"])) == {"S": None}


@pytest.mark.parametrize(
    "item",
    [
        "<si/>",
        "<si><t><![CDATA[x]]></t></si>",
        "<si><t>a<!-- c --></t></si>",
        "<si ><t>b</t></si>",
        "<si><t xml:space='preserve'> c </t></si>",
        "<si><t>&bogus;</t></si>",
        "<si><t>a</t></si>\n",
    ],
)
def test_shared_strings_spelt_otherwise_are_left_to_fastexcel(item: str) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>1</v></c></row>'
    assert read_here(book(rows, ["<si><t>a</t></si>", item, "<si><t>b</t></si>"])) == {"S": None}


@pytest.mark.parametrize(
    "item",
    [
        "<si><t>a</t><t>b</t></si>",
        "<si>  <t>a</t></si>",
        "<si></si>",
        '<si><t>東</t><rPh sb="0" eb="2"><t>ト</t></rPh><phoneticPr fontId="1" type="noConversion"/></si>',
        '<si><rPh sb="0" eb="2"><t>ト</t></rPh><r><t> 東 </t></r><r><rPr><b/></rPr><t>京</t></r></si>',
        "<si><t>&#32;a&#13;</t></si>",
        "<si><t>a\r\nb\rc</t></si>",
        "<si><t>_x0041__x00e9_</t></si>",
        "<si><t>\u00a0nb\u00a0</t></si>",
        f"<si><t>{'x' * 40_000}</t></si>",
    ],
)
def test_shared_strings_of_several_parts(item: str) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    assert_read_alike(book(rows, [item, "<si><t>b</t></si>"]))


def test_rows_cells_and_columns_without_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        '<row r="2" hidden="1"/><row r="3"></row><row r="5"><c r="C5" s="1"/><c r="E5"><v>1</v></c></row>'
        '<row r="99"><c r="XFD99"><v>2</v></c></row><row r="500"><c r="A500" s="1"/></row>'
    )
    assert_read_alike(book(rows))
    assert_read_alike(book("", behind='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'))


def test_a_part_in_pieces_is_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    source = book_by_chance(1)
    whole = read_here(source)["S"]
    for size in (50, 333, 5000):
        small_blocks(monkeypatch, size)
        assert_same(read_here(source)["S"], whole)


def test_a_big_part_is_never_whole_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 2**16)
    sizes = []
    block = blocks.Block

    class Noted(block):  # type: ignore[misc, valid-type]
        def __init__(self, data: bytes, start: int, end: int) -> None:
            sizes.append(len(data))
            super().__init__(data, start, end)

    monkeypatch.setattr(blocks, "Block", Noted)
    make_activity(tmp_path / "log.xlsx", 5000)
    assert read_here(tmp_path / "log.xlsx")["活動ログ"] is not None
    assert max(sizes) < 2**18
    assert len(sizes) > 20


def test_big_sheets_need_no_fastexcel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_activity(tmp_path / "log.xlsx", 100)
    expected = workbook_sheets(source, "x")[0].cells
    monkeypatch.setattr(fastexcel_book, "WORTH_IT", 1)
    monkeypatch.setattr(fastexcel_book.Opened, "reader", property(lambda opened: pytest.fail("fastexcel")))
    assert workbook_sheets(source, "x")[0].cells.equals(expected)


def of_openpyxl(path: Path, *, formula: str | None = None, coloured: bool = False) -> Path:
    new = openpyxl.Workbook()
    sheet = new.active
    assert sheet is not None
    for row in range(1, 40):
        sheet.append([row, f"text {row}"])
    sheet["C40"] = formula
    if coloured:
        sheet.conditional_formatting.add("A1", FormulaRule(["$B$1>0"]))
    new.save(path)
    return path


@pytest.mark.parametrize(
    "item",
    [
        *("<si><t>a</t></v></si>", "<si><r><t>a</t></r></rPr></si>", "<si><b><t>a</t></si>"),
        *("<si><r><rPr><t>a</t></r></si>", '<si><t>a</t t="str"></si>'),
    ],
)
def test_texts_whose_tags_do_not_match_are_left_to_fastexcel(item: str) -> None:
    assert read_here(book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', [item]))["S"] is None


@pytest.mark.parametrize(
    ("encoding", "spelt"), [("Shift_JIS", "ﾂｱ".encode("cp932")), ("windows-1252", "é".encode())]
)
def test_texts_in_another_encoding_are_left_to_fastexcel(encoding: str, spelt: bytes) -> None:
    """These bytes are UTF-8 of something else."""
    source = book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', ["<si><t>@@</t></si>"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as package, zipfile.ZipFile(out, "w") as respelt:
        for name in package.namelist():
            data = package.read(name)
            if name == "xl/sharedStrings.xml":
                data = data.replace(b"UTF-8", encoding.encode()).replace(b"@@", spelt)
            respelt.writestr(name, data)
    assert read_here(out.getvalue())["S"] is None


@pytest.mark.parametrize("coloured", [False, True])
def test_the_file_engine_is_told_what_stands_around_rows_without_formulas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coloured: bool
) -> None:
    monkeypatch.setattr(valuesalone, "_told", {})
    source = of_openpyxl(tmp_path / "log.xlsx", coloured=coloured)
    package, part = Package.open(source), "xl/worksheets/sheet1.xml"
    assert package.around_values(part) is None
    looked_through = below_values(package.pieces(part))
    assert looked_through is not None
    assert (b"$B$1" in looked_through) is coloured
    assert read_here(source)["Sheet"] is not None
    around = package.around_values(part)
    assert around is not None
    assert below_values(around) == looked_through
    package.touch(part)
    assert package.around_values(part) is None


def test_nothing_is_told_of_rows_with_formulas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valuesalone, "_told", {})
    source = of_openpyxl(tmp_path / "log.xlsx", formula="=A1*2")
    assert read_here(source)["Sheet"] is not None
    assert Package.open(source).around_values("xl/worksheets/sheet1.xml") is None


def test_a_part_with_a_wrong_checksum_is_left_to_fastexcel() -> None:
    good = book('<row r="1"><c r="A1"><v>1</v></c></row>')
    data = bytearray(good)
    place = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 16] ^= 1
    zipped = look_inside(good, "x")
    assert XlsxSheets(zipped).read("S") is not None
    assert XlsxSheets(replace(zipped, source=bytes(data))).read("S") is None


@pytest.mark.parametrize(
    ("code", "dated"),
    [
        *(("yyyy/m/d", True), ("[h]:mm", True), ("[mm]", True), ("[ss].00", True), ("h:mm AM/PM", True)),
        *(
            ("ggge年m月d日", True),
            ("[$-411]ge.m.d", True),
            ("A/P", True),
            ("General", False),
            ("0.00", False),
        ),
        *(("[Red]0", False), ("[Magenta]0", False), ("0_d", False), ("*d0", False), ("\\d0", False)),
        *(('"d"0', False), ("0;yyyy", False), ("#,##0 [$€-407]", False), ("[<1]d", True), ('"a\\"d', False)),
    ],
)
def test_formats_of_days_and_times(code: str, dated: bool) -> None:
    assert is_dated(code) is dated


def test_numbers_are_shown_as_nine_decimals_round_them() -> None:
    chance = np.random.default_rng(1)
    numbers = np.concatenate(
        [
            chance.integers(-(2**40), 2**40, 20_000) / 2.0 ** chance.integers(0, 60, 20_000),
            chance.uniform(-5e6, 5e6, 20_000),
            chance.uniform(-1e-8, 1e-8, 20_000),
            chance.integers(-(10**13), 10**13, 20_000) / 10.0 ** chance.integers(1, 12, 20_000),
            10.0 ** chance.uniform(-300, 300, 1000),
            (chance.integers(0, 10 ** chance.integers(1, 10, 40_000)) + 0.5) * 1e-9,  # half a billionth over
        ]
    )
    expected = [f"{number:.9f}".rstrip("0").rstrip(".") for number in numbers.tolist()]
    assert decimals_shown(numbers).to_pylist() == expected


def test_moments_are_shown_to_the_millisecond() -> None:
    moments = np.array([-62_135_596_800_000, -1, 0, 999, 253_402_300_799_999])
    assert moments_shown(moments).to_pylist() == [
        *("0001-01-01 00:00:00", "1969-12-31 23:59:59.999", "1970-01-01 00:00:00"),
        *("1970-01-01 00:00:00.999", "9999-12-31 23:59:59.999"),
    ]


def test_texts_that_repeat_across_kinds_are_one() -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"{kind}</c></row>'
        for row, kind in enumerate(
            ["><v>5</v>", ' t="str"><v>5</v>', ' t="s"><v>0</v>', ' s="1"><v>5</v>', "><v>0.5</v>"], start=1
        )
    )
    ((column,), _) = read_here(book(rows, ["<si><t>5</t></si>"]))["S"]
    assert isinstance(column, pa.DictionaryArray)
    assert column.dictionary.to_pylist() == ["5", "1900-01-05 00:00:00", "0.5"]
    assert_read_alike(book(rows, ["<si><t>5</t></si>"]))
