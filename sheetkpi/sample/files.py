"""The raw files: written as teams hand them over, titles, totals, merged cells and all.

Each function returns how many of the records it wrote cannot be counted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sheetkpi.language import Language
from sheetkpi.sample.rows import ATTEMPTS, Cell, Rows
from sheetkpi.sample.words import Words

_HEADER_AGAIN = 900  # rows after which the header stands again, as on printed pages
_HIDDEN = range(40, 65)  # rows a filter hides; they count


def write_log(path: Path, rows: pd.DataFrame, words: Words, printed: date) -> int:
    """The log .xlsx: a title above the header, the header again and again, blank and hidden rows, a total.

    Two records have no date anybody can read, three stand there twice.
    """
    cells: Rows = [
        [f"A{number:05d}", *row] for number, row in enumerate(rows.itertuples(index=False), start=1)
    ]
    undated = [
        [f"B{number:05d}", text, *cells[number][2:]]
        for number, text in ((100, words.undated[0]), (500, words.undated[1]))
    ]
    repeated = [list(row) for row in cells[990:993]]
    cells[1000:1000] = [*undated, *repeated]
    book, sheet = _workbook(path.stem)
    for row in [*_heading(words.titles["log"], words, printed), *_pages(cells, words.headers["log"])]:
        sheet.append(row)
    sheet.append([words.total, None, None, None, None, None, None, len(cells)])
    sheet.auto_filter.ref = f"A4:I{sheet.max_row}"
    for row_number in _HIDDEN:
        sheet.row_dimensions[row_number].hidden = True
    _widen(sheet, (10, 18, 14, 14, 28, 16, 10, 24, 24))
    book.save(path)
    return 2


def write_call_list(path: Path, rows: Rows, words: Words, language: Language, printed: date) -> int:
    """The call list as CSV, CP932 in Japanese as Excel writes it there, else UTF-8.

    Two attempts have no date anybody can read, one has a result and no date at all.
    """
    headers = [*words.headers["call_list"]]
    for attempt in range(1, ATTEMPTS + 1):
        headers += [header.format(attempt) for header in words.headers["attempt"]]
    known = len(words.headers["call_list"])
    for number, text in zip((200, 600, 900), (words.undated[0], words.undated[1], None), strict=True):
        again = [*rows[number][:known], text, words.no_contact[0], words.details[-1]]
        rows.insert(number, again + [None] * (len(headers) - len(again)))
    encoding = "cp932" if language == "ja" else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        lines = csv.writer(file)
        for row in [*_heading(words.titles["call_list"], words, printed), *_pages(rows, tuple(headers))]:
            lines.writerow([_written(cell, language) for cell in row])
        lines.writerow([words.total, len(rows)])
    return 3


def write_daily_counts(path: Path, rows: pd.DataFrame, words: Words, printed: date) -> int:
    """The daily counts .xlsx: months apart, each under a header of its own, the date of a day's rows merged
    into one cell, a total at the end. One row is of an unknown day."""
    from openpyxl.styles import Alignment

    book, sheet = _workbook(path.stem)
    for line in _heading(words.titles["daily"], words, printed):
        sheet.append(line)
    months = rows["date"].map(lambda day: (day.year, day.month))
    for number, (_, month) in enumerate(rows.groupby(months)):
        if number:
            sheet.append([])
        sheet.append(list(words.headers["daily"]))
        for day, of_day in month.groupby("date", sort=False):
            begin = sheet.max_row + 1
            for count, row in enumerate(of_day.itertuples(index=False)):
                sheet.append([None if count else day, *row[1:]])
            if len(of_day) > 1:
                sheet.merge_cells(start_row=begin, end_row=sheet.max_row, start_column=1, end_column=1)
                sheet.cell(begin, 1).alignment = Alignment(vertical="top")
    sheet.append([words.undated[0], rows["rep"].iloc[0], words.sources[0], 12, 3, 0, 0, 0, 0])
    totals = [pd.to_numeric(rows[count], errors="coerce").sum() for count in rows.columns[3:]]
    sheet.append([words.total, None, None, *map(int, totals)])
    _widen(sheet, (14, 14, 16, *[14] * 6))
    book.save(path)
    return 1


def write_deals(path: Path, rows: Rows, words: Words) -> int:
    """The CRM's deals .xlsx: a clean header, amounts that people have been at. Two deals have no date."""
    book, sheet = _workbook(path.stem)
    sheet.append(list(words.headers["deals"]))
    for row in rows:
        sheet.append(row)
    for number, row in enumerate(rows[:2], start=9001):
        sheet.append([f"D-{number}", *row[1:6], words.stages[0]])
    _widen(sheet, (10, 36, 28, 14, 14, 16, 14, 14, 14, 14, 14))
    sheet.freeze_panes = "A2"
    book.save(path)
    return 2


def _workbook(title: str) -> tuple[Any, Any]:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    return book, sheet


def _heading(title: str, words: Words, printed: date) -> Rows:
    return [[title], [f"{words.titles['printed']} {printed.isoformat()}"], []]


def _pages(rows: Sequence[Sequence[Cell]], headers: tuple[str, ...]) -> Iterator[list[Cell]]:
    """`rows` under `headers`, which stand again after a blank row every `_HEADER_AGAIN` rows."""
    for number, row in enumerate(rows):
        if number % _HEADER_AGAIN == 0:
            if number:
                yield []
            yield list(headers)
        yield list(row)


def _written(cell: Cell, language: Language) -> str:
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}" if language == "ja" else cell.isoformat()
    return "" if cell is None else str(cell)


def _widen(sheet: Any, widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
