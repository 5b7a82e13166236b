"""Comparing what a workbook's cached values say with what LibreOffice computes from its formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.libreoffice import recalculated, recalculated_all
from tests.storedcells import Stored, stored_cells


@dataclass(frozen=True)
class Judged:
    """Formula cells compared, and those that differ: `(cell, formula, cached, recalculated)`."""

    formulas: int
    differences: list[tuple[str, str, object, object]]


def judge(path: Path, folder: Path) -> Judged:
    """Compare every formula's cached value in the workbook at `path` with LibreOffice's hard recalculation.

    Numbers agree within 1e-9 (relative above 1); an empty text and no value are the same.
    """
    return _judged(path, recalculated(path, folder))


def judge_all(paths: Sequence[Path], folder: Path) -> dict[Path, Judged]:
    """The same of workbooks with different names, for which LibreOffice starts once."""
    computed = recalculated_all(paths, folder)
    return {path: _judged(path, computed[path]) for path in paths}


def _judged(path: Path, recalculated: Path) -> Judged:
    computed = stored_cells(recalculated)
    count = 0
    differences: list[tuple[str, str, object, object]] = []
    for sheet, cells in stored_cells(path).items():
        for address, cell in cells.items():
            if cell.formula is None:
                continue
            count += 1
            theirs = computed[sheet].get(address, Stored(None)).value
            if not _same(cell.value, theirs):
                differences.append((f"{sheet}!{address}", cell.formula, cell.value, theirs))
    return Judged(count, differences)


def _same(ours: object, theirs: object) -> bool:
    if ours in (None, "") and theirs in (None, ""):
        return True
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def error_cells(path: Path) -> list[str]:
    """Cells of the workbook at `path` whose (cached) value is an error such as #DIV/0!."""
    return [
        f"{sheet}!{address} {cell.value}"
        for sheet, cells in stored_cells(path).items()
        for address, cell in cells.items()
        if cell.is_error
    ]
