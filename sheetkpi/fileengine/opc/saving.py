"""Putting a workbook on disk in one step: written beside, flushed, then one rename.

A crash at any moment leaves the old file or the new one. The old state stays as `NAME.bak`. Before a byte is
written the file must be writable, open nowhere else (`locks`) and as it was when we read it. Others may save
at any moment: once the file is in place, what it took the place of is looked at, and put back where it is not
what we had read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sheetkpi.errors import BusyError, InputError, ProtectedError, SheetKPIError, SourceError, WorkbookError
from sheetkpi.fileengine.opc import exchange, lockfile, locks

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True)
class Signature:
    """How a file looked: its inode, bytes and time of change in nanoseconds, and the SHA-256 of its content.

    The content decides whether a file is the one we read: a save of the same size within the same tick of
    the clock is another one, and one that was copied back byte for byte is the same.
    """

    inode: int
    size: int
    changed: int
    digest: str

    def looks_like(self, status: os.stat_result) -> bool:
        """Whether nothing speaks against it being the same file, without reading it."""
        return (self.inode, self.size, self.changed) == (status.st_ino, status.st_size, status.st_mtime_ns)


ABSENT = Signature(0, -1, 0, "")
"""Instead of the look of a file: there was none, and none may be replaced."""


def read_file(path: Path) -> bytes:
    """The bytes of a file, or one sentence why it cannot be read."""
    return read_signed(path)[0]


def read_signed(path: Path) -> tuple[bytes, Signature]:
    """The bytes of a file and how it looked before they were read, or one sentence why it cannot be read."""
    check_is_file(path)
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = file.read()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("error.not_found", path=path) from error
    except IsADirectoryError as error:
        raise WorkbookError("error.not_a_workbook", path=path) from error
    except OSError as error:
        raise SourceError("error.cannot_read", path=path, reason=error.strerror or error) from error
    return data, _signature(status, sha256(data).hexdigest())


def signature(path: Path) -> Signature | None:
    """How the file looks now, None where there is none."""
    try:
        with path.open("rb") as file:
            return _signature(os.fstat(file.fileno()), _digest(file))
    except OSError:
        return None


def _signature(status: os.stat_result, digest: str) -> Signature:
    return Signature(status.st_ino, status.st_size, status.st_mtime_ns, digest)


def _digest(file: BinaryIO) -> str:
    found = sha256()
    while chunk := file.read(1 << 20):
        found.update(chunk)
    return found.hexdigest()


def check_target(path: Path, seen: Signature | None = None) -> None:
    """Refuse, in one sentence, a place that could not or should not be written to.

    `seen` is how the file looked when it was read; a file that somebody changed since is theirs.
    """
    check_is_file(path)
    locks.check_not_open(path)
    target = path.resolve()
    if not target.parent.is_dir():
        raise InputError("error.no_folder", path=target.parent)
    if target.is_dir():
        raise InputError("error.is_folder", path=path)
    if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
        raise ProtectedError("error.read_only", path=path)
    if not os.access(target.parent, os.W_OK):
        raise ProtectedError("error.read_only_folder", path=path)
    check_unchanged(path, seen)


def check_is_file(path: Path) -> None:
    """Refuse what is there and no file with an end: a pipe or a device, which are read for ever, and a link
    that leads to itself. Folders are told of by whoever opens them."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InputError("error.not_a_file", path=path) from error
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError("error.not_a_file", path=path)


def check_unchanged(path: Path, seen: Signature | None) -> None:
    """Refuse a file that no longer looks as `seen`; one that is gone, or was never looked at, is fine."""
    if seen is None:
        return
    try:
        status = path.stat()
    except OSError:
        return
    if not seen.looks_like(status) and (now := signature(path)) is not None and now.digest != seen.digest:
        raise BusyError("error.changed_on_disk", path=path)


def replace_file(
    path: Path,
    chunks: Iterable[bytes | memoryview],
    seen: Signature | None = None,
    *,
    keep_backup: bool = True,
) -> Signature | None:
    """Make `chunks` the content of the file at `path` in one step, and return how it looks afterwards.

    `seen` is how the file looked when it was read, `ABSENT` where there was none; None replaces whatever is
    there. A symbolic link is followed; mode and, where allowed, owner are kept; the state before stays beside
    it as `NAME.bak` unless `keep_backup` says no. Upon failure the file is as it was, nothing is left beside
    it, and SheetKPIError says why in one sentence. A save by somebody else, even in the moment of the rename,
    is such a failure: `error.changed_on_disk`, and the file is theirs.
    """
    target = path.resolve()
    try:
        with lockfile.held(target), _beside(target) as new, _beside(target) as old:
            digest = _write_flushed(new, chunks)
            _keep_mode(target, new)
            check_target(path, seen)
            expected = seen or signature(target)
            if expected is None or not target.exists():
                _put_where_none_is(new, target, path)
            else:
                linked = _link(target, old)
                if keep_backup:
                    _keep_backup(target, old if linked else None)
                _check_same(target, expected, path)
                _put_in_place(new, target, path, expected, digest, old if linked else None)
            _flush_folder(target.parent)
    except OSError as error:
        raise sentence(error, path) from error
    return signature(target)


def sentence(error: OSError, path: Path) -> SheetKPIError:
    """Why `path` could not be written, as a sentence."""
    if error.errno in _FULL:
        return WorkbookError("error.disk_full", path=path)
    if error.errno in _FORBIDDEN:
        return ProtectedError("error.no_access", path=path)
    return WorkbookError("error.cannot_save", path=path, reason=error.strerror or str(error))


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A name for a file beside `target`, gone afterwards."""
    beside = lockfile.name_beside(target)
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _write_flushed(path: Path, chunks: Iterable[bytes | memoryview]) -> str:
    """Write a file so that it is on the disk; returns the digest of its content."""
    digest = sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


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


def _backup(target: Path) -> Path:
    return target.with_name(f"{target.name}.bak")


def has_further_names(path: Path) -> bool:
    """Whether a file is known under other names too (hard links), which keep the old state when it is saved;
    our backup, which a crash may leave as one, does not count."""
    target = path.resolve()
    try:
        status = target.stat()
        backup = _backup(target)
        ours = backup.exists() and backup.samefile(target)
    except OSError:
        return False
    return status.st_nlink > (2 if ours else 1)


def _link(target: Path, beside: Path) -> bool:
    """Give the file a second name, under which it is seen what becomes of it; False where links fail."""
    try:
        os.link(target, beside)
    except OSError:
        return False
    return True


def _keep_backup(target: Path, linked: Path | None) -> None:
    """Leave the state before as `NAME.bak`: the same file under another name, or a copy where links fail."""
    with _beside(target) as beside:
        if linked is None or not _link(linked, beside):
            shutil.copy2(target, beside)
        beside.replace(_backup(target))


def _check_same(target: Path, expected: Signature, path: Path) -> None:
    now = signature(target)
    if now is not None and now.digest != expected.digest:
        raise BusyError("error.changed_on_disk", path=path)


def _put_where_none_is(new: Path, target: Path, path: Path) -> None:
    """Give the new file its name, which nothing has; what somebody saved there meanwhile is theirs."""
    try:
        os.link(new, target)
    except FileExistsError as error:
        raise BusyError("error.changed_on_disk", path=path) from error
    except OSError:  # no hard links here
        if target.exists():
            raise BusyError("error.changed_on_disk", path=path) from None
        new.replace(target)


def _put_in_place(
    new: Path, target: Path, path: Path, expected: Signature, digest: str, linked: Path | None
) -> None:
    """Let `new`, whose content has `digest`, take the place of the file that should look as `expected`.

    What it took the place of is looked at afterwards. Where it was saved meanwhile it is put back, and
    `error.changed_on_disk` raised. `linked` is a second name of the old file.
    """
    if exchange.exchange(new, target):
        if (out := signature(new)) is None or out.digest == expected.digest:
            return
        exchange.exchange(new, target)
        if (back := signature(new)) is not None and back.digest != digest:  # saved once more, over ours
            exchange.exchange(new, target)
            raise _kept(new, target, path)
        raise BusyError("error.changed_on_disk", path=path)
    with _held_open(target) as old:
        _check_same(target, expected, path)
        new.replace(target)
        found = _digest_of(linked, old)
        if found in ("", expected.digest):
            return
        if linked is None and old is not None:  # no second name: what was saved is in the open file alone
            old.seek(0)
            with new.open("xb") as copy:
                shutil.copyfileobj(old, copy)
        theirs = linked or new
        if (now := signature(target)) is not None and now.digest != digest:
            raise _kept(theirs, target, path)
        theirs.replace(target)
        raise BusyError("error.changed_on_disk", path=path)


@contextlib.contextmanager
def _held_open(target: Path) -> Iterator[BinaryIO | None]:
    """The file, open: it can still be read when its name has gone over to another. Windows would not let its
    name go over."""
    if os.name == "nt":
        yield None
        return
    with target.open("rb") as file:
        yield file


def _digest_of(linked: Path | None, old: BinaryIO | None) -> str:
    """What the replaced file holds now; "" where nothing is left to see it by."""
    if linked is not None:
        found = signature(linked)
        return found.digest if found else ""
    return _digest(old) if old is not None else ""


def _kept(theirs: Path, target: Path, path: Path) -> SheetKPIError:
    """Keep what somebody saved, and somebody else saved over since, under a name of its own."""
    found = signature(theirs)
    kept = target.with_name(f"{target.stem}_{found.digest[:8] if found else ''}{target.suffix}")
    theirs.replace(kept)
    return BusyError("error.changed_twice", path=path, kept=kept.name)


def _flush_folder(folder: Path) -> None:
    """Ask that the rename itself reaches the disk; not every system lets folders be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
