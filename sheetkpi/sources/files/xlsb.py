"""The few records of a binary workbook (.xlsb) that fastexcel does not hand over.

Parts are runs of records: a number, a length, that many bytes, numbers and lengths in groups of seven bits.
Names and layouts are those of [MS-XLSB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from sheetkpi.sources.raw import Block

_ROW_HEADER = 0
_CELLS_WITH_VALUE = frozenset({2, 4, 5, 6, 7, 8, 9, 10})  # 1 is a blank, 3 and 11 are errors
_END_OF_CELLS = 146
_DIMENSION = 148
_WORKBOOK_PROPERTIES = 153
_BUNDLED_SHEET = 156
_MERGED_CELL = 176


def sheet_relations(workbook: IO[bytes]) -> tuple[list[tuple[str, str]], bool]:
    """Name and relationship id of each sheet of a workbook part, and whether it counts days from 1904."""
    sheets = []
    date1904 = False
    for kind, data in _records(workbook):
        if kind == _BUNDLED_SHEET:
            relation, end = _wide_text(data, 8)
            sheets.append((_wide_text(data, end)[0], relation))
        elif kind == _WORKBOOK_PROPERTIES:
            date1904 = bool(data[0] & 1)
    return sheets, date1904


def extent(sheet: IO[bytes]) -> tuple[int, int]:
    """Last row and last column in use, as the sheet part says."""
    for kind, data in _records(sheet):
        if kind == _DIMENSION:
            _, last_row, _, last_column = struct.unpack_from("<4I", data)
            return last_row + 1, last_column + 1
    return 0, 0


def filled_columns(sheet: IO[bytes], row: int) -> list[int]:
    """The columns (from 1) of `row` with a value that is no error."""
    columns: list[int] = []
    current = 0
    for kind, data in _records(sheet):
        if kind == _ROW_HEADER:
            current = struct.unpack_from("<I", data)[0] + 1
        elif kind in _CELLS_WITH_VALUE and current == row:
            columns.append(struct.unpack_from("<I", data)[0] + 1)
        if current > row or kind == _END_OF_CELLS:
            break
    return columns


def merged_blocks(sheet: IO[bytes]) -> list[Block]:
    """The merged blocks of a sheet part."""
    blocks = []
    for kind, data in _records(sheet):
        if kind == _MERGED_CELL:
            top, bottom, left, right = (number + 1 for number in struct.unpack_from("<4I", data))
            blocks.append((top, left, bottom, right))
    return blocks


def _records(part: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record; ValueError where the part breaks off."""
    while (kind := _number(part, 2)) is not None:
        length = _number(part, 4)
        if length is None:
            raise ValueError("a record without length")
        data = part.read(length)
        if len(data) < length:
            raise ValueError("a record that breaks off")
        yield kind, data


def _number(part: IO[bytes], most: int) -> int | None:
    """A number of at most `most` bytes, seven bits each, the lowest first; None at the end of the part."""
    number = 0
    for position in range(most):
        byte = part.read(1)
        if not byte:
            return None
        number |= (byte[0] & 0x7F) << (7 * position)
        if byte[0] < 0x80:
            break
    return number


def _wide_text(data: bytes, start: int) -> tuple[str, int]:
    """A text (its length in characters, then UTF-16) and where the next thing begins."""
    length = struct.unpack_from("<I", data, start)[0]
    end = start + 4 + 2 * length
    return data[start + 4 : end].decode("utf-16-le"), end
