"""What Excel would refuse in the middle of writing, looked for before the first cell is written.

Of these a file has merged cells and filters only: whoever refreshes a file may write where a sheet is
protected, and the protection stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sheetkpi.errors import ProtectedError, WorkbookError
from sheetkpi.workbook.areas import Area, area_of
from sheetkpi.workbook.cells import cells_of, sheet_of
from sheetkpi.workbook.protection import is_protected
from sheetkpi.workbook.sheets import has_merged_cells
from sheetkpi.workbook.tablefilters import can_be_lifted, is_filtered
from sheetkpi.workbook.tableplan import TablePlan

if TYPE_CHECKING:
    import xlwings as xw


def check_unobstructed(book: xw.Book, tables: Sequence[TablePlan], cells: Iterable[Area]) -> None:
    """Raise SheetKPIError for a protected sheet, a filter in the way of rows (see `tablefilters`), or merged
    cells in a table."""
    for sheet in sorted({plan.area.sheet for plan in tables} | {area.sheet for area in cells}):
        if is_protected(sheet_of(book, sheet)):
            raise ProtectedError("error.sheet_protected", sheet=sheet)
    for plan in tables:
        values = {"table": plan.table.spec.name, "sheet": plan.area.sheet}
        if _moves_rows(plan) and _is_in_the_way(book, plan):
            raise WorkbookError("error.table_filtered", **values)
        if has_merged_cells(book, plan.area):
            raise WorkbookError("error.merged_cells", **values, area=plan.area.address)


def check_no_arrays(book: xw.Book, tables: Sequence[TablePlan]) -> None:
    """Raise WorkbookError where one array formula fills several cells of a table that are to be written or to
    change places. Excel allows none in a table; other programs write them."""
    for plan in tables:
        if not plan.changes:
            continue
        written = {column.position for column in plan.columns}
        for area in arrays_in(book, plan.table.area):
            places = range(area.left - plan.table.area.left, area.right - plan.table.area.left + 1)
            if _moves_rows(plan) or written.intersection(places):
                raise WorkbookError("error.array_in_table", sheet=area.sheet, area=area.address)


def arrays_in(book: xw.Book, area: Area) -> list[Area]:
    """The cells of array formulas over several cells that the area meets; none where nobody can tell."""
    arrays = getattr(cells_of(book, area).impl, "arrays_met", None)
    return [area_of(area.sheet, address) for address in arrays()] if arrays is not None else []


def _moves_rows(plan: TablePlan) -> bool:
    """Whether rows change places: a sort leaves rows alone that a filter hides."""
    return plan.rows.gather or plan.rows.spread or bool(plan.rows.dropped)


def _is_in_the_way(book: xw.Book, plan: TablePlan) -> bool:
    """Whether the table is filtered by something that cannot be applied again once its rows have moved."""
    table = sheet_of(book, plan.area.sheet).tables[plan.table.name]
    return is_filtered(table) and not can_be_lifted(table)
