"""Copying a sheet within its workbook: its part, with those parts that are only its own, and its names.

Pictures, pivot caches and the like are shared. A copied table gets a name of its own, which formulas on the
copy then say; charts and names of the copy speak of the copy. Slicers and queries of tables stay behind.
"""

from __future__ import annotations

import posixpath
import re
import uuid
from collections.abc import Callable

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import relative, rels_part
from sheetkpi.fileengine.parts import querytable, sheetnames, tablenames
from sheetkpi.fileengine.parts.mentions import formulas_of
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.patterns import lazy_pattern

_OWN = frozenset(
    {
        *("drawing", "chart", "chartEx", "chartStyle", "chartColorStyle", "chartUserShapes", "comments"),
        *("vmlDrawing", "threadedComment", "table", "pivotTable", "printerSettings", "ctrlProp"),
        *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing"),
    }
)
"""Kinds of parts that belong to one sheet, or to something that does."""
_LEFT = frozenset({"slicer", "timeline", "queryTable"})
_LISTS = ("slicerList", "timelineRefs")
"""Elements in extensions that name what is left behind."""
_LONGEST = 31
_GUID = lazy_pattern(rb"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")


def copy_sheet(
    workbook: Workbook,
    name: str,
    *,
    before: str = "",
    after: str = "",
    new_table: Callable[[str], tuple[int, str]],
) -> Sheet:
    """Copy the worksheet `name`, in front or behind another one, and return the copy.

    `new_table` gives a table number and a name that nobody has, from the name of the table that is copied.
    """
    package, source = workbook.package, workbook.sheet(name)
    added = workbook.add_sheet(_free_name(workbook, source.name), before=before, after=after)
    package.write(added.part, package.read(source.part))
    copied = {source.part: added.part}
    _copy_related(package, source.part, added.part, copied)
    _refresh_identities(package, copied)
    root = package.edit(added.part)
    for properties in root.iterchildren(main("sheetPr")):
        properties.attrib.pop("codeName", "")
    for part in copied.values():
        if part.endswith(".xml"):
            _rename(package, part, lambda text: sheetnames.renamed(text, source.name, added.name))
    for new in list(copied.values()):
        if _is_table(package, new):
            _rename_table(package, new, copied, new_table)
    for defined in workbook.names:
        if defined.sheet.casefold() == source.name.casefold():
            refers_to = sheetnames.renamed(defined.refers_to, source.name, added.name)
            workbook.set_name(defined.name, refers_to, added.name, hidden=defined.hidden or None)
    return added


def _free_name(workbook: Workbook, name: str) -> str:
    taken = {sheet.name.casefold() for sheet in workbook.sheets}
    base = re.sub(r" \(\d+\)$", "", name)
    for number in range(2, len(taken) + 3):
        suffix = f" ({number})"
        if (free := base[: _LONGEST - len(suffix)] + suffix).casefold() not in taken:
            return free
    raise ValueError(f"no name is free for a copy of {name}")


def _copy_related(package: Package, old: str, new: str, copied: dict[str, str]) -> None:
    """Give the part `new` the relationships of `old`, under their ids, to copies of what is its own."""
    if rels_part(old) not in package:
        return
    related = list(package.relationships(old))
    package.write(rels_part(new), package.read(rels_part(old)))
    root = package.edit(rels_part(new))
    for element, relationship in zip(list(root.iterchildren(etree.Element)), related, strict=True):
        if relationship.kind in _LEFT:
            root.remove(element)
            if new in package and new.endswith(".xml"):
                _take_out_lists(package.edit(new))
        elif not relationship.external and relationship.target in package:
            target = relationship.target
            if relationship.kind in _OWN and target not in copied:
                copied[target] = _copy_part(package, target)
                _copy_related(package, target, copied[target], copied)
            element.set("Target", relative(new, copied.get(target, target)))


def _copy_part(package: Package, part: str) -> str:
    folder, name = posixpath.split(part)
    stem, ending = posixpath.splitext(name)
    new = package.new_part_name(f"{folder}/{stem.rstrip('0123456789')}{{}}{ending}")
    package.write(new, package.read(part), package.content_types.of(part))
    return new


def _take_out_lists(root: etree._Element) -> None:
    """Take out of the extensions what lists parts that are left behind."""
    for extension in list(root.iter(main("ext"))):
        if any(etree.QName(child).localname in _LISTS for child in extension.iterchildren(etree.Element)):
            parent = extension.getparent()
            assert parent is not None
            parent.remove(extension)
            if not len(parent) and (above := parent.getparent()) is not None:
                above.remove(parent)


def _refresh_identities(package: Package, copied: dict[str, str]) -> None:
    """Threaded comments have identities, which the notes beside them name: the copy's are others."""
    talks = [new for old, new in copied.items() if posixpath.basename(old).startswith("threadedComment")]
    notes = [new for old, new in copied.items() if posixpath.basename(old).startswith("comment")]
    new_ids: dict[bytes, bytes] = {}
    for part in talks:
        said = [one.get("id", "").encode() for one in package.tree(part).iter(etree.Element)]
        new_ids |= {id: f"{{{uuid.uuid4()}}}".upper().encode() for id in said if id}
    for part in (*talks, *notes) if new_ids else ():
        package.write(part, _GUID.sub(lambda found: new_ids.get(found[0], found[0]), package.read(part)))


def _rename(package: Package, part: str, renamed: Callable[[str], str]) -> None:
    """Put another name into all formulas of a part."""
    for element in formulas_of(package.edit(part)):
        element.text = renamed(element.text or "")


def _is_table(package: Package, part: str) -> bool:
    return part.endswith(".xml") and package.tree(part).tag == main("table")


def _rename_table(
    package: Package,
    new: str,
    copied: dict[str, str],
    new_table: Callable[[str], tuple[int, str]],
) -> None:
    table = Table(package.edit(new))
    before = table.name
    querytable.forget(table)
    number, after = new_table(before)
    table.root.set("id", str(number))
    table.name = after
    for part in copied.values():
        if part.endswith(".xml"):
            _rename(package, part, lambda text: tablenames.renamed(text, before, after))
