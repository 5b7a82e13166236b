"""xlwings' Sheet on a file: its cells are parsed when somebody reads or changes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from sheetkpi.fileengine.objects.notes import Note, add_note, note_at, notes
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.pagesetup import PageSetup
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.objects.table import Table, Tables
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Content, Formula, Value
from sheetkpi.fileengine.parts.formulas import from_file
from sheetkpi.fileengine.parts.hyperlinks import Hyperlinks
from sheetkpi.fileengine.parts.outgrown import Outgrown
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block, parse_ref
from sheetkpi.fileengine.parts.rowlooks import give_looks, looks_of
from sheetkpi.fileengine.parts.sheetcopy import copy_sheet
from sheetkpi.fileengine.parts.sparklines import drop_sparklines
from sheetkpi.fileengine.parts.worksheet import Worksheet

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.book import Book, Names


@names_what_it_lacks
class Sheet(base_classes.Sheet):
    """One worksheet of a book. `part` names its XML part."""

    book: Book

    def __init__(self, book: Book, part: str) -> None:
        self.book = book
        self.part = part
        self.rows_left: dict[str, Outgrown] = {}
        """What tables with fewer rows have left and nobody has emptied yet, by the table's part."""

    @cached_property
    def worksheet(self) -> Worksheet:
        """The cells; the part is parsed here, the rows of a long sheet when they are looked at."""
        book = self.book
        return Worksheet.of(
            book.package, self.part, book.styles, book.strings, book.workbook.date1904, book.changes
        )

    @property
    def live(self) -> bool:
        """Whether somebody looked at the cells or changed them as elements, so that the bytes of the part do
        not tell all."""
        package = self.book.package
        return "worksheet" in vars(self) or (self.touched and package.is_parsed(self.part))

    @property
    def touched(self) -> bool:
        """Whether anything on the sheet was changed since the book was opened or saved."""
        return self.part in self.book.package.touched

    def guards_cells(self) -> bool:
        """Whether the sheet is protected, so that Excel lets nobody write in its locked cells."""
        found = self.book.package.tree(self.part).find(main("sheetProtection"))
        return found is not None and found.get("sheet", "0") in ("1", "true")

    @property
    def api(self) -> Sheet:
        """The engine's own object: itself."""
        return self

    @property
    def name(self) -> str:
        """The name on the tab."""
        return next(sheet.name for sheet in self.book.workbook.sheets if sheet.part == self.part)

    @name.setter
    def name(self, value: str) -> None:
        self.book.workbook.rename_sheet(self.name, value)

    @property
    def index(self) -> int:
        """The place among the worksheets, from 1."""
        return self.book.sheet_parts().index(self.part) + 1

    @property
    def names(self) -> Names:
        """The names that hold on this sheet only."""
        from sheetkpi.fileengine.objects.book import Names

        return Names(self.book, self.name)

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return self.book.workbook.sheet(self.name).visibility == "visible"

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.workbook.check_structure()
        self.book.workbook.set_visibility(self.name, "visible" if value else "hidden")

    def activate(self) -> None:
        """Show this sheet when the workbook is opened."""
        self.book.workbook.active_sheet = self.name

    def select(self) -> None:
        """The same as `activate`."""
        self.activate()

    def copy(self, before: Sheet | None = None, after: Sheet | None = None) -> None:
        """Copy the sheet to before or behind another one of the book, with what only it uses."""
        if any(other is not None and other.book is not self.book for other in (before, after)):
            raise NotImplementedError("the file engine has no Sheet.copy to another book")
        added = copy_sheet(
            self.book.workbook,
            self.name,
            before=before.name if before is not None else "",
            after=after.name if after is not None else "",
            new_table=self.book.new_table_like,
        )
        self.book.cells_changed()
        self.book.workbook.active_sheet = added.name

    def delete(self) -> None:
        """Take the sheet out of the workbook; what refers to it becomes `#REF!`."""
        self.book.changes.note(self.part, Block(1, 1, MAX_ROWS, MAX_COLUMNS))
        self.book.forget_stale()
        self.book.workbook.delete_sheet(self.name)
        self.book.forget_sheet(self.part)

    @property
    def page_setup(self) -> PageSetup:
        """How the sheet is printed."""
        return PageSetup(self)

    # Ranges -----------------------------------------------------------------------------------------

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """`"A1:C3"`, a name, a table (`"RepKPI[架電数]"`), `(row, column)`, a range, or two: corners."""
        first = self._corner(arg1)
        return first if arg2 is None else self.at(first.cells.union(self._corner(arg2).cells))

    def at(self, block: Block) -> Range:
        """The cells of a block."""
        return Range(self, block)

    def _corner(self, place: Any) -> Range:
        """One argument of `range`: an address, a range, `(row, column)`, or these with height and width."""
        if isinstance(place, str):
            return self._named(place)
        if isinstance(place, Range):
            return place
        row, column, height, width = place if len(place) == 4 else (*place, 1, 1)
        if row < 1 or column < 1:
            raise IndexError("rows and columns of a sheet count from 1")
        block = Block(row, column, row + height - 1, column + width - 1)
        return Range(self, block if height > 0 and width > 0 else None)

    def _named(self, address: str) -> Range:
        try:
            return Range(self, parse_ref(address))
        except ValueError:
            return self.book.resolve(address, self)

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, Block(1, 1, MAX_ROWS, MAX_COLUMNS))

    @property
    def used_range(self) -> Range:
        """The block around all cells that hold something or are formatted."""
        return Range(self, self.worksheet.used())

    def clear_contents(self) -> None:
        """Empty every cell; formats stay."""
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        """Take the formats of every cell away."""
        self.used_range.clear_formats()

    def clear(self) -> None:
        """Empty the sheet, formats and rules included."""
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Make the used columns and rows as large as what their cells show; see `Range.autofit`."""
        self.used_range.autofit(axis)

    # Tables -----------------------------------------------------------------------------------------

    @cached_property
    def tables(self) -> Tables:
        """The tables, found without parsing the sheet."""
        return Tables(self)

    def table_at(self, row: int, column: int) -> Table | None:
        """The table a cell lies in."""
        return next((table for table in self.tables if table.content.ref.holds(row, column)), None)

    def table_name_at(self, row: int, column: int) -> str:
        """The name of the table a cell lies in, "" outside tables."""
        table = self.table_at(row, column)
        return table.name if table is not None else ""

    def tables_meeting(self, block: Block) -> list[tuple[Block, str]]:
        """Range and name of every table that has cells in the block."""
        found = [(table.content.ref, table.name) for table in self.tables]
        return [(ref, name) for ref, name in found if ref.overlap(block)]

    # Cells ------------------------------------------------------------------------------------------

    def formula_at(self, row: int, column: int) -> str | None:
        """The cell's formula as Excel shows it; None when it holds none."""
        stored = self.worksheet.formula(row, column)
        return None if stored is None else from_file(stored, self.table_name_at(row, column))

    def write(self, block: Block, contents: Sequence[Sequence[Content]]) -> None:
        """Put contents into cells, and let the tables there follow: column names, calculated columns."""
        self.worksheet.write(block, contents)
        self._written(block, lambda rows, column: _one_formula(contents[rows], column))

    def fill(self, block: Block, formulas: Sequence[str], results: Sequence[Sequence[Value]]) -> None:
        """The same with one formula, as it is stored, for each column and what it comes to in each row."""
        self.worksheet.fill(block, formulas, results)
        self._written(block, lambda rows, column: formulas[column])

    def _written(self, block: Block, formula: Callable[[slice, int], str | None]) -> None:
        """Let tables follow what was written; `formula` tells the one of all cells of a column (from 0) in
        those rows of the block."""
        self.book.cells_changed()
        for table in self.tables:
            if table.content.ref.overlap(block):
                self._follow(table, block)
                self._follow_columns(table, block, formula)

    def empty(self, block: Block, *, contents: bool = True, formats: bool = False) -> None:
        """Take contents, formats or both from the cells of a block."""
        self.worksheet.clear(block, contents, formats)
        if contents:
            self._give_up_rows(block)
            self.hyperlinks.remove(block)
            self.book.cells_changed()
            for table in self.tables:
                if table.content.header is not None and table.content.header.overlap(block):
                    self._follow(table, block)

    def _give_up_rows(self, emptied: Block) -> None:
        """Rows that a table left, once they are emptied, are as good as deleted."""
        for part, left in list(self.rows_left.items()):
            gone = left.new._replace(top=left.new.bottom + 1, bottom=left.old.bottom)
            if emptied.overlap(gone) == gone:
                del self.rows_left[part]
                drop_sparklines(self.worksheet, self.name, gone)
                self.show_rows(gone)
                self.book.follow(left)

    def show_rows(self, rows: Block) -> None:
        """Rows that hold no record any more, or another one, are hidden no longer: a filter of the table, or
        somebody who hid the record, had hidden them."""
        for row in self.worksheet.row_numbers(rows) if not self.has_tables_beside(rows) else ():
            looks = looks_of(self.worksheet, row)
            if looks.pop("hidden", ""):
                self.worksheet.changed()
                give_looks(self.worksheet, row, looks)

    def has_tables_beside(self, rows: Block) -> bool:
        """Whether tables other than the one with the cells `rows` have records in the same rows of the
        sheet: then these rows are not one record."""
        across = rows._replace(left=1, right=MAX_COLUMNS)
        found = (table.content.ref for table in self.tables if not table.content.ref.overlap(rows))
        return any(ref.overlap(across) for ref in found)

    def _follow(self, table: Table, block: Block) -> None:
        """Let a table know its header cells again, and whether it has data by now."""
        content, header = table.content, table.content.header
        if header is not None and header.overlap(block):
            table.read_header()
        if content.empty and content.rows.overlap(block) and next(self.worksheet.filled(content.rows), None):
            table.touch().begin_data()

    def _follow_columns(
        self, table: Table, block: Block, formula: Callable[[slice, int], str | None]
    ) -> None:
        """A column filled from top to bottom with one formula becomes a calculated one, as in Excel."""
        content, rows = table.content, table.content.rows
        if block.top > rows.top or block.bottom < rows.bottom or rows.height < 1:
            return
        written = slice(rows.top - block.top, rows.bottom - block.top + 1)
        for column in range(max(block.left, rows.left), min(block.right, rows.right) + 1):
            text = formula(written, column - block.left)
            if text != content.calculated(column - rows.left):
                table.touch().set_calculated(column - rows.left, text)

    @property
    def notes(self) -> list[Note]:
        """The notes on cells."""
        return notes(self)

    def note_at(self, row: int, column: int) -> Note | None:
        """The note on a cell; None when there is none."""
        return note_at(self, row, column)

    def add_note(self, row: int, column: int, text: str) -> Note:
        """A new note on a cell that has none."""
        return add_note(self, row, column, text)

    # Other objects ----------------------------------------------------------------------------------

    @cached_property
    def hyperlinks(self) -> Hyperlinks:
        """The links on cells."""
        return Hyperlinks(self.worksheet, self.book.package.relationships(self.part))


def _one_formula(rows: Sequence[Sequence[Content]], column: int) -> str | None:
    """The formula that all cells of a column hold; None where they do not."""
    if not isinstance(rows[0][column], Formula):
        return None
    texts = {cell.text if isinstance(cell := row[column], Formula) else None for row in rows}
    return texts.pop() if len(texts) == 1 else None
