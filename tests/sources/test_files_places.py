"""Where activity lies: files, folders and patterns, seen from the KPI workbook's folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.raw import RawSheet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The KPI workbook's folder, with a folder of activity in it."""
    book = Workbook()
    book.active.title = "11月"
    book.active.append(["架電日", "担当者"])
    book.create_sheet("12月").append(["架電日", "担当者"])
    logs = tmp_path / "logs"
    logs.mkdir()
    book.save(logs / "b.xlsx")
    (logs / "a.csv").write_text("架電日,担当者\n2026/11/2,佐倉\n", "utf-8")
    (logs / "~$b.xlsx").write_bytes(b"lock")
    (logs / ".hidden.csv").write_text("x", "utf-8")
    (logs / "memo.docx").write_bytes(b"PK\x03\x04")
    (logs / "2025").mkdir()
    (logs / "2025" / "old.csv").write_text("架電日,担当者\n2025/11/2,佐倉\n", "utf-8")
    return tmp_path


def labels(sheets: list[RawSheet]) -> list[str]:
    return [sheet.label for sheet in sheets]


def test_a_file_is_found_from_the_workbooks_folder(folder: Path) -> None:
    assert labels(read_place("logs/b.xlsx", folder)) == ["logs/b.xlsx › 11月", "logs/b.xlsx › 12月"]


def test_an_absolute_place_is_taken_as_it_is(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("kpi")
    place = folder / "logs" / "a.csv"
    assert labels(read_place(str(place), elsewhere)) == [str(place.resolve())]


def test_windows_separators_are_understood_everywhere(folder: Path) -> None:
    assert labels(read_place("logs\\a.csv", folder)) == ["logs/a.csv"]


def test_a_folder_means_its_activity_files_sorted_by_name(folder: Path) -> None:
    assert labels(read_place("logs", folder)) == ["logs/a.csv", "logs/b.xlsx › 11月", "logs/b.xlsx › 12月"]


def test_patterns_reach_into_folders(folder: Path) -> None:
    assert labels(read_place("logs/*.csv", folder)) == ["logs/a.csv"]
    assert labels(read_place("logs/**/*.csv", folder)) == ["logs/2025/old.csv", "logs/a.csv"]
    assert labels(read_place(str(folder / "logs" / "?.csv"), folder)) == ["logs/a.csv"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    (folder / "log[1].csv").write_text("a,b\n", "utf-8")
    (folder / "log1.csv").write_text("c,d\n", "utf-8")
    assert labels(read_place("log[1].csv", folder)) == ["log[1].csv"]


def test_one_sheet_can_be_chosen(folder: Path) -> None:
    assert labels(read_place("logs/b.xlsx", folder, "12月")) == ["logs/b.xlsx › 12月"]


def test_the_workbook_itself_can_be_passed_over(folder: Path) -> None:
    assert labels(read_place("logs", folder, without=[folder / "logs" / "b.xlsx"])) == ["logs/a.csv"]


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("nowhere.csv", "error.not_found"),
        ("nowhere/", "error.not_found"),
        ("logs/*.parquet", "error.empty_folder"),
        ("empty", "error.empty_folder"),
        ("logs/memo.docx", "error.truncated"),
        ("picture.png", "error.not_a_table"),
        ("broken.parquet", "error.truncated"),
        ("page.xls", "error.html_table"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(folder: Path, place: str, key: str) -> None:
    (folder / "empty").mkdir()
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (folder / "broken.parquet").write_bytes(b"PAR1" + b"\x00" * 50)
    (folder / "page.xls").write_text("<html><table><tr><td>架電日</td></tr></table></html>", "utf-8")
    with pytest.raises(SheetKPIError) as refused:
        read_place(place, folder)
    assert refused.value.key == key


def test_one_bad_file_stops_the_whole_folder(folder: Path) -> None:
    (folder / "logs" / "c.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(SheetKPIError, match=r"logs/c\.xlsx is damaged or cut off"):
        read_place("logs", folder)


@pytest.mark.parametrize(
    ("rows", "columns", "key"), [(1, 11, "error.too_wide"), (101, 10, "error.too_many_rows")]
)
def test_parquet_of_more_than_memory_holds_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, columns: int, key: str
) -> None:
    monkeypatch.setattr("sheetkpi.sources.files.parquet.MOST_COLUMNS", 10)
    monkeypatch.setattr("sheetkpi.sources.files.parquet.MOST_CELLS", 1000)
    pd.DataFrame({f"c{number}": [1] * rows for number in range(columns)}).to_parquet(tmp_path / "log.parquet")
    with pytest.raises(SheetKPIError) as refused:
        read_place("log.parquet", tmp_path)
    assert refused.value.key == key


def test_parquet_reads_like_a_sheet_of_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "架電日": [dt.date(2026, 11, 2), None],
            "時刻": pd.to_datetime(["2026-11-02 14:30:00.123", None]),
            "UTC": pd.to_datetime(["2026-11-02T01:30:00Z", None]),
            "担当者": pd.Categorical(["佐倉", "遠山"]),
            "金額": [1054.0, 12.5],
            "件数": [3, 4],
            "済": [True, False],
            "タグ": [["a"], None],
        }
    )
    frame.to_parquet(tmp_path / "log.parquet")
    (sheet,) = read_place("log.parquet", tmp_path)
    assert [list(row.values()) for row in sheet.cells.to_pylist()] == [
        list(frame.columns),
        [
            *("2026-11-02", "2026-11-02 14:30:00", "2026-11-02 01:30:00Z", "佐倉"),
            *("1054", "3", "true", "['a']"),
        ],
        [None, None, None, "遠山", "12.5", "4", "false", None],
    ]


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/calls.csv",
        "https:/example.com/calls.csv",
        "http://example.com/a.xlsx",
        "ftp://example.com/a.csv",
        "s3://bucket/a.parquet",
        "contoso.sharepoint.com/sites/sales/a.xlsx",
    ],
)
def test_a_link_is_told_plainly_and_as_it_was_typed(tmp_path: Path, link: str) -> None:
    with pytest.raises(SheetKPIError) as raised:
        read_place(link, tmp_path)
    assert raised.value.key == "error.link"
    assert link in raised.value.sentence("en")
