"""Rows of a worksheet part as text: of a long sheet most rows are never looked at, or only written over.

A parser makes some forty nodes of a row, which takes most of the time that a long sheet needs to be opened
and saved. So the rows are cut out of the text before it is parsed; a row becomes elements when somebody asks
for one of its cells, and those nobody asked for go back as they stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from lxml import etree

from sheetkpi.fileengine.opc.entities import xml_characters
from sheetkpi.fileengine.opc.namespaces import MAIN
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.columntexts import ColumnTexts
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.storedformulas import (
    StoredFormula,
    formula_texts,
    stored_formulas,
)
from sheetkpi.fileengine.parts.textcells import TextCell, cell_in, cells_in
from sheetkpi.patterns import lazy_pattern

_LONG = 100_000
"""Bytes of a part from which cutting is worth it."""

_UTF_8 = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*encoding=[\"']utf-8[\"'][^>]*\?>\s*)?<worksheet", re.IGNORECASE
)
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ROW, _ROW_ENDS = b"<row", (b"</row>", b"/>")
_NUMBER = lazy_pattern(rb' r="(\d{1,7})"')
_REACHING = lazy_pattern(rb"<f\s")
_MARK = "sheetkpi-rows"


def cut(data: bytes) -> tuple[bytes, dict[int, bytes]]:
    """A worksheet part without its rows, and these by number; as it is, and none, where it is short or its
    rows are not written as nearly all are (in order, numbered, without comments and the like).

    >>> data = b'<worksheet><sheetData><row r="1"/><row r="3"></row></sheetData></worksheet>'
    >>> cut(data + b" " * 100_000)[1]
    {1: b'<row r="1"/>', 3: b'<row r="3"></row>'}
    """
    begin, end = data.find(_BEGIN) + len(_BEGIN), data.rfind(_END)
    if len(data) < _LONG or begin < len(_BEGIN) or end < begin or not _UTF_8.match(data):
        return data, {}
    # A letter alone is found many times as fast as two.
    special = (b"!" in data and b"<!" in data) or (
        data.find(b"?", begin, end) >= 0 and data.find(b"<?", begin, end) >= 0
    )
    if special:
        return data, {}
    before, *rows = data[begin:end].split(_ROW)
    if not all(row.rstrip().endswith(_ROW_ENDS) for row in rows):
        return data, {}
    numbered = [_NUMBER.match(row) for row in rows]
    numbers = [int(match[1]) for match in numbered if match is not None]
    in_order = all(one < next_one for one, next_one in pairwise(numbers))
    if before or not rows or len(numbers) < len(rows) or not in_order:
        return data, {}
    return data[:begin] + data[end:], dict(zip(numbers, [_ROW + row for row in rows], strict=True))


class RowTexts:
    """Rows that have no elements yet, by number. `parse` makes the root element of an XML text, and raises
    the error of whoever opened the file where it is damaged."""

    def __init__(self, texts: dict[int, bytes], parse: Callable[[bytes], Element]) -> None:
        self._texts = texts
        self._parse = parse
        self._plain: set[int] = set()
        self._cut: dict[range, ColumnTexts | None] = {}
        self._formula_rows: set[int] | None = None
        self._reaching: set[int] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, row: int) -> bool:
        return row in self._texts

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Number and text of each."""
        return iter(self._texts.items())

    def among(self, rows: range) -> list[int]:
        """Those of `rows` that wait, in order."""
        if len(rows) < len(self._texts):
            return [row for row in rows if row in self._texts]
        return [row for row in self._texts if row in rows]

    def cells(self, row: int, column: str = "") -> list[TextCell] | None:
        """The cells of a row that waits, or that in one column (its letters); None where its text is not
        read."""
        if column:
            return cell_in(self._texts[row], f"{column}{row}".encode())
        cells = cells_in(self._texts[row], row in self._plain)
        if cells is not None:
            self._plain.add(row)
        return cells

    def has_formulas(self, row: int) -> bool:
        """Whether formulas may be in a row that waits."""
        return b"<f" in self._texts[row]

    def stretches(self, rows: range) -> Iterator[range]:
        """The rows that wait among `rows`, each stretch of consecutive ones."""
        first, end = 0, 0
        for row in self.among(rows):
            if row != end:
                if first < end:
                    yield range(first, end)
                first = row
            end = row + 1
        if first < end:
            yield range(first, end)

    def texts(self, rows: Iterable[int]) -> list[bytes]:
        """The texts of `rows`, all of which wait."""
        return [self._texts[row] for row in rows]

    def take(self, rows: range | set[int]) -> dict[int, bytes]:
        """The texts of those of `rows` that wait, which from then on wait no more."""
        self._forget(rows)
        few, many = (rows, self._texts) if len(rows) < len(self._texts) else (list(self._texts), rows)
        return {row: self._texts.pop(row) for row in few if row in many}

    def put(self, row: int, text: bytes) -> None:
        """Let a row that waits have another text."""
        self._texts[row] = text
        self._plain.discard(row)
        self._formula_rows = self._reaching = None
        self._forget(range(row, row + 1))

    def columns(self, rows: range) -> ColumnTexts | None:
        """Consecutive `rows`, all of which wait, cut into columns, and kept so until one of them is taken or
        put; None where one is not written as nearly all are."""
        for known, cut in self._cut.items():
            if known.start <= rows.start and rows.stop <= known.stop:
                return cut
        self._cut[rows] = ColumnTexts.read(rows, self.texts(rows))
        return self._cut[rows]

    def is_cut(self, rows: range) -> bool:
        """Whether `rows` were cut into columns before."""
        return any(known.start <= rows.start and rows.stop <= known.stop for known in self._cut)

    def formulas(self, known: Callable[[int, int], bool]) -> Iterator[StoredFormula]:
        """The formulas in rows that wait, none of which reaches beyond its cell, but for those at `known`
        places."""
        rows_cut = self._rows_cut()
        for rows in rows_cut:
            if (cut := self._cut[rows]) is not None:
                for row, column, text in cut.formulas(known):
                    yield StoredFormula(row, column, text, Block(row, column, row, column))
        for found in self._formulas_beside(rows_cut):
            if not known(found.row, found.column):
                yield found

    def formula_texts(self) -> Iterator[str]:
        """The texts of these formulas, many of them once."""
        rows_cut = self._rows_cut()
        for rows in rows_cut:
            if (cut := self._cut[rows]) is not None:
                yield from cut.formula_texts()
        beside = {text for row in self._beside(rows_cut) for text in formula_texts(self._texts[row])}
        yield from map(xml_characters, beside)

    def _rows_cut(self) -> list[range]:
        """Rows that are cut, each in one of these."""
        found: list[range] = []
        for rows in sorted(self._cut, key=len, reverse=True):
            if self._cut[rows] is not None and not any(_meet(rows, others) for others in found):
                found.append(rows)
        return found

    def _formulas_beside(self, cut: Sequence[range]) -> Iterator[StoredFormula]:
        for row in self._beside(cut):
            yield from stored_formulas(self._texts[row])

    def _beside(self, cut: Sequence[range]) -> list[int]:
        """The rows with formulas that are not cut."""
        return [row for row in sorted(self._with_formulas()) if not any(row in rows for rows in cut)]

    def _forget(self, rows: range | set[int]) -> None:
        """Rows that wait no more, or as others, are not among those that are cut."""
        for known, cut in list(self._cut.items()):
            if isinstance(rows, set):
                met = sorted(row for row in rows if row in known)
            else:
                first, end = max(rows.start, known.start), min(rows.stop, known.stop)
                met = [first, end - 1] if first < end else []
            if met:
                del self._cut[known]
                for left in (range(known.start, met[0]), range(met[-1] + 1, known.stop)):
                    if cut is not None and len(left) > len(known) // 2:
                        self._cut[left] = cut.part(left)

    def reaching(self) -> set[int]:
        """The rows with formulas that are more than the text of one cell's: shared ones, array formulas."""
        if self._reaching is None:
            self._reaching = {row for row in self._with_formulas() if _REACHING.search(self._texts[row])}
        return {row for row in self._reaching if row in self._texts}

    def _with_formulas(self) -> list[int]:
        """The rows in which formulas may be, looked for once: a refresh asks for every table it resizes."""
        if self._formula_rows is None:
            self._formula_rows = {row for row, text in self._texts.items() if b"<f" in text}
        return [row for row in self._formula_rows if row in self._texts]

    def elements(self, parent: Element, texts: Iterable[bytes]) -> list[Element]:
        """Row elements made of `texts`, which have no prefix, for the `<sheetData>` `parent`; once they are
        put there they take the prefix that the part uses."""
        known = parent.nsmap | {None: MAIN}
        spaces = "".join(f' xmlns{f":{prefix}" if prefix else ""}="{name}"' for prefix, name in known.items())
        return list(self._parse(f"<sheetData{spaces}>".encode() + b"".join(texts) + b"</sheetData>"))


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def put_in(
    data: Element, gaps: Sequence[tuple[Element | None, bytes]], serialize: Callable[[], bytes]
) -> bytes:
    """A part as bytes, with rows that have no elements where they belong.

    `data` is its `<sheetData>`; each of `gaps`, in order, is the row element before which rows are missing
    (None: the end), and their text.
    """
    marks = [etree.ProcessingInstruction(_MARK) for _ in gaps]
    for mark, (behind, _) in zip(marks, gaps, strict=True):
        if behind is None:
            data.append(mark)
        else:
            behind.addprevious(mark)
    try:
        pieces = serialize().split(f"<?{_MARK} ?>".encode())
    finally:
        for mark in marks:
            data.remove(mark)
    texts = (*(text for _, text in gaps), b"")
    return b"".join(piece for pair in zip(pieces, texts, strict=True) for piece in pair)
