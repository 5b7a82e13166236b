"""How long a refresh takes where hundreds of reps typed their counts day by day, beside openpyxl only loading
the same workbook.

The KPI workbook is that of `distribute.py`: the template, refreshed, a row for each rep and day. Both run
as processes of their own, in turn, imports included; processor time says more than the clock where the
machine has other work.

    python tests/benchmarks/manyreps.py                       # 800 reps × 60 days
    python tests/benchmarks/manyreps.py --reps 200
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.distribute import make_master
from tests.benchmarks.refresh import REFRESH, run

LOAD = "import openpyxl; openpyxl.load_workbook({path!r})"


def main() -> None:
    """Print the medians and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reps", type=int, default=800)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sheetkpi-benchmark-") as folder:
        book = Path(folder, "KPI.xlsx")
        make_master(book, asked.reps, asked.days)
        loaded, refreshed = [], []
        for _ in range(asked.runs):
            loaded.append(run(LOAD.format(path=str(book))))
            fresh = str(shutil.copy(book, Path(folder, "fresh.xlsx")))
            refreshed.append(run(REFRESH.format(path=fresh, more=["--force"])))
        print(f"{asked.reps} reps × {asked.days} days, {book.stat().st_size / 1e6:.1f} MB")
        for name, runs in (("openpyxl loads", loaded), ("refresh", refreshed)):
            seconds, cpu = (
                statistics.median(part) for part in zip(*((r.seconds, r.cpu) for r in runs), strict=True)
            )
            peak = max(one.megabytes for one in runs)
            print(f"{name:16}{seconds:7.2f} s, {cpu:7.2f} s of processor time, {peak:7,.0f} MB")
        ratio = statistics.median(r.cpu for r in refreshed) / statistics.median(r.cpu for r in loaded)
        print(f"ratio of processor time {ratio:.2f}")


if __name__ == "__main__":
    main()
