"""Cell addresses: `A1` and `A1:C3` to numbers and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sheetkpi.grid import column_letters, column_number
from sheetkpi.patterns import lazy_pattern

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_CELL = lazy_pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMN = lazy_pattern(r"\$?([A-Za-z]{1,3})")
_ROW = lazy_pattern(r"\$?([0-9]{1,7})")


class Block(NamedTuple):
    """A rectangle of cells: first row, first column, last row, last column; from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def rows(self) -> range:
        """The sheet's row numbers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The sheet's column numbers."""
        return range(self.left, self.right + 1)

    @property
    def ref(self) -> str:
        """`A1` for one cell, `A1:C3` for several."""
        first = cell_ref(self.top, self.left)
        if (self.top, self.left) == (self.bottom, self.right):
            return first
        return f"{first}:{cell_ref(self.bottom, self.right)}"

    @property
    def absolute(self) -> str:
        """`$A$1:$C$3`, whole rows and columns as `$1:$3` and `$A:$C`."""
        if (self.left, self.right) == (1, MAX_COLUMNS) and self.height < MAX_ROWS:
            return f"${self.top}:${self.bottom}"
        first, last = column_letters(self.left), column_letters(self.right)
        if (self.top, self.bottom) == (1, MAX_ROWS):
            return f"${first}:${last}"
        if (self.top, self.left) == (self.bottom, self.right):
            return f"${first}${self.top}"
        return f"${first}${self.top}:${last}${self.bottom}"

    def overlap(self, other: Block) -> Block | None:
        """The cells both have, or None."""
        block = Block(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return block if block.top <= block.bottom and block.left <= block.right else None

    def union(self, other: Block) -> Block:
        """The smallest block around both."""
        return Block(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is one of this block's."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def without(self, hole: Block) -> Iterator[Block]:
        """What is left, as up to four blocks, when the cells of `hole` are cut out."""
        cut = self.overlap(hole)
        if cut is None:
            yield self
            return
        if self.top < cut.top:
            yield Block(self.top, self.left, cut.top - 1, self.right)
        if cut.bottom < self.bottom:
            yield Block(cut.bottom + 1, self.left, self.bottom, self.right)
        if self.left < cut.left:
            yield Block(cut.top, self.left, cut.bottom, cut.left - 1)
        if cut.right < self.right:
            yield Block(cut.top, cut.right + 1, cut.bottom, self.right)


def cell_ref(row: int, column: int) -> str:
    """`(3, 2)` → `B3`."""
    return f"{column_letters(column)}{row}"


def parse_cell(ref: str) -> tuple[int, int]:
    """`B3` or `$B$3` → `(3, 2)`; ValueError for anything else."""
    match = _CELL.fullmatch(ref)
    if match is None:
        raise ValueError(f"{ref!r} is no cell address")
    return int(match[2]), column_number(match[1])


def column_of(ref: str) -> int:
    """The column of a cell address: `B3` → `2`. Quicker than `parse_cell`; ValueError as there."""
    return _plain_column_number(ref.rstrip("0123456789"))


@lru_cache(maxsize=MAX_COLUMNS)
def _plain_column_number(letters: str) -> int:
    return parse_cell(f"{letters}1")[1]


@lru_cache(maxsize=4096)
def parse_ref(ref: str) -> Block:
    """`B3`, `A1:C3`, `$A:$C` or `2:5` → the block; ValueError for anything else."""
    first, _, last = ref.partition(":")
    last = last or first
    if _CELL.fullmatch(first) and _CELL.fullmatch(last):
        (top, left), (bottom, right) = parse_cell(first), parse_cell(last)
    elif ":" in ref and (a := _COLUMN.fullmatch(first)) and (b := _COLUMN.fullmatch(last)):
        top, left, bottom, right = 1, column_number(a[1]), MAX_ROWS, column_number(b[1])
    elif ":" in ref and (a := _ROW.fullmatch(first)) and (b := _ROW.fullmatch(last)):
        top, left, bottom, right = int(a[1]), 1, int(b[1]), MAX_COLUMNS
    else:
        raise ValueError(f"{ref!r} is no address")
    block = Block(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    if block.top < 1 or block.bottom > MAX_ROWS or block.right > MAX_COLUMNS:
        raise ValueError(f"{ref!r} lies outside the sheet")
    return block


def parse_sqref(sqref: str) -> list[Block]:
    """The blocks of a space-separated list of references, as rules carry it."""
    return [parse_ref(ref) for ref in sqref.split()]


def sqref_of(blocks: list[Block]) -> str:
    """The space-separated list back."""
    return " ".join(block.ref for block in blocks)


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas need it: quoted unless it is a plain word.

    >>> quoted_sheet("担当者別"), quoted_sheet("Q1 2026"), quoted_sheet("It's")
    ('担当者別', "'Q1 2026'", "'It''s'")
    """
    plain = re.fullmatch(r"[^\W\d][\w.]*", name) and not _CELL.fullmatch(name)
    if plain and not re.fullmatch(r"[RrCc]\d*|[Rr]\d+[Cc]\d+", name):
        return name
    return "'" + name.replace("'", "''") + "'"


def split_sheet(reference: str) -> tuple[str, str]:
    """`'Q1 2026'!$A$1` → `("Q1 2026", "$A$1")`; the sheet is "" when none is named."""
    sheet, mark, address = reference.rpartition("!")
    if mark and sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, address
