"""Columns of text as arrays: what cleaning works on, unique values first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

Texts: TypeAlias = Sequence[str | None] | pa.Array | pa.ChunkedArray


Values: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"


@dataclass(frozen=True, eq=False)
class Encoded:
    """A column as unique texts and, per row, the number of its text (-1 where the cell is empty).

    >>> import pyarrow as pa
    >>> column = encoded(pa.chunked_array([["接続", "不在", None, "接続"]]))
    >>> column.texts, column.codes.tolist()
    (['接続', '不在'], [0, 1, -1, 0])
    """

    codes: np.ndarray[Any, np.dtype[np.int32]]
    texts: list[str]

    def spread(self, values: Sequence[Any] | Values, empty: Any) -> Values:
        """One of `values` (one per unique text) for each row, `empty` for empty cells.

        A list becomes an array of objects; an array keeps its dtype, which must be able to hold `empty`.
        """
        dtype = values.dtype if isinstance(values, np.ndarray) else object
        table = np.empty(len(values) + 1, dtype=dtype)
        table[:-1] = values
        table[-1] = empty
        spread: Values = table[self.codes]
        return spread

    def counts(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """In how many rows each unique text stands."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts))


def encoded(texts: Texts) -> Encoded:
    """`texts` as unique values and row codes, in order of first appearance."""
    array = as_array(texts)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Encoded(codes, array.dictionary.to_pylist())


def as_array(texts: Texts) -> pa.Array:
    """`texts` as one Arrow array of strings, or of a dictionary of strings where they came as one."""
    if isinstance(texts, pa.ChunkedArray):
        if pa.types.is_dictionary(texts.type):
            if texts.num_chunks > 1 and _share_dictionary(texts):
                indices = pa.chunked_array([chunk.indices for chunk in texts.chunks])
                return pa.DictionaryArray.from_arrays(indices.combine_chunks(), texts.chunk(0).dictionary)
            texts = texts.unify_dictionaries()
        return texts.combine_chunks() if texts.num_chunks != 1 else texts.chunk(0)
    if isinstance(texts, pa.Array):
        return texts
    return pa.array(texts, type=pa.string())


def _share_dictionary(texts: pa.ChunkedArray) -> bool:
    """Whether all chunks were encoded together: going through the one dictionary again for each of them would
    take longer than everything else."""
    first, *others = (chunk.dictionary for chunk in texts.chunks)
    return all(len(one) == len(first) and one.offset == first.offset for one in others) and all(
        [buffer and buffer.address for buffer in one.buffers()]
        == [buffer and buffer.address for buffer in first.buffers()]
        for one in others
    )
