"""Entries in a workbook that came back, or that somebody is filling in, which nobody has collected yet.

They are carried over into the recipient's next workbook, so that handing out anew never loses any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import SheetKPIError
from sheetkpi.people.entries import entry_key
from sheetkpi.people.stamps import Stamp, digest
from sheetkpi.workbook.contract.entry import ENTRY_COUNTS
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    from sheetkpi.people.returned import Returned


@dataclass(frozen=True)
class Carried:
    """One row as it stands in the workbook that came back. `key` is that of the handed-out row it changed, or
    that the master has (see `entries.entry_key`); None for a row that is new."""

    cells: Mapping[str, Any]
    key: tuple[str, str, str] | None = None


def uncollected(
    path: Path, workbook_id: str, master: Sequence[Mapping[str, Any]], password: str | None
) -> list[Carried]:
    """The rows of the workbook at `path` that its recipient typed or changed and the master lacks.

    `master` are the recipient's rows of the master's `DailyEntry`. Raises SheetKPIError where the file is no
    workbook, is not the recipient's, or is encrypted otherwise.
    """
    returned = _read(path, password)
    if returned is None or returned.workbook_id != workbook_id:
        raise SheetKPIError("error.in_the_way", path=path)
    known = {entry_key(row): row for row in master}
    found = []
    for row in returned.rows:
        cells = dict(row.cells)
        own = {} if as_text(cells.get("rep")) or returned.kind == "team" else {"rep": returned.recipient}
        key = entry_key(cells | own)
        if _as_handed_out(cells) or (key in known and _says_the_same(cells, known[key])):
            continue
        found.append(Carried(cells, key if key in known else None))
    return found


def _read(path: Path, password: str | None) -> Returned | None:
    from sheetkpi.fileengine.opc.saving import read_file
    from sheetkpi.people.passwords import opened
    from sheetkpi.people.returned import read_returned

    data = read_file(path)
    try:
        return read_returned(data, path, path.name)
    except SheetKPIError as error:
        if error.key != "error.encrypted":
            raise
    inside = opened(data, path, {path.stem: password}) if password else None
    if inside is None:
        raise SheetKPIError("error.other_password", path=path)
    return read_returned(inside, path, path.name)


def _as_handed_out(cells: Mapping[str, Any]) -> bool:
    stamp = Stamp.read(as_text(cells.get("stamp")))
    counts = [cells.get(count) for count in ENTRY_COUNTS]
    if stamp is None or any(not (count is None or isinstance(count, (int, float))) for count in counts):
        return False
    return stamp.digest == digest(counts, as_text(cells.get("note")))


def _says_the_same(cells: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    stamp = Stamp.read(as_text(cells.get("stamp")))
    has_note = stamp is None or not stamp.is_withheld or as_text(cells.get("note"))
    keys = (*ENTRY_COUNTS, "note") if has_note else ENTRY_COUNTS
    return all(as_text(cells.get(key)) == as_text(other.get(key)) for key in keys)
