"""Sets of cells, kept as stretches of rows by column: to ask for a block is not to look at every cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from sheetkpi.fileengine.parts.references import Block

_WIDE = 64
"""Columns from which a block is kept as a whole."""


class Region:
    """The cells of one sheet that have something in common.

    >>> region = Region([Block(2, 2, 4, 2)])
    >>> region.add(Block(5, 2, 9, 3))
    True
    >>> region.meets(Block(8, 1, 8, 2)), region.holds(4, 3)
    (True, False)
    """

    def __init__(self, blocks: list[Block] | None = None) -> None:
        self._wide: list[Block] = []
        self._starts: dict[int, list[int]] = {}
        self._stops: dict[int, list[int]] = {}
        for block in blocks or ():
            self.add(block)

    def __bool__(self) -> bool:
        return bool(self._wide or self._starts)

    def add(self, block: Block) -> bool:
        """Take in the cells of a block; whether any of them is new."""
        if block.width >= _WIDE:
            if any(wide.overlap(block) == block for wide in self._wide):
                return False
            self._wide.append(block)
            return True
        added = False
        for column in block.columns:
            added = self._add(column, block.top, block.bottom + 1) or added
        return added

    def _add(self, column: int, start: int, stop: int) -> bool:
        starts, stops = self._starts.setdefault(column, []), self._stops.setdefault(column, [])
        if stops and start >= starts[-1]:  # cells come from top to bottom, mostly
            if stop <= stops[-1]:
                return False
            if start <= stops[-1]:
                stops[-1] = stop
            else:
                starts.append(start)
                stops.append(stop)
            return True
        first, last = bisect_left(stops, start), bisect_right(starts, stop)
        if last - first == 1 and starts[first] <= start and stop <= stops[first]:
            return False
        if first < last:
            start, stop = min(start, starts[first]), max(stop, stops[last - 1])
        starts[first:last] = [start]
        stops[first:last] = [stop]
        return True

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is one of them."""
        starts = self._starts.get(column)
        if starts is not None:
            place = bisect_right(starts, row) - 1
            if place >= 0 and row < self._stops[column][place]:
                return True
        return any(wide.holds(row, column) for wide in self._wide)

    def meets(self, block: Block) -> bool:
        """Whether any cell of the block is one of them."""
        if any(wide.overlap(block) for wide in self._wide):
            return True
        few = block.columns if block.width < len(self._starts) else self._starts
        for column in few:
            if column in self._starts and block.left <= column <= block.right:
                place = bisect_left(self._starts[column], block.bottom + 1) - 1
                if place >= 0 and self._stops[column][place] > block.top:
                    return True
        return False

    def blocks(self) -> Iterator[Block]:
        """The cells as blocks."""
        yield from self._wide
        for column, starts in self._starts.items():
            for start, stop in zip(starts, self._stops[column], strict=True):
                yield Block(start, column, stop - 1, column)
