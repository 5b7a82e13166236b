"""A refresh that would come to the same as the last one says so, writes nothing and ends with 3."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import sheetkpi
from sheetkpi import cachefolder, lastrefresh
from sheetkpi.cli import main
from sheetkpi.language import preferred_language
from sheetkpi.sources.files import states
from tests.smallbooks import small

LOG = "日付,担当者,チーム,結果\n2026/11/2,山田 太郎,東,不在\n2026/11/4,山田 太郎,東,アポ獲得\n"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook that reads a folder of logs and was just refreshed."""
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(small())
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "calls.csv").write_text(LOG, encoding="utf-8")
    assert refresh(path) == 0
    return path


def refresh(book: Path, *more: object) -> int:
    return run("refresh", book, "--activity", book.parent / "logs", *more)


def test_an_unchanged_refresh_says_so_and_writes_nothing(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, names = book.read_bytes(), sorted(path.name for path in book.parent.iterdir())
    capsys.readouterr()
    assert refresh(book, "--lang", "ja") == 0  # what is told people may be in another language
    assert refresh(book, "--lang", "ja") == 3
    assert "変わっていません" in capsys.readouterr().out
    before = book.read_bytes()
    assert refresh(book, "--lang", "ja", "--json") == 3
    assert json.loads(capsys.readouterr().out)["unchanged_since"]
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == names


def _typed(book: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        opened.sheets[0]["Z99"].value = "メモ"
        opened.save()


def _a_row_more(book: Path) -> None:
    with (book.parent / "logs" / "calls.csv").open("a", encoding="utf-8") as file:
        file.write("2026/11/5,山田 太郎,東,接続\n")


def _other_letters_of_the_same_time_and_size(book: Path) -> None:
    path = book.parent / "logs" / "calls.csv"
    was = path.stat()
    path.write_text(LOG.replace("不在", "接続"), encoding="utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert path.stat().st_size == was.st_size


def _a_file_more(book: Path) -> None:
    (book.parent / "logs" / "more.csv").write_text(LOG.replace("山田", "鈴木"), encoding="utf-8")


def _a_file_less(book: Path) -> None:
    _a_file_more(book)
    assert refresh(book) == 0
    (book.parent / "logs" / "calls.csv").unlink()


@pytest.mark.parametrize(
    "change",
    [_typed, _a_row_more, _other_letters_of_the_same_time_and_size, _a_file_more, _a_file_less],
)
def test_what_changes_the_result_is_noticed(change: Callable[[Path], None], book: Path) -> None:
    change(book)
    assert refresh(book) == 0
    assert refresh(book) == 3


def test_a_file_that_was_only_touched_or_copied_back_is_the_same(book: Path) -> None:
    path = book.parent / "logs" / "calls.csv"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, (time.time() + 60, time.time() + 60))
    assert refresh(book) == 3


def test_an_unchanged_refresh_digests_each_file_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (book, book.parent / "logs" / "calls.csv"):
        os.utime(path, (1e9, 1e9))  # it was touched: only its content tells
    digested: list[str] = []
    sha = states.sha256

    def noted(*given: bytes) -> Any:
        digested.append("")
        return sha(*given)

    monkeypatch.setattr(states, "TICK", 0)
    monkeypatch.setattr(states, "sha256", noted)
    assert refresh(book) == 3
    assert len(digested) == 2


def test_another_day_another_question_and_another_program_count_anew(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (Path.cwd(), book.parent / "logs", False, None, None, preferred_language())
    assert lastrefresh.unchanged_since(book, asked)
    assert not lastrefresh.unchanged_since(book, asked, date.today() + timedelta(days=1))
    assert not lastrefresh.unchanged_since(book, (*asked[:3], date(2026, 10, 1), *asked[4:]))
    monkeypatch.setattr(lastrefresh, "program", lambda: "another")
    assert not lastrefresh.unchanged_since(book, asked)


@pytest.mark.parametrize("option", ["-v", "--force", "--dry-run"])
def test_who_asks_for_more_gets_it(option: str, book: Path) -> None:
    assert refresh(book, option) == 0


def test_records_left_out_matter_to_strict_though_nothing_changed(book: Path) -> None:
    with (book.parent / "logs" / "calls.csv").open("a", encoding="utf-8") as file:
        file.write("いつか,山田 太郎,東,接続\n")
    assert refresh(book, "--strict") == 1
    assert refresh(book, "--strict") == 1
    assert refresh(book) == 3


def test_an_output_that_somebody_changed_or_removed_is_made_again(book: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    assert refresh(book, "--output", output) == 0
    assert refresh(book, "--output", output) == 3
    output.unlink()
    assert refresh(book, "--output", output) == 0
    assert output.exists()


def test_a_source_that_changes_while_it_is_read_is_not_taken_for_read(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = states.place_read

    def then_changed(*arguments: object) -> states.PlaceRead:
        found = looked(*arguments)  # type: ignore[arg-type]
        _a_row_more(book)
        return found

    _a_row_more(book)
    monkeypatch.setattr("sheetkpi.workbook.importsources.place_read", then_changed)
    assert refresh(book) == 0
    monkeypatch.undo()
    assert refresh(book) == 0


def test_what_was_remembered_and_is_damaged_is_forgotten(book: Path) -> None:
    (remembered,) = (book.parent / "cache").glob("refreshed-*")
    sound = cachefolder.kept(remembered.name)
    assert sound
    for content in (
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"version": 99}',
        sound.replace(b"places", b"plan"),
    ):
        cachefolder.keep(remembered.name, [content])
        assert not lastrefresh.is_unchanged(book)
    cachefolder.keep(remembered.name, [sound])
    assert lastrefresh.is_unchanged(book)


def test_nothing_is_remembered_where_nothing_may_be_kept(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CACHE", "off")
    assert refresh(book) == 0
    assert refresh(book) == 0
