"""Fixed references to all rows of a table (`KPI!$B$2:$B$4`): they follow when it gets more or fewer rows.

Excel lets them: in formulas, names, validations, conditional formats, charts, pivot sources and form
controls, on every sheet. A reference follows where it covers all rows of one or more of the table's columns,
with or without header and totals; so does one to cells of a totals row that moves. All others stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from lxml import etree

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.cells import F
from sheetkpi.fileengine.parts.changes import Changes
from sheetkpi.fileengine.parts.chartpoints import forget_points
from sheetkpi.fileengine.parts.formulatexts import FormulaTexts
from sheetkpi.fileengine.parts.mentions import FORMULAS, SOURCES, source_sheet
from sheetkpi.fileengine.parts.precedents import pieces
from sheetkpi.fileengine.parts.references import Block, parse_ref
from sheetkpi.fileengine.parts.storedformulas import StoredFormula
from sheetkpi.fileengine.parts.worksheet import Worksheet
from sheetkpi.patterns import lazy_pattern

_ROW_NUMBER = lazy_pattern(r"[0-9]+")
_ROW_NAMED = lazy_pattern(r"[A-Za-z]\$?([0-9]{1,7})(?![0-9])")
FOLLOWING = tuple(f"{{*}}{name}" for name in (*sorted(FORMULAS), *SOURCES, "formControlPr", "FmlaRange"))
"""Elements that refer to cells, in any namespace; the last is what `formControlPr` says in old drawings."""
_FOLLOWING_TAG = lazy_pattern(
    rb"<(?:[\w.-]+:)?(?:" + "|".join(name[3:] for name in FOLLOWING).encode() + rb")[\s/>]"
)
_ON_CONTROLS = ("formControlPr", "FmlaRange")
_ON_OWN_SHEET = (*_ON_CONTROLS, "totalsRowFormula")
"""Elements of other parts that refer to cells of the sheet they belong to, without naming it."""
_OF_SHEETS = ("ctrlProp", "vmlDrawing", "table")
"""Relationships to the parts that say what buttons, lists and boxes of a sheet, and totals of its tables,
refer to."""


class Outgrown(NamedTuple):
    """What became of a table's rows: its range before and after, on the sheet with that name. `ranges` and
    `totals` say whether references to all rows, and those to the totals row, are to follow."""

    sheet: str
    old: Block
    new: Block
    header_rows: int
    totals_rows: int
    ranges: bool = True
    totals: bool = True

    @property
    def _rows(self) -> Block:
        """The data rows before."""
        return self.old._replace(
            top=self.old.top + self.header_rows, bottom=self.old.bottom - self.totals_rows
        )

    @property
    def by(self) -> int:
        """How many rows came, or (below 0) went."""
        return self.new.bottom - self.old.bottom

    def follow(self, block: Block, one_cell: bool) -> Block:
        """Where a reference to `block` leads now; `one_cell` is one to a single cell, as it is written."""
        old, rows = self.old, self._rows
        if block.left < old.left or block.right > old.right:
            return block
        if self.totals_rows and block.top == block.bottom == old.bottom:
            by = self.by if self.totals else 0
            return block._replace(top=block.top + by, bottom=block.bottom + by)
        whole = block.top in (old.top, rows.top) and block.bottom in (rows.bottom, old.bottom)
        if self.ranges and whole and not one_cell:
            return block._replace(bottom=block.bottom + self.by)
        return block

    @property
    def ends(self) -> frozenset[int]:
        """The rows in one of which such a reference ends."""
        return frozenset((self._rows.bottom, self.old.bottom))

    @property
    def spelled(self) -> re.Pattern[str]:
        """What a text must have in it to hold such a reference."""
        return re.compile(rf"[A-Za-z]\$?(?:{self._rows.bottom}|{self.old.bottom})(?![0-9])")


def followed(
    formula: str,
    here: str,
    change: Outgrown,
    cell: tuple[int, int] | None = None,
    series: bool = False,
) -> str:
    """A stored formula on the sheet `here` after a table changed; in `cell`, if it stands in one. For the
    `series` of a chart a single cell may be all rows there were.

    >>> grown = Outgrown("KPI", Block(1, 1, 4, 3), Block(1, 1, 9, 3), 1, 0)
    >>> followed("SUM(KPI!$B$2:B4)+KPI!B4+C2:C4", "Other", grown)
    'SUM(KPI!$B$2:B9)+KPI!B4+C2:C4'
    """
    written, at = [], 0
    for piece in pieces(formula):
        if piece.kind != "cells" or piece.sheets is None or len(piece.sheets) > 1:
            continue
        sheet = piece.sheets[0] if piece.sheets else here
        if sheet.casefold() != change.sheet.casefold() or _runs_with(piece.name, cell, here, change):
            continue
        block = parse_ref(piece.name)
        new = change.follow(block, ":" not in piece.name and not series)
        if new != block:
            written += [formula[at : piece.start], piece.readdressed(_readdressed(piece.name, block, new))]
            at = piece.end
    return "".join([*written, formula[at:]])


def _runs_with(address: str, cell: tuple[int, int] | None, here: str, change: Outgrown) -> bool:
    """Whether a reference ends in its own row of the table, as that of a running total (`SUM(B$2:B4)`) does:
    in the last row it covers the whole column by chance. (Excel extends it, which spoils the total.) A sum in
    the totals row has moved up by now, perhaps onto the last row it covers: it is no such total."""
    if cell is None or here.casefold() != change.sheet.casefold() or not change.old.holds(*cell):
        return False
    if change.totals_rows and cell[0] == change.new.bottom:
        return False
    return re.fullmatch(rf".*[A-Za-z]{cell[0]}", address) is not None


def _readdressed(address: str, old: Block, new: Block) -> str:
    """An address with other rows, and all else as it was written."""
    rows = {old.bottom: new.bottom} | ({old.top: new.top} if new.top != old.top else {})
    first, mark, last = address.partition(":")
    if not mark:  # one cell: to be more it needs a second corner
        moved = _ROW_NUMBER.sub(str(new.top), first)
        return moved if new.top == new.bottom else f"{moved}:{_ROW_NUMBER.sub(str(new.bottom), first)}"
    if old.top == old.bottom:
        return f"{_ROW_NUMBER.sub(str(new.top), first)}:{_ROW_NUMBER.sub(str(new.bottom), last)}"
    return _ROW_NUMBER.sub(lambda row: str(rows.get(int(row[0]), row[0])), address)


Naming = tuple[etree._Element, frozenset[int]]
"""An element that names rows, and their numbers."""


class RowsNamed:
    """The rows that formulas, rules and controls on each sheet name, looked for anew only where a sheet was
    changed: a refresh resizes every table, and each time all sheets are asked."""

    _MOST_KEPT = 20_000
    """Formulas of a sheet that are kept; of more they are read again each time."""

    def __init__(self, package: Package, texts: FormulaTexts) -> None:
        self._package, self.texts = package, texts
        self._rows: dict[str, tuple[int, frozenset[int]]] = {}
        self._formulas: dict[str, tuple[int, list[StoredFormula]]] = {}
        self._elements: dict[str, tuple[int, etree._Element, list[Naming]]] = {}
        self._bare: set[str] = set()

    def on(self, sheet: SheetPart) -> frozenset[int]:
        """Their numbers; some may be no row but a part of a name (`LOG10`)."""
        touches = self._package.touches(sheet.part)
        when, rows = self._rows.get(sheet.part, (-1, frozenset[int]()))
        if when != touches:
            named = map(_ROW_NAMED.findall, set(sheet.worksheet().formula_texts()))
            below = (rows for _, rows in self.below_cells(sheet))
            rows = frozenset(map(int, chain.from_iterable(named))).union(*below)
            self._rows[sheet.part] = touches, rows
        return rows

    def spells(self, part: str, in_bytes: re.Pattern[bytes]) -> bool:
        """Whether a part that is no sheet may refer to cells as `in_bytes` spells it: texts of a large
        workbook are searched once, not for every table."""
        if self._package.is_parsed(part):
            return True
        if part in self._bare:
            return False
        data = self._package.read(part)
        if not _FOLLOWING_TAG.search(data):
            self._bare.add(part)
            return False
        return in_bytes.search(data) is not None

    def below_cells(self, sheet: SheetPart) -> list[Naming]:
        """The elements of a sheet, but for those of its cells, that name rows."""
        root = sheet.worksheet().root
        return self._naming(sheet.part, root, _below_cells)

    def elements(self, part: str) -> list[Naming]:
        """The elements of a part that is no sheet that name rows."""
        root = _root(self._package, part)
        return [] if root is None else self._naming(part, root, _following)

    def _naming(
        self, part: str, root: etree._Element, found: Callable[[etree._Element], Iterable[etree._Element]]
    ) -> list[Naming]:
        touches = self._package.touches(part)
        when, of, naming = self._elements.get(part, (-1, None, []))
        if when != touches or of is not root:
            named = ((element, _rows_named(element)) for element in found(root))
            naming = [(element, rows) for element, rows in named if rows]
            self._elements[part] = touches, root, naming
        return naming

    def formulas(self, sheet: SheetPart) -> Iterable[StoredFormula]:
        """The formulas in cells that name a row, with where they stand."""
        touches = self._package.touches(sheet.part)
        when, formulas = self._formulas.get(sheet.part, (-1, []))
        if when != touches:
            stored = sheet.worksheet().stored_formulas(lambda row, column: False)
            names_row = cache(_ROW_NAMED.search)  # a column has one formula in all its rows
            formulas = [found for found in stored if names_row(found.text)]
            if len(formulas) <= self._MOST_KEPT:
                self._formulas[sheet.part] = touches, formulas
        return formulas


def _rows_named(element: etree._Element) -> frozenset[int]:
    """The rows that an element may name: in its text, or in what it says of itself."""
    said = (element.text or "", *map(str, element.attrib.values()))
    return frozenset(map(int, chain.from_iterable(map(_ROW_NAMED.findall, said))))


def _below_cells(root: etree._Element) -> Iterator[etree._Element]:
    """The elements of a sheet that refer to cells, but for those of its own cells."""
    for child in root:
        if isinstance(child.tag, str) and etree.QName(child).localname != "sheetData":
            yield from _following(child)


def _following(root: etree._Element) -> Iterator[etree._Element]:
    """The elements in `root` that refer to cells."""
    return root.iter(*FOLLOWING)


class SheetPart(NamedTuple):
    """A worksheet: its name and part, whether its cells are in use, and how to get at them."""

    name: str
    part: str
    in_use: bool
    worksheet: Callable[[], Worksheet]


def follow_everywhere(
    package: Package, sheets: list[SheetPart], change: Outgrown, changes: Changes, named: RowsNamed
) -> None:
    """Let every reference of the workbook follow; parts without one are neither parsed nor changed."""
    spelled = change.spelled
    in_bytes = re.compile(spelled.pattern.encode())
    parts = {sheet.part for sheet in sheets}
    for sheet in sheets:
        _follow_on_sheet(sheet, change, spelled, in_bytes, named)
    owners = cache(lambda: _owners(package, sheets))
    for part in package.parts():
        if part in parts or not (part.startswith("xl/") and part.endswith((".xml", ".vml"))):
            continue
        if not named.spells(part, in_bytes):
            continue
        for element, rows in named.elements(part):
            if rows.isdisjoint(change.ends):
                continue
            here = owners().get(part, "") if etree.QName(element).localname in _ON_OWN_SHEET else ""
            if _follow_in(element, here, change, spelled, partial(changes.reworded, part)):
                package.touch(part)
                if etree.QName(element).localname == "definedName":
                    changes.note_name(element.get("name", ""))


def following_in(package: Package, part: str) -> list[etree._Element]:
    """The elements of a part that refer to cells."""
    root = _root(package, part)
    return [] if root is None else list(_following(root))


def _root(package: Package, part: str) -> etree._Element | None:
    """The root of a part; None of a drawing of old that is no sound XML."""
    try:
        return package.tree(part)
    except DamagedError:
        if part.endswith(".vml"):
            return None
        raise


def _owners(package: Package, sheets: list[SheetPart]) -> dict[str, str]:
    """The sheet on which the controls or the table of a part stand: a reference without one is to its
    cells."""
    return {
        related.target: sheet.name
        for sheet in sheets
        for related in package.relationships(sheet.part)
        if related.kind in _OF_SHEETS
    }


def _follow_on_sheet(
    sheet: SheetPart,
    change: Outgrown,
    spelled: re.Pattern[str],
    in_bytes: re.Pattern[bytes],
    named: RowsNamed,
) -> None:
    if not sheet.in_use and not named.texts.of(sheet.part).may_spell(in_bytes):
        return
    if named.on(sheet).isdisjoint(change.ends):
        return
    worksheet = sheet.worksheet()
    for found in named.formulas(sheet):
        if spelled.search(found.text):
            text = followed(found.text, sheet.name, change, (found.row, found.column))
            if text != found.text:
                worksheet.changes.reworded_cell(
                    found.row, found.column, worksheet.formula(found.row, found.column) or ""
                )
                worksheet.retell(found.row, found.column, text)
    for element, rows in named.below_cells(sheet):
        if rows.isdisjoint(change.ends):
            continue
        if _follow_in(element, sheet.name, change, spelled, worksheet.changes.reworded):
            worksheet.changed()


def _follow_in(
    element: etree._Element,
    here: str,
    change: Outgrown,
    spelled: re.Pattern[str],
    reworded: Callable[[etree._Element, str], object],
) -> bool:
    """Let the references of one element follow; whether any did. `reworded` gets it with what it said."""
    name = etree.QName(element).localname
    changed = False
    if name in FORMULAS and element.text and element.tag != F and spelled.search(element.text):
        text = followed(element.text, here, change, _sparkline_cell(element), series=_is_series(element))
        changed, before, element.text = text != element.text, element.text, text
        if changed:
            reworded(element, before)
            forget_points(element)
    if name == "FmlaRange" and element.text and spelled.search(element.text):
        text = followed(element.text, here, change)
        changed, before, element.text = text != element.text, element.text, text
        if changed:
            reworded(element, before)
    listed = element.get("fmlaRange", "")
    if listed and (text := followed(listed, here, change)) != listed:
        reworded(element, listed)
        element.set("fmlaRange", text)
        changed = True
    if name in SOURCES and source_sheet(element).casefold() == change.sheet.casefold():
        before = element.get("ref", "")
        if _follow_source(element, change):
            reworded(element, before)
            changed = True
    return changed


def _sparkline_cell(element: etree._Element) -> tuple[int, int] | None:
    """The cell of the sparkline whose cells `element` tells: one that draws its own row stays with it."""
    parent = element.getparent()
    if parent is None or etree.QName(parent).localname != "sparkline":
        return None
    try:
        place = parse_ref(parent.findtext("{*}sqref") or "")
    except ValueError:
        return None
    return place.top, place.left


def _is_series(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname in ("numRef", "strRef", "multiLvlStrRef")


def _follow_source(source: etree._Element, change: Outgrown) -> bool:
    try:
        block = parse_ref(source.get("ref", ""))
    except ValueError:
        return False
    new = change.follow(block, False)
    source.set("ref", new.ref)
    return new != block
