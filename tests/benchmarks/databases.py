"""How long a million rows of PostgreSQL take to arrive, beside only fetching them as Arrow.

A server of its own is started, as in the tests. Each side runs as a process of its own, imports included, in
turn; the medians are printed, by the clock and of the client's processor time (the server's is not in it).

    python tests/benchmarks/databases.py                  # 1,000,000 rows of 10 columns
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

import sheetkpi
from sheetkpi.sources.files.places import read_file
from tests.benchmarks.make_activity import make_activity
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
    print(
        f"{title}: {clock:.2f} s, {cpu:.2f} s of processor time, peak {runs[0].megabytes:,.0f} MB", flush=True
    )


def main() -> None:
    """Start a server, fill it, run each side in turn, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server() as running:
        names = ("activity.xlsx", "KPI.xlsx", "own.xlsx", "empty.xlsx")
        activity, book, own, empty = (Path(folder, name) for name in names)
        make_activity(activity, options.rows)
        put_activity(running, activity)
        sheetkpi.new(book, "ja")
        Workbook().save(empty)
        with_views(empty, own)
        os.environ |= {"SHEETKPI_CONNECTION_BENCH": running.address(), "SHEETKPI_PASSWORD_BENCH": PASSWORD}
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
