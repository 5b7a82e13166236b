"""One table as a workbook, a CSV and a Parquet file, and as a table of three databases."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
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


def put_everywhere(folder: Path, table: pa.Table, server: Server, name: str) -> None:
    """Write `table` as files into `folder` and as the table `name` into a database of each kind."""
    rows = [list(row.values()) for row in table.to_pylist()]
    with xlsxwriter.Workbook(folder / f"{name}.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate([table.column_names, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
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
