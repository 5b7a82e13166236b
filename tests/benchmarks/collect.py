"""How long collecting takes, beside `pandas.read_excel` with openpyxl on each of the same files.

The KPI workbook is the template with 200 reps; each rep's workbook comes back, as it was handed out, with 60
rows of entries. Collecting reads, checks and merges them, and writes and saves the KPI workbook; it is done
twice, the second time with nothing new. pandas reads the entry sheet of some of the files and does nothing
else. Processor time says more than the clock where the machine has other work.

    python tests/benchmarks/collect.py
    python tests/benchmarks/collect.py --reps 50 --days 20
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import sheetkpi
from sheetkpi.fileengine.opc.package import Package
from tests.benchmarks.distribute import LAST, make_master

_STAMP_CELL = re.compile(rb"<c r=\"O\d+\"[^>]*?><is><t>\d+ - [0-9a-f]{10}</t></is></c>")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processors."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


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
    asked = parser.parse_args()
    import pandas as pd

    gc.set_threshold(1_000_000, 50, 100)  # as the command line does; pandas gains by it too
    with tempfile.TemporaryDirectory(prefix="sheetkpi-benchmark-") as place:
        book, folder = Path(place, "KPI.xlsx"), Path(place, "out")
        make_master(book, asked.reps, asked.days)
        sheetkpi.distribute(book, folder)
        paths = send_back(folder)
        without_entries(book)
        rows = asked.reps * asked.days
        sample = paths[:: max(len(paths) // asked.samples, 1)][: asked.samples]

        def by_pandas() -> None:
            for path in sample:
                pd.read_excel(path, sheet_name="日次入力", header=7, engine="openpyxl")

        by_pandas()
        slow = tuple(seconds * len(paths) / len(sample) for seconds in timed(by_pandas))
        results: list[sheetkpi.people.collecting.Collection] = []
        first, again = (
            timed(lambda: results.append(sheetkpi.collect(book, [folder], today=LAST))) for _ in range(2)
        )
        assert (results[0].added, results[1].added, results[1].same) == (rows, 0, rows), results
        print(f"{len(paths)} workbooks × {asked.days} rows, {paths[0].stat().st_size / 1e3:.0f} KB each")
        print(f"pandas.read_excel with openpyxl: {slow[0]:.2f} s on the clock, {slow[1]:.2f} s of processors")
        for name, (clock, cpu) in (("all rows new", first), ("nothing new", again)):
            print(
                f"collect, {name}: {clock:.2f} s, {cpu:.2f} s of processors; "
                f"{slow[0] / clock:.1f} and {slow[1] / cpu:.1f} times as fast"
            )


if __name__ == "__main__":
    main()
