"""Why a record is left out, and what is noted about those that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.people import several_people
from sheetkpi.sources.words.notpeople import nobodies_among

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Cells, Flags, Ints
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised
    from sheetkpi.sources.values.columns import Encoded
    from sheetkpi.sources.values.dates import CleanDates


class Reasons:
    """Which records of a sheet are left out, each for the first reason found."""

    def __init__(self, recognised: Recognised, rows: Ints) -> None:
        self.recognised = recognised
        self.rows = rows
        self.out: Flags = np.zeros(len(rows), dtype=bool)
        self.issues: list[Issues] = []

    def add(self, reason: str, column: Column | None, flags: Flags, **values: object) -> None:
        """Leave out the records with `flags` that are not left out yet."""
        new = flags & ~self.out
        if new.any():
            rows = self.rows[new].astype(np.intp) + self.recognised.first_row
            self.issues.append(Issues(self.recognised.sheet, reason, rows, column, values=values))
            self.out |= new

    def check_errors(self, column: Column) -> None:
        """Leave out records with an error value (#N/A) in `column`."""
        wrong = error_rows(self.recognised, column)
        if wrong:
            self.add("reason.cell_error", column, np.isin(self.rows + self.recognised.first_row, wrong))

    def check_reps(self, reps: Encoded, column: Column, rules: Rules, *, needed: bool = True) -> None:
        """Leave out records of nobody (where a rep is `needed`), and those of several people."""
        self.check_errors(column)
        if needed:
            of_leads = self.recognised.sheet.of_leads
            reason = "reason.caller_missing" if of_leads else "reason.rep_missing"
            self.add(reason, column, reps.codes[self.rows] < 0)
        nobody = nobodies_among(reps.texts, rules.people)
        if any(nobody):
            flags = reps.spread(np.array(nobody, dtype=bool), False)
            self.add("reason.rep_nobody", column, flags[self.rows])
        several = several_people(reps.texts, rules.people)
        if any(several):
            flags = reps.spread(np.array(several, dtype=bool), False)
            self.add("reason.several_reps", column, flags[self.rows])

    def check_dates(self, dates: CleanDates, cells: Cells, column: Column, rules: Rules) -> None:
        """Leave out records without a date, with an unreadable one, or with one after today."""
        self.check_errors(column)
        days = dates.days[self.rows]
        undated = np.isnat(days)
        if undated.any():
            self.add("reason.date_missing", column, undated & cells.empty(column)[self.rows])
            self.add("reason.date_unreadable", column, undated)
        self.add("reason.date_future", column, days > np.datetime64(rules.today, "D"))

    @property
    def good(self) -> Flags | None:
        """The records that count, None for all of them."""
        return ~self.out if self.out.any() else None


def doubtful_dates(recognised: Recognised, column: Column, dates: CleanDates, rows: Ints) -> list[Issues]:
    """One note for a column in which 11/2 might as well be 2 November as 11 February."""
    doubtful = rows[dates.doubtful[rows]]
    if not len(doubtful):
        return []
    grouped = recognised.sheet.grouped
    number = len(doubtful) if grouped is None else grouped.count(doubtful + recognised.first_row)
    values: dict[str, object] = {"order": dates.order or "", "records": number}
    first = doubtful[:1].astype(np.intp) + recognised.first_row
    return [Issues(recognised.sheet, "reason.date_order", first, column, "note", values)]


def error_rows(recognised: Recognised, column: Column) -> list[int]:
    """The rows (from 0 within the cells) in which `column` holds an error value."""
    sheet = recognised.sheet
    number = sheet.first_column + column.index
    return [error.row - sheet.first_row for error in sheet.errors if error.column == number]


def error_notes(recognised: Recognised, column: Column | None, rows: Ints) -> list[Issues]:
    """Notes for records that count although `column`, which could say more, holds an error value."""
    if column is None or not (wrong := error_rows(recognised, column)):
        return []
    noted = np.intersect1d(rows + recognised.first_row, wrong).astype(np.intp)
    return [Issues(recognised.sheet, "reason.cell_error_note", noted, column, "note")]


def note_rows(
    notes: list[Issues], recognised: Recognised, reason: str, column: Column | None, rows: Ints, flags: Flags
) -> None:
    """Add a note for each of `rows` (from 0 below the headers) with `flags`."""
    if flags.any():
        noted = rows[flags].astype(np.intp) + recognised.first_row
        grouped = recognised.sheet.grouped
        assert grouped is None or grouped.whole[noted].all(), f"{reason}: a note for each row"
        notes.append(Issues(recognised.sheet, reason, noted, column, "note"))
