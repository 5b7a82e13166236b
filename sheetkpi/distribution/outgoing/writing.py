"""One workbook: made in memory, compared with the one that is there, and put in its place."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from sheetkpi.distribution.outgoing.carrying import Carried, Uncollected, uncollected
from sheetkpi.distribution.outgoing.manifest import HandedOut
from sheetkpi.distribution.passwords import opens
from sheetkpi.errors import BusyError
from sheetkpi.fileengine.opc import saving
from sheetkpi.fileengine.opc.lockfile import name_beside

if TYPE_CHECKING:
    from sheetkpi.distribution.outgoing.contents import Contents
    from sheetkpi.distribution.outgoing.preparing import Prepared
    from sheetkpi.distribution.outgoing.stamping import Stamped
    from sheetkpi.distribution.recipients import Recipient

RETURNED = "returned"
"""The folder in the output folder that keeps workbooks with entries nobody had collected when the next ones
were handed out."""


@dataclass(frozen=True)
class Found:
    """A file of the recipient's that is replaced: how it looked when it was read, and whether it came back
    with entries nobody had collected, so that a copy of it is kept."""

    path: Path
    seen: saving.Signature
    came_back: bool


@dataclass(frozen=True)
class Made:
    """A workbook that has to be written: in memory, but for the revision. `found` are the files it takes the
    place of: the one at `path`, and one of another ending where macros have come or gone."""

    recipient: Recipient
    id: str
    path: Path
    found: tuple[Found, ...]
    stamped: Stamped
    carried: int


def make(
    prepared: Prepared, recipient: Recipient, path: Path, known: HandedOut | None, password: str | None
) -> Made | None:
    """The workbook of one recipient; None where the one at `path` says the same already.

    `known` is what was handed out to the recipient last.
    """
    contents = prepared.contents
    draft = prepared.draft(contents.of(recipient))
    before = path.with_name(known.file) if known and known.file else path
    same = known is not None and known.content == draft.digest and known.encrypted == bool(password)
    if same and before == path and path.exists() and (not password or opens(path, password)):
        return None
    found: list[Found] = []
    rows: list[Carried] = []
    for place in (each for each in dict.fromkeys((before, path)) if each.exists()):
        data, seen = saving.read_signed(place)
        came_back = known is None or known.sha256 != seen.digest
        left = Uncollected()
        if came_back or (known is not None and known.carried):
            left = _uncollected(contents, recipient, data, seen.changed, place, password)
        found.append(Found(place, seen, came_back and left.is_kept))
        rows += [row for row in left.rows if all(row.cells != other.cells for other in rows)]
    whole = prepared.draft(contents.of(recipient, rows)) if rows else draft
    stamped = replace(whole.stamped(), digest=draft.digest)
    return Made(recipient, contents.id_of(recipient), path, tuple(found), stamped, len(rows))


def _uncollected(
    contents: Contents, recipient: Recipient, data: bytes, saved: int, path: Path, password: str | None
) -> Uncollected:
    """The entries in a workbook, read from `path`, that the KPI workbook lacks."""
    figures = contents.figures
    master, roster, own = figures.entries_by_key, figures.counted.roster, figures.own
    workbook_id = contents.id_of(recipient)
    today = figures.counted.of_month.today
    return uncollected(data, saved, path, workbook_id, master, roster, today, password, own, figures.lists)


def write(one: Made, revision: int, password: str | None) -> HandedOut:
    """Put a workbook in place, as one of the `revision`-th distribution. One that came back with entries is
    kept in `RETURNED`, under its digest.

    Raises BusyError("error.changed_on_disk") where somebody saved it since it was read for `make`: then
    it is as they saved it, and has to be made again.
    """
    at = datetime.now()
    data = b"".join(one.stamped.chunks(revision, at))
    if password:
        data = _encrypted(data, password)
    for each in one.found:
        if each.came_back:
            _keep(each)
    there = {each.path: each.seen for each in one.found}
    saving.replace_file(one.path, [data], there.get(one.path, saving.ABSENT), keep_backup=False)
    for each in one.found:
        if each.path != one.path:
            _take_away(each)
    return HandedOut(
        one.path.name,
        one.stamped.digest,
        sha256(data).hexdigest(),
        revision,
        at.isoformat(timespec="seconds"),
        bool(password),
        one.carried,
    )


def _keep(found: Found) -> None:
    """Leave a copy of a workbook that came back in `RETURNED`."""
    data, seen = saving.read_signed(found.path)
    if seen.digest != found.seen.digest:
        raise BusyError("error.changed_on_disk", path=found.path)
    kept = _kept_as(found.path, seen.digest)
    if not kept.exists():
        saving.replace_file(kept, [data], saving.ABSENT, keep_backup=False)


def _kept_as(path: Path, digest: str) -> Path:
    kept = path.parent / RETURNED / f"{path.stem}_{digest[:8]}{path.suffix}"
    kept.parent.mkdir(exist_ok=True)
    return kept


def _take_away(found: Found) -> None:
    """Remove the workbook that another one of another ending stands for now; one that was saved in this very
    moment stays, with entries to be collected."""
    aside = name_beside(found.path)
    try:
        found.path.replace(aside)
    except OSError:
        return  # already gone, or open in Excel on Windows
    now = saving.signature(aside)
    if now is None or now.digest == found.seen.digest:
        aside.unlink(missing_ok=True)
    else:
        aside.replace(found.path if not found.path.exists() else _kept_as(found.path, now.digest))


def kept_open(path: Path) -> list[str]:
    """The copies in `RETURNED` of the workbook at `path` that came back without a password."""
    kept = path.parent / RETURNED
    if not kept.is_dir():
        return []
    ours = re.compile(rf"{re.escape(path.stem)}_[0-9a-f]{{8}}\.xls[xm]")
    return sorted(
        f"{RETURNED}/{each.name}" for each in kept.iterdir() if ours.fullmatch(each.name) and is_zipfile(each)
    )


def _encrypted(data: bytes, password: str) -> bytes:
    """The workbook under a password, as Excel protects one (agile encryption, [MS-OFFCRYPTO] 2.3.4.10)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    inside = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, inside)
    return inside.getvalue()
