"""What the cells of one worksheet part hold: values, formulas, where these have no result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sheetkpi.fileengine.parts import textcells
from sheetkpi.fileengine.parts.cells import (
    CellCodec,
    Content,
    Element,
    F,
    Formula,
    Value,
    escaped,
    has_empty_result,
    has_formula,
    lacks_result,
)
from sheetkpi.fileengine.parts.changes import SheetChanges
from sheetkpi.fileengine.parts.columnreading import ColumnReading, Rows, left_over
from sheetkpi.fileengine.parts.formulaindex import FormulaIndex
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.rowtexts import RowTexts
from sheetkpi.fileengine.parts.sheetdata import SheetData
from sheetkpi.fileengine.parts.textcells import TextCell, column_at, formula_of

if TYPE_CHECKING:
    from sheetkpi.fileengine.parts.styles import Styles

_MANY_VALUES = 100_000


class SheetReading(SheetData):
    """The cells of one sheet, as far as they are read."""

    def __init__(
        self,
        root: Element,
        styles: Styles,
        strings: Sequence[str],
        date1904: bool,
        changed: Callable[[], object],
        hold_back: Callable[[SheetData], object],
        waiting: RowTexts,
        changes: SheetChanges,
    ) -> None:
        super().__init__(root, CellCodec(strings, date1904), changed, hold_back, waiting, changes)
        self.styles = styles
        self._formulas: FormulaIndex | None = None
        # Styles are only ever appended, so that what is found out about one stays true.
        self._shows_date: dict[str, bool] = {}
        self._told: dict[tuple[bytes, ...], Value] = {}
        self._columns = ColumnReading(waiting, self.codec, self._is_date)
        self._adapted: dict[tuple[int, object], int] = {}

    # Reading ----------------------------------------------------------------------------------------

    def value(self, row: int, column: int) -> Value:
        """One cell's value; None when empty."""
        cell = self.cell(row, column)
        return None if cell is None else self._read(cell)

    def values(self, block: Block) -> list[list[Value]]:
        """The block's values, row by row."""
        rows: list[list[Value]] = [[None] * block.width for _ in block.rows]
        try:
            read = list(self._columns.values(block))
        except (ValueError, IndexError, OverflowError) as error:
            raise self.damage() from error
        for part, values in read:
            rows[part.top - block.top : part.bottom + 1 - block.top] = map(list, values)
        for part in left_over(block, [part for part, _ in read]):
            for row, text_cells in self.cells_as_text(part):
                into = rows[row - block.top]
                for cell in text_cells:
                    column = column_at(cell[0]) - block.left
                    if 0 <= column < block.width:
                        into[column] = self._read_text(cell)
            for row in self._numbers_made(part):
                into = rows[row - block.top]
                for column, element in self.cells_within(row, part):
                    into[column - block.left] = self._read(element)
        return rows

    def results_and_formulas(
        self, block: Block, table: str
    ) -> list[tuple[Block, Rows[Value], Rows[str | None]]]:
        """Values and formulas, as written in `table`, of those parts of the block that need no look at
        each cell (see `ColumnReading`); for the others there is `contents_and_results`."""
        self.formulas  # noqa: B018  # rows with formulas that reach beyond their cells are elements from here
        try:
            return list(self._columns.results_and_formulas(block, table))
        except (ValueError, IndexError, OverflowError) as error:
            raise self.damage() from error

    def comes_from_formulas(self, block: Block) -> bool:
        """Whether formulas come to any of the block's values."""
        if any(
            has_formula(cell) for row in self.row_numbers(block) for _, cell in self.cells_within(row, block)
        ):
            return True
        return any(array.block.overlap(block) for array in self.formulas.arrays)

    def without_result(self, block: Block) -> Iterator[tuple[int, int]]:
        """Row and column of the block's formulas whose results are not stored. An empty text is a result."""
        for row, text_cells in self.cells_as_text(block, formulas=True):
            for cell in text_cells:
                column = column_at(cell[0])
                if cell[3] and textcells.lacks_result(cell) and block.left <= column <= block.right:
                    yield row, column
        for row in self._numbers_made(block):
            for column, element in self.cells_within(row, block):
                if has_formula(element) and lacks_result(element):
                    yield row, column

    def _read(self, cell: Element) -> Value:
        try:
            return self.codec.value(cell, self._is_date(cell.get("s", "0")))
        except (ValueError, IndexError, OverflowError) as error:
            raise self.damage() from error

    def _read_text(self, cell: TextCell) -> Value:
        """The value of a cell that is text; the same names, days and counts stand in many."""
        known, alike = self._told, cell[1:]
        if alike not in known:
            if len(known) > _MANY_VALUES:
                known.clear()
            try:
                known[alike] = textcells.value_of(cell, self.codec, self._is_date)
            except (ValueError, IndexError, OverflowError) as error:
                raise self.damage() from error
        return known[alike]

    def _is_date(self, style: str) -> bool:
        """Whether a format shows dates. Formats are only ever appended: what is found out about one stays."""
        if style not in self._shows_date:
            self._shows_date[style] = self.styles.is_date(int(style))
        return self._shows_date[style]

    def _style_of(self, element: Element) -> int:
        """The format that a cell or a row names."""
        try:
            return int(element.get("s", "0"))
        except ValueError as error:
            raise self.damage() from error

    def formula(self, row: int, column: int) -> str | None:
        """The stored text of the cell's formula; the cell's own text where it shares one; or None."""
        cell = self.cell(row, column)
        found = None if cell is None else cell.find(F)
        return None if found is None else self.formulas.text(found, row, column)

    def content(self, row: int, column: int, to_row: int, to_column: int, formulas: bool = True) -> Content:
        """What a cell holds, as it would be copied to another one: its formula moved along, or its value."""
        text = self.formula(row, column) if formulas else None
        if text is not None:
            return Formula(moved(text, to_row - row, to_column - column))
        return self.value(row, column)

    def retell(self, row: int, column: int, text: str) -> None:
        """Give the formula of a cell another text, as it is stored; its result goes. One that was shared is
        the cell's own from then on; an array formula goes on filling its cells."""
        self.changed()
        cell = Block(row, column, row, column)
        self.formulas.unshare(cell)
        element = self.make_cell(row, column).find(F)
        if element is None:
            return
        element.text = escaped(text)
        block = self.formulas.array_at(row, column) or cell
        self.forget_results({row: set(block.columns) for row in block.rows})
        self.changes.note(block)

    @property
    def formulas(self) -> FormulaIndex:
        """Where formulas reach beyond their own cell."""
        if self._formulas is None:
            self._formulas = FormulaIndex(self)
        return self._formulas

    def forget_formulas(self) -> None:
        """Cells changed places: where formulas reach is found anew when somebody asks."""
        self._formulas = None

    def filled(self, block: Block) -> Iterator[tuple[int, int]]:
        """The cells of the block that hold a value or a formula."""
        for row in self.row_numbers(block):
            for column, cell in self.cells_within(row, block):
                if len(cell):
                    yield row, column

    def contents(self, block: Block) -> Iterator[tuple[int, int, str | None, Value]]:
        """The cells of the block that hold anything, by row and column: the stored text of the formula (as
        `formula` gives it), else None and the value."""
        return self._contents(block)

    def contents_and_results(self, block: Block) -> Iterator[tuple[int, int, str | None, Value]]:
        """The same, with what formulas come to: "" where an empty text is stored, None where nothing is."""
        return self._contents(block, results=True)

    def _contents(self, block: Block, results: bool = False) -> Iterator[tuple[int, int, str | None, Value]]:
        index = self.formulas  # rows with formulas that reach beyond their cells are elements from here on
        for row, text_cells in self.cells_as_text(block):
            for cell in text_cells:
                if cell[3] or cell[4] or cell[5]:
                    column = column_at(cell[0])
                    if block.left <= column <= block.right:
                        formula = formula_of(cell)
                        if formula is None or (results and not textcells.has_empty_result(cell)):
                            yield row, column, formula, self._read_text(cell)
                        else:
                            yield row, column, formula, "" if results else None
        for row in self._numbers_made(block):
            for column, element in self.cells_within(row, block):
                if len(element):
                    found = element.find(F)
                    text = None if found is None else index.text(found, row, column)
                    if text is None or (results and not has_empty_result(element)):
                        yield row, column, text, self._read(element)
                    else:
                        yield row, column, text, "" if results else None
