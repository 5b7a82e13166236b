"""Two commands at once on one KPI workbook: the second ends with one sentence, and nothing is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.cli.options import Code
from sheetkpi.fileengine.opc import lockfile
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, TODAY, YAMADA, entries, master, row

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the second command runs in a fork")

FIRST: dict[str, Callable[..., object]] = {
    "refresh": lambda book, out, **options: sheetkpi.refresh(book, today=TODAY, **options),
    "collect": lambda book, out, **options: sheetkpi.collect(book, [out], today=TODAY, **options),
    "distribute": lambda book, out, **options: sheetkpi.distribute(book, out, **options),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI workbook that was handed out, and a row that came in since."""
    folder = tmp_path_factory.mktemp("start")
    book = master(folder, row(2, calls=40), row(2, MORI, calls=50))
    sheetkpi.distribute(book, folder / "out")
    with sheetkpi.open_book(folder / "out" / f"KPI_{YAMADA}.xlsx") as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame([row(4, calls=78)])})
        opened.save()
    return folder


def words(command: str, folder: Path) -> list[str]:
    more = [] if command == "refresh" else [str(folder / "out")]
    return [command, str(folder / "KPI.xlsx"), *more, "--lang", "en"]


def in_another_process(command: str, folder: Path) -> tuple[int, str]:
    """Run the command in a fork, which holds no lock yet; its exit code and what it told on stderr."""
    told = folder / "told"
    child = os.fork()
    if child == 0:
        code = 99
        try:
            lockfile._held.clear()
            with told.open("w", encoding="utf-8") as stderr, redirect_stderr(stderr):
                main(words(command, folder))
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    text = told.read_text("utf-8")
    told.unlink()
    return code, text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("refresh", "refresh"), ("collect", "collect"), ("distribute", "distribute")),
        *(("distribute", "collect"), ("collect", "distribute"), ("collect", "refresh")),
    ],
)
def test_the_second_of_two_commands_is_told_who_is_at_work(
    start: Path, tmp_path: Path, first: str, second: str
) -> None:
    folder = Path(shutil.copytree(start, tmp_path / "work"))
    book = folder / "KPI.xlsx"
    ends: list[tuple[int, str]] = []

    def meanwhile(step: str, done: int, total: int) -> None:
        if step == "step.plan" and not ends:
            ends.append(in_another_process(second, folder))

    FIRST[first](book, folder / "out", progress=meanwhile)
    ((code, told),) = ends
    assert code == Code.NOT_DONE
    assert len(told.strip().splitlines()) == 1
    assert "has been working on" in told
    assert not list(folder.rglob(".sheetkpi-*"))

    code, told = in_another_process(second, folder)
    assert code in (Code.DONE, Code.NOTHING), told
    sheetkpi.collect(book, [folder / "out"], today=TODAY)
    assert sorted(calls for _, _, calls in entries(book)) == [40, 50, 78]
