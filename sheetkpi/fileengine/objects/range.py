"""xlwings' Range on a file: addresses, values, formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from sheetkpi.fileengine.objects import navigation
from sheetkpi.fileengine.objects.celllayout import CellLayout
from sheetkpi.fileengine.objects.conditionalformats import ConditionalFormats
from sheetkpi.fileengine.objects.datavalidation import DataValidation
from sheetkpi.fileengine.objects.goingrows import give_looks_to_rows, looks_of_rows
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.parts.cells import (
    Content,
    ErrorValue,
    Formula,
    QuotedText,
    Value,
    number_text,
    to_serial,
)
from sheetkpi.fileengine.parts.columnreading import left_over
from sheetkpi.fileengine.parts.formulacheck import problem
from sheetkpi.fileengine.parts.formulas import from_file, moved, to_file
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block, quoted_sheet
from sheetkpi.grid import cell_address

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.notes import Note
    from sheetkpi.fileengine.objects.sheet import Sheet
    from sheetkpi.fileengine.objects.table import Table


@names_what_it_lacks
class Range(CellLayout, base_classes.Range):
    """A block of cells, or, as a slice of nothing, no cells at all (`block` is None)."""

    def __init__(self, sheet: Sheet, block: Block | None) -> None:
        self.sheet = sheet
        self.block = block
        self.options: dict[str, Any] = {}

    # Where ------------------------------------------------------------------------------------------

    @property
    def api(self) -> Range | None:
        """The engine's own object: itself; None for a range without cells, which is then not written."""
        return self if self.block is not None else None

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet name, row, column, height, width."""
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.block.height * self.block.width if self.block else 0

    def __bool__(self) -> bool:
        return self.block is not None

    @property
    def row(self) -> int:
        """The first row's number."""
        return self.cells.top

    @property
    def column(self) -> int:
        """The first column's number."""
        return self.cells.left

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.block.height, self.block.width) if self.block else (0, 0)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """The cell at row and column, or the n-th cell, counted within the block from 1."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.cells.width)
            return self(row + 1, column + 1)
        row, column = self.row + arg1 - 1, self.column + arg2 - 1
        if not (1 <= row <= MAX_ROWS and 1 <= column <= MAX_COLUMNS):
            raise IndexError(f"row {row}, column {column} lies outside the sheet")
        return Range(self.sheet, Block(row, column, row, column))

    @property
    def address(self) -> str:
        """`$A$1:$C$3`."""
        return self.cells.absolute

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        """The address with or without `$`, and with book and sheet when `external`."""
        block = self.cells
        text = block.absolute if row_absolute and column_absolute else block.ref
        if row_absolute != column_absolute:
            text = ":".join(_half_absolute(part, row_absolute) for part in block.ref.split(":"))
        if external:
            place = f"[{self.sheet.book.name}]{self.sheet.name}"
            plain = quoted_sheet(self.sheet.name) == self.sheet.name and " " not in self.sheet.book.name
            return f"{place}!{text}" if plain else "'" + place.replace("'", "''") + f"'!{text}"
        return text

    def end(self, direction: str) -> Range:
        """Where Ctrl + arrow leads from the first cell."""
        row, column = navigation.end(self.sheet.worksheet, self.row, self.column, direction)
        return Range(self.sheet, Block(row, column, row, column))

    @property
    def current_region(self) -> Range:
        """The block of filled cells around this one, up to blank rows and columns."""
        return Range(self.sheet, navigation.region(self.sheet.worksheet, self.cells))

    @property
    def max_cells_per_read(self) -> None:
        """No limit: nothing travels."""
        return

    @property
    def max_cells_per_write(self) -> None:
        """No limit: nothing travels."""
        return

    # Values -----------------------------------------------------------------------------------------

    @property
    def raw_value(self) -> Value | list[list[Value]]:
        """One cell's value, or the rows of a block. Numbers are floats, dates datetimes, empty is None."""
        if self.block is None:
            return None
        self.sheet.book.about_to_read(self.sheet, self.block)
        if len(self) == 1:
            return self.sheet.worksheet.value(self.row, self.column)
        return self.sheet.worksheet.values(self.block)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._write(value)

    def _write(self, value: Any) -> None:
        block = self.cells
        if isinstance(value, Sequence) and not isinstance(value, str):
            rows = value if value and _is_row(value[0]) else [value]
            block = Block(
                block.top,
                block.left,
                block.top + len(rows) - 1,
                block.left + max(map(len, rows), default=0) - 1,
            )
            tables = self.sheet.tables_meeting(block)
            contents = [
                [
                    _content(item, row, column, tables) if type(item) is str and item[:1] in "='" else item
                    for column, item in zip(block.columns, items, strict=True)
                ]
                for row, items in zip(block.rows, rows, strict=True)
            ]
        else:
            contents = self._filled(block, value)
        self.sheet.write(block, contents)

    def _filled(self, block: Block, value: Any) -> list[list[Content]]:
        """The same content in every cell; a formula's relative references move along."""
        first: Content = value
        if type(value) is str:
            first = _content(value, block.top, block.left, self.sheet.tables_meeting(block))
        if not isinstance(first, Formula):
            return [[first] * block.width for _ in block.rows]
        return [
            [Formula(moved(first.text, row - block.top, column - block.left)) for column in block.columns]
            for row in block.rows
        ]

    def fill_formulas(self, formulas: Sequence[str], results: Sequence[Sequence[Value]]) -> None:
        """Put a formula for each column, unmoved, into every cell of it, with what they come to in each row
        (None: not known); see `cache_values`."""
        block = self.cells
        tables = self.sheet.tables_meeting(block)
        texts = []
        for column, formula in enumerate(formulas, block.left):
            content = _content(formula, block.top, column, tables)
            if not isinstance(content, Formula):
                raise ValueError(f"{formula!r} is no formula")
            texts.append(content.text)
        self.sheet.fill(block, texts, results)
        self.sheet.worksheet.changes.give([block])

    def cache_values(self, values: Any) -> None:
        """Results of the formulas that stand in this range, as a scalar or rows; None: not known.

        Previewers and pandas show nothing else. A formula without a result is calculated when the workbook
        is opened.
        """
        block = self.cells
        if not isinstance(values, list | tuple):
            rows = [[values] * block.width for _ in block.rows]
        elif values and not isinstance(values[0], list | tuple):
            rows = [list(values)] if block.height == 1 else [[value] for value in values]
        else:
            rows = [list(row) for row in values]
        self.sheet.worksheet.cache(block, rows)

    def without_result(self) -> list[str]:
        """The addresses of formulas in this range whose results are not stored."""
        self.sheet.book.about_to_read(self.sheet, self.cells)
        return [cell_address(row, column) for row, column in self.sheet.worksheet.without_result(self.cells)]

    def values_and_formulas(self) -> tuple[list[tuple[Value, ...]], list[tuple[str | None, ...]]]:
        """Values, and formulas as people write them, of all cells of the block, row by row; None where a cell
        has none. Where a formula came to an empty text, that is its value; errors are none."""
        block = self.cells
        self.sheet.book.about_to_read(self.sheet, block)
        values: list[Any] = [[None] * block.width for _ in block.rows]
        formulas: list[Any] = [[None] * block.width for _ in block.rows]
        tables, worksheet = self.sheet.tables_meeting(block), self.sheet.worksheet
        within = [(ref, name) for ref, name in tables if ref.overlap(block) == block]
        read = []
        if len(within) == len(tables) <= 1:
            read = worksheet.results_and_formulas(block, within[0][1] if within else "")
        for part, of_values, of_formulas in read:
            place = slice(part.top - block.top, part.bottom + 1 - block.top)
            values[place], formulas[place] = of_values, of_formulas
        for part in left_over(block, [part for part, *_ in read]):
            for row, column, stored, value in worksheet.contents_and_results(part):
                if stored is not None:
                    table = next((name for ref, name in tables if ref.holds(row, column)), "")
                    formulas[row - block.top][column - block.left] = from_file(stored, table)
                elif value == "":
                    continue
                if not isinstance(value, ErrorValue):
                    values[row - block.top][column - block.left] = value
        return list(map(tuple, values)), list(map(tuple, formulas))

    @property
    def formula(self) -> str | list[list[str]]:
        """The formula as people write it, or the constant's text; rows of them for a block."""
        block = self.cells
        rows = [[""] * block.width for _ in block.rows]
        tables = self.sheet.tables_meeting(block)
        for row, column, stored, value in self.sheet.worksheet.contents(block):
            if stored is None:
                shown = self._constant(value)
            else:
                shown = from_file(stored, next((name for ref, name in tables if ref.holds(row, column)), ""))
            rows[row - block.top][column - block.left] = shown
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value)

    @property  # type: ignore[misc]  # no setter
    def formula2(self) -> str | list[list[str]]:
        """The same as `formula`: the text that was typed."""
        return self.formula

    def _formula_at(self, row: int, column: int) -> str:
        shown = self.sheet.formula_at(row, column)
        return shown if shown is not None else self._constant(self.sheet.worksheet.value(row, column))

    def _constant(self, value: Value) -> str:
        """The text of a constant, as it was typed."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            return number_text(value)
        if not isinstance(value, str):
            return number_text(to_serial(value, self.sheet.worksheet.codec.date1904))
        return value

    @property  # type: ignore[misc]  # no setter
    def formula_array(self) -> str | None:
        """The array formula all cells belong to, None when there is none."""
        block = self.sheet.worksheet.formulas.array_at(self.row, self.column)
        return self._formula_at(block.top, block.left) if block else None

    @property
    def has_array(self) -> bool:
        """Whether the first cell is a part of an array formula."""
        return self.sheet.worksheet.formulas.array_at(self.row, self.column) is not None

    def arrays_met(self) -> list[str]:
        """The addresses of array formulas over several cells that meet the block."""
        blocks = (array.block for array in self.sheet.worksheet.formulas.arrays)
        return [block.ref for block in blocks if block.overlap(self.cells) and block.height * block.width > 1]

    # Clearing, objects on cells ---------------------------------------------------------------------

    def clear_contents(self) -> None:
        """Take away values and formulas; formats and rules stay."""
        self.sheet.empty(self.cells)

    def clear_formats(self) -> None:
        """Take away formats; values and rules stay."""
        self.sheet.empty(self.cells, contents=False, formats=True)

    def clear(self) -> None:
        """Take away everything, rules included, as Excel does."""
        self.sheet.empty(self.cells, formats=True)
        self.conditional_formats.clear()
        self.data_validation.delete()

    def forget_records(self) -> None:
        """The rows of the table are to hold other records: links of the old ones go, and none is hidden."""
        self.sheet.hyperlinks.remove(self.cells)
        self.sheet.show_rows(self.cells)

    def looks_of_rows(self, places: Sequence[int]) -> dict[str, Any]:
        """How rows of the block (from 0) look that are about to leave their table: see `goingrows`."""
        return looks_of_rows(self.sheet, self.cells, places)

    def give_looks_to_rows(self, places: Sequence[int], looks: dict[str, Any]) -> None:
        """Let rows look as they did."""
        give_looks_to_rows(self.sheet, self.cells, places, looks)

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Copy formats, values, formulas or all of these from another range of the book, repeated as often
        as this range has room for it. Formulas move along; rules and links are not copied."""
        if skip_blanks or transpose or copy_type not in ("all", "formats", "formulas", "values"):
            raise NotImplementedError("the file engine has no Range.copy_from with these options")
        source: Range = source_range.impl
        height, width = source.shape
        target = Block(
            self.row,
            self.column,
            self.row + max(self.cells.height // height, 1) * height - 1,
            self.column + max(self.cells.width // width, 1) * width - 1,
        )
        pairs = [
            [
                (source.row + (row - target.top) % height, source.column + (column - target.left) % width)
                for column in target.columns
            ]
            for row in target.rows
        ]
        sheet = source.sheet.worksheet
        styles = [[sheet.style(*place) for place in row] for row in pairs]
        if copy_type != "formats":
            contents = [
                [
                    sheet.content(*place, row, column, formulas=copy_type != "values")
                    for column, place in zip(target.columns, places, strict=True)
                ]
                for row, places in zip(target.rows, pairs, strict=True)
            ]
            self.sheet.write(target, contents)
        if copy_type in ("all", "formats"):
            for row, styles_of_row in zip(target.rows, styles, strict=True):
                for column, style in zip(target.columns, styles_of_row, strict=True):
                    self.sheet.worksheet.set_style(row, column, style)

    @property
    def note(self) -> Note | None:
        """The note on the first cell; None when there is none."""
        return self.sheet.note_at(self.row, self.column)

    def add_note(self, text: str) -> Note:
        """Put a note on the cell."""
        return self.sheet.add_note(self.row, self.column, text)

    @property
    def table(self) -> Table | None:
        """The table the first cell lies in."""
        return self.sheet.table_at(self.row, self.column)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that reach into this range."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """What may be entered here."""
        return DataValidation(self)

    @property
    def hyperlink(self) -> str:
        """The address the cell leads to, `#Sheet!A1` within the workbook."""
        address = self.sheet.hyperlinks.address(self.row, self.column)
        if address is None:
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return address

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Lead to a web address, or with `#Sheet!A1` to another place of the workbook."""
        self.sheet.hyperlinks.add(self.cells, address, screen_tip or "")
        if text_to_display is not None:
            self(1, 1).raw_value = "'" + text_to_display if text_to_display[:1] in "='" else text_to_display

    @property
    def name(self) -> Any:
        """The workbook's name for exactly these cells, None when there is none."""
        wanted = f"{quoted_sheet(self.sheet.name)}!{self.address}"
        names = self.sheet.book.names
        return next((name for _, name in names.snapshot() if name.refers_to == f"={wanted}"), None)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.define(value, f"={quoted_sheet(self.sheet.name)}!{self.address}")


def _content(value: str, row: int, column: int, tables: Sequence[tuple[Block, str]]) -> Content:
    """What a text written by people into a cell means: a formula, text behind an apostrophe, text, nothing.

    `tables` are those around the cell, with their names.
    """
    if len(value) > 1 and value[0] == "=":
        if wrong := problem(value[1:]):
            raise ValueError(f"{value} is no formula: {wrong}")
        table = next((name for block, name in tables if block.holds(row, column)), "")
        return Formula(to_file(value, table))
    if value[:1] == "'":
        return QuotedText(value[1:])
    return value or None


def _is_row(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _half_absolute(ref: str, row: bool) -> str:
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    return f"{letters}${digits}" if row else f"${letters}{digits}"
