"""A sheet that was kept is the sheet as it was read; whatever is not sure is read again."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from sheetkpi import cachefolder
from sheetkpi.sources.files import fastexcel_book, keptsheets
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import RawSheet


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every workbook is big enough to be kept, in a folder of the test's own."""
    monkeypatch.setattr(keptsheets, "KEPT_FROM", 1)
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    book = Workbook()
    book.active.append([None, "架電日", "担当者", "#N/A"])
    book.active.append([None, "2026/11/2", "佐倉 花子", "接続"])
    book.active.merge_cells("B4:C4")
    book.create_sheet("商談").append(["案件名", 12])
    book.create_sheet("空")
    book.save(tmp_path / "活動.xlsx")
    return tmp_path / "活動.xlsx"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sheets that are read from now on."""
    names: list[str] = []
    load = fastexcel_book.Opened.load

    def noted(self: fastexcel_book.Opened, name: str) -> None:
        names.append(name)
        load(self, name)

    monkeypatch.setattr(fastexcel_book.Opened, "load", noted)
    return names


def told(path: Path) -> list[tuple[object, ...]]:
    def one(sheet: RawSheet) -> tuple[object, ...]:
        types = [str(column.type) for column in sheet.cells.columns]
        return sheet.label, types, sheet.cells.to_pylist(), sheet.first_column, sheet.errors, sheet.merged()

    return [one(sheet) for sheet in workbook_sheets(path, "活動")]


def test_a_kept_sheet_is_the_sheet_and_is_not_read_again(log: Path, loaded: list[str]) -> None:
    first = told(log)
    assert loaded == ["Sheet", "商談", "空"]
    assert told(log) == first
    assert loaded[3:] == ["空"]  # a sheet without cells is none to keep


def test_a_sheet_is_known_again_in_a_workbook_that_was_saved_since(
    log: Path, tmp_path: Path, loaded: list[str]
) -> None:
    told(log)
    other = tmp_path / "別名.xlsx"
    with zipfile.ZipFile(log) as old, zipfile.ZipFile(other, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet2.xml":
                content = content.replace(b"<v>12</v>", b"<v>13</v>")
            new.writestr(info.filename, content)
    loaded.clear()
    assert told(other)[1][2] == [{"c1": "案件名", "c2": "13"}]
    assert loaded == ["商談", "空"]


def _replaced(content: dict[str, bytes], part: str, old: str, new: str) -> None:
    assert old.encode() in content[part]
    content[part] = content[part].replace(old.encode(), new.encode())


def _change_shared_strings(content: dict[str, bytes]) -> None:
    _replaced(content, "xl/sharedStrings.xml", "佐倉", "桜庭")


def _count_from_1904(content: dict[str, bytes]) -> None:
    _replaced(content, "xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"')


def _change_styles(content: dict[str, bytes]) -> None:
    _replaced(content, "xl/styles.xml", "yyyy-mm-dd", "0.00")


@pytest.mark.parametrize("change", [_change_shared_strings, _count_from_1904, _change_styles])
def test_what_a_sheets_text_depends_on_is_looked_at(
    change: Callable[[dict[str, bytes]], None], tmp_path: Path, loaded: list[str]
) -> None:
    log = tmp_path / "共有文字列.xlsx"
    with xlsxwriter.Workbook(log) as book:
        sheet = book.add_worksheet("活動")
        sheet.write(0, 0, "佐倉 花子")
        sheet.write(0, 1, 46327, book.add_format({"num_format": "yyyy-mm-dd"}))
    before = told(log)
    with zipfile.ZipFile(log) as old:
        content = {name: old.read(name) for name in old.namelist()}
    change(content)
    with zipfile.ZipFile(log, "w") as new:
        for name, part in content.items():
            new.writestr(name, part)
    assert told(log) != before
    assert loaded == ["活動", "活動"]


@pytest.mark.parametrize("damage", ["cut", "one letter", "empty", "another file"])
def test_a_damaged_file_is_read_again_and_made_anew(
    damage: str, log: Path, folder: Path, loaded: list[str]
) -> None:
    first = told(log)
    for path in folder.glob("sheet-*"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        whole = path.read_bytes()
        damaged = {
            "cut": whole[:-9],
            "one letter": bytes(content),
            "empty": b"",
            "another file": b"PAR1",
        }
        path.write_bytes(damaged[damage])
    loaded.clear()
    assert told(log) == first
    assert loaded == ["Sheet", "商談", "空"]
    loaded.clear()
    assert told(log) == first
    assert loaded == ["空"]


def test_only_this_user_may_read_what_is_kept(log: Path, folder: Path) -> None:
    told(log)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("word", ["off", "OFF", "0"])
def test_nothing_is_kept_where_that_is_asked_for(
    word: str, log: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETKPI_CACHE", word)
    assert told(log) == told(log)
    assert not folder.exists()


def test_a_small_workbook_is_read_each_time(log: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keptsheets, "KEPT_FROM", 2**19)
    told(log)
    assert not folder.exists()


def test_where_nothing_can_be_kept_sheets_are_read_as_ever(
    log: Path, folder: Path, loaded: list[str]
) -> None:
    folder.write_text("a file where the folder would be")
    assert told(log) == told(log)
    assert loaded == ["Sheet", "商談", "空"] * 2


def test_the_longest_unused_go_where_it_becomes_too_much(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cachefolder, "MOST_BYTES", 250)
    for number in range(3):
        cachefolder.keep(f"file-{number}", [bytes(100)])
        os.utime(folder / f"file-{number}", (1e9, time.time() - 100 + number))
        cachefolder.kept("file-0")  # used now
    assert sorted(path.name for path in folder.iterdir()) == ["file-0", "file-2"]


def test_what_somebody_who_was_killed_left_half_written_goes(folder: Path) -> None:
    folder.mkdir()
    for name, age in ((".new-left", 7_200), (".new-written", 60), ("sheet", 7_200)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (1e9, time.time() - age))
    cachefolder.keep("other", [b"whole"])
    assert sorted(path.name for path in folder.iterdir()) == [".new-written", "other", "sheet"]


def test_a_new_state_replaces_the_old_one_in_one_step(folder: Path) -> None:
    def breaks_off() -> object:
        yield b"half"
        raise KeyboardInterrupt

    cachefolder.keep("sheet", [b"first"])
    with pytest.raises(KeyboardInterrupt):
        cachefolder.keep("sheet", breaks_off())  # type: ignore[arg-type]
    assert cachefolder.kept("sheet") == b"first"
    assert [path.name for path in folder.iterdir()] == ["sheet"]


def test_formulas_without_values_are_computed_from_kept_sheets_too(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["日付", "担当者", "架電数"])
    book.active.append(["2026/11/2", "佐倉 花子", "=10+2"])
    book.save(tmp_path / "計算なし.xlsx")
    assert load_workbook(tmp_path / "計算なし.xlsx", data_only=True).active["C2"].value is None
    assert told(tmp_path / "計算なし.xlsx") == told(tmp_path / "計算なし.xlsx")
