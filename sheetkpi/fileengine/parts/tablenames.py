"""Names of tables: renaming one in every formula, pivot source and link that says it."""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import tokens
from sheetkpi.fileengine.parts.mentions import FORMULAS, parts_that_mention


def rename_everywhere(package: Package, old: str, new: str) -> None:
    """Rename the table `old` in all formulas and pivot sources; parts that do not say it are not parsed."""
    for part in parts_that_mention(package, old):
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
