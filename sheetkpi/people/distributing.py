"""Handing out: a workbook for each rep or team, made from one count of everybody's activity."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.contenttypes import SUFFIXES
from sheetkpi.people import revisions
from sheetkpi.people.manifest import HandedOut, digest_of, read_manifest, write_manifest
from sheetkpi.people.recipients import (
    Kind,
    Recipient,
    aliases,
    by_recipient,
    chosen,
    file_stems,
    recipients,
)
from sheetkpi.people.revisions import master_id, new_master_id, remember
from sheetkpi.pipeline import Progress, count, quiet
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.language import Language
    from sheetkpi.people.contents import Contents
    from sheetkpi.people.entries import MasterEntry
    from sheetkpi.people.figures import Figures
    from sheetkpi.people.mentions import Mentions
    from sheetkpi.people.pressing import Press, Pressed
    from sheetkpi.pipeline import Counted
    from sheetkpi.workbook.names import NamedCells

Remarks = tuple[tuple[str, dict[str, object]], ...]
"""Sentences: their keys, and what fills them."""
State = Literal["written", "unchanged", "failed"]

SAVED_EVERY = 20
"""Workbooks after which the manifest is written, so that a run cut off goes on where it was."""

RETURNED = "returned"
"""The folder in the output folder that keeps workbooks with entries nobody had collected when the next ones
were handed out."""


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
    """What handing out did. `revision` is that of the KPI workbook afterwards; `remarks` are sentences."""

    folder: Path
    workbooks: tuple[Workbook, ...]
    revision: int
    language: Language
    remarks: Remarks = ()

    def of(self, state: State) -> tuple[Workbook, ...]:
        """The workbooks that ended that way."""
        return tuple(workbook for workbook in self.workbooks if workbook.state == state)

    @property
    def changed(self) -> bool:
        """Whether the KPI workbook counts one more distribution, and has to be saved."""
        return bool(self.of("written"))


@dataclass(frozen=True)
class _Made:
    """A workbook that has to be written: in memory, but for the revision. `before` is the file that it takes
    the place of, whose ending is another one where macros have come or gone."""

    recipient: Recipient
    id: str
    path: Path
    before: Path
    pressed: Pressed
    carried: int
    came_back: bool


def distribute_from(
    book: xw.Book,
    folder: Path,
    *,
    by: str = "rep",
    only: Collection[str] = (),
    passwords: Mapping[str, str] | None = None,
    pdf: bool = False,
    progress: Progress = quiet,
    save: Any = None,
) -> Distribution:
    """Do what `sheetkpi.distribute` does for a workbook that is open, in Excel perhaps.

    `save` is called once the workbook was told that it is handed out once more, before the first file is
    written; None leaves saving to the caller.
    """
    if by not in ("rep", "team"):
        raise SheetKPIError("error.distribute_by", by=by)
    kind: Kind = "rep" if by == "rep" else "team"
    _check_encryption(passwords)
    counted = count(book, progress=progress)
    if counted.report.month is None:
        raise SheetKPIError("error.nothing_to_distribute", path=book.fullname)
    report = counted.report
    everybody = recipients(report.tables["RepKPI"], report.tables["Board"], kind)
    protected, nobody = _protected(passwords or {}, counted, everybody)
    wanted = chosen(everybody, only, counted.roster)
    folder = _folder(folder)
    progress("step.plan", 0, 1)
    master, revision = master_id(book) or new_master_id(), revisions.revision(book)
    figures = _figures(book, counted, kind)
    base, remarks = _base(book, counted, figures.mentions)
    remarks = (*nobody, *remarks)
    contents, press = _press(figures, counted, kind, master, base)
    suffix, manifest = SUFFIXES[base.content_types.of(base.workbook_part)], read_manifest(folder, master)
    stems = file_stems(Path(book.fullname).stem, everybody)
    done: dict[str, Workbook] = {}
    made: list[_Made] = []
    for number, recipient in enumerate(wanted):
        progress("step.distribute", number, 2 * len(wanted))
        key = contents.id_of(recipient)
        known = manifest.get(key)
        path = folder / f"{Path(known.file).stem if known else stems[recipient.name]}{suffix}"
        try:
            one = _make(contents, press, recipient, path, known, protected.get(recipient.name))
        except Exception as error:  # one failure does not stop the rest
            done[recipient.name] = Workbook(recipient.name, path, "failed", error=_told(error))
            continue
        if one is None:
            done[recipient.name] = Workbook(recipient.name, path, "unchanged")
        else:
            made.append(one)
    if made:
        revision = max(revision, *(one.revision for one in manifest.values()), 0) + 1
        remember(book, master, revision)
        if save is not None:
            save()
    for number, one in enumerate(made):
        progress("step.distribute", len(wanted) + number, 2 * len(wanted))
        name = one.recipient.name
        try:
            manifest[one.id] = _write(one, revision, protected.get(name))
        except Exception as error:
            done[name] = Workbook(name, one.path, "failed", error=_told(error))
            continue
        done[name] = Workbook(name, one.path, "written", one.carried)
        if number % SAVED_EVERY == SAVED_EVERY - 1:
            write_manifest(folder, master, manifest)
    if made:
        write_manifest(folder, master, manifest)
    workbooks = tuple(done[recipient.name] for recipient in wanted)
    if pdf:
        remarks = (*remarks, *_pdfs(workbooks, protected, progress))
    return Distribution(folder, workbooks, revision, counted.inputs.language, remarks)


def _figures(book: xw.Book, counted: Counted, kind: Kind) -> Figures:
    from sheetkpi.people.figures import Figures
    from sheetkpi.people.master import by_label, read_master
    from sheetkpi.people.owncolumns import NO_OWN, own_columns
    from sheetkpi.workbook.inputs import read_frame

    inputs = counted.inputs
    names = ("Attendance", "Review")
    typed = {name: read_frame(book, inputs.findings, inputs.specs[name]) for name in names}
    entries: Sequence[MasterEntry] = ()
    own = NO_OWN
    if table := inputs.tables.get("DailyEntry"):
        own = own_columns(book, table, inputs.tree)
        entries = by_label(read_master(book, own.of_table(table), date.today()), counted.roster).entries
    labels = tuple(str(rep) for rep in counted.report.tables["RepKPI"]["rep"])
    return Figures(counted, kind, typed, entries, own, _mentions(counted, labels), labels)


def _mentions(counted: Counted, labels: Iterable[str]) -> Mentions:
    """Every name of a person or team that may not stand in somebody else's workbook."""
    from sheetkpi.people.mentions import Mentions

    everybody = [*labels, *map(str, counted.facts["rep"].unique())]
    return Mentions({**dict.fromkeys(everybody, ()), **aliases(counted.roster)})


def _base(book: xw.Book, counted: Counted, mentions: Mentions) -> tuple[Package, Remarks]:
    """The sheets that all workbooks are made from: the workbook's own, else the template's, and why."""
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.people.bare.keeping import UnfitError
    from sheetkpi.people.bare.workbook import bare_workbook
    from sheetkpi.templates import template_path

    language = counted.inputs.language
    also = chosen_also(book, counted.inputs.names)
    try:
        bare = bare_workbook(Path(book.fullname), language, counted.inputs.specs, mentions, also)
    except UnfitError as unfit:
        return Package.open(template_path(language)), ((unfit.key, unfit.values),)
    said = (("distribute.own_refused", bare.refused), ("distribute.own_missing", bare.missing))
    return bare.package, tuple((key, {"names": ", ".join(names)}) for key, names in said if names)


def chosen_also(book: xw.Book, names: Mapping[str, NamedCells]) -> list[str]:
    """What of people's own the setting `kpi_distribute_also` names, one after the other."""
    cells = names.get("kpi_distribute_also")
    if cells is None:
        return []
    text = as_text(book.sheets[cells.area.sheet][cells.area.resized(1, 1).address].value)
    return [name for each in re.split("[,、，;；\n]", text) if (name := each.strip())]


def _press(
    figures: Figures, counted: Counted, kind: Kind, master: str, base: Package
) -> tuple[Contents, Press]:
    """What makes the workbooks: the contents of each, and the sheets they go into."""
    from sheetkpi.people.contents import Contents
    from sheetkpi.people.pressing import Press
    from sheetkpi.people.skeleton import CONSTANT, skeleton

    frames = counted.inputs.frames
    constant = {name: _nameless(frames[name], figures.mentions) for name in (*CONSTANT, "Metrics")}
    package = skeleton(counted, kind, constant, figures.mentions, base)
    tables = tuple(counted.inputs.specs)
    columns = {table: figures.columns(table) for table in tables if figures.columns(table)}
    columns["DailyEntry"] = (*columns["DailyEntry"], "stamp")
    press = Press.of(package, counted.inputs.specs, columns, constant)
    own = press.columns_of("DailyEntry") & figures.own.headers.keys()
    return Contents(figures, tables, master, own), press


def _nameless(frame: pd.DataFrame, mentions: Mentions) -> pd.DataFrame:
    """`frame` without the texts that name anybody."""
    nobody = Recipient("rep", "", (), ())
    named = frame.map(lambda value: mentions.others(value, nobody)) if len(frame) else frame.astype(bool)
    return frame.where(~named.astype(bool), "")


def _make(
    contents: Contents,
    press: Press,
    recipient: Recipient,
    path: Path,
    known: HandedOut | None,
    password: str | None,
) -> _Made | None:
    """The workbook of one recipient; None where the one that is there says the same already."""
    from sheetkpi.people.carrying import uncollected
    from sheetkpi.people.passwords import opens

    pressed = press.press(contents.of(recipient))
    before = path.with_name(known.file) if known else path
    same = known is not None and known.content == pressed.digest and known.encrypted == bool(password)
    if same and before == path and path.exists() and (not password or opens(path, password)):
        return None
    found = digest_of(before)
    came_back = bool(found) and (known is None or known.sha256 != found)
    carried = []
    if came_back or (found and known is not None and known.carried):
        figures = contents.figures
        roster, today = figures.counted.roster, date.today()
        master, own = figures.entries_by_key, figures.own
        carried = uncollected(before, contents.id_of(recipient), master, roster, today, password, own)
    if carried:
        pressed = replace(press.press(contents.of(recipient, carried)), digest=pressed.digest)
    kept = came_back and bool(carried)
    return _Made(recipient, contents.id_of(recipient), path, before, pressed, len(carried), kept)


def _write(one: _Made, revision: int, password: str | None) -> HandedOut:
    """Put one workbook in place. One that came back with entries is kept beside it, under its digest."""
    from sheetkpi.fileengine.opc.saving import read_file, replace_file

    at = datetime.now()
    data = b"".join(one.pressed.chunks(revision, at))
    if password:
        data = _encrypted(data, password)
    if one.came_back:
        kept = (
            one.path.parent / RETURNED / f"{one.before.stem}_{digest_of(one.before)[:8]}{one.before.suffix}"
        )
        kept.parent.mkdir(exist_ok=True)
        if not kept.exists():
            replace_file(kept, [read_file(one.before)], keep_backup=False)
    replace_file(one.path, [data], keep_backup=False)
    if one.before != one.path:
        one.before.unlink(missing_ok=True)
    return HandedOut(
        one.recipient.name,
        one.recipient.kind,
        one.path.name,
        one.pressed.digest,
        sha256(data).hexdigest(),
        revision,
        at.isoformat(timespec="seconds"),
        bool(password),
        one.carried,
    )


def _encrypted(data: bytes, password: str) -> bytes:
    """The workbook under a password, as Excel protects one (agile encryption, [MS-OFFCRYPTO] 2.3.4.10)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    inside = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, inside)
    return inside.getvalue()


def _check_encryption(passwords: Mapping[str, str] | None) -> None:
    if not passwords:
        return
    try:
        import msoffcrypto  # noqa: F401
    except ImportError as error:
        raise SheetKPIError("error.no_encryption") from error


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
    return found, (("distribute.password_of_nobody", {"names": ", ".join(nobodys)}),) if nobodys else ()


def _folder(folder: Path) -> Path:
    from sheetkpi.fileengine.opc.lockfile import sweep

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SheetKPIError("error.outdir", path=folder) from error
    for place in (folder, folder / RETURNED):
        sweep(place)
    return folder


def _told(error: Exception) -> SheetKPIError:
    """The sentence of an error; what was not foreseen goes to the log file."""
    if isinstance(error, SheetKPIError):
        return error
    from sheetkpi.logfile import log_unexpected

    log_unexpected(error)
    return SheetKPIError("error.unexpected_one", what=type(error).__name__)


def _pdfs(
    workbooks: Sequence[Workbook], protected: Mapping[str, str], progress: Progress
) -> tuple[tuple[str, dict[str, object]], ...]:
    from sheetkpi.people.pdf import make_pdfs

    paths = [each.path for each in workbooks if each.state != "failed" and each.recipient not in protected]
    left = [each.path.name for each in workbooks if each.recipient in protected]
    remarks = make_pdfs(paths, progress)
    if left:
        remarks = (*remarks, ("distribute.pdf_encrypted", {"files": ", ".join(left)}))
    return remarks
