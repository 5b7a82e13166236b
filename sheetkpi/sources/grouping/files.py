"""Files whose rows an engine can go over: Parquet as it is, text parsed as `files.delimited` does it.

What comes out of the engine becomes the texts that `files.parquet` and `files.delimited` make of a cell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.files.parquet import parquet_sheet
from sheetkpi.sources.files.sheetxml.sharedstrings import LONGEST_TEXT
from sheetkpi.sources.files.typedcolumns import as_text
from sheetkpi.sources.grouping.ascending import Ends, ends_of
from sheetkpi.sources.grouping.dialects import DUCKDB, Dialect
from sheetkpi.sources.grouping.engine import Engine, Key, Kind, cut_value
from sheetkpi.sources.grouping.keptanswers import content_to_keep
from sheetkpi.sources.raw import RawSheet

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

    from sheetkpi.sources.files.states import Content

BEGINNING = 5_100
"""The first rows of a file that tell what it is: more than `headers`, `roles` and `blocks` look at."""

_AT_ONCE = 2**18

LARGE_ROWS = 1_000_000
"""From how many rows on grouping them first costs less time; memory from somewhat fewer on."""


class ChangedMeanwhileError(Exception):
    """A file changed after its first rows were read: all that was said is of another content."""


class LargeFile(ABC):
    """A file whose rows an engine can group (see `engine.Rows`)."""

    place: str
    words: Dialect = DUCKDB
    content: Content | None = None
    """What the content is known by that its first rows are of, where what is said of its rows may be kept."""

    def demand_content(self) -> None:
        """Raise ChangedMeanwhileError where the file has another content than its first rows are of."""
        if self.content is not None and not self.content.is_so_still():
            raise ChangedMeanwhileError(self.place)

    def reopened(self) -> RawSheet:
        """The file as it is now, as `sources.files.places` reads it; what is said of it is not kept."""
        sheet = self._opened()
        if sheet.large is not None:
            sheet.large.content = None
        return sheet

    def _opened(self) -> RawSheet:
        return self.sheet()

    @contextmanager
    def held(self) -> Iterator[Engine | None]:
        """What has the rows and can group them itself, open as long as this lasts; None for DuckDB in this
        process, which goes over the rows of any file."""
        yield None

    @property
    @abstractmethod
    def kinds(self) -> Sequence[Kind]:
        """What the engine holds in each column."""

    @abstractmethod
    def source(self, engine: Engine, columns: Sequence[int], *, numbered: bool = True) -> str:
        """What stands behind FROM for one statement that reads `columns` and `n` (see `engine.Rows`)."""

    def cut(self, key: Key) -> str:
        """The SQL for what is left of a value of a key."""
        return cut_value(self.kinds[key.column], key, self.words)

    @abstractmethod
    def texts(self, column: int, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """What the cells of a column say whose values (or what was left of them) came from the engine."""

    def sample(self, engine: Engine, columns: Sequence[int]) -> list[str | None]:
        """Some text of each of `columns`, None where no row has any."""
        texts = (
            self.texts(at, found) for at, found in zip(columns, engine.sample(self, columns), strict=True)
        )
        return [found[0].as_py() if len(found) else None for found in texts]

    def watch(self, column: int | None, empty: Sequence[int]) -> None:  # noqa: B027  (most need not)
        """That the next statement may as well find out whether `column` `ascends`, and whether anything
        stands in the columns that are `empty` in the first rows."""

    def watching(self) -> tuple[int | None, tuple[int, ...]] | None:
        """What it watches; None for one that looks at that when it is asked."""
        return None

    def noticed(self) -> dict[str, Any]:
        """What it found out while it watched, as JSON has it."""
        return {}

    def recall(self, noticed: dict[str, Any]) -> None:  # noqa: B027  (most notice nothing)
        """Know what was `noticed` when it watched for the same."""

    @abstractmethod
    def ascends(self, column: int) -> bool:
        """Whether a column is seen to rise, or to fall, from row to row (see `ascending`)."""

    def ends(self, column: int) -> Ends | None:
        """The ends of a column that is seen to rise or to fall; None where that is not seen here."""
        return None

    def is_listed(self, column: int) -> bool:
        """Whether the engine's texts of a column are those of its cells, so that several files can share
        them."""
        return self.kinds[column] == "text"

    def is_zoned(self, column: int) -> bool:
        """Whether a column holds moments of a time zone of their own."""
        return False

    def is_comparable(self, column: int) -> bool:
        """Whether the engine can tell which values of a column are the same."""
        return True

    @abstractmethod
    def sheet(self) -> RawSheet:
        """All rows as text."""


@dataclass(eq=False)
class ParquetRows(LargeFile):
    """The rows of a Parquet file; row 1 of the sheet holds the names of its columns."""

    path: Path
    place: str
    schema: pa.Schema

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """What the engine holds in each column."""
        return [
            "moment" if pa.types.is_timestamp(kind) else "text" if _is_text(kind) else "plain"
            for kind in self.schema.types
        ]

    def source(self, engine: Engine, columns: Sequence[int], *, numbered: bool = True) -> str:
        """See `engine.Rows`."""
        picked = (f"{self._value(column)} AS c{column}" for column in columns)
        path = str(self.path).replace("'", "''")
        every = ", ".join([*picked, "file_row_number + 2 AS n"])
        return f"(SELECT {every} FROM read_parquet('{_literally(path)}', file_row_number = true))"

    def _opened(self) -> RawSheet:
        return large_parquet(self.path, self.place, anyhow=True) or self.sheet()

    def _value(self, column: int) -> str:
        name = self.schema.names[column].replace('"', '""')
        return f"NULLIF(\"{name}\", '')" if self.kinds[column] == "text" else f'"{name}"'

    def texts(self, column: int, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """See `LargeFile`; moments that were cut come as seconds since 1970."""
        kind = self.schema.types[column]
        if pa.types.is_timestamp(kind):
            return as_text(moments_of(values, kind))
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        return cut_off(as_text(values.cast(kind)))

    def ascends(self, column: int) -> bool:
        """See `LargeFile`."""
        return self.ends(column) is not None

    def ends(self, column: int) -> Ends | None:
        """See `LargeFile`."""
        from pyarrow import parquet

        with parquet.ParquetFile(self.path) as file:
            name = self.schema.names[column]
            groups = range(file.num_row_groups)  # one by one, or all of them are held ready
            return ends_of(
                batch.column(0)
                for group in groups
                for batch in file.iter_batches(_AT_ONCE, row_groups=[group], columns=[name])
            )

    def is_listed(self, column: int) -> bool:
        """See `LargeFile`."""
        return super().is_listed(column) or bool(pa.types.is_integer(self.schema.types[column]))

    def is_zoned(self, column: int) -> bool:
        """See `LargeFile`."""
        kind = self.schema.types[column]
        return bool(pa.types.is_timestamp(kind) and kind.tz is not None)

    def sheet(self) -> RawSheet:
        """See `LargeFile`."""
        return parquet_sheet(self.path, self.place)


def moments_of(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Moments of a column of `kind`, which may have been cut to seconds since 1970."""
    unit = "s" if pa.types.is_integer(values.type) else values.type.unit
    return values.cast(pa.timestamp(unit, tz=kind.tz))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _literally(path: str) -> str:
    """A path in which the engine sees no pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def _is_plain(kind: pa.DataType) -> bool:
    """Whether values of this kind come from the engine as they went in."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        *(pa.types.is_string, pa.types.is_large_string, pa.types.is_boolean, pa.types.is_date32),
        *(pa.types.is_timestamp, pa.types.is_decimal128, pa.types.is_float32, pa.types.is_float64),
    )
    return bool(pa.types.is_integer(kind) or any(test(kind) for test in tests))


def cut_off(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """`texts` no longer than a cell can be (see `files.workbooks.compact`)."""
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > LONGEST_TEXT:
        return pc.utf8_slice_codeunits(texts, 0, LONGEST_TEXT)
    return texts


def rows_of(path: Path) -> int:
    """How many rows a Parquet file has; 0 for any other."""
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError):
        return 0


def large_parquet(path: Path, place: str, *, anyhow: bool = False) -> RawSheet | None:
    """A Parquet file with many rows (or `anyhow`) as a sheet of its first ones; None for one that is read
    whole."""
    from pyarrow import parquet

    content = content_to_keep(path) if anyhow or rows_of(path) >= LARGE_ROWS else None
    try:
        with parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
            names = [name.casefold() for name in schema.names]
            unsure = len(set(names)) < len(names) or not all(names) or "file_row_number" in names
            large = anyhow or file.metadata.num_rows >= LARGE_ROWS
            if not large or unsure or not all(map(_is_plain, schema.types)):
                return None
            cells = _beginning(file)
    except (pa.ArrowException, OSError, ValueError):
        return None  # what is wrong with it is told where all of it is read
    rows = ParquetRows(path, place, schema)
    rows.content = content if content is not None and content.is_so_still() else None
    return RawSheet(place, "", cells, large=rows)


def _beginning(file: ParquetFile) -> pa.Table:
    """The names of the columns and the first rows, as text."""
    sizes = np.cumsum([file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)])
    groups = list(range(min(int(np.searchsorted(sizes, BEGINNING)) + 1, len(sizes))))
    batch = next(file.iter_batches(BEGINNING, row_groups=groups), None)
    names = file.schema_arrow.names
    columns = [pa.chunked_array([batch.column(at)]) for at in range(len(names))] if batch is not None else []
    texts = [
        pa.chunked_array([pa.array([name], pa.string()), *cut_off(as_text(column)).chunks], pa.string())
        for name, column in zip(names, columns, strict=True)
    ]
    return pa.table(texts, names=[f"c{number}" for number in range(1, len(texts) + 1)])
