"""Who else has the workbook open, in Excel or LibreOffice, as the lock files of these programs tell."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import NamedTuple

from sheetkpi.errors import BusyError

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
    for place in (path, path.resolve()) if path.is_symlink() else (path,):
        excel = place.with_name(f"~${place.name}")
        if excel.exists():
            return OpenedIn("error.open_in_excel", _excel_user(excel), excel.name)
        office = place.with_name(f".~lock.{place.name}#")
        if office.exists():
            return OpenedIn("error.open_in_libreoffice", _office_user(office), office.name)
    return None


def _open_in(key: str, path: Path, user: str, lock: str) -> BusyError:
    if user:
        return BusyError(f"{key}_by", path=path, user=user, lock=lock)
    return BusyError(key, path=path, lock=lock)


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
