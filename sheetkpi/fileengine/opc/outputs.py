"""Workbooks saved under another name: which of them may be replaced when the same command runs again.

What SheetKPI made from a workbook says so in the comment of its zip file, which every other program drops
when it saves: then somebody's work is in it. The mark tells the way from the copy to the workbook it was made
from, so that both may be moved together.
"""

from __future__ import annotations

import os
import zipfile
from hashlib import sha256
from pathlib import Path

from sheetkpi.errors import InputError
from sheetkpi.fileengine.opc.saving import ABSENT, Signature, signature
from sheetkpi.patterns import lazy_pattern

_MARK = lazy_pattern(rb"\n?SheetKPI made this from ([0-9a-f]{16})")


def origin(book: Path, output: Path) -> str:
    """What `output` is marked with when it is made from `book`."""
    book, folder = book.resolve(), output.resolve().parent
    try:
        way = os.path.relpath(book, folder)
    except ValueError:  # on another drive of Windows
        way = str(book)
    return sha256(Path(way).as_posix().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def comment(before: bytes, made_from: str = "") -> bytes:
    """The comment of a file to be saved: what stood there but for an old mark, and the new one."""
    kept = _MARK.sub(b"", before)
    if not made_from:
        return kept
    return (kept + b"\n" if kept else b"") + b"SheetKPI made this from " + made_from.encode()


def replaceable(book: Path, output: Path, *, force: bool = False) -> Signature:
    """How the file that `output` replaces looks now, `ABSENT` where there is none.

    Raises InputError("error.output_exists") for a file that was not made from `book`, or that somebody
    saved since, unless `force`.
    """
    seen = signature(output)
    if seen is None:
        return ABSENT
    if not force and _made_from(output) != origin(book, output):
        raise InputError("error.output_exists", path=output)
    return seen


def _made_from(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            found = _MARK.search(archive.comment)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    return found[1].decode() if found else ""
