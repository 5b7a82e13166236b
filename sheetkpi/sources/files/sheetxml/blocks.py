"""XML parts of a workbook as blocks of bytes, looked at all at once: where tags begin, what stands between.

Excel writes millions of cells in few spellings. numpy compares all of a block in one go, eight bytes at a
time, where a parser would go from character to character. Whatever is spelt in a way that is not known here
is unusual, and read by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.sources.raw import Numbers

BLOCK = 2 * 2**20
"""Bytes of XML looked at in one go: what numpy makes of them still fits the caches of processors."""

MOST_SPELLINGS = 400
"""Spellings of the attributes of cells, or rows, in a block above which there is nothing to gain."""

MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], dtype=np.uint64)
"""What keeps the first bytes of a word, by their number."""

LARGE_BLOCK = 8 * BLOCK
"""That of sheets with many columns, which are looked at one by one in each block."""

LONGEST = 32 * 2**20
"""Bytes that one element, or what stands behind all of them, may take."""

PIECE = 2**20
_AFTER = bytes(64)


_NO_UTF_8 = lazy_pattern(rb"encoding\s*=(?!\s*[\"']utf-8[\"'])", re.IGNORECASE)


class UnusualError(Exception):
    """Something is spelt in a way that is not read here."""


class Block:
    """Some of a part's XML, whole elements only: its bytes, and the word of eight bytes that begins at each
    (up to the last, behind which zeros stand)."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data = data
        self._from = start
        self.bytes: Numbers = np.frombuffer(data, np.uint8, end - start, start)
        self.words: Numbers = self._overlapping("<u8", 8)

    def _overlapping(self, kind: str, size: int) -> Numbers:
        count = len(self._data) - self._from - size + 1
        return np.ndarray((count,), kind, self._data, self._from, (1,))

    def __len__(self) -> int:
        return len(self.bytes)

    @cached_property
    def openings(self) -> Numbers:
        """Where a `<` stands."""
        return np.flatnonzero(self.bytes == 60)

    @cached_property
    def values(self) -> Numbers:
        """Where an element begins whose name begins with `v`: a cell's value."""
        places = self.openings[:-1] if len(self) and self.bytes[-1] == 60 else self.openings
        found: Numbers = places[self.bytes[places + 1] == 118]
        return found

    def wide(self, starts: Numbers, words: int) -> Numbers:
        """The words that follow each other from `starts` on, a row for each: looked up in one go."""
        kind = f"V{8 * words}"
        found: Numbers = self._overlapping(kind, 8 * words)[starts].view("<u8").reshape(len(starts), words)
        return found

    def part(self, start: int, end: int) -> Block:
        """What stands between two places."""
        return Block(self._data, self._from + start, self._from + end)

    def text(self, start: int, end: int) -> bytes:
        """The bytes between two places."""
        return self.bytes[start:end].tobytes()

    def slices(self, starts: Numbers, lengths: Numbers) -> pa.StringArray:
        """The texts that begin at `starts`. Raises UnusualError where one is no UTF-8."""
        offsets = np.zeros(len(starts) + 1, dtype=np.int32)
        np.cumsum(lengths, out=offsets[1:])
        length = int(lengths[0]) if len(lengths) else 0
        if length and (lengths == length).all():
            data = self._overlapping(f"V{length}", length)[starts].view(np.uint8)
        else:
            where = np.repeat(starts - offsets[:-1], lengths)
            where += np.arange(offsets[-1])
            data = self.bytes[where]
        texts = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(data))
        if (data > 127).any():
            try:
                texts.validate(full=True)
            except pa.ArrowInvalid as error:
                raise UnusualError from error
        return texts

    def spellings(self, starts: Numbers, ends: Numbers) -> tuple[Numbers, list[bytes]]:
        """The different texts between `starts` and `ends`, and which of them each is."""
        lengths = ends - starts
        codes = np.zeros(len(starts), dtype=np.int32)
        found: list[bytes] = []
        left = np.arange(len(starts))
        while len(left):
            start, length = int(starts[left[0]]), int(lengths[left[0]])
            if length < 0 or len(found) == MOST_SPELLINGS:
                raise UnusualError
            same = lengths[left] == length
            for at in range(0, length, 8):
                mask = MASKS[min(length - at, 8)]
                alike = left[same]
                same[same] = (self.words[starts[alike] + at] & mask) == (self.words[start + at] & mask)
            if found:
                codes[left[same]] = len(found)
            found.append(self.text(start, start + length))
            left = left[~same]
        return codes, found


class Blocks:
    """A part in blocks of about `size` bytes, each up to an `end`; the last one has what stands behind it."""

    def __init__(self, part: IO[bytes], end: bytes) -> None:
        self._part = part
        self._end = end
        self.size = BLOCK

    def __iter__(self) -> Iterator[Block]:
        rest = b""
        done = False
        while not done:
            pieces = [rest]
            size = len(rest)
            wanted = max(self.size, size + PIECE)
            while size < wanted:
                piece = self._part.read(PIECE)
                if not piece:
                    done = True
                    break
                pieces.append(piece)
                size += len(piece)
            data = b"".join((*pieces, _AFTER))
            cut = size if done else data.rfind(self._end) + len(self._end)
            if cut < len(self._end) and not done:  # an element longer than a block
                if size > LONGEST:
                    raise UnusualError
                cut = 0
            rest = data[cut:size]
            if cut:
                yield Block(data, 0, cut)


def in_other_letters(declaration: bytes | None) -> bool:
    """Whether a part declares another encoding than UTF-8.

    >>> in_other_letters(b'version="1.0" encoding="Shift_JIS"'), in_other_letters(None)
    (True, False)
    """
    return bool(declaration and _NO_UTF_8.search(declaration))


def word(text: bytes) -> Any:
    """The word that begins with `text`, of at most eight bytes."""
    return np.uint64(int.from_bytes(text, "little"))


def digits(block: Block, ends: Numbers, lengths: Numbers) -> Numbers:
    """The numbers that end at `ends`, of `lengths` digits each (1 to 16). Raises UnusualError."""
    if lengths.min(initial=1) < 1:
        raise UnusualError
    low = _eight_digits(block.words[ends - 8], np.minimum(lengths, 8))
    if (longest := int(lengths.max(initial=0))) <= 8:
        return low
    if longest > 16:
        raise UnusualError
    long = lengths > 8
    high = np.zeros_like(low)
    high[long] = _eight_digits(block.words[ends[long] - 16], lengths[long] - 8)
    return np.asarray(low + high * 100_000_000)


def _eight_digits(words: Numbers, lengths: Numbers) -> Numbers:
    """The numbers whose last digit is the last byte of a word, as `lengths` digits each."""
    kept = MASKS[8 - lengths]
    words = (words & ~kept) | (np.uint64(0x3030303030303030) & kept)
    above = (words + np.uint64(0x4646464646464646)) | (words - np.uint64(0x3030303030303030))
    if ((above | words) & np.uint64(0x8080808080808080)).any():
        raise UnusualError
    # Neighbouring digits become numbers of two, four, then eight digits.
    words = words - np.uint64(0x3030303030303030)
    words = words * np.uint64(10) + (words >> np.uint64(8))
    pairs = np.uint64(0x000000FF000000FF)
    low = (words & pairs) * np.uint64(0x000F424000000064)
    high = ((words >> np.uint64(16)) & pairs) * np.uint64(0x0000271000000001)
    return np.asarray(((low + high) >> np.uint64(32)).astype(np.int64))
