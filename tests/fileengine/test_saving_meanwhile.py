"""Others save at any moment of ours: what they saved is in the file or in a named copy, and we say so."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import exchange, saving
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import workbook
from tests.pausing import HABITS, paused, save_in_place

MOST_STEPS = 40
THEIRS = b"theirs, saved meanwhile"
OURS = b"ours"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(b"as it was read, so long")
    return path


def no_exchange(*_: object) -> bool:
    return False


def no_links(*_: object) -> None:
    raise PermissionError("this file system has no hard links")


def contents(folder: Path) -> dict[str, bytes]:
    """What is in each file but the backup."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".bak"}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("links", ["links", "no links"])
@pytest.mark.parametrize("swaps", ["exchange", "no exchange"])
@pytest.mark.parametrize("keep_backup", [True, False])
def test_a_save_at_any_step_is_kept_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, habit: str, links: str, swaps: str, keep_backup: bool
) -> None:
    if links == "no links":
        monkeypatch.setattr(os, "link", no_links)
    if swaps == "no exchange":
        monkeypatch.setattr(exchange, "exchange", no_exchange)
    for step in range(MOST_STEPS):
        folder = tmp_path / str(step)
        folder.mkdir()
        book = folder / "KPI.xlsx"
        book.write_bytes(b"as it was read, so long")
        seen = saving.signature(book)
        refused = ""
        with paused(step, partial(HABITS[habit], book, THEIRS)) as steps:
            try:
                saving.replace_file(book, [OURS], seen, keep_backup=keep_backup)
            except SheetKPIError as error:
                refused = error.key
        if not steps.reached:
            assert contents(folder) == {"KPI.xlsx": OURS}
            break
        if _is_unseen(steps.names[step - 1 : step + 1], habit, swaps):
            continue
        now = contents(folder)
        assert THEIRS in now.values(), (step, steps.names, refused)
        if refused:
            assert refused == "error.changed_on_disk"
            assert now == {"KPI.xlsx": THEIRS}, "the file is theirs, and nothing is left beside it"
        else:
            assert now == {"KPI.xlsx": THEIRS}, "they saved over ours, which was in place"
    else:
        pytest.fail("there are more steps than are looked at")


def _is_unseen(names: list[str], habit: str, swaps: str) -> bool:
    """Where names cannot be exchanged, another file that takes the name between the last look and the rename,
    microseconds apart, is not seen."""
    return swaps == "no exchange" and habit == "by rename" and names == ["exchange", "replace"]


def test_a_save_of_the_same_size_and_time_is_another_one(book: Path) -> None:
    _, seen = saving.read_signed(book)
    status = book.stat()
    book.write_bytes(b"what they saved, so lon")
    os.utime(book, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert book.stat().st_mtime_ns == seen.changed
    assert book.stat().st_size == seen.size
    with pytest.raises(SheetKPIError) as caught:
        saving.replace_file(book, [OURS], seen)
    assert caught.value.key == "error.changed_on_disk"
    assert contents(book.parent) == {"KPI.xlsx": b"what they saved, so lon"}


def test_a_file_that_was_copied_back_byte_for_byte_is_the_one_we_read(book: Path) -> None:
    data, seen = saving.read_signed(book)
    book.unlink()
    book.write_bytes(data)
    saving.replace_file(book, [OURS], seen)
    assert book.read_bytes() == OURS


def test_where_there_was_no_file_none_is_replaced(book: Path) -> None:
    new = book.with_name("new.xlsx")
    for step in range(MOST_STEPS):
        new.unlink(missing_ok=True)
        with paused(step, lambda: save_in_place(new, THEIRS)) as steps, suppress(SheetKPIError):
            saving.replace_file(new, [OURS], saving.ABSENT)
        assert new.read_bytes() == (THEIRS if steps.reached else OURS)
        if not steps.reached:
            break


def test_two_saves_during_the_way_back_are_both_kept(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = saving.signature(book)
    saves = iter([b"first", b"second"])
    exchanged = exchange.exchange

    def exchange_after_a_save(one: Path, other: Path) -> bool:
        if (theirs := next(saves, None)) is not None:
            save_in_place(book, theirs)
        return exchanged(one, other)

    monkeypatch.setattr(exchange, "exchange", exchange_after_a_save)
    if not exchanged(book, book):
        pytest.skip("this file system exchanges no names")
    with pytest.raises(SheetKPIError) as caught:
        saving.replace_file(book, [OURS], seen)
    assert caught.value.key == "error.changed_twice"
    now = contents(book.parent)
    assert now.pop("KPI.xlsx") == b"second"
    assert list(now.values()) == [b"first"]
    assert list(now) == [caught.value.values["kept"]]


def test_a_master_saved_at_any_step_of_ours_stays_as_they_saved_it(tmp_path: Path) -> None:
    for step in range(MOST_STEPS):
        path = tmp_path / f"{step}.xlsx"
        path.write_bytes(workbook())
        package = Package.open(path)
        package.edit("xl/workbook.xml").set("edited", "1")
        saving_theirs = partial(save_in_place, path, THEIRS)
        with paused(step, saving_theirs) as steps, suppress(SheetKPIError):
            package.save()
        if not steps.reached:
            break
        assert path.read_bytes() == THEIRS


def test_other_names_of_a_file_are_known_and_our_backup_is_none(book: Path) -> None:
    assert not saving.has_further_names(book)
    os.link(book, book.with_name("KPI.xlsx.bak"))  # as a crash leaves it
    assert not saving.has_further_names(book)
    os.link(book, book.with_name("the same.xlsx"))
    assert saving.has_further_names(book)
    saving.replace_file(book, [OURS])
    assert not saving.has_further_names(book)
    assert book.with_name("the same.xlsx").read_bytes() != OURS
