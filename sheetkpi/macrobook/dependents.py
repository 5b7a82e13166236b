"""What in a workbook says something of certain sheets, tables and names, so that it could not do without."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import rels_part
from sheetkpi.fileengine.parts.formulas import tokens
from sheetkpi.fileengine.parts.mentions import FORMULAS, SOURCES
from sheetkpi.fileengine.parts.workbook import Workbook

Element = etree._Element

_REFERENCES = {
    "hyperlink": ("location",),
    "sp": ("textlink",),
    "formControlPr": ("fmlaLink", "fmlaRange", "fmlaMacro"),
}
"""Attributes that are references: of links, text boxes, form controls."""
_SAYING = tuple(f"{{*}}{name}" for name in sorted({*FORMULAS, *SOURCES, *_REFERENCES}))
_CELL = main("c")


class Sayings:
    """Finds in formulas what they say of `sheets`, and of tables and names (`sheet_of`: on which sheet each
    stands); all in any case."""

    def __init__(self, sheets: Collection[str], sheet_of: Mapping[str, str]) -> None:
        self._sheets = {sheet.casefold(): sheet for sheet in sheets}
        self._sheet_of = {name.casefold(): sheet for name, sheet in sheet_of.items()}
        words = sorted({*self._sheets, *self._sheet_of}, key=len, reverse=True)
        spelled = "|".join(re.escape(word.replace("'", "''")) for word in words) or "(?!)"
        self._spelled = re.compile(spelled, re.IGNORECASE)

    def __call__(self, formula: str) -> set[str]:
        """The sheets of which a formula, or a reference, says something."""
        if self._spelled.search(formula) is None:
            return set()
        return set(filter(None, self._said_in(formula.removeprefix("#"))))

    def _said_in(self, formula: str) -> Iterator[str]:
        pieces = list(tokens(formula))
        behind = [*(piece.text for piece in pieces[1:]), "", ""]
        for place, (kind, text) in enumerate(pieces):
            spelled = text.casefold()
            if behind[place] == "!":
                names = spelled[1:-1].replace("''", "'").split(":") if kind == "sheet" else [spelled]
                yield from (self._sheets.get(name, "") for name in names)
            elif kind == "word" and behind[place] != "(":
                yield self._sheet_of.get(spelled, "")


def said_in(root: Element, sayings: Sayings) -> Iterator[tuple[Element, set[str]]]:
    """The elements of a part that say something of the sheets, with these."""
    for element in root.iter(*_SAYING):
        name = etree.QName(element).localname
        said: set[str] = set()
        if name in FORMULAS:
            said = sayings(element.text or "")
        for attribute in _REFERENCES.get(name, ()):
            said |= sayings(element.get(attribute, ""))
        if name in SOURCES:
            said |= sayings(element.get("name", "")) | sayings(f"'{element.get('sheet', '')}'!A1")
        if said:
            yield element, said


def cell_of(element: Element) -> str:
    """The address of the cell that a formula stands in, "" for one that stands in none."""
    parent = element.getparent()
    return parent.get("r", "") if parent is not None and parent.tag == _CELL else ""


def parts_of_sheets(package: Package, workbook: Workbook) -> dict[str, set[str]]:
    """By sheet its part and all that relationships lead to from there; what several share is in each."""
    return {sheet.name: _reached(package, sheet.part) for sheet in workbook.sheets}


def _reached(package: Package, part: str) -> set[str]:
    found: set[str] = set()
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if each in found or each == package.workbook_part:
            continue
        found.add(each)
        if rels_part(each) in package:
            found.add(rels_part(each))
            related = package.relationships(each)
            waiting += [one.target for one in related if not one.external and one.target in package]
    return found
