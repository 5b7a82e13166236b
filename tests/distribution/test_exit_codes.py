"""The exit codes of every command, as the table in the guide has them."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.cli.options import Code
from sheetkpi.distribution.outgoing import distributing
from sheetkpi.language import say
from sheetkpi.workbook import filling, issues
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, YAMADA, master, row

LOG = "日付,担当者,結果\n2026/11/2,山田 太郎,不在\n2026/11/4,山田 太郎,接続\n"
BAD = LOG + "いつか,山田 太郎,不在\n"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*map(str, words), "--lang", "ja"])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook with entries of three reps, not handed out yet."""
    folder = tmp_path_factory.mktemp("start")
    master(folder, row(2, calls=40), row(2, MORI, calls=50))
    return folder


@pytest.fixture
def book(start: Path, tmp_path: Path) -> Path:
    shutil.copytree(start, tmp_path / "work")
    return tmp_path / "work" / "KPI.xlsx"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_new_and_demo(tmp_path: Path) -> None:
    assert run("new", tmp_path / "KPI.xlsx") == Code.DONE
    assert run("new", tmp_path / "KPI.xlsx") == Code.NOT_DONE
    names = say("file.demo", "ja")
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / names).write_text("somebody's own")
    assert run("demo", folder) == Code.NOT_DONE
    assert [path.name for path in folder.iterdir()] == [names], "nothing is written beside it"
    assert (folder / names).read_text() == "somebody's own"


def test_demo_keeps_raw_files_that_are_there_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sheetkpi.sample import sample_files

    raw = sample_files(tmp_path, "ja")[1]
    raw.write_text("somebody's own")
    assert run("demo", tmp_path) == Code.NOT_DONE
    assert raw.name in capsys.readouterr().err
    assert run("demo", tmp_path, "--force") == Code.DONE
    assert raw.read_bytes() != b"somebody's own"


def test_refresh_and_check(book: Path, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("refresh", book, "--activity", log) == Code.DONE
    log.write_text(BAD, encoding="utf-8")
    assert run("refresh", book, "--strict") == Code.PARTLY
    assert run("check", book, "--strict") == Code.PARTLY
    assert run("check", book) == Code.DONE
    assert run("refresh", tmp_path / "none.xlsx") == Code.NOT_DONE
    log.unlink()
    before = book.read_bytes()
    assert run("refresh", book) == run("check", book) == Code.NOT_DONE
    assert book.read_bytes() == before


def test_a_refresh_of_a_workbook_without_tables_has_nothing_to_do(tmp_path: Path, log: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "plain.xlsx")
    assert run("refresh", tmp_path / "plain.xlsx", "--activity", log) == Code.NOTHING
    assert run("refresh", tmp_path / "plain.xlsx", "--activity", log, "--dry-run") == Code.DONE


def test_a_list_of_issues_that_cannot_be_written_is_told_after_the_refresh(
    book: Path, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (issues, filling):
        monkeypatch.setattr(module, "LINES", 100)
    rows = "".join(f"いつか{number},山田 太郎,不在\n" for number in range(150))
    log.write_text(LOG + rows, encoding="utf-8")
    (book.parent / "KPI_取込結果.csv").mkdir()
    assert run("refresh", book, "--activity", log) == Code.PARTLY
    shown = capsys.readouterr()
    assert "KPI_取込結果.csv" in shown.err
    assert say("done.refresh", "ja", path=book, month="2026/11") in shown.out


def test_an_output_is_replaced_only_when_it_was_made_from_the_same_workbook(
    book: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = book.with_name("today.xlsx")
    words = ("refresh", book, "--activity", log, "--output", output)
    assert run(*words) == Code.DONE
    assert run(*words) == Code.NOTHING, "a scheduler runs it again and again"
    log.write_text(log.read_text(encoding="utf-8").replace("不在", "接続"), encoding="utf-8")
    assert run(*words) == Code.DONE
    moved = shutil.copytree(book.parent, book.parent.parent / "moved")
    assert run(*words[:1], moved / "KPI.xlsx", *words[2:-1], moved / "today.xlsx") == Code.DONE
    other = shutil.copy(book, book.with_name("other.xlsx"))
    assert run("refresh", other, *words[2:]) == Code.NOT_DONE
    with sheetkpi.open_book(output) as opened:
        opened.sheets[0]["A1"].value = "typed since"
        opened.save()
    typed = output.read_bytes()
    assert run(*words) == Code.NOT_DONE
    assert output.read_bytes() == typed
    assert "--force" in capsys.readouterr().err
    assert run(*words, "--force") == Code.DONE
    assert output.with_name("today.xlsx.bak").read_bytes() == typed
    raw = log.with_suffix(".xlsx")
    pd.DataFrame({"日付": [date(2026, 11, 2)], "担当者": [YAMADA], "結果": ["不在"]}).to_excel(
        raw, index=False
    )
    before = raw.read_bytes()
    assert run("refresh", book, "--activity", raw, "--once", "--output", raw) == Code.NOT_DONE
    assert raw.read_bytes() == before


def test_an_output_that_is_the_workbook_itself_is_a_refresh_in_place(book: Path, log: Path) -> None:
    assert run("refresh", book, "--activity", log, "--output", book.parent / ".." / "work" / "KPI.xlsx") == 0
    assert book.with_name("KPI.xlsx.bak").exists()


def test_a_hard_link_that_is_separated_is_told(
    book: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.link(book, book.with_name("the same.xlsx"))
    assert run("refresh", book, "--activity", log) == Code.DONE
    told = say("done.separated", "ja", path=book)
    assert told in capsys.readouterr().out
    assert run("refresh", book) == Code.DONE
    assert told not in capsys.readouterr().out


def test_distribute(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert run("distribute", book, out) == Code.DONE
    assert run("distribute", book, out) == Code.NOTHING
    assert run("distribute", book, out, "--by", "desk") == Code.NOT_DONE
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert run("distribute", book, out, "--pdf") == Code.PARTLY, "no PDFs can be made here"


def test_distribute_of_which_some_failed(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sheetkpi.errors import SheetKPIError

    write = distributing.write

    def failing(one: distributing.Made, *rest: object) -> object:
        if one.recipient.name != YAMADA:
            raise SheetKPIError("error.disk_full", path=one.path)
        return write(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(distributing, "write", failing)
    assert run("distribute", book, tmp_path / "out") == Code.PARTLY
    assert MORI in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "out").glob("*.xlsx")] == [f"KPI_{YAMADA}.xlsx"]


def test_raw_data_is_not_handed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "calls.xlsx"
    pd.read_csv(io.StringIO(LOG)).to_excel(raw, index=False)
    before = raw.read_bytes()
    assert run("distribute", raw, tmp_path / "out") == Code.NOT_DONE
    assert "sheetkpi new" in capsys.readouterr().err
    assert raw.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_distribute_without_activity_has_nothing_to_do(tmp_path: Path) -> None:
    from tests.distribution.workbooks import ROSTER

    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with sheetkpi.open_book(path) as opened:
        enter_rows(opened, {"Roster": ROSTER})
        opened.save()
    assert run("distribute", path, tmp_path / "out") in (Code.NOT_DONE, Code.NOTHING)


def test_collect(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("distribute", book, out) == Code.DONE
    assert run("collect", book, out) == Code.NOTHING
    (tmp_path / "empty").mkdir()
    assert run("collect", book, tmp_path / "empty") == Code.NOTHING
    assert run("collect", book, tmp_path / "nowhere") == Code.NOT_DONE
    path = out / f"KPI_{YAMADA}.xlsx"
    with sheetkpi.open_book(path) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame({"date": [date(2026, 11, 4)], "calls": [31.0]})})
        opened.save()
    assert run("collect", book, out, "--dry-run") == Code.DONE
    assert run("collect", book, out) == Code.DONE
    assert run("collect", book, out) == Code.NOTHING
    with sheetkpi.open_book(path) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame({"date": [date(2026, 11, 5)], "calls": ["多数"]})})
        opened.save()
    assert run("collect", book, out, "--strict") == Code.PARTLY
    path.write_bytes(path.read_bytes()[:5000])
    assert run("collect", book, out) == Code.PARTLY, "a file could not be read"


def test_attach_and_detach(book: Path, tmp_path: Path) -> None:
    assert run("detach", book) == Code.NOTHING
    assert run("attach", book) == Code.DONE
    assert run("attach", book) == Code.NOTHING
    attached = book.with_suffix(".xlsm")
    assert run("attach", attached) == Code.NOTHING
    assert run("detach", attached, "--keep", "--all") == Code.NOT_DONE
    assert run("detach", attached, "--keep") == Code.NOT_DONE, "the .xlsx is there, and another one"
    assert run("detach", attached, "--keep", "--output", tmp_path / "plain.xlsx") == Code.DONE
    assert run("detach", attached) == Code.DONE, "the .xlsx is there, and what detaching would give"
    assert run("attach", tmp_path / "none.xlsx") == Code.NOT_DONE


def test_doctor(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetkpi.readiness import CheckResult

    values = {"version": "3", "path": "python"}
    for state, code in (("ok", Code.DONE), ("problem", Code.PARTLY)):
        found = [CheckResult("python", state, "doctor.package", values)]  # type: ignore[arg-type]
        monkeypatch.setattr(sheetkpi, "doctor", lambda *_, found=found: found)
        monkeypatch.setattr("sheetkpi.cli.terminal.show_findings", lambda *_: None)
        assert run("doctor", book) == code


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, Code.INTERRUPTED)])
def test_a_command_that_is_stopped_clears_up(book: Path, log: Path, sent: signal.Signals, code: int) -> None:
    script = (
        "import sys, time, sheetkpi.pipeline as pipeline\n"
        "from sheetkpi.cli import main\n"
        "def slowly(*_, **__):\n    print('at work', flush=True)\n    time.sleep(60)\n"
        "pipeline.count = slowly\n"
        f"main(['refresh', {str(book)!r}, '--lang', 'en'])"
    )
    before = book.read_bytes()
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        assert list(book.parent.glob(".sheetkpi-*.lock"))
        process.send_signal(sent)
        assert process.wait(timeout=60) == code
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir() if path.name.startswith(".sheetkpi")] == []


def test_a_full_disk_anywhere_is_a_sentence(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the sheets of a distribution are put together, in a temporary folder."""
    import errno

    from sheetkpi.distribution.outgoing import skeleton

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/elsewhere")

    monkeypatch.setattr(skeleton, "TemporaryDirectory", full)
    before = book.read_bytes()
    assert run("distribute", book, tmp_path / "out") == Code.NOT_DONE
    assert capsys.readouterr().err.strip() == say("error.no_space", "ja", path="/tmp/elsewhere")
    assert book.read_bytes() == before
    assert not list((tmp_path / "out").iterdir())


def test_messages_stay_in_one_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An English terminal on a Japanese workbook: what was looked at is told in English too."""
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    odd = tmp_path / "odd.csv"
    odd.write_text("name,size\nA,1\nB,2\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["refresh", str(path), "--activity", str(odd), "--lang", "en"])
    told = capsys.readouterr().err
    assert "odd.csv: no row of known headers" in told
    for key in ("left.empty", "left.no_headers", "left.headers", "left.cell", "error.no_activity"):
        own = max(re.split(r"\{\w+\}", say(key, "ja")), key=len)
        assert own not in told
