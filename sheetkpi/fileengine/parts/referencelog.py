"""What fixed references, and the cells that rules apply to, said before tables got other rows.

They follow a table that grows (`outgrown`, `rules`), and whoever takes the rows away again cannot tell a rule
that grew from one that always reached so far. So it is written down while it happens, as plain data that can
be kept in a file, and looked up later: also in a workbook that Excel saved meanwhile, which numbers parts and
elements anew. What says something else by then was changed by somebody, and stays.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.entities import escape
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.grownover import Looked, give_back
from sheetkpi.fileengine.parts.mentions import SOURCES
from sheetkpi.fileengine.parts.outgrown import FOLLOWING, SheetPart, following_in
from sheetkpi.fileengine.parts.references import cell_ref, parse_ref
from sheetkpi.fileengine.parts.rules import Area, areas

_LISTS = ("conditionalFormatting", "dataValidation", "ignoredError")
_ATTRIBUTES = {**dict.fromkeys(SOURCES, "ref"), "formControlPr": "fmlaRange"}
_KINDS = (*FOLLOWING, *(f"{{*}}{name}" for name in _LISTS))


class Reworded(NamedTuple):
    """One reference that says something else: in the cells or rules of a sheet (`place` is `KPI!`), or in a
    part of a folder (`xl/charts`). `kind` says in what. It is number `number` of the `alike` ones there."""

    place: str
    kind: str
    before: str
    after: str
    number: int
    alike: int


class ReferenceLog:
    """Elements and cells with what they said when it was first noted, by the part they are in."""

    def __init__(self) -> None:
        self.elements: dict[Element, tuple[str, str]] = {}
        self.cells: dict[tuple[str, int, int], str] = {}
        self.looks: dict[tuple[str, str, bool], Looked] = {}

    def note(self, part: str, element: Element, before: str) -> None:
        """An element of the part is about to say something else."""
        self.elements.setdefault(element, (part, before))

    def note_cell(self, part: str, row: int, column: int, before: str) -> None:
        """The formula of a cell is."""
        self.cells.setdefault((part, row, column), before)

    def note_looks(self, part: str, looked: Looked) -> None:
        """A row or cell is about to look like those of a table that grows over it."""
        self.looks.setdefault((part, looked.cell, looked.is_row), looked)


class _Said(NamedTuple):
    """An element that is to say again what it said. `chain` are it and those around it, from the outermost,
    each with its parent and the one before it, where it is to come back should it be gone."""

    element: Element
    before: str
    changed: Callable[[], object]
    chain: tuple[tuple[Element, Element, Element | None], ...] = ()

    def put_back(self) -> None:
        for element, parent, previous in self.chain:
            if element.getparent() is None:
                self.changed()
                place = parent.index(previous) + 1 if previous is not None and previous in parent else 0
                parent.insert(place, element)
                if parent.get("count"):
                    parent.set("count", str(len(parent)))
        if _wording(self.element) != self.before:
            self.changed()
            _reword(self.element, self.before)


class References:
    """The references of a workbook, found by what they say; `in_table` tells whether a table of the sheet
    holds a cell: what stands there moves with its row and is looked after by others. `begins` tells whether
    one begins there."""

    def __init__(
        self,
        package: Package,
        sheets: Sequence[SheetPart],
        in_table: Callable[[str, int, int], bool],
        begins: Callable[[str, int, int], bool],
    ) -> None:
        self._package = package
        self._sheets = {sheet.part: sheet for sheet in sheets}
        self._named = {f"{sheet.name}!".casefold(): sheet for sheet in sheets}
        self._in_table, self._begins = in_table, begins

    def log(self) -> ReferenceLog:
        """A log in which all rules of sheets in use stand already."""
        log = ReferenceLog()
        for sheet in self._sheets.values():
            for area in areas(sheet.worksheet()) if sheet.in_use else ():
                log.note(sheet.part, area.element, area.sqref)
        return log

    def reworded(self, log: ReferenceLog) -> list[Reworded]:
        """What says something else than when the log was begun, and all rules in it that still are there."""
        found = []
        on_sheets: dict[str, dict[tuple[str, str], list[Element]]] = {}
        for element, (part, before) in log.elements.items():
            kind, after = _kind(element), _wording(element)
            interesting = after != before or kind in _LISTS
            if not interesting:
                continue
            if part not in self._sheets:
                place = posixpath.dirname(part)
                alike = [other for other, _ in self._alike(place, kind, after)]
            else:
                place = f"{self._sheets[part].name}!"
                if place not in on_sheets:
                    on_sheets[place] = self._by_wording(place)
                alike = on_sheets[place].get((kind, after), [])
            if element in alike:
                found.append(Reworded(place, kind, before, after, alike.index(element), len(alike)))
        for (part, row, column), before in log.cells.items():
            sheet = self._sheets[part]
            now = None if self._in_table(part, row, column) else sheet.worksheet().formula(row, column)
            if now is not None and now != before:
                found.append(Reworded(f"{sheet.name}!", cell_ref(row, column), before, now, 0, 0))
        return found

    def looked(self, log: ReferenceLog) -> list[Looked]:
        """How rows and cells looked that tables have grown over since."""
        return [one._replace(sheet=self._sheets[part].name) for (part, *_), one in log.looks.items()]

    def hold(self, reworded: Sequence[Reworded], looked: Sequence[Looked], log: ReferenceLog) -> Held:
        """Those that still say what they came to say, and every rule of sheets in use, to be put back after
        tables and rules were changed once more. What follows the tables then comes into `log`: it had not
        followed them before, so that goes back, too."""
        held = Held(log, self._changed, self._sheets, self._in_table, self._begins, looked)
        for one in reworded:
            if not one.alike:
                self._hold_cell(held, one)
                continue
            alike = list(self._alike(one.place, one.kind, one.after))
            if len(alike) == one.alike:
                element, changed = alike[one.number]
                chain = tuple(_chain(element)) if one.kind in _LISTS else ()
                held.elements.append(_Said(element, one.before, changed, chain))
        known = {said.element for said in held.elements}
        for sheet in self._sheets.values():
            for area in areas(sheet.worksheet()) if sheet.in_use else ():
                if area.element not in known:
                    held.elements.append(_Said(area.element, area.sqref, sheet.worksheet().changed))
        return held

    def _hold_cell(self, held: Held, one: Reworded) -> None:
        sheet = self._named.get(one.place.casefold())
        if sheet is None:
            return
        cell = parse_ref(one.kind)
        if sheet.worksheet().formula(cell.top, cell.left) == one.after:
            held.cells.append((sheet, cell.top, cell.left, one.before))

    def _changed(self, part: str) -> None:
        sheet = self._sheets.get(part)
        if sheet is not None:
            sheet.worksheet().changed()
        else:
            self._package.touch(part)

    def _alike(self, place: str, kind: str, text: str) -> Iterator[tuple[Element, Callable[[], object]]]:
        """The elements of that kind which say `text`, in their order, and what to call before a change."""
        for elements, changed in self._places(place, text):
            for element in elements:
                if _kind(element) == kind and _wording(element) == text:
                    yield element, changed

    def _by_wording(self, place: str) -> dict[tuple[str, str], list[Element]]:
        """All elements of a sheet by kind and what they say, in their order."""
        found: dict[tuple[str, str], list[Element]] = {}
        for elements, _ in self._places(place, ""):
            for element in elements:
                found.setdefault((_kind(element), _wording(element)), []).append(element)
        return found

    def _places(self, place: str, text: str) -> Iterator[tuple[Iterable[Element], Callable[[], object]]]:
        sheet = self._named.get(place.casefold())
        if sheet is not None:
            for child in sheet.worksheet().root:
                if isinstance(child.tag, str) and etree.QName(child).localname != "sheetData":
                    yield child.iter(*_KINDS), sheet.worksheet().changed
            return
        written = escape(text).encode()
        for part in sorted(self._package.parts()):
            if posixpath.dirname(part) != place or part in self._sheets:
                continue
            if not part.endswith((".xml", ".vml")):
                continue
            if self._package.is_parsed(part) or written in self._package.read(part):
                yield following_in(self._package, part), partial(self._changed, part)


class Held:
    """References to be put back."""

    def __init__(
        self,
        log: ReferenceLog,
        changed: Callable[[str], object],
        sheets: Mapping[str, SheetPart],
        in_table: Callable[[str, int, int], bool],
        begins: Callable[[str, int, int], bool],
        looked: Sequence[Looked],
    ) -> None:
        self._begins, self._looked = begins, looked
        self.elements: list[_Said] = []
        self.cells: list[tuple[SheetPart, int, int, str]] = []
        self._log, self._changed, self._sheets, self._in_table = log, changed, sheets, in_table

    def put_back(self) -> None:
        """Let them say what they said."""
        known = {said.element for said in self.elements}
        for element, (part, before) in self._log.elements.items():
            if element not in known:
                self.elements.append(_Said(element, before, partial(self._changed, part)))
        for said in self.elements:
            said.put_back()
        places = {(sheet.part, row, column) for sheet, row, column, _ in self.cells}
        for (part, row, column), before in self._log.cells.items():
            if (part, row, column) not in places and not self._in_table(part, row, column):
                self.cells.append((self._sheets[part], row, column, before))
        for sheet, row, column, before in self.cells:
            now = sheet.worksheet().formula(row, column)
            if now is not None and now != before:
                sheet.worksheet().retell(row, column, before)
        for part, sheet in self._sheets.items():
            looked = [one for one in self._looked if one.sheet.casefold() == sheet.name.casefold()]
            if looked:
                begins = partial(self._begins, part)
                give_back(sheet.worksheet(), looked, partial(self._in_table, part), begins)


def _chain(element: Element) -> Iterator[tuple[Element, Element, Element | None]]:
    """An element and those around it, from the outermost below the part's root."""
    for one in (*reversed(list(element.iterancestors())), element):
        parent = one.getparent()
        if parent is not None:
            yield one, parent, one.getprevious()


def _kind(element: Element) -> str:
    name: str = etree.QName(element).localname
    if name == "definedName":
        return f"{name} {element.get('name', '')} {element.get('localSheetId', '')}"
    return name


def _wording(element: Element) -> str:
    name = etree.QName(element).localname
    if name in _LISTS:
        return Area(element).sqref
    if name in _ATTRIBUTES:
        return element.get(_ATTRIBUTES[name], "")
    return element.text or ""


def _reword(element: Element, text: str) -> None:
    name = etree.QName(element).localname
    if name in _LISTS:
        Area(element).sqref = text
    elif name in _ATTRIBUTES:
        element.set(_ATTRIBUTES[name], text)
    else:
        element.text = text
