"""The `<sheetData>` of a worksheet part: its rows and cells as elements, found by number.

The tree is indexed on first use: rows once, the cells of a row when that row is asked for. Most rows of a
long sheet are no elements before somebody looks at them: they wait as text, as they stand in the part
(`rowtexts`), or are held as columns, where a table grew by them or they are written over (`heldrows`).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from lxml import etree

from sheetkpi.errors import DamagedError, SheetKPIError
from sheetkpi.fileengine.opc.namespaces import MAIN, insert_ordered, main, new_element
from sheetkpi.fileengine.parts.cells import CellCodec, Content, Element, F
from sheetkpi.fileengine.parts.changes import SheetChanges
from sheetkpi.fileengine.parts.columns import Columns
from sheetkpi.fileengine.parts.heldrows import HeldRows
from sheetkpi.fileengine.parts.references import (
    MAX_ROWS,
    Block,
    cell_ref,
    column_of,
    parse_cell,
    parse_ref,
)
from sheetkpi.fileengine.parts.rowtexts import RowTexts, put_in
from sheetkpi.fileengine.parts.storedformulas import (
    StoredFormula,
    stored_formula,
    without_results,
)
from sheetkpi.fileengine.parts.textcells import TextCell, cells_in
from sheetkpi.grid import column_letters

_C, _ROW = main("c"), main("row")

_MANY = 50
"""Rows that are quicker written over as columns than one by one."""

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


class SheetData:
    """The rows and cells of one sheet.

    `waiting` are the rows that are not in the tree `root`. `changed` is called before the first change of
    each operation; `hold_back` gets this object, to settle it before anybody else looks at the tree;
    `changes` learns which cells come to hold something else.
    """

    def __init__(
        self,
        root: Element,
        codec: CellCodec,
        changed: Callable[[], object],
        hold_back: Callable[[SheetData], object],
        waiting: RowTexts,
        changes: SheetChanges,
    ) -> None:
        self.changes = changes
        self.root = root
        self.codec = codec
        self.changed = changed
        self.damage: Callable[[], SheetKPIError] = lambda: DamagedError("error.damaged", path="", part="")
        self.columns = Columns(self)
        self._hold_back = hold_back
        self._rows: dict[int, Element] | None = None
        self._numbers: list[int] = []
        self._cells: dict[int, dict[int, Element]] = {}
        self._waiting = waiting
        self._held: list[HeldRows] = []
        if waiting:
            hold_back(self)

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
        self.settle()
        return self._made()

    def _made(self) -> dict[int, Element]:
        """The row elements there are by now, by number."""
        if self._rows is None:
            self._rows = {}
            last = 0
            for row in self._data.iterchildren(_ROW):
                number = row.get("r")
                last = int(number or last + 1)
                if not number:
                    row.set("r", str(last))
                self._rows[last] = row
            self._numbers = sorted(self._rows)
        return self._rows

    def settle(self) -> None:
        """Put all rows that are held or wait into the tree."""
        self.look_at(range(1, MAX_ROWS + 1))

    def look_at(self, rows: range | set[int]) -> None:
        """Make elements of those of `rows` that are held or wait."""
        if not (self._waiting or self._held):
            return
        texts = self._waiting.take(rows)
        if isinstance(rows, range):
            for held in [held for held in self._held if held.meets(rows)]:
                self._held.remove(held)
                texts |= held.texts()
        if texts:
            self._put(dict(sorted(texts.items())))

    def _put(self, texts: dict[int, bytes]) -> None:
        """Put rows into the tree that are not there, given in order."""
        rows = self._made()
        for number, row in zip(texts, self._waiting.elements(self._data, texts.values()), strict=True):
            behind = self._behind(number)
            if behind is None:
                self._data.append(row)
            else:
                behind.addprevious(row)
            rows[number] = row
            self._cells.pop(number, None)
        if len(texts) == 1:
            insort(self._numbers, number)
        else:
            self._numbers = sorted([*self._numbers, *texts])

    def _behind(self, number: int) -> Element | None:
        """The first row element behind a row that is none."""
        place = bisect_right(self._numbers, number)
        return self._made()[self._numbers[place]] if place < len(self._numbers) else None

    def held(self, block: Block) -> list[HeldRows]:
        """The held rows among those of `block`."""
        return [held for held in self._held if held.meets(block.rows)]

    def hold(self, block: Block) -> list[HeldRows]:
        """The same, once those that wait are held too where there are many of them: to be written over."""
        if self._waiting and block.height >= _MANY:
            for rows in list(self._waiting.stretches(block.rows)):
                cut = self._waiting.columns(rows)
                held = None if cut is None else HeldRows.read(cut, rows, self.codec)
                if held is not None:
                    self._waiting.take(rows)
                    self._held.append(held)
            self._hold_back(self)
        return self.held(block)

    def looked_at(self, block: Block, held: Sequence[HeldRows]) -> Iterator[int]:
        """The rows of `block` but for those in `held`; they are elements when they come."""
        top = block.top
        for rows in sorted((each.rows for each in held), key=lambda rows: rows.start):
            yield from self._elements_in(range(top, rows.start))
            top = max(rows.stop, block.top)
        yield from self._elements_in(range(top, block.bottom + 1))

    def _elements_in(self, rows: range) -> range:
        self.look_at(rows)
        return rows

    def written(self, serialize: Callable[[], bytes]) -> bytes:
        """The part as bytes, with the rows that are held or wait; `serialize` gives those of the tree."""
        self._made()
        if self._data.nsmap.get(None) != MAIN:  # the texts have no prefix, and this part wants one
            self.settle()
            return serialize()
        texts = dict(self.rows_as_text())
        gaps = [
            (behind, b"".join(texts[row] for row in rows))
            for behind, rows in groupby(sorted(texts), self._behind)
        ]
        return put_in(self._data, gaps, serialize) if gaps else serialize()

    @property
    def data(self) -> Element:
        """`<sheetData>`."""
        self.settle()
        return self._data

    @property
    def _data(self) -> Element:
        found = self.child("sheetData", create=True)
        assert found is not None
        return found

    def formula_elements(self) -> Iterator[Element]:
        """The `<f>` elements, but for those of held and waiting rows that do not reach beyond their cell."""
        self.look_at(self._waiting.reaching())
        return self._data.iter(F)

    def stored_formulas(self, known: Callable[[int, int], bool]) -> Iterator[StoredFormula]:
        """Every formula of the sheet but for those at `known` places, where it stands; no row is made an
        element for it that does not reach beyond its own cells."""
        shared: dict[str, tuple[int, int, str]] = {}
        for row, column, element in self.placed_formulas():
            if not (skipped := known(row, column)) or element.get("t") == "shared":
                here = stored_formula(element, row, column, shared)
                if not skipped:
                    yield here
        for held in self._held:
            for row, column, text in held.formulas(known):
                yield StoredFormula(row, column, text, Block(row, column, row, column))
        yield from self._waiting.formulas(known)

    def formula_texts(self) -> Iterator[str]:
        """The texts of all formulas, those that are shared once: quicker than `stored_formulas`."""
        yield from (element.text or "" for element in self.formula_elements())
        for held in self._held:
            yield from held.formula_texts()
        yield from self._waiting.formula_texts()

    def placed_formulas(self) -> Iterator[tuple[int, int, Element]]:
        """The elements of `formula_elements`, each with row and column."""
        for element in self.formula_elements():
            cell = element.getparent()
            assert cell is not None
            yield *self.place_of(cell), element

    def place_of(self, cell: Element) -> tuple[int, int]:
        """Row and column of a cell element; one that does not say so stands behind the one before it."""
        if (ref := cell.get("r")) is not None:
            return parse_cell(ref)
        parent = cell.getparent()
        assert parent is not None
        self._made()
        row = int(parent.get("r", "0"))
        return row, next(column for column, one in self.cells(row).items() if one is cell)

    def forget_results(self, cells: Mapping[int, set[int]]) -> None:
        """Take the results from cells, by row and columns, that hold formulas or that array formulas fill."""
        self.changed()
        for row, columns in cells.items():
            held = next((held for held in self._held if row in held.rows), None)
            if held is not None:
                held.forget_results(row, columns)
            elif row in self._waiting:
                (text,) = self._waiting.texts([row])
                places = {(row, column) for column in columns}
                blocks = [Block(row, column, row, column) for column in columns]
                self._waiting.put(row, without_results(text, places, blocks))
            else:
                for column in columns:
                    cell = self.cell(row, column)
                    if cell is not None and self.codec.value(cell) is not None:
                        self.codec.cache(cell, None)

    def cells(self, row: int) -> dict[int, Element]:
        """The cell elements of a row by column number."""
        self.look_at(range(row, row + 1))
        known = self._cells.get(row)
        if known is None:
            known = self._cells[row] = {}
            element = self._made().get(row)
            column = 0
            for cell in element.iterchildren(_C) if element is not None else ():
                ref = cell.get("r")
                try:
                    column = column_of(ref) if ref else column + 1
                except ValueError as error:
                    raise self.damage() from error
                if not ref:
                    cell.set("r", cell_ref(row, column))
                known[column] = cell
            if any(one > other for one, other in pairwise(known)):  # a file that Excel would repair
                known = self._cells[row] = self._sorted(known)
        return known  # left to right, as the file has them and `put_cell` keeps them

    @staticmethod
    def _sorted(cells: Mapping[int, Element]) -> dict[int, Element]:
        """The cells of a row from left to right, brought into that order in the tree."""
        ordered = dict(sorted(cells.items()))
        for one, other in pairwise(ordered.values()):
            one.addnext(other)
        return ordered

    def cells_within(self, row: int, block: Block) -> list[tuple[int, Element]]:
        """The cells of a row that stand in the block's columns, by column number."""
        cells = self.cells(row)
        if block.width < len(cells):
            return [(column, cells[column]) for column in block.columns if column in cells]
        return [(column, cell) for column, cell in cells.items() if block.left <= column <= block.right]

    def cell(self, row: int, column: int) -> Element | None:
        """The cell element, if there is one."""
        return self.cells(row).get(column)

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
            self.put_cell(row, column, cell)
        else:
            cells[column] = cell
        return cell

    def put_cell(self, row: int, column: int, cell: Element) -> None:
        """Put a cell element, which says itself where it belongs, among those of its row, which has none in
        that column."""
        parent, cells = self.make_row(row), self.cells(row)
        if not cells:
            parent.insert(0, cell)
            cells[column] = cell
        elif column > (last := next(reversed(cells))):
            cells[last].addnext(cell)
            cells[column] = cell
        else:
            cells[min(other for other in cells if other > column)].addprevious(cell)
            self._cells[row] = dict(sorted([*cells.items(), (column, cell)]))

    def cells_as_text(self, block: Block, formulas: bool = False) -> Iterator[tuple[int, list[TextCell]]]:
        """The rows of `block` that are no elements, each with its cells as text, at least those in `block`;
        with `formulas` only rows that have any. Those that cannot be read so are elements once this has come
        to its end."""
        unread = []
        column = column_letters(block.left) if block.width == 1 else ""
        for row in self._waiting.among(block.rows):
            if formulas and not self._waiting.has_formulas(row):
                continue
            cells = self._waiting.cells(row, column)
            if cells is None:
                unread.append(row)
            else:
                yield row, cells
        self.look_at(set(unread))
        for held in self.held(block):
            # Nobody makes the text of a thousand rows for one of them.
            texts = held.texts() if len(held.rows) <= 2 * block.height else None
            found = {row: cells_in(text) for row, text in texts.items()} if texts is not None else {}
            if texts is None or None in found.values():
                self.look_at(block.rows)
                return
            yield from ((row, cells) for row, cells in found.items() if cells and row in block.rows)

    def rows_as_text(self) -> Iterator[tuple[int, bytes]]:
        """The rows that are no elements, by number."""
        yield from self._waiting.items()
        for held in self._held:
            yield from held.texts().items()

    def make_row(self, number: int) -> Element:
        """The row element, made at its place if need be."""
        self.look_at(range(number, number + 1))
        rows = self._made()
        if (found := rows.get(number)) is not None:
            return found
        row = etree.SubElement(self._data, _ROW)
        row.set("r", str(number))
        place = bisect_right(self._numbers, number)
        if place < len(self._numbers):
            rows[self._numbers[place]].addprevious(row)
        insort(self._numbers, number)
        rows[number] = row
        return row

    def add_rows(
        self,
        rows: range,
        styles: Mapping[int, int],
        contents: Mapping[int, Sequence[Content]],
        height: str | None = None,
    ) -> None:
        """Make rows that do not exist: cells in these styles, with these contents in each row, by column;
        as tall as `height` (points, as it is stored) says."""
        held = HeldRows(rows, self.codec, f' ht="{height}" customHeight="1"' if height else "")
        columns = sorted({*styles, *contents})
        for column in columns:
            style = styles.get(column) or self.columns.style(column)
            held.add_column(column, style, contents.get(column, ()))
        self._held.append(held)
        if columns:
            block = Block(rows[0], columns[0], rows[-1], columns[-1])
            self.changes.note(block)
            self._grow_to(block)
        self._hold_back(self)

    def row_numbers(self, block: Block) -> list[int]:
        """The rows of `block` that exist, in order; they are elements now."""
        self.look_at(block.rows)
        return self._numbers_made(block)

    def _numbers_made(self, block: Block) -> list[int]:
        rows = self._made()
        if block.height < len(rows):
            return [row for row in block.rows if row in rows]
        return [row for row in self._numbers if block.top <= row <= block.bottom]

    def empty_style(self, row: int, column: int) -> int:
        """The format a cell that does not exist has from its row, else from its column."""
        self.look_at(range(row, row + 1))
        element = self._made().get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s", "0"))
        return self.columns.style(column)

    def _grow_to(self, block: Block) -> None:
        """Keep `<dimension>` and the rows' `spans` true: both are hints, but wrong ones mislead readers."""
        dimension = self.child("dimension")
        if dimension is not None:
            try:
                reach = parse_ref(dimension.get("ref", "A1")).union(block)
            except ValueError:
                reach = block
            dimension.set("ref", reach.ref)
        rows = self._made()
        for row in self._numbers_made(block):
            spans = rows[row].get("spans")
            if spans is not None:
                first, _, last = spans.split()[0].partition(":")
                wide = f"{min(int(first), block.left)}:{max(int(last or first), block.right)}"
                rows[row].set("spans", wide)
