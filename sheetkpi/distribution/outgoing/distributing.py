"""Handing out: a workbook for each rep or team, made from one count of everybody's activity."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sheetkpi.distribution import revisions
from sheetkpi.distribution.outgoing.manifest import HandedOut, read_manifest, write_manifest
from sheetkpi.distribution.outgoing.pdf import make_pdfs, without_pdfs
from sheetkpi.distribution.outgoing.preparing import Prepared, Remarks, kept_back, prepare
from sheetkpi.distribution.outgoing.writing import RETURNED, Made, kept_open, make, write
from sheetkpi.distribution.recipients import (
    Kind,
    Recipient,
    by_recipient,
    chosen,
    file_stems,
    names_of,
    recipients,
)
from sheetkpi.distribution.revisions import master_id, new_master_id, remember
from sheetkpi.errors import InputError, NothingToDoError, ProtectedError, SheetKPIError, WorkbookError
from sheetkpi.fileengine.opc.lockfile import sweep
from sheetkpi.fileengine.opc.saving import has_further_names
from sheetkpi.logfile import log_unexpected
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.names import person_key
from sheetkpi.pipeline import Counted, count
from sheetkpi.steps import ProgressCallback, quiet
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.finding import list_tables

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.language import Language

State = Literal["written", "unchanged", "failed"]

TRIES = 3
"""How often a workbook is made anew that its recipient saves while it is being replaced."""

FAILURES = frozenset({"distribute.no_record", "distribute.no_pdf", "distribute.pdf_failed"})
"""Remarks about something that was to be done and was not."""

SAVED_EVERY = 20
"""Workbooks after which the manifest is written, so that a run cut off goes on where it was."""


@dataclass(frozen=True)
class Workbook:
    """What became of one recipient's workbook. `carried` are the rows of entries that were carried over."""

    recipient: str
    path: Path
    state: State
    carried: int = 0
    error: SheetKPIError | None = None


@dataclass(frozen=True)
class Distribution:
    """What handing out did. `revision` is that of the KPI workbook afterwards; `remarks` are sentences;
    `begun` tells whether anything was written at all, the KPI workbook's count of distributions included."""

    folder: Path
    workbooks: tuple[Workbook, ...]
    revision: int
    language: Language
    remarks: Remarks = ()
    begun: bool = True

    def of(self, state: State) -> tuple[Workbook, ...]:
        """The workbooks that ended that way."""
        return tuple(workbook for workbook in self.workbooks if workbook.state == state)

    @property
    def incomplete(self) -> bool:
        """Whether something that was to be done has failed: somebody's workbook, PDFs, the record."""
        return bool(self.of("failed")) or any(key in FAILURES for key, _ in self.remarks)

    @property
    def changed(self) -> bool:
        """Whether the KPI workbook counts one more distribution, and has to be saved."""
        return bool(self.of("written"))


def distribute_from(
    book: xw.Book,
    folder: Path,
    *,
    by: str = "rep",
    only: Collection[str] = (),
    passwords: Mapping[str, str] | None = None,
    pdf: bool = False,
    today: date | None = None,
    progress: ProgressCallback = quiet,
    save: Any = None,
) -> Distribution:
    """Do what `sheetkpi.distribute` does for a workbook that is open, in Excel perhaps.

    `save` is called once the workbook was told that it is handed out once more, before the first file is
    written; None leaves saving to the caller.
    """
    if by not in ("rep", "team"):
        raise InputError("error.distribute_by", by=by)
    kind: Kind = "rep" if by == "rep" else "team"
    _check_encryption(passwords)
    _check_tables(book)
    counted = count(book, today=today, progress=progress)
    if counted.report.month is None and len(counted.report.tables.get("FollowUps", ())):
        month = counted.of_month.today.replace(day=1)  # nobody has called yet, and leads are there
        counted = count(book, month=month, today=today, progress=progress)
    tables = counted.report.tables
    if counted.report.month is None:
        raise NothingToDoError("error.nothing_to_distribute", path=book.fullname)
    everybody = recipients(tables["RepKPI"], tables["Board"], kind)
    if not everybody:
        raise NothingToDoError(f"error.no_{kind}s_to_hand_out", path=book.fullname)
    protected, remarks = _protected(passwords or {}, counted, everybody)
    wanted = chosen(everybody, only, counted.roster)
    lacking = [recipient.name for recipient in wanted if protected and recipient.name not in protected]
    remarks += (("distribute.without_password", {"names": ", ".join(lacking)}),) if lacking else ()
    folder = _folder(folder)
    progress("step.plan", 0, 1)
    master, revision = master_id(book) or new_master_id(), revisions.revision(book)
    prepared = prepare(book, counted, kind, master)
    stems = file_stems(Path(book.fullname).stem, everybody)
    run = _Run(prepared, folder, master, read_manifest(folder, master), protected, progress, stems)
    made = run.make(wanted)
    if made:
        revision = max(revision, *(one.revision for one in run.manifest.values()), 0) + 1
        remember(book, master, revision)
        if save is not None:
            save()
        run.write(made, revision)
    workbooks = tuple(run.done[recipient.name] for recipient in wanted)
    said = (*prepared.remarks, *kept_back(prepared.contents.figures))
    remarks = (*remarks, *said, *run.remarks, *_unprotected(workbooks, protected))
    remarks = (*remarks, *(_pdfs(workbooks, protected, progress) if pdf else ()))
    return Distribution(folder, workbooks, revision, counted.inputs.language, remarks, bool(made))


@dataclass(frozen=True)
class _Run:
    """One distribution under way: `manifest` is what was handed out so far, `done` what became of whom."""

    prepared: Prepared
    folder: Path
    master: str
    manifest: dict[str, HandedOut]
    passwords: Mapping[str, str] = field(repr=False)
    progress: ProgressCallback
    stems: Mapping[str, str]
    done: dict[str, Workbook] = field(default_factory=dict)
    remarks: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def make(self, wanted: Sequence[Recipient]) -> list[Made]:
        """The workbooks that have to be written, in memory."""
        made = []
        for number, recipient in enumerate(wanted):
            self.progress("step.distribute", number, 2 * len(wanted))
            if (one := self._made(recipient)) is not None:
                made.append(one)
        return made

    def _made(self, recipient: Recipient) -> Made | None:
        """One of them; None, with what became of it in `done`, where it is not to be written."""
        name = recipient.name
        known = self.manifest.get(self.prepared.contents.id_of(recipient))
        stem = Path(known.file).stem if known and known.file else self.stems[name]
        path = self.folder / f"{stem}{self.prepared.suffix}"
        try:
            one = make(self.prepared, recipient, path, known, self.passwords.get(name))
        except Exception as error:  # one failure does not stop the rest
            self.done[name] = Workbook(name, path, "failed", error=_told(error))
            return None
        if one is None:
            self.done[name] = Workbook(name, path, "unchanged")
        return one

    def write(self, made: Sequence[Made], revision: int) -> None:
        """Put them in place; the manifest is written now and then, and at the end."""
        unwritten, total = len(self.done), len(self.done) + len(made)
        for number, one in enumerate(made):
            self.progress("step.distribute", total + unwritten + number, 2 * total)
            self._write(one, revision)
            if number % SAVED_EVERY == SAVED_EVERY - 1:
                self._record()
        self._record()

    def _write(self, one: Made | None, revision: int) -> None:
        """Put one in place. What its recipient saves in this very moment is carried over too: it is made
        once more from that."""
        tries = 0
        while one is not None:
            tries += 1
            name = one.recipient.name
            separated = has_further_names(one.path)
            try:
                self.manifest[one.id] = write(one, revision, self.passwords.get(name))
            except Exception as error:
                told = _told(error)
                if told.key == "error.changed_on_disk" and tries < TRIES:
                    one = self._made(one.recipient)
                    continue
                self.done[name] = Workbook(name, one.path, "failed", error=told)
            else:
                self.done[name] = Workbook(name, one.path, "written", one.carried)
                if separated:
                    self.remarks.append(("done.separated", {"path": one.path}))
                for other in (each.path for each in one.found if each.path != one.path):
                    if other.exists():
                        values: dict[str, object] = {"file": other.name, "new": one.path.name}
                        self.remarks.append(("distribute.kept_meanwhile", values))
            return

    def _record(self) -> None:
        """Write the manifest. Without it the next run looks into every file, and nothing is lost."""
        try:
            write_manifest(self.folder, self.master, self.manifest)
        except SheetKPIError as error:
            kept = [remark for remark in self.remarks if remark[0] != "distribute.no_record"]
            self.remarks[:] = [*kept, ("distribute.no_record", {"reason": error})]


def _check_tables(book: xw.Book) -> None:
    """Refuse a workbook without any of the product's tables: it is raw data, or somebody's other file, and
    what reps enter could never be collected into it."""
    if specs(KpiTree()).keys().isdisjoint(table.name for table in list_tables(book)):
        raise WorkbookError("error.distribute_no_tables", path=book.fullname)


def _check_encryption(passwords: Mapping[str, str] | None) -> None:
    if not passwords:
        return
    try:
        import msoffcrypto  # noqa: F401
    except ImportError as error:
        raise ProtectedError("error.no_encryption") from error


def _protected(
    passwords: Mapping[str, str], counted: Counted, everybody: Sequence[Recipient]
) -> tuple[dict[str, str], Remarks]:
    """The password of each recipient who has one, and a sentence about names in the list that nobody goes by:
    whoever was meant got a workbook that anybody can open. One list may serve for reps and teams."""
    tables = counted.report.tables
    kinds: tuple[Kind, Kind] = ("rep", "team")
    both = [each for kind in kinds for each in recipients(tables["RepKPI"], tables["Board"], kind)]
    found, _ = by_recipient(passwords, everybody, counted.roster)
    _, nobodys = by_recipient(passwords, both, counted.roster)
    known = names_of(both, counted.roster)
    if any(person_key(passwords[name]) in known for name in nobodys):  # do not print passwords as names
        raise ProtectedError("error.passwords_swapped")
    return found, (("distribute.password_of_nobody", {"names": ", ".join(nobodys)}),) if nobodys else ()


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("error.outdir", path=folder) from error
    for place in (folder, folder / RETURNED):
        sweep(place)
    return folder


def _told(error: Exception) -> SheetKPIError:
    """The sentence of an error; what was not foreseen goes to the log file."""
    if isinstance(error, SheetKPIError):
        return error

    log_unexpected(error)
    return SheetKPIError("error.unexpected_one", what=type(error).__name__)


def _unprotected(workbooks: Sequence[Workbook], protected: Mapping[str, str]) -> Remarks:
    """Take PDFs away that show what protected workbooks hold, and name what else lies beside them open."""
    paths = [each.path for each in workbooks if each.state != "failed" and each.recipient in protected]
    kept = [name for path in paths for name in kept_open(path)]
    open_ones = (("distribute.kept_open", {"files": ", ".join(kept)}),) if kept else ()
    return (*without_pdfs(paths), *open_ones)


def _pdfs(workbooks: Sequence[Workbook], protected: Mapping[str, str], progress: ProgressCallback) -> Remarks:
    paths = [each.path for each in workbooks if each.state != "failed" and each.recipient not in protected]
    left = [each.path.name for each in workbooks if each.recipient in protected]
    remarks = make_pdfs(paths, progress)
    if left:
        remarks = (*remarks, ("distribute.pdf_encrypted", {"files": ", ".join(left)}))
    return remarks
