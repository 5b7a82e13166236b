"""Parquet files as a sheet of text: row 1 holds the column names, as if it were opened in Excel."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sheetkpi.errors import DamagedError, SourceError
from sheetkpi.sources.files.typedcolumns import as_text, under_header
from sheetkpi.sources.files.zipped import MOST_CELLS, MOST_COLUMNS
from sheetkpi.sources.raw import RawSheet

PARQUET = b"PAR1"


def parquet_sheet(source: Path, place: str) -> RawSheet:
    """A Parquet file as text (see `typedcolumns.as_text`).

    Raises SheetKPIError for a damaged file, and for more cells than memory holds.
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
    columns = [
        under_header(name, [as_text(column)])
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return RawSheet(place, "", pa.table(columns, names=[f"c{n}" for n in range(1, len(columns) + 1)]))
