"""What a zipped workbook says that fastexcel does not hand over, and a quick look for hostile files.

fastexcel (calamine) leaves out empty columns on the left, hands no merged cells to Python, and unpacks
whatever it is given. Here the zip directory is judged and parts are streamed up to the place wanted, never
held as trees.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from sheetkpi.errors import DamagedError, SourceError
from sheetkpi.grid import column_number, column_of
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files import xlsb
from sheetkpi.sources.files.oddsheets import odd_sheets, passing_for_charts
from sheetkpi.sources.files.packages import (
    local_name,
    opened_package,
    parsed,
    relationships,
    relationships_part,
    rows_of,
    workbook_part,
)
from sheetkpi.sources.files.unvalued import HEAD, lacks_values
from sheetkpi.sources.raw import Block, TableBlock

BOMB_SIZE = 256 * 2**20
"""Bytes of XML from which on a suspiciously well packed part is refused (see BOMB_RATIO)."""

BOMB_RATIO = 200
"""A real sheet of a million empty formatted rows packs 12:1, equal cells 100:1; deflate ends at 1032:1."""

LARGEST = 4 * 2**30
MOST_CELLS = 200_000_000
"""Cells in the rectangle of a sheet, empty ones included, above which reading would exhaust memory."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The grid of Excel."""

BINARY = ".bin"
"""How parts end that hold records instead of XML: those of an .xlsb."""

SMALL_PART = 4 * 2**20
_PIECE = 1 << 16
_PROLOG = 4096
_DOCTYPE = lazy_pattern(rb"<!\s*(?:DOCTYPE|ENTITY)")
_SHEET = lazy_pattern(rb"<(?:\w+:)?worksheet[\s>]")
"""The root of a worksheet; calamine writes its own line to the terminal where a part has another one."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_MERGED = lazy_pattern(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)[\"']")
_DIMENSION = lazy_pattern(rb"<(?:\w+:)?dimension\s[^>]*?\bref=[\"'][^\"']*?([A-Z]{1,3})(\d+)[\"']")
_RANGE = lazy_pattern(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_CELL_REF = lazy_pattern(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Z]*)(\d+)[\"']")


@dataclass(frozen=True)
class Zipped:
    """A workbook as a zip file: the part of each worksheet by name with its size as packed, how the book
    counts days, the Excel tables of the sheets that have any, and which sheets seem to have formulas without
    a value."""

    source: Path | bytes
    place: str
    parts: dict[str, str]
    packed: dict[str, int]
    date1904: bool
    tables: dict[str, tuple[TableBlock, ...]] = field(default_factory=dict)
    unvalued: frozenset[str] = frozenset()
    readable: bytes | None = None
    """What to give to fastexcel instead, where it would refuse the workbook (see `oddsheets`)."""

    binary: bool = False
    """Whether it is an .xlsb."""

    names: tuple[str, ...] = ()
    """All sheets in the order of their tabs, those without cells too."""

    sums: dict[str, str] = field(default_factory=dict)
    """By worksheet, what tells the state of all that its text depends on: size and checksum of its part, and
    of shared strings and styles."""


def look_inside(source: Path | bytes, place: str, sheets: Collection[str] | None = None) -> Zipped:
    """Judge a workbook's zip file and find its worksheets, in the order of their tabs.

    Sheets without cells (charts, dialogs) are not among the parts. Raises SheetKPIError for bombs, zip
    passwords, document types, damaged or missing parts; `place` names the file in the sentence. Where only
    `sheets` will be read, only they are looked at as to their size and tables.
    """
    with opened_package(source, place) as package:
        _check_sizes(package, place)
        for info in package.infolist():
            if info.filename.endswith((".xml", ".rels")):
                with package.open(info) as stream:
                    if _DOCTYPE.search(stream.read(_PROLOG)):
                        raise DamagedError("error.xml_entities", path=place, part=info.filename)
        book = workbook_part(package, place)
        names, date1904 = _sheet_relations(package, book, place)
        targets = relationships(package, book, place)
        parts = {}
        for name, relation in names:
            kind, part = targets.get(relation, ("", ""))
            if kind == "worksheet":
                parts[name] = part
        read = parts if sheets is None else {name: part for name, part in parts.items() if name in sheets}
        unvalued = frozenset(
            name for name, part in read.items() if lacks_values(package, _check_extent(package, part, place))
        )
        packed = {name: package.getinfo(part).compress_size for name, part in parts.items()}
        tables = {name: _tables(package, part, place) for name, part in read.items()}
        members = {info.filename: info for info in package.infolist()}
    odd = odd_sheets((relation, targets[relation][0]) for _, relation in names if relation in targets)
    readable = passing_for_charts(source, relationships_part(book), odd) if odd else None
    tables = {name: own for name, own in tables.items() if own}
    shared = [target for kind, target in targets.values() if kind in ("sharedStrings", "styles")]
    sums = {name: _sums(members, (part, *sorted(shared))) for name, part in parts.items()}
    binary = book.endswith(BINARY) or any(part.endswith(BINARY) for part in parts.values())
    return Zipped(
        source=source,
        place=place,
        parts=parts,
        packed=packed,
        date1904=date1904,
        tables=tables,
        unvalued=unvalued,
        readable=readable,
        binary=binary,
        names=tuple(name for name, _ in names),
        sums=sums,
    )


def filled_columns(zipped: Zipped, sheet: str, row: int) -> list[int]:
    """The columns (from 1) of `row` with a value that is no error, the part read no further than there."""
    part = zipped.parts[sheet]
    with opened_package(zipped.source, zipped.place) as package, package.open(part) as stream:
        if part.endswith(BINARY):
            return xlsb.filled_columns(stream, row)
        number = 0
        for element in rows_of(stream):
            number = int(element.get("r", number + 1))
            if number == row:
                return _filled_columns(element)
            if number > row:
                break
    return []


def _filled_columns(row: ElementTree.Element) -> list[int]:
    columns = []
    column = 0
    for cell in row:
        if local_name(cell.tag) == "c":
            # A cell that does not say where it stands follows the one before it.
            reference = cell.get("r", "")
            column = column_of(reference) if reference else column + 1
            if cell.get("t") != "e" and _has_value(cell):
                columns.append(column)
    return columns


def merged_blocks(zipped: Zipped, sheet: str) -> list[Block]:
    """The merged blocks of a sheet. They stand behind all cells, so the whole part is unpacked once."""
    part = zipped.parts[sheet]
    tail = b""
    with opened_package(zipped.source, zipped.place) as package, package.open(part) as stream:
        if part.endswith(BINARY):
            return xlsb.merged_blocks(stream)
        behind_cells = False
        while piece := stream.read(_PIECE):
            tail += piece
            if not behind_cells:
                end = tail.rfind(b"sheetData>")
                behind_cells = end >= 0 and tail[:end].rpartition(b"<")[2].startswith(b"/")
                tail = tail[end:] if behind_cells else tail[-64:]
    return [
        (int(top), column_number(left.decode()), int(bottom), column_number(right.decode()))
        for left, top, right, bottom in _MERGED.findall(tail)
    ]


def _sums(members: dict[str, zipfile.ZipInfo], parts: Iterable[str]) -> str:
    found = (members[part] for part in parts if part in members)
    return " ".join(f"{info.file_size}:{info.CRC:08x}" for info in found)


def _check_sizes(package: zipfile.ZipFile, place: str) -> None:
    members = package.infolist()
    size = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    pairs = [(size, packed), *((info.file_size, info.compress_size) for info in members)]
    if size > LARGEST or any(size > BOMB_SIZE and size > BOMB_RATIO * packed for size, packed in pairs):
        raise DamagedError("error.zip_bomb", path=place)


def _check_extent(package: zipfile.ZipFile, part: str, place: str) -> bytes:
    """Refuse a sheet whose used rectangle no memory holds: the reader would lay out every cell of it.

    Returns the beginning of its XML.

    A big part is taken at its own word (`dimension`); in a small one every cell is looked at, since a few
    far cells are all it takes.
    """
    info = package.getinfo(part)
    corners: list[tuple[bytes, bytes]] = []
    height = width = 0
    head = b""
    with package.open(info) as stream:
        if part.endswith(BINARY):
            height, width = xlsb.extent(stream)
        elif info.file_size <= SMALL_PART:
            head = stream.read(SMALL_PART + 1)
            corners = _CELL_REF.findall(head)
            if len(head) > SMALL_PART:
                raise DamagedError("error.truncated", path=place)
        else:
            head = stream.read(HEAD)
            corners = _DIMENSION.findall(head)
    if head and not head.startswith(_UTF_16) and not _SHEET.search(head[:_PROLOG]):
        raise DamagedError("error.damaged", path=place, part=part)
    width = max(
        (column_number(letters.decode()) for letters in {letters for letters, _ in corners} if letters),
        default=width,
    )
    height = max((int(row) for row in {row for _, row in corners}), default=height)
    if width > MOST_COLUMNS or height > MOST_ROWS:  # no spreadsheet has such a cell
        raise DamagedError("error.truncated", path=place)
    if width * height > MOST_CELLS:
        raise SourceError("error.sheet_too_large", path=place, width=width, height=height)
    return head


def _sheet_relations(package: zipfile.ZipFile, part: str, place: str) -> tuple[list[tuple[str, str]], bool]:
    """Name and relationship id of each sheet, and whether days count from 1904."""
    if part.endswith(BINARY):
        with package.open(part) as stream:
            return xlsb.sheet_relations(stream)
    sheets = []
    date1904 = False
    for element in parsed(package, part, place).iter():
        name = local_name(element.tag)
        if name == "sheet":
            relation = next((value for key, value in element.items() if local_name(key) == "id"), "")
            sheets.append((element.get("name", ""), relation))
        elif name == "workbookPr":
            date1904 = element.get("date1904") in ("1", "true")
    return sheets, date1904


def _tables(package: zipfile.ZipFile, part: str, place: str) -> tuple[TableBlock, ...]:
    """The Excel tables on the worksheet `part`; those of an .xlsb, which are no XML, are passed over."""
    if relationships_part(part) not in package.namelist():
        return ()
    found = []
    for kind, target in relationships(package, part, place).values():
        if kind == "table" and target in package.namelist() and not target.endswith(BINARY):
            table = parsed(package, target, place)
            if match := _RANGE.fullmatch(table.get("ref", "")):
                left, top, right, bottom = match.groups()
                block = (int(top), column_number(left), int(bottom or top), column_number(right or left))
                found.append(TableBlock(table.get("displayName", ""), block))
    return tuple(found)


def _has_value(cell: ElementTree.Element) -> bool:
    return any(local_name(child.tag) in ("v", "is") and "".join(child.itertext()) for child in cell)
