"""Call lists whose cells hold date and result together (1回目: `11/2 不在`): a column for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.raw import Origin, RawSheet
from sheetkpi.sources.tables.grid import origin_of, with_origin
from sheetkpi.sources.values.text import normalise

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from sheetkpi.sources.headers.headers import Headers
    from sheetkpi.sources.tables.context import Context

_ATTEMPT = lazy_pattern(
    r"(?:第)?(\d{1,2})(?:回目|回|次|コール目|架電目|(?:st|nd|rd|th)?(?:call|attempt|try))|(?:call|attempt|架電|コール)#?(\d{1,2})"
)
_DATED = lazy_pattern(
    r"^\s*(?P<date>(?:\d{4}[/.\-年])?\d{1,2}[/.\-月]\d{1,2}日?(?:\s*[(（][月火水木金土日][)）])?(?:\s*\d{1,2}:\d{2})?)\s*"
    r"[、,:：\-→/／\s]*(?P<result>\D.*)?$"
)
_SHARE = 0.6


def with_attempts(
    sheet: RawSheet, headers: Headers, context: Context, today: date, people: Set[str]
) -> RawSheet | None:
    """`sheet` with a date and a result column for each attempt whose cells hold both; None where none do."""
    first = headers.first_data_row
    split: dict[int, tuple[int, list[str | None], list[str | None]]] = {}
    for index, text in enumerate(headers.texts):
        match = _ATTEMPT.fullmatch(normalise(text))
        if not match:
            continue
        cells = sheet.cells.column(index).to_pylist()
        found = [_DATED.match(cell) if cell else None for cell in cells[first:]]
        filled = sum(bool(cell and cell.strip()) for cell in cells[first:])
        if not filled or sum(bool(one) for one in found) < _SHARE * filled:
            continue
        dates = [one["date"] if one else cell for one, cell in zip(found, cells[first:], strict=True)]
        results = [(one["result"] or None) if one else None for one in found]
        split[index] = (int(match[1] or match[2]), dates, results)
    if not split:
        return None
    origin = origin_of(sheet)
    table, columns = sheet.cells, list(origin.columns)
    above: list[str | None] = [None] * first
    for index, (number, dates, results) in split.items():
        for name, values in ((f"{number}回目架電日", dates), (f"{number}回目結果", results)):
            head = [*above]
            head[headers.rows[-1]] = name
            table = table.append_column(name, _encoded([*head, *values]))
            columns.append(columns[index])
        blank: list[str | None] = [None] * table.num_rows
        table = table.set_column(index, table.column_names[index], pa.array(blank, pa.string()))
    return with_origin(sheet, table, Origin(origin.rows, tuple(columns), dict(origin.rows_of)))


def _encoded(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode()
