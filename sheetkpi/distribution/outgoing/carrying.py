"""Entries in a workbook that came back, or that somebody is filling in, which nobody has collected yet.

They are carried over into the recipient's next workbook, so that handing out anew never loses any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import MasterEntry, OwnCell, ReturnedEntry, entry_key
from sheetkpi.distribution.incoming.checking import check_rows
from sheetkpi.distribution.incoming.master import entry_values
from sheetkpi.distribution.incoming.returned import Returned, read_returned
from sheetkpi.distribution.incoming.typedlists import MasterList
from sheetkpi.distribution.owncolumns import NO_OWN, OwnColumns, is_own
from sheetkpi.distribution.passwords import opened
from sheetkpi.distribution.stamps import Stamp, digest
from sheetkpi.errors import InputError, ProtectedError, SheetKPIError
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster


@dataclass(frozen=True)
class Carried:
    """One row as it stands in the workbook that came back. `key` is that of the handed-out row it changed, or
    that the master has (see `entries.entry_key`); None for a row that is new."""

    cells: Mapping[str, Any]
    key: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Uncollected:
    """What a workbook has that nobody collected: `rows` to carry over, and how many rows say what the same
    workbook, saved later, said otherwise: those are of an old copy. `stays` tells of more that somebody typed
    where it cannot be carried over: below a header that was renamed, in a list of meetings or leads."""

    rows: tuple[Carried, ...] = ()
    outdated: int = 0
    stays: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether a copy of the workbook is to be kept."""
        return bool(self.rows or self.outdated or self.stays)


def uncollected(
    data: bytes,
    saved: int,
    path: Path,
    workbook_id: str,
    master: Mapping[tuple[str, str, str], Sequence[MasterEntry]],
    roster: Roster,
    today: date,
    password: str | None,
    own: OwnColumns = NO_OWN,
    lists: Mapping[str, MasterList] | None = None,
) -> Uncollected:
    """The rows of the workbook `data`, read from `path`, that its recipient typed or changed and the master
    lacks; `saved` is when it was last changed (see `read_returned`).

    The rows are looked at as collecting does it, so that what was collected is known again, under whatever
    name or in whatever form it was typed; what collecting would not take is carried over as it stands.
    `master` are the entries of the KPI workbook by `entries.entry_key`, `own` the columns people added there,
    `lists` its lists that people type into, by table.
    Raises SheetKPIError where the file is no workbook, is not the recipient's, or is encrypted otherwise.
    """
    returned = _read(data, saved, path, password, own)
    if returned is None or returned.workbook_id != workbook_id:
        raise InputError("error.in_the_way", path=path)
    checked = check_rows(returned, roster, today, own)
    entries = {each.place: each for each in checked.entries}
    repeated = {one.place for one in checked.findings if one.reason == "reason.entry_repeated"}
    found, outdated = [], 0
    for row in returned.rows:
        if row.place in repeated:
            continue
        each = entries.get(row.place)
        cells = dict(row.cells) if each is None else entry_values(each.entry)
        if not as_text(cells.get("rep")) and returned.kind == "rep":
            cells["rep"] = returned.recipient
        key = entry_key(cells)
        standing = master.get(key, ())
        if _has_refused(row.cells, standing) if each is None else _has(each, standing):
            continue
        if each is not None and _is_outdated(each, standing):
            outdated += 1
            continue
        found.append(Carried(_whole(row.cells, each, standing), key if standing else None))
    as_taken = {row.place: row for row in checked.typed}
    typed = any(
        (of := (lists or {}).get(row.of.table)) is None or of.lacks(as_taken.get(row.place, row))
        for row in returned.typed
    )
    return Uncollected(tuple(found), outdated, bool(returned.unknown) or typed)


def _has(row: ReturnedEntry, standing: Sequence[MasterEntry]) -> bool:
    """Whether the master has what the row says, or had it and corrected it since."""
    if row.is_untouched:
        return True
    for old in (each.as_seen_by(row) for each in standing):
        if row.with_withheld_of(old.entry).entry.says_the_same_as(old.entry) or old.was_collected_as(row):
            return True
    return False


def _whole(
    cells: Mapping[str, Any], row: ReturnedEntry | None, standing: Sequence[MasterEntry]
) -> Mapping[str, Any]:
    """The cells of a row with what the master has in columns that its table lacks."""
    if row is None or not standing or not row.lacking:
        return cells
    before = entry_values(standing[0].entry)
    return {**{key: before[key] for key in row.lacking}, **cells}


def _is_outdated(row: ReturnedEntry, standing: Sequence[MasterEntry]) -> bool:
    """Whether the master's row was collected from a workbook that is newer than this one."""
    stamps = [each.stamp for each in standing if each.stamp is not None]
    return any(row.stamp.is_newer_than(stamp) is False for stamp in stamps)


def _has_refused(cells: Mapping[str, Any], standing: Sequence[MasterEntry]) -> bool:
    """Whether the master has a row that collecting would not take: typed there, and handed out."""
    if _as_handed_out(cells):
        return True
    return any(_says_the_same(cells, entry_values(each.entry)) for each in standing)


def _read(data: bytes, saved: int, path: Path, password: str | None, own: OwnColumns) -> Returned | None:
    try:
        return read_returned(data, saved, path.name, own)
    except SheetKPIError as error:
        if error.key != "error.encrypted":
            raise
    inside = opened(data, path, {path.stem: password}) if password else None
    if inside is None:
        raise ProtectedError("error.other_password", path=path)
    return read_returned(inside, saved, path.name, own)


def _as_handed_out(cells: Mapping[str, Any]) -> bool:
    stamp = Stamp.read(as_text(cells.get("stamp")))
    counts = [cells.get(count) for count in ENTRY_COUNTS]
    if stamp is None or any(not (count is None or isinstance(count, (int, float))) for count in counts):
        return False
    own = [(key, OwnCell(key, value).text) for key, value in cells.items() if is_own(key)]
    return stamp.digest == digest(counts, as_text(cells.get("note")), own)


def _says_the_same(cells: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    stamp = Stamp.read(as_text(cells.get("stamp")))
    has_note = stamp is None or not stamp.is_withheld or as_text(cells.get("note"))
    keys = [*ENTRY_COUNTS, *filter(is_own, cells), *(["note"] if has_note else [])]
    return all(as_text(cells.get(key)) == as_text(other.get(key)) for key in keys)
