"""Rows that wait as text, cut into columns: of a table with thousands of rows each different cell is read
once.

In a column most cells are one of few, and what is asked of a table (its values, its formulas, whether it
holds already what is to be written) is asked of whole columns, several times in a refresh. So rows that
follow one another are cut once, and stay so until one of them is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from sheetkpi.fileengine.parts.storedformulas import formula_in
from sheetkpi.fileengine.parts.textcells import REFERENCE, TextCell
from sheetkpi.grid import column_letters, column_number
from sheetkpi.patterns import lazy_pattern

Cut: TypeAlias = bytes | None
"""A cell as it stands in its part behind its address, ` s="4"><v>7</v></c>`; None where there is none."""

_K = TypeVar("_K")
_T = TypeVar("_T")

_BLANK_ROW = lazy_pattern(rb'<row r="\d{1,7}"((?: [^<>]*?)?)(?:/>|>\s*</row>)')
_OWN = lazy_pattern(rb"((?: [^<>]*[^<>/])?)>\s*")
_LETTERS = lazy_pattern(rb"[A-Z]{1,3}")
_ADDRESS = lazy_pattern(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_CUT = lazy_pattern(rb'((?: [\w:]+="[^"<>]*")*+(?:/>|>[^<]*+(?:<(?!/?c[ />])[^<]*+)*+</c>))\s*')
_CELL = lazy_pattern(
    rb'(?: s="(\d{1,9})")?+(?: t="(\w+)")?+'
    rb"(?:/>|>(<f>[^<]*</f>|<f/>)?+(<v>[^<]*</v>|<v/>)?+"
    rb'(?:<is>(<t(?: xml:space="preserve")?>)([^<]*)</t></is>)?+</c>)'
)
_BEGIN, _CELL_BEGIN, _END = b'<row r="', b'<c r="', b"</row>"


class NotPlainError(Exception):
    """A cell is not written as nearly all are: whoever wants to know more of it needs its element."""


class ColumnTexts:
    """The cells of `rows`, as they stand in their part, by the number of their column; `own` are the
    attributes of each row but its number.

    >>> rows = [b'<row r="2"><c r="B2" s="4"/></row>', b'<row r="3" ht="9"><c r="B3"><v>7</v></c></row>']
    >>> cut = ColumnTexts.read(range(2, 4), rows)
    >>> cut.own, cut.columns
    ([b'', b' ht="9"'], {2: [b' s="4"/>', b'><v>7</v></c>']})
    """

    def __init__(self, rows: range, own: list[bytes], columns: dict[int, list[Cut]]) -> None:
        self.rows = rows
        self.own = own
        self.columns = columns

    @classmethod
    def read(cls, rows: range, texts: Sequence[bytes]) -> ColumnTexts | None:
        """Rows as they stand in a part; None where one of them is not written as nearly all are."""
        own: list[bytes] = []
        columns: dict[int, list[Cut]] = {}
        split = [text.split(b'%d"' % row) for row, text in zip(rows, texts, strict=True)]
        try:
            place = 0
            for _, alike in groupby(split, len):
                stretch = slice(place, place := place + len(list(alike)))
                if not _cut_alike(split[stretch], own, columns):
                    for row, text in zip(rows[stretch], texts[stretch], strict=True):
                        _cut_row(row, text, own, columns)
        except NotPlainError:
            return None
        for column in columns.values():
            column += [None] * (place - len(column))
        return cls(rows, own, columns)

    @classmethod
    def only(cls, column: int, rows: range, texts: Sequence[bytes]) -> ColumnTexts | None:
        """The same of one column, without a look at the others."""
        letters = column_letters(column)
        cells: list[Cut] = []
        for row, text in zip(rows, texts, strict=True):
            address = b'r="%s%d"' % (letters.encode(), row)
            begin = text.find(address)
            if begin < 0:
                cells.append(None)
                continue
            stop = text.find(_CELL_BEGIN, begin)
            cut = text[begin + len(address) : stop if stop >= 0 else text.rfind(_END)]
            if not text.startswith(b"<c ", begin - 3) or not _CUT.fullmatch(cut):
                return None
            cells.append(cut)
        return cls(rows, [], {column: cells})

    def column(self, number: int, rows: range) -> Sequence[Cut]:
        """The cells of a column in `rows`, all of which are here."""
        start = self.rows.start
        found = self.columns.get(number)
        return [None] * len(rows) if found is None else found[rows.start - start : rows.stop - start]

    def part(self, rows: range) -> ColumnTexts:
        """The cells of `rows`, all of which are here."""
        here = slice(rows.start - self.rows.start, rows.stop - self.rows.start)
        return ColumnTexts(rows, self.own[here], {column: of[here] for column, of in self.columns.items()})

    def formulas(self, known: Callable[[int, int], bool]) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of the formulas in these rows, but for those at `known` places."""
        for column, cells in self.columns.items():
            said = _formulas_of(cells)
            for row, cell in zip(self.rows, cells, strict=True) if said else ():
                if cell in said and not known(row, column):
                    yield row, column, said[cell]

    def formula_texts(self) -> Iterator[str]:
        """The texts of these formulas, each column's once."""
        for cells in self.columns.values():
            yield from set(_formulas_of(cells).values())


def _formulas_of(cells: Iterable[Cut]) -> dict[bytes, str]:
    """The formulas of those among `cells` that have one."""
    texts: dict[bytes, str] = {}
    found = {}
    for cell in set(cells):
        if cell and (begin := cell.find(b"<f")) >= 0:
            element = cell[begin : cell.find(b"</f>", begin)]  # the results behind it are many
            if element not in texts:
                texts[element] = formula_in(b"<c" + cell)
            found[cell] = texts[element]
    return found


class Known(dict[_K, _T]):
    """What `read` makes of each different one, once; `nothing` of None."""

    def __init__(self, nothing: _T, read: Callable[[Any], _T]) -> None:
        super().__init__()
        self._nothing = nothing
        self._read = read

    def __missing__(self, one: _K) -> _T:
        found = self[one] = self._nothing if one is None else self._read(one)
        return found


def _cut_alike(rows: Sequence[Sequence[bytes]], own: list[bytes], columns: dict[int, list[Cut]]) -> bool:
    """Cut rows that have their number in as many places, each given as what stands between; False where these
    are not the addresses of their cells, and all in the same columns."""
    begin, *between = zip(*rows, strict=True)
    if len(between) < 2 or set(begin) != {_BEGIN}:
        return False
    letters = [cells[0].rpartition(_CELL_BEGIN)[2] for cells in between[:-1]]
    ends = [*(_CELL_BEGIN + letter for letter in letters), _END]
    if not all(map(_LETTERS.fullmatch, letters)) or len(set(letters)) != len(letters):
        return False
    found: list[list[bytes]] = []
    for end, cells in zip(ends, between, strict=True):
        pattern = _CUT if found else _OWN
        before: Known[bytes, bytes] = Known(b"", lambda text: _before(text, end, pattern))  # noqa: B023  # asked before the next
        try:
            found.append([*map(before.__getitem__, cells)])
        except NotPlainError:
            return False
    place = len(own)
    own += found[0]
    for letter, cut in zip(letters, found[1:], strict=True):
        column = columns.setdefault(column_number(letter.decode()), [])
        column += [None] * (place - len(column))
        column += cut
    return True


def _before(text: bytes, end: bytes, pattern: re.Pattern[bytes]) -> bytes:
    """What stands before the `end` of a text, if that is of the `pattern`, which has it as its group."""
    text = text.rstrip()
    match = pattern.fullmatch(text, 0, len(text) - len(end)) if text.endswith(end) else None
    if match is None:
        raise NotPlainError
    return match[1]


def _cut_row(row: int, text: bytes, own: list[bytes], columns: dict[int, list[Cut]]) -> None:
    """Cut one row, in whatever columns it has cells."""
    text = text.rstrip()
    if (whole := _BLANK_ROW.fullmatch(text)) is not None:
        own.append(whole[1])
        return
    begin, *cells = _ADDRESS.split(text)
    letters, numbers, cut = cells[::3], cells[1::3], cells[2::3]
    number = b'%d"' % row
    if not cells or set(numbers) != {b"%d" % row} or not begin.startswith(_BEGIN + number):
        raise NotPlainError
    if len(set(letters)) != len(letters):
        raise NotPlainError
    own.append(_before(begin[len(_BEGIN + number) :], b"", _OWN))
    for letter, cell, end in zip(letters, cut, [*[b""] * (len(cut) - 1), _END], strict=True):
        column = columns.setdefault(column_number(letter.decode()), [])
        column += [None] * (len(own) - 1 - len(column))
        column.append(_before(cell, end, _CUT))


def text_cell(cut: bytes) -> TextCell:
    """A cell as `textcells` reads it, without its column.

    >>> text_cell(b' s="4"><v>7</v></c>')
    (b'', b'4', b'', b'', b'<v>7</v>', b'', b'')
    """
    cell = _CELL.fullmatch(cut)
    if cell is None or (b"&" in cut and cut.count(b"&") != len(REFERENCE.findall(cut))):
        raise NotPlainError
    return (b"", *cell.groups(b""))  # type: ignore[return-value]
