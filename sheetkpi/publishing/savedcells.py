"""The cells of a saved KPI workbook, found by table, header and name: what a page shows is what they say.

Nothing is computed here. A formula whose result is not stored says nothing that anybody could show: that is
an error, and no empty place on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import WorkbookError
from sheetkpi.language import Language, spellings
from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.areas import Area, area_of
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.inputs import Inputs, read_inputs
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.sheets import read_content, uncomputed
from sheetkpi.workbook.text import as_text, is_number

if TYPE_CHECKING:
    import xlwings as xw

_NO_LETTERS = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


class Row(dict[str, Any]):
    """A row of a table by the keys of its columns: numbers, dates, texts; None where a cell is empty, or says
    something else than its column is for.

    `unknown` are columns in which a formula has no stored result, with their cells: whoever asks for one of
    them gets a WorkbookError, for it is neither a number nor empty.
    """

    def __init__(self, values: Mapping[str, Any], unknown: Mapping[str, str] | None = None) -> None:
        super().__init__(values)
        self.unknown = unknown or {}

    def __getitem__(self, key: str) -> Any:
        self._check(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a column, `default` where the table lacks it."""
        self._check(key)
        return super().get(key, default)

    def _check(self, key: str) -> None:
        if key in self.unknown:
            raise WorkbookError(
                "error.publish_uncomputed", cell=self.unknown[key], formulas=len(self.unknown)
            )


class SavedCells:
    """What stands in a workbook's tables and under its names; every table is read once."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self.inputs: Inputs = read_inputs(book)
        self._rows: dict[str, list[Row]] = {}

    @property
    def book(self) -> str:
        """The workbook's name."""
        return str(self._book.name)

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
        self._check(area)
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
        self._check(area)
        values = self._book.sheets[area.sheet][area.address].options(ndim=2).value
        return [[value if is_number(value) else _shown(value) or None for value in row] for row in values]

    def rows(self, name: str) -> list[Row]:
        """The rows of a table that say anything; none where the workbook lacks it.

        A table of people's own that is filled like ours (see `workbook.adopting`) stands in for one that is
        missing.
        """
        table = self._table(name)
        if table is None:
            return []
        if table.name not in self._rows:
            self._rows[table.name] = self._read(table)
        return self._rows[table.name]

    def _table(self, name: str) -> FoundTable | None:
        if name in self.inputs.tables:
            return self.inputs.tables[name]
        adopted = self.inputs.findings.adopted.values()
        return next((each for each in adopted if each.spec.filled_like == name), None)

    def _read(self, table: FoundTable) -> list[Row]:
        if table.rows < 1:
            return []
        kinds = {column.key: column.kind for column in table.spec}
        keys = {place: key for key, place in table.columns.items() if key in kinds}
        body = table.area.part(1, 0, table.rows, table.area.columns)
        unknown: dict[int, dict[str, str]] = {}
        for cell in uncomputed(self._book, body):
            at = area_of(body.sheet, cell)
            if key := keys.get(at.left - body.left):
                unknown.setdefault(at.top - body.top, {})[key] = f"{body.sheet}!{cell}"
        found = []
        for number, values in enumerate(read_content(self._book, table).values):
            row = {key: _value(values[place], kinds[key]) for place, key in keys.items()}
            if any(value is not None for value in row.values()):
                found.append(Row(row, unknown.get(number)))
        return found

    def _check(self, area: Area) -> None:
        """Raise where a formula of `area` has no stored result."""
        if lacking := uncomputed(self._book, area):
            cell = f"{area.sheet}!{lacking[0]}"
            raise WorkbookError("error.publish_uncomputed", cell=cell, formulas=len(lacking))


def of_everybody(row: Row) -> bool:
    """Whether a row is about everybody: 全体 as its team, and no rep.

    >>> of_everybody(Row({"team": "全体"})), of_everybody(Row({"team": "All", "rep": "Ada"}))
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
