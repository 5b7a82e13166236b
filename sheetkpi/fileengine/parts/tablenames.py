"""Names of tables: renaming one, or taking it away, in every formula and pivot source that says it."""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import tokens
from sheetkpi.fileengine.parts.mentions import FORMULAS, parts_that_mention


def rename_everywhere(package: Package, old: str, new: str | None) -> None:
    """Rename the table `old` in all formulas and pivot sources; None: it is gone, and what read it becomes
    `#REF!`. Parts that do not say it are not parsed."""
    for part in parts_that_mention(package, old):
        for element in package.tree(part).iter(etree.Element):
            name = etree.QName(element).localname
            if name in FORMULAS and element.text:
                text = renamed(element.text, old, new)
                if text != element.text:
                    element.text = text
                    package.touch(part)
            elif new and name == "worksheetSource" and element.get("name", "").casefold() == old.casefold():
                element.set("name", new)
                package.touch(part)


def renamed(formula: str, old: str, new: str | None) -> str:
    """A stored formula after the table `old` was renamed, or deleted (None).

    >>> renamed("ROWS(RepKPI)+SUM(RepKPI[Calls])+RepKPI!A1", "RepKPI", "Reps")
    'ROWS(Reps)+SUM(Reps[Calls])+RepKPI!A1'
    >>> renamed("ROWS(RepKPI)+SUM(RepKPI[Calls])", "RepKPI", None)
    'ROWS(#REF!)+SUM(#REF!)'
    """
    if old.casefold() not in formula.casefold():
        return formula
    pieces = list(tokens(formula))
    behind = [*(piece.text for piece in pieces[1:]), ""]
    written: list[str] = []
    went = False  # whether the piece before was the table that is gone: its columns go with it
    for piece, after in zip(pieces, behind, strict=True):
        said = piece.kind == "word" and piece.text.casefold() == old.casefold() and after not in ("(", "!")
        if said:
            written.append("#REF!" if new is None else new)
        elif not (went and piece.kind == "bracket"):
            written.append(piece.text)
        went = said and new is None
    return "".join(written)
