"""KPI workbooks with a few of the template's sheets, for tests that are about these alone.

Filling and looking at all of them takes a second or two each time; the sample and the template have them all.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sheetkpi
from sheetkpi.language import Language

TABLES = frozenset(
    {
        *("Board", "Progress", "Standing", "RepKPI", "TeamKPI", "TeamTargets", "RepTargets", "DailyEntry"),
        *("Activity", "Attendance", "ImportIssues", "CollectIssues", "EntryHistory", "Roster", "ColumnMap"),
        *("ResultMap", "Benchmarks", "Metrics", "Holidays", "Sources", "ChartMonths"),
    }
)
"""What is needed for handing out a workbook as it looks, what its formulas read, what people type into."""


@cache
def template_with(tables: Collection[str], language: Language = "ja") -> bytes:
    """The template with those of its sheets alone that have one of `tables`, or none at all; and without the
    names that lead elsewhere."""
    with TemporaryDirectory() as folder:
        path = sheetkpi.new(Path(folder) / "KPI.xlsx", language)
        with sheetkpi.open_book(path) as book:
            gone: set[str] = set()
            for sheet in list(book.sheets):
                there = {table.name for table in sheet.tables}
                if there and there.isdisjoint(tables):
                    gone |= there
                    sheet.delete()
            for name in list(book.names):
                if any(word in name.refers_to for word in ("#REF!", *(f"{table}[" for table in gone))):
                    name.delete()
            book.save()
        return path.read_bytes()


def small(language: Language = "ja") -> bytes:
    """The template with the sheets of `TABLES`."""
    return template_with(TABLES, language)
