"""Putting the parts of a workbook back as they were before `attach`, byte for byte.

A sheet that only we have written since goes back as it was, whatever it holds now, and so do its tables,
notes and charts. What somebody else has changed stays as it is; and so does a sheet that would no longer fit
to it. Where everybody writes, as in the list of sheets or the styles, see `registers`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from xml.sax.saxutils import escape

from lxml import etree

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.contenttypes import ContentTypes
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.originals import Originals
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import rels_part, source_part
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.macrobook.dependents import parts_of_sheets

Element = etree._Element

REBUILT = ("calcChain", "vbaProject")
"""Kinds of parts that a workbook may lack for a while: we take them out, or put ours in their place."""
_COUNTED = ("sharedStrings", "styles")
"""Relationships of the workbook to parts whose items sheets name by their number."""
_COUNTED_PARTS = tuple(f"/{kind}.xml" for kind in _COUNTED)
_XML = (".xml", ".rels", ".vml")


class Before:
    """What the parts of a package were before `attach`, as far as its `originals` tell; `returned` are
    sheets, and what belongs to them, that are back already."""

    def __init__(self, package: Package, originals: Originals) -> None:
        self.package = package
        self.returned: list[str] = []
        self._originals = originals
        workbook = package.relationships(package.workbook_part)
        entries = [package.relationships("").find("extended-properties"), workbook.find("styles")]
        of_workbook = (package.workbook_part, rels_part(package.workbook_part))
        self.registers = {contenttypes.PART, rels_part(""), *of_workbook}
        self.registers |= {each.target for each in entries if each is not None}

    @property
    def parts(self) -> Collection[str]:
        """The parts that there were."""
        return self._originals.digests.keys()

    def read(self, part: str) -> bytes | None:
        """The bytes of a part as it was, None where they are not to be had."""
        if part not in self.parts:
            return None
        return self._originals.original(part, self.package.stored(part))

    def tree(self, part: str) -> Element | None:
        """The root of an XML part as it was; None where that is not to be had."""
        data = self.read(part) if part.endswith(_XML) else None
        try:
            return None if data is None else parse_xml(data, part, self.package.place)
        except SheetKPIError:
            return None

    @cached_property
    def types(self) -> ContentTypes | None:
        """The content types that there were."""
        root = self.tree(contenttypes.PART)
        return None if root is None else ContentTypes(root, lambda: None)

    def is_back(self, part: str) -> bool:
        """Whether a part is as it was."""
        return part in self.package and self.package.read(part) == self.read(part)

    def is_everything(self) -> bool:
        """Whether the package holds the parts it held, each as it was, and no others."""
        return set(self.package.parts()) == set(self.parts) and all(map(self.is_back, self.parts))

    def put_back(self, part: str) -> bool:
        """Put a part back, with its relationships where it had none; whether it is as it was now."""
        data = self.read(part)
        if data is None:
            return False
        if part not in self.package:
            self.package.write(part, data, self.types.of(part) if self.types else "")
        elif self.package.read(part) != data:
            self.package.write(part, data)
        if (
            not part.endswith(".rels")
            and rels_part(part) not in self.parts
            and rels_part(part) in self.package
        ):
            self.package.remove(rels_part(part))
        return True

    def is_changed_by_others(self, part: str) -> bool:
        """Whether somebody else has changed a part, in more than results of formulas: as noted when we saved
        it, or as it shows, since what it was is not to be had from what it is."""
        change = self._originals.changes.get(part)
        noted = change is not None and change.others
        return (noted and not self.says_the_same(part)) or (part in self.parts and self.read(part) is None)

    def is_counted_anew(self) -> bool:
        """Whether texts or formats have other numbers now than the sheets had for them, as after another
        program wrote all of them anew: no sheet would look or read as it did."""
        related = self.package.relationships(self.package.workbook_part)
        counted = [related.find(kind) for kind in _COUNTED]
        there = {each.target for each in counted if each is not None}
        lost = {part for part in self.parts if part.endswith(_COUNTED_PARTS) and part not in there}
        return any(self.read(part) is None for part in lost | (there & set(self.parts)))

    def says_the_same(self, part: str) -> bool:
        """Whether a part says what it said; results of formulas and names of modules aside."""
        if part not in self.package:
            return False
        root = self.tree(part)
        return self.is_back(part) if root is None else said(root) == said(self.package.tree(part))


def put_sheets_back(workbook: Workbook, before: Before) -> list[str]:
    """Put back all parts that only we have changed, but for the registers; the names of the sheets that had
    to stay as they are, since other people have changed them."""
    package = before.package
    kept = [part for part in before.parts if part not in before.registers and not _is_rebuilt(part)]
    foreign = {part for part in kept if before.is_changed_by_others(part)}
    held = {
        name: parts
        for name, parts in parts_of_sheets(package, workbook).items()
        if not parts.isdisjoint(before.parts)
    }
    anew = before.is_counted_anew()
    stay = {name for name, parts in held.items() if anew or not parts.isdisjoint(foreign)}
    left = foreign.union(*(held[name] for name in stay))
    told = {name: _names_on(package, name, held[name]) for name in held}
    while more := [
        name
        for name in held
        if name not in stay
        and (
            _mention(package, left, told[name])
            or any(_mention(package, held[name] & set(kept), told[each]) for each in stay)
        )
    ]:
        stay |= set(more)
        left = left.union(*(held[name] for name in more))
    for part in kept:
        if (part not in left or before.says_the_same(part)) and before.put_back(part):
            before.returned.append(part)
    _sweep(package, before)
    return [name for name in held if name in stay]


def said(root: Element) -> bytes:
    """What a part says, results of formulas, names of modules and selected sheets aside."""
    copy = etree.fromstring(etree.tostring(root))
    for cell in copy.iter(main("c")):
        if cell.find(main("f")) is not None:
            cell.attrib.pop("t", "")
            for value in cell.findall(main("v")):
                cell.remove(value)
    for view in copy.iter(main("sheetView")):
        view.attrib.pop("tabSelected", "")
    for element in [*copy.iter(main("sheetPr"))]:
        element.attrib.pop("codeName", "")
        if not len(element) and not element.attrib:
            copy.remove(element)
    return etree.tostring(copy, method="c14n")


def _is_rebuilt(part: str) -> bool:
    return any(part.endswith((f"{kind}.xml", f"{kind}.bin", f"{kind}.bin.rels")) for kind in REBUILT)


def _names_on(package: Package, sheet: str, parts: Iterable[str]) -> list[bytes]:
    """How XML spells a sheet and its tables."""
    roots = [package.tree(part) for part in parts if "/tables/" in part and part.endswith(".xml")]
    names = [sheet, *(root.get("displayName", "") for root in roots)]
    return [escape(name).encode() for name in names if name]


def _mention(package: Package, parts: Iterable[str], names: Collection[bytes]) -> bool:
    """Whether any of the parts says one of the names, as far as bytes tell: rather too often than not."""
    there = (package.read(part) for part in parts if part in package and part.endswith(_XML))
    return any(name in data for data in there for name in names)


def _sweep(package: Package, before: Before) -> None:
    """Take out parts that came with what went, and that nothing leads to any more."""
    reached = package.reachable()
    for part in package.parts():
        if part in before.parts or part == contenttypes.PART or part not in package:
            continue
        source = source_part(part) if part.endswith(".rels") else part
        if source and source not in reached:
            package.remove(part)
