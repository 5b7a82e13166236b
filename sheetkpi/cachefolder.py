"""Where what was read once is kept for this user, so that nothing is read twice.

What lies here can be made again at any time: a file that is damaged, of another version or gone is no error.
It holds what stands in people's cells, so that only this user may read it (folder 0700, files 0600).
`SHEETKPI_CACHE=off` keeps nothing; `SHEETKPI_CACHE` may name another folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from sheetkpi.userfolders import default_cache_folder

MOST_BYTES = 2 * 2**30
"""All files together; above it those go that were not used for longest."""

DAYS_KEPT = 30
_NEW = ".new-"
_WRITTEN = 3_600
"""Seconds after which nobody writes a file any more: whoever began it was killed."""
_SUM = 4


def cache_folder() -> Path | None:
    """The folder, which need not be there yet; None where nothing is to be kept: asked for, or in the
    browser, whose files are gone with the page."""
    asked = os.environ.get("SHEETKPI_CACHE", "").strip()
    if asked.casefold() in ("off", "0", "no") or sys.platform == "emscripten":
        return None
    if asked:
        return Path(asked).expanduser()
    return default_cache_folder()


def keep(name: str, content: Iterable[bytes | memoryview]) -> None:
    """Keep `content` under `name`; nothing where that cannot be done (a full disk, a folder of others).

    Whoever reads meanwhile, or after a process that was killed here, finds the old content or the new one.
    """
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, beside = tempfile.mkstemp(prefix=_NEW, dir=folder)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                checked = 0
                for piece in content:
                    file.write(piece)
                    checked = zlib.crc32(piece, checked)
                file.write(checked.to_bytes(_SUM, "big"))
            Path(beside).replace(folder / name)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        _forget_some(folder)


def kept(name: str) -> bytes | None:
    """What was kept under `name`, None where it is not there or damaged."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / name
    try:
        found = path.read_bytes()
        with suppress(OSError):
            os.utime(path)  # used today
    except OSError:
        return None
    content = memoryview(found)[:-_SUM]
    sound = len(found) >= _SUM and zlib.crc32(content).to_bytes(_SUM, "big") == found[-_SUM:]
    return found[:-_SUM] if sound else None


def is_kept(name: str) -> bool:
    """Whether something lies under `name`, sound or not."""
    folder = cache_folder()
    return folder is not None and (folder / name).is_file()


def forget(name: str) -> None:
    """Keep nothing under `name` any more."""
    if folder := cache_folder():
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def size_kept() -> int:
    """Bytes of all that is kept."""
    folder = cache_folder()
    if folder is None or not folder.is_dir():
        return 0
    return sum(size for _, size, _ in _files(folder))


@cache
def program() -> str:
    """What tells this program from one that may read or count otherwise: each of its files with its size and
    time of change, and Python."""
    told = blake2b(sys.version.encode(), digest_size=12)
    for name, size, changed in sorted(_modules(Path(__file__).parent)):
        told.update(f"{name} {size} {changed}\n".encode())
    return told.hexdigest()


def _modules(folder: Path) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """When each file was last used, its size, and where it is; the longest unused first."""
    found = []
    for path in folder.iterdir():
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    return sorted(found)


def _forget_some(folder: Path) -> None:
    files = _files(folder)
    total = sum(size for _, size, _ in files)
    now = time.time()
    for used, size, path in files:
        is_left = path.name.startswith(_NEW) and used < now - _WRITTEN
        if is_left or used < now - DAYS_KEPT * 86_400 or total > MOST_BYTES:
            total -= size
            with suppress(OSError):
                path.unlink()
