"""What is carried over from a workbook that came back into the next one: what nobody collected, only that."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.distribution.outgoing.distributing import Workbook
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, YAMADA, collect, master, row, save_at, table


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook that was handed out once."""
    folder = tmp_path_factory.mktemp("start")
    book = master(folder, row(2, calls=40), row(2, MORI, calls=50), row(3, calls=5, connects=9))
    assert handed_out(book).path == folder / "out" / "KPI_山田 太郎.xlsx"
    return folder


@pytest.fixture
def book(start: Path, tmp_path: Path) -> Path:
    shutil.copytree(start, tmp_path / "work")
    return tmp_path / "work" / "KPI.xlsx"


@pytest.fixture
def path(book: Path) -> Path:
    """The rep's workbook."""
    return book.parent / "out" / "KPI_山田 太郎.xlsx"


def handed_out(book: Path) -> Workbook:
    """The rep's workbook, which is always another one than before."""
    with sheetkpi.open_book(book) as opened:
        last = opened.names["kpi_min_sample"].refers_to_range
        last.value = (last.value or 30) + 1
        opened.save()
    [made] = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA]).workbooks
    assert made.state == "written"
    return made


def typed(path: Path, *rows: Mapping[str, Any], cells: Mapping[str, Any] | None = None) -> None:
    """What the rep types: new rows, and over cells of the entry sheet."""
    with sheetkpi.open_book(path) as opened:
        for address, value in (cells or {}).items():
            opened.sheets["日次入力"][address].value = value
        if rows:
            enter_rows(opened, {"DailyEntry": pd.DataFrame(rows, dtype=object)})
        opened.save()
    path.with_name(f"{path.name}.bak").unlink()


def calls(path: Path) -> list[Any]:
    return [line.get("架電数") for line in table(path, "DailyEntry")]


def test_entries_that_were_collected_are_handed_out_once_however_they_were_typed(
    book: Path, path: Path
) -> None:
    typed(
        path,
        {"date": date(2026, 11, 4), "rep": "t.yamada", "calls": 20},
        {"date": date(2026, 11, 5), "rep": "山田太郎", "calls": 21},
        {"date": date(2026, 11, 6), "calls": 22},
        {"date": date(2026, 11, 9), "calls": "２３件"},
        {"date": "2026年11月10日", "calls": 24},
    )
    assert collect(book, path).added == 5
    again = handed_out(book)
    assert again.carried == 0
    assert calls(again.path) == [40, 5, 20, 21, 22, 23, 24]
    assert (result := collect(book, path)).same == 6, result.findings
    assert not result.changed


def test_an_entry_that_was_not_collected_is_carried_over_until_it_is(book: Path, path: Path) -> None:
    """Even where the rep has not opened the workbook it was carried over into."""
    typed(path, {"date": date(2026, 11, 4), "rep": "t.yamada", "calls": 20})
    assert [handed_out(book).carried for _ in range(2)] == [1, 1]
    assert calls(path) == [40, 5, 20]
    assert len(list((path.parent / "returned").iterdir())) == 1, "only what came back is kept"
    assert collect(book, path).added == 1
    assert handed_out(book).carried == 0
    assert calls(path) == [40, 5, 20]


def test_a_change_under_an_alias_takes_the_place_of_the_row_it_changed(book: Path, path: Path) -> None:
    typed(path, cells={"B9": "t.yamada", "D9": 44})
    assert handed_out(book).carried == 1
    assert calls(path) == [44, 5]
    assert collect(book, path).replaced == 1


def test_a_correction_of_a_collected_row_is_handed_out_and_not_undone(book: Path, path: Path) -> None:
    typed(path, {"date": date(2026, 11, 4), "calls": 200})
    collect(book, path)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["日次入力"]["D12"].value = 20
        opened.save()
    again = handed_out(book)
    assert (again.carried, calls(again.path)) == (0, [40, 5, 20])


def test_what_collecting_would_not_take_is_carried_over_as_it_stands(book: Path, path: Path) -> None:
    tomorrow = datetime(2100, 1, 4)
    typed(path, {"date": tomorrow, "calls": 1}, {"date": date(2026, 11, 5), "calls": "多数"})
    again = handed_out(book)
    assert (again.carried, calls(again.path)) == (2, [40, 5, 1, "多数"])


def test_a_row_typed_twice_is_carried_over_once(book: Path, path: Path) -> None:
    typed(path, *[{"date": date(2026, 11, 4), "calls": 20}] * 2)
    again = handed_out(book)
    assert (again.carried, calls(again.path)) == (1, [40, 5, 20])


def test_a_collected_row_that_was_cleared_is_handed_out_cleared(book: Path, path: Path) -> None:
    typed(path, {"date": date(2026, 11, 4), "calls": 20})
    collect(book, path)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["日次入力"]["D12"].clear_contents()
        opened.save()
    again = handed_out(book)
    assert (again.carried, calls(again.path)) == (0, [40, 5, None])
    assert collect(book, path).changed is False


def test_an_old_copy_does_not_undo_what_a_later_save_said(book: Path, path: Path) -> None:
    typed(path, {"date": date(2026, 11, 4), "calls": 20})
    save_at(path, datetime(2026, 11, 23, 9))
    old = path.read_bytes()
    typed(path, cells={"D11": 30})
    save_at(path, datetime(2026, 11, 23, 18))
    assert collect(book, path).added == 1
    path.write_bytes(old)
    again = handed_out(book)
    assert (again.carried, calls(again.path)) == (0, [40, 5, 30])
    assert [each.read_bytes() for each in (path.parent / "returned").iterdir()] == [old], "it is kept"
