"""What the README says works, and it is short enough to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetkpi.guide as guide
from sheetkpi.language import LANGUAGES
from tests.guide.blocks import blocks, lines_of, prepare, refreshed, run_line, words_of

PATH = Path(__file__).parents[1] / "README.md"
README = PATH.read_text(encoding="utf-8")
GROUPS = [block for block in blocks(README) if block.kind in ("sh", "bat") and not block.mark]
PICTURES = Path(__file__).parents[1] / "templates" / "pictures"


def test_it_is_short_enough_to_be_read() -> None:
    assert len(PATH.read_bytes()) <= 8192
    assert (PICTURES / "refresh.gif").stat().st_size <= 500_000


def test_the_two_commands_install_run_the_demo_and_the_tests() -> None:
    marked = {block.mark: block.text.strip() for block in blocks(README) if block.mark}
    assert set(marked) == {"main-command", "test-command"}
    assert marked["main-command"].endswith("/sheetkpi demo")
    assert "pytest" in marked["test-command"]
    assert all(len(command.splitlines()) == 1 for command in marked.values())


def test_all_blocks_are_commands() -> None:
    assert {block.kind for block in blocks(README)} == {"sh", "bat"}
    assert len(GROUPS) == 5


@pytest.mark.parametrize("number", range(len(GROUPS)))
def test_the_commands_run_as_written(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = lines_of(f"```sh\n{GROUPS[number].text}```")
    assert lines
    if not any(words_of(line)[:2] == ["new", "KPI.xlsx"] for line in lines):
        refreshed(tmp_path / "KPI.xlsx")
    for line in lines:
        run_line(line)


def test_it_leads_to_every_topic_in_both_languages() -> None:
    for language in LANGUAGES:
        for name in guide.TOPICS:
            assert f"(sheetkpi/guide/{language}/{name}.md)" in README, f"{language} {name}"
