"""A worksheet of an .xlsx or .xlsm read here, as fastexcel would give it: exactly, or not at all.

Sheets as Excel, LibreOffice and most programs write them are read in a third of fastexcel's time and memory;
fastexcel reads what is spelt in any other way, and tells what is wrong with what is damaged.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import IO

import numpy as np
import pyarrow as pa

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.apart import Loaded
from sheetkpi.sources.files.numberformats import dated_styles
from sheetkpi.sources.files.packages import opened_package, parsed, relationships_part, workbook_part
from sheetkpi.sources.files.sharedstrings import SharedStrings, read_shared_strings
from sheetkpi.sources.files.sheetcolumns import Columns
from sheetkpi.sources.files.sheetdata import ROW_END, Cells
from sheetkpi.sources.files.xmlblocks import Block, Unusual, blocks
from sheetkpi.sources.files.zipped import MOST_CELLS, Zipped

_HEAD = re.compile(rb"\s*(?:<\?xml ([^<>?]*)\?>\s*)?<worksheet[\s>]")
_DATA = re.compile(rb"<sheetData(?: [\w:.]+=\"[^\"<>&]*\")*>")
_DIMENSION = re.compile(rb"<dimension ref=\"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?\"\s*/>")
_NO_UTF_8 = re.compile(rb"encoding=(?![\"']utf-8[\"'])", re.IGNORECASE)
_END = b"</sheetData>"
_LARGEST_HEAD = 2**20


def read_sheet(zipped: Zipped, sheet: str) -> Loaded | None:
    """The cells of a sheet; None where it has to be read by fastexcel."""
    if zipped.binary or zipped.readable is not None or zipped.names.count(sheet) != 1:
        return None
    try:
        with opened_package(zipped.source, zipped.place) as package:
            return _read(package, zipped, sheet)
    except (Unusual, SheetKPIError, MemoryError, pa.ArrowException, OSError):
        return None


def _read(package: zipfile.ZipFile, zipped: Zipped, sheet: str) -> Loaded:
    folder, part = _folder(package, zipped), zipped.parts[sheet]
    members = {name.lower().replace("\\", "/"): name for name in package.namelist()}
    if len(members) < len(package.namelist()) or package.namelist().count(part) != 1:
        raise Unusual
    _check_target(package, zipped, folder, part)
    styles = members.get(posixpath.join(folder, "styles.xml").lower())
    strings = members.get(posixpath.join(folder, "sharedStrings.xml").lower())
    dated = dated_styles(package.read(styles)) if styles else []
    shared = SharedStrings(pa.array([], pa.string()), np.zeros(0, dtype=np.int32))
    if strings:
        with package.open(strings) as stream:
            shared = read_shared_strings(stream)
    columns = Columns(shared, dated, zipped.date1904)
    with package.open(part) as stream:
        _read_cells(stream, columns)
    first, end = columns.span
    if end == first:
        return Loaded(None, [])
    if (end - first) * (columns.last_row + 1) > MOST_CELLS:
        raise Unusual
    errors = sorted((column - first, row, text) for row, column, text in columns.errors)
    arrays = columns.finished()
    cells = pa.RecordBatch.from_arrays(arrays, [str(number) for number in range(len(arrays))])
    return Loaded(cells, [(row, column, text) for column, row, text in errors])


def _folder(package: zipfile.ZipFile, zipped: Zipped) -> str:
    """The folder of the workbook's parts, in which fastexcel looks for others by their usual names."""
    folder, name = posixpath.split(workbook_part(package, zipped.place))
    if name.lower() != "workbook.xml":
        raise Unusual
    return folder


def _check_target(package: zipfile.ZipFile, zipped: Zipped, folder: str, part: str) -> None:
    """See that the workbook names the sheet's part as fastexcel would look for it."""
    rels = relationships_part(posixpath.join(folder, "workbook.xml"))
    targets = {element.get("Target", "") for element in parsed(package, rels, zipped.place)}
    if not targets & {f"/{part}", posixpath.relpath(part, folder or ".")}:
        raise Unusual


def _read_cells(stream: IO[bytes], columns: Columns) -> None:
    row = 0
    begun = ended = False
    for block in blocks(stream, ROW_END):
        if ended:
            continue  # behind the cells: unpacked for the checksum of the whole
        start, end = 0, len(block)
        if not begun:
            start, begun = _start_of_rows(block), True
        if block.text(max(end - len(ROW_END), start), end) != ROW_END:
            place = block.text(start, end).find(_END)
            if place < 0:
                raise Unusual
            end, ended = start + place, True
        cells = Cells(block.part(start, end), row)
        row = cells.last_row
        columns.add(cells)
    if not ended:
        raise Unusual


def _start_of_rows(block: Block) -> int:
    """Where the first row begins."""
    head = block.text(0, min(len(block), _LARGEST_HEAD))
    root, data = _HEAD.match(head), _DATA.search(head)
    if root is None or data is None or _NO_UTF_8.search(root[1] or b""):
        raise Unusual
    before = head[root.end() : data.start()]
    if b"<!" in before or before.count(b"<dimension") != len(_DIMENSION.findall(before)):
        raise Unusual
    return data.end()
