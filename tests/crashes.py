"""Kill commands, or save over their files, at any moment, and look whether anything was lost.

    python -m tests.crashes --times 100     # each command, killed at a hundred random moments
    python -m tests.crashes --points        # each command, killed before each step of writing files
    python -m tests.crashes --saves         # somebody saves the KPI workbook, or a rep theirs, at each step

After every kill the KPI workbook and each workbook handed out must be sound and say what they said before, or
what they say after the command; entries that were typed anywhere must be somewhere. Then the command is run
again, undisturbed, and must come to the same end as one that was never killed, and leave no files of its own.
What somebody saves meanwhile, over the file or as another one that takes its name, must be in a workbook
afterwards, whatever the command says, and after its repeat.

Commands run in forks of this process, which has imported what they import but has done no work (no threads
that a fork would lose), so that the time in which they are killed is that of the work itself. SIGKILL cannot
be caught: nothing cleans up. Three hundred kills take 15 (refresh), 22 (distribute) and 8 minutes (collect).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from lxml import etree

import sheetkpi.cli
from sheetkpi.fileengine.parts.quickread import QuickBook
from tests.pausing import HABITS, paused

COMMANDS = {
    "refresh": ["refresh", "KPI.xlsx"],
    "output": ["refresh", "KPI.xlsx", "--output", "Copy.xlsx"],
    "distribute": ["distribute", "KPI.xlsx", "out"],
    "collect": ["collect", "KPI.xlsx", "out"],
    "attach": ["attach", "KPI.xlsx", "--output", "New.xlsm"],
    "detach": ["detach", "Buttons.xlsm"],
}
SAVED_MEANWHILE = ("refresh", "distribute", "collect")
REPS = ("山田 太郎", "森 葵", "佐藤 健", "鈴木 一")
TYPED = {"KPI.xlsx": 77.0, "out/KPI_森 葵.xlsx": 78.0}
"""What is saved meanwhile: the calls of a new row in each of these workbooks."""

MOST_STEPS = 10_000
NO_STEP = 98
"""Exit code of a run that had no step of the number it was to be stopped at."""
_STAMP = re.compile(r"\d+ (\S+ [0-9a-f]{10})")
_OURS = ".sheetkpi-*"

Facts = dict[str, Any]


def in_fork(work: Callable[[], object], kill_after: float | None = None) -> int | None:
    """Do `work` in a fork of this process, killed after so many seconds; its exit code, None when killed."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        if not os.environ.get("CRASHES_LOUD"):
            os.dup2(quiet, 2)
        code = 99
        try:
            work()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def run(command: str, folder: Path) -> None:
    """One command of the terminal in `folder`; ends the process."""
    os.chdir(folder)
    sheetkpi.cli.main([*COMMANDS[command], "--lang", "en"])


def run_to_step(command: str, folder: Path, step: int) -> None:
    """The same, killed right before the step number `step` (from 0) of writing files."""
    with paused(step, lambda: os.kill(os.getpid(), signal.SIGKILL)):
        run(command, folder)


def run_with_save(command: str, folder: Path, step: int, name: str, habit: str) -> None:
    """The same, not killed: before that step somebody saves the workbook `name`. Ends with `NO_STEP` where
    there is no such step."""
    data = (folder / "typed" / Path(name).name).read_bytes()
    with paused(step, lambda: HABITS[habit](folder / name, data)) as steps:
        try:
            run(command, folder)
        except SystemExit:
            if not steps.reached:
                raise SystemExit(NO_STEP) from None
            raise


def prepare(folder: Path) -> None:
    """A KPI workbook with a log and entries, handed out once, and new entries here and there: something to do
    for each of the three commands."""
    import pandas as pd

    import sheetkpi
    from sheetkpi.workbook.entering import enter_rows
    from tests.smallbooks import small

    today = date.today()
    days = [today - timedelta(number) for number in range(1, 15)]
    book = folder / "KPI.xlsx"
    book.write_bytes(small())
    roster = pd.DataFrame({"rep": REPS, "team": ["第1課", "第2課"] * 2})
    log = [(day, rep, result) for day in days for rep in REPS[:2] for result in ("接続", "不在", "アポ獲得")]
    typed = [(day, rep, 20.0) for day in days[:5] for rep in REPS[2:]]
    with sheetkpi.open_book(book) as opened:
        enter_rows(
            opened,
            {
                "Roster": roster,
                "Activity": pd.DataFrame(log, columns=["date", "rep", "result"]),
                "DailyEntry": pd.DataFrame(typed, columns=["date", "rep", "calls"]),
            },
        )
        sheetkpi.refresh(opened)
        opened.save()
    sheetkpi.distribute(book, folder / "out")
    for number, path in enumerate(sorted((folder / "out").glob("*.xlsx"))):
        with sheetkpi.open_book(path) as opened:
            new = pd.DataFrame({"date": days[:3], "calls": [31.0 + number] * 3, "connects": [3.0] * 3})
            enter_rows(opened, {"DailyEntry": new})
            opened.save()
        path.with_name(f"{path.name}.bak").unlink()
    with sheetkpi.open_book(book) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame({"date": days[6:8], "rep": REPS[3], "calls": 7.0})})
        opened.save()
    in_fork(lambda: run("output", folder))
    with sheetkpi.open_book(book) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame({"date": days[8:9], "rep": REPS[3], "calls": 8.0})})
        opened.save()
    sheetkpi.attach(book, output=folder / "Buttons.xlsm")
    (folder / "typed").mkdir()
    for name, calls in TYPED.items():
        typed_in = Path(shutil.copy(folder / name, folder / "typed"))
        with sheetkpi.open_book(typed_in) as opened:
            new = pd.DataFrame({"date": days[9:10], "rep": REPS[1], "calls": calls})
            enter_rows(opened, {"DailyEntry": new})
            opened.save()


def sound(path: Path) -> QuickBook:
    """A workbook whose every part unpacks and parses."""
    return _sound(path.read_bytes())


@lru_cache(maxsize=64)
def _sound(data: bytes) -> QuickBook:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                etree.fromstring(package.read(name))
    return QuickBook(data, "workbook")


@lru_cache(maxsize=64)
def _facts(data: bytes) -> Facts:
    """What a workbook says, without what says when it was made and how often it was handed out."""
    book = _sound(data)
    now = (date.today() - date(1899, 12, 30)).days
    said: Facts = {}
    for sheet in book.sheets:
        for row, cells in book.cells(sheet).items():
            for column, value in cells.items():
                if isinstance(value, float) and now - 1 < value < now + 2 and not value.is_integer():
                    value = "now"
                elif isinstance(value, str) and (stamp := _STAMP.fullmatch(value)):
                    value = re.sub(r"\S+T\S+", "time", stamp[1])
                said[f"{sheet} {row} {column}"] = value
    return said


def state(folder: Path) -> dict[str, Facts]:
    """What each workbook in `folder` says, by its path; backups and workbooks set aside are not compared."""
    paths = [*folder.glob("*.xls[xm]"), *(folder / "out").glob("*.xlsx")]
    return {str(path.relative_to(folder)): _facts(path.read_bytes()) for path in paths}


def entered(folder: Path) -> set[tuple[float, str, float]]:
    """Day, rep and calls of every entry that stands in any workbook, the master's first of all."""
    found = set()
    for path in (*folder.glob("KPI*.xlsx"), *(folder / "out").rglob("*.xlsx")):
        book = sound(path)
        rep = str(book.named_value("kpi_recipient") or "")
        for cells in book.cells("日次入力").values():
            if isinstance(cells.get(1), float) and isinstance(cells.get(4), float):
                found.add((cells[1], str(cells.get(2, rep)), cells[4]))
    return found  # type: ignore[return-value]


def check(folder: Path, before: dict[str, Facts], after: dict[str, Facts], typed: set[Any]) -> None:
    """Whether every workbook says what it said, or what it should say, and every entry is somewhere."""
    now = state(folder)
    for name in before | after:
        assert now.get(name) in (before.get(name), after.get(name)), f"{name} is neither old nor new"
    assert typed <= entered(folder), f"lost: {typed - entered(folder)}"


@contextlib.contextmanager
def copied(start: Path) -> Iterator[Path]:
    """A copy of the folder to begin in, gone afterwards."""
    folder = Path(tempfile.mkdtemp(dir=start.parent))
    try:
        shutil.copytree(start, folder, dirs_exist_ok=True)
        yield folder
    finally:
        shutil.rmtree(folder)


def undisturbed(command: str, start: Path) -> tuple[dict[str, Facts], int, set[str]]:
    """What a command comes to, in how many steps of writing files, and the modules that it imports beyond
    those that are imported here: seen in a fork."""
    with copied(start) as folder, tempfile.TemporaryDirectory() as aside:
        told, known = Path(aside) / "told", set(sys.modules)

        def run_and_tell() -> None:
            with paused(MOST_STEPS, lambda: None) as steps:
                try:
                    run(command, folder)
                finally:
                    told.write_text(json.dumps([len(steps.names), sorted(set(sys.modules) - known)]))

        assert in_fork(run_and_tell) == 0
        count, modules = json.loads(told.read_text())
        return state(folder), count, set(modules)


def import_all(modules: Iterable[str]) -> None:
    """Import here what the commands import, which takes a third of a small run's time."""
    for name in sorted(modules):
        with contextlib.suppress(ImportError):  # modules that were made while running
            importlib.import_module(name)


class Trial:
    """One command, which comes to `after` undisturbed."""

    def __init__(self, command: str, start: Path, after: dict[str, Facts]) -> None:
        self.command, self.start, self.after = command, start, after
        self.before, self.typed = state(start), entered(start)
        assert self.after != self.before, f"{command} has nothing to do"
        self.killed = self.saved = 0

    @cached_property
    def seconds(self) -> float:
        """How long it works undisturbed, everything imported."""
        with copied(self.start) as folder:
            began = time.monotonic()
            assert in_fork(lambda: run(self.command, folder)) == 0
            return time.monotonic() - began

    def once(self, *, kill_after: float | None = None, step: int | None = None) -> bool:
        """Kill it once, look, run it again, look; whether it had not come to its end before."""
        with copied(self.start) as folder:
            work = (
                (lambda: run(self.command, folder))
                if step is None
                else (lambda: run_to_step(self.command, folder, step))
            )
            ended = in_fork(work, kill_after)
            assert ended in (None, 0), f"ended with {ended}"
            check(folder, self.before, self.after, self.typed)
            again = in_fork(lambda: run(self.command, folder))
            assert again in (0, 3), f"the repeat ended with {again}"
            now = state(folder)
            differing = [name for name in self.after if now[name] != self.after[name]]
            assert not differing, f"the repeat left {differing} otherwise than a run that was not killed"
            assert self.typed <= entered(folder)
            left = [
                f"{path.parent.name}/{path.name}: {path.read_text('utf-8')}" for path in folder.rglob(_OURS)
            ]
            assert not left, f"left behind: {left}"
        self.killed += ended is None
        return ended is None

    def saved_at(self, step: int, name: str, habit: str) -> bool:
        """Save the workbook `name` at that step, look, run it again, look; whether there was such a step."""
        with copied(self.start) as folder:
            ended = in_fork(lambda: run_with_save(self.command, folder, step, name, habit))
            if ended == NO_STEP:
                return False
            assert ended in (0, 1, 2), f"ended with {ended}"
            for again in (False, True):
                if again:
                    ended = in_fork(lambda: run(self.command, folder))
                    assert ended in (0, 3), f"the repeat ended with {ended}"
                found = entered(folder)
                assert self.typed <= found, f"lost: {self.typed - found}"
                assert TYPED[name] in {calls for _, _, calls in found}, f"what was saved is lost ({again})"
        self.saved += 1
        return True


@contextlib.contextmanager
def told(when: str) -> Iterator[None]:
    """Say when it was that something went wrong."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{when}: {error}") from error


def main() -> None:
    """Run what the command line asks for; an AssertionError says what went wrong, and with which seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--times", type=int, default=0, help="how often each command is killed, at random moments"
    )
    parser.add_argument("--points", action="store_true", help="kill before each step of writing files")
    parser.add_argument("--saves", action="store_true", help="save over the files at each step of writing")
    parser.add_argument("--every", type=int, default=1, help="of these steps, every so many")
    parser.add_argument("--only", choices=COMMANDS, action="append", help="only this command")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="crashes-") as place:
        start = Path(place) / "start"
        start.mkdir()
        assert in_fork(lambda: prepare(start)) == 0
        commands = asked.only or list(COMMANDS)
        ends = {}
        for command in commands:
            *ends[command], imported = undisturbed(command, start)
            import_all(imported)
        for command in commands:
            after, steps = ends[command]
            trial = Trial(command, start, after)
            number = 0
            while trial.killed < asked.times:  # a run that was done before its moment came was not killed
                number += 1
                with told(f"{command}, moment {number} of seed {asked.seed}"):
                    killed = trial.once(kill_after=chance.uniform(0, trial.seconds))
                if killed and trial.killed % 50 == 0:
                    print(f"{command}: {trial.killed} times killed so far", flush=True)
            first = min(asked.every, steps) // 2  # of few steps one in the midst
            for step in range(first, steps if asked.points else 0, asked.every):
                with told(f"{command}, step {step}"):
                    assert trial.once(step=step), "there was no such step this time"
            for name, habit in product(TYPED, HABITS) if asked.saves and command in SAVED_MEANWHILE else ():
                for step in range(0, MOST_STEPS, asked.every):
                    with told(f"{command}, {name} saved {habit} at step {step}"):
                        if not trial.saved_at(step, name, habit):
                            break
            done = f"{trial.killed} times killed, {trial.saved} times saved over"
            print(f"{command}: {done}, in {steps} steps of writing; nothing was lost", flush=True)


if __name__ == "__main__":
    main()
