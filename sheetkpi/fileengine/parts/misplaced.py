"""Which part of a workbook says something impossible: looked for only after work on the workbook broke off.

Well-formed XML may still hold addresses that are none (`A1:`, `XFE1`, row 0), tables with fewer columns than
their range is wide, or formats that do not exist. Whoever meets one breaks off far from here (ValueError).
Checking all of it beforehand would cost every sound workbook; so the first part that says such a thing is
looked for afterwards, to name it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.references import (
    MAX_COLUMNS,
    MAX_ROWS,
    parse_cell,
    parse_ref,
    parse_sqref,
)

LARGEST = 64 * 2**20
"""Bytes of XML beyond which a part is not looked at."""

_FOLDERS = ("xl/worksheets/", "xl/tables/", "xl/comments", "xl/queryTables/")
_STYLES = "xl/styles.xml"


def misplaced_part(path: Path) -> str:
    """The name of the first part that says something impossible, "" where none does or the file is no zip.

    >>> misplaced_part(Path("KPI.xlsx"))                                            # doctest: +SKIP
    'xl/tables/table3.xml'
    """
    try:
        with zipfile.ZipFile(path) as package:
            formats = _formats(package)
            for info in package.infolist():
                looked_at = info.filename.startswith(_FOLDERS) and info.filename.endswith(".xml")
                if looked_at and info.file_size <= LARGEST and not _is_possible(package.read(info), formats):
                    return info.filename
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        pass
    return ""


def _formats(package: zipfile.ZipFile) -> int:
    """How many formats of cells there are; more than any where that is not known."""
    try:
        styles = next(_elements(package.read(_STYLES), "cellXfs"))
    except (KeyError, StopIteration, etree.XMLSyntaxError):
        return MAX_ROWS
    return len(styles)


def _elements(data: bytes, name: str | None = None) -> Iterator[etree._Element]:
    tag = main(name) if name else None
    for _, element in etree.iterparse(io.BytesIO(data), tag=tag, resolve_entities=False, no_network=True):
        yield element


def _is_possible(data: bytes, formats: int) -> bool:
    try:
        for element in _elements(data):
            if isinstance(element.tag, str) and not _says_possible(element, formats):
                return False
    except (ValueError, etree.XMLSyntaxError):
        return False
    return True


def _says_possible(element: etree._Element, formats: int) -> bool:
    """Whether one element's addresses and numbers can be; ValueError too says that they cannot."""
    said = element.attrib
    if ref := said.get("ref"):
        parse_ref(str(ref))
    if "sqref" in said:
        parse_sqref(str(said["sqref"]))
    name = etree.QName(element).localname
    if name == "c":
        row, column = parse_cell(str(said["r"])) if "r" in said else (1, 1)
        known = 0 <= int(str(said.get("s", "0"))) < formats
        return known and 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS
    if name == "row":
        return 1 <= int(str(said.get("r", "1"))) <= MAX_ROWS
    if name == "col":
        first, last = int(str(said.get("min", "1"))), int(str(said.get("max", "1")))
        return 1 <= first <= last <= MAX_COLUMNS
    if name == "table":
        block = parse_ref(str(said.get("ref", "")))
        return len(element.findall(f"{main('tableColumns')}/{main('tableColumn')}")) == (
            block.right - block.left + 1
        )
    return True
