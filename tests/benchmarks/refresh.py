"""How long a cold refresh takes, as a ratio to only reading the same sheet, and how much memory it needs.

Each side runs as a process of its own, imports included, in turn, so that a machine whose speed drifts slows
both; the medians of the runs are compared. The time on the clock is what people wait for; that of the
processors counts what runs side by side twice, and says more where the machine has other work.

    python tests/benchmarks/refresh.py                 # 1,000,000 rows
    python tests/benchmarks/refresh.py --rows 60000    # beside pandas.read_excel
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import sheetkpi
from tests.benchmarks.make_activity import make_activity

VIEWS = {
    "RepKPI": ("Rep", "Team"),
    "TeamKPI": ("Team",),
    "SourceKPI": ("Lead source",),
    "DailyKPI": ("Date", "Rep", "Team"),
    "WeeklyKPI": ("Week", "Rep", "Team"),
    "MonthlyKPI": ("Month", "Team"),
}

READ_ONLY = "import fastexcel; fastexcel.read_excel({path!r}).load_sheet(0).to_arrow()"
PANDAS = "import pandas; pandas.read_excel({path!r}, engine='calamine')"
CACHE: dict[str, str] = {}
"""Where sheets are kept: nowhere while a cold refresh is measured."""

REFRESH = "from sheetkpi.cli import main; main(['refresh', {path!r}, *{more!r}])"


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock and of all processors, megabytes at its peak."""

    seconds: float
    cpu: float
    megabytes: float


def run(code: str, ends_with: int = 0) -> Run:
    """Run `code` in a Python of its own, which finds and keeps compiled modules as an installed one does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["SHEETKPI_CACHE"] = CACHE.get("folder", "off")
    begun = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) != ends_with:
        raise SystemExit(f"failed: {code}")
    return Run(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def with_views(activity: Path, book: Path) -> None:
    """The activity workbook with a sheet for each KPI table, as somebody would add them to their own."""
    shutil.copy(activity, book)
    with sheetkpi.open_book(book) as opened:
        for name, keys in VIEWS.items():
            sheet = opened.sheets.add(name, after=opened.sheets[-1])
            sheet["A1"].value = list(keys)
            sheet.tables.add(sheet["A1"].resize(2, len(keys)), name=name)
        opened.save()


def compare(title: str, baseline: str, book: Path, more: list[str], runs: int) -> None:
    """Run both in turn, each refresh on a fresh copy of `book`, and print the ratios of the medians."""

    def refreshed() -> Run:
        fresh = Path(shutil.copy(book, book.with_name("fresh.xlsx")))
        return run(REFRESH.format(path=str(fresh), more=more))

    run(baseline)
    refreshed()  # what is on disk and compiled by then is so for both
    pairs = [(run(baseline), refreshed()) for _ in range(runs)]
    base, mine = (statistics.median(pair[side].seconds for pair in pairs) for side in (0, 1))
    cpu = statistics.median(second.cpu for _, second in pairs) / statistics.median(
        first.cpu for first, _ in pairs
    )
    peak = max(second.megabytes for _, second in pairs)
    print(
        f"{title}: {mine:.2f} s beside {base:.2f} s: ratio {mine / base:.2f} (processor time {cpu:.2f}), "
        f"peak {peak:,.0f} MB",
        flush=True,
    )


def again(title: str, book: Path, more: list[str], runs: int) -> None:
    """Refresh `book`, then again unchanged, then with a cell typed each time; print what each takes."""
    fresh = Path(shutil.copy(book, book.with_name("again.xlsx")))
    CACHE["folder"] = str(book.with_name("cache"))
    code = REFRESH.format(path=str(fresh), more=more)
    taken = {"first": [run(code)], "unchanged": [run(code, ends_with=3) for _ in range(runs)], "typed": []}
    for number in range(runs):
        with sheetkpi.open_book(fresh) as opened:
            opened.sheets[-1]["ZZ1"].value = number
            opened.save()
        taken["typed"].append(run(code))
    for name, each in taken.items():
        cpu, peak = statistics.median(one.cpu for one in each), max(one.megabytes for one in each)
        print(f"{title}, {name}: {cpu:.2f} s of processor time, {peak:,.0f} MB", flush=True)


def make(folder: Path, rows: int) -> None:
    """Write the workbooks that are measured into `folder`."""
    with_views(make_activity(folder / "activity.xlsx", rows), folder / "own.xlsx")
    sheetkpi.new(folder / "KPI.xlsx", "ja")


def main() -> None:
    """Make the workbooks, run both sides, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.make, options.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        activity, own, template = (Path(folder, name) for name in ("activity.xlsx", "own.xlsx", "KPI.xlsx"))
        # In a process of its own: what it needs would count as the peak of each that this one starts.
        made = [sys.executable, __file__, "--rows", str(options.rows), "--make", folder]
        subprocess.run(made, check=True)
        print(f"{options.rows:,} rows, {activity.stat().st_size / 1e6:.1f} MB")
        read = (READ_ONLY if options.rows > 100_000 else PANDAS).format(path=str(activity))
        compare("own workbook", read, own, [], options.runs)
        added = ["--once", "--activity", str(activity)]
        compare("template with --activity", read, template, added, options.runs)
        again("template again", template, added, options.runs)


if __name__ == "__main__":
    main()
