"""Tables and ranges of people's own with reps, teams or lead sources in them, and why not to fill one.

Only what is clear is proposed: one row for each rep (team, lead source), counts under headers that say
which, values and no formulas in at least two of them, and no title that says targets or another month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.grid import cell_address
from sheetkpi.language import Language, say
from sheetkpi.macrobook.ourtables import contract_specs
from sheetkpi.macrobook.titlesabove import titles_above
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import (
    ADOPTABLE,
    TitlesTell,
    adopted_specs,
    is_worked_out,
    months_told,
    rows_of_sums,
    tells_of_days,
    titles_tell,
)
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, find_adopted
from sheetkpi.workbook.text import as_text, is_number
from sheetkpi.workbook.wording import unworded

_LOOKED_AT = Block(1, 1, 400, 80)
"""Where a sheet is looked at for ranges: what reaches further is no summary."""
_FEWEST = 2
"""Counts and rates that a table must have to be filled."""
_ROOM = 2
"""Blank rows that a table must have below it, so that rows can come."""
_NEARLY_ALL = 0.8
_ROUNDED = 1e-6
"""What a sum that was typed may differ by."""


@dataclass(frozen=True)
class Candidate:
    """A table (`name`) or range of people's own with reps, teams or lead sources in it.

    `like` is the table of the contract it could be filled like, `columns` the headers that would be filled,
    `others` those that stay as they are; `why` is the key of a reason not to propose it, "" where it is
    clear, and `where` the cell or the words that it is about, "" for none. The last row of a range with
    `totals` sums up; `typed_sums` are the places of columns in which it does so by numbers that somebody
    typed. Its `title` names the month that is shown; refreshes do not change it.
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
    title: str = ""
    typed_sums: tuple[int, ...] = ()

    @property
    def may_be_wanted(self) -> bool:
        """Whether it is filled where somebody wants it: clear, or such that a person may know better."""
        return self.why in ("", "adopt.few", "adopt.targets", "adopt.period")

    @property
    def label(self) -> str:
        """How it is called: by its table's name, or its sheet and cells."""
        return self.name or f"{self.sheet}!{self.block.ref}"

    def reason(self, language: Language) -> str:
        """Why it is not proposed, in words."""
        return say(self.why, language, cell=self.where, rows=self._rows_to_move)

    @property
    def _rows_to_move(self) -> int:
        """By how many rows what stands below would have to go down; 0 where that is not in the way."""
        if self.why != "adopt.below":
            return 0
        bottom = self.block.bottom + (self.totals if self.name else 0)
        return bottom + _ROOM + 1 - parse_ref(self.where).top


def judged(sheet: Sheet, whole: Block, today: date, name: str = "", totals: int = 0) -> Iterator[Candidate]:
    """The candidate in the cells `whole`, the last `totals` of whose rows are sums; none where they hold
    neither reps nor teams nor lead sources."""
    if not 1 < whole.height - totals <= _LOOKED_AT.height:
        return
    cells = sheet.worksheet.values(whole)
    headers = [as_text(value) for value in cells[0]]
    spec, columns = _meaning(headers, name)
    if spec is None:
        across = _months_across(headers, name)
        if across:
            month = cell_address(whole.top, whole.left + across[1])
            yield Candidate(sheet.name, whole, name, across[0], (), why="adopt.months", where=month)
        return
    days = [place for place, header in enumerate(headers) if tells_of_days(header)]
    named = [text for row in cells[1:] if (text := as_text(row[columns[spec.key[0]]]))]
    if days and len(named) > len(set(named)):
        return  # raw data, in which everybody has many rows
    typed: tuple[int, ...] = ()
    wrong: int | None = None
    if not name and whole.height > 2:
        worked_out = {place for place in range(whole.width) if _has_formula(sheet, whole, place)}
        typed, wrong = _typed_sums(cells, columns, spec.key[0], worked_out)
        totals = int(bool(typed) or _sums_up(sheet, whole, cells[-1], columns[spec.key[0]]))
    block = whole._replace(bottom=whole.bottom - totals)
    formulas = [_share_of_formulas(sheet, block, place) for place in range(block.width)]
    filled = {key: place for key, place in columns.items() if key not in (*spec.key, "team")}
    own = {key: place for key, place in filled.items() if formulas[place] < _NEARLY_ALL}
    rows, key = cells[1 : block.height], columns[spec.key[0]]
    looked_at = _LookedAt(sheet, block, headers, rows, key, name, totals, spec, wrong)
    told = titles_tell([name, *titles_above(sheet, whole), sheet.name], today)
    why, where = looked_at.reason(filled, own, told)
    known = {columns[spec.key[0]], *own.values()}
    yield Candidate(
        sheet.name,
        block if name else whole,
        name,
        spec.filled_like,
        tuple(headers[place] for place in own.values()),
        tuple(header for place, header in enumerate(headers) if place not in known and header),
        why,
        where,
        totals,
        told.month,
        typed,
    )


def _meaning(headers: Sequence[str], name: str) -> tuple[TableSpec | None, dict[str, int]]:
    """Which table of the contract one with these headers could be filled like, and where its columns are;
    None for what tells of nobody."""
    headers = ["" if tells_of_days(header) else header for header in headers]
    called = name or "range"
    table = AnyTable(called, Area("", 1, 1, 2, max(len(headers), 1)), tuple(headers))
    for like in ADOPTABLE:
        specs = adopted_specs({called: like}, contract_specs())
        if (found := find_adopted([table], specs).get(called)) is not None and len(found.columns) > 1:
            return specs[called], found.columns
    return None, {}


def _months_across(headers: Sequence[str], name: str) -> tuple[str, int] | None:
    """What a table with a row for each of them and months across would be filled like, and the place of its
    first month; None where it has no months across, or no column that tells reps, teams or sources."""
    months = months_told(headers)
    if len(set(months.values())) < _FEWEST:
        return None
    called = name or "range"
    others = tuple("" if place in months else header for place, header in enumerate(headers))
    table = AnyTable(called, Area("", 1, 1, 2, len(headers)), others)
    for like in ADOPTABLE:
        if find_adopted([table], adopted_specs({called: like}, contract_specs())).get(called) is not None:
            return like, min(months)
    return None


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
    wrong: int | None
    """The place of a number typed in its last row, of sums, that is none."""

    def reason(self, filled: Mapping[str, int], own: Mapping[str, int], told: TitlesTell) -> tuple[str, str]:
        """The key of the first reason not to propose it and the cell or words it is about, "" for none; `own`
        are the places of those to be `filled` that people's formulas do not fill."""
        keys = [as_text(row[self.key]) for row in self.rows]
        named = [text for text in keys if text]
        twice = [row for row, text in enumerate(keys) if text and text in keys[:row]]
        numbers = [row for row, cells in enumerate(self.rows) if is_number(cells[self.key])]
        a_range = not self.name
        days = (self._cell(-1, place) for place, text in enumerate(self.headers) if tells_of_days(text))
        reasons: tuple[tuple[str, Iterable[str]], ...] = (
            ("adopt.days", days),
            ("adopt.protected", [""] * self.sheet.guards_cells()),
            ("adopt.formulas", [""] * (bool(filled) and not own)),
            ("adopt.few", [""] * (len(filled) < _FEWEST)),
            (
                "adopt.wrong_sum",
                [self._cell(len(self.rows) - 1, self.wrong)] if self.wrong is not None else [],
            ),
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
            ("adopt.targets", [told.targets] * bool(told.targets)),
            ("adopt.period", [told.period] * bool(told.period)),
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
            self.sheet.worksheet.values(self.block._replace(top=bottom + 1, bottom=bottom + _ROOM))
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


def _has_formula(sheet: Sheet, whole: Block, place: int) -> bool:
    return sheet.formula_at(whole.bottom, whole.left + place) is not None


def _typed_sums(
    cells: Sequence[Sequence[Any]], columns: Mapping[str, int], key: str, worked_out: Collection[int]
) -> tuple[tuple[int, ...], int | None]:
    """The places of columns whose last cell is the sum of those above, where the last row is called a sum and
    holds no other numbers but those `worked_out` by formulas; none otherwise, but the place of the first
    number that is no sum."""
    *rows, last = cells[1:]
    if not any(rows_of_sums([as_text(last[columns[key]])])):
        return (), None
    places = [place for place, value in enumerate(last) if is_number(value) and place not in worked_out]
    counted = {place for name, place in columns.items() if name != key}
    above = {place: [row[place] for row in rows if is_number(row[place])] for place in places}
    wrong = (
        place
        for place in places
        if place not in counted or not above[place] or abs(sum(above[place]) - last[place]) >= _ROUNDED
    )
    first = next(wrong, None)
    return (tuple(places) if first is None else ()), first


def ranges(sheet: Sheet, tables: Sequence[Block]) -> Iterator[Block]:
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
            if _meaning(headers, "")[0] is None and _months_across(headers, "") is None:
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
