"""Collecting: workbooks that came back are read, checked, and merged into the KPI workbook's entries.

The workbooks are only ever read. Everything is worked out before the first cell is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sheetkpi.distribution.entries import EntryIssue, EntryKey, Place, ReturnedEntry
from sheetkpi.distribution.incoming.checking import check_rows
from sheetkpi.distribution.incoming.collectsheets import plan_results, read_history
from sheetkpi.distribution.incoming.master import by_label, plan_entries, read_master
from sheetkpi.distribution.incoming.merging import Merge, gone, merge
from sheetkpi.distribution.incoming.places import READ, files_in
from sheetkpi.distribution.incoming.returned import Returned, read_returned
from sheetkpi.distribution.incoming.typedlists import LISTS, MasterList, TypedRow, merge_lists
from sheetkpi.distribution.owncolumns import OwnColumns, own_columns
from sheetkpi.distribution.passwords import opened
from sheetkpi.distribution.revisions import master_id, workbook_id
from sheetkpi.distribution.stamps import Stamp
from sheetkpi.errors import SheetKPIError, WorkbookError
from sheetkpi.fileengine.opc.locks import opened_in
from sheetkpi.fileengine.opc.saving import Signature, read_signed
from sheetkpi.language import Language, Phrase, listed, say
from sheetkpi.model.roster import Roster
from sheetkpi.sources.files.listing import place_for_people
from sheetkpi.steps import ProgressCallback, quiet
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.workbook.inputs import read_inputs

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.finding import FoundTable


_READERS = 4

Sentences: TypeAlias = tuple[tuple[str, dict[str, object]], ...]
"""Keys of sentences, each with its values."""


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `rows` were entered in it (the recipient's table, blank rows aside);
    `left_out` of them were not taken. `is_read` is false where the file as a whole could not be used."""

    file: str
    recipient: str = ""
    rows: int = 0
    added: int = 0
    replaced: int = 0
    left_out: int = 0
    last_day: date | None = None
    is_read: bool = True


@dataclass(frozen=True)
class Collection:
    """What collecting found and did.

    `added`, `replaced`, `same`, `older` and `left_out` are rows: each row entered in a file is one of them.
    `findings` say what people should look at; they are in the workbook too, on its sheet of results.
    `meetings` are those of which something was taken from a list, `calls` those to leads whose result was,
    `notes` leads of which only a note or a day was. `changed` tells whether the KPI workbook was (on a dry
    run: would be) written.
    """

    files: tuple[FileResult, ...]
    findings: tuple[EntryIssue, ...]
    added: int
    replaced: int
    same: int
    older: int
    left_out: int
    changed: bool
    language: Language
    meetings: int = 0
    calls: int = 0
    notes: int = 0

    @property
    def rows(self) -> int:
        """Rows entered, in all files."""
        return sum(file.rows for file in self.files)

    @property
    def refused(self) -> int:
        """Files that could not be used."""
        return sum(not file.is_read for file in self.files)

    @property
    def has_taken(self) -> bool:
        """Whether anything came into the workbook's entries or lists."""
        return any((self.added, self.replaced, self.meetings, self.calls, self.notes))

    def told_where_nothing_taken(self, path: object) -> Sentences:
        """What to say where nothing `has_taken` place: rows that were here already are told from what was not
        taken. `path` names the workbook.
        """
        here = self.same + self.older
        values: dict[str, object] = {"path": path, "sheet": say("sheet.collect", self.language)}
        if self.refused or self.left_out:
            if not here:
                return (("done.collect_found", values),)
            return (("done.collect_partly_here", values | {"count": here, "what": Phrase(self._not_taken)}),)
        if here and self.findings:  # remarks, as on a row that was handed out and is deleted here by now
            return (("done.collect_noted", values | {"count": here}),)
        said = ("done.collect_here", values | {"count": here}) if here else ("done.collect_nothing", values)
        return (said, ("done.collect_listed", values)) if self.changed else (said,)

    def _not_taken(self, language: Language) -> str:
        counts = (("collect.files_not_taken", self.refused), ("collect.rows_not_taken", self.left_out))
        return listed((say(key, language, count=count) for key, count in counts if count), language)


def collect_into(
    book: xw.Book,
    places: Sequence[str | Path],
    *,
    passwords: Mapping[str, str] | None = None,
    dry_run: bool = False,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Collection:
    """Do what `sheetkpi.collect` does for a workbook that is open, in Excel perhaps; never saves it."""
    today = today or date.today()
    own = Path(book.fullname)
    files = files_in(places, own)
    inputs = read_inputs(book)
    if "DailyEntry" not in inputs.tables:
        raise WorkbookError("error.no_entry_table", path=own)
    roster = Roster.from_frame(inputs.frames["Roster"])
    base = own.parent if own.is_absolute() else Path.cwd()
    own_added = own_columns(book, inputs.tables["DailyEntry"], inputs.tree)
    gathered = _Gathered(master_id(book), own_added)
    with ThreadPoolExecutor(_READERS) as readers:  # a share takes its time for each file
        for number, (path, read) in enumerate(zip(files, readers.map(_bytes, files), strict=True)):
            progress("step.collect", number, len(files))
            gathered.add(path, read, base, passwords, roster, today)
    progress("step.plan", 0, 1)
    table = own_added.of_table(inputs.tables["DailyEntry"])
    master = by_label(read_master(book, table, today), roster)
    history = cache(partial(read_history, book, inputs, today, own_added))
    merged = merge(gathered.entries, master.entries, master.headers, history)
    merged.findings += gone(gathered.entries, gathered.refused, master.entries, gathered.stamps)
    lists = {name: MasterList.read(book, found) for name in LISTS if (found := inputs.tables.get(name))}
    typed = merge_lists(gathered.newest_first(), lists)
    findings = (*gathered.findings, *_columns_gone(gathered.heads, table), *merged.findings)
    findings = (*findings, *(finding for each in typed.values() for finding in each.findings))
    entries = plan_entries(book, master, merged, inputs.language)
    filled = [entries, *(typed[name].plan(book, found.table) for name, found in lists.items())]
    results = plan_results(book, inputs, merged.replaced, findings, datetime.now(), own_added)
    changed = any(each.rows for each in filled) or results.changes
    if changed and not dry_run:
        progress("step.write", 0, 1)
        for each in filled:
            each.write(book)
        results.write(book)
    collected = _result(gathered, merged, findings, changed, inputs.language)
    calls = typed["FollowUps"]
    return replace(
        collected,
        meetings=typed["Meetings"].taken,
        calls=calls.results,
        notes=calls.taken - calls.results,
    )


class _Gathered:
    """What was found in the files so far. `master` is the id of the KPI workbook, "" before it was first
    handed out; `own` are the columns people added to its entries."""

    def __init__(self, master: str, own: OwnColumns) -> None:
        self.master = master
        self.own = own
        self.files: list[FileResult] = []
        self.entries: list[ReturnedEntry] = []
        self.findings: list[EntryIssue] = []
        self.refused: set[EntryKey] = set()
        self.repeated = 0
        self.stamps: dict[str, Stamp] = {}
        self.heads: list[Place] = []
        self.typed: list[tuple[Stamp, tuple[str, str, TypedRow]]] = []

    def add(
        self,
        path: Path,
        read: tuple[bytes, Signature] | SheetKPIError,
        base: Path,
        passwords: Mapping[str, str] | None,
        roster: Roster,
        today: date,
    ) -> None:
        """Look into and check one file, which was `read`."""
        file = place_for_people(path, base)
        place = Place(file, "")
        try:
            returned = _opened(read, path, file, passwords, self.own)
        except SheetKPIError as error:
            self._refuse(EntryIssue(error.key, place, "error", values=error.values))
            return
        if returned is None:
            self._refuse(EntryIssue("reason.entry_not_ours", place, "error"))
            return
        if self._is_of_another_book(returned):
            self._refuse(EntryIssue("reason.entry_other_book", place, "error"))
            return
        if opened := _opened_by(path):
            self.findings.append(replace(opened, place=place))
        checked = check_rows(returned, roster, today, self.own)
        self.findings += checked.findings
        if any(finding.severity == "error" for finding in checked.findings):
            self.files.append(FileResult(file, returned.recipient, is_read=False))
            return
        self.entries += checked.entries
        self.heads += [replace(row.place, row=0) for row in returned.rows[:1]]
        stamp = self.stamps[path.name] = Stamp(returned.revision, returned.modified, "")
        self.typed += [(stamp, (checked.recipient, returned.kind, row)) for row in checked.typed]
        self.files.append(
            FileResult(
                file,
                checked.recipient,
                rows=len(returned.rows),
                last_day=max((each.entry.day for each in checked.entries), default=None),
            )
        )
        self.refused |= checked.refused
        self.repeated += checked.repeated

    def newest_first(self) -> list[tuple[str, str, TypedRow]]:
        """What was typed into lists: recipient, kind and row, of newer files first."""
        epoch = datetime.min.replace(tzinfo=UTC)
        ordered = sorted(
            self.typed, key=lambda each: (each[0].revision, each[0].modified or epoch), reverse=True
        )
        return [row for _, row in ordered]

    def _is_of_another_book(self, returned: Returned) -> bool:
        """Whether a file says that another KPI workbook handed it out."""
        said = returned.workbook_id
        return bool(self.master and said) and said != workbook_id(
            self.master, returned.kind, returned.recipient
        )

    def _refuse(self, finding: EntryIssue) -> None:
        self.findings.append(finding)
        self.files.append(FileResult(finding.place.file, is_read=False))


def _columns_gone(heads: Iterable[Place], table: FoundTable) -> Iterator[EntryIssue]:
    """What files say nothing of any more, for its column was renamed or deleted there: it stays as it is."""
    for head in heads:
        gone = [key for key in (*ENTRY_COUNTS, "note") if key in table.columns and key not in head.columns]
        if gone:
            names = ", ".join(table.headers[table.columns[key]] for key in gone)
            yield EntryIssue("reason.entry_column_gone", head, "note", values={"columns": names})


def _bytes(path: Path) -> tuple[bytes, Signature] | SheetKPIError:
    """What is in a file and how it looked, or why it cannot be read."""
    if path.suffix.lower() not in READ:
        return SheetKPIError("reason.entry_format")
    try:
        return read_signed(path)
    except SheetKPIError as error:
        return error


def _opened(
    read: tuple[bytes, Signature] | SheetKPIError,
    path: Path,
    file: str,
    passwords: Mapping[str, str] | None,
    own: OwnColumns,
) -> Returned | None:
    """The entries of a file, opened with one of `passwords` where it is encrypted."""
    if isinstance(read, SheetKPIError):
        raise read
    data, seen = read
    try:
        return read_returned(data, seen.changed, file, own)
    except SheetKPIError as error:
        if error.key != "error.encrypted":
            raise
    if not passwords:
        raise SheetKPIError("reason.entry_password")
    inside = opened(data, path, passwords)
    if inside is None:
        raise SheetKPIError("reason.entry_wrong_password")
    return read_returned(inside, seen.changed, file, own)


def _opened_by(path: Path) -> EntryIssue | None:
    """A note where somebody has the file open: what is not saved yet is not taken yet."""
    found = opened_in(path)
    if found is None:
        return None
    reason = "reason.entry_open_by" if found.user else "reason.entry_open"
    return EntryIssue(reason, Place("", ""), "note", values={"user": found.user} if found.user else {})


def _result(
    gathered: _Gathered, merged: Merge, findings: tuple[EntryIssue, ...], changed: bool, language: Language
) -> Collection:
    added = Counter(each.place.file for each in merged.added)
    replaced = Counter(each.new.place.file for each in merged.replaced)
    left_out = Counter(each.place.file for each in findings if each.severity == "left_out")
    files = tuple(
        replace(
            file,
            added=added[file.file],
            replaced=replaced[file.file],
            left_out=left_out[file.file],
        )
        for file in gathered.files
    )
    return Collection(
        files,
        findings,
        len(merged.added),
        len(merged.replaced),
        merged.same + gathered.repeated,
        merged.older,
        left_out.total(),
        changed,
        language,
    )
