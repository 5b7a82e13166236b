"""Small real workbooks for these tests: made by openpyxl, opened on the file engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import xlwings as xw
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

import sheetkpi.fileengine  # noqa: F401  (registers the engine)
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.views import laid_out
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.tableplan import TablePlan
from sheetkpi.workbook.writing import write_table

Cells = Mapping[str, Any]
"""What stands where on a sheet: `{"A1": "担当者", "B2": 3}`."""


def make_book(
    path: Path,
    sheets: Mapping[str, Cells],
    tables: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Path:
    """A workbook with `sheets`, with `tables` (name: `Sheet!A1:C3`) and `names` (name: `Sheet!B2`)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for address, value in cells.items():
            sheet[address] = value
    for name, place in (tables or {}).items():
        title, _, ref = place.partition("!")
        book[title].add_table(Table(displayName=name, ref=ref))
    for name, place in (names or {}).items():
        title, _, ref = place.partition("!")
        absolute = ":".join(
            f"${part.rstrip('0123456789')}${part.lstrip('ABCDEFGHIJKLMNOP')}" for part in ref.split(":")
        )
        book.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!{absolute}")
    book.save(path)
    return path


def grid(at: str, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Rows of values as cells, the first at `at`."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    letters, top = coordinate_from_string(at)
    left = column_index_from_string(letters)
    return {
        f"{get_column_letter(left + column)}{top + row}": value
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    }


@contextmanager
def opened(path: Path) -> Iterator[xw.Book]:
    """The workbook on the file engine, closed without saving."""
    apps = xw.engines["file"].apps
    book = (apps.active or apps.add()).books.open(str(path))
    try:
        yield book
    finally:
        book.close()


def reps(counts: Mapping[str, Mapping[str, float]], team: str = "第1課") -> pd.DataFrame:
    """A frame for RepKPI: counts per rep, zeros where none is given."""
    sums = {
        key: np.array([values.get(key, 0) for values in counts.values()], dtype="float64")
        for key in KpiTree().counts
    }
    return laid_out({"rep": list(counts), "team": [team] * len(counts)}, sums, KpiTree())


def fill(book: xw.Book, frames: Mapping[str, pd.DataFrame]) -> tuple[TablePlan, ...]:
    """Plan and write `frames` into the tables of `book`."""
    plans = plan_tables(book, read_inputs(book), frames)
    for plan in plans:
        write_table(book, plan)
    return plans


def refill(path: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Fill the workbook at `path` and save it in place."""
    with opened(path) as book:
        fill(book, frames)
        book.save()
    return path


def table_rows(path: Path, sheet: str, name: str, columns: Sequence[str] | None = None) -> list[list[Any]]:
    """What stands in a table's rows in the saved file, as openpyxl reads it (formulas as text)."""
    worksheet = openpyxl.load_workbook(path)[sheet]
    rows = [[cell.value for cell in row] for row in worksheet[worksheet.tables[name].ref]]
    if columns is None:
        return rows[1:]
    places = [rows[0].index(column) for column in columns]
    return [[row[place] for place in places] for row in rows[1:]]
