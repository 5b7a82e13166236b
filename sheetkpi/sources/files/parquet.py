"""Parquet files as a sheet of text: row 1 holds the column names, as if it were opened in Excel."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.errors import DamagedError, SourceError
from sheetkpi.sources.files.workbooks import compact
from sheetkpi.sources.files.zipped import MOST_CELLS, MOST_COLUMNS
from sheetkpi.sources.raw import RawSheet

PARQUET = b"PAR1"


def parquet_sheet(source: Path, place: str) -> RawSheet:
    """A Parquet file as text.

    Days come as `YYYY-MM-DD`, moments to the second, with `Z` where the file knows their time zone (then
    they are UTC); whole numbers have no `.0`. Raises SheetKPIError for a damaged file, and for more cells
    than memory holds.
    """
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(source) as file:
            height, width = file.metadata.num_rows, file.metadata.num_columns
            if width > MOST_COLUMNS:
                raise SourceError("error.too_wide", path=place, columns=width)
            if height * width > MOST_CELLS:
                raise SourceError("error.too_many_rows", path=place, rows=height, columns=width)
            table = file.read()
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise DamagedError("error.truncated", path=place) from error
    columns = [_with_header(name, table.column(number)) for number, name in enumerate(table.column_names)]
    return RawSheet(place, "", pa.table(columns, names=[f"c{n}" for n in range(1, len(columns) + 1)]))


def _with_header(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    header = pa.array([name or None], type=pa.string())
    return compact(pa.chunked_array([header, *as_text(column).chunks], type=pa.string()))


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a column of any type as text, see `parquet_sheet`."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_timestamp(kind):
        column = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s", tz=kind.tz))
    elif pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e15))
        integers = pc.if_else(whole, column, None).cast(pa.int64()).cast(pa.string())
        return pc.coalesce(integers, column.cast(pa.string()))
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # Lists, structs and bytes: nothing to count by, but what people see in an issue.
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, type=pa.string())])
