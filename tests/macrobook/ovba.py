"""A reader of VBA projects for tests, written from MS-OVBA on top of olefile and olevba's decompression.

It shares nothing with the writer, and fails where a record is not the one that the specification wants next.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import olefile
from oletools.olevba import decompress_stream


@dataclass(frozen=True)
class ReadModule:
    name: str
    stream: str
    text: bytes
    is_document_or_class: bool


@dataclass(frozen=True)
class ReadProject:
    code_page: int
    name: str
    references: tuple[str, ...]
    modules: tuple[ReadModule, ...]
    streams: frozenset[str]
    project_text: str
    names_in_project_wm: tuple[str, ...]
    version: int

    def module(self, name: str) -> ReadModule:
        return next(module for module in self.modules if module.name == name)


class Records:
    """The `dir` stream as records: `take` demands the next one's id (2.3.4.2)."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def next_id(self) -> int:
        return int(struct.unpack_from("<H", self.data, self.at)[0])

    def take(self, id: int, size: int | None = None) -> bytes:
        found, length = struct.unpack_from("<HI", self.data, self.at)
        assert found == id, f"record {found:#x} at {self.at}, not {id:#x}"
        if id == 0x09:  # PROJECTVERSION: the field says 4, what follows is 6 bytes long
            assert length == 4
            length = 6
        assert size is None or length == size
        content = self.data[self.at + 6 : self.at + 6 + length]
        assert len(content) == length
        self.at += 6 + length
        return content


def read_project(workbook: Path) -> ReadProject:
    """Everything in the VBA project of a workbook file."""
    with zipfile.ZipFile(workbook) as archive:
        return parse_project(archive.read("xl/vbaProject.bin"))


def streams_of(data: bytes) -> dict[str, bytes]:
    """Every stream of a compound file, storages before their names: `VBA/dir`."""
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert not ole.parsing_issues
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


def parse_project(data: bytes) -> ReadProject:
    streams = streams_of(data)
    records = Records(bytes(decompress_stream(bytearray(streams["VBA/dir"]))))
    records.take(0x01, 4)
    if records.next_id() == 0x4A:
        records.take(0x4A, 4)
    assert struct.unpack("<I", records.take(0x02, 4))[0] == 0x409
    assert struct.unpack("<I", records.take(0x14, 4))[0] == 0x409
    code_page = struct.unpack("<H", records.take(0x03, 2))[0]
    encoding = f"cp{code_page}"
    project = records.take(0x04).decode(encoding)
    for id in (0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C):
        records.take(id)
    references = []
    while records.next_id() == 0x16:
        references.append(_reference(records, encoding))
    count = struct.unpack("<H", records.take(0x0F, 2))[0]
    records.take(0x13, 2)
    modules = tuple(_module(records, encoding, streams) for _ in range(count))
    records.take(0x10, 0)
    assert records.at == len(records.data)
    signature, version = struct.unpack_from("<HH", streams["VBA/_VBA_PROJECT"])
    assert signature == 0x61CC
    return ReadProject(
        code_page,
        project,
        tuple(references),
        modules,
        frozenset(streams),
        streams["PROJECT"].decode(encoding),
        tuple(_names(streams["PROJECTwm"], encoding)),
        version,
    )


def _reference(records: Records, encoding: str) -> str:
    """One REFERENCE (2.3.4.2.2): of a control, or registered; the library it names."""

    def name() -> None:
        narrow = records.take(0x16).decode(encoding)
        assert records.take(0x3E).decode("utf-16-le") == narrow

    name()
    if records.next_id() == 0x33:
        records.take(0x33)
        records.take(0x2F)
        if records.next_id() == 0x16:
            name()
        library = records.take(0x30)
    else:
        library = records.take(0x0D)
        assert library[-6:] == bytes(6)
    length = struct.unpack_from("<I", library)[0]
    return library[4 : 4 + length].decode(encoding)


def _module(records: Records, encoding: str, streams: dict[str, bytes]) -> ReadModule:
    name = records.take(0x19).decode(encoding)
    assert records.take(0x47).decode("utf-16-le") == name
    stream = records.take(0x1A).decode(encoding)
    assert records.take(0x32).decode("utf-16-le") == stream
    records.take(0x1C), records.take(0x48)
    offset = struct.unpack("<I", records.take(0x31, 4))[0]
    records.take(0x1E, 4)
    records.take(0x2C, 2)
    kind = records.next_id()
    assert kind in (0x21, 0x22)
    records.take(kind, 0)
    records.take(0x2B, 0)
    text = bytes(decompress_stream(bytearray(streams[f"VBA/{stream}"][offset:])))
    return ReadModule(name, stream, text, kind == 0x22)


def _names(data: bytes, encoding: str) -> list[str]:
    """PROJECTwm (2.3.3): each name in the code page, then in UTF-16, both ended by a zero."""
    names = []
    while data[:2] != b"\0\0":
        narrow, _, rest = data.partition(b"\0")
        end = next(at for at in range(0, len(rest), 2) if rest[at : at + 2] == b"\0\0")
        names.append(narrow.decode(encoding))
        assert rest[:end].decode("utf-16-le") == names[-1]
        data = rest[end + 2 :]
    assert data == b"\0\0"
    return names


def shown(hidden: str, project_id: str) -> bytes:
    """What CMG, DPB or GC of PROJECT says (2.4.3.3)."""
    data = bytes.fromhex(hidden)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    assert key == sum(project_id.encode()) & 0xFF
    plain, before, last = key, data[1], data[2]
    out = bytearray()
    for byte in data[3:]:
        plain = byte ^ (before + plain & 0xFF)
        before, last = last, byte
        out.append(plain)
    ignored = (seed & 6) // 2
    length = int.from_bytes(out[ignored : ignored + 4], "little")
    content = bytes(out[ignored + 4 :])
    assert len(content) == length
    return content
