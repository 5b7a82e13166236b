"""Rules that Excel enforces when it loads a workbook and that no schema knows: what makes it "repair" a file.

They are looked for on the raw package, without the engine's own code for parts, tables and cells, since
nobody here has Excel at hand. A module for each kind: `packages` (parts, content types, relationships),
`workbooks` (sheets, names, formats), `sheets` (rows, cells, rules, links), `tables`, `formulas`.

>>> complaints(Path("templates/kpi_en.xlsx"))
[]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.excelrules import formulas, packages, sheets, tables, workbooks
from tests.excelrules.opened import Opened


def complaints(book: Path | bytes) -> list[str]:
    """Everything found wrong in a workbook, one line each."""
    return list(_complaints(Opened(book if isinstance(book, bytes) else book.read_bytes())))


def new_complaints(before: Path | bytes, after: Path | bytes) -> list[str]:
    """What is wrong in the workbook `after` and was not in `before`, of which it was made."""
    wrong = Counter(complaints(after))
    return sorted((wrong - Counter(complaints(before))).elements()) if wrong else []


def _complaints(book: Opened) -> Iterator[str]:
    yield from book.broken
    for rules in (packages, workbooks, sheets, tables, formulas):
        yield from rules.complaints(book)
