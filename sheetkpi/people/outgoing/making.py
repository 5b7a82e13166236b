"""One workbook: made in memory, compared with the one that is there, and put in its place."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from sheetkpi.people.outgoing.carrying import Uncollected, uncollected
from sheetkpi.people.outgoing.manifest import HandedOut, digest_of
from sheetkpi.people.passwords import opens

if TYPE_CHECKING:
    from sheetkpi.people.outgoing.contents import Contents
    from sheetkpi.people.outgoing.preparing import Prepared
    from sheetkpi.people.outgoing.pressing import Pressed
    from sheetkpi.people.recipients import Recipient

RETURNED = "returned"
"""The folder in the output folder that keeps workbooks with entries nobody had collected when the next ones
were handed out."""


@dataclass(frozen=True)
class Made:
    """A workbook that has to be written: in memory, but for the revision. `before` is the file that it takes
    the place of, whose ending is another one where macros have come or gone."""

    recipient: Recipient
    id: str
    path: Path
    before: Path
    pressed: Pressed
    carried: int
    came_back: bool


def make(
    prepared: Prepared, recipient: Recipient, path: Path, known: HandedOut | None, password: str | None
) -> Made | None:
    """The workbook of one recipient; None where the one at `path` says the same already.

    `known` is what was handed out to the recipient last.
    """
    contents, press = prepared.contents, prepared.press
    pressed = press.press(contents.of(recipient))
    before = path.with_name(known.file) if known and known.file else path
    same = known is not None and known.content == pressed.digest and known.encrypted == bool(password)
    if same and before == path and path.exists() and (not password or opens(path, password)):
        return None
    found = digest_of(before)
    came_back = bool(found) and (known is None or known.sha256 != found)
    left = Uncollected()
    if came_back or (found and known is not None and known.carried):
        left = _uncollected(contents, recipient, before, password)
    if left.rows:
        pressed = replace(press.press(contents.of(recipient, left.rows)), digest=pressed.digest)
    kept = came_back and bool(left.rows or left.outdated)
    return Made(recipient, contents.id_of(recipient), path, before, pressed, len(left.rows), kept)


def _uncollected(contents: Contents, recipient: Recipient, path: Path, password: str | None) -> Uncollected:
    """The entries in the workbook at `path` that the KPI workbook lacks."""
    figures = contents.figures
    master, roster, own = figures.entries_by_key, figures.counted.roster, figures.own
    return uncollected(path, contents.id_of(recipient), master, roster, date.today(), password, own)


def write(one: Made, revision: int, password: str | None) -> HandedOut:
    """Put a workbook in place, as one of the `revision`-th distribution. One that came back with entries is
    kept in `RETURNED`, under its digest."""
    from sheetkpi.fileengine.opc.saving import replace_file

    at = datetime.now()
    data = b"".join(one.pressed.chunks(revision, at))
    if password:
        data = _encrypted(data, password)
    if one.came_back:
        _keep(one.before)
    replace_file(one.path, [data], keep_backup=False)
    if one.before != one.path:
        one.before.unlink(missing_ok=True)
    return HandedOut(
        one.path.name,
        one.pressed.digest,
        sha256(data).hexdigest(),
        revision,
        at.isoformat(timespec="seconds"),
        bool(password),
        one.carried,
    )


def _keep(path: Path) -> None:
    """Leave a copy of the workbook at `path` in `RETURNED`."""
    from sheetkpi.fileengine.opc.saving import read_file, replace_file

    kept = path.parent / RETURNED / f"{path.stem}_{digest_of(path)[:8]}{path.suffix}"
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists():
        replace_file(kept, [read_file(path)], keep_backup=False)


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
