"""Reading what stands in a table or in its way, as far as the engine can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.areas import Area, area_of, runs
from sheetkpi.workbook.cells import cells_of, sheet_of
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.planning import peoples_columns
from sheetkpi.workbook.tableplan import Content
from sheetkpi.workbook.text import date_meant

if TYPE_CHECKING:
    import xlwings as xw

_CANNOT = (NotImplementedError, AttributeError)
"""What engines raise that cannot read formulas or notes; planning then takes the careful way."""


@dataclass(frozen=True)
class Block:
    """Cells as they stand: their values, and the formula where there is one (None where there is none)."""

    values: tuple[tuple[Any, ...], ...]
    formulas: tuple[tuple[str | None, ...], ...]


def read_block(book: xw.Book, area: Area) -> Block:
    """The cells of `area`, read at once. In a file, where a formula came to an empty text, that is its value:
    None is not known. Raises NotImplementedError where the engine cannot read formulas."""
    in_one_go = getattr(cells_of(book, area).impl, "values_and_formulas", None)
    if in_one_go is not None:
        of_values, of_formulas = in_one_go()
        return Block(tuple(map(tuple, of_values)), tuple(map(tuple, of_formulas)))
    formulas = formulas_of(book, area)
    if formulas is None:
        raise NotImplementedError("formulas cannot be read")
    values = _values(book, area)
    return Block(
        tuple(tuple(row) for row in values),
        # A text that begins with = reads the same both ways; a formula never is its own result.
        tuple(
            tuple(
                formula if formula.startswith("=") and formula != value else None
                for formula, value in zip(of_row, row, strict=True)
            )
            for of_row, row in zip(formulas, values, strict=True)
        ),
    )


def read_content(book: xw.Book, table: FoundTable) -> Content:
    """The data rows of `table`: values, formulas where people type, and which rows have a note."""
    if table.rows < 1:
        return Content([])
    body = table.area.part(1, 0, table.rows, table.area.columns)
    used = _rows_used(book, body)
    if used < body.rows:
        head = _content(book, table, body.resized(used, body.columns))
        rest = body.rows - used
        blank: list[Any] = [None] * body.columns
        formulas = head.formulas and {at: [*column, *[""] * rest] for at, column in head.formulas.items()}
        return replace(head, values=[*head.values, *(blank[:] for _ in range(rest))], formulas=formulas)
    return _content(book, table, body)


_TALL = 10_000
"""Rows from which on a table is asked for how many of them the sheet has used."""


def _rows_used(book: xw.Book, body: Area) -> int:
    """How many rows of `body` there may be something in, at least one: a table drawn down to the end of the
    sheet has a million that are blank."""
    last_row = body.part(body.rows - 1, 0, 1, body.columns)
    if body.rows < _TALL or any(value is not None for value in _values(book, last_row)[0]):
        return body.rows
    last = sheet_of(book, body.sheet).used_range.last_cell.row
    return min(max(last - body.top + 1, 1), body.rows)


def _content(book: xw.Book, table: FoundTable, body: Area) -> Content:
    values = with_dates(_values(book, body), table)
    formulas: dict[int, list[str]] = {}
    for first, width in runs(peoples_columns(table)):
        block = formulas_of(book, body.part(0, first, body.rows, width))
        if block is None:
            return Content(values, None, _noted(book, body))
        formulas |= {first + number: [row[number] for row in block] for number in range(width)}
    return Content(values, formulas, _noted(book, body))


def with_dates(rows: list[list[Any]], table: FoundTable) -> list[list[Any]]:
    """`rows` with dates where columns of dates hold serial numbers: cells formatted as numbers, and all cells
    where xlwings' client runs in Excel 2019 or before."""
    for column in table.spec:
        if column.kind in ("date", "month") and (place := table.columns.get(column.key)) is not None:
            for row in rows:
                if isinstance(row[place], float | int) and (moment := date_meant(row[place])):
                    row[place] = moment
    return rows


def first_occupied(book: xw.Book, area: Area) -> str | None:
    """The address of the first cell of `area` that holds a value or a formula, or None."""
    values, formulas = _values(book, area), formulas_of(book, area)
    for row in range(area.rows):
        for column in range(area.columns):
            if values[row][column] not in (None, "") or (formulas and formulas[row][column]):
                return area.part(row, column).address
    return None


def has_merged_cells(book: xw.Book, area: Area) -> bool:
    """Whether any cells of `area` are merged; Excel says None where some are."""
    try:
        return cells_of(book, area).merge_cells is not False
    except _CANNOT:
        return False


def has_formula(book: xw.Book, cell: Area) -> bool:
    """Whether a cell holds a formula; where the engine cannot tell, it may."""
    formulas = formulas_of(book, cell)
    return formulas is None or formulas[0][0].startswith("=")


def uncomputed(book: xw.Book, area: Area) -> list[str]:
    """The addresses of formulas in `area` that a file stores no result of, as programs without a calculation
    write them; none in Excel, which knows every result."""
    find = getattr(book.sheets[area.sheet][area.address].impl, "without_result", None)
    return [] if find is None else list(find())


def calculated_columns(book: xw.Book, table: FoundTable, places: Sequence[int]) -> frozenset[int]:
    """Those of the columns at `places` that formulas fill: most of what is in them. Where the engine cannot
    tell, all of them may be."""
    if table.rows < 1:
        return frozenset()
    body = table.area.part(1, 0, table.rows, table.area.columns)
    found = set()
    for first, width in runs(sorted(places)):
        block = formulas_of(book, body.part(0, first, body.rows, width))
        if block is None:
            return frozenset(places)
        for number, cells in enumerate(zip(*block, strict=True), first):
            filled = [cell for cell in cells if cell]
            if 2 * sum(cell.startswith("=") for cell in filled) > len(filled):
                found.add(number)
    return frozenset(found)


def column_values(book: xw.Book, table: FoundTable, place: int) -> list[Any]:
    """What stands in a column of `table`, row by row."""
    cells = table.area.part(1, place, table.rows)
    return [row[0] for row in _values(book, cells)] if table.rows > 0 else []


def _values(book: xw.Book, area: Area) -> list[list[Any]]:
    values: list[list[Any]] = cells_of(book, area).options(ndim=2).value
    for row in values:  # Excel on Windows gives amounts in a currency format as Decimal
        if Decimal in map(type, row):
            row[:] = [float(value) if isinstance(value, Decimal) else value for value in row]
    return values


def formulas_of(book: xw.Book, area: Area) -> list[list[str]] | None:
    """What is typed in the cells of `area`: formulas, or values as text; None where the engine cannot say."""
    try:
        formulas = cells_of(book, area).formula
    except _CANNOT:
        return None
    if isinstance(formulas, str) or formulas is None:
        return [[formulas or ""]]
    return [[str(cell or "") for cell in row] for row in formulas]


def _noted(book: xw.Book, area: Area) -> frozenset[int]:
    try:
        places = [area_of(area.sheet, note.location.address) for note in sheet_of(book, area.sheet).notes]
    except _CANNOT:
        return frozenset()
    return frozenset(place.top - area.top for place in places if place.overlaps(area))
