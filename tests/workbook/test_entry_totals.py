"""The total of the month above the entries is said only where the entries say nothing beyond it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sheetkpi
from tests.realdata import values_of

TEMPLATE = Path(__file__).parents[2] / "templates" / "kpi_ja.xlsx"
TODAY = date(2026, 11, 10)


def month_total(folder: Path, *rows: tuple[Any, int]) -> Any:
    """What the template says of the month's calls after a refresh, with entries of these days and calls."""
    path = folder / "kpi.xlsx"
    book = openpyxl.load_workbook(TEMPLATE)
    sheet = next(one for one in book if "DailyEntry" in one.tables)
    header, first = sheet[sheet.tables["DailyEntry"].ref][:2]
    columns = {cell.value: cell.column for cell in header}
    for number, (day, calls) in enumerate(rows, first[0].row):
        sheet.cell(number, columns["日付"]).value = day
        sheet.cell(number, columns["担当者"]).value = "佐藤 健"
        sheet.cell(number, columns["架電数"]).value = calls
    book.save(path)
    with sheetkpi.open_book(path) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    workbook = values_of(path)
    (place,) = workbook.defined_names["kpi_entry_month"].destinations
    return workbook[place[0]][place[1].replace("$", "")][0][0].value


def test_the_total_is_that_of_the_entries(tmp_path: Path):
    assert month_total(tmp_path, (datetime(2026, 11, 2), 40), (datetime(2026, 11, 4), 30)) == 70


@pytest.mark.parametrize(
    "beside",
    [datetime(2026, 11, 4), "2026年11月4日", "来週", 30],
    ids=["date", "text", "word", "number"],
)
def test_it_is_left_to_excel_where_a_later_entry_was_not_counted(tmp_path: Path, beside: object):
    assert (
        month_total(tmp_path, (datetime(2026, 11, 2), 40), (beside, 20), (datetime(2026, 12, 4), 30)) is None
    )


def test_a_day_that_is_no_date_is_no_later_entry(tmp_path: Path):
    assert month_total(tmp_path, (datetime(2026, 11, 2), 40), ("来週", 30)) == 40
