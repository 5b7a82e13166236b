"""Workbooks of people's own, refreshed from a file as the command line does it: what is theirs stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.summary import Summary
from tests.workbook.books import Cells, grid, make_book, table_rows

NAMES = (
    *("佐藤 健", "鈴木 葵", "高橋 翔", "田中 結", "伊藤 樹"),
    *("渡辺 凛", "山本 蓮", "中村 咲", "小林 湊", "加藤 陽"),
)
ISSUES = ["区分", "理由", "シート", "セル", "値", "ファイル"]


def log_of(folder: Path, count: int) -> Path:
    """A call log: each of the first `count` reps made two calls, one of which was answered."""
    rows = (
        f"2026-11-0{day},{name},第1課,{result}"
        for name in NAMES[:count]
        for day, result in ((2, "不在"), (3, "接続"))
    )
    path = folder / "log.csv"
    path.write_text("\n".join(["日付,担当者,チーム,結果", *rows]), encoding="utf-8")
    return path


def refreshed(book: Path, reps: int = 3) -> Summary:
    """Refresh `book` from the log of so many reps and save it."""
    with sheetkpi.open_book(book) as opened:
        log = log_of(book.parent, reps)
        summary = sheetkpi.refresh(opened, [log], month=date(2026, 11, 1), today=date(2026, 11, 9))
        opened.save()
    return summary


def own_book(folder: Path, rows: Sequence[Sequence[object]], beside: Cells, at: str = "A1:D2") -> Path:
    """A sheet with a RepKPI of one's own and something `beside` it, and a list of issues."""
    sheets: Mapping[str, Cells] = {
        "担当別": {**grid(at.partition(":")[0], rows), **beside},
        "取込結果": grid("A1", [ISSUES, [None] * len(ISSUES)]),
    }
    tables = {"RepKPI": f"担当別!{at}", "ImportIssues": "取込結果!A1:F2"}
    return make_book(folder / "KPI.xlsx", sheets, tables)


def notes(book: Path, about: str) -> list[str]:
    """The sentences in the list of issues that say `about`."""
    rows = table_rows(book, "取込結果", "ImportIssues", ["理由"])
    return [str(text) for (text,) in rows if about in str(text)]


NARROW = [["担当者", "架電数", "接続数", "接続率"], [None] * 4]


def test_a_narrow_table_with_something_at_its_right_is_filled_and_what_it_lacks_is_said_in_one_line(
    tmp_path: Path,
):
    book = own_book(tmp_path, NARROW, {"F2": "来月の予定"})
    for count in (3, 10, 2, 10):
        summary = refreshed(book, count)
        assert summary.written["RepKPI"] == count
        rows = table_rows(book, "担当別", "RepKPI")
        assert sorted(row[:3] for row in rows) == sorted([name, 2, 1] for name in NAMES[:count])
        assert len(notes(book, "RepKPI")) == 1
    assert "F2" in notes(book, "RepKPI")[0]
    assert openpyxl.load_workbook(book)["担当別"]["F2"].value == "来月の予定"
    assert "reason.no_room_columns" in set(summary.activity.issues["reason"])


def test_a_table_at_the_right_edge_of_the_sheet_is_filled_too(tmp_path: Path):
    book = own_book(tmp_path, [["担当者", "架電数"], [None] * 2], {}, at="XFC1:XFD2")
    refreshed(book)
    assert sorted(table_rows(book, "担当別", "RepKPI")) == sorted([name, 2] for name in NAMES[:3])
    assert "XFD1" in notes(book, "RepKPI")[0]


def test_what_stands_beside_rows_that_go_stays_when_columns_come(tmp_path: Path):
    """The table has room for its columns once it has fewer rows, but gets them while it has all of them."""
    book = own_book(tmp_path, NARROW, {"F9": "来月の予定"})
    refreshed(book, 10)
    assert len(notes(book, "RepKPI")) == 1
    for count in (2, 2):
        refreshed(book, count)
        assert openpyxl.load_workbook(book)["担当別"]["F9"].value == "来月の予定"
    assert not notes(book, "RepKPI"), "there is room by now"


def test_a_table_with_too_few_rows_below_it_is_left_alone_with_a_sentence(tmp_path: Path):
    book = own_book(tmp_path, NARROW, {}, at="A1048574:D1048575")
    with pytest.raises(sheetkpi.WorkbookError) as error:
        refreshed(book)
    assert error.value.key == "error.no_room_sheet"


def test_cells_merged_at_the_right_are_in_the_way_of_new_columns_only(tmp_path: Path):
    book = own_book(tmp_path, NARROW, {})
    workbook = openpyxl.load_workbook(book)
    workbook["担当別"].merge_cells("F1:H1")
    workbook.save(book)
    refreshed(book)
    assert {row[0] for row in table_rows(book, "担当別", "RepKPI")} == set(NAMES[:3])
    assert len(notes(book, "RepKPI")) == 1


def test_once_there_is_room_the_columns_come(tmp_path: Path):
    book = own_book(tmp_path, NARROW, {"F2": "来月の予定"})
    refreshed(book)
    workbook = openpyxl.load_workbook(book)
    workbook["担当別"]["F2"].value = None
    workbook.save(book)
    refreshed(book)
    assert not notes(book, "RepKPI")
    assert table_rows(book, "担当別", "RepKPI", ["チーム"]) == [["第1課"]] * 3


def test_activity_given_to_a_workbook_without_a_list_of_sources_is_remembered_and_handed_out(tmp_path: Path):
    book = own_book(tmp_path, NARROW, {})
    summary = refreshed(book)
    assert summary.written["Sources"] == 1
    assert table_rows(book, "取込元", "Sources", ["場所"]) == [["log.csv"]]
    assert len(notes(book, "シート「取込元」を追加")) == 1
    with sheetkpi.open_book(book) as opened:  # no activity is given any more
        again = sheetkpi.refresh(opened, today=date(2026, 11, 9))
        opened.save()
    assert (again.activity.counted, again.written["RepKPI"]) == (6, 3)
    assert openpyxl.load_workbook(book, read_only=True).sheetnames.count("取込元") == 1
    assert not notes(book, "追加して記録")
    assert len(sheetkpi.distribute(book, tmp_path / "out").workbooks) == 3


def test_activity_given_for_once_is_not_remembered(tmp_path: Path):
    book = own_book(tmp_path, NARROW, {})
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, [log_of(tmp_path, 3)], once=True, today=date(2026, 11, 9))
        assert len(opened.sheets) == 2
