"""Who else has the workbook: Excel, LibreOffice, or another process of ours that is saving it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sheetkpi.errors import SheetKPIError

STALE_AFTER = 300.0
"""Seconds after which a save lock that cannot be asked (another machine's) counts as left behind."""

WRITTEN_WITHIN = 2.0
"""Seconds after which a lock that names nobody counts as left behind: its process died before it could."""

_NAME_LENGTH = 54


def check_not_open(path: Path) -> None:
    """Refuse a workbook that Excel or LibreOffice has open, naming who, as their lock files tell."""
    if found := opened_in(path):
        raise _open_in(found.key, path, found.user, found.lock)


class OpenedIn(NamedTuple):
    """Where somebody has a workbook open: the key of the sentence, who it is ("" unknown), the lock file."""

    key: str
    user: str
    lock: str


def opened_in(path: Path) -> OpenedIn | None:
    """The program that has a workbook open, as its lock file tells; None where there is no such file."""
    for place in {path, path.resolve()}:
        excel = place.with_name(f"~${place.name}")
        if excel.exists():
            return OpenedIn("error.open_in_excel", _excel_user(excel), excel.name)
        office = place.with_name(f".~lock.{place.name}#")
        if office.exists():
            return OpenedIn("error.open_in_libreoffice", _office_user(office), office.name)
    return None


def _open_in(key: str, path: Path, user: str, lock: str) -> SheetKPIError:
    if user:
        return SheetKPIError(f"{key}_by", path=path, user=user, lock=lock)
    return SheetKPIError(key, path=path, lock=lock)


def _excel_user(lock: Path) -> str:
    """The user in an Excel lock file: length and name in the local code page, then both in UTF-16."""
    try:
        data = lock.read_bytes()
        length = struct.unpack_from("<H", data, _NAME_LENGTH + 1)[0]
        return data[_NAME_LENGTH + 3 :][: 2 * min(length, _NAME_LENGTH)].decode("utf-16-le").strip(" \0")
    except (OSError, struct.error, UnicodeDecodeError):
        return ""


def _office_user(lock: Path) -> str:
    """The user in a LibreOffice lock file: `full name,system name,machine,time,profile;`."""
    try:
        fields = lock.read_text(encoding="utf-8").split(",")
    except (OSError, UnicodeDecodeError):
        return ""
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def mark(target: Path) -> str:
    """A short name for the files we put beside `target`, which may itself be as long as names can be."""
    return hashlib.sha256(target.name.encode()).hexdigest()[:12]


@contextlib.contextmanager
def save_lock(target: Path) -> Iterator[None]:
    """Hold the workbook for one save, so that two processes cannot save it at once.

    The lock is a file beside it, which shares understand. One that a dead process left is taken over.
    """
    lock = target.with_name(f".sheetkpi-{mark(target)}.lock")
    _take(lock, target)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path, target: Path) -> None:
    name = f"{socket.gethostname()} {os.getpid()}".encode()
    give_up = time.monotonic() + 2 * WRITTEN_WITHIN
    while time.monotonic() < give_up:
        try:
            file = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            if _is_stale(lock):
                lock.unlink(missing_ok=True)
            elif _names_nobody(lock):
                time.sleep(0.1)
            else:
                break
        else:
            os.write(file, name)
            os.close(file)
            return
    raise SheetKPIError("error.being_saved", path=target)


def _names_nobody(lock: Path) -> bool:
    """Whether a lock is empty, as it is for a moment after it was made."""
    try:
        return lock.stat().st_size == 0
    except OSError:
        return False


def _is_stale(lock: Path) -> bool:
    try:
        age = time.time() - lock.stat().st_mtime
        host, _, process = lock.read_text(encoding="utf-8").partition(" ")
    except FileNotFoundError:
        return True
    except (OSError, UnicodeDecodeError):
        return False
    if host == socket.gethostname() and process.isdigit() and sys.platform != "win32":
        return not _is_alive(int(process))
    return age > (STALE_AFTER if host else WRITTEN_WITHIN)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)  # signal 0 only asks; on Windows it would end the process, hence not there
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
