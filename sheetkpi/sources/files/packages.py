"""Parts of a zipped workbook: opening it, what refers to what, and the rows of a sheet, one at a time."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from sheetkpi.errors import DamagedError, ProtectedError

_FIRST_ROWS = 1 << 13
_MANY_ROWS = 1 << 18
_ROW_END = b"</row>"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError),
    *(ElementTree.ParseError, struct.error, RecursionError),
)
"""What the standard library raises about a damaged zip file, XML part or record."""


@contextmanager
def opened_package(source: Path | bytes, place: str) -> Iterator[zipfile.ZipFile]:
    """A zip file to read from; what goes wrong with it meanwhile becomes a SheetKPIError about `place`."""
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as package:
            yield package
    except _DAMAGE as error:
        raise DamagedError("error.truncated", path=place) from error
    except RuntimeError as error:  # zipfile's word for "password required"
        raise ProtectedError("error.encrypted", path=place) from error


def workbook_part(package: zipfile.ZipFile, place: str) -> str:
    """The part that lists the sheets."""
    for kind, part in relationships(package, "", place).values():
        if kind == "officeDocument" and part in package.namelist():
            return part
    raise DamagedError("error.no_workbook_part", path=place)


def relationships(package: zipfile.ZipFile, part: str, place: str) -> dict[str, tuple[str, str]]:
    """Kind (the last word of the type) and target part of each relationship of `part` by its id."""
    folder, rels = posixpath.dirname(part), relationships_part(part)
    if rels not in package.namelist():
        raise DamagedError("error.no_workbook_part", path=place)
    found = {}
    for element in parsed(package, rels, place):
        target = element.get("Target", "")
        target = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
    return found


def relationships_part(part: str) -> str:
    """The part that says what `part` refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parsed(package: zipfile.ZipFile, part: str, place: str) -> ElementTree.Element:
    """A small part as a tree."""
    try:
        return ElementTree.fromstring(package.read(part))
    except ElementTree.ParseError as error:
        raise DamagedError("error.damaged", path=place, part=part) from error


def rows_of(part: IO[bytes]) -> Iterator[ElementTree.Element]:
    """The `<row>` elements of a worksheet, one at a time."""
    return _rows_in(iter(lambda: part.read(_FIRST_ROWS), b""))  # most ask for the first rows only


def rows_with_formulas(part: IO[bytes]) -> Iterator[ElementTree.Element]:
    """The same without most of the rows that have no formula; the others say which they are."""
    return _rows_in(_without_plain_rows(part))


def _rows_in(pieces: Iterable[bytes]) -> Iterator[ElementTree.Element]:
    parser: Any = ElementTree.XMLPullParser(events=("start", "end"))
    data: ElementTree.Element | None = None
    for piece in pieces:
        parser.feed(piece)  # what is wrong with it comes with its events
        for event, element in parser.read_events():
            name = local_name(element.tag)
            if name == "sheetData":
                if event == "end":
                    return
                data = element
            elif name == "row" and event == "end" and data is not None:
                yield element
                data.clear()


def _without_plain_rows(part: IO[bytes]) -> Iterator[bytes]:
    """A worksheet's XML without rows that hold no formula, as far as it is written as nearly all are: parsing
    takes twenty times as long as looking."""
    rest, as_it_is = b"", False
    while piece := part.read(_MANY_ROWS):
        *rows, rest = (rest + piece).split(_ROW_END)
        for row in rows:
            as_it_is = as_it_is or b"<!" in row  # from a comment on nothing is told by its looks
            if as_it_is or not row.startswith(b'<row r="') or b"<f" in row or b":f" in row:
                yield row + _ROW_END
    yield rest


def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]
