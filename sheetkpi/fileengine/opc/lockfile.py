"""One at a time: a file beside the workbook that says who works on it, where from and since when.

Shares understand files, whatever system they are on. The file is made in one step, so that of two who want to
only one can, and goes when the work is done or has failed. One that was left behind is recognised: by its
process on the same machine, elsewhere by its age, since whoever works touches the file every minute.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import getpass
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sheetkpi.errors import BusyError, InputError, SheetKPIError, WorkbookError
from sheetkpi.fileengine.opc.locks import mark

TOUCHED_EVERY = 60.0
"""Seconds after which whoever works on a workbook says so again."""

STALE_AFTER = 5 * TOUCHED_EVERY
"""Seconds of silence after which a lock counts as left behind, where its process cannot be asked."""

WRITTEN_WITHIN = 2.0
"""Seconds after which a lock that names nobody counts as left behind: its process died before it could."""

_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_STILL_ACTIVE, _ACCESS_DENIED = 259, 5
_QUERY_LIMITED_INFORMATION = 0x1000

_held: set[Path] = set()


class Holder(NamedTuple):
    """What a lock file says: `machine process since user`; "" what it does not say."""

    machine: str
    process: str = ""
    since: str = ""
    user: str = ""

    @classmethod
    def read(cls, text: str) -> Holder:
        """The holder a lock file names."""
        return cls(*text.strip().split(" ", 3)) if text.strip() else cls("")

    @property
    def text(self) -> str:
        """What to write into the file."""
        return " ".join(self)

    def refusal(self, path: Path) -> SheetKPIError:
        """The sentence for whoever comes second."""
        try:
            since = f"{datetime.fromisoformat(self.since).astimezone():%Y-%m-%d %H:%M}"
        except ValueError:
            return BusyError("error.being_saved", path=path)
        who = f"{self.user} ({self.machine})" if self.user else self.machine
        return BusyError("error.worked_on", path=path, who=who, since=since)


class _Seen(NamedTuple):
    """A lock file as it was found: its text and when it was last touched."""

    text: str
    touched: float


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the workbook at `path` while work goes on, so that nobody else begins or saves in between.

    Work within work of the same process (a save at the end of a refresh) needs no lock of its own. Raises
    SheetKPIError where somebody else holds it, or the folder takes no files.
    """
    target = path.resolve()
    if target in _held:
        yield
        return
    lock = target.with_name(f".sheetkpi-{mark(target)}.lock")
    mine = _take(lock, path)
    _held.add(target)
    try:
        _sweep_beside(target)
        with _touched(lock, mine):
            yield
    finally:
        _held.discard(target)
        _release(lock, mine)


def name_beside(target: Path) -> Path:
    """A free name for a file that is only there while `target` is worked on. What a killed process leaves
    under such a name goes when the next one holds `target`."""
    return target.with_name(f".sheetkpi-{mark(target)}-{secrets.token_hex(4)}.tmp")


def _sweep_beside(target: Path) -> None:
    """Remove what killed processes left beside a file, which nobody but us can be working on."""
    begins = f".sheetkpi-{mark(target)}-"
    with contextlib.suppress(OSError), os.scandir(target.parent) as there:
        # No pattern, which takes ten times as long: there may be a workbook for each of a thousand.
        left = [each.name for each in there if each.name.startswith(begins) and each.name.endswith(".tmp")]
        for name in left:
            with contextlib.suppress(OSError):
                target.with_name(name).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder: locks that nobody holds any more, and the files of saves
    that never came to their end.

    A save at work on a file is under the lock of that file, and left alone.
    """
    for lock in folder.glob(".sheetkpi-*.lock"):
        seen = _look(lock)
        if seen is not None and _is_stale(seen, lock):
            _set_aside(lock, seen)
    for left in folder.glob(".sheetkpi-*-*.tmp"):
        if not folder.joinpath(f"{left.name.rpartition('-')[0]}.lock").exists():
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def _take(lock: Path, path: Path) -> str:
    """Make the lock file, or raise; returns what is in it."""
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    mine = Holder(_machine(), str(os.getpid()), since, _user()).text
    give_up = time.monotonic() + 2 * WRITTEN_WITHIN
    while time.monotonic() < give_up:
        try:
            file = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            seen = _look(lock)
            if seen is None:
                continue
            if _is_stale(seen, lock):
                _set_aside(lock, seen)
            elif seen.text:
                raise Holder.read(seen.text).refusal(path) from None
            else:
                time.sleep(0.1)  # made a moment ago: its name will follow
        except OSError as error:
            raise _not_made(error, path) from error
        else:
            try:
                with os.fdopen(file, "w", encoding="utf-8") as text:
                    text.write(mine)
            except OSError as error:  # a full disk has room for a name, but not for what is in it
                with contextlib.suppress(OSError):
                    lock.unlink(missing_ok=True)
                raise _not_made(error, path) from error
            return mine
    raise BusyError("error.being_saved", path=path)


def _not_made(error: OSError, path: Path) -> SheetKPIError:
    if error.errno in _FULL:
        return WorkbookError("error.disk_full", path=path)
    if not path.resolve().parent.is_dir():
        return InputError("error.no_folder", path=path.resolve().parent)
    key = "error.read_only_folder" if error.errno in _FORBIDDEN else "error.cannot_save"
    return SheetKPIError(key, path=path, reason=error.strerror or error)


def _machine() -> str:
    return socket.gethostname().replace(" ", "-") or "localhost"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no entry for this user: a container, perhaps
        return ""


def _look(lock: Path) -> _Seen | None:
    """The lock as it is now; None when it has just gone."""
    try:
        return _Seen(lock.read_text(encoding="utf-8", errors="replace"), lock.stat().st_mtime)
    except FileNotFoundError:
        return None
    except OSError:
        return _Seen("", time.time())


def _is_stale(seen: _Seen, lock: Path) -> bool:
    """Whether nobody can be working under this lock any more."""
    holder = Holder.read(seen.text)
    if holder.machine == _machine() and holder.process.isdigit() and not _is_alive(int(holder.process)):
        return True
    silent = _time_there(lock) - seen.touched
    allowed = STALE_AFTER if seen.text else WRITTEN_WITHIN
    if silent < -allowed and _counts_from_now(lock):
        return False
    return abs(silent) > allowed


def _counts_from_now(lock: Path) -> bool:
    """Let a lock whose time lies ahead (a clock was put right since) count from now on, or it would never be
    silent for long enough; False where we may not."""
    try:
        os.utime(lock)
    except OSError:
        return False
    return True


def _time_there(lock: Path) -> float:
    """What time it is where the file lies: the clock of a share may differ from ours."""
    probe = lock.with_name(f"{lock.stem}-{secrets.token_hex(4)}.tmp")
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _set_aside(lock: Path, seen: _Seen) -> None:
    """Take a lock that was left behind out of the way; one that somebody made meanwhile is given back."""
    aside = lock.with_name(f"{lock.stem}-{secrets.token_hex(4)}.tmp")
    try:
        lock.rename(aside)
    except OSError:
        return
    moved = _look(aside)
    if moved is not None and moved.text != seen.text and not lock.exists():
        aside.rename(lock)
    else:
        aside.unlink(missing_ok=True)


def _release(lock: Path, mine: str) -> None:
    """Remove the lock, if it is still ours."""
    seen = _look(lock)
    if seen is not None and seen.text == mine:
        lock.unlink(missing_ok=True)


@contextlib.contextmanager
def _touched(lock: Path, mine: str) -> Iterator[None]:
    """Touch the lock now and then while work goes on."""
    done = threading.Event()

    def touch() -> None:
        while not done.wait(TOUCHED_EVERY):
            seen = _look(lock)
            if seen is not None and seen.text == mine:
                with contextlib.suppress(OSError):
                    os.utime(lock)

    threading.Thread(target=touch, name="sheetkpi-lock", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _is_alive(process: int) -> bool:
    """Whether a process of this machine is there; its number may be another's by now."""
    if sys.platform == "win32":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_alive_on_windows(process: int) -> bool:
    """The same on Windows, where `os.kill` would end the process."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, process)
    if not handle:
        return bool(ctypes.get_last_error() == _ACCESS_DENIED)  # type: ignore[attr-defined]  # somebody else's process
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == _STILL_ACTIVE
