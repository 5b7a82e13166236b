"""Lines that head the rows below them (■佐藤葵, `Assigned: Amy Fox (2 records)`, a date) as columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sheetkpi.model.names import person_key
from sheetkpi.sources.raw import Numbers, Origin, RawSheet
from sheetkpi.sources.tables.context import Context, context_of
from sheetkpi.sources.tables.grid import with_origin
from sheetkpi.sources.words.totals import is_total, totals_among

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from sheetkpi.sources.headers.headers import Headers

_HEADERS = {"rep": "担当者", "day": "日付", "team": "チーム", "lead_source": "リード経路"}
_FIELDS = {"rep": "rep", "day": "date", "team": "team", "lead_source": "lead_source"}
_MOST_SECTIONS = 20_000


def with_sections(
    sheet: RawSheet, headers: Headers, context: Context, today: date, people: Set[str]
) -> RawSheet | None:
    """`sheet` with a column for what its section lines say, and without these lines; None where it has none.

    A section line has a single filled cell and stands above the rows it heads. What it says (a day, somebody,
    a team) becomes a column that the headers lack; a line that is a mere name is taken for the rep.
    """
    first = headers.first_data_row
    lines = _lines(sheet, first)
    if not len(lines) or lines[0] != first or len(lines) > _MOST_SECTIONS or sheet.origin is not None:
        return None
    said = [_said(sheet, int(row), today, people) for row in lines.tolist()]
    found = [field for field in _HEADERS if any(getattr(one, field) for one in said)]
    found = [field for field in found if not headers.has(_FIELDS[field])]
    titled = (
        not headers.has("rep") and "rep" not in found and _are_names([one.title for one in said if one.title])
    )
    if titled:
        found.append("rep")
        said = [replace(one, rep=one.rep or one.title) for one in said]
    if not found:
        return None
    return _laid_out(sheet, headers, lines, said, found)


def _lines(sheet: RawSheet, first: int) -> Numbers:
    """The rows below the headers with a single filled cell, totals aside."""
    filled = np.zeros(sheet.cells.num_rows, dtype=np.int32)
    for column in sheet.cells.columns:
        filled += np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.int32)
    rows = np.flatnonzero(filled == 1)
    rows = rows[rows >= first]
    return np.array([row for row in rows.tolist() if not _is_total(sheet, row)], dtype=np.intp)


def _only_cell(sheet: RawSheet, row: int) -> tuple[int, str]:
    for number, column in enumerate(sheet.cells.columns):
        if text := (column[row].as_py() or "").strip():
            return number, text
    return 0, ""


def _is_total(sheet: RawSheet, row: int) -> bool:
    text = _only_cell(sheet, row)[1]
    return is_total(text) or totals_among([text])[0]


def _said(sheet: RawSheet, row: int, today: date, people: Set[str]) -> Context:
    column, text = _only_cell(sheet, row)
    place = (sheet.first_row + row, sheet.first_column + column)
    return context_of([(text, place)], today, people)


def _are_names(titles: list[object]) -> bool:
    """Whether titles that are no known label may be names of people: several different ones."""
    return len({person_key(getattr(title, "text", "")) for title in titles}) >= 2


def _laid_out(
    sheet: RawSheet, headers: Headers, lines: Numbers, said: list[Context], found: list[str]
) -> RawSheet:
    count = sheet.cells.num_rows
    keep = np.ones(count, dtype=bool)
    keep[lines] = False
    keep[: headers.rows[0]] = False
    rows = np.flatnonzero(keep)
    section = np.searchsorted(lines, rows, side="right") - 1
    cells = sheet.cells.take(pa.array(rows))
    columns: list[int | Numbers] = list(range(sheet.first_column, sheet.first_column + cells.num_columns))
    rows_of: dict[int, int | Numbers] = {}
    header = rows <= headers.rows[-1]
    for field in found:
        texts, places = _values(said, field)
        below = np.where(header, -1, section)
        value = [
            _HEADERS[field] if is_header else texts[number] if number >= 0 else None
            for is_header, number in zip(header.tolist(), below.tolist(), strict=True)
        ]
        rows_of[cells.num_columns] = np.where(
            below >= 0, places[0][below], sheet.first_row + headers.rows[-1]
        )
        columns.append(np.where(below >= 0, places[1][below], sheet.first_column))
        cells = cells.append_column(f"section_{field}", pa.array(value, pa.string()).dictionary_encode())
    return with_origin(sheet, cells, Origin(rows + sheet.first_row, tuple(columns), rows_of), moved=True)


def _values(said: list[Context], field: str) -> tuple[list[str | None], tuple[Numbers, Numbers]]:
    """What each section says of `field`, an earlier one holding on, and where it stands."""
    texts: list[str | None] = []
    places = []
    latest: tuple[str | None, tuple[int, int]] = (None, (1, 1))
    for one in said:
        value = getattr(one, field)
        if value is not None:
            latest = (value[0].isoformat(), value[1]) if field == "day" else (value.text, value.place)
        texts.append(latest[0])
        places.append(latest[1])
    rows, columns = zip(*places, strict=True)
    return texts, (np.array(rows), np.array(columns))
