"""Which tables and ranges of people's own could be filled: seen, proposed, and adopted after a yes.

Only what is clear is proposed: one row for each rep (team, lead source), counts under headers that say
which, values and no formulas in at least two of them. A range without a table becomes one, without a look of
its own: only a table can grow by rows that its formats, rules and formulas follow. A row of sums at its
bottom becomes the table's totals row, with the formulas it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sheetkpi.fileengine.objects import app as engine
from sheetkpi.fileengine.objects.book import Book
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import is_table_name
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.grid import cell_address
from sheetkpi.language import Language, say
from sheetkpi.macrobook.marks import marks_of
from sheetkpi.macrobook.ourtables import contract_specs, our_tables
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import (
    ADOPTABLE,
    ADOPTED,
    adopted_specs,
    filled_once,
    is_worked_out,
    pairs,
    refers_to,
    rows_of_sums,
    tells_of_days,
)
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, find_adopted
from sheetkpi.workbook.text import as_text, is_number
from sheetkpi.workbook.wording import unworded

_LOOKED_AT = Block(1, 1, 400, 80)
"""Where a sheet is looked at for ranges: what reaches further is no summary."""
_FEWEST = 2
"""Counts and rates that a table must have to be filled."""
_NEARLY_ALL = 0.8


@dataclass(frozen=True)
class Candidate:
    """A table (`name`) or range of people's own with reps, teams or lead sources in it.

    `like` is the table of the contract it could be filled like, `columns` the headers that would be filled,
    `others` those that stay as they are; `why` is the key of a reason not to propose it, "" where it is
    clear, and `where` the cell that it is about, "" for none. The last row of a range with `totals` sums up.
    """

    sheet: str
    block: Block
    name: str
    like: str
    columns: tuple[str, ...]
    others: tuple[str, ...] = ()
    why: str = ""
    where: str = ""
    totals: int = 0

    @property
    def label(self) -> str:
        """How it is called: by its table's name, or its sheet and cells."""
        return self.name or f"{self.sheet}!{self.block.ref}"

    def reason(self, language: Language) -> str:
        """Why it is not proposed, in words."""
        return say(self.why, language, cell=self.where)


@dataclass(frozen=True)
class Seen:
    """What a workbook has: `candidates`, in the order of the sheets (adopted tables and those of the contract
    aside); the headers of all `tables`, by name; its `sheets`; the tables `adopted` already, with what they
    are filled like, and their `cells` (sheet and block); the names of `ours`."""

    candidates: tuple[Candidate, ...]
    tables: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]
    adopted: Mapping[str, str]
    cells: Mapping[str, tuple[str, Block]]
    ours: frozenset[str]


def seen_in(package: Package) -> Seen:
    """Look a workbook through for tables and ranges that could be filled."""
    book = _book(package)
    adopted, ours = adopted_of(book.workbook), frozenset(our_tables(package).values())
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
                found += _judged(sheet, block, name, totals)
        blocks = [block for _, block, _ in taken]
        found += (one for block in _ranges(sheet, blocks) for one in _judged(sheet, block, ""))
    sheets = tuple(sheet.name for sheet in book.sheets if sheet.name not in marks)
    book.app.quit()
    return Seen(tuple(found), tables, sheets, adopted, cells, ours)


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


def _judged(sheet: Sheet, whole: Block, name: str, totals: int = 0) -> Iterator[Candidate]:
    """The candidate in the cells `whole`, the last `totals` of whose rows are sums; none where they hold
    neither reps nor teams nor lead sources."""
    if not 1 < whole.height - totals <= _LOOKED_AT.height:
        return
    cells = sheet.worksheet.values(whole)
    headers = [as_text(value) for value in cells[0]]
    spec, columns = _meaning(headers, name)
    if spec is None:
        return
    if not name and whole.height > 2 and _sums_up(sheet, whole, cells[-1], columns[spec.key[0]]):
        totals = 1
    block = whole._replace(bottom=whole.bottom - totals)
    formulas = [_share_of_formulas(sheet, block, place) for place in range(block.width)]
    filled = {key: place for key, place in columns.items() if key not in (*spec.key, "team")}
    own = {key: place for key, place in filled.items() if formulas[place] < _NEARLY_ALL}
    rows, key = cells[1 : block.height], columns[spec.key[0]]
    looked_at = _LookedAt(sheet, block, headers, rows, key, name, totals, spec)
    why, where = looked_at.reason(filled, own)
    told = {columns[spec.key[0]], *own.values()}
    yield Candidate(
        sheet.name,
        block if name else whole,
        name,
        spec.filled_like,
        tuple(headers[place] for place in own.values()),
        tuple(header for place, header in enumerate(headers) if place not in told and header),
        why,
        where,
        totals,
    )


def _meaning(headers: Sequence[str], name: str) -> tuple[TableSpec | None, dict[str, int]]:
    """Which table of the contract one with these headers could be filled like, and where its columns are;
    None for raw data, which has days, and for what tells of nobody."""
    if any(map(tells_of_days, headers)):
        return None, {}
    called = name or "range"
    table = AnyTable(called, Area("", 1, 1, 2, max(len(headers), 1)), tuple(headers))
    for like in ADOPTABLE:
        specs = adopted_specs({called: like}, contract_specs())
        if (found := find_adopted([table], specs).get(called)) is not None and len(found.columns) > 1:
            return specs[called], found.columns
    return None, {}


@dataclass(frozen=True)
class _LookedAt:
    """The cells `block` of a sheet, header row first, with the texts of its `headers` and the values of its
    `rows`; those who tell them apart stand at the place `key`."""

    sheet: Sheet
    block: Block
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    key: int
    name: str
    totals: int
    spec: TableSpec

    def reason(self, filled: Mapping[str, int], own: Mapping[str, int]) -> tuple[str, str]:
        """The key of the first reason not to propose it and the cell it is about, "" for none; `own` are the
        places of those to be `filled` that people's formulas do not fill."""
        keys = [as_text(row[self.key]) for row in self.rows]
        named = [text for text in keys if text]
        twice = [row for row, text in enumerate(keys) if text and text in keys[:row]]
        numbers = [row for row, cells in enumerate(self.rows) if is_number(cells[self.key])]
        a_range = not self.name
        reasons: tuple[tuple[str, Iterable[str]], ...] = (
            ("adopt.protected", [""] * self.sheet.guards_cells()),
            ("adopt.formulas", [""] * (bool(filled) and not own)),
            ("adopt.few", [""] * (len(filled) < _FEWEST)),
            ("adopt.sums", (self._cell(row, self.key) for row in self._sums(keys, own.values()))),
            ("adopt.twice", [self._cell(row, self.key) for row in twice + numbers] or [""] * (not named)),
            ("adopt.texts", (self._cell(row, place) for row, place in self._texts(own.values()))),
            ("adopt.headers", (self._cell(-1, place) for place in self._headers() if a_range)),
            (
                "adopt.blank",
                (self._cell(row, self.key) for row, text in enumerate(keys) if not text and a_range),
            ),
            ("adopt.merged", (block.ref for block in self._merged() if a_range)),
            ("adopt.below", self._below()),
        )
        for reason, found in reasons:
            for cell in found:
                return reason, cell
        return "", ""

    def _cell(self, row: int, place: int) -> str:
        return cell_address(self.block.top + 1 + row, self.block.left + place)

    def _sums(self, keys: Sequence[str], own: Iterable[int]) -> Iterator[int]:
        """The rows that sum others up: called so (a row of everybody aside, where a refresh fills one), or
        worked out where the others are values."""
        places, last = list(own), self.spec.table.last
        for row, called in enumerate(rows_of_sums(keys)):
            said = called and not (last and unworded(self.spec.key[0], keys[row]) == last)
            cells = ((self.block.top + 1 + row, self.block.left + place) for place in places)
            if said or any(map(is_worked_out, (self.sheet.formula_at(*cell) or "" for cell in cells))):
                yield row

    def _texts(self, own: Iterable[int]) -> Iterator[tuple[int, int]]:
        places = list(own)
        for row, cells in enumerate(self.rows):
            yield from (
                (row, place) for place in places if as_text(cells[place]) and not is_number(cells[place])
            )

    def _headers(self) -> Iterator[int]:
        for place, header in enumerate(self.headers):
            if not header or header in self.headers[:place]:
                yield place

    def _merged(self) -> Iterator[Block]:
        for each in self.sheet.book.package.tree(self.sheet.part).iter(main("mergeCell")):
            if (block := parse_ref(each.get("ref", "A1"))).overlap(self.block):
                yield block

    def _below(self) -> Iterator[str]:
        """What rows that come would soon meet."""
        bottom = self.block.bottom + self.totals
        for row, cells in enumerate(
            self.sheet.worksheet.values(self.block._replace(top=bottom + 1, bottom=bottom + 2))
        ):
            yield from (
                cell_address(bottom + 1 + row, self.block.left + place)
                for place, value in enumerate(cells)
                if as_text(value)
            )


def _sums_up(sheet: Sheet, whole: Block, last: Sequence[Any], key: int) -> bool:
    """Whether the last row of a range sums up: called so, or nothing; formulas beside, and no numbers."""
    formulas = [sheet.formula_at(whole.bottom, column) for column in whole.columns]
    named = as_text(last[key])
    constant = any(is_number(value) and not formula for value, formula in zip(last, formulas, strict=True))
    called = not named or any(rows_of_sums([named]))
    return called and not constant and any(is_worked_out(formula or "") for formula in formulas)


def _ranges(sheet: Sheet, tables: Sequence[Block]) -> Iterator[Block]:
    """Blocks of cells outside of `tables` with a row of headers, as far as a blank row or column."""
    cells = [list(row) for row in sheet.worksheet.values(_LOOKED_AT)]
    for inside in filter(None, (table.overlap(_LOOKED_AT) for table in tables)):
        for row in cells[inside.top - 1 : inside.bottom]:
            row[inside.left - 1 : inside.right] = [None] * inside.width
    for number, row in enumerate(cells[:40]):
        for left, right in _runs(row):
            headers = [as_text(value) for value in row[left : right + 1]]
            if len(headers) < 1 + _FEWEST or any(map(is_number, row[left : right + 1])):
                continue
            if _meaning(headers, "")[0] is None:
                continue
            bottom = number
            while bottom + 1 < len(cells) and any(
                as_text(value) for value in cells[bottom + 1][left : right + 1]
            ):
                bottom += 1
            if number < bottom < len(cells) - 1:
                yield Block(number + 1, left + 1, bottom + 1, right + 1)


def _runs(row: Sequence[Any]) -> Iterator[tuple[int, int]]:
    start = None
    for place, value in enumerate([*row, None]):
        if as_text(value) and start is None:
            start = place
        elif not as_text(value) and start is not None:
            yield start, place - 1
            start = None


def _share_of_formulas(sheet: Sheet, block: Block, place: int) -> float:
    rows, column = range(block.top + 1, block.bottom + 1), block.left + place
    formulas = sum(sheet.formula_at(row, column) is not None for row in rows)
    return formulas / len(rows)


def _new_table(book: Book, one: Candidate) -> str:
    """Make a range a table that looks as it looked: without a style and without buttons to filter."""
    sheet = book.sheets(one.sheet)
    taken = {table.name.casefold() for table in book.all_tables()} | {
        name.name.casefold() for name in book.workbook.names
    }
    names = [one.sheet, *(f"{one.like}_{number}" for number in range(2, 100))]
    name = next(each for each in names if is_table_name(each) and each.casefold() not in taken | _CONTRACT)
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
