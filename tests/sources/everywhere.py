"""One table as a workbook, a CSV and a Parquet file, and as a table of three databases."""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.files.places import read_file
from sheetkpi.sources.raw import RawSheet
from tests.sources.postgresserver import PASSWORD, READER, Server

Rows = Sequence[Sequence[Any]]

FILES = ("xlsx", "csv", "parquet")
DATABASES = ("postgresql", "sqlite", "duckdb")
SAMPLE = ("活動ログ_第1営業課", "架電リスト_第2営業課", "日次報告_第3営業課", "案件一覧_CRM")
"""The dirty sample: a log, a call list, daily counts and deals."""


def put_everywhere(folder: Path, table: pa.Table, server: Server, name: str, *, excel: bool = True) -> None:
    """Write `table` into files in `folder`, a workbook only with `excel`, and into each database."""
    rows = [list(row.values()) for row in table.to_pylist()]
    if excel:
        _write_workbook(folder / f"{name}.xlsx", table.column_names, rows)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [table.column_names, *([_written(value) for value in row] for row in rows)]
        )
    parquet.write_table(table, folder / f"{name}.parquet")
    server.put(name, table)
    with sqlite3.connect(folder / "all.db") as lite:
        lite.execute(f'CREATE TABLE "{name}" ({", ".join(map(_quoted, table.column_names))})')
        marks = ", ".join("?" * table.num_columns)
        lite.executemany(f'INSERT INTO "{name}" VALUES ({marks})', [list(map(_in_lite, row)) for row in rows])
    lite.close()
    with duckdb.connect(str(folder / "all.duckdb")) as duck:
        duck.register("given", table)
        duck.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')


def _write_workbook(path: Path, names: list[str], rows: Rows) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate([names, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)


def connect_all(folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the databases known under the names of their kinds."""
    addresses = (server.address(READER), f"sqlite:{folder}/all.db", f"duckdb:{folder}/all.duckdb")
    for kind, address in zip(DATABASES, addresses, strict=True):
        monkeypatch.setenv(f"SHEETKPI_CONNECTION_{kind.upper()}", address)
    monkeypatch.setenv("SHEETKPI_PASSWORD_POSTGRESQL", PASSWORD)


def sheets_of(form: str, folder: Path, name: str) -> list[RawSheet]:
    """The table in one of its forms, as a refresh reads it."""
    if form in FILES:
        return read_file(folder / f"{name}.{form}", f"{name}.{form}")
    return [database_sheet(f"db:{form}", name)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _written(value: Any) -> Any:
    return "" if value is None else value


def _in_lite(value: Any) -> Any:
    """A value as SQLite keeps it, which has no dates and times of its own."""
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def flat(cells: pa.Table) -> pa.Table:
    """A sheet as a table of texts: the first full row gives the names, all below it stay."""
    rows = [list(row.values()) for row in cells.to_pylist()]
    top = next(number for number, row in enumerate(rows) if all(row))
    columns = zip(*rows[top + 1 :], strict=True)
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(rows[top], columns, strict=True)}
    )


def typed_log() -> pa.Table:
    """Two hundred calls whose columns have types, some of them empty."""
    moments = pd.date_range("2026-11-02 09:00", periods=200, freq="37min")
    return pa.table(
        {
            "id": pa.array(range(1, 201), pa.int64()),
            "架電日時": pa.array(
                [None if n % 50 == 7 else at for n, at in enumerate(moments)], pa.timestamp("us")
            ),
            "担当者": pa.array([f"森 {'愛葵茜'[n % 3]}" for n in range(200)], pa.string()),
            "結果": pa.array(
                [("不在", "担当者接続", "アポ獲得", None)[n % 4] for n in range(200)], pa.string()
            ),
            "見込金額": pa.array([n * 1000.5 for n in range(200)], pa.float64()),
            "備考": pa.array(["", "折返し希望"] * 100, pa.string()),
        }
    )


def as_typed(path: Path, sheet: str) -> pa.Table:
    """A sheet as openpyxl reads it, its columns with types."""
    header, *rows = openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet].iter_rows(
        values_only=True
    )
    kept = [row for row in rows if any(cell is not None for cell in row)]
    columns = [pa.array(column) for column in zip(*kept, strict=True)]
    return pa.table({str(name): column for name, column in zip(header, columns, strict=True) if name})


def many_calls(rows: int) -> pa.Table:
    """Calls without a key, many of them alike."""
    chance = random.Random(3)
    return pa.table(
        {
            "番号": pa.array(range(rows), pa.int64()),
            "架電日時": [f"2026-11-{2 + at % 9:02d} {9 + at % 8:02d}:30:00" for at in range(rows)],
            "担当者": [chance.choice(["佐藤葵", "田中蓮"]) for _ in range(rows)],
            "結果": [chance.choice(["不在", "担当者接続", "謎"]) for _ in range(rows)],
            "ID": [str(at - at % 500 // 499) for at in range(rows)],
        }
    )
