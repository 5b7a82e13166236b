"""Whether there is room for what a refresh adds to a table: rows below it, columns at its right edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetkpi.errors import WorkbookError
from sheetkpi.workbook import sheets
from sheetkpi.workbook.areas import LAST_COLUMN, LAST_ROW, Area
from sheetkpi.workbook.finding import FoundTable

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.inputs import Inputs
    from sheetkpi.workbook.tableplan import TablePlan


def check_room(book: xw.Book, inputs: Inputs, plans: Sequence[TablePlan]) -> None:
    """Raise SheetKPIError where a table would grow into cells that hold something, into another table, or
    over the edge of its sheet."""
    after = {table.name: table.area for table in inputs.findings.everything}
    after |= {plan.table.name: plan.area for plan in plans}
    for plan in plans:
        before = plan.table.area
        values = {"table": plan.table.spec.name, "sheet": before.sheet, "rows": len(plan.rows.sources)}
        if plan.area.bottom > LAST_ROW:
            raise WorkbookError("error.no_room_sheet", **values)
        taken = (plan.area, *_growth(before, plan.area))
        for name, area in after.items():
            if name != plan.table.name and any(area.overlaps(each) for each in taken):
                raise WorkbookError("error.no_room_table", other=name, **values)
        for grown in _growth(before, plan.area):
            if (cell := sheets.first_occupied(book, grown)) or (cell := _named(inputs, grown)):
                raise WorkbookError("error.no_room", cell=cell, **values)


def right_of(table: FoundTable, wide: Area) -> Area:
    """The cells that new columns take where `table` will stand in `wide`, with all its rows and columns; rows
    that it has now and will not have get them, too, before they go."""
    edge = table.area.columns
    return wide.part(0, edge, max(wide.rows, table.area.rows), wide.columns - edge)


def met_by(area: Area, table: FoundTable, others: Mapping[str, Area]) -> Iterator[Area]:
    """Where those tables but `table` stand that `area` would meet; `others` says it of all there are."""
    for name, other in others.items():
        if name != table.name and other.overlaps(area):
            yield other


def first_obstacle(book: xw.Book, inputs: Inputs, table: FoundTable, beside: Area) -> str | None:
    """The address of what is in the way of new columns in the cells `beside` a table: content, merged cells,
    a cell that the refresh itself writes to; at the edge of the sheet the table's last header. None where
    nothing is."""
    if beside.right > LAST_COLUMN:
        return table.area.part(0, table.area.columns - 1).address
    beside = replace(beside, bottom=min(beside.bottom, LAST_ROW))  # too many rows: see `check_room`
    return sheets.first_occupied(book, beside) or _named(inputs, beside) or _merged(book, beside)


def _growth(before: Area, after: Area) -> Iterator[Area]:
    """The cells a table takes on the way from `before` to `after`: below, and at the right of all rows it has
    before, for it gets its columns first."""
    if after.rows > before.rows:
        yield after.part(before.rows, 0, after.rows - before.rows, after.columns)
    if after.columns > before.columns:
        yield after.part(0, before.columns, before.rows, after.columns - before.columns)


def _named(inputs: Inputs, area: Area) -> str | None:
    """A cell of `area` that the refresh itself writes to, under a `kpi_…` name."""
    for cells in inputs.names.values():
        if cells.area.overlaps(area):
            return cells.area.resized(1, 1).address
    return None


def _merged(book: xw.Book, area: Area) -> str | None:
    """The first cell of `area` where some of its cells are merged."""
    return area.resized(1, 1).address if sheets.has_merged_cells(book, area) else None
