"""Which tables and ranges of people's own could be filled: seen, proposed, and adopted after a yes.

What is clear is proposed (see `candidates`). A range without a table becomes one, without a look of its own:
only a table can grow by rows that its formats, rules and formulas follow. A row of sums at its bottom becomes
the table's totals row, with the formulas it has; sums that were typed become formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from sheetkpi.fileengine.objects import app as engine
from sheetkpi.fileengine.objects.book import Book
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import is_table_name
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.macrobook.candidates import Candidate, judged, ranges
from sheetkpi.macrobook.marks import marks_of
from sheetkpi.macrobook.ourtables import contract_specs, our_tables
from sheetkpi.workbook.adopting import (
    ADOPTED,
    adopted_specs,
    filled_once,
    pairs,
    refers_to,
)
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, find_adopted
from sheetkpi.workbook.text import as_text


@dataclass(frozen=True)
class Seen:
    """What a workbook has: `candidates`, in the order of the sheets (adopted tables and those of the contract
    aside); the headers of all `tables`, by name; its `sheets`; the tables `adopted` already, with what they
    are filled like, and their `cells` (sheet and block); the names of `ours`, and of those called `alike`."""

    candidates: tuple[Candidate, ...]
    tables: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]
    adopted: Mapping[str, str]
    cells: Mapping[str, tuple[str, Block]]
    ours: frozenset[str]
    alike: frozenset[str] = frozenset()


def seen_in(package: Package, today: date | None = None, alike: Iterable[str] = ()) -> Seen:
    """Look a workbook through for tables and ranges that could be filled; the month of `today` (the
    machine's) is shown. Tables called `alike` to ours are people's own until they say that they are ours."""
    alike = frozenset(alike)
    today = today or date.today()
    book = _book(package)
    adopted, ours = adopted_of(book.workbook), frozenset(our_tables(package).values()) - alike
    marks = marks_of(book.workbook)
    found: list[Candidate] = []
    tables: dict[str, tuple[str, ...]] = {}
    cells: dict[str, tuple[str, Block]] = {}
    for sheet in book.sheets:
        taken = [(table.name, table.content.ref, table.content.totals_rows) for table in sheet.tables]
        tables |= {table.name: tuple(table.content.columns) for table in sheet.tables}
        cells |= {name: (sheet.name, block) for name, block, _ in taken if name in adopted}
        if sheet.name in marks:
            continue
        for name, block, totals in taken:
            if name not in ours and name not in adopted:
                here = judged(sheet, block, today, name, totals)
                if name.casefold() in _CONTRACT and name not in alike:
                    here = (replace(one, why="adopt.our_name") for one in here)
                found += here
        blocks = [block for _, block, _ in taken]
        found += (one for block in ranges(sheet, blocks) for one in judged(sheet, block, today))
    sheets = tuple(sheet.name for sheet in book.sheets if sheet.name not in marks)
    book.app.quit()
    return Seen(tuple(found), tables, sheets, adopted, cells, ours, alike)


def adopted_of(workbook: Workbook) -> dict[str, str]:
    """The tables adopted already, by name."""
    return pairs(_said(workbook))


def _said(workbook: Workbook) -> str:
    return next((name.refers_to for name in workbook.names if name.name == ADOPTED), "")


@dataclass(frozen=True)
class Figures:
    """Columns of an adopted table, by their headers, that hold what refreshes wrote."""

    table: str
    sheet: str
    columns: tuple[str, ...]


def figures_in(package: Package, workbook: Workbook) -> tuple[Figures, ...]:
    """The columns of adopted tables that were filled once."""
    said = _said(workbook)
    filled, specs = filled_once(said), adopted_specs(pairs(said), contract_specs())
    found = []
    for sheet in workbook.sheets if filled else ():
        for each in package.relationships(sheet.part).of_kind("table"):
            table = Table(package.tree(each.target))
            headers, area = tuple(table.columns), Area(sheet.name, *table.ref)
            known = find_adopted([AnyTable(table.name, area, headers)], specs).get(table.name)
            if known is not None and (keys := filled.get(table.name)):
                columns = (headers[place] for key, place in known.columns.items() if key in keys)
                found.append(Figures(table.name, sheet.name, tuple(columns)))
    return tuple(found)


def adopt(package: Package, workbook: Workbook, chosen: Sequence[Candidate]) -> dict[str, str]:
    """Have the `chosen` filled from now on; what each table is called, by its label."""
    if not chosen:
        return {}
    book = _book(package)
    called = {one.label: one.name or _new_table(book, one) for one in chosen}
    book.app.quit()
    said = _said(workbook)
    adopted = pairs(said) | {called[one.label]: one.like for one in chosen}
    workbook.set_name(ADOPTED, refers_to(adopted, filled_once(said)), hidden=True)
    return called


def _new_table(book: Book, one: Candidate) -> str:
    """Make a range a table that looks as it looked: without a style and without buttons to filter."""
    sheet = book.sheets(one.sheet)
    taken = {table.name.casefold() for table in book.all_tables()} | {
        name.name.casefold() for name in book.workbook.names
    }
    names = [one.sheet, *(f"{one.like}_{number}" for number in range(2, 100))]
    name = next(each for each in names if is_table_name(each) and each.casefold() not in taken | _CONTRACT)
    for place in one.typed_sums:  # what was typed would not follow what is filled
        column = one.block.left + place
        summed = Block(one.block.top + 1, column, one.block.bottom - 1, column)
        sheet.at(Block(one.block.bottom, column, one.block.bottom, column)).formula = f"=SUM({summed.ref})"
    table = sheet.tables.add_at(one.block, name)
    root = table.touch().root
    for element in [*root.findall(main("autoFilter")), *root.findall(main("tableStyleInfo"))]:
        root.remove(element)
    if one.totals:
        _make_totals(sheet, root, one.block)
    return name


def _make_totals(sheet: Sheet, root: etree._Element, block: Block) -> None:
    """Make the last row of a new table its totals row, with the texts and formulas that stand there."""
    root.attrib.pop("totalsRowShown", "")
    root.set("totalsRowCount", "1")
    values = sheet.worksheet.values(block._replace(top=block.bottom))[0]
    for column, value, element in zip(block.columns, values, root.iter(main("tableColumn")), strict=True):
        if formula := sheet.worksheet.formula(block.bottom, column):
            element.set("totalsRowFunction", "custom")
            etree.SubElement(element, main("totalsRowFormula")).text = formula
        elif text := as_text(value):
            element.set("totalsRowLabel", text)


_CONTRACT = {name.casefold() for name in contract_specs()}


def _book(package: Package) -> Book:
    return Book(engine.engine.apps.add().books, package)
