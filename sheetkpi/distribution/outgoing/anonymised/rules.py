"""The rules of a bare sheet: conditional formats and validations, the newer ones in extensions too."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, tag
from sheetkpi.distribution.outgoing.layout import REACH
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.rules import X14, areas
from sheetkpi.fileengine.parts.worksheet import Worksheet

_RULES = (tag("cfRule"), tag("dataValidation"), f"{X14}cfRule", f"{X14}dataValidation")
_RULE_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})


def bare_rules(sheet: Worksheet, bodies: Sequence[Block], keeping: Keeping) -> None:
    """Rules that every row of a table has go on to have every row; those of single rows, and rules that say
    what may not be said, go."""
    for element in list(sheet.root.iter(*_RULES)):
        said = [
            each.text
            for each in element.iter("*")
            if etree.QName(each).localname in _RULE_FORMULAS and each.text
        ]
        prompts = [element.get(name, "") for name in ("prompt", "promptTitle", "error", "errorTitle")]
        if not (all(map(keeping.criterion, said)) and all(map(keeping.text, prompts))):
            _remove_with_empty(element)
    for area in list(areas(sheet)):
        blocks = [piece for block in area.blocks for piece in _over_rows(block, bodies)]
        if blocks:
            area.blocks = blocks
        else:
            _remove_with_empty(area.element)
    validations = sheet.child("dataValidations")
    if validations is not None:
        validations.set("count", str(len(validations)))


def _over_rows(block: Block, bodies: Sequence[Block]) -> list[Block]:
    """What of a rule's cells stays: all where it has every row of a table, else what is outside of tables."""
    left = [block]
    for body in bodies:
        inside = block.overlap(body)
        if inside is None:
            continue
        if inside.height == body.height:
            return [block if block.bottom > body.bottom else block._replace(bottom=body.top + REACH)]
        left = [piece for each in left for piece in each.without(inside)]
    return left


def _remove_with_empty(element: Element) -> None:
    """Take an element out, and what held nothing else."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if not any(isinstance(child.tag, str) for child in parent) and parent.getparent() is not None:
        _remove_with_empty(parent)
