"""Rows that people put right below a table that they type into: they are not in it, and nothing reads them.

Excel lets a table grow as somebody types below it, but not on a protected sheet, nor where that is switched
off, nor where another program wrote the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.cells import cells_of, sheet_of
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.finding import FoundTable
    from sheetkpi.workbook.inputs import Inputs

_MOST = 10_000
"""Rows below a table that are looked at."""


def notes_below(book: xw.Book, inputs: Inputs) -> list[dict[str, Any]]:
    """A note (see `sources.issues.ISSUE_COLUMNS`, without `ignored`) for each table that people type into
    with rows right below it."""
    if book.app.engine.type == "remote":
        return []
    tables = [table for name, table in inputs.tables.items() if name in inputs.frames and table.spec.key]
    used = {name: sheet_of(book, name).used_range for name in {table.area.sheet for table in tables}}
    last = {name: cells.row + cells.shape[0] - 1 for name, cells in used.items()}
    return [note for table in tables for note in _below(book, inputs, table, last[table.area.sheet])]


def _below(book: xw.Book, inputs: Inputs, table: FoundTable, last: int) -> Iterator[dict[str, Any]]:
    """The note for one table, on a sheet that is used down to the row `last`."""
    rows = min(last - table.area.bottom, _MOST)
    if rows < 1:
        return
    area = table.area.part(table.area.rows, 0, rows, table.area.columns)
    if any(other.area.overlaps(area) and other.area.top == area.top for other in inputs.findings.everything):
        return
    cells = cells_of(book, area).options(ndim=2).value
    key = table.columns.get(table.spec.key[0], 0)
    count = sum(1 for _ in takewhile(lambda row: as_text(row[key]), cells))
    if not count:
        return
    yield {
        "severity": "note",
        "place": "",
        "sheet": area.sheet,
        "row": area.top,
        "column": table.headers[key],
        "cell": area.part(0, key, 1, 1).address,
        "value": as_text(cells[0][key]),
        "reason": "reason.rows_below",
        "values": {"table": table.name, "rows": count},
    }
