"""The cells of a worksheet (`sheetData`) in a block of its XML: where each stands, and where its value does.

Every byte of a block is accounted for: a cell begins where the one before ends, and its tags are spelt as
Excel and the programs beside it spell them. Anything else (a comment, a cell without its reference, rows out
of order) is unusual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.sheetxml.blocks import MASKS, MOST_SPELLINGS, Block, UnusualError, digits, word
from sheetkpi.sources.raw import Numbers

EMPTY, VALUE, INLINE, FORMULA = "", "<v>", "<is>", "<f"
"""What begins in a cell behind its attributes: nothing, a value, a text of its own, a formula."""

ROW_END = b"</row>"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
WIDEST = 500
"""Columns from which on a block has too few cells in each for looking at them one column at a time."""

_ROW_START = word(b'<row r="')
_CELL_START = b'<c r="'
_VALUE_END = word(b"</v></c>")
_CELL_END = word(b"</c>")
_FORMULA_END = word(b"</f>")
_HEAD_WORDS = 6
_ROW_ATTRIBUTES = lazy_pattern(rb"(?: [\w:.]+=\"[^\"<>&]*\")*\s*(>|/>|></row>)")
_CELL_HEAD = lazy_pattern(rb"((?: [\w:.]+=\"[^\"<>&]*\")*)\s*(?:/>|></c>|>(<v>|<is>(?=<t[ >])|<f(?=[ >/])))")
_ATTRIBUTE = lazy_pattern(rb" ([\w:.]+)=\"([^\"]*)\"")
_FORMULA_HEAD = lazy_pattern(rb"<f(?: \w+=\"[^\"<>&]*\")*>[^<]*</f>")
_FORMULA_ALONE = lazy_pattern(rb"<f(?: \w+=\"[^\"<>&]*\")*\s*/>")
_LONGEST_HEAD = 400
_STRETCH = 2**16


@dataclass(frozen=True, eq=False)
class Alike:
    """Cells of one column whose tags are spelt alike: their style and type ("" for none), the rows (from 0),
    and where what they have begins and ends."""

    column: int
    style: str
    type: str
    holds: str
    rows: Numbers
    starts: Numbers
    ends: Numbers


class Cells:
    """The cells of a block of whole rows, which stand below the row `after_row` (from 1); whether any is
    `with_formulas` is known when all were looked at.

    Raises UnusualError."""

    def __init__(self, block: Block, after_row: int) -> None:
        self.block = block
        self.last_row = after_row
        self.with_formulas = False
        tags = _tags(block)
        if not len(tags):
            if len(block):
                raise UnusualError
            self._columns = np.zeros(0, dtype=np.int64)
            return
        is_row = block.bytes[tags + 1] == 114
        at_row, at_cell = np.flatnonzero(is_row), np.flatnonzero(~is_row)
        if tags[0] or not is_row[0]:
            raise UnusualError
        counts = np.diff(np.append(at_row, len(tags))) - 1
        self._numbers, self._digits, self._words = _rows(block, tags[at_row], after_row)
        self.last_row = int(self._numbers[-1])
        ends = np.append(tags[1:], len(block))
        ends[at_row[1:] - 1] -= 6
        ends[-1] -= 6
        _check_rows(block, tags, ends, at_row, self._digits, counts)
        self._row = np.repeat(np.arange(len(counts)), counts)
        self._starts, self._ends = tags[at_cell], ends[at_cell]
        self._columns, self._letters = _columns(block.bytes, self._starts)
        if (np.diff(self._columns) <= 0)[np.diff(self._row) == 0].any():
            raise UnusualError

    def alike(self) -> Iterator[Alike]:
        """The cells of each column as they are spelt. Raises UnusualError."""
        counts = np.bincount(self._columns)
        if np.count_nonzero(counts) > WIDEST:
            raise UnusualError
        order = np.argsort(self._columns.astype(np.uint16), kind="stable")
        behind = np.cumsum(counts)
        for column in np.flatnonzero(counts).tolist():
            chosen = order[behind[column] - counts[column] : behind[column]]
            row = self._row[chosen]
            lengths = self._digits[row]
            if lengths[0] == lengths[-1]:
                yield from self._column(column, chosen, row, int(lengths[0]))
                continue
            for length in np.unique(lengths).tolist():
                same = lengths == length
                yield from self._column(column, chosen[same], row[same], length)

    def _column(self, column: int, chosen: Numbers, row: Numbers, row_digits: int) -> Iterator[Alike]:
        """Cells of a column, from rows whose numbers are of so many digits."""
        block, starts, ends = self.block, self._starts[chosen], self._ends[chosen]
        letters = 1 if self._letters is None else int(self._letters[chosen[0]])
        head = _Heads(block, starts)
        named = block.text(int(starts[0]) + 6, int(starts[0]) + 6 + letters)
        if not head.alike(0, _CELL_START + named).all():
            raise UnusualError
        if ((head.at(6 + letters) & MASKS[row_digits + 1]) != self._words[row]).any():
            raise UnusualError
        behind = 7 + letters + row_digits
        rows = self._numbers[row] - 1
        for _ in range(MOST_SPELLINGS):
            start, end = int(starts[0]) + behind, int(ends[0])
            spelt, style, kind, holds = _head(block.text(start, min(end, start + _LONGEST_HEAD)))
            same = head.alike(behind, spelt)
            every = bool(same.all())
            own = slice(None) if every else same
            froms, tos = starts[own] + behind + len(spelt), ends[own]
            if holds == FORMULA:
                yield from self._formulas(column, style, kind, rows[own], froms - 2, tos)
            else:
                yield self._ended(Alike(column, style, kind, holds, rows[own], froms, tos))
            if every:
                return
            starts, ends, rows, head = starts[~same], ends[~same], rows[~same], head.without(same)
        raise UnusualError

    def _ended(self, cells: Alike) -> Alike:
        """The cells with their closing tags seen and left out."""
        words = self.block.words
        ends = cells.ends
        if cells.holds == EMPTY:
            right, behind = cells.starts == ends, 0
        elif cells.holds == VALUE:
            right, behind = words[ends - 8] == _VALUE_END, 8
        else:
            right = (words[ends - 13] == word(b"</t></is")) & (words[ends - 8] == word(b"/is></c>"))
            behind = 13
        ends = ends - behind
        if not right.all() or (ends < cells.starts).any():
            raise UnusualError
        return Alike(cells.column, cells.style, cells.type, cells.holds, cells.rows, cells.starts, ends)

    def _formulas(
        self, column: int, style: str, kind: str, rows: Numbers, starts: Numbers, ends: Numbers
    ) -> Iterator[Alike]:
        """Cells with formulas, which begin at `starts`: their values where they have any."""
        self.with_formulas = True
        block = self.block
        values = np.append(block.values, len(block))
        at = values[np.searchsorted(values, starts)]
        valued = at < ends
        behind = np.where(valued, at, ends - 4)
        if ((block.words[ends[~valued] - 4] & MASKS[4]) != _CELL_END).any():
            raise UnusualError
        closed = (block.words[behind - 4] & MASKS[4]) == _FORMULA_END
        inner = np.searchsorted(block.openings, behind) - np.searchsorted(block.openings, starts)
        if (inner != np.where(closed, 2, 1)).any():
            raise UnusualError
        simple = closed & (block.bytes[starts + 2] == 62)
        for start, end, whole in zip(starts[~simple], behind[~simple], closed[~simple], strict=True):
            if not (_FORMULA_HEAD if whole else _FORMULA_ALONE).fullmatch(block.text(start, end)):
                raise UnusualError
        if valued.any():
            at = at[valued]
            if ((block.words[at] & MASKS[3]) != word(b"<v>")).any():
                raise UnusualError
            yield self._ended(Alike(column, style, kind, VALUE, rows[valued], at + 3, ends[valued]))


class _Heads:
    """The first bytes of some cells, as words in rows; what is behind them is looked up."""

    def __init__(self, block: Block, starts: Numbers, words: Numbers | None = None) -> None:
        self._block = block
        self._starts = starts
        self._words = block.wide(starts, _HEAD_WORDS) if words is None else words

    def at(self, offset: int) -> Numbers:
        """The word of each cell at an offset from its start."""
        number, bits = offset // 8, np.uint64(8 * (offset % 8))
        if number + 1 >= _HEAD_WORDS:
            behind: Numbers = self._block.words[self._starts + offset]
            return behind
        if not bits:
            whole: Numbers = self._words[:, number]
            return whole
        return (self._words[:, number] >> bits) | (self._words[:, number + 1] << (np.uint64(64) - bits))

    def alike(self, offset: int, text: bytes) -> Numbers:
        """Which of the cells have `text` there."""
        same: Numbers = np.ones(len(self._starts), dtype=bool)
        for at in range(0, len(text), 8):
            piece = text[at : at + 8]
            if at and offset + at + 8 > 8 * _HEAD_WORDS:  # not looked up behind the end of the XML
                likely = np.flatnonzero(same)
                words = self._block.words[self._starts[likely] + offset + at]
                same[likely] = (words & MASKS[len(piece)]) == word(piece)
            else:
                same &= (self.at(offset + at) & MASKS[len(piece)]) == word(piece)
        return same

    def without(self, some: Numbers) -> _Heads:
        """The others."""
        return _Heads(self._block, self._starts[~some], self._words[~some])


def _head(text: bytes) -> tuple[bytes, str, str, str]:
    """What stands behind a cell's reference and before its value; its style, its type and what it holds."""
    found = _CELL_HEAD.match(text)
    if found is None:
        raise UnusualError
    return _read_head(found[0], found[1], found[2] or b"")


@lru_cache(maxsize=2000)
def _read_head(spelt: bytes, attributes: bytes, holds: bytes) -> tuple[bytes, str, str, str]:
    named = _ATTRIBUTE.findall(attributes)
    values = dict(named)
    if len(values) < len(named) or b"r" in values:
        raise UnusualError
    style, kind = values.get(b"s"), values.get(b"t")
    if (style is not None and not re.fullmatch(rb"[0-9]{1,6}", style)) or kind == b"":
        raise UnusualError
    return spelt, (style or b"").decode(), (kind or b"").decode(), holds.decode()


def _tags(block: Block) -> Numbers:
    """Where rows and cells begin: elements whose names begin with `r` or `c`."""
    data = block.bytes
    if len(data) < 2:
        return np.zeros(0, dtype=np.int64)
    found = np.zeros(len(data) + -len(data) % 8, dtype=bool)
    masked = np.empty(_STRETCH, dtype=np.uint8)
    named = np.empty(_STRETCH, dtype=bool)
    for start in range(0, len(data) - 1, _STRETCH):  # in stretches that fit the cache next to the processor
        names = data[1 + start : 1 + start + _STRETCH]
        here = found[start : start + len(names)]
        # `c` and `r` are alike but for two bits; what else these leave (`b`, `s`) begins no element here.
        np.bitwise_and(names, 0xEE, out=masked[: len(names)])
        np.equal(masked[: len(names)], 0x62, out=named[: len(names)])
        np.equal(data[start : start + len(names)], 60, out=here)
        np.logical_and(here, named[: len(names)], out=here)
    # Two never begin within eight bytes, so that a word in which one does has it as its only bit.
    words = found.view("<u8")
    places = np.flatnonzero(words)
    if np.count_nonzero(found) != len(places):
        raise UnusualError
    within = (words[places] * np.uint64(0x0001020304050607)) >> np.uint64(56)
    return places * 8 + within.astype(np.int64)


def _rows(block: Block, starts: Numbers, after_row: int) -> tuple[Numbers, Numbers, Numbers]:
    """The number of each row, of how many digits it is, and the word of these with the quote behind."""
    if (block.words[starts] != _ROW_START).any():
        raise UnusualError
    behind = block.words[starts + 8]
    counts = np.zeros(len(starts), dtype=np.int64)
    for count in range(7, 0, -1):
        counts[((behind >> np.uint64(8 * count)) & np.uint64(255)) == 34] = count
    numbers = digits(block, starts + 8 + counts, counts)
    if numbers[0] <= after_row or numbers[-1] > MOST_ROWS or (np.diff(numbers) <= 0).any():
        raise UnusualError
    return numbers, counts, behind & MASKS[counts + 1]


def _check_rows(
    block: Block, tags: Numbers, ends: Numbers, at_row: Numbers, row_digits: Numbers, counts: Numbers
) -> None:
    """See that rows begin and end as rows do."""
    filled = counts > 0
    last = ends[(at_row + counts)[filled]]
    if ((block.words[last] & MASKS[6]) != word(ROW_END)).any():
        raise UnusualError
    to = np.append(tags, len(block))[at_row + 1]
    codes, found = block.spellings(tags[at_row] + 9 + row_digits, to)
    for code, attributes in enumerate(found):
        spelt = _ROW_ATTRIBUTES.fullmatch(attributes)
        if spelt is None or b' r="' in attributes or ((spelt[1] == b">") != filled[codes == code]).any():
            raise UnusualError


def _columns(data: Numbers, starts: Numbers) -> tuple[Numbers, Numbers | None]:
    """The column (from 0) that each cell's reference names, and of how many letters it is (None: one)."""
    columns = data[starts + 6].astype(np.int64) - 65
    second = data[starts + 7]
    if ((columns < 0) | (columns > 25)).any():
        raise UnusualError
    long = np.flatnonzero(second >= 65)
    if not len(long):
        return columns, None
    letters = np.ones(len(starts), dtype=np.int64)
    letters[long] = 2
    columns[long] = columns[long] * 26 + 26 + second[long] - 65
    third = data[starts[long] + 8]
    if (second[long] > 90).any() or (third > 90).any():
        raise UnusualError
    longest = long[third >= 65]
    letters[longest] = 3
    columns[longest] = columns[longest] * 26 + 26 + third[third >= 65] - 65
    if int(columns.max()) >= MOST_COLUMNS:
        raise UnusualError
    return columns, letters
