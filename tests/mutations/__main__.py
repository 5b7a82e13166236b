"""Mutate files of every format and use them: as source, as master, as a file somebody sent back.

    python -m tests.mutations 2000              # two thousand mutations, about forty minutes of one core
    python -m tests.mutations 500 --first 1500  # the last five hundred of them
    python -m tests.mutations 1 --first 1234 --keep /tmp/kept   # one again; its file is kept

Each runs in a fork with limits of 20 seconds of processor time and 1 GB. It may end well, or with one
sentence, exit code 2 and the file as it was; anything else (unexpected errors, a traceback, no end, too much
memory, a changed file) is told with its number, by which it can be repeated.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sheetkpi.cli
from tests.mutations.mutating import mutated
from tests.mutations.seeds import Seed, make_seeds

SECONDS, WALL = 20, 120
MEMORY = 2**30
GOOD = ("fine", "sentence")
_USES = (*["source"] * 3, "master", "returned")


@dataclass(frozen=True)
class Outcome:
    """What was done to which seed, how it went, what was said, seconds of processor time, bytes of memory."""

    seed: Seed
    done: str
    how: str
    said: str
    seconds: float
    memory: int
    data: bytes


def use(seed: Seed, path: Path, folder: Path) -> None:
    """Do with the file what a user would; ends the process as the command line does."""
    if seed.use == "source":
        _read(path)
    elif seed.use == "master":
        sheetkpi.cli.main(["refresh", str(path), "--lang", "en"])
    else:
        sheetkpi.cli.main(["collect", str(folder / "KPI.xlsx"), str(path), "--lang", "en"])


def _read(path: Path) -> None:
    """What `check` does with a source; the KPI workbook, which is sound, is left out to be quick."""
    import pandas as pd

    from sheetkpi.cli.output import Output
    from sheetkpi.cli.running import sentences
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.model.roster import Roster
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.files.places import read_place
    from sheetkpi.sources.reading import read_activity

    with sentences(Output("check", "en")):
        sheets = read_place(path.name, path.parent)
        column_map = pd.DataFrame([], columns=["sheet", "header", "field", "read_as"])
        result_map = pd.DataFrame([], columns=["text", "meaning"])
        read_activity(
            sheets,
            tree=KpiTree(),
            settings=Settings(),
            roster=Roster(),
            column_map=column_map,
            result_map=result_map,
            ignored=frozenset(),
            today=date.today(),
        )


def in_fork(seeds: list[Seed], number: int, folder: Path, only: str | None = None) -> Outcome:
    """One mutation, made and used in a fork of this process."""
    chance = random.Random(number)
    asked = only or chance.choice(_USES)
    seed = chance.choice([seed for seed in seeds if seed.use == asked])
    work = Path(tempfile.mkdtemp())
    try:
        if seed.use != "source":
            for name in ("KPI.xlsx", "out"):
                copy = shutil.copytree if (folder / name).is_dir() else shutil.copy
                copy(folder / name, work / name)
        for stage in (_mutate, _use):  # apart, so that what a mutation itself takes is not counted
            child = os.fork()
            if child == 0:
                stage(seed, chance, work)
            status, used = _waited(child)
        told = {name: work / name for name in ("done", "said", "unexpected", "mutated")}
        texts = {
            name: path.read_text(errors="replace") if path.exists() else "" for name, path in told.items()
        }
        data = told["mutated"].read_bytes() if told["mutated"].exists() else b""
        same = data if seed.use != "returned" else (folder / "KPI.xlsx").read_bytes()
        watched = work / (seed.name if seed.use != "returned" else "KPI.xlsx")
        if not watched.exists():
            raise AssertionError(f"{number}: the mutation itself failed")
        how = _outcome(status, texts["said"].strip(), texts["unexpected"], watched.read_bytes() != same)
        said = texts["unexpected"] or texts["said"].strip()
        return Outcome(
            seed, texts["done"], how, said, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, data
        )
    finally:
        shutil.rmtree(work)


def _mutate(seed: Seed, chance: random.Random, work: Path) -> None:
    """Write the mutated file, and what was done to it; ends the process."""
    try:
        done, data = mutated(seed.data, seed.kind, chance)
        for name, content in (("done", done.encode()), ("mutated", data), (seed.name, data)):
            (work / name).write_bytes(content)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _use(seed: Seed, chance: random.Random, work: Path) -> None:
    """Use it within the limits, and write down what is said; ends the process."""
    code = 70
    try:
        os.setsid()
        path = work / seed.name
        for number, name in ((1, "out.txt"), (2, "said")):
            os.dup2(os.open(work / name, os.O_WRONLY | os.O_CREAT), number)
        used = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used + SECONDS, used + SECONDS + 2))
        memory = MEMORY + _reserved()
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        import sheetkpi.logfile

        def told(error: BaseException) -> Path:
            (work / "unexpected").write_text("".join(traceback.format_exception(error)))
            return work / "unexpected"

        sheetkpi.logfile.log_unexpected = told
        code = 0
        use(seed, path, work)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as error:
        # `sentences` ends by typer.Exit, which the command line turns into an exit code.
        code = getattr(error, "exit_code", 70)
        if code == 70:
            traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reserved() -> int:
    """Bytes of memory the process has asked for so far."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.findall(r"VmData:\s+(\d+)", status)[0])


def _waited(child: int) -> tuple[int, resource.struct_rusage]:
    end = time.monotonic() + WALL
    while True:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            return status, used
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            return -1, used
        time.sleep(0.01)


def _outcome(status: int, said: str, unexpected: str, changed: bool) -> str:
    if status == -1 or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return "timeout"
    if os.WIFSIGNALED(status):
        return "killed"
    code = os.WEXITSTATUS(status)
    if unexpected or "Traceback" in said:
        return "memory" if "MemoryError" in unexpected + said else "unexpected" if unexpected else "traceback"
    if code in (0, 1, 3):
        return "fine"
    if code == 2 and said and len(said.splitlines()) == 1:
        return "changed" if changed else "sentence"
    return "odd end"


def main() -> int:
    """Run them and print the table; 1 where any outcome is not a good one."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the files that went wrong")
    parser.add_argument("--use", choices=sorted(set(_USES)), help="only as this")
    parser.add_argument(
        "--quick", action="store_true", help="without .xls and .ods, which LibreOffice writes"
    )
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    reading, writing = os.pipe()
    child = os.fork()  # so that this process starts no threads, which its forks would lack
    if child == 0:
        import pickle

        with contextlib.suppress(BaseException), os.fdopen(writing, "wb") as pipe:
            pickle.dump(make_seeds(folder, converted=not asked.quick, masters=asked.use != "source"), pipe)
        os._exit(0)
    os.close(writing)
    import pickle

    with os.fdopen(reading, "rb") as pipe:
        seeds: list[Seed] = pickle.load(pipe)
    os.waitpid(child, 0)
    import fastexcel
    import holidays
    import pandas
    import pyarrow.csv
    import pyarrow.parquet
    import xlwings

    import sheetkpi.pipeline

    assert all((fastexcel, holidays, pandas, pyarrow.csv, pyarrow.parquet, xlwings, sheetkpi.pipeline))
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    worst: dict[tuple[str, str], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for number in range(asked.first, asked.first + asked.count):
        one = in_fork(seeds, number, folder, asked.use)
        key = (one.seed.use, one.seed.kind)
        table[key][one.how] += 1
        worst[key] = (max(worst[key][0], one.seconds), max(worst[key][1], one.memory))
        if one.how not in GOOD or one.seconds > SECONDS or one.memory > MEMORY or asked.count == 1:
            figures = f"{one.how} ({one.seconds:.1f} s, {one.memory >> 20} MB)"
            print(f"{number}: {one.seed.use} {one.seed.name}, {one.done}: {figures}")
            print("    " + "\n    ".join(one.said.splitlines()[-6:]), flush=True)
            if asked.keep:
                asked.keep.mkdir(exist_ok=True)
                (asked.keep / f"{number}-{Path(one.seed.name).name}").write_bytes(one.data)
    shutil.rmtree(folder)
    names = sorted({how for row in table.values() for how in row} | set(GOOD))
    print("use      kind     " + "".join(f"{name:>12}" for name in names) + "   most s   most MB")
    for (purpose, kind), row in sorted(table.items()):
        seconds, memory = worst[purpose, kind]
        figures = "".join(f"{row[name]:12}" for name in names)
        print(f"{purpose:9}{kind:9}{figures}{seconds:9.1f}{memory >> 20:10}")
    return int(any(how not in GOOD for row in table.values() for how in row))


if __name__ == "__main__":
    sys.exit(main())
