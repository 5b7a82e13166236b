"""The cells of a worksheet (`sheetData`) in a block of its XML: where each stands, and where its value does.

Every byte of a block is accounted for: a cell begins where the one before ends, and its tags are spelt as Excel
and the programs beside it spell them. Anything else (a comment, a cell without its reference, rows out of
order) is Unusual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sheetkpi.sources.files.xmlblocks import MASKS, Block, Unusual, digits, word
from sheetkpi.sources.raw import Numbers

EMPTY, VALUE, INLINE, FORMULA = 0, 1, 2, 3
"""What is in a cell: nothing, a value (`v`), a text of its own (`is`), a formula without a value."""

ROW_END = b"</row>"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

_C, _F, _I, _R, _T, _V, _END = (ord(letter) for letter in "cfirtv/")
_ROW_START = word(b'<row r="')
_CELL_START = word(b'<c r="')
_ATTRIBUTES = re.compile(rb"((?: [\w:.]+=\"[^\"<>&]*\")*) ?(>|/>|></c>)")
_ATTRIBUTE = re.compile(rb" ([\w:.]+)=\"([^\"]*)\"")
_ROW_ATTRIBUTES = re.compile(rb"(?: [\w:.]+=\"[^\"<>&]*\")*\s*(>|/>|></row>)")
_FORMULA_END = word(b"</f>")
_ALONE = word(b"/>")


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a block, in their order. Rows and columns count from 0; the attributes of a cell stand in
    the XML from behind its reference to `attributes_end`; its value, if it has one, from `start` to `end`.
    `last_row` is the number (from 1) of the block's last row."""

    block: Block
    rows: Numbers
    columns: Numbers
    attributes: Numbers
    attributes_end: Numbers
    kinds: Numbers
    start: Numbers
    end: Numbers
    last_row: int


@lru_cache(maxsize=2000)
def style_and_type(attributes: bytes) -> tuple[str, str, str]:
    """Of the attributes of a cell: its style (""), its type (""), and what follows: `>`, `/>` or `></c>`.

    >>> style_and_type(b' s="12" t="str">')
    ('12', 'str', '>')
    """
    found = _ATTRIBUTES.fullmatch(attributes)
    if found is None:
        raise Unusual
    named = _ATTRIBUTE.findall(found[1])
    values = dict(named)
    if len(values) < len(named) or b"r" in values:
        raise Unusual
    style, kind = values.get(b"s", b"").decode(), values.get(b"t", b"").decode()
    if (b"s" in values and not re.fullmatch(r"[0-9]{1,6}", style)) or (b"t" in values and not kind):
        raise Unusual
    return style, kind, found[2].decode()


def cells_of(block: Block, after_row: int) -> Cells | None:
    """The cells of whole rows, which stand below the row `after_row` (from 1); None where there is none."""
    data, words = block.bytes, block.words
    opening = data == 60
    tags = np.flatnonzero(opening[:-1] & (data[1:] != 47))
    if not len(tags):
        if len(block):
            raise Unusual
        return None
    closing = np.count_nonzero(opening) - len(tags)
    names = np.append(data[tags + 1], np.uint8(_END))
    tags = np.append(tags, len(block))
    at_row, at_cell = (np.flatnonzero(names[:-1] == name) for name in (_R, _C))
    if tags[0] or names[0] != _R:
        raise Unusual
    numbers, digit_counts, row_words = _rows(block, tags[at_row], after_row)
    counts = np.diff(np.append(np.searchsorted(at_cell, at_row), len(at_cell)))
    closing -= _row_tags(block, tags, names, at_row, digit_counts, counts > 0)

    starts = tags[at_cell]
    row = np.repeat(np.arange(len(numbers)), counts)
    begin = words[starts]
    columns, letters = _columns(data, starts, begin)
    where = starts + 6 + letters
    length = digit_counts[row]
    if ((words[where] & MASKS[length + 1]) != row_words[row]).any():
        raise Unusual
    if len(columns) > 1 and (np.diff(columns)[np.diff(row) == 0] <= 0).any():
        raise Unusual
    following = names[at_cell + 1]
    next_tag = tags[at_cell + 1]
    next_is_row = (following == _R) | (following == _END)
    cells = Cells(
        block,
        numbers[row] - 1,
        columns,
        where + length + 1,
        next_tag - np.where(next_is_row, 6, 0),
        np.zeros(len(at_cell), dtype=np.uint8),
        np.zeros(len(at_cell), dtype=np.int64),
        np.zeros(len(at_cell), dtype=np.int64),
        int(numbers[-1]),
    )
    closing -= _places_of_values(cells, tags, names, at_cell)
    if closing:
        raise Unusual
    return cells


def _rows(block: Block, starts: Numbers, after_row: int) -> tuple[Numbers, Numbers, Numbers]:
    """The number of each row, of how many digits it is, and the word of these with the quote behind."""
    if (block.words[starts] != _ROW_START).any():
        raise Unusual
    behind = block.words[starts + 8]
    counts = np.zeros(len(starts), dtype=np.int64)
    for count in range(7, 0, -1):
        quote = ((behind >> np.uint64(8 * count)) & np.uint64(255)) == 34
        counts[quote] = count
    if not counts.all():
        raise Unusual
    numbers = digits(block, starts + 8 + counts, counts)
    if numbers[0] <= after_row or numbers[-1] > MOST_ROWS or (np.diff(numbers) <= 0).any():
        raise Unusual
    return numbers, counts, behind & MASKS[counts + 1]


def _row_tags(
    block: Block, tags: Numbers, names: Numbers, at_row: Numbers, digit_counts: Numbers, filled: Numbers
) -> int:
    """How many closing tags those of rows are."""
    ends = tags[np.append(at_row[1:], len(tags) - 1)] - 6
    spelling = block.words[ends[filled]] & MASKS[6]
    if (spelling != word(ROW_END)).any() or (names[at_row + 1][filled] != _C).any():
        raise Unusual
    to = np.where(filled, tags[at_row + 1], ends + 6)
    codes, found = block.spellings(tags[at_row] + 9 + digit_counts, to)
    closing = np.zeros(len(found), dtype=np.int64)
    for code, attributes in enumerate(found):
        spelt = _ROW_ATTRIBUTES.fullmatch(attributes)
        if spelt is None or b' r="' in attributes or (spelt[1] == b">") != filled[codes == code].all():
            raise Unusual
        if (spelt[1] == b">") != filled[codes == code].any():
            raise Unusual
        closing[code] = spelt[1] != b"/>"
    return int(closing[codes].sum())


def _columns(data: Numbers, starts: Numbers, begin: Numbers) -> tuple[Numbers, Numbers]:
    """The column (from 0) that each cell's reference names, and of how many letters it is."""
    if ((begin & MASKS[6]) != _CELL_START).any():
        raise Unusual
    columns = ((begin >> np.uint64(48)) & np.uint64(255)).astype(np.int64) - 65
    second = (begin >> np.uint64(56)).astype(np.int64) - 65
    letters = np.ones(len(starts), dtype=np.int64)
    if (columns < 0).any() or (columns > 25).any():
        raise Unusual
    long = np.flatnonzero(second >= 0)
    if len(long):
        third = data[starts[long] + 8].astype(np.int64) - 65
        columns[long] = columns[long] * 26 + 26 + second[long]
        letters[long] = 2
        if (second[long] > 25).any():
            raise Unusual
        longest = third >= 0
        columns[long[longest]] = columns[long[longest]] * 26 + 26 + third[longest]
        letters[long[longest]] = 3
        if (third > 25).any() or int(columns.max()) >= MOST_COLUMNS:
            raise Unusual
    return columns, letters


def _places_of_values(cells: Cells, tags: Numbers, names: Numbers, at_cell: Numbers) -> int:
    """Fill in what the cells have and where; returns how many closing tags theirs are."""
    block, words = cells.block, cells.block.words
    names = np.append(names, np.full(3, _END, dtype=np.uint8))
    tags = np.append(tags, np.full(3, tags[-1]))
    first = names[at_cell + 1]
    closing = used = 0
    formula = first == _F
    at = at_cell + 1 + formula  # where a value is, behind its formula
    content = names[at]
    value = content == _V
    inline = (first == _I) & (names[at + 1] == _T)
    behind = at + np.where(value, 1, np.where(inline, 2, 0))
    last = names[behind]
    if not ((last == _C) | (last == _R) | (last == _END)).all():
        raise Unusual
    end = tags[behind] - np.where(last == _C, 0, 6)
    used = int(formula.sum() + value.sum() + 2 * inline.sum())
    rows = int((names[: len(names) - 4] == _R).sum())
    if used + len(at_cell) + rows != len(names) - 4:
        raise Unusual

    if value.any():
        to = end[value] - 8
        start = tags[at[value]] + 3
        if (words[to] != word(b"</v></c>")).any() or (block.bytes[start - 1] != 62).any():
            raise Unusual
        cells.kinds[value], cells.start[value], cells.end[value] = VALUE, start, to
        closing += 2 * len(to)
    if formula.any():
        to = np.where(value, tags[at], end - 4)[formula]
        alone = (words[to - 2] & MASKS[2]) == _ALONE
        ended = (words[to - 4] & MASKS[4]) == _FORMULA_END
        without = formula & ~value
        if not (alone | ended).all() or ((words[end[without] - 4] & MASKS[4]) != word(b"</c>")).any():
            raise Unusual
        named = words[tags[at_cell[formula] + 1]]
        if not np.isin(named & MASKS[3], np.array([word(b"<f>"), word(b"<f "), word(b"<f/")])).all():
            raise Unusual
        cells.kinds[without] = FORMULA
        closing += int(ended.sum() + without.sum())
    if inline.any():
        closing += _inline_texts(cells, tags[at], tags[at + 1], end, inline)
    empty = ~(formula | value | inline)
    closing += int((block.bytes[end[empty] - 2] == 99).sum())  # </c> and not />
    return closing


def _inline_texts(cells: Cells, item: Numbers, text: Numbers, end: Numbers, inline: Numbers) -> int:
    block = cells.block
    item, text, end = item[inline], text[inline], end[inline]
    to = end - 13
    if (text - item != 4).any() or ((block.words[item] & MASKS[4]) != word(b"<is>")).any():
        raise Unusual
    if (block.words[to] != word(b"</t></is")).any() or (block.words[end - 8] != word(b"/is></c>")).any():
        raise Unusual
    cells.kinds[inline], cells.start[inline], cells.end[inline] = INLINE, text, to
    return 3 * len(to)
