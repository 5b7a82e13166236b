"""The commands and examples of a Markdown text, run in a folder that has the files they name."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

import sheetkpi
from sheetkpi.cli import main
from tests.smallbooks import small

CALLS = "Date,Rep,Team,Lead source,Result\n2026/11/2,Aiko Mori,East,Seminar,No answer\n"

SPOKEN = (["sheetkpi"], ["py", "-m", "sheetkpi"])

NOT_RUN = {
    "py -m pip install sheetkpi-0.1.0-py3-none-any.whl": "test_package installs that file elsewhere",
}
"""Lines that are not run here, and why."""

NOTHING_THERE = {
    "collect": "nothing has come back yet",
    "watch": "nothing has changed",
    "distribute": "the line before has made the same workbook",
}
"""Commands that may end with 3 in an example, and why."""


class Block(NamedTuple):
    """A fenced block: what marks it in a comment above, its kind, its text."""

    mark: str
    kind: str
    text: str


def blocks(markdown: str) -> list[Block]:
    """The fenced blocks of a text, those in lists too."""
    found = re.findall(r"(?:<!-- (\S+) -->\n)?^ *```(\w+)\n(.*?)^ *```", markdown, re.DOTALL | re.MULTILINE)
    return [Block(*one) for one in found]


def lines_of(markdown: str) -> list[str]:
    """The lines of its commands, without those that a mark names for CI."""
    lines = [
        line.strip()
        for block in blocks(markdown)
        if block.kind in ("sh", "bat") and not block.mark
        for line in block.text.strip().splitlines()
    ]
    return [line for line in lines if line not in NOT_RUN]


def words_of(line: str) -> list[str]:
    """What follows `sheetkpi` in a line; it fails for a line that is no command of ours."""
    words = shlex.split(line)
    (begun,) = (spoken for spoken in SPOKEN if words[: len(spoken)] == spoken)
    return words[len(begun) :]


def prepare(folder: Path) -> None:
    """Put the files that examples name into `folder`."""
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    (folder / "exports").mkdir()
    book = openpyxl.Workbook()
    for row in (["Date", "Rep", "Result"], ["2026-11-03", "Ken Oda", "Connected"]):
        book.worksheets[0].append(row)
    book.save(folder / "exports" / "november.xlsx")
    book.save(folder / "MyBook.xlsx")
    database = sqlite3.connect(folder / "crm.db")
    database.execute("CREATE TABLE calls (id, date, rep, result)")
    database.execute("INSERT INTO calls VALUES (1, '2026-11-05', 'Ken Oda', 'No answer')")
    database.commit()
    database.close()


def refreshed(path: Path) -> Path:
    """A KPI workbook at `path` that was refreshed with the file beside it."""
    path.write_bytes(small("en"))
    with sheetkpi.open_book(path) as opened:
        sheetkpi.refresh(opened, [path.parent / "calls.csv"])
        opened.save()
    return path


def run_line(line: str) -> None:
    """Run one line in the current folder; it has to end well."""
    words = words_of(line)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0 or (ended.value.code == 3 and words[0] in NOTHING_THERE), line
