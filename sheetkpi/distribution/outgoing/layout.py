"""A package taken apart into text: for each sheet what stays, and the tables whose rows are put in.

Parsing two hundred workbooks and writing them again is what takes the time. So the skeleton is parsed once;
a workbook then is text put together from pieces, and parts that are the same for everybody are not even
compressed again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

from sheetkpi.distribution.owncolumns import own_key
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package, serialized
from sheetkpi.fileengine.parts.cells import CellCodec, F, Value, number_text, xml_text
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.grid import column_letters
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.tables.spec import TableSpec

REACH = 5000
"""Rows down to which rules of a table reach, however many rows it has."""

KNOWN = 5000
"""Words and days of a column that are kept as cells have them; a column of stamps has no two alike."""

_DIMENSION = lazy_pattern(r"<dimension [^>]*/>")
_DECLARED = lazy_pattern(r' xmlns(?::\w+)?="[^"]*"')


@dataclass(frozen=True)
class SlotColumn:
    """A column of a table: its key (see `owncolumns` for one that people added), its letters, the style of
    its cells, its formula."""

    key: str
    letters: str
    number: int
    style: int
    formula: str


@dataclass(frozen=True)
class Slot:
    """A table whose rows are put in: the part it is in, its text, its range with the header row."""

    name: str
    part: str
    text: str
    ref: Block
    columns: tuple[SlotColumn, ...]

    def resized(self, rows: int) -> bytes:
        """The table's part for so many rows (a table without any keeps a blank one)."""
        new = self.ref._replace(bottom=self.ref.top + max(rows, 1))
        return self.text.replace(f' ref="{self.ref.ref}"', f' ref="{new.ref}"').encode()


@dataclass(frozen=True)
class StaticCell:
    """A cell outside of the tables' rows: its text as it is, and what is needed to give it another value."""

    text: str
    style: int
    formula: str


@dataclass(frozen=True)
class SheetLayout:
    """One worksheet: what comes before its rows and after, its cells by row and column, its tables."""

    part: str
    name: str
    head: str
    tail: str
    rows: Mapping[int, str]
    cells: Mapping[int, Mapping[int, StaticCell]]
    slots: tuple[Slot, ...]

    @cached_property
    def end(self) -> bytes:
        """What comes after its rows."""
        return f"</sheetData>{self.tail}".encode()

    @cached_property
    def row_texts(self) -> dict[int, bytes]:
        """Rows that have nothing but what stays, as text."""
        return {
            row: row_text(row, attributes, [cell.text for cell in self.cells[row].values()])
            for row, attributes in self.rows.items()
        }


def sheet_layout(package: Package, part: str, name: str, specs: Mapping[str, TableSpec]) -> SheetLayout:
    """Take one sheet apart. Tables of `specs` become slots, their first row being the pattern of all."""
    root = package.tree(part)
    data = root.find(main("sheetData"))
    assert data is not None, part
    rows: dict[int, str] = {}
    cells: dict[int, dict[int, StaticCell]] = {}
    elements: dict[tuple[int, int], etree._Element] = {}
    for row in data:
        number = int(row.get("r", "0"))
        rows[number] = "".join(f' {key}="{row.get(key)}"' for key in ("ht", "customHeight") if row.get(key))
        cells[number] = {}
        for cell in row:
            column = parse_ref(cell.get("r", "A1")).left
            elements[number, column] = cell
            cells[number][column] = _static(cell)
    slots = tuple(_slot(package, table, specs, elements) for table in _tables(package, part, specs))
    for slot in slots:
        _take_out(slot, rows, cells)
    data.clear()
    text = serialized(root).decode()
    package.touch(part)
    head, tail = re.split(r"<sheetData\s*/>|<sheetData>\s*</sheetData>", text)
    return SheetLayout(part, name, _DIMENSION.sub("", head), _reaching(tail, slots), rows, cells, slots)


def _tables(package: Package, part: str, specs: Mapping[str, TableSpec]) -> list[str]:
    targets = [each.target for each in package.relationships(part).of_kind("table")]
    return [target for target in targets if Table(package.tree(target)).name in specs]


def _slot(
    package: Package,
    part: str,
    specs: Mapping[str, TableSpec],
    elements: Mapping[tuple[int, int], etree._Element],
) -> Slot:
    table = Table(package.tree(part))
    keys = {header: column.key for column in specs[table.name] for header in column.headers()}
    first = table.ref.top + 1
    columns = []
    for number, header in zip(table.ref.columns, table.columns, strict=True):
        cell = elements.get((first, number))
        style = 0 if cell is None else int(cell.get("s", "0"))
        formula = "" if cell is None else (cell.findtext(F) or "")
        key = keys.get(header) or own_key(header)
        columns.append(SlotColumn(key, column_letters(number), number, style, xml_text(formula)))
    text = package.read(part).decode()
    return Slot(table.name, part, text, table.ref, tuple(columns))


def _take_out(slot: Slot, rows: dict[int, str], cells: dict[int, dict[int, StaticCell]]) -> None:
    for row in range(slot.ref.top + 1, slot.ref.bottom + 1):
        for column in slot.ref.columns:
            cells.get(row, {}).pop(column, None)
        if row in cells and not cells[row]:
            del cells[row], rows[row]


def _static(cell: etree._Element) -> StaticCell:
    text = _DECLARED.sub("", etree.tostring(cell, encoding="unicode", with_tail=False))
    return StaticCell(text, int(cell.get("s", "0")), xml_text(cell.findtext(F) or ""))


def _reaching(tail: str, slots: tuple[Slot, ...]) -> str:
    """`tail` with the rules that cover a table's first row alone, as a refresh makes them, reaching on."""
    firsts = {slot.ref.top + 1 for slot in slots}

    def further(match: re.Match[str]) -> str:
        areas = []
        for area in match[1].split():
            block = parse_ref(area)
            alone = block.top == block.bottom and block.top in firsts
            areas.append(block._replace(bottom=block.top + REACH).ref if alone else area)
        return f'sqref="{" ".join(areas)}"'

    return re.sub(r'sqref="([^"]*)"', further, tail)


class CellWriter:
    """Writes the cells of one column of a table, from the rows that the table is filled with.

    `place` says where in a row the value stands (None: nowhere, so that a formula has no result), `proposal`
    where what the formula shows until somebody types something of their own.
    """

    def __init__(self, column: SlotColumn, place: int | None, proposal: int | None) -> None:
        self.before = f'<c r="{column.letters}'
        self.style = f'" s="{column.style}"'
        self._column, self._place, self._proposal = column, place, proposal
        self._formula = f"<f>{column.formula}</f>" if column.formula else ""
        self._known: tuple[dict[Any, str], dict[Any, str]] = {}, {}

    def text(self, number: int, row: Sequence[Any]) -> str:
        """The cell in row `number` of the sheet. Numbers and words known already take the short way."""
        value = None if self._place is None else row[self._place]
        formula = self._formula
        if formula:
            if self._proposal is not None and value not in ("", None) and value != row[self._proposal]:
                formula = ""
            elif value is None and self._place is not None:
                value = ""
        return f"{self.before}{number}{self.style}{self._end(value, formula)}"

    def _end(self, value: Any, formula: str) -> str:
        """What follows the cell's address and style."""
        kind = type(value)
        if value is None:
            return f">{formula}</c>" if formula else "/>"
        if kind is int:
            return f">{formula}<v>{value}</v></c>"
        if kind is float and math.isfinite(value):
            return f">{formula}<v>{number_text(value)}</v></c>"
        if kind is str or (kind is datetime and value.tzinfo is None):
            known = self._known[bool(formula)]
            text = known.get(value)
            if text is None:
                text = self._written(value, formula)
                if len(known) < KNOWN:
                    known[value] = text
            return text
        return self._written(value, formula)

    def _written(self, value: Value, formula: str) -> str:
        text = cell_text("A1", 1, self._column.formula if formula else "", value)
        return text.removeprefix('<c r="A1" s="1"')


def row_text(number: int, attributes: str, cells: Sequence[str]) -> bytes:
    """One `<row>` with its cells.

    >>> row_text(3, ' ht="18"', ['<c r="A3"/>'])
    b'<row r="3" ht="18"><c r="A3"/></row>'
    """
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'.encode()


def cell_text(at: str, style: int, formula: str, value: Value) -> str:
    """One `<c>`: a value, nothing, or a formula (as XML has it) with what it comes to (None: not known).

    >>> cell_text("B2", 4, "A2*2", 8.0)
    '<c r="B2" s="4"><f>A2*2</f><v>8</v></c>'
    >>> cell_text("B2", 4, "", "a & b")
    '<c r="B2" s="4" t="inlineStr"><is><t>a &amp; b</t></is></c>'
    """
    if not formula:
        return CODEC.text(at, style, value)
    kind, stored = CODEC.stored(value)
    if stored is None:
        return f'<c r="{at}" s="{style}"><f>{formula}</f></c>'
    marked = f' t="{kind}"' if kind else ""
    return f'<c r="{at}" s="{style}"{marked}><f>{formula}</f><v>{xml_text(stored)}</v></c>'


CODEC = CellCodec(())
"""Writes values; the template counts days from 1900."""
