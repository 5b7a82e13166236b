"""What people have put on a sheet of the template: everything there that no refresh writes.

Two states of a sheet are told apart by it, however often it was refreshed in between and whichever program
saved it: columns of tables that only the product fills are left out, and so are the ranges that a refresh
writes, and formulas count by where they stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.cells import CellCodec
from sheetkpi.fileengine.parts.references import Block, parse_cell, parse_ref, split_sheet
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.macrobook.buttons import MACROS
from sheetkpi.macrobook.placing import SUBS
from sheetkpi.tables.columns import Column
from sheetkpi.tables.names import NAMES
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, recognised
from sheetkpi.workbook.ourformulas import contract_formulas
from sheetkpi.workbook.rostertold import TOLD, roster_print
from sheetkpi.workbook.settings import CHOICES, RANGES
from sheetkpi.workbook.text import as_text

TYPED_NAMES = frozenset(
    {f"kpi_{setting}" for setting in (*CHOICES, *RANGES, "country", "language")}
    | {"kpi_distribute_folder", "kpi_collect_folder", "kpi_publish_folder", "kpi_distribute_also"}
    | {"kpi_post_to", "kpi_overwrite"}
)
"""Names of cells in which people type; a month or a rep chosen to be looked at is nothing to keep."""
_WRITTEN = frozenset(name.casefold() for name in NAMES) - TYPED_NAMES
_TOLD = ("Sources", "Roster")
"""Tables in whose columns for people the product writes too, in rows of its own."""
_FORMULA = "="


@dataclass(frozen=True)
class TypedCells:
    """How many cells (notes, drawn objects) people have put on a sheet, and a digest of what they hold."""

    count: int
    digest: str


@dataclass(frozen=True)
class SheetContents:
    """A sheet of `workbook` with the tables of the contract on it: `specs` by what they are called there."""

    package: Package
    workbook: Workbook
    sheet: Sheet
    specs: Mapping[str, TableSpec]

    @property
    def tables(self) -> list[TableSpec]:
        """The tables of the contract that stand there."""
        return [spec for _, spec in self._tables]

    def lines(self) -> list[str]:
        """Where people have put something, and what."""
        return sorted((*self._cells(), *self._notes(), *self._objects()))

    def is_ours(self, element: etree._Element) -> bool:
        """Whether a formula on the sheet, or of a column of a table on it, is one that a refresh wrote into a
        table of the contract."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent.tag == main("tableColumn"):
            name = parent.get("name", "")
            columns = [(each, each.spec_of(name)) for each in self._known if name in each.table.columns]
        elif parent.tag == main("c"):
            row, column = parse_cell(parent.get("r", "A1"))
            around = [each for each in self._known if each.table.ref.holds(row, column)]
            columns = [(each, each.spec_at(column)) for each in around]
        else:
            return False
        ours = contract_formulas()
        return any(
            found is not None and ours.includes(element.text or "", each.spec.name, found)
            for each, found in columns
        )

    def typed(self) -> TypedCells:
        """What people have put there."""
        lines = self.lines()
        digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
        return TypedCells(len(lines), digest[:16])

    def _cells(self) -> Iterator[str]:
        tables = self._known
        written = self._written_by_refreshes()
        filled = {table.name: self._rows_filled(table) for table in tables}
        told = {table.name: self._roster(table) for table in tables if self._is_as_told(table)}
        filled |= {name: rows.keys() for name, rows in told.items()}
        for row, column, said in self._contents:
            inside = next((table for table in tables if table.table.ref.holds(row, column)), None)
            if inside is not None:
                place = inside.place(row, column, said, filled[inside.name])
            elif any(block.holds(row, column) for block in written):
                place = ""
            else:
                place = f"{row},{column}"
            if place:
                yield f"{place}\t{said}"

    @cached_property
    def _tables(self) -> list[tuple[Table, TableSpec]]:
        related = self.package.relationships(self.sheet.part).of_kind("table")
        tables = [Table(self.package.tree(each.target)) for each in related if each.target in self.package]
        return [(table, self.specs[table.name]) for table in tables if table.name in self.specs]

    @cached_property
    def _known(self) -> list[_OurTable]:
        return [_OurTable.of(self.sheet.name, table, spec) for table, spec in self._tables]

    @cached_property
    def _contents(self) -> list[tuple[int, int, str]]:
        """Row, column and content of every cell that holds something."""
        codec = CellCodec(SharedStrings(self.package))
        return list(_contents(self.package.tree(self.sheet.part), codec))

    def _written_by_refreshes(self) -> list[Block]:
        blocks = []
        for name in self.workbook.names:
            if name.name.casefold() in _WRITTEN and "!" in name.refers_to:
                try:
                    at, cells = split_sheet(name.refers_to.replace("$", ""))
                    blocks += [parse_ref(cells)] if at.casefold() == self.sheet.name.casefold() else []
                except ValueError:  # its cells were deleted, or it is a formula
                    continue
        return blocks

    def _rows_filled(self, table: _OurTable) -> Collection[int]:
        """The rows of a list in which the product has written: what it found, or proposes."""
        return {row for row, column, _ in self._contents if table.is_filled(row, column)}

    def _roster(self, table: _OurTable) -> dict[int, list[str]]:
        """What stands in the columns of a roster, by row."""
        rows: dict[int, list[str]] = {}
        for row, column, said in self._contents:
            if row > table.table.ref.top and table.table.ref.holds(row, column) and table.spec_at(column):
                rows.setdefault(row, []).append(said)
        return rows

    def _is_as_told(self, table: _OurTable) -> bool:
        """Whether a roster is the one that a refresh wrote."""
        told = [name.refers_to for name in self.workbook.names if name.name == TOLD]
        if table.spec.name != "Roster" or not told:
            return False
        return told[0] == f'"{roster_print(self._roster(table).values())}"'

    def _notes(self) -> Iterator[str]:
        for each in self.package.relationships(self.sheet.part).of_kind("comments"):
            for note in self.package.tree(each.target).iter("{*}comment"):
                text = "".join(piece.text or "" for piece in note.iter("{*}t"))
                yield f"note {note.get('ref')}\t{text}"

    def _objects(self) -> Iterator[str]:
        """Charts, pictures and shapes, our buttons aside: how many there are."""
        for each in self.package.relationships(self.sheet.part).of_kind("drawing"):
            anchors = self.package.tree(each.target).iterchildren(etree.Element)
            ours = [_is_button(anchor) for anchor in anchors]
            yield from (f"object {number}\t" for number in range(ours.count(False)))


@dataclass(frozen=True)
class _OurTable:
    """A table of the contract on a sheet: the keys of its columns by the sheet's column."""

    table: Table
    spec: TableSpec
    keys: Mapping[int, str]

    @classmethod
    def of(cls, sheet: str, table: Table, spec: TableSpec) -> _OurTable:
        ref = table.ref
        area = Area(sheet, ref.top, ref.left, ref.bottom, ref.right)
        found = recognised(AnyTable(table.name, area, tuple(table.columns)), spec)
        return cls(table, spec, {ref.left + place: key for key, place in found.columns.items()})

    @property
    def name(self) -> str:
        return self.table.name

    def spec_at(self, column: int) -> Column | None:
        """The column of the contract in a column of the sheet."""
        key = self.keys.get(column)
        return next((one for one in self.spec if one.key == key), None)

    def spec_of(self, header: str) -> Column | None:
        """The column of the contract under a header of the table."""
        return self.spec_at(self.table.ref.left + self.table.columns.index(header))

    def place(self, row: int, column: int, said: str, filled: Collection[int]) -> str:
        """Where something stands that people put into the table; "" for what the product wrote."""
        ref, known = self.table.ref, column in self.keys
        if row == ref.top:
            return "" if known else f"{self.name}\theader"
        if not known:
            return f"{self.name}\t{row - ref.top},{column - ref.left}"
        found = self.spec_at(column)
        if found is None or not found.typed or (said == _FORMULA and found.formula):
            return ""
        is_list = self.spec.table.frame == "people"
        if (found.key in self.spec.key and not is_list) or (row in filled and self.spec.name in _TOLD):
            return ""
        return f"{self.name}\t{row - ref.top},{found.key}"

    def is_filled(self, row: int, column: int) -> bool:
        """Whether a cell that holds something is one that only the product fills."""
        found = self.spec_at(column)
        return row > self.table.ref.top and found is not None and not found.typed


def _is_button(anchor: etree._Element) -> bool:
    """Whether a drawn object is a button of ours; some programs keep its name and forget its macro."""
    macro = any(shape.get("macro", "").startswith(MACROS) for shape in anchor.iter("{*}sp"))
    names = [name.get("name", "") for name in anchor.iter("{*}cNvPr")]
    return macro or any(name in SUBS.values() for name in names)


def _contents(root: etree._Element, codec: CellCodec) -> Iterator[tuple[int, int, str]]:
    number = 0
    for row in root.iter(main("row")):
        number = whole_number(row, "r", number + 1)
        column = 0
        for cell in row.iterchildren(main("c")):
            ref = cell.get("r")
            column = parse_cell(ref)[1] if ref else column + 1
            if cell.find(main("f")) is not None:
                yield number, column, _FORMULA
            elif (said := _said(codec.value(cell))) != "":
                yield number, column, said


def _said(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else as_text(value)
