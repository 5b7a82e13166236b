"""Entries that came back are in the master: new rows, newer ones, and nothing that nobody can decide."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.errors import SheetKPIError
from tests.distribution.workbooks import (
    MORI,
    SATO,
    TODAY,
    YAMADA,
    collect,
    entries,
    findings,
    master,
    returned,
    row,
    save_at,
    table,
)

FRIDAY, MONDAY, TUESDAY = datetime(2026, 11, 6, 18), datetime(2026, 11, 9, 9), datetime(2026, 11, 10, 9)


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    """Content and time of change of every file in `folder`."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_rows_typed_by_reps_are_added_with_where_they_came_from(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, MORI, calls=10))
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40, connects=8), row(3, calls=35, note="雨"))
    result = collect(book)
    assert (result.added, result.replaced, result.left_out) == (2, 0, 0)
    assert entries(book) == [(2, MORI, 10), (2, YAMADA, 40), (3, YAMADA, 35)]
    hand_typed, first, second = table(book, "DailyEntry")
    assert "回収元" not in hand_typed
    assert (first["回収元"], second["備考"]) == ("KPI_山田.xlsx", "雨")
    assert first["回収時の版"].startswith("1 2026-11-06T18:00:00Z ")


def test_the_reps_files_are_never_written_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40), row(3, calls=-1))
    before = fingerprint(tmp_path / "back")
    assert collect(book).changed
    once = fingerprint(tmp_path)
    again = collect(book)
    assert (again.added, again.same, again.changed) == (0, 1, False)
    assert fingerprint(tmp_path) == once
    assert fingerprint(tmp_path / "back") == before


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    before = fingerprint(tmp_path)
    result = collect(book, dry_run=True)
    assert (result.added, result.changed) == (1, True)
    assert fingerprint(tmp_path) == before


def test_a_newer_save_replaces_the_row_and_the_old_value_is_kept(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=40, note="朝のみ"), saved=FRIDAY)
    collect(book)
    returned(file, row(2, calls=55), saved=MONDAY)
    result = collect(book)
    assert (result.added, result.replaced) == (0, 1)
    assert entries(book) == [(2, YAMADA, 55)]
    (old,) = table(book, "EntryHistory")
    assert (old["日付"].day, old["担当者"], old["架電数"], old["備考"]) == (2, YAMADA, 40, "朝のみ")
    assert (old["回収元"], old["置き換えた元"]) == ("KPI_山田.xlsx", "KPI_山田.xlsx")
    assert isinstance(old["置換日時"], datetime)
    assert "備考" not in table(book, "DailyEntry")[0], "a note that was taken out is gone"


def test_an_old_copy_that_turns_up_again_changes_nothing(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=40), saved=FRIDAY)
    collect(book)
    returned(file, row(2, calls=55), saved=MONDAY)
    collect(book)
    returned(tmp_path / "late" / "KPI_山田.xlsx", row(2, calls=40), saved=FRIDAY)
    result = collect(book, tmp_path / "late")
    assert (result.older, result.changed) == (1, False)
    assert entries(book) == [(2, YAMADA, 55)]


def test_an_old_copy_with_numbers_nobody_has_seen_is_listed(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=55), saved=MONDAY)
    collect(book)
    result = collect(book, returned(tmp_path / "late" / "KPI_山田.xlsx", row(2, calls=48), saved=FRIDAY))
    assert findings(result) == [("late/KPI_山田.xlsx", "A9", "entry_older")]
    assert result.findings[0].values["difference"] == "架電数 55 → 48"
    assert entries(book) == [(2, YAMADA, 55)]


def test_two_files_that_both_changed_a_row_are_listed_and_neither_is_taken(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40), row(3, calls=7), saved=FRIDAY)
    returned(tmp_path / "back" / "KPI_山田 (1).xlsx", row(2, calls=44), saved=MONDAY)
    result = collect(book)
    assert findings(result) == [
        ("back/KPI_山田 (1).xlsx", "A9", "entry_conflict"),
        ("back/KPI_山田.xlsx", "A9", "entry_conflict"),
    ]
    assert result.findings[0].values["other"] == "back/KPI_山田.xlsx A9"
    assert entries(book) == [(3, YAMADA, 7)], "the other row of the file counts"


def test_a_copy_a_mail_program_made_is_the_same_file(tmp_path: Path) -> None:
    book = master(tmp_path)
    for name in ("KPI_山田.xlsx", "KPI_山田 (1).xlsx", "山田さん11月.xlsx"):
        returned(tmp_path / "back" / name, row(2, calls=40))
    result = collect(book)
    assert (result.added, result.same, result.findings) == (1, 2, ())


class TestRowsThatWereHandedOut:
    """The rep's workbook began with rows of the master, each with a stamp of what it said then."""

    HANDED = (row(2, calls=40), row(3, calls=30))

    def test_a_row_the_rep_corrects_replaces_what_was_typed_into_the_master(self, tmp_path: Path) -> None:
        book = master(tmp_path, *self.HANDED)
        returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=41), self.HANDED[1], handed=self.HANDED)
        result = collect(book)
        assert (result.replaced, result.same, result.findings) == (1, 1, ())
        assert entries(book) == [(2, YAMADA, 41), (3, YAMADA, 30)]

    def test_a_row_corrected_in_the_master_stays_when_the_rep_did_not_touch_it(self, tmp_path: Path) -> None:
        book = master(tmp_path, row(2, calls=99), self.HANDED[1])
        returned(tmp_path / "back" / "KPI_山田.xlsx", *self.HANDED, handed=self.HANDED)
        result = collect(book)
        assert (result.same, result.changed) == (2, False)
        assert entries(book)[0] == (2, YAMADA, 99)

    def test_a_row_changed_on_both_sides_is_listed(self, tmp_path: Path) -> None:
        book = master(tmp_path, row(2, calls=99), self.HANDED[1])
        returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=41), self.HANDED[1], handed=self.HANDED)
        result = collect(book)
        assert findings(result) == [("back/KPI_山田.xlsx", "A9", "entry_master_changed")]
        assert result.findings[0].values == {"cell": "A9", "difference": "架電数 99 → 41"}
        assert entries(book)[0] == (2, YAMADA, 99)

    def test_a_row_deleted_in_the_master_does_not_come_back_by_itself(self, tmp_path: Path) -> None:
        book = master(tmp_path, self.HANDED[1])
        returned(tmp_path / "back" / "KPI_山田.xlsx", *self.HANDED, handed=self.HANDED)
        result = collect(book)
        assert findings(result) == [("back/KPI_山田.xlsx", "A9", "entry_deleted")]
        assert entries(book) == [(3, YAMADA, 30)]


def collected_and_corrected(folder: Path) -> tuple[Path, Path]:
    """A KPI workbook with a row of 400 calls that was collected and then corrected to 40, and its file."""
    book, file = master(folder), folder / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=400), saved=FRIDAY)
    collect(book)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["日次入力"]["D9"].value = 40
        opened.save()
    return book, file


def test_a_correction_in_the_master_is_not_undone_by_the_file_it_came_from(tmp_path: Path) -> None:
    book, file = collected_and_corrected(tmp_path)
    returned(file, row(2, calls=400), row(3, calls=30), saved=MONDAY)
    unchanged = collect(book)
    assert (unchanged.same, unchanged.findings) == (1, ()), "the rep has said nothing new of that day"
    assert entries(book) == [(2, YAMADA, 40), (3, YAMADA, 30)]
    returned(file, row(2, calls=410), row(3, calls=30), saved=TUESDAY)
    assert findings(collect(book)) == [("back/KPI_山田.xlsx", "A9", "entry_master_changed")]
    assert entries(book)[0] == (2, YAMADA, 40)


def test_a_row_handed_out_as_corrected_and_changed_back_is_a_change(tmp_path: Path) -> None:
    book, file = collected_and_corrected(tmp_path)
    returned(file, row(2, calls=400), handed=[row(2, calls=40)], revision=2, saved=MONDAY)
    result = collect(book)
    assert (result.replaced, result.findings) == (1, ())
    assert entries(book) == [(2, YAMADA, 400)]


class TestRemovingACollectedRow:
    """Sales ops clear its numbers and leave the row: that is seen, and a row that is not there is not."""

    def collected_and_cleared(self, tmp_path: Path) -> Path:
        book = master(tmp_path)
        returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40, note="重複"), saved=FRIDAY)
        collect(book)
        with sheetkpi.open_book(book) as opened:
            for address in ("D9", "M9"):
                opened.sheets["日次入力"][address].clear_contents()
            opened.save()
        return book

    def test_it_does_not_come_back_with_the_same_file_nor_with_a_later_save(self, tmp_path: Path) -> None:
        book = self.collected_and_cleared(tmp_path)
        again = collect(book)
        assert (again.same, again.changed) == (1, False)
        file = tmp_path / "back" / "KPI_山田.xlsx"
        returned(file, row(2, calls=40, note="重複"), row(3, calls=7), saved=MONDAY)
        result = collect(book)
        assert (result.added, result.same, result.findings) == (1, 1, ())
        assert entries(book) == [(2, YAMADA, None), (3, YAMADA, 7)]
        with sheetkpi.open_book(book) as opened:
            activity = sheetkpi.refresh(opened, today=TODAY).activity
        assert (activity.read, activity.counted) == (1, 1)

    def test_what_the_rep_changes_in_it_afterwards_is_listed(self, tmp_path: Path) -> None:
        book = self.collected_and_cleared(tmp_path)
        file = tmp_path / "back" / "KPI_山田.xlsx"
        returned(file, row(2, calls=41, note="重複"), saved=MONDAY)
        result = collect(book)
        assert findings(result) == [("back/KPI_山田.xlsx", "A9", "entry_master_changed")]
        assert result.findings[0].values["difference"] == "架電数 – → 41, 備考 – → 重複"

    def test_nothing_is_said_when_the_rep_removes_it_too(self, tmp_path: Path) -> None:
        book = self.collected_and_cleared(tmp_path)
        returned(tmp_path / "back" / "KPI_山田.xlsx", row(3, calls=7), saved=MONDAY)
        assert collect(book).findings == ()

    def test_a_row_that_was_deleted_comes_back_so_that_nothing_typed_is_lost(self, tmp_path: Path) -> None:
        book = self.collected_and_cleared(tmp_path)
        with sheetkpi.open_book(book) as opened:
            opened.sheets["日次入力"]["A9:Q9"].clear_contents()
            opened.save()
        assert collect(book).added == 1


def test_a_row_deleted_in_the_file_stays_in_the_master_and_is_named(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=40), row(3, calls=30), saved=FRIDAY)
    collect(book)
    returned(file, row(3, calls=30), saved=MONDAY)
    result = collect(book)
    assert findings(result) == [("", "A9", "entry_gone")]
    assert entries(book) == [(2, YAMADA, 40), (3, YAMADA, 30)]


def test_every_row_that_is_not_taken_is_listed_with_file_and_cell(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(
        tmp_path / "back" / "KPI_山田.xlsx",
        row(2, calls=40),
        row(3, MORI, calls=1),
        row(4, "鈴木 一", calls=1),
        row(27, calls=1),
        row(5, calls="多数"),
        row(6, calls=2, connects=3),
        row(9, calls=1.5),
        row(10, calls=-2),
        row(11, calls=3, note="同じ"),
        row(11, calls=4),
        {"date": "そのうち", "rep": YAMADA, "calls": 1},
        {"rep": YAMADA, "calls": 1},
        row(12, calls=2, connects=1, meetings=2),
        row(13, calls=6),
        row(13, calls=6),
        {"date": date_text(16), "rep": "t.yamada", "calls": "１２件"},
        {"date": date_text(17), "rep": "", "calls": 9},
    )
    result = collect(book)
    where = "back/KPI_山田.xlsx"
    assert sorted(findings(result), key=lambda one: int(one[1][1:])) == [
        (where, "B10", "entry_other_rep"),
        (where, "B11", "entry_rep_unknown"),
        (where, "A12", "date_future"),
        (where, "D13", "entry_number"),
        (where, "E14", "entry_connects"),
        (where, "D15", "entry_whole"),
        (where, "D16", "entry_whole"),
        (where, "A17", "entry_twice"),
        (where, "A18", "entry_twice"),
        (where, "A19", "date_unreadable"),
        (where, "A20", "date_missing"),
        (where, "F21", "entry_meetings"),
        (where, "A23", "entry_repeated"),
    ]
    assert [day for day, _, _ in entries(book)] == [2, 12, 13, 16, 17]
    assert entries(book)[-2:] == [(16, YAMADA, 12), (17, YAMADA, 9)], "an alias, and nobody: the recipient"
    assert result.rows == result.added + result.same + result.left_out == 17
    listed = {(line["ファイル"], line["セル"]) for line in table(book, "CollectIssues")}
    assert listed == {(where, cell) for _, cell, _ in findings(result)}
    assert file.exists()


def date_text(day: int) -> str:
    return f"2026年11月{day}日"


def test_a_team_sends_rows_of_its_own_people_only(tmp_path: Path) -> None:
    book = master(tmp_path)
    rows = (row(2, YAMADA, calls=4), row(2, MORI, calls=5), row(2, SATO, calls=6), row(3, "", calls=1))
    returned(tmp_path / "back" / "KPI_第1課.xlsx", *rows, recipient="第1課", kind="team")
    result = collect(book)
    assert [reason for _, _, reason in findings(result)] == ["entry_other_team", "rep_missing"]
    assert entries(book) == [(2, YAMADA, 4), (2, MORI, 5)]


def test_what_people_marked_stays_marked_and_what_is_mended_goes(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=2, connects=3), row(3, calls="多数"))
    collect(book)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["回収結果"]["J5"].value = "無視"
        opened.save()
    returned(file, row(2, calls=2, connects=3), row(3, calls=7), saved=MONDAY)
    collect(book)
    (line,) = table(book, "CollectIssues")
    assert (line["セル"], line["処理"]) == ("E9", "無視")


def test_a_refresh_counts_what_was_collected_and_leaves_its_findings_alone(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40), row(3, calls=-1))
    collect(book)
    listed = table(book, "CollectIssues")
    with sheetkpi.open_book(book) as opened:
        summary = sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    assert (summary.activity.read, summary.activity.counted) == (1, 1)
    assert table(book, "CollectIssues") == listed
    assert next(line for line in table(book, "RepKPI") if line["担当者"] == YAMADA)["架電数"] == 40


def test_people_s_own_columns_sheets_and_formats_stay(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, MORI, calls=10))
    with sheetkpi.open_book(book) as opened:
        sheet = opened.sheets["日次入力"]
        found = sheet.tables["DailyEntry"]
        wider = found.range.resize(column_size=found.range.columns.count + 1)
        found.resize(wider)
        sheet[found.range.row - 1, wider.columns.count - 1].value = "上長の確認"
        sheet[found.range.row, wider.columns.count - 1].value = "済"
        opened.save()
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    collect(book)
    lines = table(book, "DailyEntry")
    assert lines[0]["上長の確認"] == "済"
    assert "上長の確認" not in lines[1]


def test_an_older_workbook_gets_the_tables_and_columns_it_lacks(tmp_path: Path) -> None:
    book = master(tmp_path)
    with sheetkpi.open_book(book) as opened:
        sheet = opened.sheets["日次入力"]
        found = sheet.tables["DailyEntry"]
        narrower = found.range.resize(column_size=found.range.columns.count - 2)
        found.resize(narrower)
        sheet[found.range.row - 1, narrower.columns.count].clear_contents()
        sheet[found.range.row - 1, narrower.columns.count + 1].clear_contents()
        for name in ("回収結果", "入力履歴"):
            opened.sheets[name].delete()
        opened.save()
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=40), row(3, calls=-1), saved=FRIDAY)
    collect(book)
    returned(file, row(2, calls=41), row(3, calls=-1), saved=MONDAY)
    collect(book)
    assert table(book, "DailyEntry")[0]["回収元"] == "KPI_山田.xlsx"
    assert table(book, "EntryHistory")[0]["架電数"] == 40
    assert table(book, "CollectIssues")[0]["セル"] == "D10"


def test_a_workbook_without_daily_entries_is_told_so_and_stays(tmp_path: Path) -> None:
    book = master(tmp_path)
    with sheetkpi.open_book(book) as opened:
        opened.sheets["日次入力"].delete()
        opened.save()
    before = book.read_bytes()
    with pytest.raises(SheetKPIError) as caught:
        collect(book, returned(tmp_path / "back" / "x.xlsx", row(2, calls=1)))
    assert caught.value.key == "error.no_entry_table"
    assert book.read_bytes() == before


def test_the_time_of_the_save_may_be_the_same_only_where_the_rows_are(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = tmp_path / "back" / "KPI_山田.xlsx"
    returned(file, row(2, calls=40), saved=FRIDAY)
    collect(book)
    returned(file, row(2, calls=41), saved=FRIDAY)
    assert findings(collect(book)) == [("back/KPI_山田.xlsx", "A9", "entry_master_changed")]
    save_at(file, MONDAY)
    assert collect(book).replaced == 1
