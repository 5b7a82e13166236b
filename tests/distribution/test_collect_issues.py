"""Rows and files that were not taken are on the board, until somebody has seen to them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.language import Language, say
from tests.distribution.workbooks import TODAY, collect, master, returned, row, table

MONDAY = datetime(2026, 11, 9, 9)


def board(book: Path) -> list[str]:
    """What the board says is to be done next."""
    with sheetkpi.open_book(book, read_only=True) as opened:
        return [line for line in opened.names["kpi_next"].refers_to_range.value if line]


def refresh(book: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()


def uncollected(count: int, language: Language = "ja") -> str:
    return say("next.uncollected", language, count=f"{count}", sheet=say("sheet.collect", language))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_board_counts_what_was_not_taken_after_a_collect_and_after_a_refresh(
    tmp_path: Path, language: Language
) -> None:
    book = master(tmp_path, row(2, calls=9), language=language)
    refresh(book)
    before = board(book)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(3, calls=-1), row(4, calls="多数"), row(5, calls=7))
    (tmp_path / "back" / "壊れた.xlsx").write_bytes(b"x")
    collect(book)
    assert board(book) == [uncollected(3, language), *before]
    refresh(book)
    assert uncollected(3, language) in board(book)


def test_the_line_goes_when_everything_was_taken_and_the_others_stay(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, calls=9))
    refresh(book)
    before = board(book)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(3, calls=-1))
    collect(book)
    returned(file, row(3, calls=1), saved=MONDAY)
    collect(book)
    assert board(book) == before


def test_lines_somebody_marked_are_not_counted(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, calls=9))
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(3, calls=-1), row(4, calls=-1))
    collect(book)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["回収結果"]["J5"].value = "無視"
        opened.save()
    collect(book)
    assert board(book)[0] == uncollected(1)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["回収結果"]["J5:J6"].value = "無視"
        opened.save()
    refresh(book)
    assert uncollected(1) not in board(book)


def test_nothing_is_said_of_points_that_are_only_worth_a_look(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, calls=9))
    before = board(book)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(12, calls=2, connects=1, meetings=2))
    assert [finding.severity for finding in collect(book).findings] == ["note"]
    assert board(book) == before
    refresh(book)
    assert not any("回収" in line for line in board(book))


def test_where_nothing_else_was_to_be_done_the_line_takes_the_place_of_that(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    nothing = [say("next.nothing", "ja")]
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_next"].refers_to_range.value = [[nothing[0]], [None], [None], [None]]
        opened.save()
    returned(file, row(3, calls=-1))
    collect(book)
    assert board(book) == [uncollected(1)]
    returned(file, row(3, calls=1), saved=MONDAY)
    collect(book)
    assert board(book) == nothing


def test_a_workbook_without_a_table_for_them_names_the_sheet_it_gets(tmp_path: Path) -> None:
    book = master(tmp_path)
    with sheetkpi.open_book(book) as opened:
        sheet = opened.sheets["回収結果"]
        sheet.delete()
        opened.sheets.add("回収結果")
        opened.save()
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(3, calls=-1))
    collect(book)
    assert "「回収結果 (2)」" in board(book)[0]


@pytest.mark.parametrize("gone", ["架電数", "備考"])
def test_a_column_that_was_renamed_or_deleted_in_a_file_is_told_and_stays_here(
    tmp_path: Path, gone: str
) -> None:
    handed = row(2, calls=40, note="折り返し待ち")
    book = master(tmp_path, handed)
    path = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40, connects=7), handed=[handed])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["日次入力"]
    [cell] = [cell for line in sheet.iter_rows() for cell in line if cell.value == gone]
    cell.value = "自分の見出し"
    workbook.save(path)
    result = collect(book)
    [line] = table(book, "DailyEntry")
    assert (line["架電数"], line["接続数"]) == (40, 7)
    assert line.get("備考") == ("折り返し待ち" if gone == "備考" else None)
    told = [finding for finding in result.findings if finding.reason == "reason.entry_column_gone"]
    assert [finding.values["columns"] for finding in told] == [gone]
