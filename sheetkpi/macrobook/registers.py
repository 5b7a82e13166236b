"""The parts in which everything in a workbook has its entry: the list of sheets and names, the relationships,
the content types, the styles, the properties. After our sheets have gone, each is put back as it was before
`attach`, unless something stands in it that was not there: a sheet, a name, a format of somebody else's.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.namespaces import main, new_element
from sheetkpi.fileengine.opc.relationships import Relationships, rels_part, source_part
from sheetkpi.macrobook.puttingback import REBUILT, Before
from sheetkpi.patterns import lazy_pattern

Element = etree._Element

_COUNTED = {
    "cellXfs": lazy_pattern(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\bs="(\d+)|<(?:\w+:)?col\s[^>]*?\bstyle="(\d+)'),
    "dxfs": lazy_pattern(rb'\w*[dD]xfId="(\d+)()'),
}
"""By section of the styles, where other parts count its items."""
_ROWS = lazy_pattern(r"(?<=[A-Za-z$])\d+")
_LISTS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_OPTIONAL = ("workbookPr", "calcPr", "bookViews", "definedNames")


def put_registers_back(before: Before) -> None:
    """Put back each register that says nothing new."""
    package = before.package
    relationships = rels_part(package.workbook_part)
    for part in before.returned:  # another sheet came in front meanwhile, which each of them tells
        before.put_back(part)
    _drop_styles(before)
    _let_names_shrink(before)
    returned = _rebuilt(before)
    for part in returned:
        before.put_back(part)
    for part in (relationships, rels_part("")):
        if part in before.parts and _relates_alike(before, part, returned):
            before.put_back(part)
    for part in sorted(before.registers - {contenttypes.PART, relationships, rels_part("")}):
        root = before.tree(part)
        if root is not None and part in package and _says_no_more(before, part, root):
            before.put_back(part)
    reached = package.reachable()
    for part in returned:
        if part in package and part not in reached:
            package.remove(part)
    if _types_fit(before):
        before.put_back(contenttypes.PART)


def _let_names_shrink(before: Before) -> None:
    """Let names mean the rows they meant: those of tables that refreshes filled grew with these. Where
    somebody else has changed the list of names it stays."""
    package = before.package
    part = package.workbook_part
    root = before.tree(part)
    if root is None or part not in package or before.is_changed_by_others(part):
        return
    were, now = _names(root), package.tree(part)
    for key, element in _names(now).items():
        said = were[key].text or "" if key in were else ""
        if said and said != element.text and _ROWS.sub("", said) == _ROWS.sub("", element.text or ""):
            package.touch(part)
            element.text = said


def _names(root: Element) -> dict[tuple[str, str], Element]:
    """The defined names of a workbook part, by name and the name of the sheet they belong to."""
    sheets = [sheet.get("name", "") for sheet in root.iter(main("sheet"))]
    found = {}
    for name in root.iter(main("definedName")):
        number = int(name.get("localSheetId", "-1"))
        own = sheets[number] if 0 <= number < len(sheets) else ""
        found[name.get("name", "").casefold(), own] = name
    return found


def _drop_styles(before: Before) -> None:
    """Take the styles out of a workbook that had none, where nothing left looks at them."""
    package = before.package
    relationships = package.relationships(package.workbook_part)
    styles = relationships.find("styles")
    if styles is None or styles.target in before.parts:
        return
    if _styles_suffice(before, new_element("styleSheet"), package.tree(styles.target)):
        relationships.remove(styles.id)
        package.remove(styles.target)


def _rebuilt(before: Before) -> list[str]:
    """The parts that were taken out and can come back: the order of calculation only where every sheet is as
    it was."""
    lacking = [part for part in before.parts if part not in before.package]
    unchanged = all(before.is_back(part) for part in before.parts if "/worksheets/" in part)
    ours = [part for part in lacking if any(f"{kind}." in part for kind in REBUILT)]
    return [part for part in ours if unchanged or "calcChain." not in part]


def _relates_alike(before: Before, part: str, returned: list[str]) -> bool:
    """Whether the relationships in `part` are what they were, those to the parts that returned aside."""
    root, source = before.tree(part), source_part(part)
    if root is None or part not in before.package:
        return False
    were = {
        (each.id, each.type, each.target, each.external) for each in Relationships(source, root, lambda: None)
    }
    are = {(each.id, each.type, each.target, each.external) for each in before.package.relationships(source)}
    return are <= were and all(target in returned for _, _, target, _ in were - are)


def _says_no_more(before: Before, part: str, root: Element) -> bool:
    package = before.package
    now = package.tree(part)
    if part == package.workbook_part:
        return _workbook_said(root) == _workbook_said(now)
    if root.tag == main("styleSheet"):
        return _styles_suffice(before, root, now)
    return etree.tostring(root, method="c14n") == etree.tostring(now, method="c14n")


def _workbook_said(root: Element) -> bytes:
    """What the workbook part says; what attaching sets, and which sheet is in front, aside."""
    copy = deepcopy(root)
    for name, attributes in (
        ("workbookPr", ("codeName",)),
        ("calcPr", ("fullCalcOnLoad",)),
        ("workbookView", ("activeTab", "firstSheet")),
    ):
        for element in [*copy.iter(main(name))]:
            for attribute in attributes:
                element.attrib.pop(attribute, "")
    for name in _OPTIONAL:
        for element in copy.findall(main(name)):
            if not element.attrib and not any(child.attrib for child in element):
                copy.remove(element)
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, method="c14n")


def _styles_suffice(before: Before, root: Element, now: Element) -> bool:
    """Whether the formats that there were begin those there are, and nothing left has any other."""
    for section in _LISTS:
        were, are = _items(root, section), _items(now, section)
        if were != are[: len(were)]:
            return False
    package = before.package
    styles = {each.get("name", "") for each in root.iter(main("tableStyle"))}
    added = {each.get("name", "") for each in now.iter(main("tableStyle"))} - styles
    counts = {section: max(len(_items(root, section)), section == "cellXfs") for section in _COUNTED}
    for part in package.parts():
        if not part.startswith("xl/") or not part.endswith(".xml") or before.is_back(part):
            continue
        data = package.read(part)
        for section, pattern in _COUNTED.items() if "styles" not in part else ():
            if any(int(one or other) >= counts[section] for one, other in pattern.findall(data)):
                return False
        if "/tables/" in part and any(f'"{name}"'.encode() in data for name in added):
            return False
    return True


def _items(root: Element, section: str) -> list[bytes]:
    found = root.find(main(section))
    items = () if found is None else found.iterchildren(etree.Element)
    return [etree.tostring(etree.fromstring(etree.tostring(item)), method="c14n") for item in items]


def _types_fit(before: Before) -> bool:
    """Whether the content types that there were are those of all parts there are, and of no others. That of
    the workbook part tells whether it has macros, which are what they were by now."""
    were, package = before.types, before.package
    if were is None or any(part not in package for part in before.parts):
        return False
    parts = [part for part in package.parts() if part not in (contenttypes.PART, package.workbook_part)]
    return all(were.of(part) == package.content_types.of(part) for part in parts)
