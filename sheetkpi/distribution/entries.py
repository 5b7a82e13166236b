"""One row of daily entries, wherever it stands, and what people should know about rows and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import Any, Literal, TypeAlias
from unicodedata import normalize

from sheetkpi.distribution.stamps import Stamp, digest
from sheetkpi.fileengine.parts.cells import to_serial
from sheetkpi.grid import cell_address
from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.workbook.text import as_text, date_meant, is_number

EntryKey: TypeAlias = tuple[date, str, str]
"""What makes two rows the same entry: day, rep, lead source; spelling aside."""

Severity = Literal["error", "left_out", "note"]
OwnValue: TypeAlias = float | str | bool | datetime | None


@dataclass(frozen=True)
class OwnCell:
    """What stands in a column that people added (see `owncolumns`) under `header`; None for a blank."""

    key: str
    value: OwnValue
    header: str = field(default="", compare=False)

    @cached_property
    def text(self) -> str:
        """The value for comparison: a date is the number it is stored as, whatever way it was read."""
        value = self.value
        if isinstance(value, datetime):
            value = to_serial(value)
        if isinstance(value, bool) or value is None:
            return "" if value is None else str(value).lower()
        return f"{value:.10g}" if isinstance(value, (int, float)) else as_text(normalize("NFC", value))


@dataclass(frozen=True)
class Entry:
    """What one row says: `counts` in the order of `ENTRY_COUNTS`, None where the cell is empty; `own` what is
    in the columns that people added, as far as both the row's table and the master's have them."""

    day: date
    rep: str
    lead_source: str
    counts: tuple[float | None, ...]
    note: str = ""
    own: tuple[OwnCell, ...] = ()

    @cached_property
    def key(self) -> EntryKey:
        """What the entry is joined by."""
        return self.day, person_key(self.rep), join_key(self.lead_source)

    @cached_property
    def digest(self) -> str:
        """What tells its values from others (see `stamps.digest`)."""
        return digest(self.counts, self.note, self.own_texts.items() if self.own else ())

    @cached_property
    def own_texts(self) -> dict[str, str]:
        """What is in the columns that people added, by column key, for comparison; without blanks."""
        return {cell.key: cell.text for cell in self.own if cell.text}

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing of its day: no count, no note, nothing in columns of people's own."""
        return all(count is None for count in self.counts) and not self.note and not self.own_texts

    def says_the_same_as(self, other: Entry) -> bool:
        """Whether counts, note and what is in columns of people's own are equal."""
        same = self.counts == other.counts and tidy(self.note) == tidy(other.note)
        return same and (not (self.own or other.own) or self.own_texts == other.own_texts)

    def in_columns_of(self, other: Entry) -> Entry:
        """The entry without columns of people's own that `other` does not have."""
        there = {cell.key for cell in other.own}
        own = tuple(cell for cell in self.own if cell.key in there)
        return self if len(own) == len(self.own) else replace(self, own=own)


@dataclass(frozen=True)
class Place:
    """Where a row stands. `file` is as people know it, "" for the master; `columns` are the numbers of the
    sheet's columns (from 1) by column key, `headers` what stands above them."""

    file: str
    sheet: str
    row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def file_name(self) -> str:
        """The file without its folder."""
        return _name_of(self.file)

    def cell(self, key: str = "date") -> str:
        """The address of the row's cell in the column `key`, "" where there is none."""
        column = self.columns.get(key)
        return cell_address(self.row, column) if column and self.row else ""


@lru_cache
def _name_of(file: str) -> str:
    return PurePath(file).name


@dataclass(frozen=True)
class EntryIssue:
    """Something people should look at, in a row or (`place.row` 0) in a whole file.

    `reason` is the key of a sentence, `values` fill it; `column` is the key of the column it is about and
    `value` what stands there.
    """

    reason: str
    place: Place
    severity: Severity = "left_out"
    column: str = ""
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ReturnedEntry:
    """A row of a workbook that came back. `base` is the stamp the row was handed out with (None: typed in by
    the rep), `stamp` tells how old its workbook is and what the row says now. `withheld` are the keys of own
    columns whose texts were not handed out and stand here as they do in the master."""

    entry: Entry
    place: Place
    stamp: Stamp
    base: Stamp | None = None
    withheld: frozenset[str] = frozenset()

    @property
    def is_untouched(self) -> bool:
        """Whether the row says what it said when it was handed out."""
        return self.base is not None and self.base.digest == self.entry.digest

    @property
    def lacking(self) -> tuple[str, ...]:
        """The product's columns that the row's table does not have, renamed or deleted by its rep: it says
        nothing of them."""
        if not self.place.columns:
            return ()  # not known
        return tuple(key for key in (*ENTRY_COUNTS, "note") if key not in self.place.columns)

    def with_withheld_of(self, old: Entry) -> ReturnedEntry:
        """The row with what the master has in columns that its table lacks; and with the master's note and
        texts in columns of people's own, where not all were handed out and the rep typed none."""
        if gone := self.lacking:
            pairs = zip(ENTRY_COUNTS, self.entry.counts, old.counts, strict=True)
            counts = tuple(before if key in gone else now for key, now, before in pairs)
            note = old.note if "note" in gone else self.entry.note
            entry = replace(self.entry, counts=counts, note=note)
            whole = replace(self, entry=entry, stamp=replace(self.stamp, digest=entry.digest))
            return whole._with_texts_withheld_of(old)
        return self._with_texts_withheld_of(old)

    def _with_texts_withheld_of(self, old: Entry) -> ReturnedEntry:
        if self.base is None or not self.base.is_withheld:
            return self
        texts = {cell.key: cell for cell in old.own if cell.text and isinstance(cell.value, str)}
        withheld = frozenset(cell.key for cell in self.entry.own if not cell.text and cell.key in texts)
        own = tuple(texts[cell.key] if cell.key in withheld else cell for cell in self.entry.own)
        entry = replace(self.entry, note=self.entry.note or old.note, own=own)
        stamp = replace(self.stamp, digest=entry.digest)
        return replace(self, entry=entry, stamp=stamp, withheld=withheld)

    def was_handed_out_as(self, old: Entry) -> bool:
        """Whether the master's row still says what it said when it was handed out."""
        if self.base is None:
            return False
        own = tuple(cell for cell in old.own if cell.key not in self.withheld)
        notes = (old.note, "") if self.base.is_withheld else (old.note,)
        return any(replace(old, note=note, own=own).digest == self.base.digest for note in notes)


@dataclass(frozen=True)
class MasterEntry:
    """A row of the master's `DailyEntry`. `position` counts its rows from 0; `stamp` is that of the row it
    was collected from, None where somebody typed it here."""

    entry: Entry
    place: Place
    position: int
    entered_in: str = ""
    stamp: Stamp | None = None

    @property
    def is_as_collected(self) -> bool:
        """Whether nobody has typed over the row since it was collected."""
        return self.stamp is not None and self.stamp.digest == self.entry.digest

    def was_collected_as(self, row: ReturnedEntry) -> bool:
        """Whether `row` is as it was when this one was collected from it: whatever was typed here since, its
        rep has changed nothing. One that was handed out anew since and changed back is another matter."""
        if self.stamp is None or self.stamp.digest != row.entry.digest:
            return False
        return row.base is None or row.base.revision <= self.stamp.revision

    def as_seen_by(self, row: ReturnedEntry) -> MasterEntry:
        """The row without columns of people's own that the workbook of `row` does not have."""
        entry = self.entry.in_columns_of(row.entry)
        return self if entry is self.entry else replace(self, entry=entry)


def entry_key(cells: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes two rows of entries the same: day, rep and lead source, spelling aside. For cells as they
    stand, which need not make an `Entry`."""
    day = cells.get("date")
    number = serial_of(day)
    rep, lead_source = (as_text(cells.get(key)) for key in ("rep", "lead_source"))
    return (f"{number:g}" if number else as_text(day), person_key(rep), join_key(lead_source))


def serial_of(value: Any) -> float:
    """The serial number of a date as a cell holds it, whatever form it has; 0 for what is none."""
    if isinstance(value, datetime):
        return to_serial(value)
    if isinstance(value, date):
        return to_serial(datetime.combine(value, time()))
    return float(value) if is_number(value) else 0.0


def differences(one: Entry, other: Entry, headers: Sequence[str]) -> str:
    """How `other` differs from `one`, as people read it; `headers` name the counts, and the note last;
    columns of people's own name themselves.

    >>> from datetime import date
    >>> first, second = (Entry(date(2026, 11, 2), "森 葵", "", (count, 3.0)) for count in (40.0, 42.0))
    >>> differences(first, second, ("架電数", "接続数", "備考"))
    '架電数 40 → 42'
    """
    told = zip(headers, (*one.counts, one.note), (*other.counts, other.note), strict=False)
    pairs: list[tuple[str, OwnValue, OwnValue]] = [each for each in told if each[1] != each[2]]
    before, after = ({cell.key: cell.value for cell in entry.own} for entry in (one, other))
    for key, header in {cell.key: cell.header for cell in (*other.own, *one.own)}.items():
        if one.own_texts.get(key) != other.own_texts.get(key):
            pairs.append((header, *_alike(before.get(key), after.get(key))))
    return ", ".join(f"{name} {_shown(was)} → {_shown(now)}" for name, was, now in pairs)


def _alike(one: OwnValue, other: OwnValue) -> tuple[OwnValue, OwnValue]:
    """Both as dates where one of them is: a workbook read by its values alone has the number of the day."""
    if not any(isinstance(value, datetime) for value in (one, other)):
        return one, other
    first, second = (date_meant(float(each)) or each if is_number(each) else each for each in (one, other))
    return first, second


def _shown(value: OwnValue) -> str:
    if value is None or value == "":
        return "–"
    return f"{value:,.10g}" if is_number(value) else as_text(value)
