"""Resizing a table the way Excel does: what new rows inherit, what moves, what stays behind.

Growing downwards, new rows take the formats of the last data row, the formulas of calculated columns go
into their blank cells, and validations and conditional formats that reach the last row reach the new one.
The totals row moves to the new bottom. Growing to the right appends columns named by their header cells.
Shrinking only moves the border: cells left outside keep what they hold, as in Excel.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from sheetkpi.fileengine.parts.calculatedcolumns import (
    Calculated,
    calculated_columns,
    continued,
    fill_arrays,
    fill_blank,
    stretches,
)
from sheetkpi.fileengine.parts.cells import F, Formula
from sheetkpi.fileengine.parts.grownover import note_grown_over
from sheetkpi.fileengine.parts.references import Block, cell_ref
from sheetkpi.fileengine.parts.rowlooks import take_in, usual_height
from sheetkpi.fileengine.parts.rules import reach_further
from sheetkpi.fileengine.parts.sparklines import continue_sparklines, drop_sparklines, move_sparklines
from sheetkpi.fileengine.parts.table import Table, unique_names
from sheetkpi.fileengine.parts.worksheet import Worksheet


def resize(sheet: Worksheet, name: str, table: Table, ref: Block, others: list[Table]) -> None:
    """Give `table`, on the sheet called `name`, the range `ref` (header to totals row).

    `others` are the sheet's other tables. ValueError, with nothing changed, when Excel would refuse: the
    header row would move, no row would be left for data, or the range meets another table or a merged cell.
    """
    _check(sheet, table, ref, others)
    sheet.changed()
    old = table.rows
    grows = ref.height > table.ref.height
    note_grown_over(sheet, table.ref, ref, usual_height(sheet, old) if grows else None)
    totals = table.totals
    new_bottom = ref.bottom - table.totals_rows
    if totals is not None and ref.bottom != totals.top:
        if not grows:  # onto a row of a record
            drop_sparklines(sheet, name, totals._replace(top=ref.bottom, bottom=ref.bottom))
        move_sparklines(sheet, name, totals, {totals.top: ref.bottom})
        _move_row(sheet, totals, ref.bottom)
    names = _names(sheet, table, ref)
    was_empty = table.empty
    columns = calculated_columns(sheet, table, ref.right)
    table.set_columns(names)
    table.begin_data()
    table.set_ref(ref)
    write_header(sheet, table, names)
    new_rows = Block(old.bottom + 1, ref.left, new_bottom, min(ref.right, old.right))
    blank = list(old.rows) if was_empty else []
    if new_rows.height > 0:
        blank += make_rows(sheet, columns, old, new_rows)
        continue_sparklines(sheet, old, new_rows)
        reach_further(sheet, old, new_bottom)
    fill_blank(sheet, columns, old, blank)
    fill_arrays(sheet, columns, old, sorted({*blank, *new_rows.rows}))


def _check(sheet: Worksheet, table: Table, ref: Block, others: list[Table]) -> None:
    old = table.ref
    if (ref.top, ref.left) != (old.top, old.left):
        raise ValueError(f"{table.name}: the table must keep its first header cell {old.ref.split(':')[0]}")
    if ref.height < table.header_rows + 1 + table.totals_rows:
        raise ValueError(f"{table.name}: a table needs at least one row below its header")
    for other in others:
        if other.ref.overlap(ref):
            raise ValueError(f"{table.name}: {ref.ref} would overlap the table {other.name}")
    for merged in sheet.merged():
        if merged.overlap(ref):
            raise ValueError(f"{table.name}: {ref.ref} would take in the merged cells {merged.ref}")


def _names(sheet: Worksheet, table: Table, ref: Block) -> list[str]:
    """The columns' names in the new range: present ones as they are, new ones from their header cells."""
    present = table.columns[: ref.width]
    new: list[object] = [None] * (ref.width - len(present))
    if table.header_rows and new:
        block = Block(ref.top, ref.left + len(present), ref.top, ref.right)
        new = list(sheet.values(block)[0])
    return unique_names([*present, *new])


def write_header(sheet: Worksheet, table: Table, names: list[str]) -> None:
    """Header cells hold texts, the same as the columns' names: a difference makes Excel repair the file."""
    header = table.header
    if header is None:
        return
    for column, name in zip(header.columns, names, strict=True):
        cell = sheet.cell(header.top, column)
        shown = sheet.value(header.top, column)
        if shown != name or (cell is not None and cell.find(F) is not None):
            sheet.write(Block(header.top, column, header.top, column), [[name]])


def _move_row(sheet: Worksheet, row: Block, to: int) -> None:
    """Move the cells of a row, with their formats, over those of row `to`."""
    target = row._replace(top=to, bottom=to)
    sheet.changes.note(target)
    sheet.clear(target, contents=True, formats=True)
    for column in row.columns:
        source = sheet.cell(row.top, column)
        if source is None:
            continue
        cell = sheet.make_cell(to, column)
        formula = sheet.formula(row.top, column)
        for name in ("s", "t", "cm", "vm"):
            if source.get(name):
                cell.set(name, source.get(name, ""))
        cell.extend(deepcopy(child) for child in source)
        found = cell.find(F)
        if found is not None and formula is not None:
            found.text = formula
            if found.get("t") == "array":
                found.set("ref", cell_ref(to, column))
                continue
            for name in ("t", "si", "ref"):
                found.attrib.pop(name, "")
    sheet.clear(row, contents=True, formats=True)
    sheet.forget_formulas()


def make_rows(sheet: Worksheet, columns: Sequence[Calculated], old: Block, new_rows: Block) -> list[int]:
    """Give cells below a table's last row that have no format of their own that row's format, and the rows
    the height of the others.

    Rows that the sheet lacks, which are most, are made with the formulas of calculated columns at once;
    returns the numbers of the others.
    """
    above_them = {
        column: sheet.styles.with_quote_prefix(sheet.style(old.bottom, column), False)
        for column in new_rows.columns
    }
    styles = {column: style for column, style in above_them.items() if style}
    height = usual_height(sheet, old)
    existing = sheet.row_numbers(new_rows)
    take_in(sheet, existing, height)
    for row in existing:
        present = sheet.cells(row)
        for column, style in styles.items():
            cell = present.get(column)
            if cell is None:
                sheet.make_cell(row, column, style)
            elif int(cell.get("s", "0")) == sheet.empty_style(row, column):
                cell.set("s", str(style))
    present_rows = set(existing)
    for rows in stretches([row for row in new_rows.rows if row not in present_rows]):
        formulas = {
            each.column: [Formula(text) for text in continued(sheet, each, old, rows)]
            for each in columns
            if not each.array
        }
        sheet.add_rows(rows, styles, formulas, height)
    return existing
