"""Columns that people added to the master's `DailyEntry`: part of each entry, as the product's counts are.

A column is known by its header. Those that the master calculates are nobody's entries. One whose header is a
KPI of the `Metrics` table holds numbers, any other what people like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.model.metrics import KpiTree, key_for
from sheetkpi.tables.columns import Column
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.sheets import calculated_columns
from sheetkpi.workbook.text import as_text, plain

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.finding import FoundTable

_OWN = "own:"


@dataclass(frozen=True)
class OwnColumns:
    """The columns people added. `headers` are those people type in, by column key, `numbers` the keys of
    those that hold a count of theirs; `calculated` are the keys of those that formulas fill."""

    headers: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    calculated: frozenset[str] = frozenset()

    def of_table(self, table: FoundTable) -> FoundTable:
        """`table` with those of its columns that people type in among the known ones."""
        places = {own_key(table.headers[place]): place for place in reversed(table.users_columns)}
        there = {key: places[key] for key in self.headers if key in places}
        return replace(table, columns=table.columns | there, spec=self.of_spec(table.spec))

    def of_spec(self, spec: TableSpec) -> TableSpec:
        """`spec` with the columns that people type in."""
        own = (Column(key, typed=True, label=header) for key, header in self.headers.items())
        return replace(spec, columns=(*spec.columns, *own))


NO_OWN = OwnColumns()
"""Nobody added any."""


def own_key(header: str) -> str:
    """The column key of a header that people wrote; spelling aside.

    >>> own_key("提案 数"), own_key("Ver.2")
    ('own:提案数', 'own:ver․2')
    """
    return f"{_OWN}{plain(header).replace('.', '․')}"  # a dot in a key leads to a part of it


def is_own(key: str) -> bool:
    """Whether a column key is that of a column people added."""
    return key.startswith(_OWN)


def own_columns(book: xw.Book, table: FoundTable, tree: KpiTree) -> OwnColumns:
    """The columns people added to `table`, the entries of the KPI workbook with the KPIs `tree`."""
    places = [place for place in table.users_columns if is_peoples_header(table.headers[place])]
    if not places:
        return OwnColumns()
    by_formula = calculated_columns(book, table, places)
    found = {own_key(table.headers[place]): place for place in reversed(places)}
    calculated = frozenset(key for key, place in found.items() if place in by_formula)
    headers = {
        key: table.headers[place]
        for key, place in sorted(found.items(), key=lambda each: each[1])
        if key not in calculated
    }
    counts = set(tree.counts)
    numbers = frozenset(key for key, header in headers.items() if key_for(header) in counts)
    return OwnColumns(headers, numbers, calculated)


def is_peoples_header(header: str) -> bool:
    """Whether a header of a table of entries is none of the product's, in either language."""
    return bool(as_text(header)) and plain(header) not in _known()


@cache
def _known() -> frozenset[str]:
    spec = specs(KpiTree())["DailyEntry"]
    return frozenset(plain(header) for column in spec for header in column.headers())
