"""An opened workbook and the cells of its sheets, as fastexcel gives them.

fastexcel does not hold Python's lock while it reads, so that this may happen in a thread (see `ahead`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.zipped import Zipped, look_inside

if TYPE_CHECKING:
    import pyarrow as pa

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


class Loaded(NamedTuple):
    """The used cells of one sheet as text, None for a sheet without any; `errors` as fastexcel has them."""

    cells: pa.RecordBatch | None
    errors: Any


@dataclass(frozen=True)
class Opened:
    """A workbook's zip directory (None for .xls), fastexcel's reader of it, and sheets loaded already."""

    zipped: Zipped | None
    reader: Any
    loaded: dict[str, Loaded] = field(default_factory=dict)

    def take(self, name: str) -> Loaded:
        """The cells of a sheet, which are not kept here any longer. Raises FastExcelError."""
        if name not in self.loaded:
            self.load(name)
        return self.loaded.pop(name)

    def load(self, name: str) -> None:
        """Read a sheet: every cell as text, from its first row with anything in it."""
        sheet = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        self.loaded[name] = Loaded(*sheet.to_arrow_with_errors()) if sheet.width else Loaded(None, None)


def open_workbook(source: Path | bytes, called: str, sheets: Collection[str] | None = None) -> Opened:
    """Judge a workbook and open it, to read all its sheets or those named; `called` names it in sentences.

    Raises SheetKPIError for what is no workbook, encrypted, damaged or hostile, and FastExcelError.
    """
    import fastexcel

    zipped = _checked(source, called, sheets)
    if zipped is not None and zipped.readable is not None:
        source = zipped.readable
    return Opened(zipped, fastexcel.read_excel(source if isinstance(source, bytes) else str(source)))


def _checked(source: Path | bytes, called: str, sheets: Collection[str] | None) -> Zipped | None:
    """What the workbook's zip file tells; None for .xls, which is none."""
    start = _start(source, len(OLE))
    if start.startswith(OLE):
        data = source if isinstance(source, bytes) else source.read_bytes()
        if "EncryptedPackage\0".encode("utf-16-le") in data:
            raise SheetKPIError("error.encrypted", path=called)
        return None
    if not start.startswith(ZIP):
        raise SheetKPIError("error.not_a_table", path=called)
    return look_inside(source, called, sheets)


def _start(source: Path | bytes, length: int) -> bytes:
    if isinstance(source, bytes):
        return source[:length]
    with source.open("rb") as file:
        return file.read(length)
