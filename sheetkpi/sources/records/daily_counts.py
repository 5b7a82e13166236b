"""Daily counts: one row per rep and day (and perhaps lead source), with a column per count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.amounts import amounts_of, note_amounts, scale_of
from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen, dated_rows, told_texts
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, note_rows
from sheetkpi.sources.records.doing import only_done
from sheetkpi.sources.records.log import identity
from sheetkpi.sources.records.records import Happenings, Records, Rules
from sheetkpi.sources.records.sums import extremes, sum_rows, team_sums
from sheetkpi.sources.values.money import unit_of_header
from sheetkpi.sources.values.numbers import clean_numbers, count_fault

if TYPE_CHECKING:
    from sheetkpi.model.metrics import Kind
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.roles.shapes import Recognised
    from sheetkpi.sources.values.columns import Encoded
    from sheetkpi.sources.values.dates import CleanDates


def read_daily_counts(recognised: Recognised, rules: Rules) -> Records:
    """The records of a sheet of daily counts: every row with a count in it is one.

    Rows prepared for a day and a rep with no count filled in are no records, totals and rows of targets or
    of last year neither. Left out: rows without date or rep, with a date that cannot be read or lies after
    today, and rows in which no count is a number. Noted: single counts that are no numbers, error values too.
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
    read = {column.index: _count(cells, column, rows, rules.tree[key].kind) for key, column in every}
    filled = _filled(cells, list(read.values()), rows, dates, reps, rules)
    rows = rows[filled]
    read = {index: part.at(filled) for index, part in read.items()}
    numbers = {key: _added([read[column.index] for name, column in every if name == key]) for key in counted}

    values = [part.values for part in numbers.values()]
    told = (values, dates.days[rows], reps.codes[rows], reps.texts, rules.people)
    sums = sum_rows(*told) | team_sums(*told)
    if sums.any():
        first = rows[sums][:1].astype(np.intp) + cells.first
        said: dict[str, object] = {"records": int(sums.sum())}
        notes.append(Issues(recognised.sheet, "reason.sum_rows", first, None, "note", said))
    best = extremes(values, dates.days[rows], np.where(sums, -1, reps.codes[rows]), reps.texts, rules.people)
    figures = np.isin(reps.codes[rows], [code for code, is_one in best.items() if is_one]) & ~sums
    rep = columns.get("rep") or columns["family_name"]
    notes += told_texts("reason.rep_figure", cells, rep, reps, rows[figures])
    perhaps = np.isin(reps.codes[rows], [code for code, is_one in best.items() if not is_one])
    notes += told_texts("reason.rep_perhaps", cells, rep, reps, rows[perhaps])
    if (aside := sums | figures).any():
        rows = rows[~aside]
        numbers = {key: part.at(~aside) for key, part in numbers.items()}
        read = {index: part.at(~aside) for index, part in read.items()}

    reasons = Reasons(recognised, rows)
    reasons.check_dates(dates, cells, columns["date"], rules)
    reasons.check_reps(reps, rep, rules)
    readable = np.logical_or.reduce([~part.bad & ~part.empty for part in numbers.values()])
    once = {column.index: column for _, column in every}.values()  # a column may be of two counts
    for column in once:
        for reason, flags in read[column.index].reasons.items():
            reasons.add(reason, column, ~readable & flags)

    good = np.ones(len(rows), dtype=bool) if reasons.good is None else reasons.good
    kept = rows[good]
    counts = {key: part.values[good] for key, part in numbers.items()}
    entered = {key: ~part.empty[good] for key, part in numbers.items()}
    notes += doubtful_dates(recognised, columns["date"], dates, rows)
    for column in once:
        for reason, flags in read[column.index].reasons.items():
            note_rows(notes, recognised, reason, column, rows, flags & good)
    for key, column in every:
        if rules.tree[key].kind == "money":
            note_amounts(cells, column, kept, notes)
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
        measures=frozenset(key for key, cells_filled in entered.items() if cells_filled.any()),
        filled=entered,
    )


def _filled(
    cells: Cells, counts: Sequence[_Numbers], rows: Ints, dates: CleanDates, reps: Encoded, rules: Rules
) -> Flags:
    """Which of `rows` have a count. Error values alone are none where nothing was to be counted yet: on days
    to come, and on rows of no day or of nobody, as averages stand below a table."""
    texts: Flags = np.logical_or.reduce([~part.empty & ~part.errors for part in counts])
    errors: Flags = np.logical_or.reduce([part.errors for part in counts])
    if not (errors & ~texts).any():
        return texts
    columns = cells.recognised.columns
    known = ~(dates.days[rows] > np.datetime64(rules.today, "D"))
    for column, empty in (
        (columns["date"], cells.empty(columns["date"])[rows]),
        (columns.get("rep") or columns["family_name"], reps.codes[rows] < 0),
    ):
        known &= ~empty | cells.wrong(column)[rows]
    return texts | errors & known


@dataclass(frozen=True, eq=False)
class _Numbers:
    """A count per row, 0 where there is none; what is `bad` (no count, for `reasons`), what is empty, and
    where error values stand, which are bad and not empty."""

    values: Array
    bad: Flags
    empty: Flags
    errors: Flags
    reasons: dict[str, Flags] = field(default_factory=dict)

    def at(self, rows: Flags) -> _Numbers:
        """Those of `rows`."""
        reasons = {reason: flags[rows] for reason, flags in self.reasons.items()}
        return _Numbers(self.values[rows], self.bad[rows], self.empty[rows], self.errors[rows], reasons)


def _added(parts: Sequence[_Numbers]) -> _Numbers:
    """Several columns of one count together: their sum, bad or empty where all of them are."""
    empty = np.logical_and.reduce([part.empty for part in parts])
    bad = np.logical_and.reduce([part.bad | part.empty for part in parts]) & ~empty
    errors = np.logical_or.reduce([part.errors for part in parts])
    return _Numbers(np.sum([part.values for part in parts], axis=0), bad, empty, errors)


def _count(cells: Cells, column: Column, rows: Ints, kind: Kind) -> _Numbers:
    """The values of a count column (0 where there is none), what is no count and why, and what is empty."""
    texts = chosen(cells.encoded(column), rows)
    scale = scale_of(cells.recognised, column)[0] if kind == "money" else unit_of_header(column.header)
    numbers = clean_numbers(texts.texts, scale, cells.decimal)
    faults = [count_fault(text, value) for text, value in zip(texts.texts, numbers.values, strict=True)]
    if kind == "money":
        faults = ["" if fault == "fraction" else fault for fault in faults]
    found = np.array([bool(fault) for fault in faults], dtype=bool)
    bad = numbers.unreadable | found
    reasons = {
        f"reason.count_{fault}": texts.spread(
            np.array([other == fault for other in faults], dtype=bool), False
        )
        for fault in dict.fromkeys(faults)
        if fault
    }
    reasons["reason.count_unreadable"] = texts.spread(numbers.unreadable, False)
    values = np.where(bad, 0.0, np.nan_to_num(numbers.values))
    errors = cells.wrong(column)[rows]
    of_rows = texts.spread(values, 0.0)
    if kind == "money":
        of_rows = np.where(of_rows == 0, 0.0, np.nan_to_num(amounts_of(cells, column, rows).values))
    return _Numbers(
        of_rows,
        texts.spread(bad, False) | errors,
        texts.spread(numbers.empty, True) & ~errors,
        errors,
        {"reason.count_error": errors, **reasons},
    )
