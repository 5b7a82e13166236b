"""Files that would harm are refused with one sentence, quickly, before they are unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files import apart
from sheetkpi.sources.files.workbooks import workbook_sheets
from tests.sources.test_files_workbooks import binary_workbook

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    book = Workbook()
    book.active.append(["架電日", "担当者"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def changed(workbook: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The workbook with each part as `change` returns it, without those it returns None for."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return data.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(SheetKPIError) as refused:
        workbook_sheets(data, "活動.xlsx")
    assert refused.value.sentence("ja")
    return refused.value.key


def behind_cells(part: bytes, more: bytes) -> bytes:
    return part.replace(b"</sheetData>", more + b"</sheetData>")


def test_a_zip_bomb(workbook: bytes) -> None:
    bomb = changed(workbook, lambda name, part: behind_cells(part, b" " * 2**28) if name == SHEET else part)
    assert len(bomb) < 2**21
    assert refusal(bomb) == "error.zip_bomb"


def test_a_bomb_that_lies_about_its_size(workbook: bytes) -> None:
    size = 2**26
    bomb = changed(workbook, lambda name, part: behind_cells(part, b" " * size) if name == SHEET else part)
    with zipfile.ZipFile(io.BytesIO(bomb)) as package:
        real = package.getinfo(SHEET).file_size
    liar = bomb.replace(real.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert refusal(liar) == "error.truncated"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_entities(workbook: bytes, part: str) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'

    def poisoned(name: str, text: bytes) -> bytes:
        if name != part:
            return text
        head, mark, rest = text.partition(b"?>")
        return head + mark + entity + rest if mark else entity + text

    assert refusal(changed(workbook, poisoned)) == "error.xml_entities"


def test_a_few_cells_that_span_the_whole_sheet(workbook: bytes) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = changed(workbook, lambda name, part: behind_cells(part, far) if name == SHEET else part)
    assert refusal(data) == "error.sheet_too_large"


@pytest.mark.parametrize("cell", ["ZZZZ3", "XFE2", "A1048577", "A99999999", "ZZZZZZZZZ9"])
def test_a_cell_outside_of_any_sheet(workbook: bytes, cell: str) -> None:
    far = f'<row><c r="{cell}"><v>1</v></c></row>'.encode()
    data = changed(workbook, lambda name, part: behind_cells(part, far) if name == SHEET else part)
    assert refusal(data) == "error.truncated"


@pytest.mark.parametrize(
    "harm", ["import os; os.abort()", "bytearray(2**33)", "import time; time.sleep(60)", "print('?')"]
)
def test_an_old_workbook_that_crashes_its_reader_ends_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, harm: str
) -> None:
    script = tmp_path / "reader.py"
    real = Path(apart.reader.__file__).read_text(encoding="utf-8")
    script.write_text(real.replace("    import fastexcel\n", f"    {harm}\n"), encoding="utf-8")
    monkeypatch.setattr(apart.reader, "__file__", str(script))
    monkeypatch.setattr(apart, "SECONDS", 3)
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "error.truncated"


def test_a_password(workbook: bytes) -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le")
    assert refusal(encrypted) == "error.encrypted"
    zip_password = bytearray(workbook)
    for start in (workbook.find(b"PK\x03\x04") + 6, workbook.find(b"PK\x01\x02") + 8):
        zip_password[start] |= 1
    assert refusal(bytes(zip_password)) == "error.encrypted"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_file_cut_off(workbook: bytes, kept: float) -> None:
    assert refusal(workbook[: int(len(workbook) * kept)]) == "error.truncated"


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "_rels/.rels"])
def test_a_zip_without_a_workbook_in_it(workbook: bytes, missing: str) -> None:
    data = changed(workbook, lambda name, part: None if name == missing else part)
    assert refusal(data) == "error.no_workbook_part"


def test_a_part_that_is_promised_and_missing(workbook: bytes) -> None:
    assert refusal(changed(workbook, lambda name, part: None if name == SHEET else part)) == "error.truncated"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_xml_that_breaks_off(workbook: bytes, part: str) -> None:
    data = changed(workbook, lambda name, text: text[: len(text) // 2] if name == part else text)
    assert refusal(data) in ("error.truncated", "error.damaged")


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04"]
)
def test_what_is_no_workbook_at_all(data: bytes) -> None:
    assert refusal(data) in ("error.not_a_table", "error.truncated")


def test_a_million_formatted_empty_rows_are_no_harm(workbook: bytes, tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(2, 1_048_577))
    path = tmp_path / "empty.xlsx"
    path.write_bytes(
        changed(workbook, lambda name, part: behind_cells(part, rows) if name == SHEET else part)
    )
    (sheet,) = workbook_sheets(path, path.name)
    assert sheet.cells.shape == (1, 2)


def test_a_sheet_that_is_no_xml_in_its_first_rows(workbook: bytes) -> None:
    def broken(name: str, part: bytes) -> bytes:
        return part.replace("担当者".encode(), b"\x01").replace(b"<sheetData>", b"<sheetData>\x01")

    assert refusal(changed(workbook, lambda name, part: broken(name, part) if name == SHEET else part)) in (
        "error.truncated",
        "error.reader_refused",
    )


def test_a_worksheet_that_is_something_else(workbook: bytes) -> None:
    core = b'<?xml version="1.0"?><coreProperties xmlns="http://example.com"/>'
    assert refusal(changed(workbook, lambda name, part: core if name == SHEET else part)) == "error.damaged"


def test_a_binary_workbook_whose_sheets_are_nowhere_is_read_in_a_process_of_its_own(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Its reader panics, which Rust writes to the terminal of the process it happens in."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(binary_workbook("ログ"))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read("_rels/.rels" if name == "xl/_rels/workbook.bin.rels" else name))
    assert refusal(data.getvalue()) in ("error.truncated", "error.damaged")
    assert capfd.readouterr().err == ""
