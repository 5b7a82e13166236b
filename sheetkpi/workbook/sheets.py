"""Reading what stands in a table or in its way, as far as the engine can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.areas import Area, area_of, runs
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.planning import Content, peoples_columns

if TYPE_CHECKING:
    import xlwings as xw

_CANNOT = (NotImplementedError, AttributeError)
"""What engines raise that cannot read formulas or notes; planning then takes the careful way."""


def read_content(book: xw.Book, table: FoundTable) -> Content:
    """The data rows of `table`: values, formulas where people type, and which rows have a note."""
    if table.rows < 1:
        return Content([])
    body = table.area.part(1, 0, table.rows, table.area.columns)
    formulas: dict[int, list[str]] = {}
    for first, width in runs(peoples_columns(table)):
        block = _formulas(book, body.part(0, first, body.rows, width))
        if block is None:
            return Content(_values(book, body), None, _noted(book, body))
        formulas |= {first + number: [row[number] for row in block] for number in range(width)}
    return Content(_values(book, body), formulas, _noted(book, body))


def first_occupied(book: xw.Book, area: Area) -> str | None:
    """The address of the first cell of `area` that holds a value or a formula, or None."""
    values, formulas = _values(book, area), _formulas(book, area)
    for row in range(area.rows):
        for column in range(area.columns):
            if values[row][column] not in (None, "") or (formulas and formulas[row][column]):
                return area.part(row, column).address
    return None


def has_formula(book: xw.Book, cell: Area) -> bool:
    """Whether a cell holds a formula; where the engine cannot tell, it may."""
    formulas = _formulas(book, cell)
    return formulas is None or formulas[0][0].startswith("=")


def _values(book: xw.Book, area: Area) -> list[list[Any]]:
    values: list[list[Any]] = book.sheets[area.sheet][area.address].options(ndim=2).value
    return values


def _formulas(book: xw.Book, area: Area) -> list[list[str]] | None:
    try:
        formulas = book.sheets[area.sheet][area.address].formula
    except _CANNOT:
        return None
    if isinstance(formulas, str) or formulas is None:
        return [[formulas or ""]]
    return [[cell or "" for cell in row] for row in formulas]


def _noted(book: xw.Book, area: Area) -> frozenset[int]:
    try:
        places = [area_of(area.sheet, note.location.address) for note in book.sheets[area.sheet].notes]
    except _CANNOT:
        return frozenset()
    return frozenset(place.top - area.top for place in places if place.overlaps(area))
