"""Let many workbooks live, and say what went wrong: `python -m tests.ownbooks [NUMBER] [SEED]`."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter, defaultdict
from pathlib import Path

from sheetkpi import undofile
from tests.libreoffice import SOFFICE
from tests.ownbooks.judged import differences
from tests.ownbooks.kinds import Kind, kind
from tests.ownbooks.life import PHASES, live
from tests.schemajudge import new_schema_errors, validator

_VALIDATED = 60
"""Microsoft's validator takes a second for each: so many of the first, which have each feature alone."""


def main(number: int = 400, seed: int = 0) -> int:
    """Exit status 1 where anything is wrong."""
    warnings.simplefilter("ignore")
    started = time.perf_counter()
    kinds = [kind(each, seed) for each in range(number)]
    with tempfile.TemporaryDirectory() as folder:
        undofile.folder = lambda: Path(folder) / "undo"
        wrong, ends = _lived(kinds, Path(folder))
        judged = differences(list(ends.values()), Path(folder) / "judged") if SOFFICE else {}
    for name, path in ends.items():
        if judged.get(path):
            wrong[name] += judged[path]
    for name, found in wrong.items():
        print(name, *(f"    {line}" for line in found[:8]), sep="\n")
    features = Counter(feature for each in kinds for feature in each.features)
    print(", ".join(f"{times} {name}" for name, times in Counter(each.maker for each in kinds).most_common()))
    print(", ".join(f"{times} {name}" for name, times in features.most_common()))
    phases = " → ".join(str(len(reps)) for reps in PHASES)
    print(f"{number} workbooks through {phases} reps, each phase undone once")
    print(f"{min(number, _VALIDATED) if validator() else 0} looked at by Microsoft's validator")
    print(f"{len(judged)} recalculated by LibreOffice")
    print(f"{len(wrong)} with something wrong; {time.perf_counter() - started:.0f} s")
    return int(bool(wrong))


def _lived(kinds: list[Kind], folder: Path) -> tuple[dict[str, list[str]], dict[str, Path]]:
    """What went wrong with each, and where those are that came to their end."""
    wrong: dict[str, list[str]] = defaultdict(list)
    ends = {}
    for each in kinds:
        try:
            path, found = live(each, folder)
            ends[str(each)] = path
            if validator() and each.number < _VALIDATED:
                made = folder / "made"
                made.mkdir(exist_ok=True)
                end = shutil.copy(path, made / "end.xlsx")
                found += new_schema_errors(each.make(made), Path(end))
        except Exception:  # whatever it is, it is this workbook's
            found = [traceback.format_exc().strip().splitlines()[-1], traceback.format_exc()]
        if found:
            wrong[str(each)] = found
    return wrong, ends


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
