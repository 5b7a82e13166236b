"""One raw sheet as text: what every reader hands to the recogniser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    from sheetkpi.sources.grouping.files import LargeFile

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


@dataclass(frozen=True, eq=False)
class Grouped:
    """Which rows of a file the rows of a grouped sheet stand for (see `sources.grouping`): an entry for each
    row of its cells, the header's included.

    `weights` says how many rows of the file each stands for, `first` and `last` are the sheet's rows (from 1)
    of the first and the last of them. `whole` flags rows that stand in the file as they do here, one each; of
    the others, columns that count nothing (ids, companies, notes) are left empty. Of the rows that one stands
    for, `again` equal an earlier one in every cell, first in row `again_at` (0: none does). `beginning` has
    the first rows of the file with all of their cells, and one more with anything that stands further below.
    """

    weights: Numbers
    first: Numbers
    last: Numbers
    whole: Numbers
    again: Numbers
    again_at: Numbers
    beginning: RawSheet

    def count(self, rows: Numbers) -> int:
        """How many rows of the file `rows` (numbers or flags) stand for."""
        return int(self.weights[rows].sum())


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
    `undated` are rows of these (of `cells`) whose day is only that of their list;
    `shown` has what people know those columns by that are read under another header.
    `origin` says where the cells of a table stand that was laid out anew (see `sources.tables`).
    `uncomputed` is how many formulas have no value (a program that computes none wrote them) and are too much
    to be computed here; their cells are empty, the first of them is `uncomputed_at`.

    Of a file that is `large` the cells are the first rows only, until somebody knows whether its rows can be
    grouped; `grouped` tells of a sheet whose rows stand for several of a file each. Whatever counts rows
    counts by that, and what compares single rows looks at those that are whole.
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
    undated: frozenset[int] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)
    date1904: bool = False
    origin: Origin | None = None
    uncomputed: int = 0
    uncomputed_at: str = ""
    large: LargeFile | None = None
    grouped: Grouped | None = None

    @property
    def label(self) -> str:
        """What a summary calls this sheet: `file › sheet`, or just one of them."""
        return " › ".join(part for part in (self.place, self.name) if part)

    @property
    def called(self) -> str:
        """What a list on this sheet is called: the sheet's name, else that of its file or table."""
        within = within_place(self.place)
        return self.name or (within if is_database(self.place) else PurePath(within).stem)


def is_database(place: str) -> bool:
    """Whether a place is a table or a query of a database: `db:crm/calls`."""
    return place.startswith("db:")


def within_place(place: str) -> str:
    """A place without what leads there: the file's name, the table or query of a database.

    >>> within_place("logs/calls.csv"), within_place("db:crm/SELECT won/all FROM deals")
    ('calls.csv', 'SELECT won/all FROM deals')
    """
    return place.partition("/")[2] if is_database(place) else PurePath(place).name
