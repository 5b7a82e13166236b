"""How a file looked when it was read, so that a later run can tell whether it would read the same.

What a file's content is known by is worked out once: within a run, and of big files for later runs, too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sheetkpi.cachefolder import keep, kept
from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.databases.connections import database_file, is_database
from sheetkpi.sources.files.listing import files_at

DIGESTED = 64 * 2**20
"""Bytes up to which a file's content is looked at too: a tenth of a second on a laptop."""

TICK = 2_000_000_000
"""Nanoseconds within which two changes of a file may bear the same time (FAT counts in two seconds)."""


class Content(Protocol):
    """What is known of the content of a file, or of what a query gives of a database's."""

    @property
    def digest(self) -> str:
        """What tells it from any other."""

    def is_so_still(self) -> bool:
        """Whether it surely is what it was."""


@dataclass(frozen=True)
class FileState:
    """A file's size, inode and times of change in nanoseconds (of the content, and of content or attributes,
    which nobody can set back), when that was seen, and what tells its content ("" for a big file)."""

    path: str
    size: int
    inode: int
    modified: int
    changed: int
    seen: int
    digest: str = ""

    def is_so_still(self) -> bool:
        """Whether the file surely has the content it had.

        A file that looks the same has, unless it was changed just before it was looked at: its next change
        may bear the same time. Then, and where it was touched or put back, its content tells.
        """
        now = _stat(Path(self.path))
        if now is None or now.size != self.size:
            return False
        if self.is_settled and self.looks_like(now):
            return True
        return bool(self.digest) and _digest(Path(self.path)) == self.digest

    def is_untouched(self) -> bool:
        """Whether the file surely has the content it had, as far as that is seen without opening it: on most
        systems to close a file sets free what a database has locked of it, by whatever it was opened."""
        now = _stat(Path(self.path))
        return now is not None and self.is_settled and self.looks_like(now)

    @property
    def is_settled(self) -> bool:
        """Whether the next change of the file cannot bear the same time."""
        return max(self.modified, self.changed) < self.seen - TICK

    def looks_like(self, other: FileState) -> bool:
        """Whether two states have the same size, inode and times."""
        return all(
            getattr(self, name) == getattr(other, name) for name in ("size", "inode", "modified", "changed")
        )


def state_of(path: Path) -> FileState | None:
    """How the file looks now, None where there is none that can be read."""
    found = _stat(path)
    if found is None or found.size > DIGESTED:
        return found
    digest = _digest(path)
    return FileState(**vars(found) | {"digest": digest}) if digest else None


def content_of(path: Path) -> FileState | None:
    """How a file looks now and what tells its content, however big it is; None for one that cannot be read
    or changes meanwhile.

    A big file is not read again for that in a later run while it looks the same.
    """
    found = _stat(path)
    if found is None:
        return None
    big = found.size > DIGESTED
    told = _remembered(found) if big and found.path not in _known else None
    if told is not None and told.looks_like(found):
        _known[found.path] = told
    digest = _digest(path)
    now = _stat(path)
    if not digest or now is None or not now.looks_like(found):
        return None
    content = replace(found, digest=digest)
    if big and told is None and content.is_settled:
        keep(_name(found), [json.dumps(asdict(content)).encode()])
    return content


_known: dict[str, FileState] = {}
"""By its path the settled state, content and all, in which a file was last seen in this run."""


def _remembered(found: FileState) -> FileState | None:
    """The settled state in which an earlier run saw a big file."""
    try:
        told = FileState(**json.loads(kept(_name(found)) or b"{}"))
        return told if told.path == found.path and told.digest and told.is_settled else None
    except (ValueError, TypeError):
        return None


def _name(found: FileState) -> str:
    """What the state of a big file is kept under."""
    return f"content-{sha256(found.path.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"


@dataclass(frozen=True)
class PlaceRead:
    """A place of `Sources` and the files that were read there, each as it looked before.

    `base` is the folder that a relative place counts from; the files `without` were passed over. Of a
    database `place` is its connection (`db:crm`). `files` is None where nobody can tell whether it would read
    the same again.
    """

    place: str
    base: str
    without: tuple[str, ...]
    files: tuple[FileState, ...] | None

    def is_so_still(self) -> bool:
        """Whether the same files would be read there, with the same content."""
        if self.files is None:
            return False
        try:
            found = self.paths()
        except (SheetKPIError, OSError):
            return False
        return [str(path) for path in found] == [state.path for state in self.files] and all(
            state.is_so_still() for state in self.files
        )

    def paths(self) -> list[Path]:
        """The files that would be read there now; of a database its file, as long as all it holds is in it.
        Raises what `files_at` and `connection` do."""
        if is_database(self.place):
            file = database_file(self.place)
            return [file] if file is not None else []
        return _paths(self.place, Path(self.base), self.without)


def place_read(place: str, base: Path, without: Collection[Path] = ()) -> PlaceRead:
    """The files at a place as they look now, before they are read. Raises what `files_at` does."""
    base = base.resolve()
    passed_over = tuple(str(path.resolve()) for path in without)
    states = [state_of(path) for path in _paths(place, base, passed_over)]
    known = tuple(state for state in states if state is not None)
    return PlaceRead(place, str(base), passed_over, known if len(known) == len(states) else None)


def _paths(place: str, base: Path, without: Collection[str]) -> list[Path]:
    return [path for path in files_at(place, base) if str(path.resolve()) not in without]


def _stat(path: Path) -> FileState | None:
    seen = time.time_ns()
    try:
        status = path.stat()
    except OSError:
        return None
    return FileState(str(path), status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, seen)


def _digest(path: Path) -> str:
    """What tells the content of a file, "" where it cannot be read; that of a settled one is read once."""
    before = _stat(path)
    known = _known.get(str(path))
    if before is not None and known is not None and known.looks_like(before):
        return known.digest
    told = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(2**20):
                told.update(piece)
    except OSError:
        return ""
    digest = told.hexdigest()[:32]
    after = _stat(path)
    if before is not None and after is not None and before.is_settled and after.looks_like(before):
        _known[str(path)] = replace(before, digest=digest)
    return digest
