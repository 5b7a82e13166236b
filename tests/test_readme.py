"""What the README says works: its commands and its examples are run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import sheetkpi
from tests.smallbooks import small

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- (\S+) -->\n)?^ *```(\w+)\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)
COMMANDS = [block for _, mark, kind, block in BLOCKS if kind in ("sh", "bat") and not mark]
EXAMPLES = [block for _, _, kind, block in BLOCKS if kind == "python"]
PICTURES = re.findall(r"!\[.*?\]\((.*?)\)", README)
CALLS = "Date,Rep,Team,Lead source,Result\n2026/11/2,Aiko Mori,East,Seminar,No answer\n"
SPOKEN = (["sheetkpi"], ["py", "-m", "sheetkpi"])
INSTALL = ["py", "-m", "pip", "install", "sheetkpi"]


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


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook that was refreshed with the file beside it."""
    book = tmp_path_factory.mktemp("refreshed") / "KPI.xlsx"
    book.write_bytes(small("en"))
    (book.parent / "calls.csv").write_text(CALLS, encoding="utf-8")
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, [book.parent / "calls.csv"])
        opened.save()
    return book


@pytest.mark.parametrize("block", COMMANDS)
def test_the_commands_run_as_written(block: str, folder: Path, refreshed: Path) -> None:
    from sheetkpi.cli import main

    shutil.copy(folder / "exports" / "november.xlsx", folder / "MyBook.xlsx")
    if "new KPI.xlsx" not in block:
        shutil.copy(refreshed, folder)
    for line in block.strip().splitlines():
        words = shlex.split(line)
        if words == INSTALL:
            continue  # what it installs is tested by the two commands above
        (begun,) = (spoken for spoken in SPOKEN if words[: len(spoken)] == spoken)
        with pytest.raises(SystemExit) as ended:
            main(words[len(begun) :])
        assert ended.value.code in (0, 3), line  # nothing has come back yet that could be collected


def test_the_python_examples_run_as_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in EXAMPLES:
        exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[:2] == ["1 1 0", "Aiko Mori"]


def test_the_two_commands_install_run_the_demo_and_the_tests() -> None:
    marked = {mark: block.strip() for _, mark, _, block in BLOCKS if mark}
    assert marked["main-command"].endswith("/sheetkpi demo")
    assert "pytest" in marked["test-command"]
    assert all(len(command.splitlines()) == 1 for command in marked.values())


def test_every_command_and_option_is_documented() -> None:
    from typer.main import get_command

    from sheetkpi.cli import commands

    group = get_command(commands("en"))
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"`{name} " in README, name
        for parameter in command.params:
            for option in (one for one in parameter.opts if one.startswith("--") and one != "--help"):
                assert option in README, f"{name} {option}"


@pytest.mark.parametrize("picture", PICTURES)
def test_the_pictures_are_there(picture: str) -> None:
    assert (Path(__file__).parents[1] / picture).is_file()


def test_every_worksheet_function_is_in_both_guides() -> None:
    from sheetkpi import functions

    for name in functions.__all__:
        assert README.count(name) >= 2, name
