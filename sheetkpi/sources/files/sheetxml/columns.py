"""The columns of a worksheet, put together from the cells of its blocks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.files.sheetxml import values as cellvalues
from sheetkpi.sources.files.sheetxml.blocks import Block, UnusualError
from sheetkpi.sources.files.sheetxml.cells import EMPTY, INLINE, VALUE, Alike, Cells
from sheetkpi.sources.files.sheetxml.sharedstrings import SharedStrings
from sheetkpi.sources.files.sheetxml.values import SHARED, TEXT, Values
from sheetkpi.sources.raw import Numbers

SAMPLE = 20_000
NEARLY_ALL = 0.95


class Columns:
    """What is known of a sheet's columns while its blocks are read."""

    def __init__(self, shared: SharedStrings, dated: list[bool], date1904: bool) -> None:
        self.shared = shared
        self.dated = dated
        self.date1904 = date1904
        self.errors: list[tuple[int, int, str]] = []
        self.last_row = -1
        self._parts: dict[int, dict[str, list[tuple[Numbers, Values]]]] = {}

    def add(self, cells: Cells) -> None:
        """Take the cells of a block. Raises UnusualError."""
        for alike in cells.alike():
            if alike.holds != EMPTY:
                self._add(cells.block, alike)

    def _add(self, block: Block, cells: Alike) -> None:
        rows, start, end = cells.rows, cells.starts, cells.ends
        if (cells.holds == INLINE) != (cells.type == "inlineStr"):
            raise UnusualError
        if cells.holds == VALUE and cells.type != "str" and not (filled := end > start).all():
            rows, start, end = rows[filled], start[filled], end[filled]
        if not len(rows):
            return
        self.last_row = max(self.last_row, int(rows[-1]))
        parts = self._parts.setdefault(cells.column, {})
        match cells.type:
            case "" | "n":
                style = int(cells.style or -1)
                if 0 <= style < len(self.dated) and self.dated[style]:
                    values = cellvalues.moments(block, start, end, self.date1904)
                else:
                    values = cellvalues.plain_numbers(block, start, end)
            case "s":
                values = cellvalues.shared_numbers(block, start, end, self.shared.numbers)
            case "inlineStr":
                values = cellvalues.inline_texts(block, start, end)
            case "str":
                values = cellvalues.formula_texts(block, start, end)
            case "b":
                values = cellvalues.truth_values(block, start, end)
            case "e":
                names = cellvalues.error_values(block, start, end)
                self.errors += zip(rows.tolist(), [cells.column] * len(rows), names, strict=True)
                return
            case _:
                raise UnusualError
        parts.setdefault(values.kept_as, []).append((rows.astype(np.int32), values))

    @property
    def span(self) -> tuple[int, int]:
        """The first column (from 0) with anything in it, and the one behind the last; 0 and 0 for none."""
        return min(self._parts, default=0), max(self._parts, default=-1) + 1

    def finished(self) -> list[pa.Array]:
        """The columns from the first to the last, each let go of as it is put together."""
        first, end = self.span
        height = self.last_row + 1
        columns = []
        for number in range(first, end):
            parts = self._parts.pop(number, {})
            columns.append(_put_together(_merged(parts), height, self.shared.texts))
            parts.clear()
        return columns


def _merged(parts: dict[str, list[tuple[Numbers, Values]]]) -> list[tuple[Numbers, Values]]:
    """All that is kept alike as one."""
    merged = []
    for kept_as, pieces in parts.items():
        rows = np.concatenate([rows for rows, _ in pieces])
        if kept_as == TEXT:
            values = pa.concat_arrays([values.values for _, values in pieces])
        else:
            values = np.concatenate([values.values for _, values in pieces])
        pieces.clear()
        merged.append((rows, Values(kept_as, values)))
    return merged


def _put_together(parts: list[tuple[Numbers, Values]], height: int, shared: pa.StringArray) -> pa.Array:
    """A column of `height` cells: dictionary-encoded, or plain where nearly all texts are different."""
    if height > SAMPLE and _nearly_all_different(parts, shared):
        texts = pa.concat_arrays([values.texts(shared) for _, values in parts])
        rows = np.concatenate([rows for rows, _ in parts])
        if len(rows) == height and (len(parts) == 1 or (np.diff(rows) > 0).all()):
            return texts
        return texts.take(_at_rows(rows, np.arange(len(rows), dtype=np.int32), height))
    return _encoded(parts, height, shared)


def _nearly_all_different(parts: list[tuple[Numbers, Values]], shared: pa.StringArray) -> bool:
    samples = []
    for rows, values in parts:
        among = np.flatnonzero(rows < SAMPLE)
        own = values.values.take(pa.array(among) if values.kept_as == TEXT else among)
        samples.append(Values(values.kept_as, own).texts(shared))
    if not samples:
        return False
    return bool(pc.count_distinct(pa.concat_arrays(samples)).as_py() > SAMPLE * NEARLY_ALL)


def _encoded(parts: list[tuple[Numbers, Values]], height: int, shared: pa.StringArray) -> pa.DictionaryArray:
    """The texts of a column each once, in the order in which they first appear."""
    numbers = np.full(height, -1, dtype=np.int32)
    dictionaries = []
    size = 0
    for rows, values in parts:
        if values.kept_as == SHARED:
            codes, texts = values.values, shared
        else:
            encoded = pa.array(values.values).dictionary_encode()
            codes, different = encoded.indices.to_numpy(), encoded.dictionary
            if values.kept_as != TEXT:
                different = different.to_numpy()
            texts = Values(values.kept_as, different).texts(shared)
        numbers[rows] = codes + size
        dictionaries.append(texts)
        size += len(texts)
    if not parts:
        return pa.nulls(height, pa.string()).dictionary_encode()
    appearing = pa.array(numbers, mask=numbers < 0).dictionary_encode()
    texts = pa.concat_arrays(dictionaries).take(appearing.dictionary)
    if len(parts) > 1:  # a number may read as a text does
        again = texts.dictionary_encode()
        if len(again.dictionary) < len(texts):
            return pa.DictionaryArray.from_arrays(again.indices.take(appearing.indices), again.dictionary)
    return pa.DictionaryArray.from_arrays(appearing.indices, texts)


def _at_rows(rows: Numbers, codes: Numbers, height: int) -> pa.Array:
    numbers = np.full(height, -1, dtype=np.int32)
    numbers[rows] = codes
    return pa.array(numbers, mask=numbers < 0)
