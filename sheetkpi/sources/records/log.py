"""A log: one row per activity, with date, rep and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.records.cells import Cells, chosen, dated_rows, row_key
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, error_notes
from sheetkpi.sources.records.records import Records
from sheetkpi.sources.records.tally import (
    KIND_NAMES,
    Results,
    happenings,
    measured_by,
    own_counts,
    tally,
    won_amounts,
)
from sheetkpi.sources.words.results import is_inbound, kind_of

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised
    from sheetkpi.sources.values.dates import CleanDates


def read_log(recognised: Recognised, rules: Rules) -> Records:
    """The records of a log: every row is one, but for blank rows, totals and repeated headers.

    Left out: rows without a date or a rep, dates that cannot be read or lie after today, kinds of activity
    nobody knows, and rows in which nothing is to be counted (a cancelled meeting).
    """
    cells = Cells(recognised)
    columns = recognised.columns
    dates, reps, rows = dated_rows(cells, recognised.counts, rules.today)
    notes = doubtful_dates(recognised, columns["date"], dates, rows)
    kinds = _kinds(cells, columns, rows)
    results = Results.of(chosen(cells.encoded(columns.get("result")), rows), columns.get("result"), rules)
    counts = tally(kinds, results, rules.basis(columns)) | own_counts(cells, rows, notes)

    reasons = Reasons(recognised, rows)
    reasons.check_dates(dates, cells, columns["date"], rules)
    reasons.check_reps(reps, columns["rep"])
    if "kind" in columns:
        empty = cells.encoded(columns["kind"]).codes[rows] < 0
        reasons.add("reason.kind_missing", columns["kind"], (kinds < 0) & empty)
        reasons.add("reason.kind_unknown", columns["kind"], kinds < 0)
    nothing = ~np.logical_or.reduce([count != 0 for count in counts.values()], initial=False)
    reasons.add("reason.nothing_to_count", columns.get("result") or columns.get("kind"), nothing)

    good = reasons.good
    kept = rows if good is None else rows[good]
    counts = counts if good is None else {name: count[good] for name, count in counts.items()}
    if "wins" in counts and "amount" in columns:
        won = counts["wins"] != 0
        counts["won_amount"] = won_amounts(cells, columns["amount"], kept, won, notes)
    notes += error_notes(recognised, columns.get("result"), kept)
    return Records(
        recognised,
        kept + cells.first,
        dates.days[kept],
        _known_times(cells, dates, columns, kept),
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        happenings(cells, columns.get("meeting_date"), dates.days[kept], kept, counts, rules),
        # Records with an id are told apart by that alone.
        row_key([kept]) if "id" in columns else identity(cells, dates, recognised, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=notes,
        unknown_results=results.unknown(slice(None) if good is None else good),
        measures=measured_by(kinds, results, counts),
    )


def _kinds(cells: Cells, columns: dict[str, Column], rows: Ints) -> Ints:
    """The kind of each record as an index of `KIND_NAMES`, -1 for none that is known.

    Without a kind column all are calls; where the cell is empty but there is a result, it is a call too.
    """
    call = KIND_NAMES.index("call")
    kinds = np.full(len(rows), call, dtype=np.int32)
    if "kind" in columns:
        column = chosen(cells.encoded(columns["kind"]), rows)
        named = [kind_of(text) for text in column.texts]
        numbers = np.array(
            [KIND_NAMES.index(name) if name in KIND_NAMES else -1 for name in named], dtype=np.int32
        )
        kinds = column.spread(numbers, -1)
        if "result" in columns:
            results = cells.encoded(columns["result"]).codes[rows]
            kinds = np.where((column.codes < 0) & (results >= 0), np.int32(call), kinds)
    if "direction" in columns:
        way = chosen(cells.encoded(columns["direction"]), rows)
        inbound = way.spread(np.array([is_inbound(text) for text in way.texts], dtype=bool), False)
        kinds = np.where((kinds == call) & inbound, np.int32(KIND_NAMES.index("inbound")), kinds)
    return kinds


def _known_times(cells: Cells, dates: CleanDates, columns: dict[str, Column], rows: Ints) -> Ints:
    """Seconds since midnight, 0 for any time that stands in a column of its own (`identity` compares it)."""
    seconds = dates.seconds[rows]
    if "time" not in columns:
        return seconds
    elsewhere = (seconds < 0) & ~cells.empty(columns["time"])[rows]
    return np.where(elsewhere, np.int32(0), seconds)


def identity(cells: Cells, dates: CleanDates, recognised: Recognised, rows: Ints) -> Array:
    """A number per record that is equal where date, time and every column read are."""
    other = [column for name, column in recognised.columns.items() if name not in ("date", "id", "detail")]
    parts: list[Array] = [dates.days[rows].astype(np.int64), dates.seconds[rows]]
    return row_key([*parts, *(cells.codes(column)[rows] for column in other)])
