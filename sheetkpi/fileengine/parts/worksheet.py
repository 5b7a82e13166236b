"""One worksheet part: its cells by row and column, read and written in blocks.

Nothing is rewritten that is not asked for: unknown attributes, extensions and the order of elements stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.fileengine.parts import textcells
from sheetkpi.fileengine.parts.cells import (
    CellCodec,
    Content,
    Element,
    F,
    Formula,
    QuotedText,
    Value,
    content_kind,
    escaped,
    has_empty_result,
    has_formula,
    lacks_result,
)
from sheetkpi.fileengine.parts.changes import Changes, Noting, SheetChanges
from sheetkpi.fileengine.parts.formulaindex import FormulaIndex
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block, parse_ref
from sheetkpi.fileengine.parts.rowtexts import RowTexts, cut
from sheetkpi.fileengine.parts.sheetdata import SheetData
from sheetkpi.fileengine.parts.textcells import TextCell, column_at, formula_of, reach_of

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.fileengine.parts.styles import Styles

_MANY_VALUES = 100_000
_DATE, _DATE_TIME = "yyyy/m/d", "yyyy/m/d h:mm"


class Worksheet(SheetData):
    """The cells of one sheet: what they hold, and how they look."""

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
        self._adapted: dict[tuple[int, object], int] = {}

    @classmethod
    def of(
        cls,
        package: Package,
        part: str,
        styles: Styles,
        strings: Sequence[str],
        date1904: bool = False,
        changes: Changes | None = None,
    ) -> Worksheet:
        """The sheet `part` of a package: parsed here, the rows of a long one when they are looked at.

        `changes` learns what its cells come to hold else."""
        rest, texts = (b"", {}) if package.is_parsed(part) else cut(package.read(part))
        found = cls(
            package.tree_of(part, rest) if texts else package.tree(part),
            styles,
            strings,
            date1904,
            changed=lambda: package.touch(part),
            hold_back=lambda rows: package.hold_back(part, rows),
            waiting=RowTexts(texts, lambda data: parse_xml(data, part, package.place)),
            changes=SheetChanges(changes, part),
        )
        found.damage = lambda: DamagedError("error.damaged", path=package.place, part=part)
        return found

    # Reading ----------------------------------------------------------------------------------------

    def value(self, row: int, column: int) -> Value:
        """One cell's value; None when empty."""
        cell = self.cell(row, column)
        return None if cell is None else self._read(cell)

    def values(self, block: Block) -> list[list[Value]]:
        """The block's values, row by row."""
        rows: list[list[Value]] = [[None] * block.width for _ in block.rows]
        for row, text_cells in self.cells_as_text(block):
            into = rows[row - block.top]
            for cell in text_cells:
                column = column_at(cell[0]) - block.left
                if 0 <= column < block.width:
                    into[column] = self._read_text(cell)
        for row in self._numbers_made(block):
            into = rows[row - block.top]
            for column, element in self.cells_within(row, block):
                into[column - block.left] = self._read(element)
        return rows

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

    # Writing ----------------------------------------------------------------------------------------

    def write(self, block: Block, contents: Sequence[Sequence[Content]]) -> None:
        """Put contents into the block's cells, row by row; styles stay.

        A date going into a cell without a number format gets one, as in Excel. `None` empties a cell.
        ValueError when a part of an array formula would be overwritten.
        """
        self.changed()
        self.formulas.release(block)
        held = self.hold(block)
        write, empty, columns = self.codec.write, self.codec.empty, block.columns
        holds, noting = self.codec.holds, Noting(self.changes)
        for row in self.looked_at(block, held):
            cells, changed = self.cells(row), []
            for column, content in zip(columns, contents[row - block.top], strict=True):
                cell = cells.get(column)
                if content is None:
                    if cell is not None and len(cell):
                        empty(cell)
                        changed.append(column)
                    continue
                if cell is None:
                    cell = self.make_cell(row, column)
                    cells = self.cells(row)
                if not len(cell) or not holds(cell, content):
                    changed.append(column)
                write(cell, content)
                self._adapt_style(cell, content_kind(content))
            noting.row(row, changed)
        noting.end()
        for rows in held:
            for differing in rows.write(block, contents, self.columns.style, self._adapted_style):
                self.changes.note(differing)
        self._grow_to(block)

    def _adapt_style(self, cell: Element, kind: object) -> None:
        style = self._style_of(cell)
        if (adapted := self._adapted_style(style, kind)) != style:
            cell.set("s", str(adapted))

    def _adapted_style(self, style: int, kind: object) -> int:
        """What becomes of a cell's style once content of that kind (see `content_kind`) is typed into it."""
        adapted = self._adapted.get((style, kind))
        if adapted is None:
            adapted = self._adapted[style, kind] = self._style_for(style, kind)
        return adapted

    def _style_for(self, style: int, kind: object) -> int:
        new = style
        if kind in ("day", "moment") and self.styles.number_format(style) == "General":
            new = self.styles.with_number_format(style, _DATE if kind == "day" else _DATE_TIME)
        if kind is QuotedText or (style and self.styles.has_quote_prefix(style)):
            new = self.styles.with_quote_prefix(new, kind is QuotedText)
        return new

    def cache(self, block: Block, values: Sequence[Sequence[Value]]) -> bool:
        """Results for the formulas in the block; None takes one away. True when all are known."""
        self.changed()
        columns, complete = block.columns, True
        holds, noting = self.codec.holds_result, Noting(self.changes)
        held = [rows for rows in self.held(block) if not rows.has_stored_formulas(block)]
        for row in self.looked_at(block, held):
            cells, changed = self.cells(row), []
            for column, value in zip(columns, values[row - block.top], strict=True):
                cell = cells.get(column)
                if cell is not None and has_formula(cell):
                    if not holds(cell, value):
                        changed.append(column)
                    self.codec.cache(cell, value)
                    complete = complete and value is not None
            noting.row(row, changed)
        noting.end()
        for rows in held:
            self.changes.note(
                block._replace(top=max(block.top, rows.rows[0]), bottom=min(block.bottom, rows.rows[-1]))
            )
            complete = rows.cache(block, values) and complete
        self.changes.give([block])
        return complete

    def clear(self, block: Block, contents: bool = True, formats: bool = False) -> None:
        """Empty the cells that exist in the block, of contents, formats or both."""
        self.changed()
        if contents:
            self.formulas.release(block)
        noting = Noting(self.changes)
        for row in self.row_numbers(block):
            if contents:
                noting.row(row, [column for column, cell in self.cells_within(row, block) if len(cell)])
            for column, cell in self.cells_within(row, block):
                if contents:
                    self.codec.empty(cell)
                if formats:
                    cell.attrib.pop("s", "")
                if contents and formats:
                    self.rows[row].remove(self.cells(row).pop(column))
        noting.end()

    # Styles -----------------------------------------------------------------------------------------

    def style(self, row: int, column: int) -> int:
        """The index of the cell's format in `cellXfs`."""
        cell = self.cell(row, column)
        return self.empty_style(row, column) if cell is None else self._style_of(cell)

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give one cell a format."""
        self.changed()
        self.make_cell(row, column, style).set("s", str(style))

    def restyle(self, block: Block, restyled: Callable[[int], int]) -> None:
        """Give every cell of the block the format `restyled` makes of its old one."""
        self.changed()
        restyled = cache(restyled)
        whole_columns = block.height == MAX_ROWS
        whole_rows = block.width == MAX_COLUMNS
        if whole_columns:
            self.columns.restyle(block, restyled)
        if whole_rows and not whole_columns:
            for row in block.rows:
                element = self.make_row(row)
                element.set("s", str(restyled(self._style_of(element))))
                element.set("customFormat", "1")
        if whole_columns or whole_rows:
            for row in self.row_numbers(block):
                for _, cell in self.cells_within(row, block):
                    cell.set("s", str(restyled(self._style_of(cell))))
            return
        held = self.held(block)
        for row in self.looked_at(block, held):
            for column in block.columns:
                cell = self.make_cell(row, column)
                style = self._style_of(cell)
                if (look := restyled(style)) != style:
                    cell.set("s", str(look))
        for rows in held:
            rows.restyle(block, self.columns.style, restyled)

    def row_height(self, row: int) -> float:
        """Height in points."""
        element = self.rows.get(row)
        if element is not None and element.get("ht"):
            return float(element.get("ht", "0"))
        return self.usual_row_height

    @property
    def usual_row_height(self) -> float:
        """Height in points of rows of which nothing is said."""
        defaults = self.child("sheetFormatPr")
        return float((defaults.get("defaultRowHeight") if defaults is not None else None) or 15)

    def set_row_height(self, row: int, height: float) -> None:
        """Give a row a height in points."""
        self.changed()
        element = self.make_row(row)
        element.set("ht", f"{height:g}")
        element.set("customHeight", "1")

    def fit_rows(self, rows: Block) -> None:
        """Take the heights of rows away: whoever shows the workbook then fits them to what they hold."""
        self.changed()
        for row in self.row_numbers(rows):
            for name in ("ht", "customHeight"):
                self.rows[row].attrib.pop(name, "")

    def row_hidden(self, row: int) -> bool:
        """Whether a row is hidden."""
        element = self.rows.get(row)
        return element is not None and element.get("hidden") in ("1", "true")

    # Extent -----------------------------------------------------------------------------------------

    def used(self) -> Block:
        """The block around all cells that hold something or are formatted; A1 for an empty sheet."""
        everything = Block(1, 1, MAX_ROWS, MAX_COLUMNS)
        reaches = {row: reach_of(text) for row, text in self.rows_as_text()}
        for row in [row for row, of_row in reaches.items() if of_row is None]:
            self.look_at(range(row, row + 1))
        reach = [(row, of_row[0], of_row[1]) for row, of_row in reaches.items() if of_row]
        for row in self._numbers_made(everything):
            if cells := self.cells(row):
                reach.append((row, min(cells), max(cells)))
        if not reach:
            return Block(1, 1, 1, 1)
        rows, firsts, lasts = zip(*reach, strict=True)
        return Block(min(rows), min(firsts), max(rows), max(lasts))

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

    def merged(self) -> list[Block]:
        """The merged blocks."""
        parent = self.child("mergeCells")
        return [] if parent is None else [parse_ref(merge.get("ref", "A1")) for merge in parent]
