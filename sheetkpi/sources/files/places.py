"""Activity outside of the KPI workbook: a file, a folder or a pattern, as sheets of text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sheetkpi.errors import DamagedError, SourceError
from sheetkpi.sources.files.delimited import delimited_sheet
from sheetkpi.sources.files.encodings import unmarked_utf16
from sheetkpi.sources.files.fastexcel_book import OLE, ZIP
from sheetkpi.sources.files.listing import WORKBOOKS, files_at, place_for_people
from sheetkpi.sources.files.parquet import PARQUET, parquet_sheet
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import RawSheet

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
    return [
        read
        for path in files_at(place, base)
        if path.resolve() not in skipped
        for read in read_file(path, place_for_people(path, base), sheet)
    ]


def read_file(path: Path, place: str, sheet: str = "") -> list[RawSheet]:
    """The sheets of one file; what it is, is seen from its first bytes, not from its name."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
        if start.startswith((ZIP, OLE)):
            return workbook_sheets(path, place, [sheet] if sheet else None)
        if start.startswith(PARQUET):
            return [parquet_sheet(path, place)]
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
            raise SourceError("error.html_table", path=place)
        if _is_binary(start):
            damaged = path.suffix.lower() in WORKBOOKS | {".parquet"}
            if damaged:
                raise DamagedError("error.truncated", path=place)
            raise SourceError("error.not_a_table", path=place)
        # Many systems export text under the name .xls, which Excel opens after a warning; so do we.
        return [delimited_sheet(path, place)]
    except OSError as error:
        raise SourceError("error.cannot_read", path=place, reason=error.strerror or str(error)) from error


def _is_binary(start: bytes) -> bool:
    """Whether no text begins like this: more than stray control characters, and no UTF-16 or UTF-32."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or unmarked_utf16(start):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in start)
    return controls > max(1, len(start) // 50)
