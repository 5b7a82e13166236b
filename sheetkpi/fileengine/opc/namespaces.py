"""The XML names of SpreadsheetML: namespaces, tags as lxml writes them, and where elements go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
EXTENDED_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
VARIANT_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = "http://purl.oclc.org/ooxml/"
"""What the namespaces of Strict Open XML begin with."""

R_ID = f"{{{RELATIONSHIPS}}}id"


def main(name: str) -> str:
    """The tag of an element of the main namespace.

    >>> main("row")
    '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row'
    """
    return f"{{{MAIN}}}{name}"


def new_element(name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """An element of the main namespace that belongs nowhere yet, without a prefix of its own."""
    return etree.Element(main(name), dict(attributes or {}), nsmap={None: MAIN})  # type: ignore[dict-item]


def whole_number(element: etree._Element, attribute: str, default: int = 0) -> int:
    """An attribute as a whole number; `default` where it is missing or, in a damaged file, no number."""
    try:
        return int(element.get(attribute, default))
    except ValueError:
        return default


def insert_ordered(parent: etree._Element, child: etree._Element, order: Sequence[str]) -> None:
    """Put `child` among `parent`'s children where the schema's sequence `order` (local names) wants it."""
    place = order.index(etree.QName(child).localname)
    later = {main(name) for name in order[place + 1 :]}
    for index, sibling in enumerate(parent):
        if sibling.tag in later:
            parent.insert(index, child)
            return
    parent.append(child)
