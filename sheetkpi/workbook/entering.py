"""Entering rows into the tables that people type into, as if they had typed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.errors import WorkbookError
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import FoundTable, find_tables, list_tables
from sheetkpi.workbook.planning import cell_value
from sheetkpi.workbook.sheets import first_occupied
from sheetkpi.workbook.writing import write_values

if TYPE_CHECKING:
    import xlwings as xw


def enter_rows(
    book: xw.Book, frames: Mapping[str, pd.DataFrame], known: Mapping[str, TableSpec] | None = None
) -> None:
    """Put the rows of each frame into the table of that name, below the rows it has.

    A frame's columns are column keys of the contract, or of `known`; its cells are what people would type. A
    table the workbook lacks is passed over. Raises SheetKPIError where a table has no room to grow.
    """
    found = find_tables(list_tables(book), known or specs(KpiTree())).tables
    for name, frame in frames.items():
        if name in found and len(frame):
            _enter(book, found[name], frame)


def append_columns(book: xw.Book, spec: TableSpec, wanted: Sequence[str]) -> None:
    """Append those of the columns `wanted` (keys of `spec`) to its table that it lacks. Raises SheetKPIError
    where there is no room for them."""
    table = find_tables(list_tables(book), {spec.name: spec}).tables[spec.name]
    lacking = [spec[key].label for key in wanted if key not in table.columns]
    if not lacking:
        return
    area = table.area.resized(table.area.rows, table.area.columns + len(lacking))
    check_room(book, table, area)
    book.sheets[area.sheet].tables[table.name].resize(book.sheets[area.sheet][area.address])
    write_values(book, area.part(0, table.area.columns, 1, len(lacking)), [lacking])


def _enter(book: xw.Book, table: FoundTable, frame: pd.DataFrame) -> None:
    filled = _filled_rows(book, table)
    area = table.area.resized(1 + filled + len(frame) + table.has_totals)
    if area.rows > table.area.rows:
        check_room(book, table, area)
        book.sheets[area.sheet].tables[table.name].resize(book.sheets[area.sheet][area.address])
    for column in frame.columns:
        position = table.columns.get(str(column))
        if position is None:
            continue  # a column the workbook's table does not have
        cells = area.part(1 + filled, position, len(frame))
        write_values(book, cells, [[cell_value(value)] for value in frame[column]])


def check_room(book: xw.Book, table: FoundTable, area: Area) -> None:
    """Raise a SheetKPIError where `table` would grow, to `area`, into cells that hold something."""
    before = table.area
    below = before.part(before.rows, 0, max(area.rows - before.rows, 0), area.columns)
    beside = before.part(0, before.columns, before.rows, max(area.columns - before.columns, 0))
    for grown in (below, beside):
        if grown.rows > 0 and grown.columns > 0 and (cell := first_occupied(book, grown)):
            rows = area.rows - 1 - table.has_totals
            raise WorkbookError(
                "error.no_room", table=table.spec.name, sheet=area.sheet, rows=rows, cell=cell
            )


def _filled_rows(book: xw.Book, table: FoundTable) -> int:
    """Data rows up to the last one that holds anything."""
    body = table.area.part(1, 0, table.rows, table.area.columns)
    block = book.sheets[body.sheet][body.address].options(ndim=2).value
    filled = [
        number for number, row in enumerate(block, start=1) if any(cell not in (None, "") for cell in row)
    ]
    return max(filled, default=0)
