"""A log: one row per activity, with date, rep and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.columns import Encoded
from sheetkpi.sources.counting import counts_of
from sheetkpi.sources.dates import CleanDates, clean_dates
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.numbers import clean_numbers, currency_of, unit_of_header
from sheetkpi.sources.records import Cells, Happenings, Records, chosen, row_key
from sheetkpi.sources.results import answer_of, is_inbound, kind_of, meaning_of
from sheetkpi.sources.vocabulary import KINDS, word_key

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.headers import Column
    from sheetkpi.sources.records import Array, Flags, Ints, Rules
    from sheetkpi.sources.shapes import Recognised

_KINDS = tuple(KINDS)
_ANSWERS = frozenset(map(word_key, ("Answered", "Call answered", "応答", "応答有無", "通話有無", "接続有無")))
"""Result columns in which Y means that somebody answered."""


def read_log(recognised: Recognised, rules: Rules) -> Records:
    """The records of a log: every row is one, but for blank rows, totals and repeated headers.

    Left out: rows without a date or a rep, dates that cannot be read or lie after today, kinds of activity
    nobody knows, and rows in which nothing is to be counted (a cancelled meeting).
    """
    cells = Cells(recognised)
    columns = recognised.columns
    dates, reps, rows = dated_rows(cells, recognised.counts, rules)
    notes = doubtful_dates(recognised, columns["date"], dates, rows)
    kinds = _kinds(cells, columns, rows)
    results = Results.of(chosen(cells.encoded(columns.get("result")), rows), columns.get("result"), rules)
    counts = tally(kinds, results, rules.basis(columns)) | _own_counts(cells, recognised, rows, notes)

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
        identity(cells, dates, recognised, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=notes,
        unknown_results=results.unknown,
    )


def dated_rows(cells: Cells, counts: dict[str, Column], rules: Rules) -> tuple[CleanDates, Encoded, Ints]:
    """Dates and reps of all rows below the headers, and which of these rows hold records.

    Merged blocks are filled where rows lack a date or a rep, and only then looked for.
    """
    columns = cells.recognised.columns
    used = [*columns.values(), *counts.values()]
    for _ in range(2):
        dates = dated(cells, columns["date"], rules)
        reps = cells.encoded(columns["rep"])
        suspects = np.flatnonzero(np.isnat(dates.days)).astype(np.int32)
        keep = np.ones(cells.count, dtype=bool)
        keep[suspects] = ~cells.structural(suspects, used)
        rows = np.flatnonzero(keep).astype(np.int32)
        lacking = (reps.codes[rows] < 0) | (np.isnat(dates.days[rows]) & cells.empty(columns["date"])[rows])
        if not lacking.any() or not cells.fill_merged():
            break
    return dates, reps, rows


def dated(cells: Cells, column: Column, rules: Rules) -> CleanDates:
    """The dates in `column`."""
    return clean_dates(cells.raw(column), rules.today, date1904=cells.recognised.sheet.date1904)


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

    def check_reps(self, reps: Encoded, column: Column) -> None:
        """Leave out records of nobody."""
        self.check_errors(column)
        self.add("reason.rep_missing", column, reps.codes[self.rows] < 0)

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


def doubtful_dates(recognised: Recognised, column: Column, dates: CleanDates, rows: Ints) -> list[Issues]:
    """One note for a column in which 11/2 might as well be 2 November as 11 February."""
    doubtful = rows[dates.doubtful[rows]]
    if not len(doubtful):
        return []
    values: dict[str, object] = {"order": dates.order or "", "records": len(doubtful)}
    first = doubtful[:1].astype(np.intp) + recognised.first_row
    return [Issues(recognised.sheet, "reason.date_order", first, column, "note", values)]


def identity(cells: Cells, dates: CleanDates, recognised: Recognised, rows: Ints) -> Array:
    """A number per record that is equal where date, time and every column read are."""
    other = [column for name, column in recognised.columns.items() if name not in ("date", "id", "detail")]
    parts: list[Array] = [dates.days[rows].astype(np.int64), dates.seconds[rows]]
    return row_key([*parts, *(cells.codes(column)[rows] for column in other)])


def _kinds(cells: Cells, columns: dict[str, Column], rows: Ints) -> Ints:
    """The kind of each record as an index of `_KINDS`, -1 for none that is known.

    Without a kind column all are calls; where the cell is empty but there is a result, it is a call too.
    """
    call = _KINDS.index("call")
    kinds = np.full(len(rows), call, dtype=np.int32)
    if "kind" in columns:
        column = chosen(cells.encoded(columns["kind"]), rows)
        named = [kind_of(text) for text in column.texts]
        numbers = np.array([_KINDS.index(name) if name in _KINDS else -1 for name in named], dtype=np.int32)
        kinds = column.spread(numbers, -1)
        if "result" in columns:
            results = cells.encoded(columns["result"]).codes[rows]
            kinds = np.where((column.codes < 0) & (results >= 0), np.int32(call), kinds)
    if "direction" in columns:
        way = chosen(cells.encoded(columns["direction"]), rows)
        inbound = way.spread(np.array([is_inbound(text) for text in way.texts], dtype=bool), False)
        kinds = np.where((kinds == call) & inbound, np.int32(_KINDS.index("inbound")), kinds)
    return kinds


@dataclass(frozen=True, eq=False)
class Results:
    """The results of records: codes (-1 none) of texts, what each text says, and which nobody knows."""

    codes: Ints
    said: list[tuple[str, ...]]
    unknown: dict[str, int]

    @classmethod
    def of(cls, column: Encoded, header: Column | None, rules: Rules) -> Results:
        """What the cells of a result column (under `header`) say; `ResultMap` first."""
        ticked = header is not None and word_key(header.header) in _ANSWERS
        said = [_said(text, ticked, rules) for text in column.texts]
        counts = column.counts()
        unknown = {
            text: int(counts[code])
            for code, text in enumerate(column.texts)
            if said[code] == ("unknown",) and counts[code] and rules.results.of(text) is None
        }
        return cls(column.codes, said, unknown)


def _said(text: str, ticked: bool, rules: Rules) -> tuple[str, ...]:
    if (named := rules.results.of(text)) is not None:
        return named
    if ticked and (answer := answer_of(text)) is not None:
        return ("connected",) if answer else ("no_contact",)
    return (meaning_of(text),)


def tally(kinds: Ints, results: Results, settings: Settings) -> dict[str, Array]:
    """The counts that records make; each pair of kind and result is looked at once."""
    width = len(results.said) + 1
    pairs = (kinds.astype(np.int64) + 1) * width + results.codes + 1
    if width * (len(_KINDS) + 1) <= max(10 * len(pairs), 1000):
        present = np.flatnonzero(np.bincount(pairs, minlength=1))
        places = np.zeros(width * (len(_KINDS) + 1), dtype=np.int32)
        places[present] = np.arange(len(present))
        places = places[pairs]
    else:
        present, places = np.unique(pairs, return_inverse=True)
    made = []
    for pair in present.tolist():
        kind, code = divmod(pair, width)
        said = results.said[code - 1] if code else ()
        made.append(counts_of(_KINDS[kind - 1], said, settings) if kind else {})
    names = dict.fromkeys(name for counts in made for name in counts)
    return {name: np.array([counts.get(name, 0) for counts in made], dtype=np.int8)[places] for name in names}


def _own_counts(cells: Cells, recognised: Recognised, rows: Ints, notes: list[Issues]) -> dict[str, Array]:
    """Counts of columns a person mapped: a number counts as such, Y, ○ or true as one.

    They replace what kind and result would have counted under the same name.
    """
    counts: dict[str, Array] = {}
    for name, column in recognised.counts.items():
        texts = chosen(cells.encoded(column), rows)
        numbers = clean_numbers(texts.texts, unit_of_header(column.header))
        answers = [answer_of(text) for text in texts.texts]
        yes = np.array([answer is True for answer in answers], dtype=bool)
        values = np.where(yes & ~(numbers.values > 1), 1.0, np.nan_to_num(numbers.values))
        unreadable = numbers.unreadable & np.array([answer is None for answer in answers], dtype=bool)
        note_rows(notes, recognised, "reason.count_unreadable", column, rows, texts.spread(unreadable, False))
        counts[name] = texts.spread(values, 0.0)
    return counts


def won_amounts(cells: Cells, column: Column, rows: Ints, won: Flags, notes: list[Issues]) -> Array:
    """The amounts of the `won` ones of `rows`, 0 for others and where none can be read (noted).

    Amounts in another currency than the rest of the column are not converted, and noted too.
    """
    recognised = cells.recognised
    amounts = np.zeros(len(rows))
    places = np.flatnonzero(won)
    texts = chosen(cells.encoded(column), rows[places])
    numbers = clean_numbers(texts.texts, unit_of_header(column.header))
    amounts[places] = np.nan_to_num(texts.spread(numbers.values, 0.0))
    for reason, flags in (
        ("reason.amount_unreadable", numbers.unreadable),
        ("reason.amount_missing", numbers.empty),
    ):
        note_rows(
            notes, recognised, reason, column, rows[places], texts.spread(flags, flags is numbers.empty)
        )
    foreign = np.array([numbers.foreign.get(code, "") for code in range(len(texts.texts))], dtype=object)
    currencies = texts.spread(foreign, "")
    if len(set(currencies[currencies != ""])) and len(set(currencies)) > 1:
        mixed = (currencies != "") & (currencies != currency_of(column.header))
        note_rows(notes, recognised, "reason.currency", column, rows[places], mixed)
    return amounts


def note_rows(
    notes: list[Issues], recognised: Recognised, reason: str, column: Column | None, rows: Ints, flags: Flags
) -> None:
    """Add a note for each of `rows` (from 0 below the headers) with `flags`."""
    if flags.any():
        noted = rows[flags].astype(np.intp) + recognised.first_row
        notes.append(Issues(recognised.sheet, reason, noted, column, "note"))


def happenings(
    cells: Cells, column: Column | None, days: Array, rows: Ints, counts: dict[str, Array], rules: Rules
) -> list[Happenings]:
    """The counts of records on their days.

    With `meeting_basis` "held" and a column for the meeting's date, a meeting set is a meeting on that
    date, once it has come; there `counts["meetings"]` are those set (see `tally`).
    """
    everything = np.arange(len(rows), dtype=np.int32)
    if column is None or rules.settings.meeting_basis != "held" or "meetings" not in counts:
        return [Happenings(everything, days, counts)]
    meetings = counts["meetings"]
    held_on = dated(cells, column, rules).days[rows]
    held = (meetings != 0) & (held_on <= np.datetime64(rules.today, "D"))
    rest = {name: count for name, count in counts.items() if name != "meetings"}
    return [
        Happenings(everything, days, rest),
        Happenings(everything[held], held_on[held], {"meetings": meetings[held]}),
    ]


def _known_times(cells: Cells, dates: CleanDates, columns: dict[str, Column], rows: Ints) -> Ints:
    """Seconds since midnight, 0 for any time that stands in a column of its own (`identity` compares it)."""
    seconds = dates.seconds[rows]
    if "time" not in columns:
        return seconds
    elsewhere = (seconds < 0) & ~cells.empty(columns["time"])[rows]
    return np.where(elsewhere, np.int32(0), seconds)
