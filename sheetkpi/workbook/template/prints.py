"""The module with the prints of the templates' formulas outside tables (see `workbook.placedformulas`)."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from sheetkpi.model.metrics import KpiTree
from sheetkpi.opening import open_book
from sheetkpi.tables.registry import specs
from sheetkpi.workbook import placedprints
from sheetkpi.workbook.ourformulas import OurFormulas
from sheetkpi.workbook.placedformulas import prints_of

PLACE = Path(placedprints.__file__)
"""The module that is written."""

_HEAD = '''"""Prints of today's formulas outside tables, by the name of their cells (see `placedformulas`).

Written with the templates: `python -m sheetkpi.workbook.template`.
"""

'''


def placed_prints(templates: Iterable[Path]) -> dict[str, frozenset[str]]:
    """The prints of every formula under a `kpi_…` name in any of `templates`, by name."""
    ours = OurFormulas(KpiTree(), specs(KpiTree()))
    found: dict[str, set[str]] = defaultdict(set)
    for path in templates:
        with open_book(path, read_only=True) as book:
            for name, prints in prints_of(book, ours).items():
                found[name] |= prints
    return {name: frozenset(found[name]) for name in sorted(found)}


def write_prints(templates: Iterable[Path]) -> None:
    """Write the module anew from `templates`."""
    lines = [_HEAD + "_PRINTS = {"]
    for name, prints in placed_prints(templates).items():
        lines += [f'    "{name}": """', *textwrap.wrap(" ".join(sorted(prints)), 108), '""",']
    lines += ["}", "", "PRINTS = {name: frozenset(prints.split()) for name, prints in _PRINTS.items()}", ""]
    PLACE.write_text("\n".join(lines), encoding="utf-8")
