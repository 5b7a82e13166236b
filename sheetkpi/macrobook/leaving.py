"""Taking out of a workbook the sheets and names that `attach` added: those that nobody needs.

A sheet stays where people have put something on it, or where something of theirs says something of it: then
formulas on it that look at a sheet that goes become what they came to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import DefinedName, Sheet, Workbook
from sheetkpi.language import LANGUAGES, say
from sheetkpi.macrobook.dependents import Sayings, cell_of, parts_of_sheets, said_in
from sheetkpi.macrobook.marks import MARK, Mark, marks_of
from sheetkpi.macrobook.ourtables import contract_specs, our_tables
from sheetkpi.macrobook.typedcells import SheetContents
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.names import PREFIX

Element = etree._Element

_LET_GO = ("f", "calculatedColumnFormula", "cfRule", "dataValidation", "sparkline", "hyperlink")
"""Elements that go with what they refer to; `f` leaves the result in its cell."""
_STAYING = (main("c"), main("tableColumn"))


@dataclass(frozen=True)
class Leaving:
    """Which of the sheets that `attach` added go, and which stay: `typed` in by people, or needed (`needed`:
    by sheet, where it is said); `names` of ours, in lower case, are needed too."""

    going: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    needed: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


class Added:
    """The sheets of `workbook` that `attach` added, and what is to become of them. Names that begin as ours
    do are ours unless they are among `theirs` (lower case)."""

    def __init__(self, package: Package, workbook: Workbook, theirs: Collection[str] = ()) -> None:
        self._package = package
        self._workbook = workbook
        self._theirs = theirs
        self._known: dict[str, SheetContents] = {}

    @cached_property
    def sheets(self) -> dict[str, Mark]:
        """The sheets, by name; a copy that somebody made of one is theirs."""
        found: dict[str, tuple[str, Mark]] = {}
        named = {_sheet_in(name) for name in self._workbook.names if not name.sheet}
        for sheet, mark in marks_of(self._workbook).items():
            known = found.get(mark.title)
            if known is None or (sheet.casefold() in named and known[0].casefold() not in named):
                found[mark.title] = sheet, mark
        return dict(found.values())

    def leaving(self, *, everything: bool = False) -> Leaving:
        """What is to go; with `everything` also what people have typed into."""
        marks, made = self.sheets, self._made_by_refreshes()
        typed = [name for name, mark in marks.items() if self._contents(name).typed() != mark.typed]
        kept = [] if everything else typed
        going = {*marks, *made} - set(kept)
        needed: dict[str, str] = {}
        # What is needed may itself need others.
        while more := {sheet: where for sheet, where in self._needed(going).items() if sheet not in needed}:
            needed |= more
            going -= more.keys()
        order = [sheet.name for sheet in self._workbook.sheets]
        return Leaving(
            tuple(name for name in order if name in going),
            tuple(name for name in order if name in kept),
            {name: needed[name] for name in order if name in needed},
            frozenset(name.removeprefix("=") for name in needed if name.startswith("=")),
        )

    def remove(self, leaving: Leaving) -> None:
        """Take the sheets that go out, with the names that say something of them."""
        going = set(leaving.going)
        sayings, parts = self._sayings(going), parts_of_sheets(self._package, self._workbook)
        gone = [name for name in self._workbook.names if self._is_ours(name) and sayings(name.name)]
        for sheet in self._workbook.sheets:
            if sheet.name not in going:
                self._freeze(sheet, parts[sheet.name], sayings)
        for name in [*gone, *(name for name in self._workbook.names if name.name.casefold() == MARK)]:
            if name.name.casefold() not in leaving.names:
                self._workbook.delete_name(name.name, name.sheet)
        staying = [sheet for sheet in self._workbook.sheets if sheet.name not in going]
        if not any(sheet.visibility == "visible" for sheet in staying):
            self._workbook.set_visibility(staying[0].name, "visible")
        for sheet_name in leaving.going:
            self._workbook.delete_sheet(sheet_name, mentioned=False)

    def _contents(self, sheet: str) -> SheetContents:
        if sheet not in self._known:
            found = self._workbook.sheet(sheet)
            self._known[sheet] = SheetContents(self._package, self._workbook, found, self._specs)
        return self._known[sheet]

    @cached_property
    def _specs(self) -> dict[str, TableSpec]:
        return {called: contract_specs()[name] for name, called in our_tables(self._package).items()}

    def _made_by_refreshes(self) -> list[str]:
        """Sheets that a refresh made to remember sources in, with nothing on them but that."""
        found = []
        for sheet in self._workbook.sheets:
            contents = self._contents(sheet.name)
            if sheet.name in self.sheets or [spec.name for spec in contents.tables] != ["Sources"]:
                continue
            titles = {f"1,1\t{say('sheet.import_sources', language)}" for language in LANGUAGES}
            if self.sheets and set(contents.lines()) <= titles:
                found.append(sheet.name)
        return found

    def _sayings(self, going: Collection[str]) -> Sayings:
        """Finds what says anything of the sheets that go, their tables and names; of our other names, too,
        which are called `=name` instead of a sheet."""
        tables = {}
        for sheet in self._workbook.sheets:
            if sheet.name in going:
                for each in self._package.relationships(sheet.part).of_kind("table"):
                    tables[Table(self._package.tree(each.target)).name] = sheet.name
        of_sheets, named = Sayings(going, tables), dict[str, str]()
        for name in filter(self._is_ours, self._workbook.names):
            homes = sorted(of_sheets(name.refers_to))
            if homes:
                named[name.name] = homes[0]
            elif "!" not in name.refers_to or "#REF!" in name.refers_to:
                named[name.name] = f"={name.name.casefold()}"
        return Sayings(going, named | tables)

    def _is_ours(self, name: DefinedName) -> bool:
        spelled = name.name.casefold()
        return not name.sheet and spelled.startswith(PREFIX) and spelled not in self._theirs

    def _needed(self, going: Collection[str]) -> dict[str, str]:
        """Of the sheets that go, those of which something that stays says something, and where."""
        sayings, needed = self._sayings(going), dict[str, str]()
        for name in self._workbook.names:
            if not self._is_ours(name) and name.sheet not in self.sheets:
                for sheet in sayings(name.refers_to):
                    needed.setdefault(sheet, name.name)
        for holder, parts in parts_of_sheets(self._package, self._workbook).items():
            if holder in going:
                continue
            own = self._workbook.sheet(holder).part
            for part in sorted(parts):
                if not part.endswith(".xml") or (
                    holder in self.sheets and (part == own or "/tables/" in part)
                ):
                    continue
                for element, sheets in said_in(self._package.tree(part), sayings):
                    place = f"{holder}!{cell}" if (cell := cell_of(element)) else holder
                    if not self._contents(holder).is_ours(element):
                        needed |= {sheet: place for sheet in sheets if sheet not in needed}
        return needed

    def _freeze(self, sheet: Sheet, parts: Iterable[str], sayings: Sayings) -> None:
        """Let formulas on a sheet that look at sheets that go become what they came to."""
        for part in parts:
            if not part.endswith(".xml") or not (part == sheet.part or "/tables/" in part):
                continue
            for element, _ in list(said_in(self._package.tree(part), sayings)):
                self._package.touch(part)
                _let_go(element)


def _sheet_in(name: DefinedName) -> str:
    """The sheet that a name refers to, in lower case; "" where it is no range."""
    place = name.refers_to.rpartition("!")[0]
    return place.strip("'").replace("''", "'").casefold()


def _let_go(element: Element) -> None:
    """Take out a formula, its result left; or the rule, link or list that says it."""
    for around in (element, *element.iterancestors()):
        parent = around.getparent()
        if parent is not None and etree.QName(around).localname in _LET_GO:
            parent.remove(around)
            if parent.get("count"):
                parent.set("count", str(len(parent)))
            if not len(parent) and parent.tag not in _STAYING and (above := parent.getparent()) is not None:
                above.remove(parent)
            return
