"""Columns that a refresh would fill, but people have put formulas of their own in: those are theirs.

A column is people's where nearly all that stands in it are formulas that no version of ours wrote; the row
of 全体 does not count. It stays as it is, also in new rows, into which the table continues it. Single
formulas in a column of ours are replaced as ever, and a note says so; so are those in a column that tells
rows apart.
The setting `kpi_overwrite` gives columns to us.

In a table of people's own a formula is ours only where a refresh has filled the column: what stood there
before is theirs, also where one of ours was once worded like it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.benchmarks import spellings
from sheetkpi.tables.columns import Column
from sheetkpi.workbook import sheets
from sheetkpi.workbook.adopting import is_worked_out
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.ourformulas import OurFormulas
from sheetkpi.workbook.overrides import can_be_typed_over
from sheetkpi.workbook.text import as_text, plain
from sheetkpi.workbook.wording import unworded

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.inputs import Inputs
    from sheetkpi.workbook.planning import Vocabulary
    from sheetkpi.workbook.tableplan import Content

SETTING = "kpi_overwrite"
"""The defined name of the cell that lists columns given to us: `RepKPI[接続率]`, or `RepKPI` for all."""

NEARLY_ALL = 0.8
"""The share of a column's filled cells that are people's formulas, from which on the column is theirs."""

_LOOKED_AT = 40
"""Rows of a table that are looked at first, in one read: a column of formulas shows there."""


@dataclass(frozen=True)
class PeoplesFormula:
    """Formulas of people's own in the column `key` of a table, one of them as `example`, `count` in all;
    `stays` where the column is theirs."""

    key: str
    example: str
    count: int
    stays: bool


class Overwriting:
    """The columns that the setting gives to us."""

    def __init__(self, book: xw.Book, inputs: Inputs) -> None:
        text = as_text(value_of(book, inputs.names, SETTING))
        found = re.findall(r"(\w+)(?:\[([^\]]*)\])?", text)
        self._given = {(table.casefold(), plain(header)) for table, header in found}

    def includes(self, table: FoundTable, key: str) -> bool:
        """Whether the column `key` of `table` is ours whatever stands in it."""
        header = plain(table.headers[table.columns[key]])
        names = {table.name.casefold(), table.spec.name.casefold()}
        return any((name, given) in self._given for name in names for given in (header, ""))


@dataclass(frozen=True)
class Ours:
    """What tells our formulas in one `table`, by those of all our versions (`prints`). In a table of people's
    own, columns that no refresh has `filled` hold ours only where it is what we would write now; `filled` is
    None where all formulas are looked up."""

    prints: OurFormulas
    table: FoundTable
    vocabulary: Vocabulary
    filled: Collection[str] | None = None

    def includes(self, formula: str, column: Column) -> bool:
        """Whether we wrote `formula` into `column`."""
        name = self.table.spec.name
        if self.filled is None or column.key in self.filled:
            return self.prints.includes(formula, name, column)
        now = self.vocabulary.formula(column, name)
        normal = self.prints.normal
        return now is not None and normal(formula, name, column) == normal(now, name, column)


def our_formulas(inputs: Inputs) -> OurFormulas:
    """What tells our formulas in this workbook."""
    words = spellings(inputs.frames["Benchmarks"]["kpi"]).values()
    adopted = {name: table.spec for name, table in inputs.findings.adopted.items()}
    meant = {
        name: {table.headers[place]: key for key, place in table.columns.items()}
        for name, table in inputs.filled.items()
    }
    return OurFormulas(inputs.tree, {**inputs.specs, **adopted}, [str(word) for word in words], meant)


def peoples_formulas(
    book: xw.Book, table: FoundTable, frame: pd.DataFrame, ours: Ours, given: Overwriting
) -> list[PeoplesFormula]:
    """The columns of `table`, of those to be filled from `frame`, that hold formulas of people's own; none
    where the engine cannot read formulas."""
    columns = {
        table.columns[column.key]: column
        for column in table.spec
        if column.key in table.columns
        and not (column.typed and column.key in table.spec.key)
        and (column.key in frame or column.formula)
        and not can_be_typed_over(column)
        and not given.includes(table, column.key)
    }
    if table.rows < 1 or not columns:
        return []
    looked_at = _suspects(book, table, columns, ours)
    counted = _without_all(book, table) if looked_at else set()
    found = []
    for position in looked_at:
        cells = sheets.read_block(book, table.area.part(1, position, table.rows))
        column = columns[position]
        filled = foreign = total = 0
        example = ""
        for row, ((value,), (formula,)) in enumerate(zip(cells.values, cells.formulas, strict=True)):
            is_theirs = bool(formula) and not ours.includes(formula or "", column)
            total += is_theirs
            example = example or (formula or "" if is_theirs else "")
            if row in counted:
                filled += bool(formula) or bool(as_text(value))
                foreign += is_theirs
        if total:
            stays = filled > 0 and foreign >= NEARLY_ALL * filled and column.key not in table.spec.key
            found.append(PeoplesFormula(column.key, example, total, stays))
    return found


def rows_of_sums(
    book: xw.Book, table: FoundTable, content: Content, frame: pd.DataFrame, ours: Ours
) -> dict[int, frozenset[str]]:
    """The rows of a table of people's own that sum others up: formulas (none of ours) in columns to be
    filled, and no name that `frame` tells of; with the keys of these columns. None where the engine cannot
    read formulas."""
    key = table.spec.key[0]
    if key not in frame or table.rows < 1:
        return {}
    told = {unworded(key, as_text(name)) for name in frame[key]}
    named = [unworded(key, as_text(row[table.columns[key]])) for row in content.values]
    strangers = [row for row, text in enumerate(named) if text not in told]
    if not strangers:
        return {}
    formulas = sheets.formulas_of(book, table.area.part(1, 0, len(named), table.area.columns))
    if formulas is None:
        return {}
    columns = [column for column in table.spec if column.key in table.columns]
    columns = [column for column in columns if column.key not in (key, *table.theirs)]
    found = {}
    for row in strangers:
        said = {column: formulas[row][table.columns[column.key]] for column in columns}
        if keys := frozenset(
            column.key
            for column, formula in said.items()
            if is_worked_out(formula) and not ours.includes(formula, column)
        ):
            found[row] = keys
    return found


def without_rows(
    found: Sequence[PeoplesFormula], rows: Mapping[int, Collection[str]]
) -> Iterator[PeoplesFormula]:
    """`found` without those in `rows` (with the keys of their columns), which stay."""
    for one in found:
        count = one.count - sum(one.key in keys for keys in rows.values())
        if one.stays or count > 0:
            yield replace(one, count=one.count if one.stays else count)


def theirs(table: FoundTable, found: Sequence[PeoplesFormula]) -> FoundTable:
    """`table` with the columns that are people's among those it leaves alone."""
    return replace(table, theirs=frozenset(one.key for one in found if one.stays))


def _suspects(book: xw.Book, table: FoundTable, columns: Mapping[int, Column], ours: Ours) -> list[int]:
    """Positions of columns in whose first rows formulas stand that are not ours."""
    rows = min(table.rows, _LOOKED_AT)
    first = min(columns)
    try:  # one read, whatever stands between
        block = sheets.read_block(book, table.area.part(1, first, rows, max(columns) - first + 1))
    except NotImplementedError:
        return []
    suspects = set()
    for position, cells in enumerate(zip(*block.formulas, strict=True), first):
        if position in columns:
            found = {cell for cell in cells if cell}
            if any(not ours.includes(cell, columns[position]) for cell in found):
                suspects.add(position)
    return sorted(suspects)


def _without_all(book: xw.Book, table: FoundTable) -> set[int]:
    """The rows of a table but those of 全体, in which a formula for one rep or team says nothing."""
    place = table.columns.get(table.spec.key[-1])
    if not table.spec.table.last or place is None:
        return set(range(table.rows))
    values = sheets.column_values(book, table, place)
    return {
        row for row, value in enumerate(values) if key_of(as_text(value), (table.spec.table.last,)) is None
    }
