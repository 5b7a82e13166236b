"""Reading real workbooks and refreshed ones without our own code."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd

import sheetkpi
from sheetkpi.summary import Summary

TODAY = date(2026, 11, 20)


def rows(path: Path, sheet: str) -> pd.DataFrame:
    """The sheet as openpyxl reads it, its first row as header."""
    values = list(openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet].values)
    return pd.DataFrame(values[1:], columns=[str(name) for name in values[0]])


def table(path: Path, name: str) -> pd.DataFrame:
    """An Excel table of the workbook at `path`, cached values, its headers as columns."""
    for sheet in values_of(path).worksheets:
        if name in sheet.tables:
            cells = sheet[sheet.tables[name].ref]
            values = [[cell.value for cell in row] for row in cells]
            return pd.DataFrame(values[1:], columns=values[0])
    raise KeyError(name)


def values_of(path: Path) -> openpyxl.Workbook:
    """The workbook at `path` with its cached values, read once for each state of the file: it takes up to a
    second. Not to be changed."""
    status = path.stat()
    return _book(path, status.st_ino, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _book(path: Path, inode: int, changed: int) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def refreshed(book: Path, *activity: Path, month: date | None = None) -> Summary:
    with sheetkpi.open_book(book) as opened:
        summary = sheetkpi.refresh(opened, activity, month=month, today=TODAY)
        opened.save()
    return summary


def sql(query: str, **frames: pd.DataFrame) -> pd.DataFrame:
    """What DuckDB answers to `query` over `frames`, by their names."""
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        return connection.sql(query).df()
