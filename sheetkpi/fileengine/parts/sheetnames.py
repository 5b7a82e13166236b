"""Names of sheets: which are allowed, and renaming them wherever a workbook says them."""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import Token, tokens
from sheetkpi.fileengine.parts.mentions import FORMULAS, parts_that_mention, source_sheet
from sheetkpi.fileengine.parts.references import quoted_sheet
from sheetkpi.patterns import lazy_pattern

_LONGEST = 31
_FORBIDDEN = lazy_pattern(r"[:\\/?*\[\]\x00-\x1f]")
_REFERENCES = frozenset({"location", "textlink", "fmlaLink", "fmlaRange", "fmlaMacro"})
"""Attributes that are references: hyperlinks, linked text boxes, form controls."""


def is_valid(name: str) -> bool:
    """Whether Excel allows the name: 1 to 31 characters, none of `: \\ / ? * [ ]`, no apostrophe at an end.

    >>> is_valid("担当別"), is_valid("A/B"), is_valid("'quoted'")
    (True, False, False)
    """
    if not 0 < len(name) <= _LONGEST or _FORBIDDEN.search(name):
        return False
    return not name.startswith("'") and not name.endswith("'") and name.casefold() != "history"


def rename_everywhere(package: Package, old: str, new: str | None) -> None:
    """Rename the sheet `old` in all formulas, names, charts, pivot sources and links; None: it is gone.

    Parts that do not hold the old name are not even parsed.
    """
    for part in parts_that_mention(package, old):
        changes = [_rename_in(element, old, new) for element in package.tree(part).iter(etree.Element)]
        if any(changes):
            package.touch(part)


def _rename_in(element: etree._Element, old: str, new: str | None) -> bool:
    """Rename in one element; whether anything changed."""
    changed = False
    name = etree.QName(element).localname
    if name in FORMULAS and element.text:
        text = renamed(element.text, old, new)
        changed = text != element.text
        element.text = text
    for attribute in _REFERENCES.intersection(map(str, element.attrib)):
        value = element.get(attribute, "")
        text = renamed(value, old, new)
        changed = changed or text != value
        element.set(attribute, text)
    if new and source_sheet(element).casefold() == old.casefold():
        element.set("sheet", new)
        changed = True
    return changed


def renamed(formula: str, old: str, new: str | None) -> str:
    """A formula after the sheet `old` was renamed to `new`, or deleted (None).

    >>> renamed("SUM('Q 1'!A1:B2)+Q2!A1", "Q 1", "担当別"), renamed("Q2!A1", "Q2", None)
    ('SUM(担当別!A1:B2)+Q2!A1', '#REF!A1')
    """
    if "!" not in formula:
        return formula
    pieces = list(tokens(formula))
    written: list[str] = []
    at = 0
    while at < len(pieces):
        names, length = _sheets_at(pieces, at)
        if old.casefold() in (name.casefold() for name in names):
            written.append(_prefix([new if name.casefold() == old.casefold() else name for name in names]))
            at += length
        else:
            written.append(pieces[at].text)
            at += 1
    return "".join(written)


def _sheets_at(pieces: list[Token], at: int) -> tuple[list[str], int]:
    """The sheets named before a `!` from here on (two in `Jan:Dec!A1`), and how many pieces name them.

    Sheets of other workbooks (`[1]Data!A1`) are none of ours.
    """
    before = pieces[at - 1] if at else Token("mark", "")
    after = [piece.text for piece in pieces[at + 1 : at + 4]]
    if before.kind == "bracket" or pieces[at].kind not in ("sheet", "word"):
        return [], 0
    if pieces[at].kind == "sheet":
        inner = pieces[at].text[1:-1].replace("''", "'")
        return (inner.split(":"), 1) if after[:1] == ["!"] and "[" not in inner else ([], 0)
    if after[:1] == ["!"]:
        return [pieces[at].text], 1
    if len(after) == 3 and after[0] == ":" and after[2] == "!" and before.text != "!":
        return [pieces[at].text, after[1]], 3
    return [], 0


def _prefix(names: list[str | None]) -> str:
    """How a formula names one sheet, or a span of two, before its `!`."""
    known = [name for name in names if name is not None]
    if len(known) < len(names):
        return "#REF"
    if all(quoted_sheet(name) == name for name in known):
        return ":".join(known)
    return quoted_sheet(":".join(known))
