"""What counting a large CSV or Parquet log costs, as a ratio to DuckDB's bare grouping of the same columns.

Each side runs as a process of its own, imports included, in turn; processor time of the medians is compared.
The log has the columns that a CRM exports; forty reps work on one lead source a day each, so that the rows of
a year make some 500,000 different ones. With `--companies` each meeting is followed as one of its company,
which costs the same however rows are read, and more than all else. `--rows-too` adds the way of small files,
for which all of it goes through memory.

With `--again` it is told instead what refreshes of a KPI workbook with six tables take that read such a log:
where nothing is kept, the first that keeps, and one after a cell of the workbook was typed.

    python tests/benchmarks/grouping.py                       # 5,000,000 rows of CSV, 10,000,000 of Parquet
    python tests/benchmarks/grouping.py --again --runs 3
    python tests/benchmarks/grouping.py --kind parquet --rows 100000000 --ids text
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from openpyxl import Workbook
from pyarrow import csv, parquet

sys.path.insert(0, str(Path(__file__).parents[2]))

import sheetkpi
from tests.benchmarks.make_activity import HEADERS, company_names, kinds, lead_sources, reps, results
from tests.benchmarks.refresh import CACHE, REFRESH, Run, run, with_views

ROWS = {"csv": 5_000_000, "parquet": 10_000_000}
_AT_ONCE = 1_000_000
_FIRST_DAY = np.datetime64("2025-11-01")

AS_COMMANDS = """
import gc, os
gc.set_threshold(1_000_000, 50, 100)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""
"""What every command says before it loads anything (see `sheetkpi.cli`); both sides do."""

BARE = """
import duckdb
source = "read_csv({path!r}, all_varchar=true)" if {path!r}.endswith("csv") else "read_parquet({path!r})"
day = "left(活動日時, 10)" if {path!r}.endswith("csv") else "活動日時::DATE"
duckdb.execute("SET threads = 2")
rows = duckdb.sql(
    f"SELECT {{day}} AS day, 担当者, チーム, リードソース, 種別, 結果, count(*) FROM {{source}} GROUP BY ALL"
)
print(rows.to_arrow_table().num_rows)
"""

COUNTED = """
import sys
sys.path.insert(0, {root!r})
from datetime import date
from pathlib import Path
import pandas as pd
from sheetkpi.model.facts import facts
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.grouping import files, textfiles
from sheetkpi.sources.reading import read_activity
if {by_row}:
    files.LARGE_ROWS = textfiles.LARGE_BYTES = 1 << 60
path = Path({path!r})
read = read_activity(
    read_place(path.name, path.parent), tree=KpiTree(), settings=Settings(), roster=Roster(),
    column_map=pd.DataFrame(columns=["sheet", "header", "field"]),
    result_map=pd.DataFrame(columns=["text", "meaning"]), today=date(2026, 11, 28),
)
counted = facts(read.events, KpiTree(), Measured.of(read.measured))
print(read.read, read.counted, len(read.events), len(counted))
"""


def make_log(path: Path, rows: int, ids: str = "rising", companies: bool = False) -> None:
    """Write a log of a year to `path`: CSV or Parquet, with whole numbers or texts as ids, or with none."""
    chance = np.random.default_rng(1)
    writer: csv.CSVWriter | parquet.ParquetWriter | None = None
    for first in range(0, rows, _AT_ONCE):
        table = _piece(np.arange(first, min(first + _AT_ONCE, rows)), rows, ids, companies, chance)
        if writer is None:
            kind = csv.CSVWriter if path.suffix == ".csv" else parquet.ParquetWriter
            writer = kind(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _piece(
    numbers: np.ndarray, rows: int, ids: str, companies: bool, chance: np.random.Generator
) -> pa.Table:
    count = len(numbers)
    people = reps()
    rep = chance.integers(0, len(people), count)
    day = numbers * 365 // rows
    sources = lead_sources()
    moments = (_FIRST_DAY + day).astype("datetime64[s]") + (32_400 + chance.random(count) * 32_400).astype(
        int
    )
    result = chance.choice(results(), count)
    amount = np.where(result == "アポ獲得", chance.integers(1, 300, count) * 10_000, 0)
    note = np.where(numbers % 100 == 0, "次回は資料を確認", None)
    columns = {
        HEADERS[0]: pa.array(numbers + 100_000_000),
        HEADERS[1]: pa.array(moments),
        HEADERS[2]: _picked([name for name, _ in people], rep),
        HEADERS[3]: _picked([team for _, team in people], rep),
        HEADERS[4]: _picked(company_names(50_000), chance.integers(0, 50_000, count)),
        HEADERS[5]: _picked(sources, (rep + day) % len(sources)),
        HEADERS[6]: _picked(kinds(), chance.integers(0, len(kinds()), count)),
        HEADERS[7]: pa.array(result, pa.string()),
        HEADERS[8]: pa.array(amount),
        HEADERS[9]: pa.array(note, pa.string()),
    }
    if ids == "shuffled":  # each number once, in no order
        columns[HEADERS[0]] = pa.array(numbers * 7_368_787 % 2_147_483_647)
    elif ids == "text":
        columns[HEADERS[0]] = pa.array(
            [f"{number * 40503 % 65536:04x}-{number:09d}" for number in numbers.tolist()]
        )
    elif ids == "none":
        del columns[HEADERS[0]]
    if not companies:
        del columns[HEADERS[4]]
    return pa.table(columns)


def _picked(texts: list[str], codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(texts)).cast(pa.string())


def compare(path: Path, runs: int, rows_too: bool) -> None:
    """Run the sides in turn and print what each took."""
    root = str(Path(__file__).parents[2])
    sides = {
        "bare": AS_COMMANDS + BARE.format(path=str(path)),
        "grouped": AS_COMMANDS + COUNTED.format(path=str(path), root=root, by_row=False),
    }
    if rows_too:
        sides["by row"] = AS_COMMANDS + COUNTED.format(path=str(path), root=root, by_row=True)
    taken: dict[str, list[Run]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, code in sides.items():
            taken[name].append(run(code))
    tell(path, taken)


def compare_again(path: Path, runs: int) -> None:
    """Refresh a workbook that reads `path`, once more after a cell was typed, and print what each took."""
    taken: dict[str, list[Run]] = {"not kept": [], "first": [], "again": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            blank, book = Path(folder) / "blank.xlsx", Path(folder) / "KPI.xlsx"
            Workbook().save(blank)
            with_views(blank, book)
            refreshed = REFRESH.format(path=str(book), more=["--activity", str(path)])
            for name in taken:
                with sheetkpi.open_book(book) as opened:
                    opened.sheets[0]["A1"].value = name
                    opened.save()
                CACHE["folder"] = "off" if name == "not kept" else f"{folder}/cache"
                taken[name].append(run(refreshed))
    tell(path, taken)


def tell(path: Path, taken: dict[str, list[Run]]) -> None:
    """Print what each side took, as a ratio to the first of them too."""
    base = statistics.median(one.cpu for one in next(iter(taken.values())))
    for name, each in taken.items():
        cpu = statistics.median(one.cpu for one in each)
        clock = statistics.median(one.seconds for one in each)
        most = max(one.megabytes for one in each)
        times = f"{cpu:7.2f} s of processors, {clock:7.2f} s, {cpu / base:5.2f} ×"
        print(f"{path.name} {name:8} {times}, {most:6.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=["csv", "parquet"])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--ids", choices=["rising", "shuffled", "text", "none"], default="rising")
    parser.add_argument("--companies", action="store_true")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--rows-too", action="store_true")
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in [given.kind] if given.kind else ROWS:
            file = Path(folder) / f"log.{kind}"
            # In a process of its own: what it needs would count as the peak of each that this one starts.
            how = (file, given.rows or ROWS[kind], given.ids, given.companies)
            making = multiprocessing.get_context("spawn").Process(target=make_log, args=how)
            making.start()
            making.join()
            if given.again:
                compare_again(file, given.runs)
            else:
                compare(file, given.runs, given.rows_too)
            file.unlink()
