"""Notes on cells: read, written, changed, taken away; threaded comments are left to Excel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.onfile import built, with_rep_table
from tests.libreoffice import needs_libreoffice, recalculated


def with_notes(sheet: Worksheet) -> None:
    with_rep_table(sheet)
    sheet["A2"].comment = Comment("育休から復帰\n(11月)", "村上 結衣")
    sheet["B3"].comment = Comment("threaded", "tc={4D1F6B5C-0000-0000-0000-000000000000}")


def test_notes_are_read(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_notes).sheets["KPI"]
    note = sheet["A2"].note
    assert (note.text, note.author, note.location.address) == ("育休から復帰\n(11月)", "村上 結衣", "$A$2")
    assert sheet["A3"].note is None
    assert [one.location.address for one in sheet.notes] == ["$A$2", "$B$3"]


def test_notes_are_changed_and_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_notes)
    sheet = book.sheets["KPI"]
    sheet["A2"].note.text = "11月から <時短>"
    book.save()
    assert openpyxl.load_workbook(path)["KPI"]["A2"].comment.text == "11月から <時短>"
    sheet["A2"].note.delete()
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert written["A2"].comment is None
    assert written["B3"].comment.text == "threaded"


@pytest.mark.parametrize("build", [with_notes, with_rep_table])
def test_notes_are_added(tmp_path: Path, build: Callable[[Worksheet], None]) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, build)
    sheet = book.sheets["KPI"]
    sheet["A3"].add_note("新人")
    sheet["D1"].add_note("接続 ÷ 架電")
    book.save()
    written = openpyxl.load_workbook(path)["KPI"]
    assert (written["A3"].comment.text, written["D1"].comment.text) == ("新人", "接続 ÷ 架電")


@needs_libreoffice
def test_libreoffice_sees_a_new_note(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    book.sheets["KPI"]["A3"].add_note("新人")
    book.save()
    again = openpyxl.load_workbook(recalculated(path, tmp_path / "out"))["KPI"]
    assert again["A3"].comment.text == "新人"


def test_threaded_comments_are_left_alone(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_notes).sheets["KPI"]
    with pytest.raises(NotImplementedError, match="threaded"):
        sheet["B3"].note.text = "x"
    with pytest.raises(NotImplementedError, match="threaded"):
        sheet["B3"].note.delete()
