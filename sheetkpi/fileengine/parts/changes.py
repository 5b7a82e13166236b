"""What changed in the cells of a workbook, so that results made of it are not taken for right any more.

Results can be given with formulas: those hold for the workbook as it is when the last of them is given, or
when somebody says so (`vouch`). What changes after that makes them stale like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.regions import Region

if TYPE_CHECKING:
    from sheetkpi.fileengine.parts.cells import Element
    from sheetkpi.fileengine.parts.grownover import Looked
    from sheetkpi.fileengine.parts.referencelog import ReferenceLog


class Changes:
    """Changed cells, tables and names since results were last looked through, cells by the sheet's part."""

    def __init__(self) -> None:
        self.cells: defaultdict[str, Region] = defaultdict(Region)
        self.late: defaultdict[str, Region] = defaultdict(Region)
        """Those among them that changed after the last result was given."""
        self.given: defaultdict[str, Region] = defaultdict(Region)
        """Cells with formulas whose results were given, until the workbook is saved."""
        self.names: set[str] = set()
        """Tables with other borders, and defined names that refer to something else, case-folded."""
        self.late_names: set[str] = set()
        self.references: ReferenceLog | None = None
        """What references said before they followed a table, where somebody wants to know."""

    def __bool__(self) -> bool:
        return bool(self.names or any(self.cells.values()))

    def note(self, part: str, block: Block) -> None:
        """The cells of a block hold something else."""
        self.cells[part].add(block)
        self.late[part].add(block)

    def note_name(self, name: str) -> None:
        """A table has other borders, or a defined name refers to something else."""
        self.names.add(name.casefold())
        self.late_names.add(name.casefold())

    def give(self, part: str, blocks: Iterable[Block]) -> None:
        """Somebody who knows gave results for the formulas of these blocks."""
        for block in blocks:
            self.given[part].add(block)
        self.vouch()

    def vouch(self) -> None:
        """The results given are those of the workbook as it now stands."""
        self.late.clear()
        self.late_names.clear()

    def reworded(self, part: str, element: Element, before: str) -> None:
        """An element that refers to cells said `before` and says something else."""
        if self.references is not None:
            self.references.note(part, element, before)

    def reworded_cell(self, part: str, row: int, column: int, before: str) -> None:
        """A cell's formula said `before` and says something else."""
        if self.references is not None:
            self.references.note_cell(part, row, column, before)

    def grown_over(self, part: str, looked: Looked) -> None:
        """A table takes in a row or a cell that looked so."""
        if self.references is not None:
            self.references.note_looks(part, looked)

    def looked_through(self) -> None:
        """Nothing is stale any more."""
        self.cells.clear()
        self.names.clear()
        self.vouch()


class SheetChanges:
    """The changes of one sheet, for whoever makes them; without a workbook (`changes` None) nobody asks."""

    def __init__(self, changes: Changes | None = None, part: str = "") -> None:
        self._changes = changes
        self._part = part

    def note(self, block: Block) -> None:
        """See `Changes.note`."""
        if self._changes is not None:
            self._changes.note(self._part, block)

    def give(self, blocks: Iterable[Block]) -> None:
        """See `Changes.give`."""
        if self._changes is not None:
            self._changes.give(self._part, blocks)

    def reworded(self, element: Element, before: str) -> None:
        """See `Changes.reworded`."""
        if self._changes is not None:
            self._changes.reworded(self._part, element, before)

    def reworded_cell(self, row: int, column: int, before: str) -> None:
        """See `Changes.reworded_cell`."""
        if self._changes is not None:
            self._changes.reworded_cell(self._part, row, column, before)

    def grown_over(self, looked: Looked) -> None:
        """See `Changes.grown_over`."""
        if self._changes is not None:
            self._changes.grown_over(self._part, looked)


class Noting:
    """Takes the changed cells of a sheet row by row, and notes those that form a block at once."""

    def __init__(self, changes: SheetChanges) -> None:
        self._changes = changes
        self._columns: list[int] = []
        self._top = self._bottom = 0

    def row(self, row: int, columns: list[int]) -> None:
        """The cells in these columns, from left to right, hold something else."""
        if columns == self._columns and row == self._bottom + 1:
            self._bottom = row
            return
        self.end()
        self._columns, self._top, self._bottom = columns, row, row

    def end(self) -> None:
        """That was all."""
        first = None
        for column in self._columns:
            if first is None:
                first = last = column
            elif column == last + 1:
                last = column
            else:
                self._changes.note(Block(self._top, first, self._bottom, last))
                first = last = column
        if first is not None:
            self._changes.note(Block(self._top, first, self._bottom, last))
        self._columns = []
