"""Rectangles of cells: the arithmetic that must not be left to the engine.

On the remote engine a table that was resized still tells its old address, so every address that is
written to is computed here, from what was read before the first write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sheetkpi.grid import cell_address, column_number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The edges of a sheet."""


@dataclass(frozen=True)
class Area:
    """A block of cells on one sheet: numbers from 1, both corners included.

    >>> Area("担当別", 3, 2, 5, 4).address
    'B3:D5'
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows, and of columns."""
        return self.rows, self.columns

    @property
    def address(self) -> str:
        """`B3:D5`, or `B3` for a single cell."""
        first, last = cell_address(self.top, self.left), cell_address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def label(self) -> str:
        """The address with its sheet, as people write it: `担当別!B3:D5`."""
        return f"{self.sheet}!{self.address}"

    def resized(self, rows: int | None = None, columns: int | None = None) -> Area:
        """The area with the same first cell and another size."""
        bottom = self.bottom if rows is None else self.top + rows - 1
        right = self.right if columns is None else self.left + columns - 1
        return replace(self, bottom=bottom, right=right)

    def part(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Area:
        """The block of `rows` × `columns` that starts `row` down and `column` right of the first cell."""
        top, left = self.top + row, self.left + column
        return Area(self.sheet, top, left, top + rows - 1, left + columns - 1)

    def union(self, other: Area) -> Area:
        """The smallest block on its sheet that holds both.

        >>> Area("x", 2, 2, 3, 3).union(Area("x", 5, 1, 5, 2)).address
        'A2:C5'
        """
        top, left = min(self.top, other.top), min(self.left, other.left)
        return Area(self.sheet, top, left, max(self.bottom, other.bottom), max(self.right, other.right))

    def overlaps(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.sheet == other.sheet
            and self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """First number and length of every stretch of consecutive numbers; one block write serves each.

    >>> runs([0, 1, 2, 5, 7, 8])
    [(0, 3), (5, 1), (7, 2)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == sum(found[-1]):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found


def area_of(sheet: str, address: str) -> Area:
    """The area an address names; whole columns and rows (`$B:$D`, `$3:$5`) reach to the end of the grid.

    >>> area_of("x", "$B$3:$D$5").columns
    3
    >>> area_of("x", "$B:$D").rows
    1048576
    """
    corners = re.findall(r"(?=[$A-Z\d])\$?([A-Z]{0,3})\$?(\d*)", address.upper())
    columns = [column_number(letters) for letters, _ in corners if letters] or [1, LAST_COLUMN]
    rows = [int(row) for _, row in corners if row] or [1, LAST_ROW]
    return Area(sheet, min(rows), min(columns), max(rows), max(columns))
