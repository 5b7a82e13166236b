"""Entering rows into the tables that people type into, as if they had typed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.workbook.contract import specs
from sheetkpi.workbook.finding import FoundTable, find_tables, list_tables
from sheetkpi.workbook.planning import cell_value
from sheetkpi.workbook.writing import write_values

if TYPE_CHECKING:
    import xlwings as xw


def enter_rows(book: xw.Book, frames: Mapping[str, pd.DataFrame]) -> None:
    """Put the rows of each frame into the table of that name, below the rows it has.

    A frame's columns are column keys of the contract; its cells are what people would type. A table the
    workbook lacks is passed over.
    """
    from sheetkpi.model.metrics import KpiTree

    found = find_tables(list_tables(book), specs(KpiTree())).tables
    for name, frame in frames.items():
        if name in found and len(frame):
            _enter(book, found[name], frame)


def _enter(book: xw.Book, table: FoundTable, frame: pd.DataFrame) -> None:
    filled = _filled_rows(book, table)
    area = table.area.resized(1 + filled + len(frame) + table.has_totals)
    if area.rows > table.area.rows:
        book.sheets[area.sheet].tables[table.name].resize(book.sheets[area.sheet][area.address])
    for column in frame.columns:
        position = table.columns[str(column)]
        cells = area.part(1 + filled, position, len(frame))
        write_values(book, cells, [[cell_value(value)] for value in frame[column]])


def _filled_rows(book: xw.Book, table: FoundTable) -> int:
    """Data rows up to the last one that holds anything."""
    body = table.area.part(1, 0, table.rows, table.area.columns)
    block = book.sheets[body.sheet][body.address].options(ndim=2).value
    filled = [
        number for number, row in enumerate(block, start=1) if any(cell not in (None, "") for cell in row)
    ]
    return max(filled, default=0)
