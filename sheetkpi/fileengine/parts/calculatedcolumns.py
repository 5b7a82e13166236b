"""Calculated columns of a table, and how Excel continues them in new rows.

The table part says the formula of such a column. LibreOffice, openpyxl and XlsxWriter leave that out when
they save a workbook, or never put it in; then the formula that all rows share, filled down, is it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.parts.cells import F, Formula, escaped
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, cell_ref
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.worksheet import Worksheet


class Calculated(NamedTuple):
    """A calculated column: its number in the sheet, and its formula as stored, that of the first row.

    `array`: each cell holds an array formula of its own; `metadata` is what a dynamic one says it is one by
    (the number behind `cm`), "" for one that was typed with Ctrl + Shift + Enter.
    """

    column: int
    stored: str
    array: bool = False
    metadata: str = ""


def calculated_columns(sheet: Worksheet, table: Table, right: int) -> list[Calculated]:
    """The calculated columns of a table up to the sheet's column `right`, which must not change its size
    in between."""
    found = []
    for index, column in enumerate(table.rows.columns):
        if column <= right and (stored := table.calculated(index) or _shared_by_all(sheet, table, column)):
            found.append(Calculated(column, stored, *_array(sheet, table.rows.bottom, column)))
    return found


def _array(sheet: Worksheet, row: int, column: int) -> tuple[bool, str]:
    cell = sheet.cell(row, column)
    formula = cell.find(F) if cell is not None else None
    if cell is None or formula is None or formula.get("t") != "array":
        return False, ""
    return True, cell.get("cm", "")


def _shared_by_all(sheet: Worksheet, table: Table, column: int) -> str | None:
    """The formula of the first row if all others hold it as well, moved to where they are."""
    rows = table.rows
    first, last = sheet.formula(rows.top, column), sheet.formula(rows.bottom, column)
    if not first or last != moved(first, rows.height - 1, 0):
        return None
    texts = {
        one.row: one.text
        for one in sheet.stored_formulas(lambda row, other: other != column or not rows.holds(row, other))
    }
    alike = all(texts.get(row) == moved(first, row - rows.top, 0) for row in rows.rows)
    return first if alike else None


def fill_blank(sheet: Worksheet, columns: Sequence[Calculated], old: Block, rows: list[int]) -> None:
    """Put the formulas of calculated columns into the blank cells of `rows`."""
    columns = [each for each in columns if not each.array]
    for each, blank in _blank(sheet, columns, rows):
        texts = continued(sheet, each, old, blank)
        block = Block(blank[0], each.column, blank[-1], each.column)
        sheet.write(block, [[Formula(text)] for text in texts])


def fill_arrays(sheet: Worksheet, columns: Sequence[Calculated], old: Block, rows: list[int]) -> None:
    """The same for columns of array formulas."""
    columns = [each for each in columns if each.array]
    if not columns or not rows:
        return
    sheet.changed()
    for each, blank in _blank(sheet, columns, rows):
        for row, text in zip(blank, continued(sheet, each, old, blank), strict=True):
            cell = sheet.make_cell(row, each.column)
            sheet.codec.empty(cell)
            if each.metadata:
                cell.set("cm", each.metadata)
            formula = etree.SubElement(cell, F, t="array", ref=cell_ref(row, each.column))
            formula.text = escaped(text)
        sheet.changes.note(Block(blank[0], each.column, blank[-1], each.column))
    sheet.forget_formulas()


def _blank(
    sheet: Worksheet, columns: Sequence[Calculated], rows: list[int]
) -> Iterable[tuple[Calculated, range]]:
    """The stretches of `rows` in which a column is blank."""
    if not columns or not rows:
        return
    for each in columns:
        filled = set(sheet.filled(Block(rows[0], each.column, rows[-1], each.column)))
        for blank in stretches([row for row in rows if (row, each.column) not in filled]):
            yield each, blank


def stretches(rows: list[int]) -> list[range]:
    """Each stretch of consecutive rows."""
    found: list[range] = []
    for row in rows:
        if found and row == found[-1].stop:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found


def continued(sheet: Worksheet, column: Calculated, old: Block, rows: range) -> list[str]:
    """What a calculated column says in each of `rows`: always the same, or continued from the old rows."""
    if moved(column.stored, 1, 0) == column.stored:
        return [column.stored] * len(rows)
    return [_continued(sheet, column, old, row) for row in rows]


def _continued(sheet: Worksheet, column: Calculated, old: Block, row: int) -> str:
    """The formula in `row` of a calculated column with relative references (`B2*2`).

    It is continued from two old rows that agree with each other, so that an overridden cell is not taken up.
    """
    below: str | None = None
    for above in range(old.bottom, old.top - 1, -1):
        here = sheet.formula(above, column.column)
        if here and below is not None and moved(here, 1, 0) == below:
            return moved(here, row - above, 0)
        below = here
    last = sheet.formula(old.bottom, column.column)
    return moved(last, row - old.bottom, 0) if last else moved(column.stored, row - old.top, 0)
