"""A call list: one row per company, with the date, result and details of each attempt side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen, row_key
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, error_notes
from sheetkpi.sources.records.leads import leads_of
from sheetkpi.sources.records.leadsheets import LeadSheet
from sheetkpi.sources.records.people import named_only
from sheetkpi.sources.records.records import LeadsHeld, Records, Rules
from sheetkpi.sources.records.refusals import said_no
from sheetkpi.sources.records.tally import KIND_NAMES, Results, happenings, measured_by, tally
from sheetkpi.sources.records.told import Rows, told_of
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.dates import CleanDates

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.roles.shapes import Recognised

_CALL = np.int32(KIND_NAMES.index("call"))


def read_call_list(recognised: Recognised, rules: Rules) -> list[Records]:
    """The calls of a call list, attempt by attempt: every row whose date or result is filled is one.

    Companies nobody has called yet are no records. A call belongs to the attempt's own rep where there is
    such a column, else to the row's. Left out: attempts with a result but no date, dates that cannot be
    read, are error values or lie after today, calls of nobody.
    """
    cells = Cells(recognised)
    attempts = sorted(recognised.attempts.items())
    dates = {number: cells.dates(attempt["date"], rules) for number, attempt in attempts}
    reps = cells.encoded(recognised.columns["rep"])
    called = np.logical_or.reduce([~cells.empty(attempt["date"]) for _, attempt in attempts])
    if (called & (reps.codes < 0)).any() and cells.fill_merged():
        reps = cells.encoded(recognised.columns["rep"])
    skipped = _structural(cells, recognised, dates)
    of_list = LeadSheet(cells, np.flatnonzero(~skipped).astype(np.int32), rules, is_list=True)
    found = [
        _attempt(cells, recognised, number, attempt, dates[number], ~skipped, rules, of_list)
        for number, attempt in attempts
    ]
    found[0].held = _held(cells, recognised, reps, dates, ~skipped, rules)
    return found


def _held(
    cells: Cells,
    recognised: Recognised,
    reps: Encoded,
    dates: dict[int, CleanDates],
    usable: Flags,
    rules: Rules,
) -> LeadsHeld:
    """The leads of the list, and which of them somebody has called up to today."""
    today, columns = np.datetime64(rules.today, "D"), recognised.columns
    called = np.logical_or.reduce([found.days <= today for found in dates.values()])
    rows = np.flatnonzero(usable).astype(np.int32)
    return LeadsHeld(
        chosen(named_only(reps, rules.people), rows),
        chosen(cells.encoded(columns.get("team")), rows),
        chosen(cells.encoded(columns.get("lead_source")), rows),
        called[rows],
    )


def _structural(cells: Cells, recognised: Recognised, dates: dict[int, CleanDates]) -> Flags:
    """Rows that are no company: looked for where no attempt has a date that can be read."""
    suspects = np.flatnonzero(np.logical_and.reduce([np.isnat(found.days) for found in dates.values()]))
    used = [*recognised.columns.values()]
    used += [column for attempt in recognised.attempts.values() for column in attempt.values()]
    skipped = np.zeros(cells.count, dtype=bool)
    skipped[suspects] = cells.structural(suspects.astype(np.int32), used)
    return skipped


def _attempt(
    cells: Cells,
    recognised: Recognised,
    number: int,
    attempt: dict[str, Column],
    dates: CleanDates,
    usable: Flags,
    rules: Rules,
    of_list: LeadSheet,
) -> Records:
    columns = recognised.columns
    result = attempt.get("result")
    filled = ~cells.empty(attempt["date"]) | cells.wrong(attempt["date"])
    if result:
        filled |= ~cells.empty(result)
    rows = np.flatnonzero(filled & usable).astype(np.int32)
    reps = _reps(cells, attempt.get("rep"), columns["rep"])
    reasons = Reasons(recognised, rows)
    reasons.check_dates(dates, cells, attempt["date"], rules)
    reasons.check_reps(reps, attempt.get("rep") or columns["rep"], rules)

    kept = rows if reasons.good is None else rows[reasons.good]
    results = Results.of(chosen(cells.encoded(result), kept), result, rules)
    counts = tally(np.full(len(kept), _CALL), results, rules.basis(columns))

    unknown = results.unknown()

    def of_meetings() -> Rows:
        means = Encoded(results.numbers, [" ".join(said) for said in results.said])
        is_set = np.array(["meeting" in said for said in results.said], dtype=bool)[results.numbers]
        record = np.arange(len(kept), dtype=np.int32)
        none = np.zeros(len(kept), dtype=bool)
        who = chosen(reps, kept)
        return Rows(kept, record, dates.days[kept], dates.seconds[kept], who, is_set, none, means)

    return Records(
        recognised,
        kept + cells.first,
        dates.days[kept],
        dates.seconds[kept],
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        happenings(cells, columns.get("meeting_date"), dates.days[kept], kept, counts, rules),
        _identity(cells, recognised, number, attempt, dates, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=doubtful_dates(recognised, attempt["date"], dates, rows)
        + error_notes(recognised, result, kept),
        unknown_results=unknown,
        unknown_calls=sum(unknown.values()),
        measures=measured_by(np.full(len(kept), _CALL), results, counts),
        leads=leads_of(cells, columns, kept),
        refusals=said_no(cells, None, results, kept, None, dates.days, rules),
        told=told_of(cells, columns, of_meetings, rules, result),
        lead_sheet=of_list,
        said=chosen(cells.encoded(result), kept),
    )


def _reps(cells: Cells, own: Column | None, of_row: Column) -> Encoded:
    """The attempt's own rep where it has one, else the row's."""
    reps = cells.encoded(of_row)
    if own is None:
        return reps
    others = cells.encoded(own)
    codes = np.where(others.codes >= 0, others.codes + len(reps.texts), reps.codes).astype(np.int32)
    return Encoded(codes, reps.texts + others.texts)


def _identity(
    cells: Cells,
    recognised: Recognised,
    number: int,
    attempt: dict[str, Column],
    dates: CleanDates,
    rows: Ints,
) -> Array:
    parts: list[Array] = [dates.days[rows].astype(np.int64), dates.seconds[rows]]
    columns = [*recognised.columns.values(), *(column for name, column in attempt.items() if name != "date")]
    parts += [cells.codes(column)[rows] for column in columns]
    return row_key([*parts, np.full(len(rows), number)])
