"""Which tables of a workbook are the contract's: those of its names that have the key columns.

People have tables called `Roster` or `Progress` themselves. Theirs stay as they are, and the contract's table
goes by another name (`contract.other_name`), by which refreshes find it.
"""

from __future__ import annotations

from functools import cache

from lxml import etree

from sheetkpi.fileengine.opc.contenttypes import TABLE
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.tablenames import rename_everywhere
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.names import other_name
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.finding import is_ours


def our_tables(package: Package) -> dict[str, str]:
    """What each table of the contract that the workbook has is called there, by its name in the contract."""
    tables = {table.name.casefold(): table for table in map(Table, _roots(package))}
    found = {}
    for name, spec in contract_specs().items():
        for called in (other_name(name), name):
            table = tables.get(called.casefold())
            if table is not None and is_ours(table.columns, spec):
                found[name] = table.name
                break
    return found


def call_alike(source: Package, package: Package, workbook: Workbook) -> set[str]:
    """Call the tables of the template `source` what they are called, or can be called, in `workbook`.

    Returns those (lower case) that cannot come: both their names are taken.
    """
    there = our_tables(package)
    taken = {Table(root).name.casefold() for root in _roots(package)}
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


def _roots(package: Package) -> list[etree._Element]:
    return [package.tree(part) for part in _parts(package)]


def _parts(package: Package) -> list[str]:
    return [part for part in package.content_types.parts_of(TABLE) if part in package]


@cache
def contract_specs() -> dict[str, TableSpec]:
    """The tables of the contract, by name, as a workbook without KPIs of its own has them."""
    return specs(KpiTree())
