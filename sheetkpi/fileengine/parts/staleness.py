"""Results of formulas that are old once cells they are made of have changed: found, and taken away.

A wrong result is worse than none: previewers, phones and pandas show what is stored. Formulas are followed
through names, tables, other sheets and each other. Only sheets that can get at something that changed are
read, and only cells whose result is old are touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sheetkpi.fileengine.opc.entities import escape
from sheetkpi.fileengine.parts.changes import Changes
from sheetkpi.fileengine.parts.chartpoints import forget_old_points
from sheetkpi.fileengine.parts.formulatexts import FormulaTexts
from sheetkpi.fileengine.parts.precedents import ANYWHERE
from sheetkpi.fileengine.parts.readings import Reading, Readings
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block
from sheetkpi.fileengine.parts.regions import Region
from sheetkpi.fileengine.parts.storedformulas import (
    StoredFormula,
    stored_formulas,
    without_results,
)

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.fileengine.parts.worksheet import Worksheet

_ALWAYS = [*(name.casefold() for name in ANYWHERE), r":[^'!:<(),+*/&\0-]*'?!"]
"""What makes a sheet worth a look whatever changed: functions that read anywhere, spans of sheets."""


@dataclass
class SheetFormulas:
    """What is known of the formulas of one sheet. `worksheet` gives its cells when they have to be looked at;
    `live` says that they are in use, and so the only true state of the part."""

    part: str
    live: bool
    worksheet: Callable[[], Worksheet]


class _Node(NamedTuple):
    formula: StoredFormula
    reading: Reading


class _Sheet:
    """One sheet while stale results are looked for."""

    def __init__(self, sheet: SheetFormulas, texts: FormulaTexts) -> None:
        self.part, self.worksheet = sheet.part, sheet.worksheet
        self.nodes: list[_Node] | None = None
        self.stale: list[StoredFormula] = []
        self.live, self.said = sheet.live, ""
        if not self.live:
            said = texts.of(self.part).folded
            self.live, self.said = said is None, said or ""

    def may_read(self, spelled: re.Pattern[str]) -> bool:
        """Whether a look at the texts tells that a formula may say one of the words."""
        return self.live or (bool(self.said) and spelled.search(self.said) is not None)

    def load(self, package: Package, readings: Readings, known: Callable[[int, int], bool]) -> list[_Node]:
        """The formulas with what they read, but for those at `known` places."""
        if self.nodes is None:
            if self.live:
                found = self.worksheet().stored_formulas(known)
            else:
                found = iter(stored_formulas(package.read(self.part)))
            self.nodes = [_Node(one, readings.reading(one.text, self.part)) for one in found]
        return self.nodes

    def forget(self, package: Package) -> None:
        """Take the stale results out of the part."""
        if not self.stale:
            return
        blocks = [one.block for one in self.stale if one.block.height * one.block.width > 1]
        if not self.live:
            before = package.read(self.part)
            data = without_results(before, {(one.row, one.column) for one in self.stale}, blocks)
            if data != before:
                package.write(self.part, data)
            return
        cells: defaultdict[int, set[int]] = defaultdict(set)
        for one in self.stale:
            cells[one.row].add(one.column)
        for block in blocks:
            for row in block.rows:
                cells[row].update(block.columns)
        self.worksheet().forget_results(cells)


class _Old:
    """What holds something else than results were made of: cells by part, tables and names."""

    def __init__(self, cells: Mapping[str, Region], names: set[str]) -> None:
        self.cells: defaultdict[str, Region] = defaultdict(Region)
        for part, region in cells.items():
            self.add(part, region.blocks())
        self.names = set(names)

    def __bool__(self) -> bool:
        return bool(self.names or any(self.cells.values()))

    def add(self, part: str, blocks: Iterable[Block]) -> None:
        """The cells of these blocks, too."""
        for block in blocks:
            self.cells[part].add(block)

    def reaches(self, node: _Node) -> bool:
        """Whether the formula reads anything of it."""
        formula, reading = node
        if reading.anywhere or formula.table:
            return True
        return self.meets(reading) or any(
            part in self.cells and self.cells[part].meets(Block(formula.row, left, formula.row, right))
            for part, left, right in reading.own_row
        )

    def meets(self, reading: Reading) -> bool:
        """Whether any of the cells, tables and names that something reads are among it."""
        if not self.names.isdisjoint(reading.names):
            return True
        cells = self.cells
        return any(part in cells and cells[part].meets(block) for part, block in reading.cells)


def forget_stale(
    package: Package,
    sheets: Sequence[SheetFormulas],
    readings: Readings,
    changes: Changes,
    texts: FormulaTexts,
) -> None:
    """Take every result that is old after `changes` out of the workbook; those that were given stay, unless
    something changed afterwards."""
    looked = [_Sheet(sheet, texts) for sheet in sheets]
    late = _Old(changes.late, changes.late_names)
    if late:
        _follow(package, looked, readings, late, {})
    old = _Old(changes.cells, changes.names)
    for sheet in looked:
        old.add(sheet.part, (block for one in sheet.stale for block in _filled(one)))
    _follow(package, looked, readings, old, changes.given)
    for sheet in looked:
        sheet.forget(package)
    forget_old_points(package, lambda series: old.meets(readings.reading(series, "")))
    changes.looked_through()


def _follow(
    package: Package, sheets: Sequence[_Sheet], readings: Readings, old: _Old, given: Mapping[str, Region]
) -> None:
    """Find the formulas that read anything old, and those that read these, until none is left.

    Sheets are gone through downwards and upwards in turn, so that long chains of cells need few rounds.
    """
    parts, spelled, step = -1, re.compile(""), 1
    while True:
        if len(old.cells) != parts:
            parts, spelled = len(old.cells), _spelled(readings, old)
        found = False
        for sheet in sheets[::step]:
            if sheet.nodes is None and sheet.part not in old.cells and not sheet.may_read(spelled):
                continue
            known = given[sheet.part].holds if sheet.part in given else _nothing
            nodes = sheet.load(package, readings, known)
            left = []
            for node in nodes[::step]:
                place = node.formula
                if known(place.row, place.column) or not old.reaches(node):
                    left.append(node)
                    continue
                found = True
                sheet.stale.append(place)
                old.add(sheet.part, _filled(place))
            sheet.nodes = left[::step]
        if not found:
            return
        step = -step


def _filled(formula: StoredFormula) -> Iterator[Block]:
    """The cells that a formula fills; one that spills may fill more of them next time."""
    block = formula.block
    if formula.spills:
        yield block._replace(bottom=MAX_ROWS)
        yield block._replace(right=MAX_COLUMNS)
    else:
        yield block


def _nothing(row: int, column: int) -> bool:
    return False


def _spelled(readings: Readings, old: _Old) -> re.Pattern[str]:
    """What a formula on another sheet must have in its text to read anything old."""
    words = set(old.names).union(*(readings.spelled(part) for part in old.cells))
    spellings = {escape(spelling) for word in words for spelling in (word, word.replace("'", "''"))}
    return re.compile("|".join([*map(re.escape, filter(None, spellings)), *_ALWAYS]))
