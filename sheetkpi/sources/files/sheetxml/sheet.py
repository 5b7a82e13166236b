"""A worksheet of an .xlsx or .xlsm read here, as fastexcel would give it: exactly, or not at all.

Big sheets as Excel, LibreOffice and most programs write them are read in less of the time, and half of the
memory, that fastexcel takes; it reads what is spelt in any other way, and tells what is wrong with what is
damaged.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import IO

import numpy as np
import pyarrow as pa

from sheetkpi import valuesalone
from sheetkpi.errors import SheetKPIError
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.apart import Loaded
from sheetkpi.sources.files.packages import opened_package, parsed, relationships_part, workbook_part
from sheetkpi.sources.files.sheetxml.blocks import LARGE_BLOCK, Block, Blocks, UnusualError, in_other_letters
from sheetkpi.sources.files.sheetxml.cells import ROW_END, Cells
from sheetkpi.sources.files.sheetxml.columns import Columns
from sheetkpi.sources.files.sheetxml.numberformats import dated_styles
from sheetkpi.sources.files.sheetxml.sharedstrings import SharedStrings, read_shared_strings
from sheetkpi.sources.files.zipped import MOST_CELLS, Zipped
from sheetkpi.valuesalone import Around, Part

_HEAD = lazy_pattern(rb"\s*(?:<\?xml ([^<>?]*)\?>\s*)?<worksheet[\s>]")
_DATA = lazy_pattern(rb"<sheetData(?: [\w:.]+=\"[^\"<>&]*\")*\s*(/?)>")
_DIMENSION = lazy_pattern(rb"<dimension ref=\"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?\"\s*/>")
_TAGS = lazy_pattern(
    rb"(?:\?>)?(?:[^<>&]*+<(?:/[\w:.]+|[\w:.]+(?:\s+[\w:.]+=\"[^\"<>]*+\")*+)\s*/?>)*+[^<>&]*"
)
_END = b"</sheetData>"
_UNREADABLE = (
    *(UnusualError, SheetKPIError, pa.ArrowException, OSError, MemoryError),
    *(IndexError, ValueError, OverflowError),
)
"""What is raised for what is not read here, and what numpy, Arrow and zipfile make of a damaged part."""

_LARGEST_HEAD = 2**20
_MANY_COLUMNS = 50


WORTH_IT = 2**18
"""Bytes of packed XML from which on this is faster than fastexcel: some 5,000 rows."""


class XlsxSheets:
    """The worksheets of a workbook; what they share is read once."""

    def __init__(self, zipped: Zipped) -> None:
        self._zipped = zipped
        self._usual = not zipped.binary and zipped.readable is None
        self._shared: tuple[SharedStrings, list[bool]] | None = None

    def read(self, sheet: str) -> Loaded | None:
        """The cells of a sheet; None where it has to be read by fastexcel."""
        if not self._usual or self._zipped.names.count(sheet) != 1:
            return None
        try:
            with opened_package(self._zipped.source, self._zipped.place) as package:
                return self._read(package, sheet)
        except _UNREADABLE:
            return None

    def _read(self, package: zipfile.ZipFile, sheet: str) -> Loaded:
        folder, part = _folder(package, self._zipped), self._zipped.parts[sheet]
        members = {name.lower().replace("\\", "/"): name for name in package.namelist()}
        if len(members) < len(package.namelist()):
            raise UnusualError
        _check_target(package, self._zipped, folder, part)
        if self._shared is None:
            self._usual = False  # unless all of it can be read
            styles = members.get(posixpath.join(folder, "styles.xml").lower())
            strings = members.get(posixpath.join(folder, "sharedStrings.xml").lower())
            self._shared = (
                _shared_strings(package, strings),
                dated_styles(package.read(styles)) if styles else [],
            )
            self._usual = True
        columns = Columns(*self._shared, self._zipped.date1904)
        with package.open(part) as stream:
            around = _read_cells(stream, columns)
        if around is not None:
            told = package.getinfo(part)
            valuesalone.tell(Part(told.CRC, told.file_size, told.compress_size), around)
        first, end = columns.span
        if end == first:
            return Loaded(None, [])
        if (end - first) * (columns.last_row + 1) > MOST_CELLS:
            raise UnusualError
        errors = sorted((column - first, row, text) for row, column, text in columns.errors)
        arrays = columns.finished()
        cells = pa.RecordBatch.from_arrays(arrays, [str(number) for number in range(len(arrays))])
        return Loaded(cells, [(row, column, text) for column, row, text in errors])


def _shared_strings(package: zipfile.ZipFile, part: str | None) -> SharedStrings:
    if part is None:
        return SharedStrings(pa.array([], pa.string()), np.zeros(0, dtype=np.int32))
    with package.open(part) as stream:
        return read_shared_strings(stream)


def _folder(package: zipfile.ZipFile, zipped: Zipped) -> str:
    """The folder of the workbook's parts, in which fastexcel looks for others by their usual names."""
    folder, name = posixpath.split(workbook_part(package, zipped.place))
    if name.lower() != "workbook.xml":
        raise UnusualError
    return folder


def _check_target(package: zipfile.ZipFile, zipped: Zipped, folder: str, part: str) -> None:
    """See that the workbook names the sheet's part as fastexcel would look for it."""
    rels = relationships_part(posixpath.join(folder, "workbook.xml"))
    targets = {element.get("Target", "") for element in parsed(package, rels, zipped.place)}
    if not targets & {f"/{part}", posixpath.relpath(part, folder or ".")}:
        raise UnusualError


def _read_cells(stream: IO[bytes], columns: Columns) -> Around | None:
    """Read all rows; what stands around them, where none holds a formula."""
    row = 0
    begun = ended = with_formulas = False
    above, below = b"", []
    blocks = Blocks(stream, ROW_END)
    for block in blocks:
        start, end = 0, len(block)
        if ended:  # behind the cells: unpacked for the checksum of the whole
            below.append(block.text(start, end))
            continue
        if not begun:
            start, ended = _start_of_rows(block)
            above, begun = block.text(0, start), True
            if ended:
                with_formulas = True  # or not: such a sheet is looked through in no time
                continue
        if block.text(max(end - len(ROW_END), start), end) != ROW_END:
            place = block.text(start, end).find(_END)
            if place < 0:
                raise UnusualError
            below.append(block.text(start + place, end))
            end, ended = start + place, True
        cells = Cells(block.part(start, end), row)
        row = cells.last_row
        columns.add(cells)
        with_formulas |= cells.with_formulas
        if columns.span[1] > _MANY_COLUMNS:
            blocks.size = LARGE_BLOCK
    if not ended:
        raise UnusualError
    return None if with_formulas else Around(above, b"".join(below))


def _start_of_rows(block: Block) -> tuple[int, bool]:
    """Where the first row begins, and whether there is none."""
    head = block.text(0, min(len(block), _LARGEST_HEAD))
    root, data = _HEAD.match(head), _DATA.search(head)
    if root is None or data is None or in_other_letters(root[1]):
        raise UnusualError
    before = head[root.end(1) if root[1] else 0 : data.start()]
    if not _TAGS.fullmatch(before) or before.count(b"<dimension") != len(_DIMENSION.findall(before)):
        raise UnusualError
    return data.end(), bool(data[1])
