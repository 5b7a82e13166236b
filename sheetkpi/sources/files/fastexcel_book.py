"""An opened workbook and the cells of its sheets, as fastexcel gives them.

Neither fastexcel nor what reads instead of it (`sheetxml`) holds Python's lock while it reads, so that this
may happen in a thread (see `prefetch`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sheetkpi.errors import ProtectedError, SourceError
from sheetkpi.sources.files.apart import Loaded, read_apart
from sheetkpi.sources.files.openpyxl_book import read_sheets
from sheetkpi.sources.files.sheetxml.sheet import WORTH_IT, XlsxSheets
from sheetkpi.sources.files.zipped import Zipped, look_inside

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Opened:
    """A workbook's zip directory (None for .xls), its sheets' names, what to give to fastexcel (None where
    it was read otherwise), and sheets loaded already."""

    zipped: Zipped | None
    names: list[str]
    readable: Path | bytes | None = None
    loaded: dict[str, Loaded] = field(default_factory=dict)

    @cached_property
    def reader(self) -> Any:
        """fastexcel's reader, made when a sheet is wanted: it unpacks all shared strings. Raises
        FastExcelError."""
        import fastexcel

        return fastexcel.read_excel(self.readable if isinstance(self.readable, bytes) else str(self.readable))

    @cached_property
    def sheets(self) -> XlsxSheets:
        """What reads most big sheets instead of fastexcel."""
        assert self.zipped is not None
        return XlsxSheets(self.zipped)

    def take(self, name: str) -> Loaded:
        """The cells of a sheet, which are not kept here any longer. Raises FastExcelError."""
        if name not in self.loaded:
            self.load(name)
        return self.loaded.pop(name)

    def load(self, name: str) -> None:
        """Read a sheet: every cell as text, from the first row and the first column with anything in it."""
        if self.zipped is not None and self.zipped.packed.get(name, 0) >= WORTH_IT:
            read = self.sheets.read(name)
            if read is not None:
                self.loaded[name] = read
                return
        sheet = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if not sheet.width:
            self.loaded[name] = Loaded(None, [])
            return
        cells, errors = sheet.to_arrow_with_errors()
        found = [(*error.position, error.detail) for error in (errors.errors if errors else ())]
        self.loaded[name] = Loaded(cells, found)


def reading_errors() -> tuple[type[Exception], ...]:
    """What reading a workbook raises where it is not sound: none that are fastexcel's where that is not."""
    if find_spec("fastexcel") is None:
        return ()
    import fastexcel

    return (fastexcel.FastExcelError,)


def open_workbook(source: Path | bytes, called: str, sheets: Collection[str] | None = None) -> Opened:
    """Judge a workbook and open it, to read all its sheets or those named; `called` names it in sentences.

    Raises SheetKPIError for what is no workbook, encrypted, damaged or hostile, and FastExcelError.
    """
    zipped = _checked(source, called, sheets)
    if zipped is None or zipped.binary:
        loaded = read_apart(source, called, sheets)
        return Opened(zipped, list(loaded), loaded=loaded)
    if zipped.readable is not None:
        source = zipped.readable
    elif isinstance(source, Path) and source.suffix.lower() in (".xls", ".xlsb"):
        source = source.read_bytes()  # renamed: by its ending it would be taken for another kind
    if find_spec("fastexcel") is None:
        loaded = read_sheets(source, called, sheets)
        return Opened(zipped, list(loaded), loaded=loaded)
    return Opened(zipped, list(zipped.names), source)


def _checked(source: Path | bytes, called: str, sheets: Collection[str] | None) -> Zipped | None:
    """What the workbook's zip file tells; None for .xls, which is none."""
    start = _start(source, len(OLE))
    if start.startswith(OLE):
        data = source if isinstance(source, bytes) else source.read_bytes()
        if "EncryptedPackage\0".encode("utf-16-le") in data:
            raise ProtectedError("error.encrypted", path=called)
        return None
    if not start.startswith(ZIP):
        raise SourceError("error.not_a_table", path=called)
    return look_inside(source, called, sheets)


def _start(source: Path | bytes, length: int) -> bytes:
    if isinstance(source, bytes):
        return source[:length]
    with source.open("rb") as file:
        return file.read(length)
