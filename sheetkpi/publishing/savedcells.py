"""The cells of a saved KPI workbook, found by table, header and name: what a page shows is what they say.

Nothing is computed here. A formula whose result is not stored says nothing that anybody could show: that is
an error, and no empty place on a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import WorkbookError
from sheetkpi.language import Language, spellings
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.inputs import Inputs, read_inputs
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.sheets import read_content, uncomputed
from sheetkpi.workbook.text import as_text, is_number

if TYPE_CHECKING:
    import xlwings as xw

_NO_LETTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)

Row = dict[str, Any]
"""A row of a table by the keys of its columns: numbers, dates, texts; None where a cell is empty, or says
something else than its column is for."""


class SavedCells:
    """What stands in a workbook's tables and under its names; every table is read once."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self.inputs: Inputs = read_inputs(book)
        self._rows: dict[str, list[Row]] = {}

    @property
    def language(self) -> Language:
        """The workbook's language."""
        return self.inputs.language

    def has_name(self, name: str) -> bool:
        """Whether the workbook has cells of this name."""
        return name in self.inputs.names

    def named(self, name: str) -> Any:
        """What stands in the first cell of `name`, None where that is empty or not there."""
        if name not in self.inputs.names:
            return None
        area = self.inputs.names[name].area.resized(1, 1)
        self._check(area, [0])
        value = value_of(self._book, self.inputs.names, name)
        return None if as_text(value) == "" else value

    def text(self, name: str) -> str:
        """The same as text, "" where there is none."""
        return _shown(self.named(name))

    def block(self, name: str) -> list[list[Any]]:
        """The rows of the cells of `name`, none where that is not there."""
        if name not in self.inputs.names:
            return []
        area = self.inputs.names[name].area
        self._check(area, range(area.columns))
        values = self._book.sheets[area.sheet][area.address].options(ndim=2).value
        return [[value if is_number(value) else _shown(value) or None for value in row] for row in values]

    def rows(self, name: str, columns: Sequence[str] = ()) -> list[Row]:
        """The rows of a table that say anything; none where the workbook lacks it.

        `columns` are those that will be shown: in them, every formula must have a stored result. A table of
        people's own that is filled like ours (see `workbook.adopting`) stands in for one that is missing.
        """
        table = self._table(name)
        if table is None:
            return []
        if table.name not in self._rows:
            self._rows[table.name] = self._read(table)
        shown = [table.columns[key] for key in columns if key in table.columns]
        if table.rows > 0 and shown:
            self._check(table.area.part(1, 0, table.rows, table.area.columns), shown)
        return self._rows[table.name]

    def _table(self, name: str) -> FoundTable | None:
        if name in self.inputs.tables:
            return self.inputs.tables[name]
        adopted = self.inputs.findings.adopted.values()
        return next((each for each in adopted if each.spec.filled_like == name), None)

    def _read(self, table: FoundTable) -> list[Row]:
        kinds = {column.key: column.kind for column in table.spec}
        found = []
        for values in read_content(self._book, table).values:
            row = {
                key: _value(values[place], kinds[key]) for key, place in table.columns.items() if key in kinds
            }
            if any(value is not None for value in row.values()):
                found.append(row)
        return found

    def _check(self, area: Area, places: Sequence[int]) -> None:
        """Raise where one of the columns at `places` has formulas without a result."""
        lacking = [
            (place, cell)
            for place in places
            for cell in uncomputed(self._book, area.part(0, place, area.rows))
        ]
        if lacking:
            cell = f"{area.sheet}!{lacking[0][1]}"
            raise WorkbookError("error.publish_uncomputed", cell=cell, formulas=len(lacking))


def of_everybody(row: Row) -> bool:
    """Whether a row is about everybody: 全体 as its team, and no rep.

    >>> of_everybody({"team": "全体"}), of_everybody({"team": "All", "rep": "Ada"})
    (True, False)
    """
    return row.get("team") in spellings("all") and not row.get("rep")


def _shown(value: Any) -> str:
    """A cell's text without what has no shape, cannot stand in a page, or turns the letters around it."""
    return _NO_LETTERS.sub("", as_text(value)).strip()


def _value(value: Any, kind: str) -> Any:
    if kind == "text":
        return _shown(value) or None
    if kind in ("date", "month"):
        return value if hasattr(value, "year") else None
    return float(value) if is_number(value) else None
