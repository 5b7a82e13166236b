"""Bad input gives one clear sentence and exit code 2, and leaves the user's file as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import sheetkpi

LOG = "日付,担当者,結果\n2026/11/2,山田 太郎,不在\n2026/11/4,山田 太郎,アポ獲得\n"


def run(*words: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from sheetkpi.cli import main; main()",
        *map(str, words),
        "--lang",
        lang,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refused(book: Path, *words: object) -> str:
    """Refresh `book`, expect one sentence and exit code 2 and an untouched file; returns the sentence."""
    before = book.read_bytes() if book.exists() else None
    beside = set(book.parent.iterdir())
    done = run("refresh", book, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert (book.read_bytes() if book.exists() else None) == before
    assert set(book.parent.iterdir()) == beside
    return done.stderr.strip()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return sheetkpi.new(tmp_path / "KPI.xlsx", "ja")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def with_part(book: Path, name: str, change: object) -> None:
    """Rewrite the workbook with the content of one part changed by `change(bytes) -> bytes`."""
    source = book.with_suffix(".old")
    shutil.move(book, source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as changed:
        for info in old.infolist():
            data = old.read(info)
            changed.writestr(info.filename, change(data) if info.filename == name else data)  # type: ignore[operator]
    source.unlink()


def test_a_missing_workbook(tmp_path: Path) -> None:
    assert "was not found" in refused(tmp_path / "none.xlsx")


def test_something_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_text("hello")
    assert "KPI.xlsx" in refused(path)


def test_an_old_xls_as_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048))
    assert ".xls" in refused(path)


def test_a_truncated_workbook(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:5000])
    refused(book)


def test_xml_with_entities(book: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with_part(book, "xl/workbook.xml", lambda data: bomb + data[data.index(b"<workbook") :])
    refused(book)


def test_a_zip_bomb(book: Path) -> None:
    with (
        zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image9.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(400):
            part.write(bytes(1_000_000))
    refused(book)


def test_a_workbook_open_in_excel(book: Path, log: Path) -> None:
    book.with_name("~$KPI.xlsx").write_bytes(b"\x04Yuki" + bytes(160))
    assert "Excel" in refused(book, "--activity", log)


def test_no_activity_anywhere_says_where_to_put_it(book: Path) -> None:
    assert "Paste a log" in refused(book)


def test_a_file_without_rows_is_named_alone(book: Path) -> None:
    empty = book.with_name("empty.csv")
    empty.write_bytes(b"")
    told = refused(book, "--activity", empty)
    assert "empty.csv" in told
    assert "活動ログ" not in told


def test_an_activity_source_that_does_not_exist(book: Path) -> None:
    assert "none.csv" in refused(book, "--activity", book.parent / "none.csv")


def test_a_month_that_is_no_month(book: Path, log: Path) -> None:
    assert "2026-11" in refused(book, "--activity", log, "--month", "soon")


def test_a_kpi_month_that_is_no_date(book: Path, log: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_month"].refers_to_range.value = "来月"
        opened.save()
    assert "来月" in refused(book, "--activity", log)


def test_a_table_whose_key_column_was_deleted(book: Path, log: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        table = opened.sheets["担当別"].tables["RepKPI"]
        table.header_row_range[0].value = "誰か"
        opened.save()
    assert "RepKPI" in refused(book, "--activity", log)


def test_two_tables_of_the_same_name(book: Path, log: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        part = next(
            name
            for name in archive.namelist()
            if name.startswith("xl/tables/") and b'displayName="TeamKPI"' in archive.read(name)
        )
    with_part(book, part, lambda data: data.replace(b'"TeamKPI"', b'"RepKPI"'))
    assert "RepKPI" in refused(book, "--activity", log)


def test_sheets_mapped_to_one_field_twice(book: Path, log: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        table = opened.sheets["項目マッピング"].tables["ColumnMap"]
        top = table.data_body_range[0, 0]
        table.resize(table.range.resize(row_size=3))
        top.resize(2, 3).value = [["", "日付", "担当者"], ["", "担当者", "担当者"]]
        opened.save()
    refused(book, "--activity", log)


def test_the_folder_cannot_be_written_because_the_disk_is_full(book: Path, log: Path) -> None:
    """A limit on the size of files stands for the full disk: the write fails half-way through."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "from sheetkpi.cli import main; main()"
    )
    before = book.read_bytes()
    beside = set(book.parent.iterdir())
    command = [sys.executable, "-c", code, "refresh", str(book), "--activity", str(log), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert book.read_bytes() == before
    assert set(book.parent.iterdir()) == beside


def test_a_sentence_is_in_the_users_language(tmp_path: Path) -> None:
    done = run("refresh", tmp_path / "none.xlsx", lang="ja")
    assert "見つかりません" in done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = run("refresh", tmp_path / "none.xlsx", "--debug")
    assert "Traceback" in done.stderr
