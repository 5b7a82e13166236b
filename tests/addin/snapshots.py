"""What a saved workbook holds, as openpyxl reads it: to compare the state before with the state after."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula


def state(path: Path, *, results: bool = False) -> dict[str, Any]:
    """Cells, formats, extents of tables, defined names and rules; with `results` what formulas come to."""
    book = openpyxl.load_workbook(path)
    return {
        "cells": _cells(book),
        "formats": _formats(book),
        "results": _cells(openpyxl.load_workbook(path, data_only=True)) if results else None,
        "extents": {
            table.name: (f"{sheet.title}!{table.ref}", tuple(column.name for column in table.tableColumns))
            for sheet in book.worksheets
            for table in sheet.tables.values()
        },
        "names": {name: defined.attr_text for name, defined in book.defined_names.items()},
        "rules": _rules(book),
    }


def cells(path: Path) -> dict[str, Any]:
    """Every cell that holds something, by `Sheet!A1`; formulas as they are written."""
    return _cells(openpyxl.load_workbook(path))


def _cells(book: openpyxl.Workbook) -> dict[str, Any]:
    return {
        f"{sheet.title}!{cell.coordinate}": _plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def _formats(book: openpyxl.Workbook) -> dict[str, tuple[str, str, str, bool]]:
    """Number format, fill, font colour and weight of every cell that holds something."""
    return {
        f"{sheet.title}!{cell.coordinate}": (
            cell.number_format,
            str(cell.fill.fgColor.rgb) if cell.fill.fill_type else "",
            str(cell.font.color.rgb if cell.font.color else ""),
            bool(cell.font.b),
        )
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def _rules(book: openpyxl.Workbook) -> list[tuple[str, str, str, str]]:
    """Every conditional format: sheet, range (down to any row), kind and what it compares with."""
    return sorted(
        (
            sheet.title,
            re.sub(r"(:[A-Z]+)\d+", r"\1", str(place.sqref)),
            f"{rule.type} {rule.operator}",
            str(rule.formula),
        )
        for sheet in book.worksheets
        for place in sheet.conditional_formatting
        for rule in place.rules
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, ArrayFormula):
        return value.ref, value.text
    return value.replace(microsecond=0) if isinstance(value, datetime.datetime) else value
