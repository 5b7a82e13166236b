"""One raw sheet as text: what every reader hands to the recogniser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Block = tuple[int, int, int, int]
"""First row, first column, last row, last column: sheet numbers, from 1."""


@dataclass(frozen=True)
class TableBlock:
    """An Excel table and the block it takes, header and totals row included."""

    name: str
    block: Block


@dataclass(frozen=True)
class CellError:
    """An error value (#N/A, #REF! …) found where a value was expected."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the cells of a table that was laid out anew stand on its sheet, numbers from 1.

    `rows` has the sheet's row of each row of the table; `columns` the sheet's column of each column, or one
    per row (0 for an empty cell that stands nowhere); `rows_of` the rows of columns whose cells stand
    elsewhere (a date above its numbers).
    """

    rows: Numbers
    columns: tuple[int | Numbers, ...]
    rows_of: Mapping[int, int | Numbers] = field(default_factory=dict)

    def row_numbers(self, rows: Numbers, index: int = 0) -> Numbers:
        """The sheet's rows of the cells in `rows` (from 0) of column `index`."""
        found = self.rows_of.get(index, self.rows)
        return np.full(len(rows), found) if isinstance(found, int) else found[rows]

    def column_numbers(self, rows: Numbers, index: int) -> Numbers:
        """The sheet's columns of the cells in `rows` (from 0) of column `index`."""
        found = self.columns[index]
        return np.full(len(rows), found) if isinstance(found, int) else found[rows]


@dataclass(frozen=True)
class RawSheet:
    """The used cells of one sheet, CSV or Parquet file, every cell as text.

    `cells` has one string column per sheet column (dictionary-encoded or plain) and null for an empty or
    error cell; cell `[i, j]` is the sheet's row `first_row + i` and column `first_column + j`. A date
    cell reads `YYYY-MM-DD HH:MM:SS`, a time `HH:MM:SS` or the same on 1899-12-31, a number as a plain
    decimal (no exponent, no trailing `.0`), a truth value `true` or `false`. `date1904` says that bare
    serial numbers count from 1904.

    (An .xls tells nothing of empty columns on its left: there `first_column` is 1.)

    `place` names the file for people and is "" for the KPI workbook itself; `name` is the sheet's name
    ("" where there are no sheets). `merged` finds merged blocks and is only called when cells that matter
    are empty, since it reads the file again. `tables` are the sheet's Excel tables, where a file says so.
    `has_views` says that KPI tables stood on it, whose cells were emptied. `typed` marks counts
    people type into the KPI workbook (`DailyEntry`), which by default only fill what no other source covers,
    `of_leads` results that they type beside single leads (`FollowUps`), which are added to all others;
    `shown` has what people know those columns by that are read under another header.
    `origin` says where the cells of a table stand that was laid out anew (see `sources.tables`).
    `uncomputed` is how many formulas have no value (a program that computes none wrote them) and are too much
    to be computed here; their cells are empty, the first of them is `uncomputed_at`.
    """

    place: str
    name: str
    cells: pa.Table
    first_row: int = 1
    first_column: int = 1
    errors: tuple[CellError, ...] = ()
    merged: Callable[[], list[Block]] = field(default=list)
    tables: tuple[TableBlock, ...] = ()
    has_views: bool = False
    typed: bool = False
    of_leads: bool = False
    shown: Mapping[str, str] = field(default_factory=dict)
    date1904: bool = False
    origin: Origin | None = None
    uncomputed: int = 0
    uncomputed_at: str = ""

    @property
    def label(self) -> str:
        """What a summary calls this sheet: `file › sheet`, or just one of them."""
        return " › ".join(part for part in (self.place, self.name) if part)
