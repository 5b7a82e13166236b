"""The workbook's own sheets that may hold raw activity, as text for the recogniser."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sheetkpi.language import LANGUAGES, all_words, say
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import CellError, RawSheet
from sheetkpi.sources.values.cells import ERRORS, cell_text
from sheetkpi.tables.registry import RAW_TABLES, specs
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.text import plain

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.inputs import Inputs

_READ_ELSEWHERE = RAW_TABLES | {"Roster"}
_TABLES_OF_A_KPI_WORKBOOK = 2
_XLWINGS_SETTINGS = "xlwings.conf"
_ADDED_TO_NAME = lazy_pattern(r"kpi\d*$")


def raw_sheets(book: xw.Book, inputs: Inputs) -> list[RawSheet]:
    """Every sheet of `book` that may hold raw activity, `place` "", in the order of the tabs.

    Left out are the template's own look and set sheets. On a sheet where our tables stand beside something
    else, their cells are blanked, so that figures the product wrote are never read back as activity.
    """
    names = [sheet.name for sheet in book.sheets if not _is_ours(sheet.name, inputs)]
    snapshot = getattr(book.impl, "snapshot", None)
    sheets = _from_file(book, snapshot(), names) if snapshot is not None else _from_cells(book, names)
    entry = inputs.tables.get("DailyEntry")
    masked = [
        replace(
            _without_tables(sheet, _our_areas(sheet.name, inputs)),
            typed=entry is not None and entry.area.sheet == sheet.name,
        )
        for sheet in sheets
    ]
    return [
        sheet for sheet in masked if any(column.null_count < len(column) for column in sheet.cells.columns)
    ]


def without_views(sheets: Sequence[RawSheet], inputs: Inputs) -> list[RawSheet]:
    """Sheets of other files, the KPI tables of other KPI workbooks emptied: what they show was counted from
    activity and is none itself. Their raw tables and their `Roster` stay to be read.

    A file is a KPI workbook if it has several of the contract's tables; one name alone may be anybody's.
    """
    known = specs(inputs.tree).keys() - _READ_ELSEWHERE
    ours = {
        place
        for place, names in _table_names(sheets).items()
        if len(names & known) >= _TABLES_OF_A_KPI_WORKBOOK
    }
    return [_without_views(sheet, known) if sheet.place in ours else sheet for sheet in sheets]


def _table_names(sheets: Sequence[RawSheet]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for sheet in sheets:
        names.setdefault(sheet.place, set()).update(table.name for table in sheet.tables)
    return names


def _without_views(sheet: RawSheet, known: Set[str]) -> RawSheet:
    areas = [Area(sheet.name, *table.block) for table in sheet.tables if table.name in known]
    return replace(_without_tables(sheet, areas), has_views=True) if areas else sheet


def raw_sheet(book: xw.Book, name: str) -> RawSheet:
    """One sheet of `book` as text, with all that stands on it."""
    snapshot = getattr(book.impl, "snapshot", None)
    found = _from_file(book, snapshot(), [name]) if snapshot is not None else _from_cells(book, [name])
    return found[0]


@cache
def _titles() -> frozenset[str]:
    """What the template's sheets are called in either language, as `plain` compares names."""
    keys = [key for key in all_words() if key.startswith("sheet.")]
    return frozenset(plain(say(key, one)) for key in keys for one in LANGUAGES)


def _is_ours(sheet: str, inputs: Inputs) -> bool:
    """Whether a sheet is one of the template's: named like it (or nearly so, where `attach` found that name
    taken), with our tables or settings and no others; or xlwings' settings."""
    if plain(sheet).lstrip("_") == _XLWINGS_SETTINGS:
        return True
    ours = {table.name for name, table in inputs.tables.items() if name not in RAW_TABLES}
    tables = [table.name for table in inputs.findings.everything if table.area.sheet == sheet]
    named = any(cells.area.sheet == sheet for cells in inputs.names.values())
    called_alike = {plain(sheet), _ADDED_TO_NAME.sub("", plain(sheet))} & _titles()
    return bool(called_alike) and (bool(tables) or named) and all(name in ours for name in tables)


def _our_areas(sheet: str, inputs: Inputs) -> list[Area]:
    return [
        table.area
        for name, table in inputs.filled.items()
        if name not in RAW_TABLES and table.area.sheet == sheet
    ]


def _from_file(book: xw.Book, source: Any, names: list[str]) -> list[RawSheet]:
    """Sheets of the file, or of what it would be: changed since it was opened, it is bytes without a name."""
    return workbook_sheets(source, "", names, book.name) if names else []


def _from_cells(book: xw.Book, names: list[str]) -> list[RawSheet]:
    """Sheets read through xlwings, each in one block."""
    sheets = []
    for name in names:
        used = book.sheets[name].used_range
        block: list[list[Any]] = used.options(ndim=2, err_to_str=True).value
        columns = [
            pa.array([cell_text(cell) for cell in column], pa.string()) for column in zip(*block, strict=True)
        ]
        table = pa.table(columns, names=[str(number) for number in range(len(columns))])
        errors = tuple(
            CellError(used.row + row, used.column + column, cell)
            for row, cells in enumerate(block)
            for column, cell in enumerate(cells)
            if isinstance(cell, str) and cell in ERRORS
        )
        sheets.append(RawSheet("", name, table, used.row, used.column, errors))
    return sheets


def _without_tables(sheet: RawSheet, areas: Sequence[Area]) -> RawSheet:
    """`sheet` with the cells of `areas` empty."""
    cells = sheet.cells
    for area in areas:
        first, last = area.top - sheet.first_row, area.bottom - sheet.first_row
        for number in range(area.left - sheet.first_column, area.right - sheet.first_column + 1):
            if 0 <= number < cells.num_columns:
                column = _blanked(cells.column(number), max(first, 0), last)
                cells = cells.set_column(number, cells.field(number).name, column)
    inside = [
        error
        for error in sheet.errors
        if any(
            area.overlaps(Area(area.sheet, error.row, error.column, error.row, error.column))
            for area in areas
        )
    ]
    assert isinstance(cells, pa.Table)
    return replace(sheet, cells=cells, errors=tuple(error for error in sheet.errors if error not in inside))


def _blanked(column: pa.ChunkedArray, first: int, last: int) -> pa.ChunkedArray:
    count = max(min(last, len(column) - 1) - first + 1, 0)
    if not count:
        return column
    blank = pa.nulls(count, column.type)
    return pa.chunked_array(
        [*column.slice(0, first).chunks, blank, *column.slice(first + count).chunks], column.type
    )
