"""Sheets of big workbooks as they were read, kept for the next refresh: reading is most of its work.

A sheet's text depends on its part, on shared strings and styles, and on how the workbook counts days. The zip
file's directory has a checksum of every part, so that nothing is unpacked to see that they are the same: not
even where the workbook around them was saved since.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pyarrow as pa

from sheetkpi.cachefolder import cache_folder, forget, is_kept, program
from sheetkpi.sources.files.kepttables import keep_table, kept_table
from sheetkpi.sources.raw import CellError

if TYPE_CHECKING:
    from sheetkpi.sources.files.zipped import Zipped

KEPT_FROM = 2**19
"""Bytes of packed sheets from which on a workbook's sheets are kept: some 10,000 rows."""


def has_kept(zipped: Zipped | None, sheet: str) -> bool:
    """Whether the sheet was kept in the state that it has."""
    return (name := _name(zipped, sheet)) is not None and is_kept(name)


def kept_sheet(zipped: Zipped | None, sheet: str) -> tuple[pa.Table, int, tuple[CellError, ...]] | None:
    """The cells of a sheet as it was read, its first column and its errors; None where it was not kept in the
    state that it has."""
    name = _name(zipped, sheet)
    found = kept_table(name) if name else None
    if name is None or found is None:
        return None
    cells, told = found
    try:
        errors = tuple(CellError(*error) for error in told["errors"])
        return cells, int(told["first_column"]), errors
    except (ValueError, KeyError, TypeError):
        forget(name)
        return None


def keep_sheet(
    zipped: Zipped | None, sheet: str, cells: pa.Table, first_column: int, errors: tuple[CellError, ...]
) -> None:
    """Keep a sheet as it was read."""
    name = _name(zipped, sheet)
    if name is None:
        return
    told = {
        "first_column": first_column,
        "errors": [(error.row, error.column, error.text) for error in errors],
    }
    keep_table(name, cells, told)


def _name(zipped: Zipped | None, sheet: str) -> str | None:
    """What the sheet is kept under; None for one that is not worth it, or where nothing is kept."""
    if zipped is None or zipped.binary or sheet not in zipped.sums:
        return None
    if sum(zipped.packed.values()) < KEPT_FROM or cache_folder() is None:
        return None
    told = f"{zipped.sums[sheet]} {zipped.date1904} {_reader()} {program()}"
    return f"sheet-{blake2b(told.encode(), digest_size=16).hexdigest()}.arrow"


@cache
def _reader() -> str:
    """What reads sheets here: fastexcel, or openpyxl where that is not."""
    try:
        return version("fastexcel")
    except PackageNotFoundError:
        return "openpyxl"
