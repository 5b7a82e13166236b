"""What formulas say on sheets whose cells nobody uses, and what stands below the cells there.

A sheet of a million rows takes seconds to be unpacked and looked through. Each table that is resized asks for
references to its rows, and each look for stale results what formulas read; so a part is looked through once,
and anew only where it was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from sheetkpi.fileengine.parts.storedformulas import formula_texts, has_formulas, readable
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package

_END = b"</sheetData>"
_BELOW_CELLS = lazy_pattern(rb"</(?:[\w.-]+:)?sheetData\s*>")


class SheetTexts(NamedTuple):
    """The texts of all `formulas`, each once, as they stand in the part with null characters between, b"" for
    none; None where only parsing tells them. The same `folded`; and what stands `below` the cells."""

    formulas: bytes | None
    folded: str | None
    below: bytes

    def may_spell(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether a formula, or anything below the cells, may say what `pattern` looks for."""
        if self.formulas is None or pattern.search(self.formulas):
            return True
        return pattern.search(self.below) is not None


class FormulaTexts:
    """The `SheetTexts` of the sheets of a `package`, as long as their parts are as they were."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._found: dict[str, tuple[int, SheetTexts]] = {}

    def of(self, part: str) -> SheetTexts:
        """Those of a part; the cells of its sheet must not be in use, for then they alone are true."""
        touches = self._package.touches(part)
        when, found = self._found.get(part, (-1, SheetTexts(b"", "", b"")))
        if when != touches:
            around = self._package.around_values(part)
            below = below_values(around or self._package.pieces(part))
            found = sheet_texts(self._package.read(part)) if below is None else SheetTexts(b"", "", below)
            self._found[part] = touches, found
        return found


def below_values(pieces: Iterable[bytes]) -> bytes | None:
    """What stands below the cells of a worksheet part that has values alone; None where it has formulas, or
    is not written as nearly all are.

    >>> below_values([b'<sheetData><c r="A1"><v>1</v></c></she', b'etData><x>C4</x>'])
    b'<x>C4</x>'
    """
    end, below = b"", None
    for piece in pieces:
        window = end + piece
        if has_formulas(window):
            return None
        if below is not None:
            below += piece
        elif (at := window.find(_END)) >= 0:  # a comment further down may hold another one
            below = window[at + len(_END) :]
        end = window[-len(_END) :]
    return below


def sheet_texts(data: bytes) -> SheetTexts:
    """What stands in a worksheet part.

    >>> sheet_texts(b'<sheetData><c r="A1"><f>SUM(B2:B9)</f></c></sheetData><x>C4</x>')
    SheetTexts(formulas=b'SUM(B2:B9)', folded='sum(b2:b9)', below=b'<x>C4</x>')
    """
    end = data.find(_END)
    if end >= 0:
        below = data[end + len(_END) :]
    else:
        found = _BELOW_CELLS.search(data)
        below = data[found.end() :] if found else b""
    if not has_formulas(data):
        return SheetTexts(b"", "", below)
    formulas = b"\0".join(dict.fromkeys(formula_texts(data)))
    try:
        folded = formulas.decode().casefold() if readable(data) else None
    except UnicodeDecodeError:
        folded = None
    return SheetTexts(None if folded is None else formulas, folded, below)
