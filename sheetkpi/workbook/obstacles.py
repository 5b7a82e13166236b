"""What Excel would refuse in the middle of writing, looked for before the first cell is written.

Of these a file has merged cells and filters only: whoever refreshes a file may write where a sheet is
protected, and the protection stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sheetkpi.errors import ProtectedError, WorkbookError
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.planning import TablePlan
from sheetkpi.workbook.protection import is_protected
from sheetkpi.workbook.sheets import has_merged_cells

if TYPE_CHECKING:
    import xlwings as xw

_CANNOT = (NotImplementedError, AttributeError)
"""What engines raise that cannot tell."""


def check_unobstructed(book: xw.Book, tables: Sequence[TablePlan], cells: Iterable[Area]) -> None:
    """Raise SheetKPIError for a protected sheet, a filter in the way of rows, or merged cells in a table."""
    for sheet in sorted({plan.area.sheet for plan in tables} | {area.sheet for area in cells}):
        if is_protected(book.sheets[sheet]):
            raise ProtectedError("error.sheet_protected", sheet=sheet)
    for plan in tables:
        values = {"table": plan.table.spec.name, "sheet": plan.area.sheet}
        if _moves_rows(plan) and _is_filtered(book, plan):
            raise WorkbookError("error.table_filtered", **values)
        if has_merged_cells(book, plan.area):
            raise WorkbookError("error.merged_cells", **values, area=plan.area.address)


def _moves_rows(plan: TablePlan) -> bool:
    """Whether rows change places: a sort leaves rows alone that a filter hides."""
    return plan.rows.gather or plan.rows.spread or bool(plan.rows.dropped)


def _is_filtered(book: xw.Book, plan: TablePlan) -> bool:
    try:
        criteria = book.sheets[plan.area.sheet].tables[plan.table.name].autofilter.criteria
    except _CANNOT:
        return False
    return any(criterion.type != "none" for criterion in criteria)
