"""What `-h` shows and what is said of words typed wrong, in the language of whoever typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from sheetkpi.cli.wrapping import width
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.nearnames import near
from tests.cli.commands import COMMANDS, options_of, run

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Words of the parser; the product's own are Japanese.
FOREIGN = re.compile(
    r"\b(usage|options|arguments|error|missing|invalid|choose|show this|try|such)\b", re.IGNORECASE
)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_page_with_examples(
    name: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(name, "-h", "--lang", language) == 0
    shown = capsys.readouterr().out
    assert say("usage.example", language) in shown
    assert f"sheetkpi {name}" in shown.split(say("usage.example", language))[1]
    for option in ("--lang", "--json", "--quiet", "--help"):
        assert option in shown
    if language == "ja":
        assert not FOREIGN.search(re.sub(r"--?\w[\w-]*|\[default\]|sheetkpi .*", "", shown))
    else:
        assert not JAPANESE.search(shown)


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_of_a_page_is_cut_off_or_too_wide(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run("refresh", "-h", "--lang", "ja") == 0
    page, _, examples = capsys.readouterr().out.partition(say("usage.example", "ja"))
    assert all(width(line) <= columns for line in page.splitlines())
    assert re.sub(r"\s", "", say("help.activity", "ja")) in re.sub(r"\s", "", page)
    assert "…" not in page
    assert "--activity calls.csv" in examples


@pytest.mark.parametrize(
    ("words", "code"), [((), 2), (("-h",), 0), (("--help",), 0), (("--lang", "ja", "-h"), 0)]
)
def test_the_help_names_every_command(
    words: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == code
    shown = capsys.readouterr().out
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", shown, re.MULTILINE), name


WRONG = [
    (("refrsh", "KPI.xlsx"), "refresh"),
    (("refresh",), "BOOK"),
    (("refresh", "KPI.xlsx", "--activty", "a.csv"), "--activity"),
    (("refresh", "KPI.xlsx", "--month"), "--month"),
    (("refresh", "KPI.xlsx", "--dry-run=yes"), "--dry-run"),
    (("refresh", "KPI.xlsx", "calls.csv"), "--activity calls.csv"),
    (("new", "KPI.xlsx", "more"), "more"),
    (("export", "KPI.xlsx", "--format", "parqet"), "parquet"),
    (("doctor", "--lang", "jp"), "ja"),
    (("--lang", "ja"), "-h"),
]


@pytest.mark.parametrize(("words", "named"), WRONG)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_typed_wrong_are_told_in_the_language_with_what_may_have_been_meant(
    words: tuple[str, ...],
    named: str,
    language: Language,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8" if language == "ja" else "C.UTF-8")
    assert run(*words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    told, hint = shown.err.splitlines()
    if words[0] != "--lang":
        assert named in told
        assert bool(JAPANESE.search(told)) == (language == "ja")
        assert not (language == "ja" and FOREIGN.search(told))
    assert "-h" in hint


def test_a_wrong_option_is_told_with_the_help_of_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("distribute", "KPI.xlsx", "out", "--onyl", "Mori", "--lang", "en") == 2
    shown = capsys.readouterr().err
    assert "There is no option --onyl. Did you mean --only?" in shown
    assert "sheetkpi distribute -h" in shown


def test_names_nearly_the_same_are_offered() -> None:
    assert near("佐籐", ["佐藤", "鈴木", "田中"]) == ["佐藤"]
    assert near("森", ["森 葵", "鈴木 一郎"]) == ["森 葵"]
    assert near("xyz", ["Mori", "Oda"]) == []
    assert near("", ["Mori"]) == []


def test_every_command_has_the_options_that_all_have() -> None:
    for name in COMMANDS:
        assert {"--lang", "--json", "--quiet", "--debug"} <= options_of(name)


def test_commands_are_said_as_this_one_was_started() -> None:
    """Who was taught `py -m sheetkpi` may have no `sheetkpi` on the path."""
    python = [sys.executable, "-m", "sheetkpi"]
    started = f"{shlex.quote(sys.executable)} -m sheetkpi"
    wrong = subprocess.run([*python, "refrsh", "--lang", "en"], capture_output=True, text=True)
    assert f"{started} -h" in wrong.stderr
    page = subprocess.run([*python, "export", "-h", "--lang", "en"], capture_output=True, text=True).stdout
    assert page.startswith(f"usage: {started} export")
    assert "\n  sheetkpi" not in page
    assert page.count(f"{started} {started}") == 0
