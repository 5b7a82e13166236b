"""Sheets that copy another: of whose ids 95 % or more are another's, with the same records behind them.

One pass over all ids tells which sheets share some; only those are compared. 250 daily exports that each
number their rows from 1 share every id and are no copies: their reps and dates differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.records.cells import Array, Cells
from sheetkpi.sources.values.columns import as_array

if TYPE_CHECKING:
    from sheetkpi.sources.roles.shapes import Recognised

COPY_SHARE = 0.95
"""From which share of common ids on a sheet is a copy."""

_TELLING = ("rep", "date", "created", "opportunity_date")
"""Fields by which records with equal ids are seen to be the same."""


def drop_copies(recognised: Sequence[Recognised]) -> list[Recognised]:
    """`recognised` with sheets that copy another turned into sheets left alone.

    Not where both have the same headers and their records differ: then one is a later export.
    """
    result = list(recognised)
    with_ids = [
        place
        for place, sheet in enumerate(result)
        # Of a sheet that would be a copy no engine groups the rows: see `grouping.together`.
        if "id" in sheet.columns and sheet.shape != "none" and sheet.sheet.grouped is None
    ]
    if len(with_ids) < 2:
        return result
    for late, other in _alike([result[place] for place in with_ids]):
        place, first = with_ids[late], with_ids[other]
        if "none" in (result[place].shape, result[first].shape):
            continue
        copy = _copy_of(result[first], result[place])
        if copy is not None:
            left, kept = (place, first) if copy is result[place] else (first, place)
            result[left] = replace(
                result[left],
                shape="none",
                missing_key="left.copy",
                missing_values={"other": result[kept].sheet.label},
            )
    return result


def _alike(sheets: Sequence[Recognised]) -> list[tuple[int, int]]:
    """Pairs of sheets (the later one first) of one shape that share nearly all ids of one of them and, behind
    these, the rep or the date."""
    near = _near(sheets)
    if not near:
        return []
    keys = [_keys(sheet) if number in near else _NO_KEYS for number, sheet in enumerate(sheets)]
    ids = _shared([by_id for by_id, _ in keys])
    told = np.zeros_like(ids)
    for name in _TELLING:
        told = np.maximum(told, _shared([fields.get(name, np.zeros(0, np.uint64)) for _, fields in keys]))
    sizes = np.array([len(by_id) for by_id, _ in keys])
    least = np.minimum(sizes[:, None], sizes[None, :])
    close = (ids > 0) & (ids >= COPY_SHARE * least) & (told >= 0.5 * ids)
    late, other = np.nonzero(np.tril(close, -1))
    pairs = zip(late.tolist(), other.tolist(), strict=True)
    return [pair for pair in pairs if sheets[pair[0]].shape == sheets[pair[1]].shape]


def _near(sheets: Sequence[Recognised]) -> set[int]:
    """The sheets whose ids, from the least to the greatest, meet those of another: others share none."""
    spans = []
    for number, sheet in enumerate(sheets):
        ids = sheet.sheet.cells.column(sheet.columns["id"].index).slice(sheet.first_row)
        found = pc.min_max(ids.cast(pa.string())).as_py()
        if found["min"] is not None:
            spans.append((found["min"].strip(), found["max"].strip(), number))
    near: set[int] = set()
    spans.sort()
    for at, (least, _, number) in enumerate(spans):
        for before, greatest, other in reversed(spans[:at]):
            if before <= least <= greatest:
                near |= {number, other}
                break
    return near


_NO_KEYS: tuple[Array, dict[str, Array]] = (np.zeros(0, np.uint64), {})


def _keys(sheet: Recognised) -> tuple[Array, dict[str, Array]]:
    """A number for each id of a sheet, and for each id with each telling field."""
    cells = Cells(sheet)
    ids = hashed(cells, sheet, "id")
    known = ids != 0
    first = pd.unique(ids[known])
    fields = {
        name: pd.unique((ids * np.uint64(31) + hashed(cells, sheet, name))[known])
        for name in _TELLING
        if name in sheet.columns
    }
    return first, fields


def hashed(cells: Cells, sheet: Recognised, name: str) -> Array:
    """A number for the text of each cell of a field, the same on every sheet, 0 for empty cells."""
    array = as_array(cells.raw(sheet.columns[name]))
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    texts = pc.utf8_trim_whitespace(array.dictionary).to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(texts) + 1, dtype=np.uint64)
    if len(texts):
        numbers[:-1] = np.where(texts == "", np.uint64(0), pd.util.hash_array(texts) | np.uint64(1))
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    found: Array = numbers[codes]
    return found


def _shared(keys: Sequence[Array]) -> Array:
    """How many of their distinct keys each two sheets share."""
    sizes = [len(found) for found in keys]
    everything = np.concatenate(keys) if keys else np.zeros(0, np.uint64)
    shared = np.zeros((len(keys), len(keys)), dtype=np.int64)
    if not len(everything):
        return shared
    codes, _ = pd.factorize(everything)
    owner = np.repeat(np.arange(len(keys)), sizes)
    often = np.bincount(codes)[codes] > 1
    codes, owner = pd.factorize(codes[often])[0], owner[often]
    count = int(codes.max()) + 1 if len(codes) else 0
    for first in range(0, count, _AT_ONCE):
        mine = (codes >= first) & (codes < first + _AT_ONCE)
        there = np.zeros((len(keys), min(_AT_ONCE, count - first)), dtype=np.float32)
        there[owner[mine], codes[mine] - first] = 1
        shared += np.rint(there @ there.T).astype(np.int64)
    return shared


_AT_ONCE = 20_000


def _copy_of(first: Recognised, second: Recognised) -> Recognised | None:
    """Which of two sheets copies the other, None for neither: the later one where both might."""
    one, two = _by_id(first), _by_id(second)
    common = one.index.intersection(two.index)
    if len(common) < COPY_SHARE * min(len(one), len(two)) or not len(common):
        return None
    if first.read_as == second.read_as:
        fields = [name for name in one.columns if name in two.columns]
        equal = (one.loc[common, fields] == two.loc[common, fields]) | one.loc[common, fields].isna()
        if not bool(equal.to_numpy().all()):
            return None
    return second if len(common) >= COPY_SHARE * len(two) else first


def _by_id(recognised: Recognised) -> pd.DataFrame:
    """The fields of a sheet's rows as text by id, the first row of each id."""
    cells = Cells(recognised)
    frame = pd.DataFrame(
        {
            name: cells.encoded(column).spread(np.array(cells.encoded(column).texts, dtype=object), None)
            for name, column in recognised.columns.items()
            if name not in ("detail", "updated")
        }
    )
    frame = frame[frame["id"].notna()].drop_duplicates("id")
    return frame.set_index("id")
