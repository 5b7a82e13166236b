"""Cells of a row that is text, read by pattern: making elements of them takes five times as long, and as much
memory.

It is all or nothing: of a row in which anything stands that the pattern does not know, nothing is read here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from sheetkpi.fileengine.opc.entities import xml_characters
from sheetkpi.fileengine.parts.cells import CellCodec, Value, unescaped
from sheetkpi.grid import column_number
from sheetkpi.patterns import lazy_pattern

TextCell: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""Column letters, style, kind (`t`), `<f>`, `<v>`, begin and content of the text in an `<is>`; what is not
there is empty."""

_ROW = lazy_pattern(rb"<row [^<>]*>")
_CELL_TEXT = (
    rb'<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,9})")?+(?: t="(\w+)")?+'
    rb"(?:/>|>(<f>[^<]*</f>|<f/>)?+(<v>[^<]*</v>|<v/>)?+"
    rb'(?:<is>(<t(?: xml:space="preserve")?>)([^<]*)</t></is>)?+</c>)'
)
_CELL = lazy_pattern(_CELL_TEXT)
_CELLS = lazy_pattern(rb"(?:\s*+%b)*+\s*+</row>\s*+" % _CELL_TEXT)
_PLACE = lazy_pattern(rb'<c r="([A-Z]{1,3})\d{1,7}"')
REFERENCE = lazy_pattern(rb"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);")

_NO_TEXT = (b"", b"<v/>", b"<v></v>")


def cells_in(row: bytes, checked: bool = False) -> list[TextCell] | None:
    """The cells of a `<row>` element as text; None where it is not written as nearly all are. One that was
    read before is `checked`, which takes as long as reading.

    >>> cells_in(b'<row r="2"><c r="B2" s="4"><v>7</v></c></row>')
    [(b'B', b'4', b'', b'', b'<v>7</v>', b'', b'')]
    """
    begin = _ROW.match(row)
    if begin is None:
        return None
    if row.endswith(b"/>", 0, begin.end()):
        return [] if begin.end() == len(row.rstrip()) else None
    if not checked:
        if b"&" in row and row.count(b"&") != len(REFERENCE.findall(row)):
            return None
        if not _CELLS.fullmatch(row, begin.end()):
            return None
    found: list[TextCell] = _CELL.findall(row, begin.end())
    return found


def cell_in(row: bytes, address: bytes) -> list[TextCell] | None:
    """The one cell of a row that is asked for, nothing where it has none; None where that is not written as
    nearly all are.

    >>> cell_in(b'<row r="2"><c r="A2"/><c r="B2" s="4"><v>7</v></c></row>', b"B2")
    [(b'B', b'4', b'', b'', b'<v>7</v>', b'', b'')]
    """
    begin = row.find(b'r="%b"' % address)
    if begin < 0:
        return []
    cell = _CELL.match(row, begin - 3)
    if cell is None or (b"&" in cell[0] and cell[0].count(b"&") != len(REFERENCE.findall(cell[0]))):
        return None
    return [cell.groups(b"")]  # type: ignore[list-item]


def reach_of(row: bytes) -> tuple[int, int] | tuple[()] | None:
    """The first and last column of a row with a cell, () for none; None where cells do not say where they
    are.

    >>> reach_of(b'<row r="2"><c r="B2" s="4"/><c r="D2"/></row>')
    (2, 4)
    """
    first, last = row.find(b"<c "), row.rfind(b"<c ")
    if row.count(b"<c") != row.count(b"<c "):  # `<c>` behind others: in the column after theirs
        return None
    if first < 0:
        return ()
    ends = [_PLACE.match(row, at) for at in (first, last)]
    columns = [column_at(end[1]) for end in ends if end is not None]
    return (min(columns), max(columns)) if len(columns) == 2 else None


def formula_of(cell: TextCell) -> str | None:
    """The formula of a cell as it is stored, None where it has none."""
    return _formula(cell[3][3:-4]) if cell[3] else None


_formula = lru_cache(maxsize=4096)(xml_characters)  # a column says the same in every row


def value_of(cell: TextCell, codec: CellCodec, is_date: Callable[[str], bool]) -> Value:
    """The value of a cell, as `CellCodec.value` has it of an element; `is_date` tells whether a style shows
    dates."""
    kind = cell[2].decode() or None
    if (kind == "inlineStr") != bool(cell[5]):
        return None
    if kind == "inlineStr":
        return unescaped(xml_characters(cell[6]))
    text = xml_characters(cell[4][3:-4]) if cell[4] else None
    return codec.told(kind, text, is_date(cell[1].decode() or "0"))


def lacks_result(cell: TextCell) -> bool:
    """What `cells.lacks_result` says of an element."""
    return not cell[5] and cell[2] != b"str" and cell[4] in _NO_TEXT


def has_empty_result(cell: TextCell) -> bool:
    """What `cells.has_empty_result` says of an element."""
    return cell[2] == b"str" and cell[4] in _NO_TEXT


@lru_cache(maxsize=1024)
def column_at(letters: bytes) -> int:
    """The number of a column by its letters."""
    return column_number(letters.decode())
