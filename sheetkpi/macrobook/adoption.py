"""Which tables and ranges of people's own could be filled: seen, proposed, and adopted after a yes.

Only what is clear is proposed: one row for each rep (team, lead source), counts under headers that say
which, values and no formulas in at least two of them. A range without a table becomes one, without a look of
its own: only a table can grow by rows that its formats, rules and formulas follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheetkpi.errors import InputError
from sheetkpi.fileengine.objects import app as engine
from sheetkpi.fileengine.objects.book import Book
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import is_table_name
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import Phrase, say
from sheetkpi.macrobook.marks import marks_of
from sheetkpi.macrobook.ourtables import contract_specs, our_tables
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import (
    ADOPTABLE,
    ADOPTED,
    adopted_specs,
    filled_once,
    is_sum,
    pairs,
    refers_to,
    tells_of_days,
)
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, find_adopted
from sheetkpi.workbook.text import as_text, is_number

_LOOKED_AT = Block(1, 1, 400, 80)
"""Where a sheet is looked at for ranges: what reaches further is no summary."""
_FEWEST = 2
"""Counts and rates that a table must have to be filled."""
_NEARLY_ALL = 0.8


@dataclass(frozen=True)
class Candidate:
    """A table (`name`) or range of people's own with reps, teams or lead sources in it.

    `like` is the table of the contract it could be filled like, `columns` the headers that would be filled;
    `why` is the key of a reason not to propose it, "" where it is clear.
    """

    sheet: str
    block: Block
    name: str
    like: str
    columns: tuple[str, ...]
    why: str = ""

    @property
    def label(self) -> str:
        """How it is called: by its table's name, or its sheet and cells."""
        return self.name or f"{self.sheet}!{self.block.ref}"


def candidates(package: Package) -> list[Candidate]:
    """What there is, in the order of the sheets; adopted tables and those of the contract aside."""
    book = _book(package)
    known = {*our_tables(package).values(), *adopted_of(book.workbook)}
    ours = marks_of(book.workbook)
    found: list[Candidate] = []
    for sheet in book.sheets:
        if sheet.name in ours:
            continue
        taken = [(table.name, table.content.ref, table.content.totals_rows) for table in sheet.tables]
        for name, block, totals in taken:
            if name not in known:
                found += _judged(sheet, block, name, totals)
        if not taken:
            found += (one for block in _ranges(sheet) for one in _judged(sheet, block, ""))
    book.app.quit()
    return found


def adopted_of(workbook: Workbook) -> dict[str, str]:
    """The tables adopted already, by name."""
    return pairs(_said(workbook))


def _said(workbook: Workbook) -> str:
    return next((name.refers_to for name in workbook.names if name.name == ADOPTED), "")


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


def chosen_among(
    found: Sequence[Candidate], wanted: Mapping[str, str], agrees: Callable[[Candidate], bool]
) -> list[Candidate]:
    """Those that are `wanted` by name (table, sheet or `Sheet!A1:C9`), filled like what is said there, and
    those among the clear ones to which somebody `agrees`. Raises InputError for one that cannot be."""
    chosen = []
    for name, like in wanted.items():
        fit = [one for one in found if name in (one.label, one.sheet) and one.like == like]
        if like not in ADOPTABLE or len(fit) != 1 or (fit[0].why and fit[0].why not in _MAY_BE_WANTED):
            reason = fit[0].why if len(fit) == 1 and fit[0].why else "adopt.unknown"
            said = Phrase(lambda language, key=reason: say(key, language))  # type: ignore[misc]
            raise InputError("error.adopt", name=name, table=like, why=said)
        chosen += fit
    asked = [one for one in found if one not in chosen and not one.why]
    return [*chosen, *(one for one in asked if agrees(one))]


_MAY_BE_WANTED = ("adopt.few",)
"""Reasons not to propose something that a person may know better."""


def _judged(sheet: Sheet, whole: Block, name: str, totals: int = 0) -> Iterator[Candidate]:
    """The candidate in the cells `whole`, the last `totals` of whose rows are sums; none where they hold
    neither reps nor teams nor lead sources."""
    block = whole._replace(bottom=whole.bottom - totals)
    if not 1 < block.height <= _LOOKED_AT.height:
        return
    cells = sheet.worksheet.values(block)
    headers = [as_text(value) for value in cells[0]]
    spec, columns = _meaning(headers, name)
    if spec is None:
        return
    formulas = [_share_of_formulas(sheet, block, place) for place in range(block.width)]
    filled = {key: place for key, place in columns.items() if key not in (*spec.key, "team")}
    own = {key: place for key, place in filled.items() if formulas[place] < _NEARLY_ALL}
    rows = cells[1:]
    why = _reason(sheet, block, headers, rows, columns[spec.key[0]], filled, own, name, totals)
    yield Candidate(
        sheet.name, block, name, spec.filled_like, tuple(headers[place] for place in own.values()), why
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


def _reason(
    sheet: Sheet,
    block: Block,
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    key: int,
    filled: Mapping[str, int],
    own: Mapping[str, int],
    name: str,
    totals: int,
) -> str:
    """The key of the first reason not to propose it, "" for none."""
    keys = [as_text(row[key]) for row in rows]
    named = [text for text in keys if text]
    values = [row[place] for row in rows for place in own.values()]
    reasons = {
        "adopt.formulas": bool(filled) and not own,
        "adopt.few": len(filled) < _FEWEST,
        "adopt.sums": any(map(is_sum, named)),
        "adopt.twice": not named
        or len(set(named)) < len(named)
        or any(map(is_number, (r[key] for r in rows))),
        "adopt.texts": any(not is_number(value) and as_text(value) for value in values),
        "adopt.headers": not name and (not all(headers) or len(set(headers)) < len(headers)),
        "adopt.blank": not name and len(named) < len(keys),
        "adopt.merged": not name and _is_merged(sheet, block),
        "adopt.below": _something_below(sheet, block, totals),
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


def _ranges(sheet: Sheet) -> Iterator[Block]:
    """Blocks of cells with a row of headers above them, as far as a blank row or column."""
    cells = sheet.worksheet.values(_LOOKED_AT)
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


def _is_merged(sheet: Sheet, block: Block) -> bool:
    merged = sheet.book.package.tree(sheet.part).iter(main("mergeCell"))
    return any(parse_ref(each.get("ref", "A1")).overlap(block) for each in merged)


def _something_below(sheet: Sheet, block: Block, totals: int) -> bool:
    """Whether rows that come would soon meet something."""
    bottom = block.bottom + totals
    below = block._replace(top=bottom + 1, bottom=bottom + 2)
    return any(as_text(value) for row in sheet.worksheet.values(below) for value in row)


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
    return name


_CONTRACT = {name.casefold() for name in contract_specs()}


def _book(package: Package) -> Book:
    return Book(engine.engine.apps.add().books, package)
