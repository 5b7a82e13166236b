"""The conditional formats of a worksheet: rules read, added, changed and taken out one by one.

Rules nobody asked to change stay as they are, those in newer extensions too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.parts.cells import Element, escaped
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.rules import X14, Area, areas, cut_out
from sheetkpi.fileengine.parts.worksheet import Worksheet

_X14_ID = f"{X14}id"


class Rule(NamedTuple):
    """One rule: its `cfRule` element and the cells it applies to."""

    element: Element
    area: Area

    @property
    def kind(self) -> str:
        """The format's word for it: `cellIs`, `expression`, `colorScale`, `dataBar`, `iconSet`, …"""
        return self.element.get("type", "")

    @property
    def extension(self) -> bool:
        """Whether the rule is kept in the extensions only, out of this module's hands."""
        return self.element.tag == f"{X14}cfRule"

    def formulas(self) -> list[str]:
        """Its formulas, without `=`."""
        return [element.text or "" for element in self.element.iterchildren(main("formula"))]

    def set_formulas(self, formulas: Sequence[str]) -> None:
        """Put other formulas in place of those it has."""
        for element in list(self.element.iterchildren(main("formula"))):
            self.element.remove(element)
        for place, formula in enumerate(formulas):
            element = etree.Element(main("formula"))
            element.text = escaped(formula)
            self.element.insert(place, element)


def _format_areas(sheet: Worksheet) -> Iterator[Area]:
    return (area for area in areas(sheet) if etree.QName(area.element).localname == "conditionalFormatting")


def rules_on(sheet: Worksheet, block: Block) -> list[Rule]:
    """The rules that reach into the block, the first in priority first."""
    found: list[Rule] = []
    linked = {element.text for element in sheet.root.iter(_X14_ID)}
    for area in _format_areas(sheet):
        if any(block.overlap(other) for other in area.blocks):
            for element in area.element:
                if etree.QName(element).localname != "cfRule":
                    continue
                # Most rules in the extensions only complete a rule of the main list.
                if element.tag == main("cfRule") or element.get("id") not in linked:
                    found.append(Rule(element, area))
    return sorted(found, key=_priority)


def _priority(rule: Rule) -> int:
    return whole_number(rule.element, "priority")


def add_rule(sheet: Worksheet, block: Block, kind: str) -> Rule:
    """A new rule for the block, before all others in priority, as xlwings adds them on every engine."""
    sheet.changed()
    for area in _format_areas(sheet):
        for element in area.element:
            if element.get("priority"):
                element.set("priority", str(whole_number(element, "priority") + 1))
    parent = sheet.insert("conditionalFormatting")
    parent.set("sqref", block.ref)
    element = etree.SubElement(parent, main("cfRule"), type=kind, priority="1")
    return Rule(element, Area(parent))


def delete_rule(sheet: Worksheet, rule: Rule) -> None:
    """Take a rule out, with what the extensions add to it."""
    sheet.changed()
    ids = {element.text for element in rule.element.iter(_X14_ID)}
    for area in list(_format_areas(sheet)):
        for element in list(area.element):
            if element is rule.element or (element.tag == f"{X14}cfRule" and element.get("id") in ids):
                area.element.remove(element)
        if not any(etree.QName(element).localname == "cfRule" for element in area.element):
            _remove(area.element)


def clear_rules(sheet: Worksheet, block: Block) -> None:
    """Take the block's cells from every rule; rules left without cells go."""
    sheet.changed()
    for area in list(_format_areas(sheet)):
        if any(block.overlap(other) for other in area.blocks) and cut_out(area, block):
            _remove(area.element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        if len(parent) == 0 and parent.tag == f"{X14}conditionalFormattings":
            extension = parent.getparent()
            assert extension is not None
            _remove_extension(extension)


def _remove_extension(extension: Element) -> None:
    parent = extension.getparent()
    assert parent is not None
    parent.remove(extension)
    if len(parent) == 0:
        above = parent.getparent()
        assert above is not None
        above.remove(parent)
