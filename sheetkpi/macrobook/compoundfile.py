"""Compound files (MS-CFB): the small file system in one file that holds a VBA project.

Only writing; what is read, olefile reads. Version 3 with sectors of 512 bytes, as Office writes it. Sections
are those of MS-CFB: 2.2 header, 2.3 FAT, 2.4 mini FAT, 2.6 directory.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECTOR = 512
MINI_SECTOR = 64
CUTOFF = 4096
"""Streams shorter than this live in the mini stream."""

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<8s16s6H4s9I")
_ENTRY = struct.Struct("<64sH2B3I16s4s16sIQ")
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_IN_HEADER = 109
"""So many FAT sectors the header can name: enough for 7 MB."""

Tree = Mapping[str, "bytes | Tree"]
"""A storage: its streams by name, and the storages in it."""


@dataclass
class _Entry:
    """One directory entry (2.6.1); `left`, `right` and `child` are numbers of entries."""

    name: str
    kind: int
    data: bytes = b""
    color: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END


@dataclass
class _Sectors:
    """Sectors of one size, and the chains through them."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    next: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Put `data` into new sectors; the number of the first, or the end mark where there is nothing."""
        count = -(-len(data) // self.size)
        if not count:
            return _END
        first = len(self.next)
        self.next += [*range(first + 1, first + count), _END]
        self.data += data.ljust(count * self.size, b"\0")
        return first


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with the streams and storages of `tree`.

    >>> compound_file({"PROJECT": b"...", "VBA": {"dir": b"..."}})[:4].hex()
    'd0cf11e0'
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_storage(entries, tree)
    mini, sectors = _Sectors(MINI_SECTOR), _Sectors(SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = (mini if len(entry.data) < CUTOFF else sectors).add(entry.data)
    entries[0].data = bytes(mini.data)
    entries[0].start = sectors.add(entries[0].data)
    mini_fat = _numbers(mini.next)
    mini_fat_start = sectors.add(mini_fat)
    directory_start = sectors.add(_directory(entries))
    fat_start, fat_count = _add_fat(sectors)
    header = _HEADER.pack(
        _SIGNATURE,
        bytes(16),
        *(0x3E, 3, 0xFFFE, 9, 6, 0),
        bytes(4),
        *(0, fat_count, directory_start, 0, CUTOFF),
        *(mini_fat_start, -(-len(mini_fat) // SECTOR), _END, 0),
    )
    named = range(fat_start, fat_start + fat_count)
    return header + _numbers([*named, *[_FREE] * (_IN_HEADER - fat_count)]) + bytes(sectors.data)


def _add_storage(entries: list[_Entry], tree: Tree) -> int:
    """Append the entries of a storage; the number of the one at the top of their search tree."""
    numbers = []
    for name in sorted(tree, key=lambda name: (len(name.encode("utf-16-le")), name.upper())):
        content = tree[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entry = _Entry(name, _STORAGE, start=0)
            entries.append(entry)
            entry.child = _add_storage(entries, content)
    return _search_tree(entries, numbers, len(numbers).bit_length() - 1)


def _search_tree(entries: list[_Entry], numbers: Sequence[int], levels: int, level: int = 0) -> int:
    """Link sorted entries into a red-black tree (2.6.4): halved again and again, only the last level red."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    top = entries[numbers[middle]]
    top.color = _RED if level == levels > 0 else _BLACK
    top.left = _search_tree(entries, numbers[:middle], levels, level + 1)
    top.right = _search_tree(entries, numbers[middle + 1 :], levels, level + 1)
    return numbers[middle]


def _directory(entries: Sequence[_Entry]) -> bytes:
    packed = b"".join(map(_packed, entries))
    unused = _ENTRY.pack(b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", b"", b"", 0, 0)
    return packed + unused * (-len(entries) % (SECTOR // _ENTRY.size))


def _packed(entry: _Entry) -> bytes:
    name = f"{entry.name}\0".encode("utf-16-le")
    return _ENTRY.pack(
        name,
        *(len(name), entry.kind, entry.color),
        *(entry.left, entry.right, entry.child),
        *(b"", b"", b""),
        entry.start,
        len(entry.data),
    )


def _add_fat(sectors: _Sectors) -> tuple[int, int]:
    """Append the FAT, which also counts its own sectors: where it starts and how many they are."""
    start, per_sector = len(sectors.next), SECTOR // 4
    count = 1
    while start + count > count * per_sector:
        count += 1
    if count > _IN_HEADER:
        raise ValueError("a VBA project of more than 7 MB")
    sectors.next += [_FAT] * count
    sectors.data += _numbers(sectors.next).ljust(count * SECTOR, b"\xff")
    return start, count


def _numbers(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)
