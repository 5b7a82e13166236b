"""One row of daily entries, wherever it stands, and what people should know about rows and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, Literal, TypeAlias

from sheetkpi.fileengine.parts.cells import to_serial
from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.people.stamps import Stamp, digest
from sheetkpi.workbook.text import as_text

EntryKey: TypeAlias = tuple[date, str, str]
"""What makes two rows the same entry: day, rep, lead source; spelling aside."""

Severity = Literal["error", "left_out", "note"]


@dataclass(frozen=True)
class Entry:
    """What one row says: `counts` in the order of `ENTRY_COUNTS`, None where the cell is empty."""

    day: date
    rep: str
    lead_source: str
    counts: tuple[float | None, ...]
    note: str = ""

    @cached_property
    def key(self) -> EntryKey:
        """What the entry is joined by."""
        return self.day, person_key(self.rep), join_key(self.lead_source)

    @cached_property
    def digest(self) -> str:
        """What tells its values from others (see `stamps.digest`)."""
        return digest(self.counts, self.note)

    def says_the_same_as(self, other: Entry) -> bool:
        """Whether counts and note are equal."""
        return self.counts == other.counts and tidy(self.note) == tidy(other.note)


@dataclass(frozen=True)
class Place:
    """Where a row stands. `file` is as people know it, "" for the master; `columns` are the numbers of the
    sheet's columns (from 1) by column key, `headers` what stands above them."""

    file: str
    sheet: str
    row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def cell(self, key: str = "date") -> str:
        """The address of the row's cell in the column `key`, "" where there is none."""
        from sheetkpi.workbook.areas import column_letters

        column = self.columns.get(key)
        return f"{column_letters(column)}{self.row}" if column and self.row else ""


@dataclass(frozen=True)
class Finding:
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
    the rep), `stamp` tells how old its workbook is and what the row says now."""

    entry: Entry
    place: Place
    stamp: Stamp
    base: Stamp | None = None

    @property
    def is_untouched(self) -> bool:
        """Whether the row says what it said when it was handed out."""
        return self.base is not None and self.base.digest == self.entry.digest

    def with_note_of(self, old: Entry) -> ReturnedEntry:
        """The row with the master's note, where that was not handed out and the rep typed none."""
        if self.base is None or not self.base.is_withheld or self.entry.note:
            return self
        entry = replace(self.entry, note=old.note)
        return replace(self, entry=entry, stamp=replace(self.stamp, digest=entry.digest))


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


def is_number(value: Any) -> bool:
    """Whether a cell holds a number, a truth value being none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def differences(one: Entry, other: Entry, headers: Sequence[str]) -> str:
    """How `other` differs from `one`, as people read it; `headers` name the counts, and the note last.

    >>> from datetime import date
    >>> first, second = (Entry(date(2026, 11, 2), "森 葵", "", (count, 3.0)) for count in (40.0, 42.0))
    >>> differences(first, second, ("架電数", "接続数", "備考"))
    '架電数 40 → 42'
    """
    pairs = zip(headers, (*one.counts, one.note), (*other.counts, other.note), strict=False)
    return ", ".join(f"{name} {_shown(was)} → {_shown(now)}" for name, was, now in pairs if was != now)


def _shown(value: float | str | None) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else f"{value:,.10g}"
