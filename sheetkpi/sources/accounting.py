"""What was not used, told: columns that look useful, and whole sheets that look like activity.

`Activity.columns` accounts for every column. A column that holds counts, ticks, results, dates or people
and was used for nothing is worth a line, and a row of `ColumnMap` in which a person can say what it is.
Columns of one header in several sheets (a folder of daily exports) are one matter, not one a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sheetkpi.grid import column_number
from sheetkpi.language import all_words
from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.column_map import FIELD_WORDS, ColumnMap
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.issues import IssueKey, Issues, issue_frame, joined
from sheetkpi.sources.values.text import normalise

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.sources.activity import Activity, SheetReading
    from sheetkpi.sources.raw import RawSheet

TELLING = ("counts", "ticks", "results", "dates", "people")
"""What a column holds that may be activity; those first that are most likely missed."""

SHEET_UNUSED = "reason.sheet_unused"
NOTHING_COUNTED = "reason.nothing_counted"
MAPPED_UNUSED = "column.mapped_unused"
LEFT_FOR_GOOD = frozenset({"left.copy", "left.views", "left.empty", "left.roster", "left.other_trade"})
"""Why a sheet was left alone that needs nobody's decision."""

PER_SHEET = 30
"""Columns of one sheet that are told one by one: a matrix of hundreds is one mistake, not hundreds."""

_ADDRESS = lazy_pattern(r"([A-Z]{1,3})(\d{1,7})")


class AccountLine(NamedTuple):
    """One line of `Activity.columns`."""

    place: str
    sheet: str
    cell: str
    header: str
    role: str
    field: str
    holds: str
    guess: str
    reason: str

    @property
    def is_useful(self) -> bool:
        """Whether the column looks like activity and was not used."""
        return self.role == "unused" and self.holds in TELLING


def lines_of(columns: pd.DataFrame) -> list[AccountLine]:
    """The lines of `Activity.columns`."""
    cells = (columns[name].astype(object).tolist() for name in AccountLine._fields)
    return [AccountLine(*line) for line in zip(*cells, strict=True)]


@dataclass(frozen=True)
class UnusedColumn:
    """A column that looks useful and was not used: where it stands first, and in how many `sheets`."""

    place: str
    sheet: str
    cell: str
    header: str
    holds: str
    guess: str
    reason: str = ""
    sheets: int = 1

    @property
    def label(self) -> str:
        """What `ColumnMap` calls the sheet: its name, the file's where it has none; "" for several."""
        return "" if self.sheets > 1 else self.sheet or self.place


@dataclass(frozen=True)
class UnusedSheet:
    """A sheet left alone that looks like activity: its first column that makes it look so, and why it was
    left (`left`, the key of a sentence and what fills it)."""

    place: str
    sheet: str
    cell: str
    header: str
    left: tuple[str, dict[str, object]]


def accounted(
    activity: Activity,
    sheets: Sequence[RawSheet],
    column_map: ColumnMap,
    ignored: Set[IssueKey] = frozenset(),
) -> Activity:
    """`activity` with what `column_map` says of its columns, and with a note for what was not used.

    `sheets` are those it was read from, `ignored` the issues marked 無視.
    """
    if activity.columns is None or activity.columns.empty:
        return activity
    columns = with_decisions(activity.columns, sheets, column_map)
    found = column_issues(columns, activity.sheets, sheets)
    if not found:
        return replace(activity, columns=columns)
    issues = joined(activity.issues, issue_frame(found, ignored))
    return replace(activity, columns=columns, issues=issues)


def with_decisions(columns: pd.DataFrame, sheets: Sequence[RawSheet], column_map: ColumnMap) -> pd.DataFrame:
    """`columns` (see `Activity.columns`) with what a person said of those that were not used.

    使わない sets a column aside, and nothing more is said of it; one mapped to a field that its sheet
    could not be read for stays unused, with that as the reason.
    """
    if not column_map.rows:
        return columns
    raw = {(sheet.place, sheet.name): sheet for sheet in reversed(sheets)}
    said = {key: column_map.of_sheet(sheet) for key, sheet in raw.items()}
    lines = lines_of(columns)
    roles, reasons = [line.role for line in lines], [line.reason for line in lines]
    for row, line in enumerate(lines):
        words = said.get((line.place, line.sheet))
        field = words.field_of(line.header) if words and line.role == "unused" else None
        if field == "ignore":
            roles[row] = "set_aside"
        elif field:
            reasons[row] = MAPPED_UNUSED
    return columns.assign(role=roles, reason=reasons)


def unused_columns(columns: pd.DataFrame, readings: Sequence[SheetReading]) -> list[UnusedColumn]:
    """The columns worth telling of, in the order of the sheets; one entry for a header's several sheets.

    Of a sheet left alone only those are told that could make it readable (the guess is a field and no count),
    and only where it looks like activity.
    """
    left = {(sheet.place, sheet.sheet) for sheet in unused_sheets(columns, readings)}
    told = {
        (sheet.place, sheet.sheet) for sheet in readings if sheet.shape not in ("none", "roster", "leads")
    } | left
    found: dict[tuple[str, str, str], UnusedColumn] = {}
    for where, lines in _by_sheet(columns).items():
        if where not in told:
            continue
        useful = [
            line for line in lines if line.is_useful and (where not in left or line.guess in FIELD_WORDS)
        ]
        for line in useful[:PER_SHEET]:
            key = (normalise(line.header), line.holds, line.guess)
            known = found.get(key)
            if known is None:
                found[key] = UnusedColumn(*where, line.cell, line.header, line.holds, line.guess, line.reason)
            elif (known.place, known.sheet) != where:
                found[key] = replace(known, sheets=known.sheets + 1)
    return list(found.values())


_CAME_OF_IT = ("result", "stage", "opportunity_date", "close_date", "meeting_date", "meeting_result")
"""Fields that tell what came of something: a sheet that has one was meant to be counted."""
_DAYS = ("opportunity_date", "close_date", "expected_close", "created", "meeting_date", "set_date")


def unused_sheets(columns: pd.DataFrame, readings: Sequence[SheetReading]) -> list[UnusedSheet]:
    """The sheets left alone that look like activity: something counted, ticked or said, or understood as what
    came of a call or a deal, of somebody or some day."""
    lacking = {
        (sheet.place, sheet.sheet): (sheet.remark_key, sheet.remark_values)
        for sheet in readings
        if sheet.shape == "none" and sheet.remark_key and sheet.remark_key not in LEFT_FOR_GOOD
    }
    for sheet in readings:
        if sheet.shape != "none":
            lacking.pop((sheet.place, sheet.sheet), None)  # another table of it was read
    found = []
    for where, lines in _by_sheet(columns).items() if lacking else ():
        useful = [line for line in lines if line.is_useful or line.field in _CAME_OF_IT]
        happened = any(
            line.holds in ("counts", "ticks", "results") or line.field in _CAME_OF_IT for line in useful
        )
        of_somebody = any(
            line.holds in ("dates", "people") or line.field in ("date", "rep", *_DAYS) for line in lines
        )
        if where in lacking and happened and of_somebody:
            found.append(UnusedSheet(*where, useful[0].cell, useful[0].header, lacking[where]))
    return found


def column_issues(
    columns: pd.DataFrame, readings: Sequence[SheetReading], sheets: Sequence[RawSheet]
) -> list[Issues]:
    """A note for each of `unused_columns` and `unused_sheets`, at its header cell.

    The reason that `columns` gives for a column (`column.second`) is said where there is a sentence for it
    (`reason.column_second`), which may ask for holds, guess and sheets.
    """
    notes = []
    for whole in unused_sheets(columns, readings):
        values: dict[str, object] = {"left": whole.left}
        notes += _note(whole.place, whole.sheet, whole.cell, whole.header, SHEET_UNUSED, values, sheets)
    left = {(note.sheet.place, note.sheet.name) for note in notes}
    for one in unused_columns(columns, readings):
        if (one.place, one.sheet) in left:
            continue  # the sheet's own note says it
        values = {"holds": one.holds, "guess": word_of(one.guess), "sheets": one.sheets}
        reason = _reason_of(one)
        notes += _note(one.place, one.sheet, one.cell, one.header, reason, values, sheets)
    return [*notes, *_file_issues(readings, sheets, {place for place, _ in left})]


_UNDERSTOOD = frozenset({"left.copy", "left.views", "left.empty", "left.other_trade"})
"""Why nothing of a file is counted where nobody would expect it to be."""


def _file_issues(
    readings: Sequence[SheetReading], sheets: Sequence[RawSheet], told: Set[str]
) -> list[Issues]:
    """A note for each file that was named and in which nothing is activity, leads or a list of reps, those
    `told` of aside."""
    alone: dict[str, SheetReading | None] = {}
    for reading in readings:
        if reading.place and reading.place not in told:
            left = reading.shape == "none" and reading.remark_key not in _UNDERSTOOD
            known = alone.setdefault(reading.place, reading if left else None)
            if known is not None and reading.shape != "none":
                alone[reading.place] = None
    by_name = {(sheet.place, sheet.name): sheet for sheet in reversed(sheets)}
    notes = []
    for reading in filter(None, alone.values()):
        sheet = by_name.get((reading.place, reading.sheet))
        if sheet is not None:
            said = (reading.remark_key, reading.remark_values)
            notes.append(Issues(sheet, NOTHING_COUNTED, severity="note", values={"left": said}))
    return notes


def word_of(guess: str) -> str:
    """The key of the word people would choose in `ColumnMap` for a field or count; "" for what it has no word
    for (a week, a status).

    >>> word_of("detail"), word_of("meetings"), word_of("week")
    ('note', 'meetings', '')
    """
    return FIELD_WORDS.get(guess) or (guess if guess in _COUNTS else "")


_COUNTS = frozenset(kpi.key for kpi in BUILT_IN if kpi.kind != "rate")


def _reason_of(column: UnusedColumn) -> str:
    told = f"reason.{column.reason.replace('.', '_')}"
    if told in all_words():
        return told
    kind = "guess" if word_of(column.guess) else "unused"
    return f"reason.column{'s' if column.sheets > 1 else ''}_{kind}"


def _by_sheet(columns: pd.DataFrame) -> dict[tuple[str, str], list[AccountLine]]:
    """The lines of `columns` by place and sheet."""
    found: dict[tuple[str, str], list[AccountLine]] = {}
    for line in lines_of(columns):
        found.setdefault((line.place, line.sheet), []).append(line)
    return found


def _note(
    place: str,
    name: str,
    cell: str,
    header: str,
    reason: str,
    values: dict[str, object],
    sheets: Sequence[RawSheet],
) -> list[Issues]:
    """A note at `cell`; none where no sheet of that name reaches so far."""
    address = _ADDRESS.fullmatch(cell)
    if address is None:
        return []
    row, number = int(address[2]), column_number(address[1])
    for sheet in sheets:
        inside = sheet.first_row <= row < sheet.first_row + sheet.cells.num_rows
        inside &= sheet.first_column <= number < sheet.first_column + sheet.cells.num_columns
        if (sheet.place, sheet.name) == (place, name) and inside:
            rows = np.array([row - sheet.first_row], dtype=np.intp)
            column = Column(number - sheet.first_column, header)
            return [Issues(sheet, reason, rows, column, "note", values)]
    return []
