"""Two people at one workbook: the second is told who has it and since when; a lock left behind is no lock."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import lockfile, locks
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import workbook

HOLDING = """
import sys, time
from pathlib import Path
from sheetkpi.fileengine.opc.lockfile import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(workbook())
    return path


def lock_of(book: Path, text: str = "", age: float = 0.0) -> Path:
    """The lock file of `book`, written unless `text` is empty, last touched `age` seconds ago."""
    lock = book.with_name(f".sheetkpi-{locks.mark(book)}.lock")
    if text:
        lock.write_text(text, encoding="utf-8")
        moment = time.time() - age
        os.utime(lock, (moment, moment))
    return lock


def refusal(book: Path) -> SheetKPIError:
    with pytest.raises(SheetKPIError) as caught, sheetkpi.open_book(book):
        pass
    return caught.value


def holder_in_another_process(book: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(book)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_has_it_and_since_when(book: Path) -> None:
    before = book.read_bytes()
    first = holder_in_another_process(book)
    try:
        error = refusal(book)
        assert error.key == "error.worked_on"
        assert socket.gethostname() in error.sentence("ja")
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", error.sentence("en"))
        package = Package.open(book)
        with pytest.raises(SheetKPIError, match="has been working on"):
            package.save()
        assert book.read_bytes() == before
        with sheetkpi.open_book(book, read_only=True) as opened:
            assert opened.sheets.count, "whoever only reads is not kept out"
    finally:
        first.kill()
        first.wait()


def test_the_lock_of_a_killed_process_is_taken_over_at_once(book: Path) -> None:
    first = holder_in_another_process(book)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert lock_of(book).exists()
    with sheetkpi.open_book(book):
        assert str(os.getpid()) in lock_of(book).read_text(encoding="utf-8")
    assert not list(book.parent.glob(".sheetkpi-*")), "nothing is left behind"


def test_the_lock_goes_when_the_work_is_done_and_when_it_fails(book: Path) -> None:
    with sheetkpi.open_book(book):
        assert lock_of(book).exists()
    assert not lock_of(book).exists()
    with pytest.raises(ZeroDivisionError), sheetkpi.open_book(book):
        raise ZeroDivisionError
    assert not lock_of(book).exists()


def test_a_save_within_the_work_needs_no_lock_of_its_own(book: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        opened.sheets[0]["A1"].value = "x"
        opened.save()
        assert lock_of(book).exists(), "the work goes on"
    assert not lock_of(book).exists()


def test_a_lock_of_another_machine_counts_until_it_is_silent_too_long(book: Path) -> None:
    lock_of(book, "elsewhere 4711 2026-11-22T09:15:00+09:00 Aoi Mori")
    sentence = refusal(book).sentence("en")
    assert sentence.startswith("Aoi Mori (elsewhere) has been working on ")
    lock_of(book, "elsewhere 4711 2026-11-22T09:15:00+09:00 Aoi Mori", age=lockfile.STALE_AFTER + 5)
    with sheetkpi.open_book(book):
        pass


def test_a_lock_that_names_nobody_is_waited_for_only_a_moment(book: Path) -> None:
    lock_of(book).touch()
    with sheetkpi.open_book(book):
        pass
    assert not lock_of(book).exists()


def test_whoever_works_long_says_so_now_and_then(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockfile, "TOUCHED_EVERY", 0.05)
    with lockfile.held(book):
        old = time.time() - 1000
        os.utime(lock_of(book), (old, old))
        limit = time.monotonic() + 5
        while lock_of(book).stat().st_mtime < old + 500 and time.monotonic() < limit:
            time.sleep(0.02)
        assert lock_of(book).stat().st_mtime > old + 500


def test_a_lock_that_somebody_took_over_is_theirs(book: Path) -> None:
    with lockfile.held(book):
        lock_of(book, "elsewhere 1 2026-11-22T09:15:00+09:00 Aoi")
    assert lock_of(book).exists()


def test_of_many_at_once_exactly_one_takes_over_a_lock_left_behind(book: Path) -> None:
    lock_of(book, "elsewhere 1 2026-11-22T09:15:00+09:00 Aoi", age=lockfile.STALE_AFTER + 5)
    code = HOLDING.replace("time.sleep(60)", "time.sleep(2)")
    together = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(book)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60) for process in together]
    assert sum(out == "held\n" for out, _ in said) == 1
    assert all("has been working on" in error for out, error in said if not out)


def test_what_killed_processes_left_in_a_folder_goes_and_what_is_at_work_stays(book: Path) -> None:
    left = book.with_name(f".sheetkpi-{locks.mark(book)}-0011.tmp")
    left.touch()
    lock_of(book, f"{socket.gethostname()} 999999 2026-11-22T09:15:00+09:00 Aoi")
    other = book.with_name("other.xlsx")
    at_work = other.with_name(f".sheetkpi-{locks.mark(other)}-0022.tmp")
    at_work.touch()
    lock_of(other, f"{socket.gethostname()} {os.getpid()} 2026-11-22T09:15:00+09:00 Aoi")
    lockfile.sweep(book.parent)
    assert sorted(book.parent.glob(".sheetkpi-*")) == sorted([at_work, lock_of(other)])


def test_a_lock_whose_time_lies_ahead_counts_from_when_it_is_found(book: Path) -> None:
    lock = lock_of(book, "elsewhere 4711 2026-11-22T09:15:00+09:00 Aoi Mori", age=-86_400.0)
    assert refusal(book).key == "error.worked_on"
    assert abs(lock.stat().st_mtime - time.time()) < 60
    silent = time.time() - lockfile.STALE_AFTER - 5
    os.utime(lock, (silent, silent))
    with sheetkpi.open_book(book):
        pass
    assert not lock.exists()


def test_a_lock_of_the_future_that_cannot_be_touched_is_left_behind(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_of(book, "elsewhere 4711 2026-11-22T09:15:00+09:00 Aoi Mori", age=-86_400.0)
    monkeypatch.setattr(lockfile, "_counts_from_now", lambda lock: False)
    with sheetkpi.open_book(book):
        pass


def test_a_full_disk_leaves_no_empty_lock(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, *_: object, **__: object) -> None:
        os.close(file)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdopen", full)
    assert refusal(book).key == "error.disk_full"
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_whoever_works_next_clears_up_what_a_killed_save_left(book: Path) -> None:
    left = lockfile.name_beside(book)
    left.touch()
    with sheetkpi.open_book(book):
        assert not left.exists()
