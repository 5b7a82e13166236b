"""Comparing what a workbook's cached values say with what LibreOffice computes from its formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from tests.libreoffice import recalculated


@dataclass(frozen=True)
class Judged:
    """Formula cells compared, and those that differ: `(cell, formula, cached, recalculated)`."""

    formulas: int
    differences: list[tuple[str, str, object, object]]


def judge(path: Path, folder: Path) -> Judged:
    """Compare every formula's cached value in the workbook at `path` with LibreOffice's hard recalculation.

    Numbers agree within 1e-9 (relative above 1); an empty text and no value are the same.
    """
    formulas = openpyxl.load_workbook(path)
    cached = openpyxl.load_workbook(path, data_only=True)
    computed = openpyxl.load_workbook(recalculated(path, folder), data_only=True)
    count = 0
    differences = []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                ours = cached[sheet.title][cell.coordinate].value
                theirs = computed[sheet.title][cell.coordinate].value
                if not _same(ours, theirs):
                    where = f"{sheet.title}!{cell.coordinate}"
                    differences.append((where, str(cell.value), ours, theirs))
    return Judged(count, differences)


def _same(ours: object, theirs: object) -> bool:
    if ours in (None, "") and theirs in (None, ""):
        return True
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def error_cells(path: Path) -> list[str]:
    """Cells of the workbook at `path` whose (cached) value is an error such as #DIV/0!."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]
