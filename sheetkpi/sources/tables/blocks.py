"""Tables on one sheet: one below the other with headers of their own, or side by side."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.headers.composing import COMPOSED
from sheetkpi.sources.headers.grammar import is_headerlike, understand
from sheetkpi.sources.tables.context import day_of
from sheetkpi.sources.tables.grid import part_of
from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.words.vocabulary import COUNT_HEADERS, HEADERS

if TYPE_CHECKING:
    from datetime import date

    from sheetkpi.sources.headers.headers import Headers
    from sheetkpi.sources.raw import Numbers, RawSheet

_TELLING = frozenset(
    (
        *("date", "time", "rep", "team", "company", "lead_source", "kind", "direction", "result", "stage"),
        *("close_date", "created", "opportunity_date", "amount", "deal", "quantity", "metric", "day", "week"),
    )
)
"""Fields whose headers are hardly ever what stands in a cell of data."""

_MANY_TEXTS = 5000
_SOME_TEXTS = 64
"""From so many distinct texts on a column is no longer looked at text by text."""

_PREAMBLE = 6
"""How many rows above a header are looked at for its title."""


def blocks_of(sheet: RawSheet, headers: Headers | None, today: date) -> list[RawSheet]:
    """The tables of `sheet`, whose first headers are `headers`: each a part of it, titles included.

    A header that only repeats the first one begins no table, unless a title of its own stands above it.
    """
    if headers is None or sheet.cells.num_rows < 3:
        return [sheet]
    starts = [0, *starts_of_tables(sheet, headers, today)]
    ends = [*starts[1:], sheet.cells.num_rows]
    width = sheet.cells.num_columns
    if len(starts) == 1:
        return _side_by_side(sheet, headers)
    return [
        block
        for top, bottom in zip(starts, ends, strict=True)
        for block in _side_by_side(part_of(sheet, top, bottom, 0, width), None)
    ]


def starts_of_tables(sheet: RawSheet, headers: Headers, today: date) -> list[int]:
    """The rows (from 0) at which the second and later tables begin, their titles included."""
    like, filled = _likeness(sheet, headers.texts)
    rows = set(np.flatnonzero((like >= 2) & (like >= 0.6 * filled)).tolist())
    rows -= set(headers.rows[:-1])
    starts: list[int] = []
    current: list[Set[str]] = []
    end = 0
    for row in sorted(rows | {headers.rows[-1]}):
        texts = _texts(sheet, row)
        own = row == headers.rows[-1]
        if not current:  # the first table, whose titles are all that stands above it
            current, end = _parts(texts, headers if own else None), row + 1
            continue
        if row < end or (row == end and not own and row - 1 in headers.rows):
            continue
        top = _title(sheet, row, end, filled, today)
        repeats = all(text in part for text, part in zip(texts, current, strict=False) if text)
        if repeats and top == row:
            continue
        starts.append(headers.rows[0] if own and len(headers.rows) > 1 else top)
        current, end = _parts(texts, headers if own else None), row + 1
    return starts


def _parts(texts: Sequence[str], headers: Headers | None) -> list[Set[str]]:
    return list(headers.parts) if headers else [{text} for text in texts]


def _title(sheet: RawSheet, row: int, end: int, filled: Numbers, today: date) -> int:
    """The first row of the titles right above the header in `row`: one or two cells, no day, no total."""
    top = row
    while top > end and row - top < _PREAMBLE and 0 < filled[top - 1] <= 2:
        texts = [text for text in _texts(sheet, top - 1) if text]
        if len(texts) > 1 and any(day_of(text, today) for text in texts):
            break
        if len(texts) > 1 and not understand(texts[0]).fields:
            break
        top -= 1
    return top


def _texts(sheet: RawSheet, row: int) -> tuple[str, ...]:
    return tuple((column[row].as_py() or "").strip() for column in sheet.cells.columns)


def _likeness(sheet: RawSheet, headers: Sequence[str]) -> tuple[Numbers, Numbers]:
    """How many cells of each row look like headers, and how many are filled."""
    count = sheet.cells.num_rows
    like = np.zeros(count, dtype=np.int16)
    filled = np.zeros(count, dtype=np.int16)
    for column in sheet.cells.columns:
        if column.null_count:
            filled += np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.int16)
        else:
            filled += 1
        if count > _MANY_TEXTS and not _is_encoded(column):
            continue
        found = encoded(column)
        if len(found.texts) > _SOME_TEXTS:
            flags = _as_written(found.texts, headers)
        else:
            flags = np.array([is_header(text) for text in found.texts], dtype=bool)
        if flags.any():
            like += found.spread(flags.astype(np.int16), np.int16(0))
    return like, filled


def _is_encoded(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_dictionary(column.type))


def _as_written(texts: Sequence[str], headers: Sequence[str]) -> Numbers:
    """Headers among very many texts: those that are spelled as the vocabulary has them."""
    found = pc.is_in(
        pa.array(texts, pa.string()), value_set=pa.array([*_spellings(), *filter(None, headers)])
    )
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


@cache
def _spellings() -> frozenset[str]:
    words = [word for field, texts in HEADERS.items() if field in _TELLING for word in texts]
    words += [word for texts in COUNT_HEADERS.values() for word in texts]
    return frozenset({*words, *(word.title() for word in words), *(word.capitalize() for word in words)})


def is_header(text: str) -> bool:
    """Whether a cell can hardly be anything but a header.

    >>> is_header("架電日"), is_header("Calls"), is_header("架電"), is_header("佐藤葵")
    (True, True, False, False)
    """
    text = text.strip()
    if not is_headerlike(text):
        return False
    said = understand(text)
    if said.count and said.sure:
        return True
    return any(name in _TELLING and priority < COMPOSED for name, priority in said.fields)


def _side_by_side(sheet: RawSheet, headers: Headers | None) -> list[RawSheet]:
    """The tables of a block that stand beside each other: each has headers of its own for when and how much.

    They are parted by an empty column, or the headers of the first begin again.
    """
    rows = sheet.cells.num_rows
    if rows < 2 or sheet.cells.num_columns < 4:
        return [sheet]
    row = headers.rows[-1] if headers else _header_row(sheet)
    if row is None:
        return [sheet]
    texts = _texts(sheet, row)
    starts = [0]
    for column in range(1, len(texts)):
        gap = not texts[column - 1] and _is_empty(sheet, column - 1)
        again = texts[column] and texts[column] == texts[starts[0]] and column > starts[-1] + 1
        if texts[column] and (gap or again):
            starts.append(column)
    if len(starts) < 2:
        return [sheet]
    parts = list(zip(starts, [*starts[1:], len(texts)], strict=True))
    if not all(_is_whole(texts[left:right]) for left, right in parts):
        return [sheet]
    return [part_of(sheet, 0, rows, left, right) for left, right in parts]


def _header_row(sheet: RawSheet) -> int | None:
    """The first row of a small block that looks like headers."""
    for row in range(min(sheet.cells.num_rows, 2 * _PREAMBLE)):
        texts = [text for text in _texts(sheet, row) if text]
        if len(texts) >= 2 and sum(map(is_header, texts)) >= max(2, 0.6 * len(texts)):
            return row
    return None


def _is_empty(sheet: RawSheet, column: int) -> bool:
    return bool(sheet.cells.column(column).null_count == sheet.cells.num_rows)


def _is_whole(texts: Sequence[str]) -> bool:
    """Whether headers make a table by themselves: when or who, and what."""
    said = [understand(text) for text in texts if text]
    names = {name for one in said for name, _ in one.fields}
    what = any(one.count for one in said) or bool(names & {"result", "kind", "stage", "metric", "quantity"})
    return what and bool(names & {"date", "day", "week", "month", "created"})
