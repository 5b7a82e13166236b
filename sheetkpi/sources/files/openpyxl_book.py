"""Sheets of a workbook as text where there is no fastexcel: Python in the browser has no wheel of it.

openpyxl reads them, cell by cell: right, and slower.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa

from sheetkpi.errors import DamagedError
from sheetkpi.sources.files.apart import Loaded
from sheetkpi.sources.values.cells import ERRORS, cell_text


def read_sheets(
    source: Path | bytes, called: str, sheets: Collection[str] | None = None
) -> dict[str, Loaded]:
    """The worksheets of a workbook by name, in the order of their tabs; those not among `sheets` without
    cells. Raises DamagedError (`called` names the file) where it cannot be read."""
    import openpyxl

    data = io.BytesIO(source if isinstance(source, bytes) else source.read_bytes())
    try:
        book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        wanted = book.sheetnames if sheets is None else sheets
        return {
            sheet.title: _loaded(sheet) if sheet.title in wanted else Loaded(None, [])
            for sheet in book.worksheets
        }
    except Exception as error:  # whatever a damaged part makes of openpyxl, zipfile and lxml
        raise DamagedError("error.truncated", path=called) from error


def _loaded(sheet: Any) -> Loaded:
    """All cells from the first row and the first column with anything in it."""
    sheet.reset_dimensions()  # other programs write wrong ones
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    filled = [[number for number, value in enumerate(row) if value not in (None, "")] for row in rows]
    if not any(filled):
        return Loaded(None, [])
    first = min(numbers[0] for numbers in filled if numbers)
    width = max(numbers[-1] for numbers in filled if numbers) + 1
    last = max(number for number, numbers in enumerate(filled) if numbers) + 1
    cells = [row[first:width] + [None] * (width - max(len(row), first)) for row in rows[:last]]
    errors = [
        (row, column, str(value))
        for row, values in enumerate(cells)
        for column, value in enumerate(values)
        if isinstance(value, str) and value in ERRORS
    ]
    columns = [
        pa.array([cell_text(value) for value in column], pa.string()) for column in zip(*cells, strict=True)
    ]
    names = [str(number) for number in range(len(columns))]
    return Loaded(pa.RecordBatch.from_arrays(columns, names), errors)
