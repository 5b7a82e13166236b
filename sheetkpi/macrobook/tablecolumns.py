"""Columns that formulas of added sheets say, and that tables the workbook has already may lack.

A formula with a column that is not there makes Excel repair, that is cut, the workbook. So such columns are
appended to the table, as a refresh would do; where there is no room, the formula is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from sheetkpi.fileengine.objects import app as engine
from sheetkpi.fileengine.objects.book import Book
from sheetkpi.fileengine.objects.table import Table as EngineTable
from sheetkpi.fileengine.opc.contenttypes import TABLE
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.columnnames import referenced
from sheetkpi.fileengine.parts.mentions import formulas_of
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.table import Table

Columns = Mapping[str, list[str]]
"""Column names by table, tables case-folded."""


def columns_of(package: Package) -> dict[str, list[str]]:
    """The columns of every table of a workbook."""
    parts = [part for part in package.content_types.parts_of(TABLE) if part in package]
    tables = [Table(package.tree(part)) for part in parts]
    return {table.name.casefold(): table.columns for table in tables}


def formulas_in(root: etree._Element) -> Iterator[etree._Element]:
    """The elements of a part whose text is a formula that says a column."""
    return (element for element in formulas_of(root) if "[" in (element.text or ""))


def append_missing(package: Package, formulas: Iterable[str], spelled: Columns) -> None:
    """Append to the workbook's tables the columns that `formulas` say, as `spelled`, where there is room."""
    present = columns_of(package)
    wanted: dict[str, list[str]] = {}
    for table, column in sorted(set().union(*map(referenced, formulas))):
        if table in present and column not in map(str.casefold, present[table]):
            wanted.setdefault(table, []).append(column)
    if not wanted:
        return
    book = Book(engine.engine.apps.add().books, package)
    for sheet in book.sheets:
        for each in sheet.tables:
            if folded := wanted.get(each.name.casefold()):
                names = [name for name in spelled[each.name.casefold()] if name.casefold() in folded]
                _append(each, names)
    book.app.quit()


def drop_unknown(roots: Iterable[etree._Element], known: Columns) -> None:
    """Leave out formulas that say a column or table that is not there; their cells stay, empty."""
    for root in roots:
        for element in list(formulas_in(root)):
            if is_known(element.text or "", known):
                continue
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
            if element.tag == main("f"):  # with its cached value
                for value in parent.findall(main("v")):
                    parent.remove(value)
                parent.attrib.pop("t", "")


def is_known(formula: str, known: Columns) -> bool:
    """Whether every column that a formula says is there."""
    return all(column in map(str.casefold, known.get(table, ())) for table, column in referenced(formula))


def _append(table: EngineTable, names: list[str]) -> None:
    """Append columns at the right edge of a table, unless something is in their way."""
    old = table.content.ref
    new = Block(old.top, old.right + 1, old.bottom, old.right + len(names))
    sheet = table.sheet.worksheet
    if not names or any(value is not None for row in sheet.values(new) for value in row):
        return
    try:
        table.resize_to(old._replace(right=new.right))
    except ValueError:  # another table or merged cells
        return
    sheet.write(new._replace(bottom=new.top), [list(names)])
    table.read_header()
