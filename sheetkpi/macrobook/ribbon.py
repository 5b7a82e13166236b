"""The ribbon tab: a customUI part of the package (MS-CUSTOMUI), its words in the workbook's language.

Excel reads one such part only, the newest form it knows. A workbook that has a ribbon of its own gets our tab
into that part, whichever form it has; everything else in it stays.
"""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import Relationship
from sheetkpi.language import Language, say
from sheetkpi.macrobook.sources import macro_source

KINDS = (
    "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
)
"""Types of the package's relationship to a customUI part: since Excel 2010, and of Excel 2007."""
PART = "customUI/customUI14.xml"
TAB = "SheetKPITab"
_CONTENT_TYPE = "application/xml"
_WORDED = ("label", "screentip", "supertip")
_EMPTY = frozenset({"customUI", "ribbon", "tabs"})
"""Elements that mean nothing when they are empty."""


def add_ribbon(package: Package, language: Language) -> None:
    """Give the workbook our tab, in `language`; one that is there already is replaced where it differs."""
    ribbon = etree.fromstring(macro_source("ribbon.xml"), etree.XMLParser(remove_blank_text=True))
    for element in ribbon.iter(etree.Element):
        for attribute in _WORDED:
            if key := element.get(attribute):
                element.set(attribute, say(key, language))
    present = _relationship(package)
    if present is None:
        data = etree.tostring(ribbon, xml_declaration=True, encoding="UTF-8", standalone=True)
        package.write(PART, data, _CONTENT_TYPE)
        package.relationships("").add(KINDS[0], PART)
        return
    root = package.tree(present.target)
    tab = _in_namespace(_tab(ribbon), etree.QName(root).namespace or "")
    old = _tab(root)
    if old is not None and _content(old) == _content(tab):
        return
    package.touch(present.target)
    if old is not None:
        _parent(old).replace(old, tab)
    else:
        _child(_child(root, "ribbon"), "tabs").append(tab)


def remove_ribbon(package: Package) -> bool:
    """Take our tab out, and the part when nothing else is in it; whether it was there."""
    present = _relationship(package)
    if present is None:
        return False
    root = package.tree(present.target)
    tab = _tab(root)
    if tab is None:
        return False
    package.touch(present.target)
    _parent(tab).remove(tab)
    left = [element for element in root.iter(etree.Element) if etree.QName(element).localname not in _EMPTY]
    if not left:
        package.relationships("").remove(present.id)
        package.remove(present.target)
    return True


def _relationship(package: Package) -> Relationship | None:
    """The relationship to the part that Excel reads."""
    found = {each.type: each for each in package.relationships("") if each.target in package}
    return next((found[kind] for kind in KINDS if kind in found), None)


def _tab(root: etree._Element) -> etree._Element | None:
    return next((element for element in root.iter("{*}tab") if element.get("id") == TAB), None)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _child(parent: etree._Element, name: str) -> etree._Element:
    """The child of that name, made where there is none: first, but `ribbon` after `commands`."""
    found = parent.find(f"{{*}}{name}")
    if found is None:
        found = etree.Element(f"{{{etree.QName(parent).namespace}}}{name}")
        before = 1 if len(parent) and etree.QName(parent[0]).localname == "commands" else 0
        if name == "tabs":  # after qat
            before = sum(etree.QName(child).localname in ("qat", "officeMenu") for child in parent)
        parent.insert(before, found)
    return found


def _in_namespace(element: etree._Element | None, namespace: str) -> etree._Element:
    """A copy of an element and what is in it, in another form's namespace: the two forms are alike here."""
    assert element is not None
    copy = etree.Element(f"{{{namespace}}}{etree.QName(element).localname}")
    copy.attrib.update(element.attrib)
    copy.extend(_in_namespace(child, namespace) for child in element.iterchildren(etree.Element))
    return copy


def _content(element: etree._Element) -> tuple[object, ...]:
    """What an element says, whatever prefixes and spaces it is written with."""
    children = map(_content, element.iterchildren(etree.Element))
    return (element.tag, sorted(element.items()), *children)
