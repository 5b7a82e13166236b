"""Which files a place of `Sources` means: a file, a folder or a pattern. Nothing of them is read here."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sheetkpi.errors import InputError, SourceError
from sheetkpi.patterns import lazy_pattern

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
READABLE = WORKBOOKS | TEXTS | {".parquet"}

_LINK = lazy_pattern(r"\s*([a-z][a-z0-9+.-]+:[/\\]|[\w-]+\.sharepoint\.com/)", re.IGNORECASE)
"""A link instead of a place on this computer; the one letter before a colon is a drive's."""

_WHO = lazy_pattern(r"//[^/\s]*@")
"""User and password of a link, which no sentence repeats."""


def files_at(place: str, base: Path) -> list[Path]:
    """The files `place` means, sorted by name; SheetKPIError where there is none."""
    if is_link(place):
        raise SourceError("error.link", path=_WHO.sub("//…@", place.strip()))
    path = _absolute(place, base)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = list(path.iterdir())
    elif pattern := _pattern(path.relative_to(base) if path.is_relative_to(base) else path):
        literal, wild = pattern
        found = list((base / literal).glob(str(wild)))
    else:
        raise InputError("error.not_found", path=place)
    readable = sorted(file for file in found if _is_activity_file(file))
    if not readable:
        raise SourceError("error.empty_folder", path=place)
    return readable


def is_link(place: str) -> bool:
    """Whether a place is on the web, in a cloud or on a server that only a browser reaches."""
    return _LINK.match(place) is not None


def _absolute(place: str, base: Path) -> Path:
    """`place` from `base`, with backslashes understood where the system has none."""
    path = base / Path(place.strip()).expanduser()
    if "\\" in place and os.sep != "\\" and not path.exists():
        return base / Path(place.strip().replace("\\", "/")).expanduser()
    return path


def _pattern(path: Path) -> tuple[Path, Path] | None:
    """A path with wildcards as the folder before the first of them and the rest; None where it has none."""
    for number, part in enumerate(path.parts):
        if any(sign in part for sign in "*?["):
            return Path(*path.parts[:number]), Path(*path.parts[number:])
    return None


def _is_activity_file(path: Path) -> bool:
    return path.suffix.lower() in READABLE and not path.name.startswith((".", "~$")) and path.is_file()


def place_for_people(path: Path, base: Path) -> str:
    """How messages and issues call a file: from the workbook's folder where it is inside, else in full."""
    try:
        return path.resolve().relative_to(base).as_posix()
    except ValueError:
        return str(path.resolve())
