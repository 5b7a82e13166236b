"""A workbook that somebody has open is reported, not overwritten."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import workbook


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(workbook())
    return path


def excel_lock(user: str) -> bytes:
    """A lock file as Excel writes it: 165 bytes, the user's name in the code page and in UTF-16."""
    name = user.encode("cp932").ljust(54)
    return bytes([len(user)]) + name + struct.pack("<H", len(user)) + user.ljust(54).encode("utf-16-le")


def refusal(path: Path) -> SheetKPIError:
    package = Package.open(path)
    package.edit("xl/workbook.xml").set("edited", "1")
    before = path.read_bytes()
    with pytest.raises(SheetKPIError) as caught:
        package.save()
    assert path.read_bytes() == before
    return caught.value


def test_a_workbook_open_in_excel_names_who_has_it(book: Path) -> None:
    book.with_name("~$KPI.xlsx").write_bytes(excel_lock("森 葵"))
    assert len(excel_lock("森 葵")) == 165
    error = refusal(book)
    assert (error.kind, error.key) == ("busy", "error.open_in_excel_by")
    assert "森 葵 さん" in error.sentence("ja")
    assert "~$KPI.xlsx" in error.sentence("en")


@pytest.mark.parametrize("content", [b"", b"\x03abc", b"\xff" * 165])
def test_a_lock_file_that_cannot_be_read_is_a_lock_all_the_same(book: Path, content: bytes) -> None:
    book.with_name("~$KPI.xlsx").write_bytes(content)
    assert refusal(book).key.startswith("error.open_in_excel")


def test_a_workbook_open_in_libreoffice(book: Path) -> None:
    lock = book.with_name(".~lock.KPI.xlsx#")
    lock.write_text(",aoi,desk-7,22.11.2026 09:00,file:///home/aoi/;", encoding="utf-8")
    error = refusal(book)
    assert error.key == "error.open_in_libreoffice_by"
    assert "aoi" in error.sentence("en")
    lock.write_text("", encoding="utf-8")
    assert refusal(book).key == "error.open_in_libreoffice"


def test_the_lock_beside_the_file_a_link_leads_to_counts(book: Path, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "mine.xlsx"
    link.symlink_to(book)
    book.with_name("~$KPI.xlsx").write_bytes(excel_lock("Mori"))
    assert refusal(link).key == "error.open_in_excel_by"


def test_opening_to_read_needs_no_lock(book: Path) -> None:
    book.with_name("~$KPI.xlsx").write_bytes(excel_lock("Mori"))
    assert Package.open(book).parts()
