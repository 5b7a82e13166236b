"""Worksheets come as text, with their own row and column numbers, and nothing in them is lost."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import CellError, RawSheet
from tests.libreoffice import needs_libreoffice


def rows(sheet: RawSheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


def saved(book: Workbook, folder: Path, name: str = "活動.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log under a title, one column and two rows away from the corner."""
    book = Workbook()
    sheet = book.active
    sheet.title = "架電ログ"
    sheet["B1"] = "2026年11月 架電ログ"
    for column, header in enumerate(("架電日", "担当者", "結果", "金額", "時刻", "確認"), start=2):
        sheet.cell(3, column, header)
    sheet.append([None, dt.datetime(2026, 11, 2, 14, 30), "佐倉 花子", "接続", 1054.0, dt.time(9, 5), True])
    sheet.append([None, dt.date(2026, 11, 3), "遠山 渚", "001", 1234.5, None, False])
    sheet.append([None, "R8.11.4", "遠山 渚", "#N/A", "1,200円", None, None])
    sheet["E7"] = "=1/0"
    sheet.row_dimensions[5].hidden = True
    return saved(book, tmp_path)


def test_every_cell_is_text(log: Path) -> None:
    (sheet,) = workbook_sheets(log, log.name)
    assert rows(sheet) == [
        ["2026年11月 架電ログ", None, None, None, None, None],
        [None] * 6,
        ["架電日", "担当者", "結果", "金額", "時刻", "確認"],
        ["2026-11-02 14:30:00", "佐倉 花子", "接続", "1054", "1899-12-31 09:05:00", "true"],
        ["2026-11-03 00:00:00", "遠山 渚", "001", "1234.5", None, "false"],
        ["R8.11.4", "遠山 渚", None, "1,200円", None, None],
    ]


def test_numbers_of_rows_and_columns_are_those_of_the_sheet(log: Path) -> None:
    (sheet,) = workbook_sheets(log, log.name)
    assert (sheet.first_row, sheet.first_column) == (1, 2)
    assert sheet.label == "活動.xlsx › 架電ログ"


def test_error_cells_are_told_with_their_place(log: Path) -> None:
    (sheet,) = workbook_sheets(log, log.name)
    assert sheet.errors == (CellError(6, 4, "#N/A"), CellError(7, 5, "#DIV/0!"))


def test_numbers_have_neither_exponent_nor_trailing_zero(tmp_path: Path) -> None:
    book = Workbook()
    numbers = (3_000_000.0, 1e15, 1e-7, 0.1 + 0.2, -5, 12345678901)
    book.active.append(numbers)
    (sheet,) = workbook_sheets(saved(book, tmp_path), "")
    assert rows(sheet) == [["3000000", "1000000000000000", "0.0000001", "0.3", "-5", "12345678901"]]


def test_text_after_a_thousand_dates_is_not_lost(tmp_path: Path) -> None:
    book = Workbook()
    for _ in range(1500):
        book.active.append([dt.date(2026, 11, 2)])
    book.active.append(["11月3日"])
    (sheet,) = workbook_sheets(saved(book, tmp_path), "")
    assert rows(sheet)[-1] == ["11月3日"]


def test_the_first_column_is_found_when_only_a_later_row_reaches_it(tmp_path: Path) -> None:
    book = Workbook()
    book.active["E2"] = "見出し"
    book.active["C9"] = "値"
    (sheet,) = workbook_sheets(saved(book, tmp_path), "")
    assert sheet.first_column == 3
    assert sheet.cells.column(2)[1].as_py() == "見出し"


def test_formatted_but_empty_cells_do_not_shift_columns(tmp_path: Path) -> None:
    book = Workbook()
    for row in range(1, 30):
        book.active.cell(row, 1).number_format = "0.00"
    book.active["B3"] = "#REF!"
    book.active["D3"] = "日付"
    (sheet,) = workbook_sheets(saved(book, tmp_path), "")
    assert (sheet.first_column, sheet.errors[0].column) == (2, 2)


def test_hidden_and_empty_sheets_count_and_charts_do_not(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "空"
    book.create_sheet("隠し").append(["日付"])
    book["隠し"].sheet_state = "veryHidden"
    book.create_chartsheet("グラフ")
    sheets = workbook_sheets(saved(book, tmp_path), "")
    assert [(sheet.name, sheet.cells.shape) for sheet in sheets] == [("空", (0, 0)), ("隠し", (1, 1))]


def test_sheets_can_be_picked_by_name(log: Path) -> None:
    assert [sheet.name for sheet in workbook_sheets(log, log.name, ["架電ログ"])] == ["架電ログ"]
    assert workbook_sheets(log, log.name, []) == []
    with pytest.raises(SheetKPIError, match="no sheet “一覧”; it has 架電ログ"):
        workbook_sheets(log, log.name, ["一覧"])


def test_a_workbook_in_memory_reads_the_same(log: Path) -> None:
    (from_file,), (from_bytes,) = workbook_sheets(log, "a"), workbook_sheets(log.read_bytes(), "a")
    assert from_file.cells.equals(from_bytes.cells)
    assert from_file.errors == from_bytes.errors


def test_merged_blocks_are_found_when_asked_for(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in range(1, 2000):
        sheet.append([f"会社{row}", "佐倉 花子"])
    sheet.merge_cells("B2:B5")
    sheet.merge_cells("AA7:AB7")
    (read,) = workbook_sheets(saved(book, tmp_path), "")
    assert sorted(read.merged()) == [(2, 2, 5, 2), (7, 27, 7, 28)]


def test_a_workbook_that_counts_days_from_1904_says_so(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([dt.date(2026, 11, 2), 44866])
    (sheet,) = workbook_sheets(saved(book, tmp_path), "")
    assert sheet.date1904
    assert rows(sheet) == [["2026-11-02 00:00:00", "44866"]]


def test_texts_that_repeat_are_stored_once(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(30_000):
        sheet.append([f"A{row}", "接続" if row % 3 else "不在"])
    (read,) = workbook_sheets(saved(book, tmp_path), "")
    assert [str(column.type).partition("<")[0] for column in read.cells.columns] == ["string", "dictionary"]
    assert rows(read)[-1] == ["A29999", "接続"]


@needs_libreoffice
def test_the_old_xls_format_reads_like_xlsx(log: Path, tmp_path: Path) -> None:
    import subprocess

    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "xls", "--outdir", str(tmp_path), str(log)),
        ],
        check=True,
        capture_output=True,
    )
    (old,) = read_place("活動.xls", tmp_path)
    (new,) = read_place("活動.xlsx", tmp_path)
    assert rows(old)[:5] == rows(new)[:5]


class TestRealWorkbooks:
    @pytest.mark.parametrize("name", ["call_center_calls.xlsx", "crm_sales_opportunities.xlsx"])
    def test_every_cell_is_what_openpyxl_reads(self, shared_data: Path, name: str) -> None:
        path = shared_data / name
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = workbook_sheets(path, name)
        assert [sheet.name for sheet in sheets] == book.sheetnames
        for sheet in sheets:
            read = [[_rounded(cell) for cell in row] for row in rows(sheet)[:1500]]
            width = sheet.first_column - 1 + sheet.cells.num_columns
            cells = book[sheet.name].iter_rows(max_row=len(read), max_col=width, values_only=True)
            expected = [[_as_text(cell) for cell in row] for row in cells]
            assert [[None] * (sheet.first_column - 1) + row for row in read] == expected

    def test_pivot_sheets_keep_their_places(self, shared_data: Path) -> None:
        (sheet,) = workbook_sheets(shared_data / "crm_sales_opportunities.xlsx", "", ["Q1"])
        assert rows(sheet)[0] == ["Row Labels", "Close value"]


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dt.time):
        return f"1899-12-31 {value:%H:%M:%S}"
    if isinstance(value, int | float):
        return f"{value:.6f}"
    return str(value)


def _rounded(text: str | None) -> str | None:
    try:
        return f"{float(text):.6f}" if text and text[0] in "-0123456789" else text
    except ValueError:
        return text


def test_a_damaged_zip_inside_is_one_sentence(log: Path, tmp_path: Path) -> None:
    data = bytearray(log.read_bytes())
    with zipfile.ZipFile(log) as package:
        start = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    data[start : start + 60] = b"\x55" * 60
    with pytest.raises(SheetKPIError, match="damaged or cut off"):
        workbook_sheets(bytes(data), "活動.xlsx")


class TestBinaryWorkbooks:
    """.xlsb, made here record by record as [MS-XLSB] has it."""

    def test_read_like_any_other(self) -> None:
        (sheet,) = workbook_sheets(binary_workbook("架電ログ"), "活動.xlsb")
        assert (sheet.name, sheet.first_column, sheet.date1904) == ("架電ログ", 2, True)
        assert rows(sheet) == [[None, None], ["架電日", "件数"], ["2026/11/2", "3"]]
        assert sheet.merged() == [(2, 2, 3, 2)]

    def test_cut_off_inside_are_one_sentence(self) -> None:
        with pytest.raises(SheetKPIError, match="damaged or cut off"):
            workbook_sheets(binary_workbook("架電ログ", cut=10), "活動.xlsb")


def record(kind: int, data: bytes = b"") -> bytes:
    assert len(data) < 128
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(name: str, cut: int = 0) -> bytes:
    """A workbook with one sheet: B2:B3 merged over 架電日, 2026/11/2; C2:C3 with 件数, 3."""

    def row(number: int, first: bytes, second: bytes) -> bytes:
        return record(0, struct.pack("<IIHBBI", number, 0, 300, 0, 0, 0)) + first + second

    def text(column: int, written: str) -> bytes:
        return record(6, struct.pack("<II", column, 0) + wide(written))

    cells = row(1, text(1, "架電日"), text(2, "件数"))
    cells += row(2, text(1, "2026/11/2"), record(5, struct.pack("<IId", 2, 0, 3.0)))
    sheet = record(129) + record(148, struct.pack("<4I", 1, 2, 1, 2)) + record(145) + cells + record(146)
    sheet += record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 2, 1, 1)) + record(178)
    workbook = record(131) + record(153, struct.pack("<II", 1, 0) + wide("")) + record(143)
    workbook += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(name)) + record(144) + record(132)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/{{}}" Target="{{}}"/></Relationships>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("_rels/.rels", relations.format("officeDocument", "xl/workbook.bin"))
        package.writestr("xl/_rels/workbook.bin.rels", relations.format("worksheet", "worksheets/sheet1.bin"))
        package.writestr("xl/workbook.bin", workbook[: len(workbook) - cut])
        package.writestr("xl/worksheets/sheet1.bin", sheet + record(130))
    return data.getvalue()


@pytest.mark.parametrize("ending", ["xls", "xlsb"])
def test_a_workbook_renamed_to_another_kind_is_read_as_what_it_is(tmp_path: Path, ending: str) -> None:
    book = Workbook()
    book.active.append(["担当者", "架電数"])
    book.active.append(["佐藤 健", 12])
    book.save(tmp_path / "log.xlsx")
    path = (tmp_path / "log.xlsx").rename(tmp_path / f"log.{ending}")
    [sheet] = workbook_sheets(path, path.name)
    assert rows(sheet) == [["担当者", "架電数"], ["佐藤 健", "12"]]
