"""Putting back the cells of `kpi_…` names that a refresh overwrote, what it remembered, and its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sheetkpi.workbook.adopting import ADOPTED
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import list_tables
from sheetkpi.workbook.names import NamedCells
from sheetkpi.workbook.rules import MEMORY
from sheetkpi.workbook.sheets import read_block
from sheetkpi.workbook.text import as_text
from sheetkpi.workbook.undo import Before, NameBefore
from sheetkpi.workbook.writing import cache_values, write_values

if TYPE_CHECKING:
    import xlwings as xw


def put_names_back(book: xw.Book, before: Before, names: Mapping[str, NamedCells], force: bool) -> None:
    """Write what stood in the cells of each name and in what refreshes remember."""
    for name in before.names:
        if name.name.casefold() in names:
            _put_name_back(book, name, names[name.name.casefold()].area, force)
    if before.memory:
        if MEMORY in book.names and book.names[MEMORY].refers_to != before.memory:
            book.names[MEMORY].refers_to = before.memory
    elif MEMORY in book.names:
        book.names[MEMORY].delete()
    if before.adopted and ADOPTED in book.names:
        book.names[ADOPTED].refers_to = before.adopted


def take_added_sheet_away(book: xw.Book, before: Before) -> None:
    """Delete the sheet that came with the refresh, unless somebody added rows or anything below them."""
    tables = [table for table in list_tables(book) if table.area.sheet == before.added]
    if len(tables) != 1 or tables[0].rows != before.added_rows:
        return
    sheet = book.sheets[before.added]
    if sheet.used_range.last_cell.row <= tables[0].area.bottom:
        sheet.delete()


def _put_name_back(book: xw.Book, name: NameBefore, area: Area, force: bool) -> None:
    """Write what stood in the cells of a name, unless somebody has changed it since."""
    height, width = len(name.cells.values), len(name.cells.values[0])
    area = area.resized(height, width)
    if name.formula:
        cache_values(book, area, name.cells.values)
        return
    now = tuple(tuple(as_text(value) for value in row) for row in read_block(book, area).values)
    if force or now == name.written:
        write_values(book, area, name.cells.values)
