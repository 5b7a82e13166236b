"""A cell's format as plain data that can be kept in a file, and found or made again from it later.

By its index it is not found: Excel numbers formats anew when it saves, and leaves out those no cell has.
"""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.styles import SHARED, Styles


class Told(NamedTuple):
    """A format: what tells it apart (`Styles.look`), its index, its number format, and the XML of its `xf`
    followed by those it refers to (font, fill and border)."""

    look: str
    style: int
    code: str
    xml: tuple[str, ...]


def told(styles: Styles, style: int) -> Told:
    """The format at an index."""
    xml = tuple(etree.tostring(element, encoding="unicode") for element in styles.elements_of(style))
    return Told(styles.look(style), style, styles.number_format(style), xml)


def made_again(styles: Styles, kept: Told) -> int:
    """Where the workbook has such a format; it is added where it has none (under no named style)."""
    known = styles.that_looks(kept.look, kept.style)
    if known is not None:
        return known
    xf, *shared = (etree.fromstring(text) for text in kept.xml)
    for (attribute, section), element in zip(SHARED.items(), shared, strict=True):
        xf.set(attribute, str(styles.add(section, deepcopy(element))))
    xf.set("numFmtId", str(styles.number_of(kept.code)))
    xf.set("xfId", "0")
    assert xf.tag == main("xf")
    return styles.add("cellXfs", xf)
