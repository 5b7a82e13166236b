"""Which tables of a workbook are the contract's: those of its names that have the key columns
and, where hardly another column is called as ours are, nothing of people's own in them.

People have tables called `Roster` or `Progress` themselves. Theirs stay as they are, and the contract's table
goes by another name (`contract.other_name`), by which refreshes find it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sheetkpi.fileengine.opc.contenttypes import TABLE
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.cells import CellCodec
from sheetkpi.fileengine.parts.references import parse_cell
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.tablenames import rename_everywhere
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.names import other_name
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import LEFT_ALONE, left_alone
from sheetkpi.workbook.finding import (
    columns_of_theirs,
    has_most_columns,
    is_of_figures,
    is_ours,
    may_be_theirs,
)


def our_tables(package: Package) -> dict[str, str]:
    """What each table of the contract that the workbook has is called there, by its name in the contract."""
    theirs = left_alone(_said(Workbook(package), LEFT_ALONE))
    tables = {
        called: (part, table)
        for part, table in _tables(package)
        if (called := table.name.casefold()) not in theirs
    }
    found = {}
    for name, spec in contract_specs().items():
        for called in (other_name(name), name):
            part, table = tables.get(called.casefold(), ("", None))
            if table is None or not is_ours(table.columns, spec):
                continue
            if not may_be_theirs(table.columns, spec) or not _of_theirs(package, part, table, spec):
                found[name] = table.name
                break
    return found


def tables_of_theirs(package: Package) -> dict[str, tuple[str, ...]]:
    """The tables that have a name and the key of one of the contract and hold something else, by name, with
    the headers that show it (see `finding.columns_of_theirs`)."""
    called = {name.casefold(): spec for name, spec in contract_specs().items()}
    found = {}
    for part, table in _tables(package):
        spec = called.get(table.name.casefold())
        if spec is not None and is_ours(table.columns, spec) and may_be_theirs(table.columns, spec):
            found[table.name] = _of_theirs(package, part, table, spec)
    return {name: holds for name, holds in found.items() if holds}


def tables_alike(package: Package) -> dict[str, tuple[str, ...]]:
    """The tables that are called like one of the contract that refreshes fill, have its key and lack most of
    its columns, with their headers: nobody but their owner knows whether they are to be filled."""
    tables, found = {table.name: table for _, table in _tables(package)}, {}
    for name, called in our_tables(package).items():
        headers, spec = tuple(tables[called].columns), contract_specs()[name]
        if called != other_name(name) and is_of_figures(spec) and not has_most_columns(headers, spec):
            found[called] = headers
    return found


def leave_alone(workbook: Workbook, names: Collection[str]) -> None:
    """Remember that the tables called so are people's own, whatever their names."""
    if names:
        said = ",".join(f'"{name}"' for name in names)
        workbook.set_name(LEFT_ALONE, f"{{{said}}}", hidden=True)


def _said(workbook: Workbook, name: str) -> str:
    return next((each.refers_to for each in workbook.names if each.name == name), "")


def _of_theirs(package: Package, part: str, table: Table, spec: TableSpec) -> tuple[str, ...]:
    """The headers that make a table people's own, by what stands in its cells."""
    ref, codec = table.ref, CellCodec(SharedStrings(package))
    homes = (
        sheet
        for sheet in Workbook(package).sheets
        if any(each.target == part for each in package.relationships(sheet.part).of_kind("table"))
    )
    rows: list[list[object]] = [[None] * ref.width for _ in range(ref.height - 1)]
    for sheet in homes:
        for cell in package.tree(sheet.part).iter(main("c")):
            row, column = parse_cell(cell.get("r", "A1"))
            if row > ref.top and ref.holds(row, column):
                rows[row - ref.top - 1][column - ref.left] = codec.value(cell)
    return columns_of_theirs(table.columns, rows, spec)


def call_alike(source: Package, package: Package, workbook: Workbook) -> set[str]:
    """Call the tables of the template `source` what they are called, or can be called, in `workbook`.

    Returns those (lower case) that cannot come: both their names are taken.
    """
    there = our_tables(package)
    taken = {table.name.casefold() for _, table in _tables(package)}
    taken |= {defined.name.casefold() for defined in workbook.names}
    unfit = set()
    for part in _parts(source):
        name = Table(source.tree(part)).name
        called = there.get(name) or (other_name(name) if name.casefold() in taken else name)
        if name not in there and called.casefold() in taken:
            unfit.add(name.casefold())
        elif called.casefold() != name.casefold():
            _rename(source, part, called)
    return unfit


def call_as_in_contract(package: Package) -> None:
    """Give the contract's tables their names in the contract; tables of people's own make way."""
    for name, called in our_tables(package).items():
        if called.casefold() != other_name(name).casefold():
            continue
        parts = {Table(package.tree(part)).name.casefold(): part for part in _parts(package)}
        if name.casefold() in parts:
            numbered = (f"{name}_{number}" for number in range(2, 1000))
            free = next(each for each in numbered if each.casefold() not in parts)
            _rename(package, parts[name.casefold()], free)
        _rename(package, parts[called.casefold()], name)


def _rename(package: Package, part: str, name: str) -> None:
    rename_everywhere(package, Table(package.tree(part)).name, name)
    Table(package.edit(part)).name = name


def _tables(package: Package) -> list[tuple[str, Table]]:
    return [(part, Table(package.tree(part))) for part in _parts(package)]


def _parts(package: Package) -> list[str]:
    return [part for part in package.content_types.parts_of(TABLE) if part in package]


@cache
def contract_specs() -> dict[str, TableSpec]:
    """The tables of the contract, by name, as a workbook without KPIs of its own has them."""
    return specs(KpiTree())
