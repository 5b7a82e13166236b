"""Parts that are copied as they lie, looked at before a workbook is saved: damage would be copied along.

Unpacking costs little (0.6 GB a second) and shows what is cut or changed; parsing costs ten times as much, so
that only small parts are parsed, and of large ones the last tag is looked at. Sheets beyond `LARGEST` are not
unpacked: those hold raw data, which a reader of its own goes through. In the cells of sheets up to `READ`
addresses and formats are looked at, for a sheet that nobody reads is copied with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from xml.parsers import expat

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.archive import BrokenArchive, Member
from sheetkpi.fileengine.opc.relationships import Relationships, source_part
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.patterns import lazy_pattern

PARSED = 256 * 1024
"""Bytes up to which an XML part is parsed."""

LARGEST = 64 * 2**20
"""Bytes beyond which a part is not unpacked."""

READ = 4 * 2**20
"""Bytes of a sheet up to which its cells' addresses and formats are looked at."""

KEPT = 96 * 2**20
"""Bytes of sheets that are kept unpacked: to unpack the tables of hundreds of reps again takes as long."""

_NEEDED = frozenset(
    (
        *("worksheet", "chartsheet", "styles", "sharedStrings", "drawing", "chart", "table", "comments"),
        *("vmlDrawing", "pivotTable", "pivotCacheDefinition", "pivotCacheRecords"),
    )
)
"""Relationships whose part Excel misses; without a picture it shows a cross."""

_FORMAT = lazy_pattern(rb'<(?:c|row)\s[^>]*?\ss="([^"]*)"')
_MISPLACED = lazy_pattern(
    rb'<c\s(?:[^>]*?\s)?r="(?!(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])[1-9]\d{0,6}")', re.IGNORECASE
)
_SAYS_S = lazy_pattern(rb's="(?<=\ss=")([^"]*)"')
"""What `_FORMAT` finds and what other elements call `s`, in a third of the time."""
_UNLIKE_MOST = lazy_pattern(rb'<c\s(?!r="[A-Z]{1,2}[1-9][0-9]{0,6}")', re.IGNORECASE)
"""Begins that `_MISPLACED` finds and others that are rare, in a third of the time."""
_FORMATS = lazy_pattern(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)

_XF = lazy_pattern(rb"<xf[\s/>]")

_XML = (".xml", ".rels")
_ROOT = lazy_pattern(rb"<([A-Za-z_][\w.:-]*)")
_TAIL = 512
_UNKNOWN_ENCODING = 18
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def check_copied(members: Iterable[Member], there: Collection[str], place: str) -> dict[str, bytes]:
    """Refuse a workbook with a damaged part, naming it: one that does not unpack to what its checksum says,
    an empty one, XML that breaks off, one that another needs and that is not `there` (the names of all
    parts), a sheet with cells beyond the grid or in formats that do not exist. `place` names the file.

    Only what Excel shows is looked at, the folder `xl/` and relationships. Returned are sheets, unpacked, for
    those who read them next: some that are no larger than `KEPT` together.
    """
    looked_at = [one for one in members if not one.is_folder and one.size <= LARGEST]
    names = {name.casefold() for name in there}
    formats = next((_formats(one) for one in looked_at if one.name.lower() == "xl/styles.xml"), None)
    unpacked: dict[str, bytes] = {}
    room = KEPT
    for member in looked_at:
        data = _sound(member, formats)
        if data is None:
            raise DamagedError("error.damaged", path=place, part=member.name)
        for part in _missing(member, names, place):
            raise DamagedError("error.damaged", path=place, part=part)
        if _is_sheet(member) and len(data) <= room:
            unpacked[member.name] = data
            room -= len(data)
    return unpacked


def _missing(member: Member, names: Collection[str], place: str) -> Iterator[str]:
    """The parts that relationships lead to and that are not there."""
    if not member.name.lower().endswith(".rels") or member.size > PARSED:
        return
    root = parse_xml(member.read(), member.name, place)
    for each in Relationships(source_part(member.name), root, lambda: None):
        if each.kind in _NEEDED and not each.external and each.target.casefold() not in names:
            yield each.target


def _formats(styles: Member) -> int | None:
    """How many formats of cells there are; None where that is not known."""
    try:
        found = _FORMATS.search(styles.read())
    except BrokenArchive:
        return None
    return len(_XF.findall(found[0])) if found else None


def _is_possible(sheet: bytes, formats: int | None) -> bool:
    """Whether all cells lie on the grid and have formats that there are."""
    if _UNLIKE_MOST.search(sheet) and _MISPLACED.search(sheet):
        return False
    return formats is None or any(
        all(said.isdigit() and int(said) < formats for said in set(pattern.findall(sheet)))
        for pattern in (_SAYS_S, _FORMAT)
    )


def _sound(member: Member, formats: int | None) -> bytes | None:
    """A member, unpacked; None where it is damaged."""
    name = member.name.lower()
    try:
        data = member.read()
    except BrokenArchive:
        return None
    if not name.endswith(_XML) or not (name.startswith("xl/") or name.endswith(".rels")):
        return data
    if not (_is_well_formed(data) if len(data) <= PARSED else _ends(data)):
        return None
    looked_into = _is_sheet(member) and len(data) <= READ
    return None if looked_into and not _is_possible(data, formats) else data


def _is_sheet(member: Member) -> bool:
    return member.name.lower().startswith("xl/worksheets/sheet")


def _is_well_formed(data: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        return error.code == _UNKNOWN_ENCODING
    return True


def _ends(data: bytes) -> bool:
    """Whether a part closes the element it begins with."""
    if data.startswith(_UTF_16):
        return True
    root = _ROOT.search(data)
    return root is not None and re.search(rb"</" + re.escape(root[1]) + rb"\s*>", data[-_TAIL:]) is not None
