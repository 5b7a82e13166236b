"""The loop from end to end: handed out, typed in, sent back, collected, counted, handed out again."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, YAMADA, collect, entries, findings, master, row, save_at, table

TODAY = date(2026, 11, 20)


def handed_out(book: Path) -> dict[str, Path]:
    """The workbooks of everybody, by name."""
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    made = sheetkpi.distribute(book, book.parent / "out")
    return {workbook.recipient: workbook.path for workbook in made.workbooks}


def typed(path: Path, cells: dict[str, object], *, new: dict[str, object] | None = None) -> None:
    """What a rep types into their workbook: over cells of the entry sheet, and into a new row."""
    with sheetkpi.open_book(path) as opened:
        for address, value in cells.items():
            opened.sheets["日次入力"][address].value = value
        if new:
            enter_rows(opened, {"DailyEntry": pd.DataFrame([new])})
        opened.save()
    path.with_name(f"{path.name}.bak").unlink()
    save_at(path, datetime.now())


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook, refreshed and handed out to everybody."""
    folder = tmp_path_factory.mktemp("started")
    book = master(folder, row(2, calls=40), row(2, MORI, calls=50), row(3, calls=30))
    made = handed_out(book)
    assert [made[rep] for rep in (YAMADA, MORI)] == [
        folder / "out" / f"KPI_{rep}.xlsx" for rep in (YAMADA, MORI)
    ]
    return folder


@pytest.fixture
def book(started: Path, tmp_path: Path) -> Path:
    return shutil.copytree(started, tmp_path, dirs_exist_ok=True) / "KPI.xlsx"


@pytest.fixture
def out(book: Path) -> dict[str, Path]:
    """What was handed out, by name."""
    return {rep: book.parent / "out" / f"KPI_{rep}.xlsx" for rep in (YAMADA, MORI)}


def test_what_reps_type_into_what_they_were_handed_is_in_the_master(book: Path, out: dict[str, Path]) -> None:
    typed(out[YAMADA], {"D9": 44}, new={"date": date(2026, 11, 4), "calls": 20})
    typed(out[MORI], {}, new={"date": date(2026, 11, 4), "rep": MORI, "calls": 60})
    result = collect(book, book.parent / "out")
    assert (result.added, result.replaced, result.findings) == (2, 1, ())
    assert sorted(entries(book)) == sorted(
        [(2, YAMADA, 44), (2, MORI, 50), (3, YAMADA, 30), (4, YAMADA, 20), (4, MORI, 60)]
    )
    assert [line["架電数"] for line in table(book, "EntryHistory")] == [40]


def test_handing_out_again_and_collecting_again_changes_nothing(book: Path, out: dict[str, Path]) -> None:
    typed(out[YAMADA], {"D9": 44})
    collect(book, book.parent / "out")
    handed_out(book)
    before = entries(book)
    result = collect(book, book.parent / "out")
    assert (result.added, result.replaced, result.findings) == (0, 0, ())
    assert entries(book) == before


def test_a_row_corrected_here_while_the_workbook_was_away_stays(book: Path, out: dict[str, Path]) -> None:
    with sheetkpi.open_book(book) as opened:
        opened.sheets["日次入力"]["D9"].value = 41
        opened.save()
    typed(out[YAMADA], {}, new={"date": date(2026, 11, 4), "calls": 20})
    collect(book, book.parent / "out")
    assert (2, YAMADA, 41) in entries(book)


def test_a_file_handed_out_from_another_kpi_workbook_is_not_taken(book: Path, tmp_path: Path) -> None:
    (tmp_path / "west").mkdir()
    west = master(tmp_path / "west", row(2, calls=1))
    theirs = handed_out(west)[YAMADA]
    typed(theirs, {}, new={"date": date(2026, 11, 5), "calls": 9})
    result = collect(book, theirs)
    assert findings(result) == [(theirs.relative_to(tmp_path).as_posix(), "", "entry_other_book")]
    assert result.added == 0


def test_a_file_sent_back_under_another_name_is_known_by_what_is_in_it(
    book: Path, out: dict[str, Path], tmp_path: Path
) -> None:
    typed(out[YAMADA], {}, new={"date": date(2026, 11, 4), "calls": 20})
    renamed = out[YAMADA].rename(tmp_path / "先週分（最終）.xlsx")
    result = collect(book, renamed)
    assert (result.added, result.files[0].recipient) == (1, YAMADA)


def test_entries_of_a_holiday_are_in_the_months_total_once(tmp_path: Path) -> None:
    """The 3rd of November is one: what was counted until then is not added to it again."""
    book = master(tmp_path, row(2, calls=40), row(3, calls=30))
    path = handed_out(book)[YAMADA]
    with sheetkpi.open_book(path, read_only=True) as opened:
        assert opened.names["kpi_entry_month"].refers_to_range.value[0] == 70
        assert opened.names["kpi_last_data"].refers_to_range.value == datetime(2026, 11, 3)


def test_a_days_counts_typed_move_what_is_left_at_once_and_no_sheet_out_of_sight_is_named(
    out: dict[str, Path],
) -> None:
    """The line above the entries takes what was typed off the target."""
    path = out[YAMADA]
    book = openpyxl.load_workbook(path)
    ((sheet, cells),) = book.defined_names["kpi_entry_left"].destinations
    calls = book[sheet][cells][0][0]
    below = {line: book.defined_names[f"kpi_entry_{line}"].attr_text for line in ("month", "target")}
    rows = {line: int(text.rpartition("$")[2]) for line, text in below.items()}
    letter = calls.column_letter
    goal, done = f"{letter}{rows['target']}", f"{letter}{rows['month']}"
    assert calls.value == f'=IF(AND(N({goal})>0,{done}<>""),MAX({goal}-{done},0),"")'
    assert "SUMIFS(DailyEntry[" in str(book[sheet][done].value)
    hidden = {sheet.title for sheet in book if sheet.sheet_state != "visible"}
    ((board, lines),) = book.defined_names["kpi_next"].destinations
    said = " ".join(str(row[0].value or "") for row in book[board][lines])
    named = {name for name in hidden if f"「{name}」" in said}
    assert hidden
    assert not named
