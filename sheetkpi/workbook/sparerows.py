"""Blank rows that stand ready in the table of entries: it cannot grow by typing on a protected sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetkpi.tables.names import ENTRY_ROWS
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.protection import opened
from sheetkpi.workbook.sheets import first_occupied
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.finding import FoundTable
    from sheetkpi.workbook.inputs import Inputs

LEAST = 20
"""Blank rows below which there are made to be `ENTRY_ROWS` again."""


@dataclass(frozen=True)
class RowsAhead:
    """The entry table, and what it will cover once it has its blank rows."""

    table: FoundTable
    area: Area

    def write(self, book: xw.Book) -> None:
        """Lengthen the table, where its sheet can be changed."""
        sheet = book.sheets[self.area.sheet]
        with opened(sheet) as can_be_changed:
            if can_be_changed:
                sheet.tables[self.table.name].resize(sheet[self.area.address])


def plan_rows_ahead(book: xw.Book, inputs: Inputs) -> RowsAhead | None:
    """How the entry table has to grow; None where blank rows are left, or something stands in the way.

    Only the protected sheet of the template is looked after: whoever keeps a table of their own lengthens it
    by typing.
    """
    table = inputs.tables.get("DailyEntry")
    if table is None or table.has_totals or "kpi_counted_until" not in inputs.names:
        return None
    blank = _blank_at_the_end(book, table)
    if blank >= LEAST:
        return None
    area = table.area.resized(table.area.rows + ENTRY_ROWS - blank)
    grown = table.area.part(table.area.rows, 0, ENTRY_ROWS - blank, table.area.columns)
    others = (other.area for other in inputs.findings.everything if other.name != table.name)
    if any(other.overlaps(area) for other in others) or first_occupied(book, grown):
        return None
    return RowsAhead(table, area)


def _blank_at_the_end(book: xw.Book, table: FoundTable) -> int:
    rows = min(table.rows, LEAST)
    last = table.area.part(1 + table.rows - rows, 0, rows, table.area.columns)
    values = book.sheets[last.sheet][last.address].options(ndim=2).value
    blank = 0
    for row in reversed(values):
        if any(as_text(value) for value in row):
            break
        blank += 1
    return blank
