"""Which cells of the workbook a stored formula reads, through names, tables and spans of sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sheetkpi.fileengine.parts.precedents import ANYWHERE, Piece, pieces, table_part
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block, parse_ref
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import DefinedName

_WHOLE_SHEET = Block(1, 1, MAX_ROWS, MAX_COLUMNS)
_DEEPEST = 20
"""Names that refer to names that refer to names."""


class Reading(NamedTuple):
    """What a formula reads: blocks by the part of their sheet; by part, the first and last of the columns
    that it reads in its own row; the tables and names it says (case-folded). `anywhere`: only Excel knows."""

    cells: tuple[tuple[str, Block], ...]
    own_row: tuple[tuple[str, int, int], ...]
    names: frozenset[str]
    anywhere: bool


class Readings:
    """Reads the formulas of one workbook: `sheets` are the names of its sheets with their parts, in order of
    the tabs; `tables` its tables by the part of their sheet."""

    def __init__(
        self,
        sheets: Sequence[tuple[str, str]],
        tables: Mapping[str, Sequence[Table]],
        names: Sequence[DefinedName],
    ) -> None:
        self._parts = [part for _, part in sheets]
        self._places = {name.casefold(): place for place, (name, _) in enumerate(sheets)}
        self._tables = {
            table.name.casefold(): (part, table) for part, found in tables.items() for table in found
        }
        scopes = {name.casefold(): part for name, part in sheets}
        self.names = {
            (name.name.casefold(), scopes.get(name.sheet.casefold(), "")): name.refers_to for name in names
        }
        self._known: dict[tuple[str, str], Reading] = {}
        self._columns: dict[str, dict[str, int]] = {}

    def reading(self, formula: str, part: str) -> Reading:
        """What a formula on the sheet `part` reads."""
        known = self._known.get((part, formula))
        if known is None:
            known = self._known[part, formula] = self._read(formula, part, 0)
        return known

    def spelled(self, part: str) -> set[str]:
        """The words by which formulas on other sheets can get at the sheet `part`: its name, its tables, and
        names that lead there."""
        name = next((name for name, place in self._places.items() if self._parts[place] == part), "")
        tables = {table for table, (where, _) in self._tables.items() if where == part}
        return {name, *tables, *self._leading.get(part, ()), *self._leading.get("", ())}

    @cached_property
    def _leading(self) -> dict[str, set[str]]:
        """The names that lead to each part, by their words; under "" those that may lead anywhere."""
        leading: dict[str, set[str]] = {}
        for word, scope in self.names:
            reading = self._of_name(word, scope, scope, 0)
            for part in {""} if reading.anywhere else {where for where, _ in reading.cells}:
                leading.setdefault(part, set()).add(word)
        return leading

    def _read(self, formula: str, part: str, depth: int) -> Reading:
        cells: set[tuple[str, Block]] = set()
        own_row: set[tuple[str, int, int]] = set()
        names: set[str] = set()
        anywhere = depth > _DEEPEST
        for piece in pieces(formula) if not anywhere else ():
            if piece.kind == "open":
                anywhere = True
            elif piece.kind == "function":
                anywhere = anywhere or piece.name.rpartition(".")[2].upper() in ANYWHERE
            elif piece.kind == "cells":
                found = list(self._cells(piece, part, depth))
                cells.update(found)
                anywhere = anywhere or (not found and len(piece.sheets or ()) > 1)
            elif piece.kind == "table":
                names.add(piece.name.casefold())
                self._of_table(piece.name, piece.bracket, cells, own_row)
            elif piece.kind == "own":
                for name, (where, _) in self._tables.items():
                    if where == part:
                        self._of_table(name, piece.bracket, cells, own_row)
            else:
                read = self._named(piece, part, depth)
                cells.update(read.cells)
                names |= read.names
                anywhere = anywhere or read.anywhere
        return Reading(tuple(cells), tuple(own_row), frozenset(names), anywhere)

    def _cells(self, piece: Piece, part: str, depth: int) -> Iterator[tuple[str, Block]]:
        """The blocks of an address; in a name, one that is not fixed may be anywhere on its sheet."""
        sheets = piece.sheets
        if sheets is None:
            return
        places = [self._places.get(sheet.casefold()) for sheet in sheets]
        block = parse_ref(piece.name)
        if depth and "$" not in piece.name:
            block = _WHOLE_SHEET
        if not sheets:
            yield part, block
            return
        known = [place for place in places if place is not None]
        if len(known) == len(places):
            for place in range(min(known), max(known) + 1):
                yield self._parts[place], block

    def _of_table(
        self, name: str, bracket: str, cells: set[tuple[str, Block]], own_row: set[tuple[str, int, int]]
    ) -> None:
        part, table = self._tables.get(name.casefold(), ("", None))
        if table is None:
            return
        said, ref = table_part(bracket), table.ref
        if said.first:
            columns = self._places_of_columns(table)
            if said.first not in columns or said.last not in columns:
                return
            ref = ref._replace(left=ref.left + columns[said.first], right=ref.left + columns[said.last])
        if "#this row" in said.items:
            own_row.add((part, ref.left, ref.right))
            return
        for item in said.items or {"#data"}:
            rows = {"#all": table.ref, "#headers": table.header, "#totals": table.totals}.get(
                item, table.rows
            )
            if rows is not None:
                cells.add((part, ref._replace(top=rows.top, bottom=rows.bottom)))

    def _places_of_columns(self, table: Table) -> dict[str, int]:
        """Where each column stands in its table, from 0; thousands of formulas ask."""
        if table.name not in self._columns:
            names = [name.casefold() for name in table.columns]
            self._columns[table.name] = {name: place for place, name in reversed([*enumerate(names)])}
        return self._columns[table.name]

    def _named(self, piece: Piece, part: str, depth: int) -> Reading:
        """What a name reads: that of the sheet comes before that of the workbook. A table's is its data."""
        word, sheets = piece.name.casefold(), piece.sheets
        if sheets is None:
            return _NOTHING
        if word in self._tables:
            where, table = self._tables[word]
            return Reading(((where, table.rows),), (), frozenset({word}), False)
        place = self._places.get(sheets[0].casefold()) if sheets else None
        for scope in (self._parts[place] if place is not None else part, ""):
            if (word, scope) in self.names:
                return self._of_name(word, scope, part, depth)
        return _NOTHING._replace(names=frozenset({word}))

    def _of_name(self, word: str, scope: str, part: str, depth: int) -> Reading:
        read = self._read(self.names[word, scope], part, depth + 1)
        return read._replace(names=read.names | {word})


_NOTHING = Reading((), (), frozenset(), False)
