"""Names of tables: renaming one in every formula, pivot source and link that says it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lxml import etree

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import tokens
from sheetkpi.fileengine.parts.sheetnames import FORMULAS


def rename_everywhere(package: Package, old: str, new: str) -> None:
    """Rename the table `old` in all formulas and pivot sources; parts that do not say it are not parsed."""
    spelled = re.compile(re.escape(escape(old).encode()), re.IGNORECASE)
    for part in package.parts():
        if not (part.startswith("xl/") and part.endswith(".xml")):
            continue
        if not package.is_parsed(part) and not spelled.search(package.read(part)):
            continue
        for element in package.tree(part).iter(etree.Element):
            name = etree.QName(element).localname
            if name in FORMULAS and element.text:
                text = renamed(element.text, old, new)
                if text != element.text:
                    element.text = text
                    package.touch(part)
            elif name == "worksheetSource" and element.get("name", "").casefold() == old.casefold():
                element.set("name", new)
                package.touch(part)


def renamed(formula: str, old: str, new: str) -> str:
    """A stored formula after the table `old` was renamed.

    >>> renamed("ROWS(RepKPI)+SUM(RepKPI[Calls])+RepKPI!A1", "RepKPI", "Reps")
    'ROWS(Reps)+SUM(Reps[Calls])+RepKPI!A1'
    """
    if old.casefold() not in formula.casefold():
        return formula
    pieces = list(tokens(formula))
    behind = [*(piece.text for piece in pieces[1:]), ""]
    return "".join(
        new
        if piece.kind == "word" and piece.text.casefold() == old.casefold() and after not in ("(", "!")
        else piece.text
        for piece, after in zip(pieces, behind, strict=True)
    )
