"""Marks for "as above" (〃, 同上, ditto) become what stands above them, before all else is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.values.columns import as_array
from sheetkpi.sources.values.numbers import is_number
from sheetkpi.sources.words.notpeople import DITTO_SPELLINGS, is_ditto
from sheetkpi.sources.words.totals import is_total

if TYPE_CHECKING:
    from sheetkpi.sources.raw import Numbers, RawSheet
    from sheetkpi.sources.roles.shapes import Recognised

_MOST_ROWS = 200_000
"""A sheet with more rows was kept by no hand; its marks are listed as what cannot be read."""


@dataclass(frozen=True, eq=False)
class Filled:
    """A sheet with its marks filled: the rows (from 0) and columns of their cells."""

    sheet: RawSheet
    rows: Numbers
    cells: int


def without_dittos(sheets: Sequence[RawSheet]) -> tuple[list[RawSheet], list[Filled]]:
    """`sheets` with the text above in place of each mark for it, and those in which there were any."""
    found = [_filled(sheet) for sheet in sheets]
    read = [one.sheet if one else sheet for one, sheet in zip(found, sheets, strict=True)]
    return read, [one for one in found if one]


def ditto_notes(filled: Sequence[Filled], tables: Sequence[Recognised]) -> list[Issues]:
    """A note for each sheet that counts and in which marks stand for what is above them."""
    counted = {id(table.whole) for table in tables if table.shape != "none"}
    return [
        Issues(one.sheet, "reason.ditto_filled", one.rows[:1], None, "note", {"cells": one.cells})
        for one in filled
        if id(one.sheet) in counted
    ]


def _filled(sheet: RawSheet) -> Filled | None:
    if sheet.grouped is not None or sheet.typed or sheet.of_leads or sheet.cells.num_rows > _MOST_ROWS:
        return None
    cells, rows = sheet.cells, []
    for index, name in enumerate(cells.column_names):
        marks = _marks(cells.column(index))
        if not marks.any():
            continue
        texts = as_array(cells.column(index)).cast(pa.string())
        source = _above(texts, marks)
        changed = np.flatnonzero(source != np.arange(len(source)))
        if len(changed):
            cells = cells.set_column(index, name, texts.take(pa.array(source)))
            rows.append(changed)
    if not rows:
        return None
    first = np.array([min(int(changed[0]) for changed in rows)], dtype=np.intp)
    return Filled(replace(sheet, cells=cells), first, sum(map(len, rows)))


def _marks(column: pa.ChunkedArray) -> Numbers:
    spellings = pa.array(DITTO_SPELLINGS, pa.string())
    if pa.types.is_dictionary(column.type):
        known = [chunk.dictionary for chunk in column.chunks]
        if not any(pc.any(pc.is_in(texts.cast(pa.string()), value_set=spellings)).as_py() for texts in known):
            return np.zeros(len(column), dtype=bool)
        column = column.cast(pa.string())
    found: Numbers = pc.is_in(column, value_set=spellings).to_numpy()
    return found


def _above(texts: pa.Array, marks: Numbers) -> Numbers:
    """The row whose text holds at each row: of a mark, the nearest above with a text that can be repeated. A
    number is none (it would be counted again), nor what heads the column, nor a total."""
    source = np.arange(len(texts))
    filled = np.asarray(texts.is_valid().to_numpy(zero_copy_only=False), dtype=bool) & ~marks
    places = np.flatnonzero(filled)
    if not len(places):
        return source
    head = texts[int(places[0])].as_py()
    for row in np.flatnonzero(marks).tolist():
        at = int(np.searchsorted(places, row)) - 1
        if at < 0:
            continue
        text = texts[int(places[at])].as_py()
        if text != head and not is_total(text) and not is_number(text) and not is_ditto(text):
            source[row] = places[at]
    return source
