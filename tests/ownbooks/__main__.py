"""Let many workbooks live, say what went wrong: `python -m tests.ownbooks [NUMBER] [SEED] [PROCESSES]`.

While it runs it says on the error output which are done.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from tests.libreoffice import SOFFICE
from tests.ownbooks.judged import differences
from tests.ownbooks.kinds import kind
from tests.ownbooks.life import PHASES, lived
from tests.schemajudge import validator


def main(number: int = 400, seed: int = 0, processes: int = os.cpu_count() or 1) -> int:
    """Exit status 1 where anything is wrong."""
    started = time.perf_counter()
    kinds = [kind(each, seed) for each in range(number)]
    wrong: dict[str, list[str]] = {}
    ends = {}
    with tempfile.TemporaryDirectory() as folder:
        pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))
        with pool:
            for each, (end, found) in zip(kinds, pool.map(lived, kinds, repeat(Path(folder))), strict=True):
                if end is not None:
                    ends[str(each)] = end
                if found:
                    wrong[str(each)] = found
                print(each, f"{len(found)} wrong", file=sys.stderr, flush=True)
        judged = differences(list(ends.values()), Path(folder) / "judged") if SOFFICE else {}
    for name, path in ends.items():
        if judged.get(path):
            wrong.setdefault(name, []).extend(judged[path])
    for name, found in wrong.items():
        print(name, *(f"    {line}" for line in found[:8]), sep="\n")
    features = Counter(feature for each in kinds for feature in each.features)
    print(", ".join(f"{times} {name}" for name, times in Counter(each.maker for each in kinds).most_common()))
    print(", ".join(f"{times} {name}" for name, times in features.most_common()))
    phases = " → ".join(str(len(reps)) for reps in PHASES)
    print(f"{number} workbooks through {phases} reps, each phase undone once")
    print(f"{len(ends) if validator() else 0} looked at by Microsoft's validator")
    print(f"{len(judged)} recalculated by LibreOffice")
    print(f"{len(wrong)} with something wrong; {time.perf_counter() - started:.0f} s")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
