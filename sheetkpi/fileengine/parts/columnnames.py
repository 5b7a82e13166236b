"""Names of table columns: renaming them in every formula that says them, and which a formula says.

Excel does this when somebody types over a header cell. A formula left with a column that is not there
makes Excel repair, that is cut, the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import escape_column, tokens
from sheetkpi.fileengine.parts.mentions import formulas_of, parts_that_mention

Renames = Mapping[str, str | None]
"""New names by old ones; None for a column that left its table."""


def rename_everywhere(package: Package, table: str, names: Renames) -> None:
    """Rename columns of `table` in all formulas. Parts that do not name the table are not even parsed."""
    folded = {old.casefold(): new for old, new in names.items()}
    for part in parts_that_mention(package, table):
        for element in formulas_of(package.tree(part)):
            text = renamed(element.text or "", table, folded)
            if text != element.text:
                element.text = text
                package.touch(part)


def renamed(formula: str, table: str, names: Renames) -> str:
    """A stored formula after columns of `table` were renamed; `names` has the old names case-folded.

    >>> renamed("RepKPI[[#This Row],[架電数]]/SUM(RepKPI[架電数])", "RepKPI", {"架電数": "Calls"})
    'RepKPI[[#This Row],[Calls]]/SUM(RepKPI[Calls])'
    >>> renamed("RepKPI[架電数]+1", "RepKPI", {"架電数": None})
    '#REF!+1'
    """
    if "[" not in formula:
        return formula
    pieces = list(tokens(formula))
    written: list[str] = []
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        if piece.kind != "bracket" or before is None or before.text.casefold() != table.casefold():
            written.append(piece.text)
            continue
        bracket = _renamed_bracket(piece.text, names)
        if bracket is None:
            written[-1] = "#REF!"
        else:
            written.append(bracket)
    return "".join(written)


def referenced(formula: str) -> set[tuple[str, str]]:
    """The columns that a stored formula says, each with its table, case-folded.

    >>> sorted(referenced("SUM(RepKPI[架電数])/Board[[#This Row],[Calls]]"))
    [('board', 'calls'), ('repkpi', '架電数')]
    """
    found: set[tuple[str, str]] = set()
    before = ""
    for piece in tokens(formula):
        if piece.kind == "bracket" and before:
            inner = piece.text[1:-1]
            several = inner.lstrip().startswith("[")
            names = [one.text[1:-1] for one in tokens(inner) if one.kind == "bracket"] if several else [inner]
            found |= {(before, _plain(name)) for name in names if name and not name.startswith("#")}
        before = piece.text.casefold() if piece.kind == "word" else ""
    return found


def _renamed_bracket(text: str, names: Renames) -> str | None:
    """`[架電数]` or `[[#This Row],[架電数]:[接続数]]` with new names; None when a column is gone."""
    inner = text[1:-1]
    if not inner.lstrip().startswith("["):
        new = _new_name(inner, names)
        return None if new is None else f"[{new}]"
    pieces: list[str] = []
    for piece in tokens(inner):
        if piece.kind != "bracket":
            pieces.append(piece.text)
            continue
        new = _new_name(piece.text[1:-1], names)
        if new is None:
            return None
        pieces.append(f"[{new}]")
    return f"[{''.join(pieces)}]"


def _new_name(stored: str, names: Renames) -> str | None:
    """The name in a bracket after renaming, escaped as it was; items such as `#Headers` stay."""
    plain = _plain(stored)
    if stored.startswith("#") or plain not in names:
        return stored
    new = names[plain]
    return None if new is None else escape_column(new)


def _plain(stored: str) -> str:
    """A column's name as formulas are compared by it: without escapes, case-folded."""
    return re.sub(r"'(.)", r"\1", stored, flags=re.DOTALL).casefold()
