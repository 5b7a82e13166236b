"""Every row of a returned workbook looked at: an entry that counts, or a finding that says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import Entry, EntryIssue, EntryKey, OwnCell, OwnValue, ReturnedEntry
from sheetkpi.distribution.owncolumns import NO_OWN, OwnColumns, is_own
from sheetkpi.distribution.stamps import Stamp
from sheetkpi.fileengine.parts.cells import ErrorValue, to_serial
from sheetkpi.grid import day_zero
from sheetkpi.language import key_of
from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.values.numbers import number
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.tables.followups import NO_OWNER
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    from sheetkpi.distribution.incoming.returned import EntryRow, Returned
    from sheetkpi.distribution.incoming.typedlists import TypedRow
    from sheetkpi.fileengine.parts.quickread import CellContent
    from sheetkpi.model.roster import Roster

_MONEY = "won_amount"
_CALLS, _CONNECTS, _MEETINGS = (ENTRY_COUNTS.index(key) for key in ("calls", "connects", "meetings"))
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


class _Refused(Exception):  # noqa: N818 (never leaves this module)
    """A row that cannot be taken, and why."""

    def __init__(self, reason: str, column: str = "date", **values: object) -> None:
        super().__init__(reason)
        self.reason, self.column, self.values = reason, column, values
        self.key: EntryKey | None = None


@dataclass(frozen=True)
class Checked:
    """The rows of one workbook that count, and what there is to say about the others.

    `recipient` is whose rows they are, `repeated` how many only repeat another one; `refused` are the keys of
    rows that do not count, as far as they have one. `typed` are the rows of lists that may be taken.
    """

    recipient: str
    entries: tuple[ReturnedEntry, ...] = ()
    findings: tuple[EntryIssue, ...] = ()
    repeated: int = 0
    refused: frozenset[EntryKey] = frozenset()
    typed: tuple[TypedRow, ...] = ()


def check_rows(returned: Returned, roster: Roster, today: date, own: OwnColumns = NO_OWN) -> Checked:
    """Look at every row of `returned`; `today` is the last day that has come, `own` are the master's columns
    that people added.

    Refused are rows without a date or of a day to come, of other people than the recipient, of people the
    roster does not know, with text or a negative number where a number belongs, with more connects than
    calls; and rows of one day, rep and lead source that differ: which of them holds, nobody can tell. Of the
    calls typed into lists those are refused whose list, rep or day cannot be told.
    """
    if not returned.recipient:
        return _check_without_recipient(returned, roster, today, own)
    whose = _membership(returned, roster)
    good: list[ReturnedEntry] = []
    findings = list(_unknown_columns(returned))
    keys: set[EntryKey] = set()
    for row in returned.rows:
        try:
            entry = _entry(row, returned, whose, today, own)
        except _Refused as refused:
            findings.append(_finding(row, refused, returned.date1904))
            keys |= {refused.key} if refused.key else set()
            continue
        base = Stamp.read(as_text(row.cells.get("stamp")))
        stamp = Stamp(returned.revision, returned.modified, entry.digest)
        good.append(ReturnedEntry(entry, row.place, stamp, base))
        if _exceeds(entry.counts[_MEETINGS], entry.counts[_CONNECTS]):
            findings.append(_more_meetings(row, entry))
    single, told, contradicted = _single(good)
    repeated = len(good) - len(single) - sum(finding.severity == "left_out" for finding in told)
    typed, not_taken = _typed(returned.typed, whose, today)
    return Checked(
        returned.recipient,
        tuple(single),
        (*findings, *told, *not_taken),
        repeated,
        frozenset(keys | contradicted),
        typed,
    )


def _typed(
    rows: Iterable[TypedRow], whose: Callable[[str, date], str], today: date
) -> tuple[tuple[TypedRow, ...], list[EntryIssue]]:
    """The rows of lists that may be taken: those of calls with their rep under the roster's name and their
    day as a date. And what there is to say about the others."""
    good: list[TypedRow] = []
    findings: list[EntryIssue] = []
    for row in rows:
        try:
            good.append(_call(row, whose, today) if row.of.adds else row)
        except _Refused as refused:
            findings.append(row.about(refused.reason, refused.values, refused.column))
    return tuple(good), findings


def _call(row: TypedRow, whose: Callable[[str, date], str], today: date) -> TypedRow:
    """A call with its rep under the roster's name, and its days as dates. Raises _Refused for one of somebody
    else, of a day to come, or that stands in no list."""
    listed = _day_typed(row, row.of.day, today)
    if listed is None:
        raise _Refused("reason.call_no_list", row.of.typed[0])
    days = {row.of.day: listed}
    if row.text("called_on"):
        called = _day_typed(row, "called_on", today)
        if called is None:
            raise _Refused("reason.call_day", "called_on")
        days["called_on"] = called
    column, day = list(days.items())[-1]
    if day > today:
        raise _Refused("reason.date_future", column)
    cells: dict[str, Any] = {key: datetime.combine(when, time()) for key, when in days.items()}
    rep = tidy(row.text("rep"))
    if not rep or key_of(rep, (NO_OWNER,)):
        raise _Refused("reason.call_no_rep", "rep")
    cells["rep"] = whose(rep, day)
    return replace(row, day=to_serial(cells[row.of.day]), cells={**row.cells, **cells})


def _day_typed(row: TypedRow, column: str, today: date) -> date | None:
    content = row.cells.get(column)
    day = content.date() if isinstance(content, datetime) else _day_written(as_text(content), today)
    return day if day and _FIRST_DAY <= day <= _LAST_DAY else None


def _check_without_recipient(returned: Returned, roster: Roster, today: date, own: OwnColumns) -> Checked:
    """A file that does not say whose it is, is taken for that of the one person it has rows of."""
    calls = [row for row in returned.typed if row.of.adds]
    both: Sequence[EntryRow | TypedRow] = (*returned.rows, *calls)
    named = [each.cells.get("rep") for each in both]
    reps = {person_key(text): text for each in named if (text := as_text(each))}
    where = next((each.place for each in both), None)
    if where is None:
        return Checked("", typed=returned.typed)
    file = replace(where, row=0, columns={}, headers={})
    if len(reps) != 1:
        return Checked("", findings=(EntryIssue("reason.entry_no_recipient", file, "error"),))
    (rep,) = reps.values()
    checked = check_rows(replace(returned, recipient=tidy(rep), kind="rep"), roster, today, own)
    guessed = EntryIssue("reason.entry_recipient_guessed", file, "note", values={"rep": tidy(rep)})
    return replace(checked, findings=(guessed, *checked.findings))


def _entry(
    row: EntryRow,
    returned: Returned,
    whose: Callable[[str, date], str],
    today: date,
    own: OwnColumns,
) -> Entry:
    cells = row.cells
    day = _day(cells.get("date"), returned.date1904, today)
    rep = whose(tidy(as_text(cells.get("rep"))), day)
    source = tidy(_text(cells.get("lead_source"), "lead_source"))
    try:
        counts = tuple([_count(key, cells[key]) if key in cells else None for key in ENTRY_COUNTS])
        if _exceeds(counts[_CONNECTS], counts[_CALLS]):
            shown = {"connects": as_text(counts[_CONNECTS]), "calls": as_text(counts[_CALLS])}
            raise _Refused("reason.entry_connects", "connects", **shown)
        return Entry(day, rep, source, counts, _text(cells.get("note"), "note"), _own_cells(row, own))
    except _Refused as refused:
        refused.key = Entry(day, rep, source, ()).key
        raise


def _unknown_columns(returned: Returned) -> Iterator[EntryIssue]:
    """One note for all columns of the file that the master does not have."""
    if not returned.unknown:
        return
    headers = dict.fromkeys(place.headers[key] for place, key in returned.unknown)
    place, key = returned.unknown[0]
    values = {"columns": ", ".join(headers)}
    yield EntryIssue("reason.entry_own_unknown", place, "note", key, place.headers[key], values)


def _own_cells(row: EntryRow, own: OwnColumns) -> tuple[OwnCell, ...]:
    """What is in the columns that people added and that the row's table has too."""
    return tuple(
        OwnCell(key, _own_value(key, row.cells.get(key), key in own.numbers), header)
        for key, header in own.headers.items()
        if key in row.place.columns
    )


def _own_value(key: str, content: CellContent | None, is_number: bool) -> OwnValue:
    """What somebody typed, as it is; a count of their own: a number from 0 on, also one typed as text."""
    if is_number:
        return _number(key, content)

    if isinstance(content, ErrorValue):
        raise _Refused("reason.cell_error", key)
    return content if as_text(content) else None


def _day(content: CellContent | None, date1904: bool, today: date) -> date:
    if content is None:
        raise _Refused("reason.date_missing")
    day = None
    if isinstance(content, float):
        day = _day_of(content, date1904)
    elif isinstance(content, str):  # an error value is no date either
        day = _day_written(content, today)
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        raise _Refused("reason.date_unreadable")
    if day > today:
        raise _Refused("reason.date_future")
    return day


@lru_cache(maxsize=4096)  # the same days come back in every file
def _day_of(serial: float, date1904: bool) -> date | None:
    if not 0 <= serial < 100_000:
        return None
    return day_zero(date1904) + timedelta(int(serial))


@lru_cache(maxsize=10_000)
def _day_written(text: str, today: date) -> date | None:
    """A date typed as text, as raw activity may have it."""
    day: date | None = clean_dates([text], today).days.tolist()[0]
    return day


def _count(key: str, content: CellContent) -> float | None:
    """A count: a whole number from 0 on (an amount: any), also where it was typed as text."""
    if type(content) is float and content >= 0 and (key == _MONEY or content.is_integer()):
        return content
    value = _number(key, content)
    if value is not None and key != _MONEY and not value.is_integer():
        raise _Refused("reason.entry_whole", key)
    return value


def _number(key: str, content: CellContent | None) -> float | None:
    """A number from 0 on, also where it was typed as text; None for a blank."""
    if content is None:
        return None

    value: float | None = None
    if isinstance(content, float):
        value = content
    elif isinstance(content, str) and not isinstance(content, ErrorValue):
        value, currency = number(content)
        if value is None:
            return None  # a dash, blanks
        if currency not in ("", "JPY"):
            value = None
    if value is None or value != value:
        raise _Refused("reason.entry_number", key)
    if value < 0:
        raise _Refused("reason.entry_negative" if is_own(key) else "reason.entry_whole", key)
    return value


def _text(content: CellContent | None, key: str) -> str:
    if content is None:
        return ""
    if type(content) is str:
        return content.strip()

    if isinstance(content, ErrorValue):
        raise _Refused("reason.cell_error", key)
    return as_text(content)


def _exceeds(part: float | None, whole: float | None) -> bool:
    return part is not None and whole is not None and part > whole


def _membership(returned: Returned, roster: Roster) -> Callable[[str, date], str]:
    """What tells whose a row is: the rep's name in the roster for the name in the row."""
    recipient, is_team = returned.recipient, returned.kind == "team"
    own = [person for person in roster.called(recipient) or roster.people if person.label == recipient]
    own = own or list(roster.called(recipient))

    names = {person_key(recipient)}.union(*(person.aliases | {person_key(person.label)} for person in own))

    def of_rep(text: str, day: date) -> str:
        if roster.people and not own:
            raise _Refused("reason.entry_rep_unknown", "rep", rep=text or recipient)
        if not text:
            return recipient
        if person_key(text) not in names:
            if roster.people and not roster.called(text):
                raise _Refused("reason.entry_rep_unknown", "rep", rep=text)
            raise _Refused("reason.entry_other_rep", "rep", rep=text, recipient=recipient)
        return recipient

    def of_team(text: str, day: date) -> str:
        if not text:
            raise _Refused("reason.rep_missing", "rep")
        if not roster.people:
            return text
        known = roster.called(text)
        if not known:
            raise _Refused("reason.entry_rep_unknown", "rep", rep=text)
        key = join_key(recipient)
        members = [person for person in known if join_key(person.stint_on(day, key).team) == key]
        if not members:
            raise _Refused("reason.entry_other_team", "rep", rep=text, recipient=recipient)
        return members[0].label if len(known) == 1 else text

    return of_team if is_team else of_rep


def _finding(row: EntryRow, refused: _Refused, date1904: bool) -> EntryIssue:
    content = row.cells.get(refused.column)
    day = _day_of(content, date1904) if refused.column == "date" and isinstance(content, float) else None
    value = as_text(day or content)
    return EntryIssue(refused.reason, row.place, "left_out", refused.column, value, refused.values)


def _more_meetings(row: EntryRow, entry: Entry) -> EntryIssue:
    shown = {"meetings": as_text(entry.counts[_MEETINGS]), "connects": as_text(entry.counts[_CONNECTS])}
    return EntryIssue("reason.entry_meetings", row.place, "note", "meetings", shown["meetings"], shown)


def _single(
    entries: Iterable[ReturnedEntry],
) -> tuple[list[ReturnedEntry], list[EntryIssue], set[EntryKey]]:
    """One row for each key: equal rows are one, rows that differ are none; and the keys of the latter."""
    by_key: dict[EntryKey, list[ReturnedEntry]] = defaultdict(list)
    for each in entries:
        by_key[each.entry.key].append(each)
    single: list[ReturnedEntry] = []
    findings: list[EntryIssue] = []
    contradicted: set[EntryKey] = set()
    for key, rows in by_key.items():
        if len(rows) == 1:
            single += rows
            continue
        equal = all(each.entry.says_the_same_as(rows[0].entry) for each in rows)
        if equal:
            single.append(rows[0])
        else:
            contradicted.add(key)
        findings += _told(rows[1:] if equal else rows, rows, equal)
    return single, findings, contradicted


def _told(shown: list[ReturnedEntry], rows: list[ReturnedEntry], equal: bool) -> Iterator[EntryIssue]:
    for each in shown:
        others = ", ".join(other.place.cell() for other in rows if other is not each)
        reason, severity = ("reason.entry_repeated", "note") if equal else ("reason.entry_twice", "left_out")
        values = {"cells": others}
        yield EntryIssue(reason, each.place, severity, "date", each.entry.day.isoformat(), values)  # type: ignore[arg-type]
