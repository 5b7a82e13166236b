"""KPI and number in rows (指標 | 件数): a column for each KPI, so that a row is read like daily counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.raw import CellError, Origin
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.values.columns import encoded

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from sheetkpi.sources.headers.headers import Column, Headers
    from sheetkpi.sources.raw import Numbers, RawSheet
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
    import pyarrow as pa
    import pyarrow.compute as pc

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
    origin = sheet.origin or Origin(
        np.arange(sheet.first_row, sheet.first_row + cells.num_rows),
        tuple(range(sheet.first_column, sheet.first_column + cells.num_columns)),
    )
    columns: list[int | Numbers] = list(origin.columns)
    errors = [] if sheet.origin else list(sheet.errors)
    moved = [
        CellError(e.row - sheet.first_row + 1, e.column - sheet.first_column + 1, e.text) for e in errors
    ]
    for code in known:
        mine = pa.array((names.codes == code) & below)
        column = pc.if_else(mine, numbers.cast(pa.string()).combine_chunks(), None)
        head = pa.array([names.texts[code] if row == headers.rows[-1] else None for row in range(first)])
        column = pa.concat_arrays([head.cast(pa.string()), column.slice(first)])
        moved += [
            CellError(e.row, cells.num_columns + 1, e.text)
            for e in moved
            if e.column == value.index + 1 and names.codes[e.row - 1] == code
        ]
        cells = cells.append_column(f"metric_{code}", column)
        columns.append(columns[value.index])
    # The columns they came from are told in the account of columns, but are no quantity any more.
    return replace(
        sheet,
        cells=cells,
        first_row=1,
        first_column=1,
        errors=tuple(moved),
        merged=list,
        origin=Origin(origin.rows, tuple(columns), dict(origin.rows_of)),
    )


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
