"""Watching a workbook: what comes back is collected, what changes is refreshed, and the page follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from sheetkpi import lastrefresh, watching
from sheetkpi.errors import InputError
from sheetkpi.language import say
from sheetkpi.watching import Watched, watch
from tests.cli.commands import run
from tests.distribution.workbooks import MORI, entries, master, returned, row
from tests.fileengine.test_locks import excel_lock

LOG = "日付,担当者,チーム,結果\n2026/11/2,山田 太郎,第1課,不在\n2026/11/4,山田 太郎,第1課,アポ獲得\n"

Step = Callable[[], object]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook that reads a folder of logs and was just refreshed."""
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    path = master(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "calls.csv").write_text(LOG, encoding="utf-8")
    assert run("refresh", path, "--activity", tmp_path / "logs", "--quiet") == 0
    assert run("refresh", path, "--quiet", "--lang", "ja") == 0
    return path


def watched(book: Path, steps: Sequence[Step | None], **more: Path) -> list[str]:
    """What is told while `steps` happen, one between two looks each, before somebody presses Ctrl+C."""
    told: list[str] = []
    left: Iterator[Step | None] = iter(steps)

    def sleep(_: float) -> None:
        step = next(left, lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        if step is not None:
            step()

    with pytest.raises(KeyboardInterrupt):
        watch(book, "ja", lambda key, **values: told.append(say(key, "ja", **values)), sleep=sleep, **more)
    return told


def more_calls(book: Path) -> Step:
    def add() -> None:
        with (book.parent / "logs" / "calls.csv").open("a", encoding="utf-8") as file:
            file.write("2026/11/5,山田 太郎,第1課,接続\n")

    return add


def test_a_source_that_changes_is_refreshed_once_it_rests(book: Path) -> None:
    add = more_calls(book)
    told = watched(book, [None, None, add, add, None, None, None])
    assert told == ["更新しました：集計 4 件、対象外 0 件。"]
    assert lastrefresh.is_unchanged(book)


def test_nothing_is_written_where_nothing_changes(book: Path) -> None:
    before = book.stat()
    (book.parent / "logs" / "calls.csv").touch()
    assert watched(book, [None] * 3) == []
    assert (book.stat().st_ino, book.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_comes_back_is_collected_and_counted(book: Path) -> None:
    (book.parent / "配布").mkdir()

    def comes_back() -> None:
        returned(book.parent / "配布" / "KPI_森 葵.xlsx", row(5, MORI, calls=30), recipient=MORI)

    told = watched(book, [None, comes_back, None, None, None])
    assert told[0].startswith("回収しました：日次入力 1 行")
    assert told[1].startswith("更新しました：集計 3 件")
    assert len(told) == 2
    assert len(entries(book)) == 1


def test_a_file_mended_that_says_what_is_here_already_is_told_as_that(book: Path) -> None:
    handed_out = book.parent / "配布"
    handed_out.mkdir()
    broken = handed_out / "KPI_佐藤.xlsx"

    def comes_back() -> None:
        returned(handed_out / "KPI_森 葵.xlsx", row(5, MORI, calls=30), recipient=MORI)
        broken.write_bytes(b"PK")

    told = watched(book, [None, comes_back, None, None, broken.unlink, None, None, None])
    assert not [line for line in told if line.startswith("回収しました：日次入力 0 行")]
    assert say("done.collect_here", "ja", count=1, path=book) in told


def test_another_day_is_another_refresh(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = date.fromordinal(date.today().toordinal() + 1)
    day = type("Day", (date,), {"today": classmethod(lambda _: tomorrow)})

    def night() -> None:
        monkeypatch.setattr(watching, "date", day)
        monkeypatch.setattr(lastrefresh, "date", day)

    assert len(watched(book, [None, night, None, None, None])) == 1


def test_a_workbook_that_somebody_has_open_is_waited_for_and_said_once(book: Path) -> None:
    lock = book.with_name("~$KPI.xlsx")
    add = more_calls(book)

    def opened() -> None:
        lock.write_bytes(excel_lock("森 葵"))
        add()

    told = watched(book, [opened, *[None] * 20, lock.unlink, *[None] * 10])
    assert told[0].startswith("待っています。")
    assert told[1:] == ["更新しました：集計 3 件、対象外 0 件。"]


def test_a_source_that_is_gone_is_said_once_and_refreshed_when_it_is_back(book: Path) -> None:
    logs, away = book.parent / "logs", book.parent / "away"
    told = watched(
        book,
        [
            lambda: logs.rename(away),
            *[None] * 6,
            lambda: (away.rename(logs), more_calls(book)()),
            *[None] * 6,
        ],
    )
    assert [line.startswith("待っています。") for line in told] == [True, False]
    assert told[1] == "更新しました：集計 3 件、対象外 0 件。"


def test_a_source_that_stays_damaged_is_said_once_however_often_it_changes(book: Path) -> None:
    damaged = book.parent / "logs" / "more.xlsx"
    sizes = iter(range(100, 200))

    def changes() -> None:
        damaged.write_bytes(b"PK\x03\x04" + b"x" * next(sizes))

    told = watched(
        book, [changes, None, None, None] * 4 + [damaged.unlink, more_calls(book), None, None, None]
    )
    assert [line.partition("。")[0] for line in told[:1]] == ["待っています"]
    assert told[1:] == ["更新しました：集計 3 件、対象外 0 件。"]


def test_what_changes_while_it_is_read_is_read_again(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, add = watching.refresh, more_calls(book)
    changes = [add]

    def while_read(*arguments: object, **named: object) -> object:
        summary = real(*arguments, **named)  # type: ignore[arg-type]
        if changes:
            changes.pop()()
        return summary

    monkeypatch.setattr(watching, "refresh", while_read)
    told = watched(book, [add, *[None] * 5])
    assert told == [f"更新しました：集計 {count} 件、対象外 0 件。" for count in (3, 4)]


def test_the_page_follows(book: Path) -> None:
    pytest.importorskip("vl_convert", reason="vl-convert is not installed")
    pytest.importorskip("jinja2", reason="Jinja is not installed")
    page = book.parent / "page"
    page.mkdir()
    told = watched(book, [None, more_calls(book), None, None, None], page=page)
    published = f"公開しました：{page / 'index.html'}"
    assert told == [published, "更新しました：集計 3 件、対象外 0 件。", published]


def test_a_page_whose_folder_goes_away_is_there_as_soon_as_that_is_back(book: Path) -> None:
    pytest.importorskip("vl_convert", reason="vl-convert is not installed")
    pytest.importorskip("jinja2", reason="Jinja is not installed")
    page, away = book.parent / "page", book.parent / "away"
    page.mkdir()

    def goes() -> None:
        page.rename(away)
        more_calls(book)()

    told = watched(book, [None, goes, *[None] * 8, lambda: away.rename(page), None, None, None], page=page)
    assert told[-1] == f"公開しました：{page / 'index.html'}"
    assert sum(line.startswith("待っています") for line in told) == 1


def test_once_is_one_pass(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("watch", book, "--once", "--lang", "ja") == 3
    more_calls(book)()
    capsys.readouterr()
    assert run("watch", book, "--once", "--lang", "ja", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [action["message"] for action in told["actions"]] == ["更新しました：集計 3 件、対象外 0 件。"]
    book.with_name("~$KPI.xlsx").write_bytes(excel_lock("森 葵"))
    more_calls(book)()
    assert run("watch", book, "--once") == 2


def test_ctrl_c_ends_it_quietly(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: Watched) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Watched, "looks", interrupted)
    assert run("watch", book, "--lang", "en") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"Watching {book}. Press Ctrl+C to end.\n", "")


def test_what_is_not_there_to_begin_with_is_said(book: Path, tmp_path: Path) -> None:
    for wrong in ({"book": tmp_path / "none.xlsx"}, {"book": book, "page": tmp_path / "none"}):
        with pytest.raises(InputError):
            watch(**{"language": "ja", "tell": pytest.fail, "once": True, **wrong})  # type: ignore[arg-type]
