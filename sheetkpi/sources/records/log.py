"""A log: one row per activity, with date, rep and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.records.amounts import won_amounts
from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen, dated_rows, row_key, taken
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, error_notes
from sheetkpi.sources.records.doing import kind_by_headers, only_done
from sheetkpi.sources.records.leads import leads_of
from sheetkpi.sources.records.leadsheets import LeadSheet
from sheetkpi.sources.records.records import Records, Rules
from sheetkpi.sources.records.refusals import said_no
from sheetkpi.sources.records.tally import (
    KIND_NAMES,
    Results,
    happenings,
    measured_by,
    own_counts,
    tally,
    ticked_counts,
)
from sheetkpi.sources.records.told import Rows, told_of
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.results import directions_of, kind_of

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.issues import Issues
    from sheetkpi.sources.roles.shapes import Recognised
    from sheetkpi.sources.values.dates import CleanDates


def read_log(recognised: Recognised, rules: Rules) -> Records:
    """The records of a log: every row is one, but for blank rows, totals, repeated headers and plans.

    Left out: rows without a date or a rep, with several people in one cell, dates that cannot be read or lie
    after today, kinds of activity nobody knows, internal calls, and rows in which nothing is to be counted (a
    cancelled meeting). A row that says how many (件数) stands for so many activities.
    """
    cells = Cells(recognised)
    columns = recognised.columns
    notes: list[Issues] = []
    dates, reps, rows = dated_rows(cells, recognised.counts, rules, notes)
    dated = rows
    rows = only_done(cells, columns, rows, rules, notes)
    notes += doubtful_dates(recognised, columns["date"], dates, rows)
    kinds = _kinds(cells, columns, rows)
    told = recognised.headers.format if recognised.headers else None
    results = Results.of(
        chosen(cells.encoded(columns.get("result")), rows),
        columns.get("result"),
        rules,
        told,
        None if cells.weights is None else cells.weights[rows],
    )
    quantity = _quantity(cells, columns.get("quantity"), rows)
    weights = _weights(cells, quantity, rows)
    counts = tally(kinds, results, rules.basis(columns)) | ticked_counts(cells, rows, kinds, rules)
    counts |= own_counts(cells, rows, notes)
    measured = measured_by(kinds, results, counts) | recognised.ticks.keys() | recognised.counts.keys()
    counts = {name: count * weights for name, count in counts.items()} if weights is not None else counts

    reasons = Reasons(recognised, rows)
    reasons.check_dates(dates, cells, columns["date"], rules)
    reasons.check_reps(reps, columns.get("rep") or columns["family_name"], rules)
    if "kind" in columns:
        empty = cells.encoded(columns["kind"]).codes[rows] < 0
        reasons.add("reason.kind_missing", columns["kind"], (kinds == _UNKNOWN) & empty)
    nothing = np.ones(len(rows), dtype=bool)
    for count in counts.values():
        nothing &= count == 0
    if "kind" in columns:
        reasons.add("reason.kind_unknown", columns["kind"], (kinds == _UNKNOWN) & nothing)
    reasons.add("reason.internal_call", columns.get("direction") or columns.get("kind"), kinds == _INTERNAL)
    if quantity is not None:
        reasons.add("reason.quantity_missing", columns["quantity"], nothing & (quantity == 0))
    reasons.add("reason.nothing_to_count", columns.get("result") or columns.get("kind"), nothing)

    good = reasons.good
    kept = rows if good is None else rows[good]
    counts = counts if good is None else {name: count[good] for name, count in counts.items()}
    if "wins" in counts and "amount" in columns:
        won = counts["wins"] != 0
        counts["won_amount"] = won_amounts(cells, columns["amount"], kept, won, notes)
        measured |= {"won_amount"}
    notes += error_notes(recognised, columns.get("result"), kept)
    is_set = counts.get("meetings", np.zeros(len(kept))) != 0
    if rules.basis(columns).meeting_basis == "held":
        is_set = _says(results, "meeting") if good is None else _says(results, "meeting")[good]

    unknown = results.unknown(slice(None) if good is None else good)

    def of_meetings() -> Rows:
        return _rows(cells, columns, dates, reps, dated, kept, is_set, rules)

    days = taken(dates.days, kept)
    return Records(
        recognised,
        kept + cells.first,
        days,
        _known_times(cells, dates, columns, kept),
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        happenings(cells, columns.get("meeting_date"), days, kept, counts, rules),
        # Records with an id are told apart by that alone.
        row_key([kept]) if "id" in columns else identity(cells, dates, recognised, kept),
        read=cells.number(rows),
        left_out=reasons.issues,
        notes=notes,
        unknown_results=unknown,
        unknown_calls=_unknown_calls(results, kinds, good) if unknown else 0,
        measures=frozenset(measured),
        leads=leads_of(cells, columns, kept),
        refusals=said_no(cells, columns.get("reason"), results, rows, good, dates.days, rules),
        told=told_of(cells, columns, of_meetings, rules, columns.get("result")),
        lead_sheet=LeadSheet(cells, kept, rules),
        said=chosen(cells.encoded(columns.get("result")), kept),
    )


def _unknown_calls(results: Results, kinds: Ints, good: Flags | None) -> int:
    """How many of the `good` records are calls with a result nobody knows."""
    of_calls = np.isin(kinds, _CALLS)
    return sum(results.unknown(of_calls if good is None else of_calls & good).values())


def _says(results: Results, meaning: str) -> Flags:
    """The records whose result says `meaning`."""
    return np.array([meaning in said for said in results.said], dtype=bool)[results.numbers]


def _rows(
    cells: Cells,
    columns: dict[str, Column],
    dates: CleanDates,
    reps: Encoded,
    dated: Ints,
    kept: Ints,
    is_set: Flags,
    rules: Rules,
) -> Rows:
    """All `dated` rows with what they may tell of meetings: those left out too, since a meeting that is only
    planned or was cancelled is nothing to count, but says what became of the one that was set."""
    record = np.full(cells.count, -1, dtype=np.int32)
    record[kept] = np.arange(len(kept), dtype=np.int32)
    sets = np.zeros(cells.count, dtype=bool)
    sets[kept] = is_set
    told = cells.recognised.headers.format if cells.recognised.headers else None
    result = columns.get("result")
    results = Results.of(chosen(cells.encoded(result), dated), result, rules, told)
    rows = Rows(
        dated,
        taken(record, dated),
        taken(dates.days, dated),
        taken(dates.seconds, dated),
        chosen(reps, dated),
        taken(sets, dated),
        _kinds(cells, columns, dated) == KIND_NAMES.index("meeting"),
        Encoded(results.numbers, [" ".join(said) for said in results.said]),
    )
    return rows.only(~np.isnat(rows.days) & (rows.rep.codes >= 0))


_CALLS = (KIND_NAMES.index("call"), KIND_NAMES.index("inbound"))
_UNKNOWN = np.int32(-1)
_INTERNAL = np.int32(-2)
"""Kinds of rows whose kind nobody knows, and of calls within the company; neither counts as an activity."""


def _kinds(cells: Cells, columns: dict[str, Column], rows: Ints) -> Ints:
    """The kind of each record as an index of `KIND_NAMES`, or `_UNKNOWN` or `_INTERNAL`.

    Without a kind column all are calls; where the cell is empty but there is a result, it is a call too. A
    direction turns calls into calls that came in or went within the company, whichever column says it.
    """
    call = KIND_NAMES.index("call")
    kinds = np.full(len(rows), KIND_NAMES.index(kind_by_headers(columns)), dtype=np.int32)
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
        ways = [directions_of(text) for text in way.texts]
        inbound = way.spread(np.array([said == "inbound" for said in ways], dtype=bool), False)
        internal = way.spread(np.array([said == "internal" for said in ways], dtype=bool), False)
        kinds = np.where((kinds == call) & inbound, np.int32(KIND_NAMES.index("inbound")), kinds)
        kinds = np.where((kinds == call) & internal, _INTERNAL, kinds)
    return kinds


def _weights(cells: Cells, quantity: Array | None, rows: Ints) -> Array | None:
    """How many activities each row stands for, by what it says and by the rows of a file grouped in it; None
    where every row is one."""
    if cells.weights is None:
        return quantity
    weights = cells.weights[rows]
    if quantity is not None:
        return weights * quantity
    return weights.astype(np.int32) if weights.max(initial=0) < _MOST else weights  # a number for each count


_MOST = 2**31


def _quantity(cells: Cells, column: Column | None, rows: Ints) -> Array | None:
    """How many activities each row says that it tells of; None where none says."""
    if column is None:
        return None
    texts = chosen(cells.encoded(column), rows)
    values = np.nan_to_num(clean_numbers(texts.texts).values)
    whole = np.where((values >= 0) & (values == np.rint(values)), values, 0)
    quantity: Array = texts.spread(whole, 0.0)
    return quantity.astype(np.int64)


def _known_times(cells: Cells, dates: CleanDates, columns: dict[str, Column], rows: Ints) -> Ints:
    """Seconds since midnight, 0 for any time that stands in a column of its own (`identity` compares it). A
    time of midnight says no more than a date does: exports fill it in where no time is known."""
    seconds = taken(dates.seconds, rows)
    if "time" not in columns:
        return seconds
    texts = cells.encoded(columns["time"])
    says_nothing = np.array([is_midnight(text) for text in texts.texts], dtype=bool)
    elsewhere = (seconds < 0) & ~texts.spread(says_nothing, True)[rows]
    return np.where(elsewhere & ~cells.empty(columns["time"])[rows], np.int32(0), seconds)


_CLOCK = lazy_pattern(r"(午前|am)?(\d{1,2})(?:[:時](\d{0,2}))?(?:[:分](\d{0,2}))?(?:\.0+)?[分秒]?(am)?")


def is_midnight(text: str) -> bool:
    """Whether a time of day is midnight.

    >>> [is_midnight(text) for text in ("0:00", "00:00:00", "12:00 AM", "0", "午前0時", "0:30", "12:00", "")]
    [True, True, True, True, True, False, False, False]
    """
    found = _CLOCK.fullmatch(normalise(text))
    if found is None:
        return False
    hour, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4))
    twelve_is_night = hour == 12 and bool(found[1] or found[5])
    return not (minutes or seconds) and (hour == 0 or twelve_is_night)


def identity(cells: Cells, dates: CleanDates, recognised: Recognised, rows: Ints) -> Array:
    """A number per record that is equal where date, time and every column read are."""
    other = [column for name, column in recognised.columns.items() if name not in ("date", "id", "detail")]
    parts: list[Array] = [taken(dates.days, rows).astype(np.int64), taken(dates.seconds, rows)]
    return row_key([*parts, *(taken(cells.codes(column), rows) for column in other)])
