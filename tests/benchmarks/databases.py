"""How long a million rows of PostgreSQL take to arrive, beside only fetching them as Arrow.

A server of its own is started, as in the tests. Each side runs as a process of its own, imports included, in
turn; the medians are printed, by the clock and of the client's processor time (the server's is not in it).

`--grouped` counts a log of a year instead, as a refresh does, from the server both ways: its rows grouped
there, and each of them fetched and understood here. Of memory the peak is told. The server's own processor
time is what all of its processes took meanwhile.

    python tests/benchmarks/databases.py                  # 1,000,000 rows of 10 columns
    python tests/benchmarks/databases.py --grouped --rows 5000000
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from pyarrow import parquet

import sheetkpi
from sheetkpi.sources.files.places import read_file
from tests.benchmarks.grouping import make_log
from tests.benchmarks.make_activity import HEADERS, make_activity
from tests.benchmarks.refresh import Run, run, with_views
from tests.sources.postgresserver import PASSWORD, Server, server

FETCH = """
from adbc_driver_postgresql import dbapi
from urllib.parse import quote
with dbapi.connect({address!r} + "&password=" + quote({password!r}, safe="")) as database:
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM activity")
        assert cursor.fetch_arrow_table().num_rows == {rows}
"""
READ = """
from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.grouping import files
files.LARGE_ROWS = 1 << 60  # each row is fetched
assert database_sheet("db:bench", "activity").cells.num_rows == {rows} + 1
"""
REFRESH = """
from sheetkpi.cli import main
main(["refresh", {book!r}, "--output", {output!r}, "--once", "--force", "--activity", {activity!r}])
"""


def put_activity(running: Server, path: Path) -> None:
    """The rows of the activity workbook at `path` as a table with types."""
    (sheet,) = read_file(path, path.name)
    names = [column[0].as_py() for column in sheet.cells.columns]
    columns = {
        name: column.cast(pa.string()).slice(1)
        for name, column in zip(names, sheet.cells.columns, strict=True)
    }
    columns["活動日時"] = pc.strptime(columns["活動日時"], format="%Y-%m-%d %H:%M:%S", unit="us")
    columns["金額"] = columns["金額"].cast(pa.int64())
    running.put("activity", pa.table(columns))


def told(title: str, runs: list[Run]) -> None:
    """Print the medians."""
    clock, cpu = (statistics.median(getattr(one, what) for one in runs) for what in ("seconds", "cpu"))
    print(f"{title}: {clock:.2f} s, {cpu:.2f} s of processor time", flush=True)


COUNTED = """
from datetime import date
import pandas as pd
from sheetkpi.model.facts import facts
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.grouping import files
from sheetkpi.sources.reading import read_activity
if {by_row}:
    files.LARGE_ROWS = 1 << 60
read = read_activity(
    [database_sheet("db:bench", "log")], tree=KpiTree(), settings=Settings(), roster=Roster(),
    column_map=pd.DataFrame(columns=["sheet", "header", "field"]),
    result_map=pd.DataFrame(columns=["text", "meaning"]), today=date(2026, 11, 28),
)
counted = facts(read.events, KpiTree(), Measured.of(read.measured))
print(read.read, read.counted, len(read.events), len(counted))
"""


def put_log(running: Server, rows: int, folder: Path) -> None:
    """A log of a year as a table with a key."""
    path = folder / "log.parquet"
    make_log(path, rows)
    with parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            running.put("log", file.read_row_group(number), "append" if number else "create")
    running.run(f'ALTER TABLE log ADD PRIMARY KEY ("{HEADERS[0]}")', "VACUUM ANALYZE log")


def compare_grouped(running: Server, rows: int, runs: int) -> None:
    """Count the log both ways in turn."""
    sides = {way: COUNTED.format(by_row=way == "by row") for way in ("grouped in PostgreSQL", "by row")}
    run(sides["grouped in PostgreSQL"])
    taken: dict[str, list[tuple[Run, float]]] = {way: [] for way in sides}
    for _ in range(runs):
        for way, code in sides.items():
            before = running.seconds()
            one = run(code)
            taken[way].append((one, running.seconds() - before))
    for way, each in taken.items():
        told(f"{rows:,} rows {way}", [one for one, _ in each])
        most = max(one.megabytes for one, _ in each)
        server = statistics.median(seconds for _, seconds in each)
        print(f"    {most:.0f} MB here; the server {server:.2f} s of processor time", flush=True)


def main() -> None:
    """Start a server, fill it, run each side in turn, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--grouped", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server() as running:
        os.environ |= {"SHEETKPI_CONNECTION_BENCH": running.address(), "SHEETKPI_PASSWORD_BENCH": PASSWORD}
        if options.grouped:
            put_log(running, options.rows, Path(folder))
            compare_grouped(running, options.rows, options.runs)
            return
        names = ("activity.xlsx", "KPI.xlsx", "own.xlsx", "empty.xlsx")
        activity, book, own, empty = (Path(folder, name) for name in names)
        make_activity(activity, options.rows)
        put_activity(running, activity)
        sheetkpi.new(book, "ja")
        Workbook().save(empty)
        with_views(empty, own)
        output = str(Path(folder, "out.xlsx"))
        sides = {
            "only fetched, ADBC": FETCH.format(
                address=running.address(), password=PASSWORD, rows=options.rows
            ),
            "read from PostgreSQL": READ.format(rows=options.rows),
            **{
                f"{title} refreshed from {source}": REFRESH.format(
                    book=str(path), output=output, activity=place
                )
                for title, path in (("six tables", own), ("template", book))
                for source, place in (("PostgreSQL", "db:bench/activity"), (".xlsx", str(activity)))
            },
        }
        for code in sides.values():
            run(code)  # what is on disk and compiled by then is so for all
        measured = [{title: run(code) for title, code in sides.items()} for _ in range(options.runs)]
        for title in sides:
            told(title, [round_[title] for round_ in measured])


if __name__ == "__main__":
    main()
