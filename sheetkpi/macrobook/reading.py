"""What a VBA project holds, as far as `attach` and `detach` must know: is anybody else's code in it?

Reads `dir`, `PROJECT` and the modules' text (MS-OVBA 2.3.4.2, 2.3.1, 2.3.4.3); olefile reads the compound
file.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheetkpi.macrobook.compression import decompressed
from sheetkpi.macrobook.sources import FUNCTIONS, OWN, XLWINGS
from sheetkpi.macrobook.vbaproject import Module
from sheetkpi.patterns import lazy_pattern

_CODE_PAGE, _NAME, _STREAM, _OFFSET, _VERSION, _END = 0x03, 0x19, 0x1A, 0x31, 0x09, 0x2B
_STANDARD, _OTHER = 0x21, 0x22
_CLASS = b"FCFB3D2A-A0FA-1068-A738-08002B3371B5"
"""The class id in the text of a class module; those of documents have others (MS-OVBA 2.2.1)."""
_PASSWORD = lazy_pattern(rb'^DPB="([0-9A-F]+)"', re.MULTILINE)
_NO_PASSWORD_LENGTH = 22
"""Hexadecimal digits of DPB up to which it holds no password's hash, which has 29 bytes."""


class UnreadableProjectError(Exception):
    """The VBA project is damaged, or of a kind not known here."""


@dataclass(frozen=True)
class Project:
    """A VBA project as it was read: the modules' text, in the Windows code page `code_page`, whether it is
    locked for viewing, and its forms."""

    modules: tuple[Module, ...]
    locked: bool
    code_page: int
    forms: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of its modules."""
        return frozenset(module.name for module in self.modules)

    @property
    def foreign(self) -> tuple[str, ...]:
        """Forms, and modules with code, that neither this package nor xlwings wrote."""
        known = {name.casefold() for name in (*OWN, *XLWINGS, FUNCTIONS)}
        coded = [
            module.name
            for module in self.modules
            if module.name.casefold() not in known and _has_code(module.source)
        ]
        return (*coded, *(form for form in self.forms if form not in coded))

    @property
    def is_ours(self) -> bool:
        """Whether our macros are in it."""
        return frozenset(OWN) <= self.names

    def has(self, modules: list[Module]) -> bool:
        """Whether it has these modules with this text, whoever's the functions are. Excel rewrites spaces
        and case when it saves."""
        present = {module.name: _bare(module.source) for module in self.modules}
        return FUNCTIONS in present and all(
            present.get(module.name) == _bare(module.source) for module in modules if module.name != FUNCTIONS
        )


def read_project(data: bytes) -> Project:
    """Read `vbaProject.bin`. Raises UnreadableProjectError."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            records = list(_records(decompressed(ole.openstream("VBA/dir").read())))
            properties = ole.openstream("PROJECT").read()
            forms = {path[0] for path in ole.listdir() if len(path) > 1 and path[0].upper() != "VBA"}
            code_page = next((_number(content) for id, content in records if id == _CODE_PAGE), 1252)
            modules = tuple(
                _module(name, decompressed(ole.openstream(f"VBA/{stream}").read()[offset:]), is_standard)
                for name, stream, offset, is_standard in _modules(records, f"cp{code_page}")
            )
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise UnreadableProjectError from error
    password = _PASSWORD.search(properties)
    locked = bool(password and len(password[1]) > _NO_PASSWORD_LENGTH)
    return Project(modules, locked, code_page, tuple(sorted(forms)))


def _module(name: str, source: bytes, is_standard: bool) -> Module:
    if is_standard:
        return Module(name, source)
    return Module(name, source, "class" if _CLASS in source else "document")


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the `dir` stream: what each is, and its content."""
    at = 0
    while at + 6 <= len(directory):
        id, size = struct.unpack_from("<HI", directory, at)
        if id == _VERSION:  # says 4, and has 6 bytes
            size = 6
        yield id, directory[at + 6 : at + 6 + size]
        at += 6 + size


def _modules(records: Iterable[tuple[int, bytes]], encoding: str) -> Iterator[tuple[str, str, int, bool]]:
    """Name, stream and offset of the text of each module, and whether it is a standard one."""
    name, stream, offset, is_standard = "", "", 0, False
    for id, content in records:
        if id == _NAME:
            name = content.decode(encoding)
        elif id == _STREAM:
            stream = content.decode(encoding)
        elif id == _OFFSET:
            offset = struct.unpack("<I", content)[0]
        elif id in (_STANDARD, _OTHER):
            is_standard = id == _STANDARD
        elif id == _END:
            yield name, stream, offset, is_standard


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")


def _has_code(source: bytes) -> bool:
    """Whether there is more than attributes and `Option` lines, which Excel may add by itself."""
    return any(
        line.strip() and not re.match(rb"(?i)\s*(attribute|option)\s", line) for line in source.splitlines()
    )


def _bare(source: bytes) -> bytes:
    return re.sub(rb"\s+", b"", source).lower()
