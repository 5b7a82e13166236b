"""The module with the prints of the templates' formulas outside tables (see `workbook.placedformulas`)."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.tables.cards import across
from sheetkpi.workbook import placedprints
from sheetkpi.workbook.ourformulas import as_typed, contract_formulas
from sheetkpi.workbook.placedformulas import prints_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

PLACE = Path(placedprints.__file__)
"""The module that is written."""

_HEAD = '''"""Prints of today's formulas outside tables, by the name of their cells (see `placedformulas`).

Written with the templates: `python -m sheetkpi.workbook.template`.
"""

'''


def placed_prints(templates: Iterable[Workbook]) -> dict[str, frozenset[str]]:
    """The prints of every formula under a `kpi_…` name in any of `templates`, by name; and of those on cards
    that stand side by side (see `tables.cards`)."""
    ours = contract_formulas()
    found: dict[str, set[str]] = defaultdict(set)
    for book in templates:
        for name in book.defined_names:
            for formula in _formulas(book, name):
                for written in {formula, across(formula)}:
                    found[name.casefold()] |= prints_of(written, ours)
    return {name: frozenset(found[name]) for name in sorted(found)}


def _formulas(book: Workbook, name: str) -> Iterator[str]:
    points_to = book.defined_names[name]
    if "!" not in points_to.attr_text or "(" in points_to.attr_text:
        return  # a column of a table, or a formula
    for sheet, cells in points_to.destinations:
        block = book[sheet][cells.replace("$", "")]
        for row in block if isinstance(block, tuple) else ((block,),):
            for cell in row if isinstance(row, tuple) else (row,):
                if cell.data_type == "f":
                    yield as_typed(getattr(cell.value, "text", cell.value))


def write_prints(templates: Iterable[Workbook]) -> None:
    """Write the module anew from `templates`."""
    lines = [_HEAD + "_PRINTS = {"]
    for name, prints in placed_prints(templates).items():
        lines += [f'    "{name}": """', *textwrap.wrap(" ".join(sorted(prints)), 108), '""",']
    lines += ["}", "", "PRINTS = {name: frozenset(prints.split()) for name, prints in _PRINTS.items()}", ""]
    PLACE.write_text("\n".join(lines), encoding="utf-8")
