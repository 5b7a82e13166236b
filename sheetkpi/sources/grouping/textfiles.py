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
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.files.delimited import (
    CONVERTED,
    delimited_sheet,
    layout_of,
    names_of,
    told_delimiter,
    without_formula,
)
from sheetkpi.sources.files.encodings import cleaned, pieces_of, streamed_encoding
from sheetkpi.sources.grouping.ascending import Ascent, Ends
from sheetkpi.sources.grouping.engine import Engine, Key, Kind
from sheetkpi.sources.grouping.files import BEGINNING, LargeFile, cut_off
from sheetkpi.sources.grouping.keptanswers import content_to_keep, keep_layout, kept_layout
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.values.dateforms import SECONDS_OF_A_DAY

LARGE_BYTES = 100 * 2**20
"""From how many bytes on grouping the rows of a text file first is worth it: a million rows of ten cells."""

_BLOCK = 2**22
_PREFIX = 2**22
"""How much of a file tells its encoding and its layout."""


@dataclass(eq=False)
class TextRows(LargeFile):
    """The rows of a text file, its headers in the first of them.

    `mark` is the length of its byte order mark; `quoted` says whether there are quotation marks, `formulas`
    whether any cell is written `="0012"`, `controls` whether there are characters to leave out.
    """

    path: Path
    place: str
    encoding: str
    mark: int
    delimiter: str
    width: int
    quoted: bool = False
    formulas: bool = False
    controls: bool = False
    _wanted: tuple[int, ...] = ()
    _watched: int | None = None
    _ends: Ends | None = None
    _looked: bool = False
    _texts: dict[int, str] = field(default_factory=dict)
    _quick: set[int] = field(default_factory=set)

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """See `engine.Rows`."""
        return ["text"] * self.width

    def source(self, engine: Engine, columns: Sequence[int], *, numbered: bool = True) -> str:
        """See `engine.Rows`: each statement parses the file anew."""
        names = [
            *(f"c{column}" for column in columns),
            *(f"q{column}" for column in columns if column in self._quick),
        ]
        schema = pa.schema([*((name, pa.string()) for name in names), ("n", pa.int64())])
        reader = pa.RecordBatchReader.from_batches(schema, self._numbered(columns, schema))
        return engine.offer(f"lines{id(self)}", reader)

    def cut(self, key: Key) -> str:
        """See `LargeFile`; moments as most systems write them are cut before they come to the engine."""
        if key.cut != "day":
            return super().cut(key)
        self._quick.add(key.column)
        value = f"c{key.column}"  # nobody may take what is left of a moment for a text as it stands
        rest = f"CASE WHEN length({value}) = {_LEFT} THEN rtrim({value}) ELSE {super().cut(key)} END"
        return f"COALESCE(q{key.column}, {rest})"

    def texts(self, column: int, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """See `LargeFile`."""
        if column not in self._quick:
            return values
        return pc.replace_substring_regex(values, r"^(\d{4}-\d\d-\d\d) $", r"\1 12:00:00")

    def sample(self, engine: Engine, columns: Sequence[int]) -> list[str | None]:
        """See `LargeFile`."""
        return [self._texts.get(column) for column in columns]

    def watch(self, column: int | None, empty: Sequence[int]) -> None:
        """See `LargeFile`."""
        self._watched, self._wanted = column, tuple(empty)
        self._texts, self._ends, self._looked = {}, None, False

    def watching(self) -> tuple[int | None, tuple[int, ...]]:
        """See `LargeFile`."""
        return self._watched, self._wanted

    def noticed(self) -> dict[str, Any]:
        """See `LargeFile`."""
        return {"ends": self._ends, "texts": [[at, text] for at, text in self._texts.items()]}

    def recall(self, noticed: dict[str, Any]) -> None:
        """See `LargeFile`."""
        self._ends, self._looked = noticed["ends"], True
        self._texts, self._wanted = dict(noticed["texts"]), ()

    def ascends(self, column: int) -> bool:
        """See `LargeFile`."""
        return self.ends(column) is not None

    def ends(self, column: int) -> Ends | None:
        """See `LargeFile`."""
        return self._ends if self._watched == column else None

    def sheet(self) -> RawSheet:
        """See `LargeFile`."""
        return delimited_sheet(self.path, self.place)

    def _opened(self) -> RawSheet:
        return large_text(self.path, self.place, anyhow=True) or self.sheet()

    def batches(self, columns: Sequence[int]) -> Iterator[pa.RecordBatch]:
        """The cells of `columns`, the header's row included."""
        from pyarrow import csv

        names = names_of(self.width)
        as_it_is = self.encoding == "utf-8" and not self.controls and not self.mark
        reader = csv.open_csv(
            pa.OSFile(str(self.path)) if as_it_is else _Decoded(self.path, self.encoding, self.mark),
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
        watched, wanted = self._watched, self._wanted
        first = watched is not None and not self._looked
        self._looked = True
        read = [*columns, *(column for column in wanted if column not in columns)]
        self._wanted = ()
        ascent = Ascent()
        if watched is not None and first and watched not in read:
            read.append(watched)
        row = 1
        for batch in self.batches(read):
            numbers = pa.array(np.arange(row, row + batch.num_rows))
            row += batch.num_rows
            below = 1 if numbers[0].as_py() == 1 else 0
            cells = [column.slice(below) for column in batch.columns]
            if watched is not None and first:
                ascent.see(cells[read.index(watched)])
            for column in wanted:
                found = cells[read.index(column)]
                if column not in self._texts and found.null_count < len(found):
                    self._texts[column] = found.drop_null()[0].as_py()
            quick = [day_of_moment(cells[at]) for at, column in enumerate(columns) if column in self._quick]
            yield pa.record_batch([*cells[: len(columns)], *quick, numbers.slice(below)], schema=schema)
        if first:
            self._ends = ascent.ends


_LEFT = len("2026-11-02 ")


def day_of_moment(texts: pa.Array) -> pa.Array:
    """What is left of moments (`2026-11-02 09:31:22`), their day and a space, where all `texts` are such.

    Null for midnight, which is no time, and for all where some are anything else.

    >>> day_of_moment(pa.array(["2026-11-02 09:31:22", "2026-11-03 00:00:00"])).to_pylist()
    ['2026-11-02 ', None]
    """
    nothing = pa.nulls(len(texts), pa.string())
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    if lengths != {"min": _MOMENT, "max": _MOMENT}:
        return nothing
    signs = texts.view(pa.binary())
    try:
        moments = texts.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        return nothing
    if not pc.all(pc.equal(pc.binary_slice(signs, _LEFT - 1, _LEFT), b" ")).as_py():
        return nothing
    day = pc.binary_slice(signs, 0, _LEFT).view(pa.string())
    midnight = moments.fill_null(0).to_numpy().astype(np.int64) % SECONDS_OF_A_DAY == 0
    return pc.if_else(pa.array(midnight), None, day) if midnight.any() else day


_MOMENT = len("2026-11-02 09:31:22")


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
            self._left = memoryview(cleaned(self.recoded(piece)))
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken.tobytes()

    def recoded(self, piece: bytes) -> bytes:
        """Bytes of the file in UTF-8; a character that they end in waits for the next ones."""
        return piece if self._decoder is None else self._decoder.decode(piece).encode()


def large_text(path: Path, place: str, *, anyhow: bool = False) -> RawSheet | None:
    """A large text file (or any, `anyhow`) as a sheet of its first rows; None for one that is read whole."""
    if path.stat().st_size < LARGE_BYTES and not anyhow:
        return None
    content = content_to_keep(path)
    found = kept_layout(content)
    is_new = found is None
    if found is None:
        found = _surveyed(path)
    if found is None:
        return None
    if content is not None and not content.is_so_still():
        if not is_new:
            return large_text(path, place, anyhow=anyhow)
        content = None
    if content is not None and is_new:
        keep_layout(content, *found)
    cells, layout = found
    rows = TextRows(path, place, *layout)
    rows.content = content
    return RawSheet(place, "", cells, large=rows)


def _surveyed(path: Path) -> tuple[pa.Table, list[Any]] | None:
    """The first rows of a text file and how it is laid out (see `TextRows`); None for one that is read
    whole."""
    with path.open("rb") as file:
        prefix = file.read(_PREFIX)
    found = streamed_encoding(path, prefix)
    if found is None:
        return None
    start, survey = b"", _Survey()
    decoded = _Decoded(path, *found)
    for each in pieces_of(path, found[1]):
        piece = decoded.recoded(each)
        start = start or cleaned(piece)
        survey.see(piece)
    if b"\n" not in start or told_delimiter(start) or survey.quotes % 2:
        return None
    layout: list[Any] = [*found, *layout_of(start, ""), survey.quotes > 0, survey.formulas, survey.controls]
    try:
        return _beginning(TextRows(path, "", *layout)), layout
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
    controls: bool = False
    _end: bytes = b""

    def see(self, piece: bytes) -> None:
        """Look at the next piece."""
        signs = np.frombuffer(piece, dtype=np.uint8)
        self.quotes += _count(signs, b'"')
        if not self.formulas and (
            b"=" in piece or self._end == b"="
        ):  # one sign is found much faster than two
            self.formulas = b'="' in self._end + piece
        if not self.controls:
            low = int(np.count_nonzero(signs < ord(" ")))
            for sign in (b"\n", b"\r", b"\t", b"\v", b"\f"):  # no more of these than are left
                low -= _count(signs, sign) if low else 0
            self.controls = low > 0
        self._end = piece[-1:]


def _count(signs: np.ndarray[Any, np.dtype[np.uint8]], sign: bytes) -> int:
    return int(np.count_nonzero(signs == ord(sign)))
