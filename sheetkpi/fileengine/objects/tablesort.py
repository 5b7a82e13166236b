"""Sorting the rows of a table as Excel does: values, formulas, formats, links and notes move as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.fileengine.objects.notes import move_notes
from sheetkpi.fileengine.parts.cells import Element, ErrorValue, F, Value, to_serial
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, cell_ref
from sheetkpi.fileengine.parts.rowlooks import move_row_looks
from sheetkpi.fileengine.parts.sparklines import move_sparklines
from sheetkpi.fileengine.parts.worksheet import Worksheet

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.sheet import Sheet


def sort_rows(sheet: Sheet, rows: Block, keys: Sequence[int], ascending: Sequence[bool]) -> bool:
    """Sort the data rows `rows` of a table by columns counted from 1; True when formulas moved.

    The order is Excel's: numbers and dates, texts (upper and lower case alike), truth values, errors, and
    blanks last whichever way; rows that are alike keep their order. Formulas are continued as if they were
    copied to their new row. ValueError where an array formula spans several rows.
    """
    values = sheet.worksheet.values(rows)
    order = list(range(rows.height))
    for key, up in reversed(list(zip(keys, ascending, strict=True))):
        column = [row[key - 1] for row in values]
        filled = [row for row in order if column[row] is not None]
        filled.sort(key=lambda row: _rank(column[row]), reverse=not up)
        order = filled + [row for row in order if column[row] is None]
    to = {rows.top + old: rows.top + new for new, old in enumerate(order)}
    if all(old == new for old, new in to.items()):
        return False
    wrote = move_rows(sheet.worksheet, rows, to)
    if not sheet.has_tables_beside(rows):
        move_row_looks(sheet.worksheet, rows, to)
    move_sparklines(sheet.worksheet, sheet.name, rows, to)
    sheet.hyperlinks.move_rows(rows, to)
    move_notes(sheet, rows, to)
    return wrote


def move_rows(sheet: Worksheet, rows: Block, to: Mapping[int, int]) -> bool:
    """Move the cells of a block from row to row, as `to` says; True when formulas were among them."""
    for array in sheet.formulas.arrays:
        if array.block.overlap(rows) and array.block.height > 1:
            raise ValueError(f"{array.block.ref} holds one array formula: its rows cannot be sorted")
    sheet.changed()
    sheet.formulas.unshare(rows)
    for row, new in to.items():
        if row != new:
            sheet.changes.note(rows._replace(top=row, bottom=row))
    taken: dict[int, dict[int, Element]] = {}
    wrote = False
    for row in sheet.row_numbers(rows):
        if to[row] == row:
            continue
        cells = sheet.cells(row)
        taken[row] = {column: cells.pop(column) for column in rows.columns if column in cells}
        for column, cell in taken[row].items():
            sheet.rows[row].remove(cell)
            wrote = _readdress(cell, row, to[row], column) or wrote
    for row, moving in taken.items():
        for column, cell in moving.items():
            sheet.put_cell(to[row], column, cell)
    sheet.forget_formulas()
    return wrote


def _readdress(cell: Element, row: int, new: int, column: int) -> bool:
    cell.set("r", cell_ref(new, column))
    formula = cell.find(F)
    if formula is None:
        return False
    formula.text = moved(formula.text or "", new - row, 0)
    if formula.get("ref"):
        formula.set("ref", cell_ref(new, column))
    return True


def _rank(value: Value) -> tuple[int, Any]:
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, ErrorValue):
        return (3, "")
    if isinstance(value, str):
        return (1, value.casefold())
    if isinstance(value, int | float):
        return (0, float(value))
    return (0, to_serial(value) if value is not None else 0.0)
