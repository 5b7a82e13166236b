"""One raw sheet as text: what every reader hands to the recogniser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

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
    people type into the KPI workbook (`DailyEntry`), which by default only fill what no other source covers.
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
    date1904: bool = False

    @property
    def label(self) -> str:
        """What a summary calls this sheet: `file › sheet`, or just one of them."""
        return " › ".join(part for part in (self.place, self.name) if part)
