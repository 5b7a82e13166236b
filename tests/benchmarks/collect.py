"""How long collecting takes, beside `pandas.read_excel` with openpyxl on each of the same files.

The KPI workbook is the template with 200 reps; each rep's workbook comes back, as it was handed out, with 60
rows of entries. Collecting reads, checks and merges them, and writes and saves the KPI workbook; it is done
twice, the second time with nothing new. pandas reads the entry sheet of some of the files and does nothing
else. They take turns, and medians are told. Processor time says more than the clock where the machine has
other work.

    python tests/benchmarks/collect.py
    python tests/benchmarks/collect.py --reps 50 --days 20
"""

from __future__ import annotations

import argparse
import gc
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

sys.path.insert(0, str(Path(__file__).parents[2]))

import sheetkpi
from sheetkpi.fileengine.opc.package import Package
from tests.benchmarks.distribute import LAST, make_master

_STAMP_CELL = re.compile(rb"<c r=\"O\d+\"[^>]*?><is><t>\d+ - [0-9a-f]{10}</t></is></c>")


Result = TypeVar("Result")


class Times(NamedTuple):
    """Seconds on the clock and of processors."""

    clock: float
    cpu: float

    def scaled(self, by: float) -> Times:
        """The same for more or less of the same work."""
        return Times(self.clock * by, self.cpu * by)


def timed(work: Callable[[], Result]) -> tuple[Times, Result]:
    """What `work` takes, and what it comes to; what went before leaves nothing to clean up."""
    gc.collect()
    began, cpu = time.perf_counter(), time.process_time()
    result = work()
    return Times(time.perf_counter() - began, time.process_time() - cpu), result


def middle(times: list[Times]) -> Times:
    """The medians."""
    return Times(*(statistics.median(column) for column in zip(*times, strict=True)))


def send_back(folder: Path) -> list[Path]:
    """The workbooks handed out, as if their rows had been typed into them: without stamps."""
    paths = sorted(folder.glob("*.xlsx"))
    for path in paths:
        package = Package.open(path)
        for part in package.parts():
            if part.startswith("xl/worksheets/sheet") and _STAMP_CELL.search(data := package.read(part)):
                package.write(part, _STAMP_CELL.sub(b"", data))
        path.write_bytes(package.to_bytes())
    return paths


def without_entries(book: Path) -> None:
    """Take all entries out of the KPI workbook."""
    with sheetkpi.open_book(book) as opened:
        for sheet in opened.sheets:
            for table in sheet.tables:
                if table.name == "DailyEntry":
                    table.data_body_range.clear_contents()
        opened.save()


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--samples", type=int, default=10, help="files read with pandas")
    parser.add_argument("--rounds", type=int, default=5, help="medians of so many are told")
    asked = parser.parse_args()
    import pandas as pd

    gc.set_threshold(1_000_000, 50, 100)  # as the command line does; pandas gains by it too
    with tempfile.TemporaryDirectory(prefix="sheetkpi-benchmark-") as place:
        book, folder = Path(place, "KPI.xlsx"), Path(place, "out")
        make_master(book, asked.reps, asked.days)
        sheetkpi.distribute(book, folder)
        paths = send_back(folder)
        without_entries(book)
        empty = book.read_bytes()
        sample = paths[:: max(len(paths) // asked.samples, 1)][: asked.samples]

        def by_pandas() -> None:
            for path in sample:
                pd.read_excel(path, sheet_name="日次入力", header=7, engine="openpyxl")

        def collect() -> sheetkpi.distribution.incoming.collecting.Collection:
            return sheetkpi.collect(book, [folder], today=LAST)

        by_pandas()
        times: dict[str, list[Times]] = {"pandas": [], "all rows new": [], "nothing new": []}
        rows = asked.reps * asked.days
        for _ in range(asked.rounds):  # in turn, since other work on the machine comes and goes
            book.write_bytes(empty)
            times["pandas"].append(timed(by_pandas)[0].scaled(len(paths) / len(sample)))
            for name, news in (("all rows new", rows), ("nothing new", 0)):
                taken, result = timed(collect)
                assert (result.added, result.same) == (news, rows - news), result
                times[name].append(taken)
        print(f"{len(paths)} workbooks × {asked.days} rows, {paths[0].stat().st_size / 1e3:.0f} KB each")
        slow = middle(times.pop("pandas"))
        print(
            f"pandas.read_excel with openpyxl: {slow.clock:.2f} s on the clock, "
            f"{slow.cpu:.2f} s of processors"
        )
        for name, each in times.items():
            taken = middle(each)
            print(
                f"collect, {name}: {taken.clock:.2f} s, {taken.cpu:.2f} s of processors; "
                f"{slow.clock / taken.clock:.1f} and {slow.cpu / taken.cpu:.1f} times as fast"
            )


if __name__ == "__main__":
    main()
