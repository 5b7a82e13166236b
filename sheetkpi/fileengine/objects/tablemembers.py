"""Rows and columns of a table, as xlwings' collections of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from xlwings import base_classes

from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.parts import tablefilter
from sheetkpi.fileengine.parts.references import Block

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.table import Table


class _Members(base_classes.Collection):
    """What table rows and table columns have in common as collections."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def api(self) -> Table:
        """The engine's own object: the table."""
        return self.table

    @property
    def parent(self) -> Table:
        """The table."""
        return self.table


@names_what_it_lacks
class AutoFilter(base_classes.AutoFilter):
    """What a table is filtered by. Its criteria are told, not changed; its rows can be looked at again."""

    _KINDS: ClassVar = {"filters": "values", "customFilters": "comparison"}

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """A criterion for every column, of type `none` where there is none."""
        content = self.table.content
        kinds = {field: self._KINDS.get(kind, "unknown") for field, kind in content.filtered.items()}
        return [
            base_classes.empty_autofilter_criteria(field + 1, kinds.get(field, "none"))
            for field in range(content.ref.width)
        ]

    @property
    def can_be_reapplied(self) -> bool:
        """Whether all criteria are known here: those by colour, icon or what day it is are not."""
        return all(map(tablefilter.known, self.table.content.filter_columns))

    def show_all(self) -> None:
        """Show all rows; the criteria stay, for `reapply`."""
        data = self.table.content.data
        self._show([True] * data.height if data is not None else [])

    def reapply(self) -> None:
        """Hide the rows that do not meet the criteria, and show all others."""
        data, columns = self.table.content.data, self.table.content.filter_columns
        if data is not None and columns:
            self._show(tablefilter.shown(columns, self.table.sheet.worksheet.values(data)))

    def _show(self, shown: Sequence[bool]) -> None:
        sheet, data = self.table.sheet.worksheet, self.table.content.data
        there = set(sheet.row_numbers(data)) if data is not None else set()
        for row, is_shown in zip(data.rows if data is not None else (), shown, strict=True):
            if is_shown and row not in there:
                continue
            element = sheet.make_row(row)
            if is_shown:
                element.attrib.pop("hidden", "")
            else:
                element.set("hidden", "1")
        sheet.changed()


@names_what_it_lacks
class TableColumn(base_classes.TableColumn):
    """One column of a table; `index` counts from 1."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self._index = index

    @property
    def name(self) -> str:
        """The header."""
        return self.table.content.column_name(self._index - 1)

    @property
    def index(self) -> int:
        """The place among the columns, from 1."""
        return self._index

    def _of(self, block: Block) -> Range:
        column = block.left + self._index - 1
        return Range(self.table.sheet, block._replace(left=column, right=column))

    @property
    def range(self) -> Range:
        """Header, data and totals cell."""
        return self._of(self.table.content.ref)

    @property
    def data_body_range(self) -> Range | None:
        """The data cells; None when there are none."""
        data = self.table.content.data
        return self._of(data) if data is not None else None


@names_what_it_lacks
class TableColumns(_Members, base_classes.TableColumns):
    """The columns of a table."""

    def __len__(self) -> int:
        return len(self.table.content.column_elements)

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self.table, index) for index in range(1, len(self) + 1))

    def __call__(self, key: int | str) -> TableColumn:
        """The column of that name or place (from 1); KeyError when there is none."""
        if isinstance(key, int):
            if not 1 <= key <= len(self):
                raise KeyError(key)
            return TableColumn(self.table, key)
        names = [name.casefold() for name in self.table.content.columns]
        if key.casefold() not in names:
            raise KeyError(key)
        return TableColumn(self.table, names.index(key.casefold()) + 1)

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(self, name: str, index: int | None) -> TableColumn:
        """Append a column at the right edge; the cells there must be blank, since nothing is shifted."""
        table, ref = self.table, self.table.content.ref
        if index not in (None, len(self) + 1):
            raise NotImplementedError("the file engine has no TableColumns.add inside a table")
        edge = ref._replace(left=ref.right + 1, right=ref.right + 1)
        if next(table.sheet.worksheet.filled(edge), None):
            raise NotImplementedError("the file engine has no TableColumns.add into cells that are not blank")
        table.resize_to(ref._replace(right=ref.right + 1))
        table.sheet.write(edge._replace(bottom=edge.top), [[name]])
        return self(len(self))


@names_what_it_lacks
class TableRow(base_classes.TableRow):
    """One data row of a table; `index` counts from 1."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self._index = index

    @property
    def index(self) -> int:
        """The place among the data rows, from 1."""
        return self._index

    @property
    def range(self) -> Range:
        """The cells."""
        rows = self.table.content.rows
        row = rows.top + self._index - 1
        return Range(self.table.sheet, rows._replace(top=row, bottom=row))


@names_what_it_lacks
class TableRows(_Members, base_classes.TableRows):
    """The data rows of a table."""

    @property
    def column_count(self) -> int:
        """How many values a row takes."""
        return self.table.content.ref.width

    def __len__(self) -> int:
        data = self.table.content.data
        return data.height if data is not None else 0

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self.table, index) for index in range(1, len(self) + 1))

    def __call__(self, key: int) -> TableRow:
        """The data row at that place (from 1); KeyError when there is none."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return TableRow(self.table, key)

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """Append a row; the cells below must be blank, since nothing is shifted."""
        table, content = self.table, self.table.content
        if index not in (None, len(self) + 1):
            raise NotImplementedError("the file engine has no TableRows.add inside a table")
        if content.data is None:
            table.touch().begin_data()
        else:
            ref = content.ref
            below = ref._replace(top=ref.bottom + 1, bottom=ref.bottom + 1)
            if next(table.sheet.worksheet.filled(below), None):
                raise NotImplementedError(
                    "the file engine has no TableRows.add into cells that are not blank"
                )
            table.resize_to(ref._replace(bottom=ref.bottom + 1))
        row = self(len(self))
        if values is not None:
            row.range.raw_value = [values]
        return row
