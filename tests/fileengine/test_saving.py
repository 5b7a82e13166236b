"""A save is atomic: the old file or the new one, nothing in between and nothing left beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import saving
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import workbook

needs_posix = pytest.mark.skipif(os.name != "posix", reason="signals and resource limits are POSIX")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI 11月.xlsx"
    path.write_bytes(workbook())
    return path


def edited(path: Path, mark: str = "1") -> Package:
    package = Package.open(path)
    package.edit("xl/workbook.xml").set("edited", mark)
    return package


def mark_of(path: Path) -> str | None:
    return Package.open(path).tree("xl/workbook.xml").get("edited")


def names_beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def refusal(package: Package, path: Path | None = None) -> str:
    with pytest.raises(SheetKPIError) as caught:
        package.save(path)
    return caught.value.key


def test_the_state_before_stays_as_bak(book: Path) -> None:
    before = book.read_bytes()
    package = edited(book)
    package.save()
    assert mark_of(book) == "1"
    assert names_beside(book) == [book.name, f"{book.name}.bak"]
    assert book.with_name(f"{book.name}.bak").read_bytes() == before
    first = book.read_bytes()
    package.edit("xl/workbook.xml").set("edited", "2")
    package.save()
    assert mark_of(book) == "2"
    assert book.with_name(f"{book.name}.bak").read_bytes() == first
    assert names_beside(book) == [book.name, f"{book.name}.bak"]


def test_where_links_are_not_possible_bak_is_a_copy(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("this file system has no hard links")

    monkeypatch.setattr(os, "link", no_links)
    before = book.read_bytes()
    edited(book).save()
    assert book.with_name(f"{book.name}.bak").read_bytes() == before
    assert names_beside(book) == [book.name, f"{book.name}.bak"]


def test_a_crash_between_backup_and_rename_does_no_harm_to_the_next_save(book: Path) -> None:
    os.link(book, book.with_name(f"{book.name}.bak"))
    before = book.read_bytes()
    edited(book).save()
    assert book.with_name(f"{book.name}.bak").read_bytes() == before
    assert names_beside(book) == [book.name, f"{book.name}.bak"]


@needs_posix
def test_mode_and_link_are_kept(book: Path, tmp_path: Path) -> None:
    book.chmod(0o640)
    folder = tmp_path / "desktop"
    folder.mkdir()
    link = folder / "KPI.xlsx"
    link.symlink_to(Path("..", book.name))
    edited(link).save()
    assert link.is_symlink()
    assert names_beside(link) == ["KPI.xlsx"]
    assert mark_of(book) == "1"
    assert book.stat().st_mode & 0o7777 == 0o640


@needs_posix
def test_a_new_file_gets_the_usual_mode(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.xlsx"
    edited(book).save(target)
    (tmp_path / "plain").touch()
    assert target.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_file_somebody_else_changed_is_not_overwritten(book: Path) -> None:
    package = edited(book)
    theirs = edited(book, "theirs")
    theirs.save()
    assert refusal(package) == "error.changed_on_disk"
    assert mark_of(book) == "theirs"
    package.save(book.with_name("mine.xlsx"))
    assert mark_of(book.with_name("mine.xlsx")) == "1"


def test_a_file_that_was_deleted_meanwhile_is_written_again(book: Path) -> None:
    package = edited(book)
    book.unlink()
    package.save()
    assert mark_of(book) == "1"


def test_a_read_only_file(book: Path) -> None:
    package = edited(book)
    book.chmod(0o444)
    with pytest.raises(SheetKPIError) as caught:
        package.check_savable()
    assert caught.value.key == refusal(package) == "error.read_only"
    assert mark_of(book) is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(book: Path) -> None:
    package = edited(book)
    book.parent.chmod(0o555)
    try:
        assert refusal(package) == "error.read_only_folder"
    finally:
        book.parent.chmod(0o755)


def test_places_that_are_no_files(book: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    package = edited(book)
    assert refusal(package, tmp_path / "folder.xlsx") == "error.is_folder"
    assert refusal(package, tmp_path / "nowhere" / "KPI.xlsx") == "error.no_folder"


@needs_posix
def test_a_pipe_a_device_and_a_link_to_itself_are_neither_read_nor_written(
    book: Path, tmp_path: Path
) -> None:
    pipe, device, loop = (tmp_path / f"{name}.xlsx" for name in ("pipe", "device", "loop"))
    os.mkfifo(pipe)
    device.symlink_to(os.devnull)
    loop.symlink_to(loop.name)
    package = edited(book)
    for place in (pipe, device, loop):
        assert refusal(package, place) == "error.not_a_file"
        with pytest.raises(SheetKPIError):
            saving.read_signed(place)


def test_a_suffix_excel_would_refuse_for_the_content(book: Path) -> None:
    package = edited(book)
    assert refusal(package, book.with_suffix(".xlsm")) == "error.output_suffix"
    assert names_beside(book) == [book.name]


def test_a_failing_write_leaves_everything_as_it_was(book: Path) -> None:
    before = book.read_bytes()

    def broken() -> Iterator[bytes]:
        yield before
        raise OSError(5, "Input/output error")

    with pytest.raises(SheetKPIError) as caught:
        saving.replace_file(book, broken())
    assert caught.value.key == "error.cannot_save"
    assert "Input/output error" in str(caught.value)
    assert book.read_bytes() == before
    assert names_beside(book) == [book.name]


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@needs_posix
def test_a_full_disk(book: Path) -> None:
    """No file of the process may grow past 2,000 bytes: writing fails half-way, as on a full disk."""
    before = book.read_bytes()
    done = run(
        """
        import resource, sys
        from sheetkpi.errors import SheetKPIError
        from sheetkpi.fileengine.opc.package import Package
        package = Package.open(sys.argv[1])
        package.edit("xl/workbook.xml").set("edited", "1")
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        try:
            package.save()
        except SheetKPIError as error:
            print(error.key)
        """,
        book,
    )
    assert done.stdout.strip() == "error.disk_full", done.stderr
    assert book.read_bytes() == before
    assert names_beside(book) == [book.name]


@needs_posix
def test_a_process_killed_while_writing(book: Path) -> None:
    before = book.read_bytes()
    done = run(
        """
        import os, signal, sys
        from pathlib import Path
        from sheetkpi.fileengine.opc import saving
        def chunks():
            yield b"half of a workbook"
            os.kill(os.getpid(), signal.SIGKILL)
        saving.replace_file(Path(sys.argv[1]), chunks())
        """,
        book,
    )
    assert done.returncode == -signal.SIGKILL
    assert book.read_bytes() == before
    assert len(names_beside(book)) == 3, "what was written so far, and the lock"
    edited(book).save()
    assert mark_of(book) == "1"
    assert names_beside(book) == [book.name, f"{book.name}.bak"], "the next save clears up"


@needs_posix
@pytest.mark.parametrize("after", [0.02, 0.05, 0.09])
def test_a_process_killed_at_any_moment(book: Path, after: float) -> None:
    """One process saves over and over; wherever it is killed, the file is a whole workbook."""
    script = textwrap.dedent(
        """
        import sys
        from sheetkpi.fileengine.opc.package import Package
        package = Package.open(sys.argv[1])
        for mark in range(1_000_000):
            package.edit("xl/workbook.xml").set("edited", str(mark))
            package.save()
            print(mark, flush=True)
        """
    )
    with subprocess.Popen([sys.executable, "-c", script, str(book)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # saved once: from here on there is a state before
        time.sleep(after)
        process.kill()
    for place in (book, book.with_name(f"{book.name}.bak")):
        package = Package.open(place)
        assert all(package.read(part) for part in package.parts())
    edited(book, "mine").save()
    assert mark_of(book) == "mine"
    assert names_beside(book) == [book.name, f"{book.name}.bak"]


@needs_posix
def test_two_processes_saving_at_once_never_mix(book: Path) -> None:
    """Whoever loses gets a sentence, and the file holds what the last winner wrote."""
    script = textwrap.dedent(
        """
        import sys
        from sheetkpi.errors import SheetKPIError
        from sheetkpi.fileengine.opc.package import Package
        for turn in range(15):
            try:
                package = Package.open(sys.argv[1])
                package.edit("xl/workbook.xml").set("edited", f"{sys.argv[2]} {turn}")
                package.save()
            except SheetKPIError as error:
                if error.key not in ("error.worked_on", "error.being_saved", "error.changed_on_disk"):
                    raise
        """
    )
    workers = [subprocess.Popen([sys.executable, "-c", script, str(book), name]) for name in ("a", "b", "c")]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    assert mark_of(book) is not None
    assert names_beside(book) == [book.name, f"{book.name}.bak"]
