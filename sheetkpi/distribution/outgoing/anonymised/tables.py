"""The tables of a bare sheet: which of their columns go along, and how the one blank row looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, UnfitError, tag
from sheetkpi.distribution.outgoing.layout import REACH
from sheetkpi.distribution.outgoing.stamping import ENTRY_TABLE
from sheetkpi.fileengine.parts.cells import Formula
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.worksheet import Worksheet
from sheetkpi.workbook.finding import is_ours

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.tables.spec import TableSpec

PATTERN_ROWS = 50
"""Rows of a table that are looked at to find how its cells look."""


@dataclass(frozen=True)
class KnownTable:
    """A table of the contract on a sheet: its part, and the headers of the columns that people added."""

    part: str
    table: Table
    spec: TableSpec
    own: frozenset[str]


def known_tables(package: Package, part: str, specs: Mapping[str, TableSpec]) -> list[KnownTable]:
    """The contract's tables on the sheet `part`, called as in the contract."""
    found = []
    for relationship in package.relationships(part).of_kind("table"):
        table = Table(package.tree(relationship.target))
        if table.name in specs and is_ours(table.columns, specs[table.name]):
            spec = specs[table.name]
            ours = {header for column in spec for header in column.headers()}
            found.append(KnownTable(relationship.target, table, spec, frozenset(table.columns) - ours))
    return found


def worksheet(package: Package, part: str) -> Worksheet:
    """The cells of a sheet of the package."""
    return Worksheet.of(package, part, Styles(package), SharedStrings(package))


def check_place(known: KnownTable, tables: Sequence[KnownTable]) -> None:
    """Raise UnfitError for a table whose rows cannot come and go: one without headers, or above another."""
    table = known.table
    if table.header_rows != 1:
        raise UnfitError("distribute.own_header", table=table.name)
    below = table.ref._replace(top=table.ref.bottom + 1, bottom=table.ref.bottom + REACH)
    if any(other.table.ref.overlap(below) for other in tables):
        raise UnfitError("distribute.own_stacked", table=table.name)


def kept_columns(package: Package, part: str, known: KnownTable, keeping: Keeping) -> dict[str, str | None]:
    """The columns people added that are handed out, with the formula of each (None: reps type there).

    Those of the entry table are for reps to fill. Of others those go along that have one formula for every
    row, which says of the recipient's figures what it says of everybody's; what a manager typed about people
    does not.
    """
    kept: dict[str, str | None] = {}
    if not known.own:
        return kept
    sheet, rows = worksheet(package, part), known.table.rows
    alike = replace(keeping, figures=True)
    for number, header in zip(known.table.ref.columns, known.table.columns, strict=True):
        if header not in known.own or not keeping.text(header):
            continue
        formula = known.table.calculated(number - known.table.ref.left) or sheet.formula(rows.top, number)
        if formula is None:
            kept |= {header: None} if known.table.name == ENTRY_TABLE else {}
        elif moved(formula, 1, 0) == formula and alike.formula(formula):
            kept[header] = formula
    return kept


@dataclass(frozen=True)
class BareColumn:
    """A table's column as it will be: its place, its header, its cells' style, its own formula."""

    number: int
    header: str
    style: int
    formula: str | None
    stays: bool


def bare_columns(sheet: Worksheet, known: KnownTable, kept: Mapping[str, str | None]) -> list[BareColumn]:
    """The table's columns; those at the right edge that do not stay are gone already. Reps can type in those
    that people added to the entries: a new cell is locked in Excel, and that sheet is protected."""
    table = known.table
    styles = _usual_styles(sheet, table.rows)
    if table.name == ENTRY_TABLE:
        for number, header in zip(table.ref.columns, table.columns, strict=True):
            if header in kept and kept[header] is None:
                styles[number] = sheet.styles.with_locked(styles[number], False)
    found = [
        BareColumn(
            number, header, styles[number], kept.get(header), header not in known.own or header in kept
        )
        for number, header in zip(table.ref.columns, table.columns, strict=True)
    ]
    while found and not found[-1].stays:
        found.pop()
    taken = {column.header for column in found if column.stays}
    return [column if column.stays else _nameless(column, taken) for column in found]


def _nameless(column: BareColumn, taken: set[str]) -> BareColumn:
    """A column that cannot go, having others at its right, without its name."""
    header = next(name for n in range(1, 1000) if (name := f"-{n}") not in taken)
    taken.add(header)
    return BareColumn(column.number, header, column.style, None, False)


def _usual_styles(sheet: Worksheet, rows: Block) -> dict[int, int]:
    """The style that most cells of each column have: one that was coloured by hand is not the pattern."""
    first = rows._replace(bottom=min(rows.bottom, rows.top + PATTERN_ROWS - 1))
    styles: dict[int, Counter[str]] = {column: Counter() for column in rows.columns}
    for row in sheet.row_numbers(first):
        for column, cell in sheet.cells_within(row, first):
            styles[column][cell.get("s", "0")] += 1
    return {
        column: int(found.most_common(1)[0][0]) if found else sheet.empty_style(rows.top, column)
        for column, found in styles.items()
    }


def bare_table(sheet: Worksheet, table: Table, columns: Sequence[BareColumn]) -> None:
    """One blank row below the header, the columns that stay, and no filter, order or totals."""
    ref = table.ref
    for name in ("totalsRowCount", "insertRow", "insertRowShift", "comment"):
        table.root.attrib.pop(name, "")
    for element in list(table.root.iter(*map(tag, ("sortState", "filterColumn", "totalsRowFormula")))):
        element.getparent().remove(element)  # type: ignore[union-attr]
    for element in table.column_elements:
        for name in ("totalsRowLabel", "totalsRowFunction"):
            element.attrib.pop(name, "")
    table.set_columns([column.header for column in columns])
    table.set_ref(Block(ref.top, ref.left, ref.top + 1, columns[-1].number))
    for index, column in enumerate(columns):
        pattern = sheet.make_cell(ref.top + 1, column.number)
        pattern.set("s", str(column.style))
        if column.formula is not None:
            sheet.codec.write(pattern, Formula(column.formula))
        sheet.codec.write(sheet.make_cell(ref.top, column.number), column.header)
        if not column.stays:
            table.rename_column(index, column.header)
            table.set_calculated(index, None)
            sheet.columns.set_hidden(Block(1, column.number, 1, column.number), True)
