"""The page takes its place in one step, or not at all, and everything else in the folder stays."""

from __future__ import annotations

import json
import os
import signal
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

import sheetkpi.addin
from sheetkpi import excelapp
from sheetkpi.cli import main
from sheetkpi.errors import InputError
from sheetkpi.fileengine.objects.app import App
from sheetkpi.publishing import publishing
from tests.crashes import in_fork
from tests.pausing import paused
from tests.publishing import pages

pytest.importorskip("vl_convert", reason="vl-convert is not installed")
pytest.importorskip("jinja2", reason="Jinja is not installed")

PROGRESS = [["KPI", "Team", "Rep", "Actual"], ["Meetings", "All", None, 135.0]]
NAMES = {"kpi_language": "en", "kpi_month_shown": datetime(2026, 11, 1)}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return pages.plain_book(tmp_path / "KPI.xlsx", {"Progress": PROGRESS}, NAMES)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--lang", "en"])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of a process")
def test_a_crash_at_any_step_leaves_the_old_page_or_the_new_one(
    book: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheetkpi.publish(book, share).path
    old = path.read_bytes()
    new = old.replace(b"135", b"246")
    # Drawn already: the library that draws has threads, which a fork would lose.
    monkeypatch.setattr(publishing, "page", lambda figures, *_: new.decode())
    states = set()
    for step in range(30):
        path.write_bytes(old)

        def killed(step: int = step) -> None:
            with paused(step, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                sheetkpi.publish(book, share)

        ended = in_fork(killed)
        assert path.read_bytes() in (old, new)
        states.add(path.read_bytes())
        if ended is not None:
            break
    assert ended == 0
    assert states == {old, new}
    assert step >= 3
    sheetkpi.publish(book, share, force=True)
    assert not list(share.glob("*.bak"))


def test_an_error_between_writing_and_renaming_leaves_the_old_page_and_nothing_beside_it(
    book: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheetkpi.publish(book, share).path
    old = path.read_bytes()
    monkeypatch.setattr(publishing, "page", lambda figures, *_: "other")

    def full() -> None:
        raise OSError(28, "No space left on device")

    with paused(0, full), pytest.raises(sheetkpi.SheetKPIError):
        sheetkpi.publish(book, share)
    assert path.read_bytes() == old
    assert [each.name for each in share.iterdir()] == ["index.html"]


def test_the_command_says_what_it_did_and_ends_with_3_where_nothing_changed(
    book: Path, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("publish", str(book), str(share)) == 0
    assert str(share / "index.html") in capsys.readouterr().out
    assert run("publish", str(book), str(share), "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["exit_code"], told["changed"], told["teams_not_shown"]) == (3, False, 0)
    assert run("publish", str(book), str(share)) == 3
    assert "left as it is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("nowhere", "does not exist"), ("KPI.xlsx", "does not exist"), ("taken", "is a folder")],
)
def test_a_place_that_cannot_be_written_to_is_one_sentence(
    place: str, sentence: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book.parent / "taken" / "index.html").mkdir(parents=True)
    before = sorted(book.parent.rglob("*"))
    assert run("publish", str(book), str(book.parent / place)) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert sorted(book.parent.rglob("*")) == before


def test_a_folder_without_the_right_to_write_is_one_sentence(
    book: Path, share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != share)
    assert run("publish", str(book), str(share)) == 2
    assert str(share) in capsys.readouterr().err
    assert not list(share.iterdir())


def test_a_page_of_somebody_else_is_replaced_only_by_force(book: Path, share: Path) -> None:
    theirs = share / "index.html"
    theirs.write_text("<title>Welcome</title>")
    with pytest.raises(InputError, match="--force"):
        sheetkpi.publish(book, share)
    assert theirs.read_text() == "<title>Welcome</title>"
    assert sheetkpi.publish(book, share, force=True).changed
    assert pages.tree(theirs).xpath("string(//h1)").endswith("November 2026")


def test_a_damaged_workbook_leaves_the_old_page(book: Path, share: Path) -> None:
    path = sheetkpi.publish(book, share).path
    old = path.read_bytes()
    book.write_bytes(book.read_bytes()[:2000])
    assert run("publish", str(book), str(share)) == 2
    assert path.read_bytes() == old


def test_the_button_publishes_into_the_folder_of_the_settings_and_asks_for_it_where_it_is_missing(
    book: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogs: list[str] = []
    monkeypatch.setattr(App, "alert", lambda self, prompt, *rest: dialogs.append(prompt) or "ok")
    monkeypatch.setattr(excelapp, "WAITS", (0.0,))
    with sheetkpi.open_book(book) as opened:
        sheetkpi.addin.publish(opened)
        assert "Folder to publish into" in dialogs.pop()
        assert not list(share.iterdir())
        cell = opened.sheets["names"].range("C1")
        cell.value = "share"
        opened.names.add("kpi_publish_folder", "=names!$C$1")
        sheetkpi.addin.publish(opened)
        assert str(share / "index.html") in dialogs.pop()
        sheetkpi.addin.publish(opened)
        assert "left as it is" in dialogs.pop()
    assert isinstance(opened, xw.Book)


def test_the_page_of_a_workbook_of_another_name_is_not_replaced(book: Path, share: Path) -> None:
    path = sheetkpi.publish(book, share).path
    page = path.read_bytes()
    other = pages.plain_book(book.with_name("Osaka.xlsx"), {"Progress": PROGRESS}, NAMES)
    with pytest.raises(InputError) as refused:
        sheetkpi.publish(other, share)
    assert (refused.value.key, path.read_bytes()) == ("error.publish_other", page)
    assert b"KPI.xlsx" not in page
    moved = book.rename(book.parent / "share" / "KPI.xlsx")
    assert not sheetkpi.publish(moved, share).changed
    assert sheetkpi.publish(other, share, force=True).changed
    assert b"Osaka" not in path.read_bytes()
