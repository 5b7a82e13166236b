"""A table's cells one by one, for layouts that are not one row per record; and tables laid out anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from sheetkpi.sources.raw import Block, CellError, Origin, RawSheet

MOST_CELLS = 400_000
"""Layouts with more cells than this are nothing that people keep by hand."""

Place: TypeAlias = tuple[int, int]
"""A cell by its row and column in a grid, from 0."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of `sheet`, row by row, "" for empty ones."""

    sheet: RawSheet
    rows: list[list[str]]

    @classmethod
    def of(cls, sheet: RawSheet, last: int | None = None) -> Grid:
        """The first rows of `sheet` (all, unless `last` says how many), merged blocks not filled."""
        cells = sheet.cells if last is None else sheet.cells.slice(0, last)
        columns = [column.to_pylist() for column in cells.columns]
        return cls(sheet, [[(text or "").strip() for text in row] for row in zip(*columns, strict=True)])

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    def cell_row(self, row: int) -> int:
        """The sheet's row (from 1) of a row of the grid."""
        origin = self.sheet.origin
        return int(origin.rows[row]) if origin else self.sheet.first_row + row

    def cell_column(self, column: int) -> int:
        """The sheet's column (from 1) of a column of the grid."""
        origin = self.sheet.origin
        if origin is None:
            return self.sheet.first_column + column
        found = origin.columns[column]
        return found if isinstance(found, int) else int(found[0])

    @cached_property
    def errors(self) -> frozenset[Place]:
        """Where error values (#N/A, #REF!) stand; their texts are empty."""
        top, left = (1, 1) if self.sheet.origin else (self.sheet.first_row, self.sheet.first_column)
        return frozenset((error.row - top, error.column - left) for error in self.sheet.errors)

    def merged(self) -> list[tuple[int, int, int, int]]:
        """Merged blocks in the grid's own rows and columns: top, left, bottom, right."""
        if self.sheet.origin:
            return []
        top, left = self.sheet.first_row, self.sheet.first_column
        return [(a - top, b - left, c - top, d - left) for a, b, c, d in self.sheet.merged()]


@dataclass(eq=False)
class Layout:
    """A table being laid out anew: its headers, and per row the text and the place of every cell."""

    headers: list[str]
    header_places: list[Place]
    rows: list[list[str]] = field(default_factory=list)
    places: list[list[Place]] = field(default_factory=list)
    main: int = 0

    def add(self, cells: Sequence[tuple[str, Place]]) -> None:
        """One row, a text and its place for each header; a column of -1 where a cell stands nowhere."""
        self.rows.append([text for text, _ in cells])
        self.places.append([place for _, place in cells])

    def sheet(self, grid: Grid) -> RawSheet:
        """The table as a sheet of its own whose cells know where they stand on the sheet of `grid`.

        `main` is the column whose cells tell the row of a record.
        """
        texts = [self.headers, *self.rows]
        places = [self.header_places, *self.places]
        columns = [pa.array([row[n] or None for row in texts], pa.string()) for n in range(len(self.headers))]
        rows_of = {
            n: np.array([grid.cell_row(row[n][0]) for row in places]) for n in range(len(self.headers))
        }
        numbers = tuple(
            np.array([grid.cell_column(row[n][1]) if row[n][1] >= 0 else 0 for row in places])
            for n in range(len(self.headers))
        )
        names = [f"c{number}" for number in range(1, len(columns) + 1)]
        cells = pa.table([column.dictionary_encode() for column in columns], names=names)
        return with_origin(grid.sheet, cells, Origin(rows_of[self.main], numbers, rows_of), moved=True)


def part_of(sheet: RawSheet, top: int, bottom: int, left: int, right: int) -> RawSheet:
    """Rows `top` to `bottom`, columns `left` to `right` (from 0, the latter not included) of a sheet."""
    cells = sheet.cells.slice(top, bottom - top).select(range(left, right))
    first_row, first_column = sheet.first_row + top, sheet.first_column + left
    return replace(sheet, cells=cells, first_row=first_row, first_column=first_column)


def with_columns(sheet: RawSheet, added: Mapping[str, tuple[pa.Array, Place]]) -> RawSheet:
    """`sheet` with further columns at its right: per header the cells (that of the header row included) and
    the place on the sheet (row and column, from 1) they were taken from."""
    cells, origin = sheet.cells, origin_of(sheet)
    columns, rows_of = list(origin.columns), dict(origin.rows_of)
    for name, (column, (row, number)) in added.items():
        rows_of[cells.num_columns] = row
        columns.append(number)
        cells = cells.append_column(f"{name}_{cells.num_columns}", column)
    return with_origin(sheet, cells, Origin(origin.rows, tuple(columns), rows_of))


def origin_of(sheet: RawSheet) -> Origin:
    """Where the cells of `sheet` stand on its sheet, laid out anew or not."""
    cells = sheet.cells
    return sheet.origin or Origin(
        np.arange(sheet.first_row, sheet.first_row + cells.num_rows),
        tuple(range(sheet.first_column, sheet.first_column + cells.num_columns)),
    )


def with_origin(sheet: RawSheet, cells: pa.Table, origin: Origin, *, moved: bool = False) -> RawSheet:
    """`cells`, laid out anew from those of `sheet`, as a sheet of its own, numbered from 1.

    `origin` says where each cell came from: an error value there is one here. Merged blocks hold on, unless
    rows have `moved`.
    """
    return replace(
        sheet,
        cells=cells,
        first_row=1,
        first_column=1,
        errors=_errors_at(origin, cells, sheet),
        merged=list if moved else sheet.merged if sheet.origin else partial(_shifted, sheet),
        origin=origin,
    )


def _errors_at(origin: Origin, cells: pa.Table, sheet: RawSheet) -> tuple[CellError, ...]:
    """The error values of `sheet` where its cells, by their `origin`, stand in `cells`."""
    if not sheet.errors:
        return ()
    texts = {_key(*place): text for place, text in _placed_errors(sheet)}
    wrong = np.array(sorted(texts), dtype=np.int64)
    every = np.arange(cells.num_rows)
    found = []
    for index in range(cells.num_columns):
        keys = _key(origin.row_numbers(every, index), origin.column_numbers(every, index))
        for row in np.flatnonzero(np.isin(keys, wrong)).tolist():
            found.append(CellError(row + 1, index + 1, texts[int(keys[row])]))
    return tuple(found)


def _placed_errors(sheet: RawSheet) -> Iterator[tuple[Place, str]]:
    """The error values of `sheet` with their rows and columns on the sheet, from 1."""
    for error in sheet.errors:
        if sheet.origin is None:
            yield (error.row, error.column), error.text
        else:
            row, index = np.array([error.row - 1]), error.column - 1
            numbers = sheet.origin.row_numbers(row, index), sheet.origin.column_numbers(row, index)
            yield (int(numbers[0][0]), int(numbers[1][0])), error.text


def _key(row: Any, column: Any) -> Any:
    """One number for a place on a sheet."""
    return row * _WIDEST + column


_WIDEST = 1 << 24


def _shifted(sheet: RawSheet) -> list[Block]:
    """The merged blocks of `sheet` in the rows and columns of its cells, from 1."""
    top, left = sheet.first_row - 1, sheet.first_column - 1
    return [(a - top, b - left, c - top, d - left) for a, b, c, d in sheet.merged()]
