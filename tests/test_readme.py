"""What the README says works: its commands and its examples are run."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- (\S+) -->\n)?```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [block for _, mark, kind, block in BLOCKS if kind == "sh" and not mark]
EXAMPLES = [block for _, _, kind, block in BLOCKS if kind == "python"]
CALLS = "Date,Rep,Team,Lead source,Result\n2026/11/2,Aiko Mori,East,Seminar,No answer\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with the files that the README's examples name."""
    import openpyxl

    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Date", "Rep", "Result"])
    sheet.append(["2026-11-03", "Ken Oda", "Connected"])
    book.save(tmp_path / "exports" / "november.xlsx")
    book.save(tmp_path / "MyBook.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_has_commands_and_examples() -> None:
    assert len(COMMANDS) >= 2
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("block", COMMANDS)
def test_the_commands_run_as_written(block: str, folder: Path) -> None:
    from sheetkpi.cli import main

    for line in block.strip().splitlines():
        program, *words = shlex.split(line)
        assert program == "sheetkpi"
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0, line


def test_the_python_examples_run_as_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in EXAMPLES:
        exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[:2] == ["1 1 0", "Aiko Mori"]


def test_the_two_commands_install_run_the_demo_and_the_tests() -> None:
    marked = {mark: block.strip() for _, mark, _, block in BLOCKS if mark}
    assert marked["main-command"].endswith("/sheetkpi demo")
    assert "pytest" in marked["test-command"]
    assert all(len(command.splitlines()) == 1 for command in marked.values())


def test_every_option_of_refresh_is_documented() -> None:
    import subprocess

    code = "from sheetkpi.cli import main; main(['refresh', '--help', '--lang', 'en'])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for option in set(re.findall(r"--[a-z-]+", shown)) - {"--help"}:
        assert option in README
