"""Large text files whose rows an engine can go over: decoded and parsed in a stream, as `delimited` does it.

Rows of another width than most (titles, 合計) are read with the rest of the file, row by row.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from sheetkpi.sources.files.delimited import (
    CONVERTED,
    delimited_sheet,
    layout_of,
    names_of,
    told_delimiter,
    without_formula,
)
from sheetkpi.sources.files.encodings import cleaned, pieces_of, streamed_encoding
from sheetkpi.sources.grouping.ascending import Ascent
from sheetkpi.sources.grouping.engine import Engine, Kind
from sheetkpi.sources.grouping.files import BEGINNING, LargeFile, cut_off
from sheetkpi.sources.raw import RawSheet

LARGE_BYTES = 50 * 2**20
"""From how many bytes on grouping the rows of a text file first is worth it."""

_BLOCK = 2**22
_PREFIX = 2**22
"""How much of a file tells its encoding and its layout."""


@dataclass(eq=False)
class TextRows(LargeFile):
    """The rows of a text file, its headers in the first of them.

    `mark` is the length of its byte order mark; `quoted` says whether there are quotation marks, `formulas`
    whether any cell is written `="0012"`.
    """

    path: Path
    place: str
    encoding: str
    mark: int
    delimiter: str
    width: int
    quoted: bool = False
    formulas: bool = False
    _watched: int | None = None
    _ascent: Ascent = field(default_factory=Ascent)
    _texts: dict[int, str] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """See `engine.Rows`."""
        return ["text"] * self.width

    def source(self, engine: Engine, columns: Sequence[int]) -> str:
        """See `engine.Rows`: each statement parses the file anew."""
        schema = pa.schema([*((f"c{column}", pa.string()) for column in columns), ("n", pa.int64())])
        engine.offer("lines", pa.RecordBatchReader.from_batches(schema, self._numbered(columns, schema)))
        return "lines"

    def texts(self, column: int, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """See `LargeFile`."""
        return values

    def sample(self, engine: Engine, columns: Sequence[int]) -> list[str | None]:
        """See `LargeFile`; all columns were gone through for the rows that are told of singly."""
        return [self._texts.get(column) for column in columns]

    def watch(self, column: int) -> None:
        """See `LargeFile`."""
        self._watched, self._ascent = column, Ascent()

    def ascends(self, column: int) -> bool:
        """See `LargeFile`."""
        watched, self._watched = self._watched, None
        return watched == column and self._ascent.holds

    def sheet(self) -> RawSheet:
        """See `LargeFile`."""
        return delimited_sheet(self.path, self.place)

    def batches(self, columns: Sequence[int]) -> Iterator[pa.RecordBatch]:
        """The cells of `columns`, the header's row included."""
        from pyarrow import csv

        names = names_of(self.width)
        reader = csv.open_csv(
            _Decoded(self.path, self.encoding, self.mark),
            # Rows come in their order where one thread reads.
            read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=self.quoted, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[names[column] for column in columns],
                **CONVERTED,
            ),
        )
        for batch in reader:
            cells = [without_formula(column) if self.formulas else column for column in batch.columns]
            yield pa.record_batch([cut_off(column) for column in cells], names=batch.schema.names)

    def _numbered(self, columns: Sequence[int], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows below the header, with their numbers."""
        read = [*columns]
        if self._watched is not None and self._watched not in read:
            read.append(self._watched)
        row = 1
        for batch in self.batches(read):
            numbers = pa.array(np.arange(row, row + batch.num_rows))
            row += batch.num_rows
            below = 1 if numbers[0].as_py() == 1 else 0
            cells = [column.slice(below) for column in batch.columns]
            if self._watched is not None:
                self._ascent.see(cells[read.index(self._watched)])
            self._remember(read, cells)
            yield pa.record_batch([*cells[: len(columns)], numbers.slice(below)], schema=schema)

    def _remember(self, columns: Sequence[int], cells: Sequence[pa.Array]) -> None:
        for column, found in zip(columns, cells, strict=True):
            if column not in self._texts and found.null_count < len(found):
                self._texts[column] = found.drop_null()[0].as_py()


class _Decoded(io.RawIOBase):
    """A text file in UTF-8, whatever it is in, without mark and control characters."""

    def __init__(self, path: Path, encoding: str, mark: int) -> None:
        self._pieces = pieces_of(path, mark)
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as many as are at hand."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(cleaned(self._recoded(piece)))
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken.tobytes()

    def _recoded(self, piece: bytes) -> bytes:
        return piece if self._decoder is None else self._decoder.decode(piece).encode()


def large_text(path: Path, place: str) -> RawSheet | None:
    """A large text file as a sheet of its first rows; None for one that is read as a whole."""
    if path.stat().st_size < LARGE_BYTES:
        return None
    with path.open("rb") as file:
        prefix = file.read(_PREFIX)
    found = streamed_encoding(path, prefix)
    if found is None:
        return None
    start, survey = b"", _Survey()
    decoded = _Decoded(path, *found)
    while piece := decoded.read():
        start = start or piece
        survey.see(piece)
    if not start or told_delimiter(start) or survey.quotes % 2:
        return None
    delimiter, width = layout_of(start, "")
    rows = TextRows(path, place, *found, delimiter, width, survey.quotes > 0, survey.formulas)
    try:
        return RawSheet(place, "", _beginning(rows), large=rows)
    except pa.ArrowException:
        return None


def _beginning(rows: TextRows) -> pa.Table:
    """The first rows of a file, as text."""
    first: list[pa.RecordBatch] = []
    for batch in rows.batches(range(rows.width)):
        first.append(batch)
        if sum(one.num_rows for one in first) >= BEGINNING:
            break
    return pa.Table.from_batches(first).slice(0, BEGINNING)


@dataclass
class _Survey:
    """What has to be known of a whole text before any of it is parsed."""

    quotes: int = 0
    formulas: bool = False
    _end: bytes = b""

    def see(self, piece: bytes) -> None:
        """Look at the next piece."""
        self.quotes += piece.count(b'"')
        self.formulas = self.formulas or b'="' in piece or (self._end == b"=" and piece[:1] == b'"')
        self._end = piece[-1:]
