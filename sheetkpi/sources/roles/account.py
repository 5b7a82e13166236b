"""The account of columns: each column with anything in it is used, known and of no use here, or not used.

A column that is not used although it holds what activity is made of (counts, ticks, results, dates, people)
comes with the best guess at what it is, so that one cell of `ColumnMap` can say it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.grid import cell_address
from sheetkpi.language import key_of
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.composing import composed
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.roles.resultsacross import result_named
from sheetkpi.sources.roles.shapes import FIELDS_OF
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.vocabulary import ROW_NUMBERS, word_key

if TYPE_CHECKING:
    import pyarrow as pa

    from sheetkpi.sources.activity import Shape
    from sheetkpi.sources.headers.composing import Understood
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.roles.shapes import Recognised

ACCOUNT_COLUMNS = ("place", "sheet", "cell", "header", "role", "field", "holds", "guess", "reason")

_TELLING = ("plan", "cumulative", "last", "difference", "rate", "average")
_TICKED = 0.8
"""The share of ○, レ and × from which on a column is one of ticks, whatever its header is good for else."""
_MOST_GUESSED = 300
"""Unused columns of a table that are looked at for what they may hold; the others are just listed."""
_BY_CONTENT = {"dates": "date", "people": "rep", "results": "result"}
_NUMBERED = lazy_pattern(r"(?:ID|番号|コード|[Cc]ode|No\.?|[Uu]uid|GUID)\s*$|(?<![A-Za-z])id$")
_NO_USE = frozenset(
    (
        "detail",
        "aliases",
        "updated",
        "role",
        "expected_close",
        "company",
        "lead",
        "deal",
        "id",
        "reason",
        "currency",
        "outlook",
    )
)
"""Fields that are understood and that no KPI lacks where a table is not read for them."""


def account_of(
    tables: Sequence[Recognised], of_leads: Callable[[Recognised], Collection[int]] = lambda _: ()
) -> pd.DataFrame:
    """One row per column of `tables` with the columns `ACCOUNT_COLUMNS` (see `Activity.columns`).

    `of_leads` gives the columns of a table, by number, that tell of its leads only, where leads are followed.
    """
    rows = [row for table in tables for row in _rows(table, of_leads(table))]
    return pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS))


def _rows(table: Recognised, of_leads: Collection[int]) -> list[tuple[str, ...]]:
    headers, sheet = table.headers, table.sheet
    if sheet.grouped is not None:
        sheet = sheet.grouped.beginning
    if headers is None or table.is_beside:
        return []
    used = dict.fromkeys(of_leads, "lead")
    used |= {**(table.beside.used if table.beside else {}), **table.used}
    laid_out = sheet.origin is not None
    rows: list[tuple[str, ...]] = []
    guessed = 0
    for index, header in enumerate(headers.texts):
        field = used.get(index, "")
        role, holds, guess, reason = "used", "", "", ""
        if not field:
            below = sheet.cells.column(index).slice(headers.first_data_row)
            if below.null_count == len(below) or (laid_out and _moved(table, index, used)):
                continue
            guessed += 1
            look = below if guessed <= _MOST_GUESSED else below.slice(0, 0)
            role, holds, guess, reason = _unused(table, index, header, headers.understood.get(index), look)
            if _is_from_around(sheet, index):
                header, role = "", "known"
        cell = _address(table, index)
        rows.append((sheet.place, sheet.name, cell, header, role, field, holds, guess, reason))
    return rows


def _moved(table: Recognised, index: int, used: dict[int, str]) -> bool:
    """Whether the cells of a column became another column that is used (KPI names, days of the month)."""
    origin = table.sheet.origin
    assert origin is not None
    place = origin.columns[index]
    return any(
        other != index and isinstance(place, int) and isinstance(found, int) and found == place
        for other, found in ((number, origin.columns[number]) for number in used)
    ) or bool({"metric", "quantity", "day"} & set(_fields(table, index)))


def _is_from_around(sheet: RawSheet, index: int) -> bool:
    """Whether a column was made of one cell around the table, under a header of ours."""
    return sheet.origin is not None and isinstance(sheet.origin.rows_of.get(index), int)


def _fields(table: Recognised, index: int) -> list[str]:
    headers = table.headers
    said = headers.understood.get(index) if headers else None
    return [name for name, _ in said.fields] if said else []


def _unused(
    table: Recognised, index: int, header: str, said: Understood | None, below: pa.ChunkedArray
) -> tuple[str, str, str, str]:
    """Role, content, guess and reason of a column that was not used."""
    headers = table.headers
    assert headers is not None
    if index in headers.ignored or word_key(header) in ROW_NUMBERS or _NUMBERED.search(header):
        return "known", "", "", ""
    if table.sheet.typed and key_of(header, _OURS):
        return "known", "", "", ""
    if said is not None:
        for qualifier in _TELLING:
            if qualifier in said.qualifiers:
                return "known", "", said.count, f"column.{qualifier}"
        counts_itself = said.qualifiers or (said.count and not said.unknown)
        if table.shape == "daily_counts" and not counts_itself and result_named(header):
            return "unused", Content.of(below).holds or "counts", "", ""  # how many calls ended so
        if said.no_use or said.qualifiers:
            return "known", "", "", ""
    fields = [name for name, _ in said.fields] if said else []
    content = Content.of(below)
    if table.shape != "none" and fields and set(fields) <= _NO_USE | _without_news(table):
        if content.signs < _TICKED:
            return "known", "", "", ""
        return "unused", "ticks", "", ""
    counts = said is not None and said.count and not said.unknown
    counted = (table.counts.get(said.count) or table.ticks.get(said.count)) if said and counts else None
    if counted is not None:
        if counted.priority < 0:
            return "known", "", "", ""  # a person has chosen the other one
        return "unused", content.holds or "counts", said.count if said else "", "column.second"
    holds = content.holds
    if counts and said is not None and said.sure and table.shape == "daily_counts" and content.numbers == 1:
        holds = holds or "counts"  # several columns say it, and nobody can tell which is meant
    guess = "" if _is_of_plans(header, holds) else _guess(said, fields, holds, table)
    if table.shape == "none" and fields and not holds:
        holds = _BY_FIELD.get(fields[0], "")
    return "unused", holds, guess, ""


def _is_of_plans(header: str, holds: str) -> bool:
    """Whether dates are those of what is only planned (予定日): no day on which something happened."""
    return holds == "dates" and "plan" in composed(normalise(header)).qualifiers


_BY_FIELD = {"rep": "people", "date": "dates", "result": "results", "kind": "results"}


def _without_news(table: Recognised) -> set[str]:
    """Fields that tell nothing new where the table has another column for them."""
    found = {name for name in table.columns if name not in ("result", "status")}
    if "date" in found:
        found |= {"created", "from", "to", "time", "week", "month", "day", "close_date", "opportunity_date"}
    if found & {"kind", "direction"}:
        found |= {"kind", "direction", "row_type", "metric"}
    return found


def _guess(said: Understood | None, fields: Sequence[str], holds: str, table: Recognised) -> str:
    """The field or count that a column would most likely be; "" where a guess would be none."""
    if said is not None and said.count and holds in ("counts", "ticks"):
        return said.count
    readable = _readable(table)
    fields = [name for name in fields if name in readable]
    free = [name for name in fields if name not in table.columns]
    if free == ["team"] and said is not None and "contact" in table.columns:
        return ""  # the customer's department, as the reps' rows tell
    if free:
        return free[0]
    by_content = _BY_CONTENT.get(holds, "")
    return by_content if by_content in readable - table.columns.keys() else ""


def _readable(table: Recognised) -> set[str]:
    """The fields that a table of this shape can be read for: another one would be refused in `ColumnMap`."""
    shapes: tuple[Shape, ...] = ("deals", "meetings") if table.beside else (table.shape,)
    if table.shape == "none":
        shapes = tuple(FIELDS_OF)
    return {name for shape in shapes for name in FIELDS_OF.get(shape, ())}


_OURS = ("entered_in", "stamp")
"""Columns of the daily entries that say where a row was collected from."""


def _address(table: Recognised, index: int) -> str:
    headers, sheet = table.headers, table.sheet
    assert headers is not None
    row = headers.rows[-1]
    if sheet.origin is None:
        return cell_address(sheet.first_row + row, sheet.first_column + index)
    at = np.array([row])
    number = int(sheet.origin.column_numbers(at, index)[0])
    return cell_address(int(sheet.origin.row_numbers(at, index)[0]), number)
