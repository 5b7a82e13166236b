"""The header row and the totals row of a table, shown and taken away as Excel does.

Excel moves the cells below when it shows one; here nothing is shifted: where cells hold something, it says
so.
"""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Formula
from sheetkpi.fileengine.parts.formulas import escape_column
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.tableresize import write_header
from sheetkpi.fileengine.parts.worksheet import Worksheet

_SUBTOTALS = {
    "average": 101,
    "countNums": 102,
    "count": 103,
    "max": 104,
    "min": 105,
    "stdDev": 107,
    "sum": 109,
    "var": 110,
}
"""What SUBTOTAL calls the functions of totals rows."""
_LABEL = "Total"


def show_totals(sheet: Worksheet, table: Table, shown: bool) -> None:
    """Give the table a totals row, the one it had before if it had one, or take it away."""
    if shown == bool(table.totals_rows):
        return
    ref = table.ref
    if not shown:
        sheet.clear(ref._replace(top=ref.bottom), contents=True, formats=True)
        del table.root.attrib["totalsRowCount"]
        table.root.set("totalsRowShown", "1")
        table.set_ref(ref._replace(bottom=ref.bottom - 1))
        return
    below = ref._replace(top=ref.bottom + 1, bottom=ref.bottom + 1)
    _check_blank(sheet, table, below)
    if not any(map(_has_total, table.column_elements)):
        _usual_totals(sheet, table)
    table.root.attrib.pop("totalsRowShown", "")
    table.root.set("totalsRowCount", "1")
    table.set_ref(ref._replace(bottom=below.bottom))
    for column, element in zip(below.columns, table.column_elements, strict=True):
        content = _total(table, element)
        if content is not None:
            sheet.write(Block(below.top, column, below.top, column), [[content]])


def _has_total(column: etree._Element) -> bool:
    return bool(column.get("totalsRowLabel") or column.get("totalsRowFunction", "none") != "none")


def _usual_totals(sheet: Worksheet, table: Table) -> None:
    """A label in the first column; in the last one the sum of numbers, or how many texts there are."""
    columns = table.column_elements
    if len(columns) > 1:
        columns[0].set("totalsRowLabel", _LABEL)
    rows = table.rows
    values = [row[0] for row in sheet.values(rows._replace(left=rows.right))]
    number = any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    columns[-1].set("totalsRowFunction", "sum" if number else "count")


def _total(table: Table, column: etree._Element) -> Formula | str | None:
    """What stands in the totals row below a column."""
    if label := column.get("totalsRowLabel"):
        return label
    function = column.get("totalsRowFunction", "none")
    if function in _SUBTOTALS:
        name = escape_column(table.columns[table.column_elements.index(column)])
        return Formula(f"SUBTOTAL({_SUBTOTALS[function]},{table.name}[{name}])")
    own = column.findtext(main("totalsRowFormula"))
    return Formula(own) if own else None


def show_headers(sheet: Worksheet, table: Table, shown: bool) -> None:
    """Let the table show its columns' names above its data, or not; filter buttons come and go with them."""
    if shown == bool(table.header_rows):
        return
    ref = table.ref
    if not shown:
        sheet.clear(ref._replace(bottom=ref.top))
        table.filter_buttons = False
        table.root.set("headerRowCount", "0")
        table.set_ref(ref._replace(top=ref.top + 1))
        return
    if ref.top == 1:
        raise ValueError(f"{table.name}: there is no row above the table for its header")
    above = ref._replace(top=ref.top - 1, bottom=ref.top - 1)
    _check_blank(sheet, table, above)
    table.root.attrib.pop("headerRowCount", "")
    table.set_ref(ref._replace(top=above.top))
    write_header(sheet, table, table.columns)
    table.filter_buttons = True


def _check_blank(sheet: Worksheet, table: Table, cells: Block) -> None:
    if next(sheet.filled(cells), None):
        raise NotImplementedError(f"the file engine does not shift cells: {cells.ref} beside {table.name}")
