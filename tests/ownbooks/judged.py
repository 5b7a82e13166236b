"""What LibreOffice comes to from the formulas of many workbooks, against what stands in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tests.libreoffice import recalculated_all


def differences(paths: Sequence[Path], folder: Path) -> dict[Path, list[str]]:
    """Formula cells of each workbook whose stored result is not what LibreOffice comes to, one line each; and
    workbooks that it did not open. A formula without a stored result says nothing wrong."""
    computed = recalculated_all(paths, folder)
    return {
        path: list(_differences(path, computed[path])) if path in computed else ["LibreOffice opens it not"]
        for path in paths
    }


def _differences(path: Path, computed: Path) -> Iterator[str]:
    formulas = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    theirs = openpyxl.load_workbook(computed, data_only=True)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                ours = stored[sheet.title][cell.coordinate].value
                other = theirs[sheet.title][cell.coordinate].value
                if ours is not None and other != "#NAME?" and not _same(ours, other):  # what it knows not
                    yield f"{cell.value}: {ours!r}, LibreOffice {other!r} ({sheet.title}!{cell.coordinate})"


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return bool(ours == theirs) or (ours == "" and theirs is None)
