"""Small workbooks whose own tables are adopted already, without any sheet of ours: quick to refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.summary import Summary
from sheetkpi.workbook.adopting import ADOPTED, refers_to
from tests.macrobook.adoptable import LOG

TODAY = date(2026, 11, 20)


def adopted_book(
    path: Path,
    draw: Callable[[Worksheet], None],
    adopted: Mapping[str, str],
    log: Sequence[Sequence[object]] = LOG,
) -> Path:
    """A workbook with what `draw` puts on its first sheet 実績, and the log."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "実績"
    draw(sheet)
    activity = book.create_sheet("活動")
    for row in log:
        activity.append(list(row))
    book.defined_names[ADOPTED] = DefinedName(ADOPTED, attr_text=refers_to(adopted), hidden=True)
    book.save(path)
    return path


def refreshed(path: Path, month: date | None = None, **more: Any) -> Summary:
    """What a refresh of the file says; it is saved."""
    with sheetkpi.open_book(path) as opened:
        summary = sheetkpi.refresh(opened, month=month, today=TODAY, **more)
        opened.save()
    return summary


def cells(path: Path, ref: str, sheet: str = "実績") -> list[list[object]]:
    """What stands in cells of a file: formulas as such."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet][ref]]


def reasons(summary: Summary) -> set[str]:
    """The reasons of what a refresh noted."""
    return set(summary.activity.issues["reason"])
