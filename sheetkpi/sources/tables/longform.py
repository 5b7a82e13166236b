"""KPI and number in rows (指標 | 件数): a column for each KPI, so that a row is read like daily counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.raw import Numbers, Origin, RawSheet
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.tables.grid import origin_of, with_origin
from sheetkpi.sources.values.columns import encoded

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from sheetkpi.sources.headers.headers import Column, Headers
    from sheetkpi.sources.tables.context import Context

_METRICS = 0.5
"""The share of cells that have to name counts for a column to name the KPI of its row."""


def from_long_form(
    sheet: RawSheet, headers: Headers, context: Context, today: date, people: Set[str]
) -> RawSheet | None:
    """A table of KPI names and numbers with a column for each KPI; None for any other table.

    Rows whose KPI nobody knows, or that hold a target or a rate, keep their place and have no number.
    """
    found = _columns(sheet, headers)
    if found is None:
        return None

    metric, value = found
    names = encoded(sheet.cells.column(metric.index))
    numbers = sheet.cells.column(value.index)
    cells = sheet.cells
    first = headers.first_data_row
    known = [
        code
        for code, text in enumerate(names.texts)
        if (said := understand(text)).count and said.is_of_the_day and not said.unknown
    ]
    below = np.arange(cells.num_rows) >= first
    origin = origin_of(sheet)
    columns: list[int | Numbers] = list(origin.columns)
    rows_of = dict(origin.rows_of)
    for code in known:
        own = (names.codes == code) & below
        column = pc.if_else(pa.array(own), numbers.cast(pa.string()).combine_chunks(), None)
        head = pa.array([names.texts[code] if row == headers.rows[-1] else None for row in range(first)])
        column = pa.concat_arrays([head.cast(pa.string()), column.slice(first)])
        if value.index in rows_of:
            rows_of[cells.num_columns] = rows_of[value.index]
        cells = cells.append_column(f"metric_{code}", column)
        columns.append(np.where(own | ~below, columns[value.index], 0))
    # The columns they came from are told in the account of columns, but are no quantity any more.
    return with_origin(sheet, cells, Origin(origin.rows, tuple(columns), rows_of))


def _columns(sheet: RawSheet, headers: Headers) -> tuple[Column, Column] | None:
    """The column that names the KPI and the one that holds its number."""
    first = headers.first_data_row

    def content(column: Column) -> Content:
        return Content.of(sheet.cells.column(column.index).slice(first))

    metrics = [
        column
        for name in ("metric", "kind", "row_type")
        for column in headers.fields.get(name, ())
        if content(column).metrics >= _METRICS and not _only_bare(content(column))
    ]
    values = [column for column in headers.fields.get("quantity", ()) if content(column).numbers >= 0.5]
    if not metrics or not values or metrics[0].index == values[0].index:
        return None
    return metrics[0], values[0]


def _only_bare(content: Content) -> bool:
    """Whether the names are mere kinds (架電, メール): then the rows are a log with quantities."""
    return not any(understand(text).sure for text in content.texts)
