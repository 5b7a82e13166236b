"""Daily counts: one row per rep and day (and perhaps lead source), with a column per count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Cells, chosen, dated_rows
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, note_rows
from sheetkpi.sources.records.doing import only_done
from sheetkpi.sources.records.log import identity
from sheetkpi.sources.records.records import Happenings, Records
from sheetkpi.sources.records.sums import sum_rows
from sheetkpi.sources.values.numbers import clean_numbers, unit_of_header

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised


def read_daily_counts(recognised: Recognised, rules: Rules) -> Records:
    """The records of a sheet of daily counts: every row with a count in it is one.

    Rows prepared for a day and a rep with no count filled in are no records, totals and rows of targets or
    of last year neither. Left out: rows without date or rep, with a date that cannot be read or lies after
    today, and rows in which no count is a number. Noted: single counts that are no numbers.
    """
    cells = Cells(recognised)
    columns = recognised.columns
    counted = {key: column for key, column in recognised.counts.items() if key in rules.tree.counts}
    notes: list[Issues] = []
    dates, reps, rows = dated_rows(cells, counted, rules, notes)
    rows = only_done(cells, columns, rows, rules, notes)
    every = [
        (key, column) for key, first in counted.items() for column in (first, *recognised.summed.get(key, ()))
    ]
    read = {column.index: _count(cells, column, rows) for _, column in every}
    filled = np.logical_or.reduce([~empty for _, _, empty in read.values()])
    rows = rows[filled]
    read = {index: (a[filled], b[filled], c[filled]) for index, (a, b, c) in read.items()}
    numbers = {key: _added([read[column.index] for name, column in every if name == key]) for key in counted}

    values = [count for count, _, _ in numbers.values()]
    sums = sum_rows(values, dates.days[rows], reps.codes[rows], reps.texts, rules.people)
    if sums.any():
        first = rows[sums][:1].astype(np.intp) + cells.first
        said: dict[str, object] = {"records": int(sums.sum())}
        notes.append(Issues(recognised.sheet, "reason.sum_rows", first, None, "note", said))
        rows = rows[~sums]
        numbers = {key: (a[~sums], b[~sums], c[~sums]) for key, (a, b, c) in numbers.items()}
        read = {index: (a[~sums], b[~sums], c[~sums]) for index, (a, b, c) in read.items()}

    reasons = Reasons(recognised, rows)
    reasons.check_dates(dates, cells, columns["date"], rules)
    reasons.check_reps(reps, columns.get("rep") or columns["family_name"], rules)
    readable = np.logical_or.reduce([~bad & ~empty for _, bad, empty in numbers.values()])
    for _, column in every:
        reasons.add("reason.count_unreadable", column, ~readable & read[column.index][1])

    good = np.ones(len(rows), dtype=bool) if reasons.good is None else reasons.good
    kept = rows[good]
    counts = {key: values[good] for key, (values, _, _) in numbers.items()}
    notes += doubtful_dates(recognised, columns["date"], dates, rows)
    for _, column in every:
        note_rows(notes, recognised, "reason.count_unreadable", column, rows, read[column.index][1] & good)
    return Records(
        recognised,
        kept + cells.first,
        dates.days[kept],
        dates.seconds[kept],
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        [Happenings(np.arange(len(kept), dtype=np.int32), dates.days[kept], counts)],
        identity(cells, dates, recognised, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=notes,
        grain="day" if recognised.grain == "record" else recognised.grain,
        measures=frozenset(counted),
    )


def _added(parts: Sequence[tuple[Array, Flags, Flags]]) -> tuple[Array, Flags, Flags]:
    """Several columns of one count together: their sum, unreadable or empty where all of them are."""
    values, bad, empty = zip(*parts, strict=True)
    return (
        np.sum(values, axis=0),
        np.logical_and.reduce([b | e for b, e in zip(bad, empty, strict=True)]) & np.logical_or.reduce(bad),
        np.logical_and.reduce(empty),
    )


def _count(cells: Cells, column: Column, rows: Ints) -> tuple[Array, Flags, Flags]:
    """The values of a count column (0 where there is none), what is no number, and what is empty."""
    texts = chosen(cells.encoded(column), rows)
    numbers = clean_numbers(texts.texts, unit_of_header(column.header))
    values = texts.spread(np.nan_to_num(numbers.values), 0.0)
    return values, texts.spread(numbers.unreadable, False), texts.spread(numbers.empty, True)
