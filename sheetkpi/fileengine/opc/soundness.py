"""Parts that are copied as they lie, looked at before a workbook is saved: damage would be copied along.

Unpacking costs little (0.6 GB a second) and shows what is cut or changed; parsing costs ten times as much, so
that only small parts are parsed, and of large ones the last tag is looked at. Sheets beyond `LARGEST` are not
unpacked: those hold raw data, which a reader of its own goes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.archive import BrokenArchive, Member

PARSED = 256 * 1024
"""Bytes up to which an XML part is parsed."""

LARGEST = 64 * 2**20
"""Bytes beyond which a part is not unpacked."""

_XML = (".xml", ".rels")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_TAIL = 512
_UNKNOWN_ENCODING = 18
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def check_copied(members: Iterable[Member], place: str) -> None:
    """Refuse a workbook with a damaged part, naming it: one that does not unpack to what its checksum says,
    an empty one, XML that breaks off. `place` names the file.

    Only what Excel shows is looked at, the folder `xl/` and relationships.
    """
    for member in members:
        if not member.is_folder and member.size <= LARGEST and not _is_sound(member):
            raise DamagedError("error.damaged", path=place, part=member.name)


def _is_sound(member: Member) -> bool:
    name = member.name.lower()
    try:
        data = member.read()
    except BrokenArchive:
        return False
    if not name.endswith(_XML) or not (name.startswith("xl/") or name.endswith(".rels")):
        return True
    return _is_well_formed(data) if len(data) <= PARSED else _ends(data)


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
