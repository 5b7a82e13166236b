"""A sheet that was read ahead is the sheet; a head start never changes what is read or what is refused."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from sheetkpi import new
from sheetkpi.cli import main
from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files import fastexcel_book, prefetch
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import RawSheet


@pytest.fixture(autouse=True)
def every_size_is_big(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(prefetch, "BIG", 1)
    yield
    prefetch.forget()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Two sheets, one with an error cell and an empty first column."""
    book = Workbook()
    book.active.append([None, "架電日", "担当者", "#N/A"])
    book.active.append([None, "2026/11/2", "佐倉 花子", "接続"])
    book.create_sheet("商談").append(["案件名", "金額"])
    book.save(tmp_path / "活動.xlsx")
    return tmp_path / "活動.xlsx"


def loads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The names of the sheets that fastexcel reads from now on, and whether ahead of the rest."""
    names: list[tuple[str, bool]] = []
    load = fastexcel_book.Opened.load

    def noted(self: fastexcel_book.Opened, name: str) -> None:
        names.append((name, threading.current_thread() is not threading.main_thread()))
        load(self, name)

    monkeypatch.setattr(fastexcel_book.Opened, "load", noted)
    return names


def told(sheet: RawSheet) -> tuple[object, ...]:
    cells = sheet.cells.to_pylist()
    return sheet.label, cells, sheet.first_row, sheet.first_column, sheet.errors, sheet.merged()


def test_a_sheet_read_ahead_is_the_same_and_read_once(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [told(sheet) for sheet in workbook_sheets(log, "活動")]
    names = loads(monkeypatch)
    prefetch.begin([log])
    assert [told(sheet) for sheet in workbook_sheets(log, "活動")] == expected
    assert names == [("Sheet", True), ("商談", True)]


def test_small_sheets_are_left_to_those_who_want_them(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefetch, "BIG", log.stat().st_size)
    prefetch.begin([log])
    begun = prefetch.taken(log)
    assert begun is not None
    assert begun.loaded == {}


def test_pages_of_a_kpi_workbook_are_left_to_those_who_want_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = new(tmp_path / "KPI.xlsx", "ja")
    names = loads(monkeypatch)
    prefetch.begin([book])
    assert prefetch.taken(book) is not None
    read = {name for name, ahead in names if ahead}
    assert {"日次入力", "活動ログ"} <= read
    assert not read & {"担当別", "日別", "進捗", "優先リード"}


def test_a_file_that_changed_since_is_read_anew(log: Path) -> None:
    prefetch.begin([log])
    changed = Workbook()
    changed.active.append(["担当者"])
    changed.save(log)
    os.utime(log, ns=(0, 0))
    (sheet,) = workbook_sheets(log, "活動")
    assert sheet.cells.to_pylist() == [{"c1": "担当者"}]


def test_what_is_not_wanted_is_forgotten(log: Path) -> None:
    prefetch.begin([log])
    prefetch.forget()
    assert prefetch.taken(log) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"no workbook"])
def test_a_file_that_is_refused_is_refused_with_the_same_sentence(log: Path, content: bytes) -> None:
    log.write_bytes(content)
    with pytest.raises(SheetKPIError) as plain:
        workbook_sheets(log, "活動")
    prefetch.begin([log])
    with pytest.raises(SheetKPIError) as begun:
        workbook_sheets(log, "活動")
    assert begun.value.sentence("ja") == plain.value.sentence("ja")


def test_files_that_do_not_exist_are_for_others_to_miss(tmp_path: Path) -> None:
    prefetch.begin([tmp_path / "ない.xlsx", tmp_path])
    assert prefetch.taken(tmp_path / "ない.xlsx") is None


def test_the_command_line_reads_ahead_what_it_names(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = loads(monkeypatch)
    with pytest.raises(SystemExit):
        main(["check", str(log)])
    assert names == [("Sheet", True), ("商談", True)]
