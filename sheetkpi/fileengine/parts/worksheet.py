"""One worksheet part: its cells by row and column, read and written in blocks.

Nothing is rewritten that is not asked for: unknown attributes, extensions and the order of elements stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.fileengine.parts.cells import (
    Content,
    Element,
    Formula,
    QuotedText,
    Value,
    content_kind,
    has_formula,
)
from sheetkpi.fileengine.parts.changes import Changes, Noting, SheetChanges
from sheetkpi.fileengine.parts.columnreading import stretches
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block, parse_ref
from sheetkpi.fileengine.parts.rowtexts import RowTexts, cut
from sheetkpi.fileengine.parts.sheetreading import SheetReading
from sheetkpi.fileengine.parts.textcells import reach_of

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.fileengine.parts.styles import Styles

_MANY_VALUES = 100_000
_DATE, _DATE_TIME = "yyyy/m/d", "yyyy/m/d h:mm"


class Worksheet(SheetReading):
    """The cells of one sheet: what they hold, and how they look."""

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

    def fill(self, block: Block, formulas: Sequence[str], results: Sequence[Sequence[Value]]) -> None:
        """Put a formula for each column into every cell of it, with what they come to in each row (None: not
        known); columns that hold just these stay as they are."""
        filled = self._columns.filled(block, formulas, results, self._adapted_style)
        for left, width in stretches([column for column in block.columns if column not in filled]):
            first, last = left - block.left, left - block.left + width
            texts = formulas[first:last]
            contents = [[*map(Formula, texts, row[first:last])] for row in results]
            self.write(block._replace(left=left, right=left + width - 1), contents)

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
        """Results for the formulas in the block; None takes one away. True when all are known. Nothing is
        touched where all stand there already."""
        columns, complete = block.columns, True
        holds, noting = self.codec.holds_result, Noting(self.changes)
        held = [rows for rows in self.held(block) if not rows.has_stored_formulas(block)]
        for row in self.looked_at(block, held):
            cells, changed = self.cells(row), []
            for column, value in zip(columns, values[row - block.top], strict=True):
                cell = cells.get(column)
                if cell is not None and has_formula(cell):
                    if not holds(cell, value):
                        self.changed()
                        self.codec.cache(cell, value)
                        changed.append(column)
                    complete = complete and value is not None
            noting.row(row, changed)
        noting.end()
        for rows in held:
            self.changed()
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

    def merged(self) -> list[Block]:
        """The merged blocks."""
        parent = self.child("mergeCells")
        return [] if parent is None else [parse_ref(merge.get("ref", "A1")) for merge in parent]
