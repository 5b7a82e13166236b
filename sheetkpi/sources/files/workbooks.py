"""Worksheets as text, through fastexcel: .xlsx, .xlsm, .xlsb and .xls.

fastexcel guesses types from a column's beginning and turns what does not fit later into nothing, so
everything is read as text: dates come as ISO texts, numbers as plain decimals, error values are reported
beside the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.errors import DamagedError, SheetKPIError, SourceError
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files import prefetch
from sheetkpi.sources.files.apart import Loaded
from sheetkpi.sources.files.fastexcel_book import Opened, open_workbook, reading_errors
from sheetkpi.sources.files.keptsheets import keep_sheet, kept_sheet
from sheetkpi.sources.files.memory import LARGE_CELLS, give_back
from sheetkpi.sources.files.sheetxml.columns import NEARLY_ALL, SAMPLE
from sheetkpi.sources.files.sheetxml.sharedstrings import LONGEST_TEXT
from sheetkpi.sources.files.unvalued import with_values
from sheetkpi.sources.files.zipped import Zipped, filled_columns, merged_blocks
from sheetkpi.sources.raw import CellError, RawSheet
from sheetkpi.sources.values.cells import ERRORS

_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ERROR_KIND = lazy_pattern(r"Error\((\w+)\)")
_NO_DAMAGE = lazy_pattern(r"unrecognized|unsupported|not supported|unimplemented|no worksheet", re.IGNORECASE)
"""Words with which calamine tells of something that it does not read, sound as it may be."""

_ROWS_LOOKED_AT = 20


def workbook_sheets(
    source: Path | bytes, place: str, names: Sequence[str] | None = None, called: str = ""
) -> list[RawSheet]:
    """The worksheets of a workbook as text, hidden ones too, in the order of their tabs.

    `place` names the file for people ("" for the KPI workbook itself, which sentences name as `called`);
    `names` picks sheets, None means all. Sheets without any cell come as tables without columns. Raises
    SheetKPIError where the source is no workbook, encrypted, damaged or hostile, or lacks one of `names`.
    """
    called = place or (source.name if isinstance(source, Path) else called)
    try:
        opened = prefetch.taken(source) or open_workbook(source, called, names)
        zipped = opened.zipped and replace(opened.zipped, place=called)
        wanted = _wanted(opened.names, names, called)
        sheets = [
            _sheet(opened, name, place, zipped) for name in wanted if zipped is None or name in zipped.parts
        ]
        if zipped is None or not zipped.unvalued:
            return sheets
        return with_values(sheets, zipped, lambda name: _sheet(opened, name, place, zipped), date.today())
    except reading_errors() as error:
        key, reason = _refusal(str(error))
        raise SheetKPIError(key, path=called, reason=reason) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a panic in fastexcel arrives as
            raise
        raise DamagedError("error.truncated", path=called) from error


def _refusal(message: str) -> tuple[str, str]:
    """The sentence for what fastexcel said, and what it objects to."""
    reason = message.partition("\n")[0].removeprefix("calamine error: ").strip()
    if "password" in message.casefold():
        return "error.encrypted", reason
    return ("error.reader_refused" if _NO_DAMAGE.search(reason) else "error.truncated"), reason


def _wanted(existing: list[str], names: Sequence[str] | None, called: str) -> list[str]:
    if names is None:
        return existing
    for name in names:
        if name not in existing:
            raise SourceError("error.no_such_sheet", path=called, sheet=name, sheets=", ".join(existing))
    return [name for name in existing if name in names]


def _sheet(opened: Opened, name: str, place: str, zipped: Zipped | None) -> RawSheet:
    found = kept_sheet(zipped, name)
    if found is None:
        loaded = opened.take(name)
        if loaded.cells is None:
            return RawSheet(place, name, pa.table({}))
        found = _read(loaded, name, zipped)
        del loaded
        keep_sheet(zipped, name, *found)
        if found[0].num_rows * found[0].num_columns >= LARGE_CELLS:
            give_back()
    cells, first_column, errors = found
    return RawSheet(
        place,
        name,
        cells,
        first_column=first_column,
        errors=errors,
        merged=partial(merged_blocks, zipped, name) if zipped else list,
        tables=zipped.tables.get(name, ()) if zipped is not None else (),
        date1904=zipped is not None and zipped.date1904,
    )


def _read(loaded: Loaded, name: str, zipped: Zipped | None) -> tuple[pa.Table, int, tuple[CellError, ...]]:
    """The cells of a sheet, its first column, and its errors where they stand."""
    assert loaded.cells is not None
    columns = _compacted(loaded.cells.columns)
    cells = pa.table(columns, names=[f"c{number}" for number in range(1, len(columns) + 1)])
    first_column = _first_column(zipped, name, cells) if zipped else 1
    errors = tuple(
        CellError(row + 1, column + first_column, _error_text(detail))
        for row, column, detail in loaded.errors
    )
    return cells, first_column, errors


def _error_text(detail: str) -> str:
    if detail in ERRORS:
        return detail
    match = _ERROR_KIND.search(detail)
    return _ERRORS.get(match[1], "#N/A") if match else "#N/A"


def _first_column(zipped: Zipped, name: str, cells: pa.Table) -> int:
    """The sheet column of the table's first one, which is the first with any value.

    Found by looking up, in the XML, the first rows that have values; the row whose cells are as many as the
    table's says it for certain.
    """
    for row, filled in _filled_cells(cells):
        columns = filled_columns(zipped, name, row + 1)
        if columns and len(columns) == len(filled):
            return max(columns[0] - filled[0], 1)
    return 1


def _filled_cells(cells: pa.Table) -> list[tuple[int, list[int]]]:
    """The first rows with a value, each with the numbers (from 0) of its filled columns."""
    filled: dict[int, list[int]] = {}
    for number, column in enumerate(cells.columns):
        rows = pc.indices_nonzero(column.slice(0, 2000).is_valid())
        for row in rows.slice(0, _ROWS_LOOKED_AT).to_pylist():
            filled.setdefault(row, []).append(number)
    return sorted(filled.items())[:_ROWS_LOOKED_AT]


def _compacted(columns: Sequence[pa.Array]) -> list[pa.Array]:
    """Each column compact; several at once where they are long, as Arrow does not hold Python's lock."""
    if len(columns[0]) <= SAMPLE:
        return [compact(column) for column in columns]
    try:
        with ThreadPoolExecutor() as threads:
            return list(threads.map(compact, columns))
    except RuntimeError:  # the browser has no threads
        return [compact(column) for column in columns]


def compact(column: pa.Array) -> pa.Array:
    """`column`, dictionary-encoded where its texts repeat: less memory, and cleaning sees each text once.

    Texts nearly all different (ids, moments) stay as they are, since looking each up costs more than it
    saves; the beginning of the column tells which it is. No text is longer than a cell of Excel can be.
    """
    if pa.types.is_dictionary(column.type):  # as it was read
        return column
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    if longest > LONGEST_TEXT:
        column = pc.utf8_slice_codeunits(column, 0, LONGEST_TEXT)
    sample = column.slice(0, SAMPLE)
    if len(column) > SAMPLE and pc.count_distinct(sample).as_py() > len(sample) * NEARLY_ALL:
        return column
    return column.dictionary_encode()
