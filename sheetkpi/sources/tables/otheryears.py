"""Tabs of an earlier year (2025年実績) beside this year's whose days say another year: for comparison only.

A tab of last year with days of last year is history, and counts there. Where its days have no year, or this
year's, last year's figures stand beside this year's days, and would be counted with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.tables.context import days_of

if TYPE_CHECKING:
    from sheetkpi.sources.roles.shapes import Recognised

_OF_YEAR = lazy_pattern(
    r"\s*(?P<fy>fy)?\s*(?P<year>20\d\d)\s*(?P<unit>年度?|year)?\s*の?\s*[(（_\-]?\s*"
    r"(?:実績|の?数字|データ|actuals?|results?|data|figures?)?\s*[)）]?\s*"
)


def without_other_years(tables: Sequence[Recognised], today: date) -> list[Recognised]:
    """`tables`, those left alone whose tab names an earlier year than all of their days, beside another sheet
    of the same file with daily counts."""
    found = list(tables)
    for number, table in enumerate(tables):
        whole = table.whole or table.sheet
        match = _OF_YEAR.fullmatch(unicodedata.normalize("NFKC", whole.name).casefold())
        if match is None or table.shape != "daily_counts" or whole.typed:
            continue
        others = [other.whole for other in tables if other.shape == "daily_counts"]
        beside = any(other and other is not whole and other.place == whole.place for other in others)
        year = int(match["year"])
        last = year + bool(match["fy"] or match["unit"] == "年度")
        if beside and year < today.year and _first_year(table, today) > last:
            values: dict[str, object] = {"year": year}
            found[number] = replace(table, shape="none", missing_key="left.other_year", missing_values=values)
    return found


def _first_year(table: Recognised, today: date) -> int:
    """The year of the first day in a table, 0 where no cell is a day."""
    column = table.columns.get("date")
    if column is None:
        return 0
    texts = table.sheet.cells.column(column.index).slice(table.first_row).to_pylist()
    years = [day.year for day in days_of(filter(None, texts), today).values() if day]
    return min(years, default=0)
