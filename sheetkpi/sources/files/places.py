"""Activity outside of the KPI workbook: a file, a folder or a pattern, as sheets of text."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from sheetkpi.errors import DamagedError, InputError, SourceError
from sheetkpi.sources.files.delimited import delimited_sheet
from sheetkpi.sources.files.encodings import unmarked_utf16
from sheetkpi.sources.files.fastexcel_book import OLE, ZIP
from sheetkpi.sources.files.parquet import PARQUET, parquet_sheet
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.grouping import files, textfiles
from sheetkpi.sources.grouping.files import large_parquet, rows_of
from sheetkpi.sources.grouping.textfiles import large_text
from sheetkpi.sources.raw import RawSheet

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
READABLE = WORKBOOKS | TEXTS | {".parquet"}

_LINK = re.compile(r"\s*([a-z][a-z0-9+.-]+:[/\\]|[\w-]+\.sharepoint\.com/)", re.IGNORECASE)
"""A link instead of a place on this computer; the one letter before a colon is a drive's."""

_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta")


def read_place(place: str, base: Path, sheet: str = "", without: Collection[Path] = ()) -> list[RawSheet]:
    """Every sheet found at `place`: a file, a folder or a pattern (`logs/2026-*.csv`, `**/*.xlsx`).

    A relative place counts from the folder `base`, where the KPI workbook lies. `sheet` picks one sheet of
    the workbooks there, "" means all. `without` names files to pass over, such as the KPI workbook itself.
    In a folder (not below it) and in a pattern only Excel, CSV, TSV and Parquet files are read; hidden files
    and Excel's `~$` locks are passed over. Raises SheetKPIError where nothing is found, or where any of the
    files cannot be read: nothing is half read.

    >>> read_place("calls/*.csv", Path("C:/KPI"))              # doctest: +SKIP
    """
    base = base.resolve()
    skipped = {path.resolve() for path in without}
    paths = [path for path in files_at(place, base) if path.resolve() not in skipped]
    large = len(paths) > 1 and are_large_together(paths)
    return [
        read for path in paths for read in read_file(path, place_for_people(path, base), sheet, large=large)
    ]


def files_at(place: str, base: Path) -> list[Path]:
    """The files `place` means, sorted by name; SheetKPIError where there is none."""
    if is_link(place):
        raise SourceError("error.link", path=place.strip())
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


def are_large_together(paths: Collection[Path]) -> bool:
    """Whether text and Parquet files are large as one, however small each is."""
    texts = sum(path.stat().st_size for path in paths if path.suffix.lower() in TEXTS)
    rows = sum(rows_of(path) for path in paths if path.suffix.lower() == ".parquet")
    return texts / textfiles.LARGE_BYTES + rows / files.LARGE_ROWS >= 1


def place_for_people(path: Path, base: Path) -> str:
    """How messages and issues call a file: from the workbook's folder where it is inside, else in full."""
    try:
        return path.resolve().relative_to(base).as_posix()
    except ValueError:
        return str(path.resolve())


def read_file(path: Path, place: str, sheet: str = "", *, large: bool = False) -> list[RawSheet]:
    """The sheets of one file; what it is, is seen from its first bytes, not from its name.

    Of a `large` text or Parquet file, as it is one by itself or together with others, only the first rows
    are read here (see `raw.RawSheet.large`).
    """
    try:
        with path.open("rb") as file:
            start = file.read(512)
        if start.startswith((ZIP, OLE)):
            return workbook_sheets(path, place, [sheet] if sheet else None)
        if start.startswith(PARQUET):
            return [large_parquet(path, place, anyhow=large) or parquet_sheet(path, place)]
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
            raise SourceError("error.html_table", path=place)
        if _is_binary(start):
            damaged = path.suffix.lower() in WORKBOOKS | {".parquet"}
            if damaged:
                raise DamagedError("error.truncated", path=place)
            raise SourceError("error.not_a_table", path=place)
        # Many systems export text under the name .xls, which Excel opens after a warning; so do we.
        return [large_text(path, place, anyhow=large) or delimited_sheet(path, place)]
    except OSError as error:
        raise SourceError("error.cannot_read", path=place, reason=error.strerror or str(error)) from error


def _is_binary(start: bytes) -> bool:
    """Whether no text begins like this: more than stray control characters, and no UTF-16 or UTF-32."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or unmarked_utf16(start):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in start)
    return controls > max(1, len(start) // 50)
