"""Making a table of the contract in a workbook that lacks it, on a sheet of its own at the end.

A missing table is nothing to mend as a rule: that view is left out. This is for tables that hold what would
be lost otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.language import Language, say
from sheetkpi.tables.names import other_name
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.finding import list_tables
from sheetkpi.workbook.tableplan import NUMBER_FORMATS

if TYPE_CHECKING:
    import xlwings as xw

HEADER_ROW = 4
_FORMATTED_ROWS = 1


def sheet_to_add(book: xw.Book, spec: TableSpec, language: Language) -> str:
    """The name a sheet for the table `spec` gets: as in the template or, where the workbook has a sheet of
    that name, with a number behind it."""
    taken = {sheet.name.casefold() for sheet in book.sheets}
    title = say(spec.sheet, language)
    names = [title, *(f"{title} ({number})" for number in range(2, 100))]
    return next(name for name in names if name.casefold() not in taken)


def add_table(book: xw.Book, spec: TableSpec, language: Language) -> None:
    """Add a sheet (see `sheet_to_add`) with the empty table `spec` to `book`."""
    sheet = book.sheets.add(sheet_to_add(book, spec, language), after=book.sheets[-1])
    sheet["A1"].value = say(spec.sheet, language)
    area = Area(sheet.name, HEADER_ROW, 1, HEADER_ROW + _FORMATTED_ROWS, len(spec.columns))
    sheet[area.part(0, 0, 1, area.columns).address].value = [[column.header(language) for column in spec]]
    for position, column in enumerate(spec):
        if number_format := NUMBER_FORMATS.get(column.kind):
            sheet[area.part(1, position).address].number_format = number_format
    taken = {table.name.casefold() for table in list_tables(book)} | {
        name.name.casefold() for name in book.names
    }
    name = spec.name if spec.name.casefold() not in taken else other_name(spec.name)
    sheet.tables.add(source=sheet[area.address], name=name)


@dataclass(frozen=True)
class NewTable:
    """The table `spec` with the rows `frame`, to be made on a new sheet called `sheet`."""

    spec: TableSpec
    language: Language
    frame: pd.DataFrame
    sheet: str

    def write(self, book: xw.Book) -> None:
        """Add the sheet with the table and its rows."""
        add_table(book, self.spec, self.language)
        enter_rows(book, {self.spec.name: self.frame}, {self.spec.name: self.spec})
