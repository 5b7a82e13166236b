"""One worksheet part: its cells by row and column, read and written in blocks.

The tree is indexed on first use: rows once, the cells of a row when that row is asked for. Nothing is
rewritten that is not asked for: unknown attributes, extensions and the order of elements stay.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from sheetkpi.fileengine.cells import CellCodec, Content, Element, F, Formula, QuotedText, Value, has_formula
from sheetkpi.fileengine.columns import Columns
from sheetkpi.fileengine.formulaindex import FormulaIndex
from sheetkpi.fileengine.formulas import moved
from sheetkpi.fileengine.namespaces import insert_ordered, main, new_element
from sheetkpi.fileengine.references import MAX_COLUMNS, MAX_ROWS, Block, cell_ref, column_of, parse_ref
from sheetkpi.fileengine.rowtext import rows_alike

if TYPE_CHECKING:
    from sheetkpi.fileengine.styles import Styles

_C, _ROW = main("c"), main("row")
_DATE, _DATE_TIME = "yyyy/m/d", "yyyy/m/d h:mm"

# The order of a worksheet's children, from the schema (CT_Worksheet): new ones go to their place.
_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks"),
    *("colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)


class Worksheet:
    """The cells of one sheet. `changed` is called before the first change of each operation."""

    def __init__(
        self,
        root: Element,
        styles: Styles,
        strings: Sequence[str],
        date1904: bool = False,
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        self.root = root
        self.codec = CellCodec(strings, date1904)
        self.styles = styles
        self.changed = changed
        self.columns = Columns(self)
        self._rows: dict[int, Element] | None = None
        self._numbers: list[int] = []
        self._cells: dict[int, dict[int, Element]] = {}
        self._formulas: FormulaIndex | None = None
        # Styles are only ever appended, so that what is found out about one stays true.
        self._shows_date: dict[str, bool] = {}
        self._adapted: dict[tuple[str, str], str] = {}

    # Elements ---------------------------------------------------------------------------------------

    def child(self, name: str, create: bool = False) -> Element | None:
        """The first child element of that name; made at its place in the schema when asked for."""
        found = self.root.find(main(name))
        return self.insert(name) if found is None and create else found

    def insert(self, name: str) -> Element:
        """A new child element, behind those of its own name, at its place in the schema."""
        element = new_element(name)
        insert_ordered(self.root, element, _ORDER)
        return element

    @property
    def rows(self) -> dict[int, Element]:
        """Row elements by number."""
        if self._rows is None:
            self._rows = {}
            last = 0
            for row in self.data.iterchildren(_ROW):
                number = row.get("r")
                last = int(number or last + 1)
                if not number:
                    row.set("r", str(last))
                self._rows[last] = row
            self._numbers = sorted(self._rows)
        return self._rows

    @property
    def data(self) -> Element:
        """`<sheetData>`."""
        found = self.child("sheetData", create=True)
        assert found is not None
        return found

    def cells(self, row: int) -> dict[int, Element]:
        """The cell elements of a row by column number."""
        known = self._cells.get(row)
        if known is None:
            known = self._cells[row] = {}
            element = self.rows.get(row)
            column = 0
            for cell in element.iterchildren(_C) if element is not None else ():
                ref = cell.get("r")
                column = column_of(ref) if ref else column + 1
                if not ref:
                    cell.set("r", cell_ref(row, column))
                known[column] = cell
        return known  # left to right, as the file has them and `make_cell` keeps them

    def cells_within(self, row: int, block: Block) -> list[tuple[int, Element]]:
        """The cells of a row that stand in the block's columns, by column number."""
        cells = self.cells(row)
        if block.width < len(cells):
            return [(column, cells[column]) for column in block.columns if column in cells]
        return [(column, cell) for column, cell in cells.items() if block.left <= column <= block.right]

    def cell(self, row: int, column: int) -> Element | None:
        """The cell element, if there is one."""
        return self.cells(row).get(column) if row in self.rows else None

    def make_cell(self, row: int, column: int, style: int | None = None) -> Element:
        """The cell element, made if need be, in `style` or that which its row or column gives it."""
        cells = self.cells(row)
        if (found := cells.get(column)) is not None:
            return found
        cell = etree.SubElement(self.make_row(row), _C)
        cell.set("r", cell_ref(row, column))
        if style is None:
            style = self.empty_style(row, column)
        if style:
            cell.set("s", str(style))
        if cells and column < next(reversed(cells)):
            cells[min(other for other in cells if other > column)].addprevious(cell)
            self._cells[row] = dict(sorted([*cells.items(), (column, cell)]))
        else:
            cells[column] = cell
        return cell

    def make_row(self, number: int) -> Element:
        """The row element, made at its place if need be."""
        found = self.rows.get(number)
        if found is not None:
            return found
        row = etree.SubElement(self.data, _ROW)
        row.set("r", str(number))
        place = bisect_right(self._numbers, number)
        if place < len(self._numbers):
            self.rows[self._numbers[place]].addprevious(row)
        insort(self._numbers, number)
        self.rows[number] = row
        return row

    def add_rows(self, rows: range, styles: Mapping[int, int], formulas: Mapping[int, str]) -> None:
        """Make rows that do not exist, all alike: cells in these styles, with these formulas, by column."""
        columns = sorted({*styles, *formulas})
        if not columns:
            return
        made = rows_alike(
            rows, {column: styles.get(column) or self.columns.style(column) for column in columns}, formulas
        )
        place = bisect_right(self._numbers, rows[-1]) if self.rows else 0
        behind = self.rows[self._numbers[place]] if place < len(self._numbers) else None
        for number, row in zip(rows, made, strict=True):
            if behind is None:
                self.data.append(row)
            else:
                behind.addprevious(row)
            self.rows[number] = row
            self._cells.pop(number, None)
        self._numbers[place:place] = rows
        self._grow_to(Block(rows[0], columns[0], rows[-1], columns[-1]))

    def row_numbers(self, block: Block) -> list[int]:
        """The rows of `block` that exist, in order."""
        if block.height < len(self.rows):
            return [row for row in block.rows if row in self.rows]
        return [row for row in self._numbers if block.top <= row <= block.bottom]

    # Reading ----------------------------------------------------------------------------------------

    def value(self, row: int, column: int) -> Value:
        """One cell's value; None when empty."""
        cell = self.cell(row, column)
        return None if cell is None else self._read(cell)

    def values(self, block: Block) -> list[list[Value]]:
        """The block's values, row by row."""
        rows: list[list[Value]] = [[None] * block.width for _ in block.rows]
        for row in self.row_numbers(block):
            into = rows[row - block.top]
            for column, cell in self.cells_within(row, block):
                into[column - block.left] = self._read(cell)
        return rows

    def _read(self, cell: Element) -> Value:
        style = cell.get("s", "0")
        shows_date = self._shows_date.get(style)
        if shows_date is None:
            shows_date = self._shows_date[style] = self.styles.is_date(int(style))
        return self.codec.value(cell, shows_date)

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

    @property
    def formulas(self) -> FormulaIndex:
        """Where formulas reach beyond their own cell."""
        if self._formulas is None:
            self._formulas = FormulaIndex(self)
        return self._formulas

    def forget_formulas(self) -> None:
        """Cells changed places: where formulas reach is found anew when somebody asks."""
        self._formulas = None

    def has_formulas(self) -> bool:
        """Whether any cell holds a formula."""
        return next(self.data.iter(F), None) is not None

    # Writing ----------------------------------------------------------------------------------------

    def write(self, block: Block, contents: Sequence[Sequence[Content]]) -> None:
        """Put contents into the block's cells, row by row; styles stay.

        A date going into a cell without a number format gets one, as in Excel. `None` empties a cell.
        ValueError when a part of an array formula would be overwritten.
        """
        self.changed()
        self.formulas.release(block)
        write, empty, adapt, columns = self.codec.write, self.codec.empty, self._adapt_style, block.columns
        for row, contents_of_row in zip(block.rows, contents, strict=True):
            cells = self.cells(row) if row in self.rows else {}
            for column, content in zip(columns, contents_of_row, strict=True):
                cell = cells.get(column)
                if content is None:
                    if cell is not None:
                        empty(cell)
                    continue
                if cell is None:
                    cell = self.make_cell(row, column)
                    cells = self.cells(row)
                write(cell, content)
                adapt(cell, content)
        self._grow_to(block)

    def _adapt_style(self, cell: Element, content: Content) -> None:
        kind = "plain"
        if isinstance(content, dt.datetime):
            kind = "day" if content.time() == dt.time() else "moment"
        elif isinstance(content, QuotedText):
            kind = "quoted"
        style = cell.get("s", "0")
        adapted = self._adapted.get((style, kind))
        if adapted is None:
            adapted = self._adapted[style, kind] = str(self._style_for(int(style), kind))
        if adapted != style:
            cell.set("s", adapted)

    def _style_for(self, style: int, kind: str) -> int:
        """The style of a cell once content of that kind (plain, quoted, day, moment) is typed into it."""
        new = style
        if kind in ("day", "moment") and self.styles.number_format(style) == "General":
            new = self.styles.with_number_format(style, _DATE if kind == "day" else _DATE_TIME)
        if kind == "quoted" or (style and self.styles.has_quote_prefix(style)):
            new = self.styles.with_quote_prefix(new, kind == "quoted")
        return new

    def cache(self, block: Block, values: Sequence[Sequence[Value]]) -> bool:
        """Results for the formulas in the block; None takes one away. True when all are known."""
        self.changed()
        columns, complete = block.columns, True
        for row, values_of_row in zip(block.rows, values, strict=True):
            cells = self.cells(row) if row in self.rows else {}
            for column, value in zip(columns, values_of_row, strict=True):
                cell = cells.get(column)
                if cell is not None and has_formula(cell):
                    self.codec.cache(cell, value)
                    complete = complete and value is not None
        return complete

    def clear(self, block: Block, contents: bool = True, formats: bool = False) -> None:
        """Empty the cells that exist in the block, of contents, formats or both."""
        self.changed()
        if contents:
            self.formulas.release(block)
        for row in self.row_numbers(block):
            for column, cell in self.cells_within(row, block):
                if contents:
                    self.codec.empty(cell)
                if formats:
                    cell.attrib.pop("s", "")
                if contents and formats:
                    self.rows[row].remove(self.cells(row).pop(column))

    def _grow_to(self, block: Block) -> None:
        """Keep `<dimension>` and the rows' `spans` true: both are hints, but wrong ones mislead readers."""
        dimension = self.child("dimension")
        if dimension is not None:
            try:
                reach = parse_ref(dimension.get("ref", "A1")).union(block)
            except ValueError:
                reach = block
            dimension.set("ref", reach.ref)
        for row in self.row_numbers(block):
            spans = self.rows[row].get("spans")
            if spans is not None:
                first, _, last = spans.split()[0].partition(":")
                wide = f"{min(int(first), block.left)}:{max(int(last or first), block.right)}"
                self.rows[row].set("spans", wide)

    # Styles -----------------------------------------------------------------------------------------

    def style(self, row: int, column: int) -> int:
        """The index of the cell's format in `cellXfs`."""
        cell = self.cell(row, column)
        return self.empty_style(row, column) if cell is None else int(cell.get("s", "0"))

    def empty_style(self, row: int, column: int) -> int:
        """The format a cell that does not exist has from its row, else from its column."""
        element = self.rows.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s", "0"))
        return self.columns.style(column)

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
                element.set("s", str(restyled(int(element.get("s", "0")))))
                element.set("customFormat", "1")
        if whole_columns or whole_rows:
            for row in self.row_numbers(block):
                for _, cell in self.cells_within(row, block):
                    cell.set("s", str(restyled(int(cell.get("s", "0")))))
            return
        for row in block.rows:
            for column in block.columns:
                cell = self.make_cell(row, column)
                style = cell.get("s", "0")
                if (new := str(restyled(int(style)))) != style:
                    cell.set("s", new)

    def row_height(self, row: int) -> float:
        """Height in points."""
        element = self.rows.get(row)
        if element is not None and element.get("ht"):
            return float(element.get("ht", "0"))
        defaults = self.child("sheetFormatPr")
        return float((defaults.get("defaultRowHeight") if defaults is not None else None) or 15)

    def set_row_height(self, row: int, height: float) -> None:
        """Give a row a height in points."""
        self.changed()
        element = self.make_row(row)
        element.set("ht", f"{height:g}")
        element.set("customHeight", "1")

    # Extent -----------------------------------------------------------------------------------------

    def used(self) -> Block:
        """The block around all cells that hold something or are formatted; A1 for an empty sheet."""
        top, left, bottom, right = 0, MAX_COLUMNS, 0, 0
        for number in self._numbers if self.rows else ():
            cells = self.cells(number)
            if cells:
                top = top or number
                bottom = number
                left, right = min(left, min(cells)), max(right, max(cells))
        return Block(top, left, bottom, right) if bottom else Block(1, 1, 1, 1)

    def filled(self, block: Block) -> Iterator[tuple[int, int]]:
        """The cells of the block that hold a value or a formula."""
        for row in self.row_numbers(block):
            for column, cell in self.cells_within(row, block):
                if len(cell):
                    yield row, column

    def merged(self) -> list[Block]:
        """The merged blocks."""
        parent = self.child("mergeCells")
        return [] if parent is None else [parse_ref(merge.get("ref", "A1")) for merge in parent]
