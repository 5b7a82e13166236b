"""The zip container: members kept as they lie in the file, so that what nobody touched is copied as it is.

`zipfile` can neither copy a member without unpacking it nor be trusted with every hostile file, so the
local records are sliced here; only the central directory is left to it. Layouts are those of PKWARE's
APPNOTE, sections 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12 (central directory), 4.3.16 (end).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheetkpi.valuesalone import Part

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ZIP64_EXTRA = 0x0001
_HAS_DESCRIPTOR = 0x08
_ENCRYPTED = 0x01
_UTF8_NAME = 0x800
_EPOCH = 0x21
"""1 January 1980 as MS-DOS writes it: the date Excel gives every member."""
_PACKED, _PIECE = 1 << 18, 1 << 21
"""Bytes that are unpacked at a time, and how many come of them at a time."""


_MUCH, _QUICK, _THOROUGH = 1_000_000, 3, 6


class BrokenArchive(Exception):  # noqa: N818 (never reaches people: the package turns it into a sentence)
    """The bytes are no sound zip file; the message is for developers."""


@dataclass(frozen=True)
class Member:
    """One member: its raw local record (header, compressed data, descriptor) and its directory entry.

    `record` is a view into the file's bytes; `data_start` and `compressed_size` say where in it the
    compressed data lies. `info` is the directory entry as `zipfile` reads it.
    """

    name: str
    record: memoryview
    data_start: int
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        """Bytes when unpacked, as the directory promises."""
        return self.info.file_size

    @property
    def compressed_size(self) -> int:
        """Bytes in the file."""
        return self.info.compress_size

    @property
    def identity(self) -> Part:
        """What tells its data from that of any other."""
        return Part(self.info.CRC, self.size, self.compressed_size)

    @property
    def compressed(self) -> memoryview:
        """The data as it lies in the file."""
        return self.record[self.data_start : self.data_start + self.compressed_size]

    @property
    def is_folder(self) -> bool:
        """Whether this is a mere folder entry, as some zip tools add them."""
        return self.name.endswith("/")

    @property
    def is_encrypted(self) -> bool:
        """Whether the member has a zip password (no spreadsheet program writes such files)."""
        return bool(self.info.flag_bits & _ENCRYPTED)

    def start(self, limit: int) -> bytes:
        """The first `limit` bytes when unpacked, or fewer; nothing is checked."""
        if self.info.compress_type == zipfile.ZIP_STORED:
            return bytes(self.compressed[:limit])
        self._known_method()
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.compressed, limit)
        except zlib.error as error:
            raise BrokenArchive(f"{self.name}: {error}") from error

    def read(self) -> bytes:
        """The unpacked data, never more than the directory promises, its checksum checked."""
        if self.info.compress_type == zipfile.ZIP_STORED:
            data = bytes(self.compressed)
        else:
            self._known_method()
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                data = unpacker.decompress(self.compressed, self.size + 1)
            except zlib.error as error:
                raise BrokenArchive(f"{self.name}: {error}") from error
        if len(data) != self.size or zlib.crc32(data) != self.info.CRC:
            raise BrokenArchive(f"{self.name}: size or checksum differ from what the directory says")
        return data

    def pieces(self) -> Iterator[bytes]:
        """The same in pieces; the checksum is checked behind the last one."""
        if self.info.compress_type == zipfile.ZIP_STORED:
            yield self.read()
            return
        self._known_method()
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        size, checksum, packed = 0, 0, self.compressed
        for at in range(0, len(packed), _PACKED):
            left, full = bytes(packed[at : at + _PACKED]), False
            while (left or full) and not unpacker.eof and size <= self.size:
                try:
                    piece = unpacker.decompress(left, _PIECE)
                except zlib.error as error:
                    raise BrokenArchive(f"{self.name}: {error}") from error
                left, full, size = unpacker.unconsumed_tail, len(piece) == _PIECE, size + len(piece)
                checksum = zlib.crc32(piece, checksum)
                yield piece
        if size != self.size or checksum != self.info.CRC:
            raise BrokenArchive(f"{self.name}: size or checksum differ from what the directory says")

    def _known_method(self) -> None:
        if self.info.compress_type != zipfile.ZIP_DEFLATED:
            raise BrokenArchive(f"{self.name}: compression method {self.info.compress_type}")


def read_members(data: bytes) -> tuple[dict[str, Member], bytes]:
    """The members of a zip file by name, in the order of its directory, and the archive's comment.

    Raises BrokenArchive when the file is cut off, members overlap, two have the same name (case aside, as
    in part names), or the local headers say something else than the directory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, comment, directory = archive.infolist(), archive.comment, archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as error:
        raise BrokenArchive(str(error)) from error
    view = memoryview(data)
    members: dict[str, Member] = {}
    seen: set[str] = set()
    starts = sorted(info.header_offset for info in infos)
    next_start = dict(zip(starts, [*starts[1:], directory], strict=True))
    if len(next_start) != len(infos):
        raise BrokenArchive("two members share one place")
    for info in infos:
        member = _slice(view, info, next_start[info.header_offset])
        if member.name.casefold() in seen:
            raise BrokenArchive(f"{member.name}: twice")
        seen.add(member.name.casefold())
        members[member.name] = member
    return members, comment


def _slice(view: memoryview, info: zipfile.ZipInfo, end: int) -> Member:
    """The member of a directory entry; `end` is where the next thing in the file begins."""
    start = info.header_offset
    if start < 0 or start + _LOCAL.size > end:
        raise BrokenArchive(f"{info.orig_filename}: its place is outside of the file")
    signature, *_, name_length, extra_length = _LOCAL.unpack_from(view, start)
    if signature != b"PK\x03\x04":
        raise BrokenArchive(f"{info.orig_filename}: no local header")
    name_start = start + _LOCAL.size
    data_start = name_start + name_length + extra_length
    data_end = data_start + info.compress_size
    if data_end > end:
        raise BrokenArchive(f"{info.orig_filename}: reaches into what follows it")
    if bytes(view[name_start : name_start + name_length]) != _encoded_name(info):
        raise BrokenArchive(f"{info.orig_filename}: called otherwise in its local header")
    if info.flag_bits & _HAS_DESCRIPTOR:
        data_end += _descriptor_length(view[data_end:end], info)
    return Member(info.orig_filename, view[start:data_end], data_start - start, info)


def _descriptor_length(after: memoryview, info: zipfile.ZipInfo) -> int:
    """Length of the data descriptor after a member: with or without signature, with 32- or 64-bit sizes."""
    for signature in (b"PK\x07\x08", b""):
        for layout in ("<LLL", "<LQQ"):
            expected = signature + struct.pack(layout, info.CRC, info.compress_size, info.file_size)
            if after[: len(expected)] == expected:
                return len(expected)
    return 0


def _encoded_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def new_member(name: str, data: bytes, level: int | None = None) -> Member:
    """A deflated member made from `data`, at a `level` of zlib's (None: a quick one for much data, as Excel
    has it, which costs a seventh more room and takes half of the time)."""
    if level is None:
        level = _QUICK if len(data) > _MUCH else _THOROUGH
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.CRC, info.compress_size, info.file_size = zlib.crc32(data), len(packed), len(data)
    info.flag_bits = 0 if name.isascii() else _UTF8_NAME
    info.create_system, info.create_version, info.extract_version = 0, 20, 20
    encoded = _encoded_name(info)
    header = _LOCAL.pack(
        b"PK\x03\x04",
        info.extract_version,
        info.flag_bits,
        info.compress_type,
        0,
        _EPOCH,
        info.CRC,
        info.compress_size,
        info.file_size,
        len(encoded),
        0,
    )
    return Member(name, memoryview(header + encoded + packed), len(header) + len(encoded), info)


def archive_chunks(members: Iterable[Member], comment: bytes = b"") -> Iterator[bytes | memoryview]:
    """The zip file of `members`, piece by piece: every local record as it is, then a fresh directory."""
    offset, count = 0, 0
    directory = bytearray()
    for member in members:
        directory += _central_entry(member.info, offset)
        offset += len(member.record)
        count += 1
        yield member.record
    if offset + len(directory) > 0xFFFFFFFF or count > 0xFFFE:
        raise BrokenArchive("a workbook of more than 4 GB")
    yield bytes(directory)
    yield _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, len(comment)) + comment


def _central_entry(info: zipfile.ZipInfo, offset: int) -> bytes:
    name = _encoded_name(info)
    year, month, day, hour, minute, second = info.date_time
    extra = _without_zip64(info.extra)
    header = _CENTRAL.pack(
        b"PK\x01\x02",
        info.create_version,
        info.create_system,
        info.extract_version,
        info.reserved,
        info.flag_bits,
        info.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        info.CRC,
        info.compress_size,
        info.file_size,
        len(name),
        len(extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        offset & 0xFFFFFFFF,
    )
    return header + name + extra + info.comment


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields less the 64-bit sizes, which a directory with 32-bit sizes must not have."""
    kept, rest = b"", extra
    while len(rest) >= 4:
        kind, length = struct.unpack_from("<HH", rest)
        if kind != _ZIP64_EXTRA:
            kept += rest[: 4 + length]
        rest = rest[4 + length :]
    return kept + rest
