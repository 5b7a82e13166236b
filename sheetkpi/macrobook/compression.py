"""The compression of VBA source text (MS-OVBA 2.4.1): chunks of 4,096 bytes, each with copies of itself.

>>> decompressed(compressed(b"Sub A()" * 99)) == b"Sub A()" * 99
True
"""

from __future__ import annotations

import struct
from functools import lru_cache

CHUNK = 4096
_SIGNATURE = 0b011
_LONGEST_SEARCH = 64
"""So many earlier places are looked at for a copy: the text gets a little longer, the work much shorter."""


def compressed(data: bytes) -> bytes:
    """`data` as a CompressedContainer (2.4.1.1.1)."""
    chunks = [_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK)]
    return b"\x01" + b"".join(chunks)


def decompressed(container: bytes) -> bytes:
    """What a CompressedContainer holds; ValueError when it is none.

    What follows the last whole chunk is left alone: Office leaves remains of older text there.
    """
    if container[:1] != b"\x01":
        raise ValueError("no compressed container")
    out, at = bytearray(), 1
    while at + 2 <= len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        if header >> 12 & 0b111 != _SIGNATURE:
            raise ValueError("no compressed chunk")
        end = at + (header & 0xFFF) + 3
        if header >> 15:
            _unpack(container[at + 2 : end], out)
        else:
            out += container[at + 2 : end]
        at = end
    return bytes(out)


@lru_cache(maxsize=512)  # the modules are the same in every workbook
def _chunk(data: bytes) -> bytes:
    """One CompressedChunk (2.4.1.1.4), or the raw one where packing makes it longer."""
    packed = _tokens(data)
    if len(packed) > CHUNK:
        return struct.pack("<H", CHUNK - 1 | _SIGNATURE << 12) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", len(packed) - 1 | _SIGNATURE << 12 | 1 << 15) + packed


def _tokens(data: bytes) -> bytes:
    """The token sequences of a chunk (2.4.1.1.7): eight tokens behind a byte that says which are copies."""
    out = bytearray()
    places: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _copy(data, at, places)
            if length:
                flags |= 1 << bit
                shift = _length_bits(at)
                tokens += struct.pack("<H", offset - 1 << shift | length - 3)
            else:
                tokens.append(data[at])
            for place in range(at, at + (length or 1)):
                places.setdefault(data[place : place + 3], []).append(place)
            at += length or 1
        out.append(flags)
        out += tokens
    return bytes(out)


def _copy(data: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    """How far back the longest copy of what comes begins, and its length; zeros where none is worth it."""
    longest = min((1 << _length_bits(at)) + 2, len(data) - at)
    best, offset = 0, 0
    for place in reversed(places.get(data[at : at + 3], [])[-_LONGEST_SEARCH:]):
        length = 0
        while length < longest and data[place + length] == data[at + length]:
            length += 1
        if length > best:
            best, offset = length, at - place
            if length == longest:
                break
    return (offset, best) if best >= 3 else (0, 0)


def _length_bits(at: int) -> int:
    """How many bits of a copy token are its length, `at` bytes into the chunk (2.4.1.3.19.1)."""
    return 16 - max((at - 1).bit_length(), 4)


def _unpack(tokens: bytes, out: bytearray) -> None:
    """Append what the tokens of one chunk hold."""
    start, at = len(out), 0
    while at < len(tokens):
        flags = tokens[at]
        at += 1
        for bit in range(8):
            if at >= len(tokens):
                return
            if not flags >> bit & 1:
                out.append(tokens[at])
                at += 1
                continue
            token = int.from_bytes(tokens[at : at + 2], "little")
            at += 2
            shift = _length_bits(len(out) - start)
            offset, length = (token >> shift) + 1, (token & (1 << shift) - 1) + 3
            if offset > len(out) - start:
                raise ValueError("a copy from before its chunk")
            for _ in range(length):
                out.append(out[-offset])
