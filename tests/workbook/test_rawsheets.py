"""Which of a workbook's own sheets are handed to the recogniser, and how."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from sheetkpi import check
from sheetkpi.errors import SourceError
from sheetkpi.sources.activity import SheetReading
from sheetkpi.sources.raw import RawSheet
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.rawsheets import _from_cells, raw_sheets
from tests.workbook.books import grid, make_book, opened

LOG = [["架電日", "架電者", "結果"], [datetime(2026, 11, 2), "佐藤 健", "不在"]]


def rows(sheet: RawSheet) -> list[list[str | None]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in sheet.cells.columns), strict=True)]


def test_a_sheet_without_our_tables_is_raw_whatever_its_name(tmp_path: Path):
    path = make_book(tmp_path / "KPI.xlsx", {"担当別": grid("A1", LOG)})
    with opened(path) as book:
        (sheet,) = raw_sheets(book, read_inputs(book))
    assert rows(sheet) == [["架電日", "架電者", "結果"], ["2026-11-02 00:00:00", "佐藤 健", "不在"]]


def test_a_changed_workbook_is_named_in_what_is_wrong_with_it(tmp_path: Path):
    """It is read from memory then, which has no name."""
    path = make_book(
        tmp_path / "KPI.xlsx", {"Log": grid("A1", LOG), "Far": {"A1": 1, "XFD1048576": 2}, "Own": {}}
    )
    with opened(path) as book:
        book.sheets["Own"]["A1"].value = "changed"
        with pytest.raises(SourceError) as error:
            raw_sheets(book, read_inputs(book))
    assert error.value.key == "error.sheet_too_large"
    assert "KPI.xlsx" in error.value.sentence("en")


def test_our_own_figures_beside_raw_data_are_not_read_back(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"11月": {**grid("A1", LOG), **grid("E1", [["担当者", "架電数"], ["佐藤 健", 9]])}},
        {"RepKPI": "11月!E1:F2"},
    )
    with opened(path) as book:
        (sheet,) = raw_sheets(book, read_inputs(book))
    assert [row[:3] for row in rows(sheet)] == [
        ["架電日", "架電者", "結果"],
        ["2026-11-02 00:00:00", "佐藤 健", "不在"],
    ]
    assert {cell for row in rows(sheet) for cell in row[3:]} == {None}


def test_the_sheet_people_type_counts_into_is_told_apart(tmp_path: Path):
    entry = grid(
        "A1", [["日付", "担当者", "リード経路", "架電数"], [datetime(2026, 11, 2), "佐藤 健", None, 5]]
    )
    path = make_book(
        tmp_path / "KPI.xlsx", {"日次入力": entry, "ログ": grid("A1", LOG)}, {"DailyEntry": "日次入力!A1:D2"}
    )
    with opened(path) as book:
        sheets = raw_sheets(book, read_inputs(book))
    assert {sheet.name: sheet.typed for sheet in sheets} == {"日次入力": True, "ログ": False}


def test_figures_of_another_kpi_workbook_are_not_counted_as_activity(tmp_path: Path):
    daily = [["日付", "担当者", "架電数"], [datetime(2026, 11, 2), "佐藤 健", 5]]
    make_book(
        tmp_path / "先月のKPI.xlsx",
        {"日別": grid("A1", daily), "担当別": grid("A1", [["担当者"], ["佐藤 健"]]), "ログ": grid("A1", LOG)},
        {"DailyKPI": "日別!A1:C2", "RepKPI": "担当別!A1:A2"},
    )
    readings = {reading.sheet: reading for reading in checked(tmp_path, "先月のKPI.xlsx")}
    assert {name: reading.shape for name, reading in readings.items()} == {
        "日別": "none",
        "担当別": "none",
        "ログ": "log",
    }
    assert readings["日別"].remark_key == "left.views"


def test_daily_counts_in_a_table_that_happens_to_be_called_like_one_of_ours_are_counted(tmp_path: Path):
    daily = [["日付", "担当者", "架電数"], [datetime(2026, 11, 2), "佐藤 健", 5]]
    make_book(tmp_path / "日報.xlsx", {"日報": grid("A1", daily)}, {"DailyKPI": "日報!A1:C2"})
    (reading,) = checked(tmp_path, "日報.xlsx")
    assert (reading.shape, reading.counted) == ("daily_counts", 1)


def checked(folder: Path, source: str) -> tuple[SheetReading, ...]:
    """What `check` reads of `source` beside an empty KPI workbook in `folder`."""
    path = make_book(folder / "KPI.xlsx", {"空": {}})
    with opened(path) as book:
        return check(book, [folder / source], today=date(2026, 11, 22)).activity.sheets


def test_an_empty_sheet_is_nothing_to_read(tmp_path: Path):
    path = make_book(tmp_path / "KPI.xlsx", {"空": {}, "ログ": grid("A1", LOG)})
    with opened(path) as book:
        assert [sheet.name for sheet in raw_sheets(book, read_inputs(book))] == ["ログ"]


def test_cells_read_through_xlwings_are_the_same_text(tmp_path: Path):
    cells = [
        ["架電日", "件数", "率", "済"],
        [datetime(2026, 11, 2, 9, 5), 3, 0.25, True],
        [None, -1.5, "2026/11/2", None],
    ]
    path = make_book(tmp_path / "KPI.xlsx", {"ログ": grid("B3", cells)})
    with opened(path) as book:
        (from_file,) = raw_sheets(book, read_inputs(book))
        (from_cells,) = _from_cells(book, ["ログ"])
    first_row, first_column = from_file.first_row, from_file.first_column
    inside = rows(from_file)[3 - first_row :]
    assert rows(from_cells) == [row[2 - first_column :] for row in inside]
    assert (from_cells.first_row, from_cells.first_column) == (3, 2)


def test_errors_in_an_open_workbook_are_listed_as_those_of_a_file_are(tmp_path: Path):
    path = make_book(tmp_path / "KPI.xlsx", {"ログ": grid("B2", [*LOG, ["=1/0", "佐藤 健", "接続"]])})
    rows = len(LOG) + 2
    with opened(path) as book:
        book.sheets["ログ"][f"B{rows}"].value = "#DIV/0!"  # as Excel shows it
        (from_cells,) = _from_cells(book, ["ログ"])
    assert [(error.row, error.column, error.text) for error in from_cells.errors] == [(rows, 2, "#DIV/0!")]
    assert from_cells.cells.column(0)[-1].as_py() is None
