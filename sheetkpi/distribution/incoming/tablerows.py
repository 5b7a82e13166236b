"""Rows that collecting writes into a table of the KPI workbook, over those there are or below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import ProtectedError
from sheetkpi.workbook.areas import Area, runs
from sheetkpi.workbook.entering import check_room
from sheetkpi.workbook.protection import opened
from sheetkpi.workbook.writing import write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.finding import FoundTable


@dataclass(frozen=True)
class TableRows:
    """Rows to be written into a table: values by column key, for each position (from 0). `area` is what the
    table covers afterwards, `appended` are columns an older workbook lacks, by key, and their headers."""

    table: FoundTable
    rows: Mapping[int, Mapping[str, Any]]
    area: Area
    appended: Mapping[str, str]

    def write(self, book: xw.Book) -> None:
        """Write them, in few blocks; before that the table takes its size and its columns.

        A sheet that is protected is opened for as long as that takes. Raises SheetKPIError, with
        nothing written, where the table has to grow and its sheet cannot be opened.
        """
        if not self.rows:
            return
        sheet = book.sheets[self.area.sheet]
        with opened(sheet) as can_be_changed:
            if self.area != self.table.area:
                self._resize(sheet, can_be_changed)
            self._fill(book)

    def _resize(self, sheet: xw.Sheet, can_be_changed: bool) -> None:
        try:
            sheet.tables[self.table.name].resize(sheet[self.area.address])
        except Exception as error:  # each engine has its own; where protection is not known it is tried
            if can_be_changed:
                raise
            raise ProtectedError("error.sheet_protected", sheet=sheet.name) from error

    def _fill(self, book: xw.Book) -> None:
        columns = dict(self.table.columns)
        for position, (key, header) in enumerate(self.appended.items(), len(self.table.headers)):
            columns[key] = position
            write_values(book, self.area.part(0, position), [[header]])
        for first, height, keys in self._blocks():
            places = {columns[key]: key for key in keys if key in columns}
            for left, width in runs(sorted(places)):
                side_by_side = [places[left + number] for number in range(width)]
                block = [
                    [values[key] for key in side_by_side]
                    for values in (self.rows[row] for row in range(first, first + height))
                ]
                write_values(book, self.area.part(1 + first, left, height, width), block)

    def _blocks(self) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """First row and number of rows that follow one another and fill the same columns, and these."""
        by_columns: dict[tuple[str, ...], list[int]] = {}
        for row, values in sorted(self.rows.items()):
            by_columns.setdefault(tuple(values), []).append(row)
        for keys, rows in by_columns.items():
            for first, height in runs(rows):
                yield first, height, keys


def plan_table_rows(
    book: xw.Book,
    table: FoundTable,
    rows: Mapping[int, Mapping[str, Any]],
    appended: Mapping[str, str] | None = None,
) -> TableRows:
    """Where `rows` go: the table grows down to the last of them, and to the right by `appended`.

    Raises SheetKPIError where it would grow into cells that hold something.
    """
    appended = appended or {}
    height = max(table.rows, max(rows, default=-1) + 1)
    area = table.area.resized(1 + height + table.has_totals, table.area.columns + len(appended))
    if area != table.area:
        check_room(book, table, area)
    return TableRows(table, rows, area, appended)
