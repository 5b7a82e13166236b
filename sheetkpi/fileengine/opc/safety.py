"""Hostile or foreign input, told in one sentence before anything is unpacked or parsed.

Limits: a member, or the whole file, is refused when it is both large and packed suspiciously well. A real
sheet of a million empty formatted rows has 138 MB of XML in 12 MB, and a column of equal cells packs 100:1;
deflate itself ends at 1032:1, which is where bombs are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import etree

from sheetkpi.errors import DamagedError, ProtectedError, WorkbookError
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.archive import Member

BOMB_SIZE = 256 * 2**20
BOMB_RATIO = 200
LARGEST = 4 * 2**30
MOST_MEMBERS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BIFF_STREAMS = ("Workbook", "Book")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_PROLOG_LIMIT = 64 * 1024
_ENOUGH = 4
"""So many bytes after the prolog tell a tag from a comment from a document type."""
_UNFINISHED = (b"<?", b"<!--")
"""What the text after a prolog begins with when the prolog goes on beyond the bytes at hand."""
_PROLOG = lazy_pattern(rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
"""Declaration, comments and processing instructions, which may themselves hold what looks like tags."""
_ENCODING = lazy_pattern(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def check_kind(data: bytes, place: str) -> None:
    """Refuse what is no zip file: old .xls, encrypted workbooks, anything else. `place` names the file."""
    if data.startswith(_OLE):
        if _has_stream(data, "EncryptedPackage"):
            raise ProtectedError("error.encrypted", path=place)
        if place.lower().endswith(".xls") or any(_has_stream(data, name) for name in _BIFF_STREAMS):
            raise WorkbookError("error.old_workbook", path=place)
    if not data.startswith(_ZIP):
        raise WorkbookError("error.not_a_workbook", path=place)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file has a stream of that name; its directory holds names in UTF-16."""
    return f"{name}\0".encode("utf-16-le") in data


def check_members(members: Iterable[Member], place: str) -> None:
    """Refuse zip bombs, zip passwords and names that lead out of the package."""
    members = list(members)
    if any(member.is_encrypted for member in members):
        raise ProtectedError("error.encrypted", path=place)
    for member in members:
        if not _is_sound_name(member.name):
            raise DamagedError("error.unsafe_names", path=place, name=ascii(member.name)[1:-1])
    size = sum(member.size for member in members)
    packed = sum(member.compressed_size for member in members)
    suspicious = any(is_bomb(member.size, member.compressed_size) for member in members)
    if suspicious or is_bomb(size, packed) or size > LARGEST or len(members) > MOST_MEMBERS:
        raise DamagedError("error.zip_bomb", path=place)


def is_bomb(size: int, packed: int) -> bool:
    """Whether something of `size` bytes is both large and packed suspiciously well."""
    return size > BOMB_SIZE and size > BOMB_RATIO * packed


def _is_sound_name(name: str) -> bool:
    """Whether a member's name is a part name: relative, forward slashes, no steps up, no drive."""
    if "\\" in name or "\0" in name or re.match(r"[A-Za-z]:", name):
        return False
    return all(step not in ("", ".", "..") for step in name.removesuffix("/").split("/"))


def check_prologs(members: Iterable[Member], place: str) -> None:
    """Refuse a workbook with a document type (and so perhaps entities) in any of its XML members.

    Only what stands before the root element is unpacked, so that this costs nothing on big sheets; it also
    covers parts that are copied or given to another reader.
    """
    for member in members:
        if not member.name.lower().endswith(_XML_ENDINGS):
            continue
        limit = 1024
        while len(after := _after_prolog(member.start(limit))) < _ENOUGH or after.startswith(_UNFINISHED):
            if limit >= member.size:
                break
            if limit > _PROLOG_LIMIT:
                raise DamagedError("error.damaged", path=place, part=member.name)
            limit *= 4
        if after.startswith(b"<!"):
            raise DamagedError("error.xml_entities", path=place, part=member.name)


def _after_prolog(data: bytes) -> bytes:
    """The first bytes after the prolog: a tag, or `<!` where a document type stands."""
    text = _as_ascii_like(data)
    found = _PROLOG.match(text)
    end = found.end() if found else 0
    return text[end : end + _ENOUGH]


def _as_ascii_like(data: bytes) -> bytes:
    """`data` in an encoding in which ASCII is ASCII: UTF-16 is turned into UTF-8."""
    if data.startswith(_UTF16_MARKS):
        little = data[1:2] == b"\0" or data.startswith(b"\xff\xfe")
        return data.decode("utf-16-le" if little else "utf-16-be", "replace").lstrip("\ufeff").encode()
    return data


def parse_xml(data: bytes, part: str, place: str) -> etree._Element:
    """The root of an XML part, with neither document type nor entities nor network.

    UTF-8 and UTF-16 are the encodings a part may have; UTF-16 comes out as UTF-8. Comments, processing
    instructions and CDATA stay.
    """
    if data.startswith(_UTF16_MARKS):
        data = re.sub(rb"^<\?xml.*?\?>", b"", _as_ascii_like(data), flags=re.DOTALL)
    encoding = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if encoding and encoding.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise DamagedError("error.damaged", path=place, part=part)
    if _after_prolog(data).startswith(b"<!"):
        raise DamagedError("error.xml_entities", path=place, part=part)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, strip_cdata=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError("error.damaged", path=place, part=part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedError("error.xml_entities", path=place, part=part)
    return root
