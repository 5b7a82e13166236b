"""Workbooks protected by a password: the list of passwords, and opening them in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from sheetkpi.errors import InputError, ProtectedError
from sheetkpi.model.names import join_key
from sheetkpi.sources.words.staffwords import heads_passwords


def read_passwords(path: str | Path) -> dict[str, str]:
    """Passwords by the name of rep or team: a CSV file, names in its first column, passwords in the second.

    UTF-8 or Shift_JIS, with a row of headers or without one. Raises SheetKPIError where the file is missing
    or holds no such list.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError("error.password_file", path=path) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932", "replace")
    rows = [
        row for row in csv.reader(io.StringIO(text)) if len(row) > 1 and row[0].strip() and row[1].strip()
    ]
    if rows and heads_passwords(*rows[0][:2]):
        rows = rows[1:]
    if not rows:
        raise InputError("error.password_file", path=path)
    return {row[0].strip(): row[1].strip() for row in rows}


def opens(path: Path, password: str) -> bool:
    """Whether `password` opens the encrypted workbook at `path`; False for one that is not encrypted.

    It is asked for this that no record of passwords need be kept anywhere.
    """
    from msoffcrypto import OfficeFile

    try:
        with path.open("rb") as file:
            OfficeFile(file).load_key(password=password, verify_password=True)
    except Exception:  # a wrong password, no encryption and damage raise errors of this package and others
        return False
    return True


def opened(data: bytes, path: Path, passwords: Mapping[str, str]) -> bytes | None:
    """The workbook inside an encrypted one; None where none of `passwords` opens it.

    Those whose name is in the file's name are tried first: trying one takes a tenth of a second, on purpose.
    Raises SheetKPIError where the package for it is not installed.
    """
    try:
        import msoffcrypto
    except ImportError as error:
        raise ProtectedError("error.no_msoffcrypto") from error
    called = join_key(path.stem)
    likely = sorted(passwords, key=lambda name: join_key(name) not in called)
    for password in dict.fromkeys(passwords[name] for name in likely):
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            file.load_key(password=password, verify_password=True)
            inside = io.BytesIO()
            file.decrypt(inside)
        except Exception:  # a wrong password, and what is damaged, raise this package's own errors and others
            continue
        return inside.getvalue()
    return None
