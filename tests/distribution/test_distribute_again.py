"""Handing out again: what came back is carried over, what is in the way stays, one failure stops nobody."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.distribution.outgoing.manifest import FILE, read_manifest
from sheetkpi.distribution.recipients import LONGEST, Recipient, file_stems
from sheetkpi.distribution.revisions import master_id
from tests.distribution import workbooks
from tests.distribution.workbooks import MORI, YAMADA

REP = YAMADA
NOTE = 13
"""The column of the notes."""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook, handed out to one rep."""
    folder = tmp_path_factory.mktemp("started")
    book = workbooks.master(folder, workbooks.row(2, calls=40), workbooks.row(2, MORI, calls=50))
    [first] = sheetkpi.distribute(book, folder / "out", only=[REP]).workbooks
    assert (first.state, first.path) == ("written", folder / "out" / f"KPI_{REP}.xlsx")
    return folder


@pytest.fixture
def book(started: Path, tmp_path: Path) -> Path:
    return shutil.copytree(started, tmp_path / "work") / "KPI.xlsx"


@pytest.fixture
def out(book: Path) -> Path:
    """The folder of what was handed out."""
    return book.parent / "out"


@pytest.fixture
def first(out: Path) -> Path:
    """What was handed out."""
    return out / f"KPI_{REP}.xlsx"


def typed(path: Path, calls: int, day: int = 23, note: str | None = None) -> None:
    """Type a row into a handed-out workbook and save it, as another program would."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["日次入力"]
    first, last = (
        int("".join(filter(str.isdigit, end))) for end in sheet.tables["DailyEntry"].ref.split(":")
    )
    row = next(row for row in range(first + 1, last + 1) if sheet.cell(row, 1).value is None)
    for column, value in enumerate((datetime(2026, 11, day), None, "展示会", calls, 3), start=1):
        sheet.cell(row, column, value)
    sheet.cell(row, NOTE, note)
    workbook.save(path)


def change(path: Path, calls: int, to: int) -> None:
    """Type another number of calls over `calls`, a moment after the workbook was saved last."""
    workbook = openpyxl.load_workbook(path)
    for row in workbook["日次入力"].iter_rows(min_col=4, max_col=4):
        if row[0].value == calls:
            row[0].value = to
    workbook.save(path)


def notes(path: Path, calls: int) -> list[object]:
    """The notes of the rows of the entry table with so many calls."""
    sheet = openpyxl.load_workbook(path)["日次入力"]
    return [row[NOTE - 1].value for row in sheet.iter_rows() if row[3].value == calls]


def entries(path: Path) -> list[tuple[object, ...]]:
    """The rows of the entry table that hold something: date, rep, source, calls."""
    sheet = openpyxl.load_workbook(path)["日次入力"]
    _, *rows = sheet[sheet.tables["DailyEntry"].ref]
    return [values for row in rows if any(values := tuple(cell.value for cell in row[:4]))]


def test_entries_nobody_collected_are_carried_over_and_the_returned_file_is_kept(
    book: Path, out: Path, first: Path
) -> None:
    typed(first, 4321)
    came_back = first.read_bytes()
    with sheetkpi.open_book(book) as opened:  # something new for the rep, so that there is another workbook
        opened.names["kpi_min_sample"].refers_to_range.value = 29
        opened.save()
    [second] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert (second.state, second.carried, second.path) == ("written", 1, first)
    assert entries(second.path)[-1] == (datetime(2026, 11, 23), None, "展示会", 4321)
    assert [path.read_bytes() for path in (out / "returned").iterdir()] == [came_back]
    collected = sheetkpi.collect(book, [second.path], today=datetime(2026, 11, 24).date())
    assert (collected.added, collected.replaced) == (1, 0)
    [third] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert (third.carried, [row[3] for row in entries(third.path)].count(4321)) == (0, 1)


def test_a_note_that_names_a_colleague_stays_in_the_master_and_is_handed_out_to_nobody(
    book: Path, out: Path, first: Path
) -> None:
    """The rep types it, and later changes a count of the same row, in which the note no longer stands."""
    today = datetime(2026, 11, 24).date()
    note = f"{MORI}に引き継ぎ"
    typed(first, 4321, note=note)
    assert sheetkpi.collect(book, [first], today=today).added == 1

    [second] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert (second.state, second.carried) == ("written", 0)
    assert notes(second.path, 4321) == [None]
    untouched = sheetkpi.collect(book, [second.path], today=today)
    assert (untouched.added, untouched.replaced, untouched.findings) == (0, 0, ())
    assert notes(book, 4321) == [note]

    change(second.path, 4321, 4322)
    changed = sheetkpi.collect(book, [second.path], today=today)
    assert (changed.added, changed.replaced, changed.findings) == (0, 1, ())
    assert notes(book, 4322) == [note]
    again = sheetkpi.collect(book, [second.path], today=today)
    assert (again.added, again.replaced, again.findings) == (0, 0, ())

    [third] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert (third.state, third.carried) == ("written", 0)
    assert sheetkpi.collect(book, [third.path], today=today).findings == ()
    assert notes(book, 4322) == [note]


def test_a_workbook_in_use_is_left_alone_while_nothing_is_new_for_it(
    book: Path, out: Path, first: Path
) -> None:
    typed(first, 4321)
    before = first.read_bytes()
    [again] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert again.state == "unchanged"
    assert first.read_bytes() == before


def test_a_file_that_is_in_the_way_fails_alone_and_stays(book: Path, out: Path, first: Path) -> None:
    (out / FILE).unlink()
    first.write_bytes(b"somebody's own file")
    result = sheetkpi.distribute(book, out, only=[REP, MORI])
    assert [each.recipient for each in result.of("failed")] == [REP]
    assert [each.recipient for each in result.of("written")] == [MORI]
    assert first.read_bytes() == b"somebody's own file"


def test_a_run_without_its_manifest_loses_nothing(book: Path, out: Path, first: Path) -> None:
    typed(first, 4321)
    (out / FILE).unlink()
    [again] = sheetkpi.distribute(book, out, only=[REP]).workbooks
    assert again.carried == 1
    assert entries(again.path)[-1][3] == 4321


def test_the_record_of_the_folder_names_nobody(book: Path, out: Path, first: Path) -> None:
    with sheetkpi.open_book(book, read_only=True) as opened:
        key = master_id(opened)
    known = read_manifest(out, key)
    [(workbook, one)] = known.items()
    assert one.file == first.name
    new = (out / FILE).read_text(encoding="utf-8")
    assert not [text for text in (*YAMADA.split(), first.stem, key) if text in new]

    old = asdict(one) | {"recipient": YAMADA, "kind": "rep"}
    del old["mark"]
    said = {"version": 1, "master": key, "workbooks": {workbook: old}}
    (out / FILE).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    assert sheetkpi.distribute(book, out, only=[YAMADA]).workbooks[0].state == "unchanged"
    assert (out / FILE).read_text(encoding="utf-8") == new, "one that named people is written anew"

    first.unlink()
    assert read_manifest(out, key)[workbook].file == ""
    assert read_manifest(out, "another master") == {}


@pytest.mark.parametrize(
    "name", ["CON", "営業/一課", "dot.", " 空白 ", "a" * 300, "葵" * 200, "con.txt", "x\u0007y"]
)
def test_file_names_stand_on_windows(name: str) -> None:
    stem = file_stems("KPI", [Recipient("rep", name, (), ())])[name]
    assert not set(stem) & set('<>:"/\\|?*\x07')
    assert stem == stem.strip().rstrip(".")
    assert len(f"{stem}.xlsx".encode()) <= LONGEST


def test_names_that_differ_by_case_alone_get_files_of_their_own() -> None:
    pair = [Recipient("rep", name, (), ()) for name in ("Aoi", "AOI")]
    stems = file_stems("KPI", pair)
    assert len({stem.casefold() for stem in stems.values()}) == 2
