"""Typed Arrow columns (of Parquet files, of databases) as the text that every reader hands over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.files.workbooks import compact

_DAYS = (-719_162, 2_932_896)
"""The years 1 to 9999, in days from 1970: what is a date to people, and to Python."""

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_BEYOND = "out of range"


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values of a column as text, nothing where a value or its text is empty.

    Days come as `YYYY-MM-DD`, times as `HH:MM:SS`, moments to the second, with `Z` where their time zone is
    known (then they are UTC); numbers are plain decimals without trailing zeros, truth values `true` or
    `false`. Lists, structs and bytes that are no text come as Python writes them: nothing to count by, but
    what people see in an issue.

    >>> as_text(pa.chunked_array([pa.array([1054.0, 12.5, None])])).to_pylist()
    ['1054', '12.5', None]
    """
    texts = _texts(column)
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _of_extension(column)
    if pa.types.is_dictionary(kind):
        return _texts(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_time(kind):
        return column.cast(pa.time64("ns")).cast(pa.time32("s"), safe=False).cast(pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _as_python_writes(column, _of_bytes)
    if pa.types.is_decimal(kind):
        return _plain(column.cast(pa.string()))
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e15))
        integers = pc.if_else(whole, column, None).cast(pa.int64()).cast(pa.string())
        return pc.coalesce(integers, column.cast(pa.string()))
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _as_python_writes(column)


def _of_extension(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a system has beyond Arrow's own types: JSON, UUIDs, the decimals of PostgreSQL."""
    storage = column.type.storage_type
    if pa.types.is_string(storage):
        texts = column.cast(storage)
        return _plain(texts) if getattr(column.type, "type_name", "") == "numeric" else texts
    return _as_python_writes(column)


def _moments(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments to the second; what lies outside the years 1 to 9999 (PostgreSQL's infinity) says so."""
    kind = column.type
    ticks = column.cast(pa.int64())
    per_day = _PER_DAY[kind.unit]
    if kind.unit == "ns":  # reaches from 1677 to 2262 only: no number of it is beyond
        near = pc.is_valid(ticks)
    else:
        first, after = _DAYS[0] * per_day, (_DAYS[1] + 1) * per_day
        near = pc.and_(pc.greater_equal(ticks, first), pc.less(ticks, after))
    zone = "UTC" if kind.tz else None
    known = pc.if_else(near, column, None)
    seconds = pc.floor_temporal(known, unit="second").cast(pa.timestamp("s", tz=zone))
    beyond = pc.if_else(pc.invert(near), _BEYOND, None)
    return pc.coalesce(seconds.cast(pa.string()), beyond)


def _plain(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals without zeros after their last digit: 1054.00 is 1054."""
    if not pc.any(pc.match_substring(numbers, ".")).as_py():
        return numbers
    return pc.replace_substring_regex(numbers, r"^(-?\d+)(?:\.0*|(\.\d*?[1-9])0*)$", r"\1\2")


def _as_python_writes(column: pa.ChunkedArray, write: Callable[[Any], str] = str) -> pa.ChunkedArray:
    texts = [None if value is None else write(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, type=pa.string())])


def _of_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return str(value)


def under_header(name: str, texts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """A column of a sheet: `name` in its first row, the texts of each part below."""
    header = pa.array([name or None], type=pa.string())
    chunks = [chunk for part in texts for chunk in part.chunks]
    return compact(pa.chunked_array([header, *chunks], type=pa.string()))
