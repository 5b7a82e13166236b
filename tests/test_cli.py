"""The command line: what it prints, remembers, and with which code it ends."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.cli.terminal import FileName, titled
from sheetkpi.cli.wrapping import name_lines, width
from sheetkpi.language import LANGUAGES, Language, say
from tests.addin.snapshots import cells
from tests.smallbooks import small

LOG = """\
日付,担当者,チーム,結果
2026/11/2,山田 太郎,東,不在
2026/11/4,山田 太郎,東,アポ獲得
いつか,山田 太郎,東,不在
"""


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(small())
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "logs" / "calls.csv"
    path.parent.mkdir()
    path.write_text(LOG, encoding="cp932")
    return path


def value(book: Path, sheet: str, table: str) -> object:
    with sheetkpi.open_book(book, read_only=True) as opened:
        return opened.sheets[sheet].tables[table].data_body_range.options(ndim=2).value


@pytest.mark.parametrize("command", ["new", "demo", "refresh", "undo", "check", "attach", "detach", "doctor"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_command_has_help_in_both_languages(
    command: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, "--help", "--lang", lang) == 0
    shown = capsys.readouterr().out
    assert sheetkpi.language.say(f"help.{command}", lang)[:10] in shown  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",)])
def test_without_a_command_the_help_is_shown(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(*words)
    shown = capsys.readouterr().out
    assert "refresh" in shown
    assert "distribute" in shown


def test_every_command_has_its_short_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("refresh", "-h") == 0
    assert "--activity" in capsys.readouterr().out


def test_the_module_runs_as_the_command_does() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "sheetkpi", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == version("sheetkpi")


def test_a_refresh_ends_with_the_answer(book: Path, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("refresh", book, "--activity", log, "--lang", "ja") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("商談創出数は ")
    assert "件を集計しました" in shown
    assert "RepKPI (1)" not in shown


def test_verbose_prints_what_it_read_and_wrote(
    book: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("refresh", book, "--activity", log, "--verbose", "--lang", "ja") == 0
    shown = capsys.readouterr().out
    assert "読み込んだ記録" in shown
    assert "RepKPI (1)" in shown
    assert "calls.csv" in shown
    assert "日付として読み取れません" in shown


def test_strict_ends_with_1_when_records_were_left_out(book: Path, log: Path) -> None:
    assert run("refresh", book, "--activity", log, "--strict") == 1
    assert run("check", book, "--strict") == 1
    assert run("check", book) == 0


def test_an_activity_source_is_remembered_relative_to_the_workbook(book: Path, log: Path) -> None:
    run("refresh", book, "--activity", log)
    assert next(row[2] for row in value(book, "取込元", "Sources")) == "logs/calls.csv"  # type: ignore[attr-defined]
    assert run("refresh", book) == 0


def test_an_activity_source_used_once_is_not_remembered(book: Path, log: Path) -> None:
    run("refresh", book, "--activity", log, "--once")
    assert not any(row[2] for row in value(book, "取込元", "Sources"))  # type: ignore[attr-defined]
    assert run("refresh", book) == 2


def test_undo_puts_back_what_the_last_refresh_overwrote(
    book: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = cells(book)
    assert run("undo", book, "--lang", "ja") == 3
    assert "取り消せる更新がありません" in capsys.readouterr().err
    assert run("refresh", book, "--activity", log) == 0
    assert cells(book) != before
    assert run("undo", book, "--lang", "ja") == 0
    assert "更新を取り消し" in capsys.readouterr().out
    assert cells(book) == before
    assert run("undo", book) == 3


def test_undo_changes_nothing_where_the_workbook_no_longer_fits(book: Path, log: Path) -> None:
    assert run("refresh", book, "--activity", log) == 0
    with sheetkpi.open_book(book) as opened:
        opened.sheets["担当別"].tables["RepKPI"].name = "Mine"
        opened.save()
    before = book.read_bytes()
    assert run("undo", book) == 2
    assert book.read_bytes() == before
    assert run("undo", book.with_name("none.xlsx")) == 2


def test_a_refresh_is_made_where_nothing_can_be_kept_for_an_undo(
    book: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(log))  # a file, where a folder would have to be made
    monkeypatch.setenv("LOCALAPPDATA", str(log))
    monkeypatch.setattr(Path, "home", lambda: log)
    assert run("refresh", book, "--activity", log) == 0
    assert run("undo", book) == 3


def test_a_dry_run_and_a_check_write_nothing(book: Path, log: Path) -> None:
    before = book.read_bytes()
    assert run("refresh", book, "--activity", log, "--dry-run") == 0
    assert run("check", book, "--activity", log) == 0
    assert book.read_bytes() == before
    assert {path.name for path in book.parent.iterdir()} == {"KPI.xlsx", "logs"}


def test_output_leaves_the_workbook_as_it_was(book: Path, log: Path) -> None:
    before = book.read_bytes()
    copy = book.with_name("copy.xlsx")
    assert run("refresh", book, "--activity", log, "--output", copy) == 0
    assert book.read_bytes() == before
    assert value(copy, "担当別", "RepKPI")[0][0] == "山田 太郎"  # type: ignore[index]
    assert run("undo", book) == run("undo", copy) == 3, "nothing was overwritten"


def test_output_needs_the_extension_of_the_workbook(book: Path, log: Path) -> None:
    assert run("refresh", book, "--activity", log, "--output", book.with_name("copy.xlsm")) == 2


def test_a_month_can_be_chosen(book: Path, log: Path) -> None:
    assert run("refresh", book, "--activity", log, "--month", "2026-10") == 0
    with sheetkpi.open_book(book, read_only=True) as opened:
        shown = opened.names["kpi_month_shown"].refers_to_range.value
    assert (shown.year, shown.month, shown.day) == (2026, 10, 1)


def test_new_refuses_to_overwrite(book: Path) -> None:
    before = book.read_bytes()
    assert run("new", book) == 2
    assert book.read_bytes() == before


def test_new_makes_a_workbook_in_the_language_asked_for(tmp_path: Path) -> None:
    assert run("new", tmp_path / "en.xlsx", "--lang", "en") == 0
    with sheetkpi.open_book(tmp_path / "en.xlsx", read_only=True) as opened:
        assert opened.sheets[0].name == "Board"


def test_a_save_keeps_the_state_before_it(book: Path, log: Path) -> None:
    before = book.read_bytes()
    run("refresh", book, "--activity", log)
    backups = [path for path in book.parent.iterdir() if path.suffix == ".bak"]
    assert [path.read_bytes() for path in backups] == [before]


def test_too_many_issues_for_the_sheet_go_to_a_csv_beside_the_workbook(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    rows = "".join(f"いつか{number},山田 太郎,不在\n" for number in range(10_050))
    path.write_text("日付,担当者,結果\n2026/11/2,山田 太郎,不在\n" + rows, encoding="utf-8")
    assert run("refresh", book, "--activity", path, "--lang", "ja") == 0
    lines = (tmp_path / "KPI_取込結果.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum(line.startswith("対象外") for line in lines) == 10_050
    assert len(value(book, "取込結果", "ImportIssues")) == 10_000  # type: ignore[arg-type]
    assert run("check", book, "--lang", "ja") == 0  # the CSV beside it is never read as activity


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["unused.title", "mistakes.title", "summary.reasons", "collect.findings"])
def test_a_title_stands_on_one_line_above_a_narrow_table(title: str, language: Language) -> None:
    table = titled(title, language, has_header=False)
    table.add_row("a")
    console = Console(width=80, record=True, file=StringIO())
    console.print(table)
    assert console.export_text().splitlines()[0].strip() == say(title, language)


def test_names_of_files_break_where_their_parts_end(capsys: pytest.CaptureFixture[str]) -> None:
    table = titled("collect.came_back", "en")
    table.add_column("File")
    table.add_column("Rows", no_wrap=True)
    table.add_row(FileName("back/KPI_sample_Ada Ashgrove.xlsx"), "a" * 20)
    shown = StringIO()
    Console(file=shown, width=40).print(table)
    lines = [line.strip().split("  ")[0] for line in shown.getvalue().splitlines()]
    assert [line for line in lines if line.startswith(("back", "Ada", "Ash", "xlsx", "sample"))] == [
        "back/KPI_",
        "sample_Ada",
        "Ashgrove.xlsx",
    ]


@pytest.mark.parametrize("columns", [1, 2, 3, 7, 12, 40])
def test_no_letter_of_a_name_is_lost_however_narrow_the_column(columns: int) -> None:
    for name in ("back/KPI_山田 太郎.xlsx", "-", "", "averyverylongwordwithoutanyend", "a b  c"):
        lines = list(name_lines(name, columns))
        assert "".join(lines) == name
        assert all(width(line.rstrip()) <= max(columns, 2) for line in lines)
