"""xlwings' Tables on a file: ListObjects, found through the sheet's relationships."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree
from xlwings import base_classes

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.objects.tablemembers import AutoFilter, TableColumns, TableRows
from sheetkpi.fileengine.objects.tablesort import sort_rows
from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.namespaces import R_ID, main
from sheetkpi.fileengine.parts import columnnames, querytable, tableedges, tablenames, tableresize
from sheetkpi.fileengine.parts import table as table_part
from sheetkpi.fileengine.parts.outgrown import Outgrown
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.table import unique_names
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.sheet import Sheet

_NAME = lazy_pattern(r"[^\W\d][\w.\\]*|\\[\w.\\]*")


@names_what_it_lacks
class Table(base_classes.Table):
    """One table. `part` names its XML part, `content` reads and changes it."""

    def __init__(self, sheet: Sheet, part: str) -> None:
        self.sheet = sheet
        self.part = part
        self.content = table_part.Table(sheet.book.package.tree(part))
        self._invented: set[str] = set()

    def touch(self) -> table_part.Table:
        """The content, about to be changed."""
        self.sheet.book.package.touch(self.part)
        return self.content

    def _range(self, block: Block | None) -> Range | None:
        return Range(self.sheet, block) if block is not None else None

    @property
    def api(self) -> Table:
        """The engine's own object: itself."""
        return self

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    @property
    def name(self) -> str:
        """The name formulas use."""
        return self.content.name

    @name.setter
    def name(self, value: str) -> None:
        before = self.name
        if value == before:
            return
        if value.casefold() != before.casefold():
            self.sheet.book.new_table_name(value)
        tablenames.rename_everywhere(self.sheet.book.package, before, value)
        self.touch().name = value
        self.sheet.book.cells_changed()

    @property
    def display_name(self) -> str:
        """The same as `name`."""
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def range(self) -> Range:
        """Header, data and totals row."""
        return Range(self.sheet, self.content.ref)

    @property
    def header_row_range(self) -> Range | None:
        """The header row; None when it is switched off."""
        return self._range(self.content.header)

    @property
    def data_body_range(self) -> Range | None:
        """The data rows; None when there are none."""
        return self._range(self.content.data)

    @property
    def insert_row_range(self) -> Range | None:
        """The blank row of a table without data; None when it has data."""
        return self._range(self.content.rows) if self.content.empty else None

    @property
    def totals_row_range(self) -> Range | None:
        """The totals row; None when there is none."""
        return self._range(self.content.totals)

    def resize(self, range: Any) -> None:
        """Give the table another range: header row to (where there is one) totals row.

        New rows get formats, calculated columns and rules as in Excel. Cells left outside keep what they
        hold. ValueError when Excel would refuse.
        """
        if range.sheet.name != self.sheet.name:
            raise ValueError(f"{self.name}: a table cannot move to another sheet")
        self.resize_to(range.impl.cells)

    def resize_to(self, ref: Block) -> None:
        """Give the table the range `ref`; see `resize`."""
        others = [other.content for other in self.sheet.tables if other.part != self.part]
        before, old = self.content.columns, self.content.ref
        if len(before) != old.width:
            raise DamagedError("error.damaged", path=self.sheet.book.package.place, part=self.part)
        shown = self.sheet.worksheet.values(ref._replace(bottom=ref.top))[0]
        tableresize.resize(self.sheet.worksheet, self.sheet.name, self.content, ref, others)
        self.touch()
        after = self.content.columns
        self._invented |= {name for name, header in zip(after, shown, strict=True) if header is None}
        self._rename(dict.fromkeys(before[len(after) :]))
        querytable.follow_columns(self.sheet.book.package, self.part, self.content)
        self._resized(old)
        self._follow(old)

    def _resized(self, old: Block) -> None:
        """The borders are others than `old`: what names the table or a part of it comes to something else."""
        if self.content.ref != old:
            self.sheet.book.changes.note_name(self.name)
        self.sheet.book.cells_changed()

    def _follow(self, old: Block) -> None:
        """Let fixed references to all rows of the table, which had the range `old`, follow.

        Where it has fewer rows, as soon as the cells it left are emptied: only then are these rows gone."""
        content = self.content
        change = Outgrown(
            self.sheet.name,
            old,
            content.ref,
            content.header_rows,
            content.totals_rows,
            content.ref.height > old.height,
        )
        if change.by:
            self.sheet.book.follow(change)
            left = None if change.ranges else change._replace(ranges=True, totals=False)
            self.sheet.rows_left.pop(self.part, None)
            if left is not None:
                self.sheet.rows_left[self.part] = left

    def read_header(self) -> None:
        """The header cells changed: let the columns and every formula that names one follow."""
        header = self.content.header
        if header is None:
            return
        sheet, before = self.sheet.worksheet, self.content.columns
        after = unique_names(sheet.values(header)[0])
        tableresize.write_header(sheet, self.content, after)
        if after != before:
            self.touch()
            for index, name in enumerate(after):
                self.content.rename_column(index, name)
            self._rename({old: new for old, new in zip(before, after, strict=True) if old != new})

    def _rename(self, names: dict[str, str | None]) -> None:
        # A name this engine gave a blank header a moment ago stands in no formula.
        known = {old: new for old, new in names.items() if old not in self._invented}
        self._invented -= names.keys()
        if known:
            columnnames.rename_everywhere(self.sheet.book.package, self.name, known)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool]) -> None:
        """Sort the data rows by columns counted from 1; formats, links and notes move with their rows."""
        if self.content.data is not None:
            sort_rows(self.sheet, self.content.data, keys, ascending)
            self.sheet.book.cells_changed()

    @property
    def show_headers(self) -> bool:
        """Whether the header row is on. Nothing is shifted: switched on, the cells above must be blank."""
        return self.content.header_rows > 0

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        old = self.content.ref
        tableedges.show_headers(self.sheet.worksheet, self.touch(), bool(value))
        self._resized(old)

    @property
    def show_totals(self) -> bool:
        """Whether there is a totals row. Nothing is shifted: switched on, the cells below must be blank."""
        return self.content.totals_rows > 0

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        old = self.content.ref
        tableedges.show_totals(self.sheet.worksheet, self.touch(), bool(value))
        self._resized(old)

    @property
    def show_autofilter(self) -> bool:
        """Whether the header cells have filter buttons."""
        return self.content.filter_buttons

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.touch().filter_buttons = value

    @property
    def table_style(self) -> str:
        """The name of the table style."""
        return self.content.style

    @table_style.setter
    def table_style(self, value: str) -> None:
        self.touch().style = value or ""

    @property
    def show_table_style_row_stripes(self) -> bool:
        """Whether every second row is shaded."""
        return self.content.shows("showRowStripes")

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        self.touch().show("showRowStripes", value)

    @property
    def show_table_style_column_stripes(self) -> bool:
        """Whether every second column is shaded."""
        return self.content.shows("showColumnStripes")

    @show_table_style_column_stripes.setter
    def show_table_style_column_stripes(self, value: bool) -> None:
        self.touch().show("showColumnStripes", value)

    @property
    def show_table_style_first_column(self) -> bool:
        """Whether the first column stands out."""
        return self.content.shows("showFirstColumn")

    @show_table_style_first_column.setter
    def show_table_style_first_column(self, value: bool) -> None:
        self.touch().show("showFirstColumn", value)

    @property
    def show_table_style_last_column(self) -> bool:
        """Whether the last column stands out."""
        return self.content.shows("showLastColumn")

    @show_table_style_last_column.setter
    def show_table_style_last_column(self, value: bool) -> None:
        self.touch().show("showLastColumn", value)

    @property
    def columns(self) -> TableColumns:
        """The columns."""
        return TableColumns(self)

    @property
    def column_names(self) -> list[str]:
        """The headers."""
        return [self.content.column_name(place) for place in range(len(self.content.column_elements))]

    @property
    def autofilter(self) -> AutoFilter:
        """What the table is filtered by."""
        return AutoFilter(self)

    @property
    def rows(self) -> TableRows:
        """The data rows."""
        return TableRows(self)


@names_what_it_lacks
class Tables(base_classes.Tables, base_classes.Collection):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.found = _find(sheet)

    @property
    def api(self) -> Sheet:
        """The engine's own object: the sheet."""
        return self.sheet

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Table]:
        return iter(list(self.found))

    def __call__(self, key: int | str) -> Table:
        """The table of that name or place (from 1); KeyError when there is none."""
        if isinstance(key, int):
            if not 1 <= key <= len(self.found):
                raise KeyError(key)
            return self.found[key - 1]
        for table in self.found:
            if table.name.casefold() == key.casefold():
                return table
        raise KeyError(key)

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        """Make a range with a header a table. Header cells become texts, blank and repeated ones get names.

        ValueError when the name is taken or no name, or when the range meets another table.
        """
        if not has_headers:
            raise NotImplementedError(
                "the file engine has no Tables.add without headers: cells would have to move"
            )
        if source_type is not None or link_source is not None or destination is not None:
            raise NotImplementedError("the file engine has no Tables.add from external sources")
        return self.add_at(source.impl.cells, name, table_style_name or "")

    def add_at(self, ref: Block, name: str | None, style: str = "") -> Table:
        """The same for the cells `ref`."""
        blank = ref.height == 1
        if blank:
            ref = ref._replace(bottom=ref.bottom + 1)
        self._check(ref)
        book = self.sheet.book
        name = book.new_table_name(name)
        names = unique_names(self.sheet.worksheet.values(ref._replace(bottom=ref.top))[0])
        root = table_part.new_table(book.new_table_id(), name, ref, names, style)
        if blank and not next(self.sheet.worksheet.filled(ref._replace(top=ref.bottom)), None):
            root.set("insertRow", "1")
        table = self._add_part(root)
        tableresize.write_header(self.sheet.worksheet, table.content, names)
        return table

    def _check(self, ref: Block) -> None:
        for other in self.found:
            if other.content.ref.overlap(ref):
                raise ValueError(f"{ref.ref} overlaps the table {other.name}")
        for merged in self.sheet.worksheet.merged():
            if merged.overlap(ref):
                raise ValueError(f"{ref.ref} takes in the merged cells {merged.ref}")

    def _add_part(self, root: etree._Element) -> Table:
        package = self.sheet.book.package
        part = package.new_part_name("xl/tables/table{}.xml")
        package.write(
            part,
            etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
            contenttypes.TABLE,
        )
        id = package.relationships(self.sheet.part).add("table", part)
        sheet = self.sheet.worksheet
        sheet.changed()
        parent = sheet.child("tableParts", create=True)
        assert parent is not None
        etree.SubElement(parent, main("tablePart"), {R_ID: id})
        parent.set("count", str(len(parent)))
        table = Table(self.sheet, part)
        self.found.append(table)
        return table


def _find(sheet: Sheet) -> list[Table]:
    """The sheet's tables, without reading the sheet itself."""
    package = sheet.book.package
    related = package.relationships(sheet.part).of_kind("table")
    return [Table(sheet, one.target) for one in related if one.target in package]


def is_table_name(name: str) -> bool:
    """Whether Excel takes `name` for a table: a word that does not look like a cell address."""
    looks_like_cell = re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[Rr]([0-9]*[Cc][0-9]*)?|[Cc][0-9]*", name)
    return bool(_NAME.fullmatch(name)) and not looks_like_cell and len(name) <= 255
