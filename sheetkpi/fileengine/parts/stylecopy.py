"""The styles of one workbook added to those of another, so that its sheets can be put there."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.parts.styles import Styles

Element = etree._Element

_PARTS = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
"""Sections that an xf refers to by index, and the attribute that does."""
_FIRST_CUSTOM = 164


@dataclass(frozen=True)
class Adopted:
    """Where the other workbook's formats are now: `cells[old]` is the new index of a cell's xf,
    `rules[old]` that of a differential format."""

    cells: tuple[int, ...]
    rules: tuple[int, ...]


def adopt(styles: Styles, other: Element) -> Adopted:
    """Add every cell format, differential format and table style of the style sheet `other` to `styles`.

    What is there already is used again. Named cell styles are not taken over: the cells keep their look.
    """
    codes = {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for element in other.iterfind(f"{main('numFmts')}/{main('numFmt')}")
    }
    moved = {
        attribute: [styles.add(section, deepcopy(item)) for item in _items(other, section)]
        for section, attribute in _PARTS.items()
    }
    cells = []
    for xf in map(deepcopy, _items(other, "cellXfs")):
        for attribute, indexes in moved.items():
            xf.set(attribute, str(indexes[whole_number(xf, attribute)]))
            xf.set(f"apply{attribute[0].upper()}{attribute[1:-2]}", "1")
        if whole_number(xf, "numFmtId") >= _FIRST_CUSTOM:
            xf.set("numFmtId", str(styles.number_of(codes[xf.get("numFmtId", "")])))
        xf.set("applyNumberFormat", "1")
        xf.set("xfId", "0")
        cells.append(styles.add("cellXfs", xf))
    rules = [styles.add("dxfs", _dxf(styles, dxf)) for dxf in _items(other, "dxfs")]
    for style in map(deepcopy, _items(other, "tableStyles")):
        for element in style.iter(main("tableStyleElement")):
            if element.get("dxfId"):
                element.set("dxfId", str(rules[whole_number(element, "dxfId")]))
        styles.add("tableStyles", style)
    return Adopted(tuple(cells), tuple(rules))


def _items(root: Element, section: str) -> list[Element]:
    found = root.find(main(section))
    return [] if found is None else list(found.iterchildren(etree.Element))


def _dxf(styles: Styles, dxf: Element) -> Element:
    """A copy of a differential format, its number format under the number it has here."""
    copy = deepcopy(dxf)
    number = copy.find(main("numFmt"))
    if number is not None:
        number.set("numFmtId", str(styles.number_of(number.get("formatCode", ""))))
    return copy
