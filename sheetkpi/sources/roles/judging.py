"""What a column holds, judged by its cells where its header leaves it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.words.results import answer_of, kind_of

if TYPE_CHECKING:
    import pyarrow as pa

JUDGED_ROWS = 20_000
"""How many rows from the top are looked at."""


def holds_own_reps(cells: pa.ChunkedArray) -> bool:
    """Whether names recur as a company's own reps do; the customers' people differ in almost every row.

    >>> import pyarrow as pa
    >>> holds_own_reps(pa.chunked_array([["佐藤", "田中"] * 10]))
    True
    """
    column = encoded(cells.slice(0, JUDGED_ROWS))
    filled = int((column.codes >= 0).sum())
    return filled < 10 or _distinct(cells) < 0.9 * filled


def identifies_rows(cells: pa.ChunkedArray) -> bool:
    """Whether hardly any value recurs, as with the id of a record and unlike that of a company."""
    filled = len(cells.slice(0, JUDGED_ROWS).drop_null())
    return filled > 0 and _distinct(cells) >= 0.9 * filled


def holds_kinds(cells: pa.ChunkedArray) -> bool:
    """Whether a good part of the cells names kinds of activity (架電, メール …)."""
    column = encoded(cells.slice(0, JUDGED_ROWS))
    known = [bool(kind_of(text)) for text in column.texts]
    counts = column.counts()
    return bool(sum(counts[known])) and sum(counts[known]) >= 0.3 * sum(counts)


def holds_answers(cells: pa.ChunkedArray) -> bool:
    """Whether every cell is a tick: Y or N, ○ or ×."""
    return all(answer_of(text) is not None for text in encoded(cells.slice(0, JUDGED_ROWS)).texts)


def _distinct(cells: pa.ChunkedArray) -> int:
    return len(set(encoded(cells.slice(0, JUDGED_ROWS)).texts))
