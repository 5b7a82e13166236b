"""Putting a workbook on disk in one step: written beside, flushed, then one rename.

A crash at any moment leaves the old file or the new one. The old state stays as `NAME.bak`. Before a byte
is written the file must be writable, open nowhere else (`locks`) and as it was when we read it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import lockfile, locks

Signature = tuple[int, int]
"""What tells whether a file changed since we read it: time of change in nanoseconds, size in bytes."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def read_file(path: Path) -> bytes:
    """The bytes of a file, or one sentence why it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SheetKPIError("error.not_found", path=path) from error
    except IsADirectoryError as error:
        raise SheetKPIError("error.not_a_workbook", path=path) from error
    except OSError as error:
        raise SheetKPIError("error.cannot_read", path=path, reason=error.strerror or error) from error


def signature(path: Path) -> Signature | None:
    """How the file looks now, None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def check_target(path: Path, seen: Signature | None = None) -> None:
    """Refuse, in one sentence, a place that could not or should not be written to.

    `seen` is the signature from when the file was read; a file that somebody changed since is theirs.
    """
    locks.check_not_open(path)
    target = path.resolve()
    if not target.parent.is_dir():
        raise SheetKPIError("error.no_folder", path=target.parent)
    if target.is_dir():
        raise SheetKPIError("error.is_folder", path=path)
    if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
        raise SheetKPIError("error.read_only", path=path)
    if not os.access(target.parent, os.W_OK):
        raise SheetKPIError("error.read_only_folder", path=path)
    now = signature(target)
    if seen is not None and now is not None and now != seen:
        raise SheetKPIError("error.changed_on_disk", path=path)


def replace_file(
    path: Path,
    chunks: Iterable[bytes | memoryview],
    seen: Signature | None = None,
    *,
    keep_backup: bool = True,
) -> Signature | None:
    """Make `chunks` the content of the file at `path` in one step, and return how it looks afterwards.

    A symbolic link is followed; mode and, where allowed, owner are kept; the state before stays beside it
    as `NAME.bak` unless `keep_backup` says no. Upon failure the file is as it was, nothing is left beside
    it, and SheetKPIError says why in one sentence.
    """
    target = path.resolve()
    try:
        with lockfile.held(target), _temporary(target) as beside:
            _write_flushed(beside, chunks)
            _keep_mode(target, beside)
            check_target(path, seen)
            if keep_backup:
                _keep_backup(target)
            beside.replace(target)
            _flush_folder(target.parent)
    except OSError as error:
        raise _sentence(error, path) from error
    return signature(target)


def _sentence(error: OSError, path: Path) -> SheetKPIError:
    if error.errno in _FULL:
        return SheetKPIError("error.disk_full", path=path)
    if error.errno in _FORBIDDEN:
        return SheetKPIError("error.no_access", path=path)
    return SheetKPIError("error.cannot_save", path=path, reason=error.strerror or str(error))


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A name for a file beside `target`, gone afterwards. What a killed process left there goes as well."""
    mark = locks.mark(target)
    for left in target.parent.glob(f".sheetkpi-{mark}-*.tmp"):
        left.unlink(missing_ok=True)
    beside = target.with_name(f".sheetkpi-{mark}-{secrets.token_hex(4)}.tmp")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _write_flushed(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _keep_mode(target: Path, beside: Path) -> None:
    """Give the new file the old one's permissions and, where we may, its owner."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(beside, status.st_uid, status.st_gid)
    beside.chmod(status.st_mode & 0o7777)


def _keep_backup(target: Path) -> None:
    """Leave the state before as `NAME.bak`: the same file under a second name, or a copy where links fail."""
    if not target.exists():
        return
    with _temporary(target.with_name(f"{target.name}.bak")) as beside:
        try:
            os.link(target, beside)
        except OSError:
            shutil.copy2(target, beside)
        beside.replace(target.with_name(f"{target.name}.bak"))


def _flush_folder(folder: Path) -> None:
    """Ask that the rename itself reaches the disk; not every system lets folders be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
