"""Tables with days, reps or KPIs across: every number becomes a record with its own cell.

A number belongs to the day, the rep and the KPI that its column's headers, its row's labels and the table's
surroundings name. Where one of the three is not named the table is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.grammar import is_headerlike, understand
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.tables.axes import Axis, Unit, records
from sheetkpi.sources.tables.context import (
    MOST_ACROSS,
    Context,
    bare_name,
    cells_above,
    context_of,
    days_among,
    days_of,
    month_of,
)
from sheetkpi.sources.tables.grid import MOST_CELLS, Grid, Place
from sheetkpi.sources.values.datewords import MONTH_NAME, WEEKDAY
from sheetkpi.sources.values.numbers import is_number
from sheetkpi.sources.words.notpeople import figures_among
from sheetkpi.sources.words.results import row_type_of
from sheetkpi.sources.words.totals import is_total, totals_among

_DAY_NUMBER = lazy_pattern(r"(\d{1,2})\s*日?\s*(?:[(（]?\s*[月火水木金土日祝](?:[・･/]?[祝休])?\s*[)）]?)?")
_WEEKDAY = lazy_pattern(rf"[(（]?(?:{WEEKDAY})[)）]?", re.IGNORECASE)
_MONTH = lazy_pattern(
    rf"(?:\d{{2,4}}\s*年\s*)?\d{{1,2}}\s*月度?|{MONTH_NAME}(?:\s*\d{{2,4}})?",
    re.IGNORECASE,
)
_FEW_DAYS = 2
_SEARCHED = 20


def from_crosstab(
    sheet: RawSheet, context: Context, today: date, people: Set[str] = frozenset()
) -> RawSheet | None:
    """`sheet` as rows of day, rep and a column per KPI, where it has days or reps across; else None.

    `context` is what the tab's name says; titles above the table say it first.
    """
    if not 2 <= sheet.cells.num_rows * max(sheet.cells.num_columns, 1) <= MOST_CELLS:
        return None
    grid = Grid.of(sheet)
    _fill_merged(grid)
    head = _header_of_days(grid, context, today)
    if head is not None:
        return _days_across(grid, head, context, today, people)
    return _reps_across(grid, context, today, people)


def _fill_merged(grid: Grid) -> None:
    for top, left, bottom, right in grid.merged():
        if 0 <= top < len(grid.rows) and 0 <= left < grid.width:
            text = grid.rows[top][left]
            for row in range(top, min(bottom + 1, len(grid.rows))):
                for column in range(left, min(right + 1, grid.width)):
                    grid.rows[row][column] = grid.rows[row][column] or text


# --- days across -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Days:
    """A row of days: its number, the day of each column, and what one column stands for."""

    row: int
    days: dict[int, date]
    unit: Unit


def _header_of_days(grid: Grid, context: Context, today: date) -> _Days | None:
    best: _Days | None = None
    for row in range(min(len(grid.rows), _SEARCHED)):
        texts = grid.rows[row]
        if sum(map(bool, texts)) > MOST_ACROSS:
            continue
        said = context_of(cells_above(grid, row), today).over(context)
        found = _days_of(texts, said, today)
        if found and len(found.days) > (len(best.days) if best else _FEW_DAYS - 1):
            best = _Days(row, found.days, found.unit)
    return best


def _days_of(texts: Sequence[str], said: Context, today: date) -> _Days | None:
    """The days a row of texts names: full dates, days of the month that the surroundings name, or months."""
    filled = [column for column, text in enumerate(texts) if text]
    found = days_among([texts[column] for column in filled], today, misses=len(filled) / 2 + 1)
    full = {column: day for column, day in zip(filled, found, strict=False) if day}
    if len(full) >= _FEW_DAYS and len(full) >= 0.5 * (len(filled) - 1) and _ascend(list(full.values())):
        return _Days(0, full, "day")
    months = {
        column: month
        for column in filled
        if _MONTH.fullmatch(unicodedata.normalize("NFKC", texts[column]))
        and (month := month_of(texts[column], today))
    }
    if len(months) >= _FEW_DAYS and len(months) >= 0.5 * (len(filled) - 1):
        return _Days(0, _in_order(months, today), "month")
    numbers = {
        column: int(match[1])
        for column in filled
        if (match := _DAY_NUMBER.fullmatch(unicodedata.normalize("NFKC", texts[column])))
    }
    numbers = {column: value for column, value in numbers.items() if 1 <= value <= 31}
    ordered = list(numbers.values())
    told = sum(texts[column].rstrip(")）").endswith("日") for column in numbers) == len(numbers)
    labels = [texts[column] for column in filled if column not in numbers]
    headed = bool(labels) and not full and all(map(is_headerlike, labels[:1]))
    running = len(ordered) >= 3 and all(b - a == 1 for a, b in pairwise(ordered)) and headed
    enough = len(numbers) >= 5 or running or (told and len(numbers) >= _FEW_DAYS)
    if not enough or ordered != sorted(set(ordered)) or said.month is None:
        return None
    month = said.month[0]
    days = {column: day for column, value in numbers.items() if (day := _valid(month, value))}
    return _Days(0, days, "day") if len(days) >= _FEW_DAYS else None


def _ascend(days: Sequence[date]) -> bool:
    return all(a <= b for a, b in pairwise(days))


def _in_order(months: dict[int, date], today: date) -> dict[int, date]:
    """Months without a year one after the other, the last of them not after today's where that can be."""
    columns = sorted(months)
    found = {columns[-1]: months[columns[-1]]}
    for later, column in zip(reversed(columns), list(reversed(columns))[1:], strict=False):
        month = months[column]
        while month >= found[later]:
            month = month.replace(year=month.year - 1)
        found[column] = month
    return found


def _valid(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def _days_across(grid: Grid, head: _Days, context: Context, today: date, people: Set[str]) -> RawSheet | None:
    said = context_of(cells_above(grid, head.row), today, people).over(context)
    columns = Axis(unit=head.unit)
    first = head.row + 1
    start = min(head.days)
    while start and (head.row, start - 1) in grid.errors:
        start -= 1
    across = range(start, grid.width)
    if first < len(grid.rows) and _are_weekdays([grid.rows[first][column] for column in head.days]):
        first += 1
    below = [grid.rows[first][column] for column in across] if first < len(grid.rows) else []
    named = [text for text in below if text]
    grouped = bool(named) and sum(bool(understand(text).count) for text in named) >= 0.6 * len(named)
    latest: tuple[date, Place] | None = None
    broken: Place | None = None
    for column in across:
        place = (head.row, column)
        if place in grid.errors:
            latest, broken = None, place
        elif column in head.days:
            latest, broken = (head.days[column], place), None
        elif grid.rows[head.row][column]:
            latest = broken = None  # 合計 and what else ends the days
        if broken and (grouped or broken == place):
            columns.broken[column] = broken
        elif latest is None or (not grouped and column not in head.days):
            columns.skipped.add(column)
            continue
        else:
            columns.days[column] = latest
        if grouped:
            _name(columns, column, grid.rows[first][column], (first, column))
    first += grouped
    rows = _labels(grid, first, start, head.row, said, people)
    return records(grid, first, columns, rows, said, sorted({*columns.days, *columns.broken}))


def _are_weekdays(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and sum(bool(_WEEKDAY.fullmatch(text)) for text in filled) >= 0.8 * len(filled)


def _name(axis: Axis, at: int, text: str, place: Place) -> None:
    """Note that a column or row stands for the count `text` names, or for nothing that is counted."""
    said = understand(text)
    if said.count and said.is_of_the_day and not said.unknown:
        axis.metrics[at] = (text, place)
    else:
        axis.skipped.add(at)


def _labels(grid: Grid, first: int, width: int, header: int, said: Context, people: Set[str]) -> Axis:
    """What the labels at the left of each row name: rep, KPI, team; blank ones go on from above."""
    rows = Axis()
    roles = _label_roles(grid, first, width, header)
    latest: dict[str, tuple[str, Place]] = {}
    for row in range(first, len(grid.rows)):
        for column, role in roles.items():
            text = grid.rows[row][column]
            if (row, column) in grid.errors:
                rows.broken[row] = (row, column)
                latest.pop(role, None)
                continue
            if not text:
                if role == "metric" and (above := latest.get(role)):
                    _name(rows, row, above[0], (row, column))
                continue
            if role == "metric":
                latest[role] = (text, (row, column))
                if row_type_of(text) not in ("", "actual") or totals_among([text])[0]:
                    rows.skipped.add(row)
                else:
                    _name(rows, row, text, (row, column))
            elif role == "row_type":
                if row_type_of(text) not in ("", "actual"):
                    rows.skipped.add(row)
            elif role == "rep" and totals_among([text], people)[0] and person_key(text) not in people:
                latest[role] = ("", (row, column))
            else:
                latest[role] = (bare_name(text), (row, column))
        if is_total(grid.rows[row][0]) and not any(
            person_key(text) in people for text in grid.rows[row][:width]
        ):
            rows.skipped.add(row)
        if "rep" in latest:
            if latest["rep"][0]:
                rows.reps[row] = latest["rep"]
            else:
                rows.skipped.add(row)
        if "team" in latest and latest["team"][0]:
            rows.teams[row] = latest["team"]
    return rows


def _label_roles(grid: Grid, first: int, width: int, header: int) -> dict[int, str]:
    """Which label column holds what: by its header, else by what stands in it."""
    roles: dict[int, str] = {}
    for column in range(width):
        texts = [grid.rows[row][column] for row in range(first, len(grid.rows)) if grid.rows[row][column]]
        if not texts:
            continue
        said = {
            name
            for row in range(max(header - 1, 0), first)
            for name, _ in understand(grid.rows[row][column]).fields
        }
        counts = sum(bool(understand(text).count) for text in texts)
        if counts >= 0.5 * len(texts):
            roles[column] = "metric"
        elif all(row_type_of(text) for text in texts):
            roles[column] = "row_type"
        elif "team" in said:
            roles[column] = "team"
        elif "lead_source" in said or all(is_number(text) for text in texts):
            continue
        elif "rep" not in roles.values():
            roles[column] = "rep"
    return roles


# --- reps across -------------------------------------------------------------------------------------------


def _reps_across(grid: Grid, context: Context, today: date, people: Set[str]) -> RawSheet | None:
    """Days down, reps across: with a KPI that the surroundings name, or KPIs below each rep."""
    down = _column_of_days(grid, context, today)
    if down is None:
        return None
    column, days = down
    first = min(days)
    if first == 0:
        return None
    said = context_of(cells_above(grid, first - 1), today, people).over(context)
    names = grid.rows[first - 1]
    groups = grid.rows[first - 2] if first > 1 else [""] * grid.width
    columns = Axis()
    across = [
        number for number in range(grid.width) if number != column and _holds_numbers(grid, number, days)
    ]
    metrics = [number for number in across if understand(names[number]).count]
    if metrics and any(groups[number] for number in across):
        latest: tuple[str, Place] | None = None
        broken: Place | None = None
        for number in range(grid.width):
            if (first - 2, number) in grid.errors:
                latest, broken = None, (first - 2, number)
            elif groups[number]:
                broken = None
                name = bare_name(groups[number])
                known = understand(groups[number])
                latest = None if known or totals_among([name], people)[0] else (name, (first - 2, number))
            if number in across:
                _name(columns, number, names[number], (first - 1, number))
                if latest:
                    columns.reps[number] = latest
                elif broken:
                    columns.broken[number] = broken
                else:
                    columns.skipped.add(number)
    elif said.metric is not None:
        for number in across:
            name = bare_name(names[number])
            if (first - 1, number) in grid.errors:
                columns.broken[number] = (first - 1, number)
            elif not name or understand(names[number]) or is_number(name) or totals_among([name], people)[0]:
                columns.skipped.add(number)
            else:
                columns.reps[number] = (name, (first - 1, number))
    names_across = list(dict.fromkeys(name for name, _ in columns.reps.values()))
    figures = sum(figures_among(names_across, people))  # told where the records are read
    if len(names_across) - figures < (1 if _known(columns, people) else 2):
        return None
    rows = Axis(days={row: (day, (row, column)) for row, day in days.items()})
    rows.broken = {row: (row, at) for row, at in grid.errors if at == column and row > first}
    return records(grid, first, columns, rows, said, across)


def _known(columns: Axis, people: Set[str]) -> bool:
    return all(person_key(name) in people for name, _ in columns.reps.values())


def _column_of_days(grid: Grid, context: Context, today: date) -> tuple[int, dict[int, date]] | None:
    """The column whose cells are days, and the day of each row."""
    for column in range(min(grid.width, 4)):
        texts = [row[column] for row in grid.rows]
        known = days_of(filter(None, texts), today)
        days = {row: day for row, text in enumerate(texts) if text and (day := known[text])}
        if len(days) >= 2 and len(days) >= 0.5 * sum(map(bool, texts[min(days) :])):
            return column, days
        start = next((row for row, text in enumerate(texts) if _DAY_NUMBER.fullmatch(text or "x")), None)
        said = context_of(cells_above(grid, start or 0), today).over(context)
        numbers = {
            row: int(match[1]) for row, text in enumerate(texts) if (match := _DAY_NUMBER.fullmatch(text))
        }
        ordered = list(numbers.values())
        if said.month and len(numbers) >= 3 and ordered == sorted(set(ordered)):
            found = {row: day for row, value in numbers.items() if (day := _valid(said.month[0], value))}
            if len(found) == len(numbers):
                return column, found
    return None


def _holds_numbers(grid: Grid, column: int, rows: dict[int, date]) -> bool:
    texts = [grid.rows[row][column] for row in rows if grid.rows[row][column]]
    errors = sum((row, column) in grid.errors for row in rows)
    numbers = sum(is_number(text) for text in texts) + errors
    return numbers > 0 and numbers >= 0.6 * (len(texts) + errors)
