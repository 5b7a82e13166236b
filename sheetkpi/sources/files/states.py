"""How a file looked when it was read, so that a later run can tell whether it would read the same."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.listing import files_at

DIGESTED = 64 * 2**20
"""Bytes up to which a file's content is looked at too: a tenth of a second on a laptop."""

TICK = 2_000_000_000
"""Nanoseconds within which two changes of a file may bear the same time (FAT counts in two seconds)."""


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
        looks_alike = (now.inode, now.modified, now.changed) == (self.inode, self.modified, self.changed)
        if looks_alike and max(self.modified, self.changed) < self.seen - TICK:
            return True
        return bool(self.digest) and _digest(Path(self.path)) == self.digest


def state_of(path: Path) -> FileState | None:
    """How the file looks now, None where there is none that can be read."""
    found = _stat(path)
    if found is None or found.size > DIGESTED:
        return found
    digest = _digest(path)
    return FileState(**vars(found) | {"digest": digest}) if digest else None


@dataclass(frozen=True)
class PlaceRead:
    """A place of `Sources` and the files that were read there, each as it looked before.

    `base` is the folder that a relative place counts from; the files `without` were passed over. `files` is
    None where nobody can tell whether it would read the same again.
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
            found = _paths(self.place, Path(self.base), self.without)
        except (SheetKPIError, OSError):
            return False
        return [str(path) for path in found] == [state.path for state in self.files] and all(
            state.is_so_still() for state in self.files
        )


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
    told = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while piece := file.read(2**20):
                told.update(piece)
    except OSError:
        return ""
    return told.hexdigest()
