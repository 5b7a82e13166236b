"""Which formulas in cells of ours outside tables are today's: only beside those may a file be told results.

The board of a workbook that an earlier version made keeps its formulas, which nobody replaces: they stand
among people's own cells. A result worked out for today's formula would be another one's there, and whoever
does not calculate (a phone's preview, pandas) would show it. Such a cell gets no result, and is calculated
when the workbook is opened.

The prints of today's formulas are made with the templates (`python -m sheetkpi.workbook.template`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook import sheets
from sheetkpi.workbook.ourformulas import OurFormulas, fingerprint
from sheetkpi.workbook.placedprints import PRINTS

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.areas import Area
    from sheetkpi.workbook.status import CellsPlan

_CELL = lazy_pattern(
    r"(?<![\w.!'])(?:(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!)?\$?[a-z]{1,3}\$?\d{1,7}"
    r"(?::\$?[a-z]{1,3}\$?\d{1,7})?(?![\w(\[!])"
)
"""A reference to cells in a formula in small letters: where they stand is people's to change."""


def placed_print(formula: str, ours: OurFormulas) -> str:
    """The fingerprint of a formula in a cell outside tables, wherever the cells it looks at have gone."""
    return fingerprint(_CELL.sub("§", ours.normal_outside(formula)))


def prints_of(formula: str, ours: OurFormulas) -> set[str]:
    """The prints by which `formula` is known: as it is typed, which is quick to look up, and wherever its
    cells have gone."""
    return {fingerprint(formula), placed_print(formula, ours)}


def beside_todays(book: xw.Book, plans: Sequence[CellsPlan], ours: OurFormulas) -> tuple[CellsPlan, ...]:
    """`plans` without the results of formulas that are not today's. An engine that takes no results (Excel
    calculates) is not asked for its formulas."""
    if not hasattr(book.impl, "vouch_for_results"):
        return tuple(plans)
    typed = _Typed(book, [plan.area for plan in plans if plan.formula])
    return tuple(_beside_todays(plan, typed, ours) if plan.formula else plan for plan in plans)


class _Typed:
    """The formulas in `areas`, each sheet's read at once."""

    def __init__(self, book: xw.Book, areas: Sequence[Area]) -> None:
        self._whole: dict[str, Area] = {}
        for area in areas:
            self._whole[area.sheet] = self._whole.get(area.sheet, area).union(area)
        self._rows = {sheet: sheets.formulas_of(book, area) or [] for sheet, area in self._whole.items()}

    def of(self, area: Area) -> list[list[str]]:
        """Those of one area, row by row."""
        whole = self._whole[area.sheet]
        rows = self._rows[area.sheet][area.top - whole.top : area.bottom - whole.top + 1]
        return [row[area.left - whole.left : area.right - whole.left + 1] for row in rows]


def _beside_todays(plan: CellsPlan, typed: _Typed, ours: OurFormulas) -> CellsPlan:
    prints = PRINTS.get(plan.name, frozenset())
    rows = tuple(
        tuple(
            result if fingerprint(formula) in prints or placed_print(formula, ours) in prints else None
            for result, formula in zip(*row, strict=True)
        )
        for row in zip(plan.rows, typed.of(plan.area), strict=True)
    )
    return replace(plan, rows=rows)
