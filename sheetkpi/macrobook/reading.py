"""What a VBA project holds, as far as `attach` and `detach` must know: is anybody else's code in it?

Reads `dir`, `PROJECT` and the modules' text (MS-OVBA 2.3.4.2, 2.3.1, 2.3.4.3); olefile reads the compound
file.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sheetkpi.macrobook.compression import decompressed
from sheetkpi.macrobook.sources import FUNCTIONS, OWN, XLWINGS
from sheetkpi.macrobook.vbaproject import Module

_CODE_PAGE, _NAME, _STREAM, _OFFSET, _VERSION, _END = 0x03, 0x19, 0x1A, 0x31, 0x09, 0x2B
_PASSWORD = re.compile(rb'^DPB="([0-9A-F]+)"', re.MULTILINE)
_NO_PASSWORD_LENGTH = 22
"""Hexadecimal digits of DPB up to which it holds no password's hash, which has 29 bytes."""


class UnreadableProjectError(Exception):
    """The VBA project is damaged, or of a kind not known here."""


@dataclass(frozen=True)
class Project:
    """A VBA project as it was read: the modules' text, whether it is locked for viewing, and its forms."""

    modules: tuple[Module, ...]
    locked: bool
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
            directory = decompressed(ole.openstream("VBA/dir").read())
            properties = ole.openstream("PROJECT").read()
            forms = {path[0] for path in ole.listdir() if len(path) > 1 and path[0].upper() != "VBA"}
            modules = tuple(
                Module(name, decompressed(ole.openstream(f"VBA/{stream}").read()[offset:]))
                for name, stream, offset in _modules(directory)
            )
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise UnreadableProjectError from error
    password = _PASSWORD.search(properties)
    return Project(modules, bool(password and len(password[1]) > _NO_PASSWORD_LENGTH), tuple(sorted(forms)))


def _modules(directory: bytes) -> Iterator[tuple[str, str, int]]:
    """Name, stream and offset of the text of each module in the `dir` stream."""
    encoding, name, stream, offset, at = "cp1252", "", "", 0, 0
    while at + 6 <= len(directory):
        id, size = struct.unpack_from("<HI", directory, at)
        if id == _VERSION:  # says 4, and has 6 bytes
            size = 6
        content = directory[at + 6 : at + 6 + size]
        at += 6 + size
        if id == _CODE_PAGE:
            encoding = f"cp{struct.unpack('<H', content)[0]}"
        elif id == _NAME:
            name = content.decode(encoding)
        elif id == _STREAM:
            stream = content.decode(encoding)
        elif id == _OFFSET:
            offset = struct.unpack("<I", content)[0]
        elif id == _END:
            yield name, stream, offset


def _has_code(source: bytes) -> bool:
    """Whether there is more than attributes and `Option` lines, which Excel may add by itself."""
    return any(
        line.strip() and not re.match(rb"(?i)\s*(attribute|option)\s", line) for line in source.splitlines()
    )


def _bare(source: bytes) -> bytes:
    return re.sub(rb"\s+", b"", source).lower()
