"""Returned entries and the master's, row by row: what is new, what is newer, and what nobody can decide.

Three states of a row are compared: as it was handed out or collected before, as it came back, and as it
stands in the master now. `stamps` tells which of them somebody changed. A row that only one side changed
takes that side's values; a row that two sides changed is a conflict, listed and left as it is, unless one is
plainly the later state of the other: collected before from an older save of the same rep's workbook, and not
typed over since. A column that people added is part of the row where both tables have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sheetkpi.distribution.entries import EntryIssue, EntryKey, MasterEntry, ReturnedEntry, differences
from sheetkpi.distribution.stamps import Stamp

History: TypeAlias = Callable[[], Collection[tuple[EntryKey, str]]]


@dataclass(frozen=True)
class Replacement:
    """A row of the master, as far as it takes newer values, and these."""

    old: MasterEntry
    new: ReturnedEntry


@dataclass
class Merge:
    """What collecting does to the master. `same` and `older` count returned rows that change nothing: those
    that say what the master says or what was handed out, and those that newer ones replaced before."""

    added: list[ReturnedEntry] = field(default_factory=list)
    replaced: list[Replacement] = field(default_factory=list)
    findings: list[EntryIssue] = field(default_factory=list)
    same: int = 0
    older: int = 0


def merge(
    returned: Iterable[ReturnedEntry],
    master: Iterable[MasterEntry],
    headers: Sequence[str] = (),
    history: History = tuple,
) -> Merge:
    """Hold what came back against the master; `headers` name the counts and the note, for conflicts.

    `history` gives keys and digests of rows that were replaced before, when it is asked: an old save that
    still says so is nothing new. Every returned row is added, replaces one, changes nothing, or is in a
    finding. The result does not depend on the order of the files, but for the order of the rows added.
    """
    by_key: dict[EntryKey, list[ReturnedEntry]] = defaultdict(list)
    for each in returned:
        by_key[each.entry.key].append(each)
    standing: dict[EntryKey, list[MasterEntry]] = defaultdict(list)
    for row in master:
        if row.entry.key in by_key:
            standing[row.entry.key].append(row)
    result = Merge()
    for key, rows in by_key.items():
        if key not in standing and len(rows) == 1 and not rows[0].is_untouched:  # said once, as most are
            result.added.append(rows[0])
        else:
            _merge_row(rows, standing.get(key, []), headers, history, result)
    return result


def _merge_row(
    rows: list[ReturnedEntry],
    standing: list[MasterEntry],
    headers: Sequence[str],
    history: History,
    result: Merge,
) -> None:
    changed, agreeing = _told_apart(rows, standing)
    result.same += len(rows) - len(changed)
    if not standing and not changed:  # handed out, sent back as it was, and deleted in the master
        result.findings.append(
            replace(_about(max(rows, key=_age), "reason.entry_deleted", {}), severity="note")
        )
    if len(standing) > 1:
        for row in changed:
            result.findings.append(_conflict("reason.entry_master_twice", row, standing[0], headers))
        return
    older = [row for row in changed if _is_older(row, [*standing, *agreeing])]
    for row in older:
        if (row.entry.key, row.entry.digest) in history():
            result.older += 1
        else:
            result.findings.append(_conflict("reason.entry_older", row, standing[0], headers))
    changed = [row for row in changed if row not in older]
    if not changed:
        return
    rivals = _rivals(changed, older)
    if any(not row.entry.says_the_same_as(changed[0].entry) for row in (*changed, *rivals)):
        result.findings += _between_files(changed, [*changed, *rivals], headers)
        return
    newest = max(changed, key=_age)
    result.same += len(changed) - 1
    if not standing:
        result.added.append(newest)
    elif _may_replace(newest, standing[0]):
        result.replaced.append(Replacement(standing[0].as_seen_by(newest), newest))
    else:
        result.findings.append(_conflict("reason.entry_master_changed", newest, standing[0], headers))


def _told_apart(
    rows: Sequence[ReturnedEntry], standing: Sequence[MasterEntry]
) -> tuple[list[ReturnedEntry], list[ReturnedEntry]]:
    """The rows that somebody typed or changed since they were handed out: those that say otherwise than the
    master, and those that say the same. Where all of the former were collected before as they are now, and
    only the master has changed since, there are none of them."""
    changed: list[ReturnedEntry] = []
    agreeing: list[ReturnedEntry] = []
    for row in rows:
        seen = [old.as_seen_by(row) for old in standing]
        if row.is_untouched:
            continue
        full = row.with_withheld_of(seen[0].entry) if seen else row
        agrees = any(full.entry.says_the_same_as(old.entry) for old in seen)
        (agreeing if agrees else changed).append(full)
    if all(any(old.as_seen_by(row).was_collected_as(row) for old in standing) for row in changed):
        changed = []
    return changed, agreeing


def _is_older(row: ReturnedEntry, said: Iterable[MasterEntry | ReturnedEntry]) -> bool:
    """Whether what the master says was said later: when it was collected, or by a file that came back now."""
    return any(each.stamp is not None and row.stamp.is_newer_than(each.stamp) is False for each in said)


def _rivals(changed: Sequence[ReturnedEntry], older: Sequence[ReturnedEntry]) -> list[ReturnedEntry]:
    """Rows older than the master that say otherwise and may yet be newer than what would replace it: where a
    file does not tell its hand-out, "newer" does not run in one line, and nobody knows which holds."""
    return [
        row
        for row in older
        if any(
            row.stamp.is_newer_than(new.stamp) is not False and not row.entry.says_the_same_as(new.entry)
            for new in changed
        )
    ]


def _may_replace(row: ReturnedEntry, old: MasterEntry) -> bool:
    """Whether only the rep has changed the row since it was handed out, or since it was collected."""
    seen = old.as_seen_by(row)
    if row.was_handed_out_as(seen.entry):
        return True
    as_collected = old.is_as_collected or seen.is_as_collected
    return as_collected and old.stamp is not None and row.stamp.is_newer_than(old.stamp) is True


def _age(row: ReturnedEntry) -> tuple[int, float, str]:
    modified = row.stamp.modified
    return row.stamp.revision, modified.timestamp() if modified else 0.0, row.place.file


def _between_files(
    rows: Sequence[ReturnedEntry], among: Sequence[ReturnedEntry], headers: Sequence[str]
) -> list[EntryIssue]:
    """A finding for each of `rows`, which `among` several files say different things of one row."""
    findings = []
    for row in rows:
        other = next(other for other in among if not other.entry.says_the_same_as(row.entry))
        values = {
            "other": f"{other.place.file} {other.place.cell()}",
            "difference": differences(row.entry, other.entry, headers),
        }
        findings.append(_about(row, "reason.entry_conflict", values))
    return findings


def _conflict(reason: str, row: ReturnedEntry, old: MasterEntry, headers: Sequence[str]) -> EntryIssue:
    difference = differences(old.entry.in_columns_of(row.entry), row.entry, headers)
    return _about(row, reason, {"cell": old.place.cell(), "difference": difference})


def _about(row: ReturnedEntry, reason: str, values: Mapping[str, object]) -> EntryIssue:
    return EntryIssue(reason, row.place, "left_out", "date", row.entry.day.isoformat(), values)


def gone(
    returned: Iterable[ReturnedEntry],
    refused: Collection[EntryKey],
    master: Iterable[MasterEntry],
    files: Mapping[str, Stamp],
) -> list[EntryIssue]:
    """Rows collected before from a file that a newer save of it has no more: they stay in the master. Nothing
    is said of rows that somebody has cleared here.

    `files` are the stamps of the files read, by name; `refused` are keys of rows that did not count.
    """
    there = {(each.place.file_name, each.entry.key) for each in returned}
    findings = []
    for row in master:
        file = files.get(row.entered_in)
        if file is None or row.stamp is None or row.entry.key in refused or row.entry.is_blank:
            continue
        if (row.entered_in, row.entry.key) not in there and file.is_newer_than(row.stamp):
            values = {"file": row.entered_in, "rep": row.entry.rep}
            day = row.entry.day.isoformat()
            findings.append(EntryIssue("reason.entry_gone", row.place, "note", "date", day, values))
    return findings
