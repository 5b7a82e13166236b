"""What stands in the columns of a sheet, as far as its rows wait as text that is cut into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from operator import eq
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sheetkpi.fileengine.parts import textcells
from sheetkpi.fileengine.parts.cells import CellCodec, ErrorValue, Formula, StoredContent, Value
from sheetkpi.fileengine.parts.columntexts import ColumnTexts, Cut, Known, NotPlainError, text_cell
from sheetkpi.fileengine.parts.formulas import from_file
from sheetkpi.fileengine.parts.heldrows import stored_cell
from sheetkpi.fileengine.parts.references import Block

if TYPE_CHECKING:
    from sheetkpi.fileengine.parts.rowtexts import RowTexts

_T = TypeVar("_T")
Rows: TypeAlias = Iterator[tuple[_T, ...]]

_MANY = 50
"""Rows from which cutting is worth it."""

_DIFFERENT = 200_000
"""Different cells of which it is remembered what they say."""


def left_over(block: Block, read: Sequence[Block]) -> Iterator[Block]:
    """The rows of `block` that are in none of the parts that were `read`, given from top to bottom.

    >>> [part.ref for part in left_over(Block(1, 1, 9, 2), [Block(3, 1, 4, 2)])]
    ['A1:B2', 'A5:B9']
    """
    top = block.top
    for part in read:
        if top < part.top:
            yield block._replace(top=top, bottom=part.top - 1)
        top = part.bottom + 1
    if top <= block.bottom:
        yield block._replace(top=top)


def stretches(columns: Sequence[int]) -> list[tuple[int, int]]:
    """First column and number of each stretch of adjacent ones.

    >>> stretches([2, 3, 7])
    [(2, 2), (7, 1)]
    """
    found: list[tuple[int, int]] = []
    for column in columns:
        if found and column == sum(found[-1]):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found


class ColumnReading:
    """Reads the rows of one sheet that are `waiting`; `is_date` tells whether a style shows dates."""

    def __init__(self, waiting: RowTexts, codec: CellCodec, is_date: Callable[[str], bool]) -> None:
        self._waiting = waiting
        self._codec = codec
        self._is_date = is_date
        self._values: Known[Cut, Value] = Known(None, self._value)
        self._results: Known[Cut, Value] = Known(None, self._result)
        self._formulas: dict[str, Known[Cut, str | None]] = {}
        self._stored: Known[Cut, tuple[int | None, StoredContent | None]] = Known((None, None), stored_cell)

    def _value(self, cut: bytes) -> Value:
        return textcells.value_of(text_cell(cut), self._codec, self._is_date)

    def _result(self, cut: bytes) -> Value:
        value = self._values[cut]
        if value is None or value == "":
            return "" if b"<f" in cut and textcells.has_empty_result(text_cell(cut)) else None
        return None if isinstance(value, ErrorValue) else value

    def values(self, block: Block) -> Iterator[tuple[Block, Iterator[tuple[Value, ...]]]]:
        """The values of those parts of `block` that are read here, row by row."""
        for rows, cut in self._cut(block):
            with suppress(NotPlainError):
                yield block._replace(top=rows[0], bottom=rows[-1]), _told(block, rows, cut, self._values)

    def results_and_formulas(
        self, block: Block, table: str
    ) -> Iterator[tuple[Block, Rows[Value], Rows[str | None]]]:
        """The values and the formulas, as people write them in a `table`, of such parts, row by row, None
        where there is none. Where an empty text is stored as a result, that is the value; errors are none."""
        formulas_known = self._formulas.setdefault(table, Known(None, partial(_formula, table)))
        for rows, cut in self._cut(block):
            with suppress(NotPlainError):
                results = _told(block, rows, cut, self._results)
                formulas = _told(block, rows, cut, formulas_known)
                yield block._replace(top=rows[0], bottom=rows[-1]), results, formulas

    def filled(
        self,
        block: Block,
        formulas: Sequence[str],
        results: Sequence[Sequence[Value]],
        adapted: Callable[[int, object], int],
    ) -> frozenset[int]:
        """The columns of `block` in which each cell holds already the one formula for it, with what it comes
        to in each row, in a style that stays as it is (see `HeldRows.write`)."""
        pieces = list(self._cut(block))
        if sum(len(rows) for rows, _ in pieces) < block.height:
            return frozenset()
        found = set()
        for column, formula, of_column in zip(
            block.columns, formulas, zip(*results, strict=True), strict=True
        ):
            cells = [cell for rows, cut in pieces for cell in cut.column(column, rows)]
            stored = {cell: self._stored[cell] for cell in set(cells)}
            styles = {style for style, _ in stored.values()}
            if None not in styles and all(adapted(style or 0, Formula) == style for style in styles):
                inside = self._inside(formula, of_column)
                if all(map(eq, (stored[cell][1] for cell in cells), inside)):
                    found.add(column)
        return frozenset(found)

    def _inside(self, formula: str, results: Sequence[Value]) -> Iterator[str]:
        if bool in map(type, results):  # true is not 1
            return (self._codec.inside(Formula(formula, result)) for result in results)
        inside: Known[Value, str] = Known("", lambda result: self._codec.inside(Formula(formula, result)))
        inside[None] = self._codec.inside(Formula(formula))
        return map(inside.__getitem__, results)

    def _cut(self, block: Block) -> Iterator[tuple[range, ColumnTexts]]:
        """The rows of `block` that wait, as far as they are cut into columns by now or that is worth it."""
        everything: list[Known[Cut, Any]] = [self._values, self._results, *self._formulas.values()]
        for known in (*everything, self._stored):
            if len(known) > _DIFFERENT:
                known.clear()
        for rows in list(self._waiting.stretches(block.rows)):
            if not self._waiting.is_cut(rows) and len(rows) < _MANY:
                continue
            if self._waiting.is_cut(rows) or block.width > 1:
                cut = self._waiting.columns(rows)
            else:
                cut = ColumnTexts.only(block.left, rows, self._waiting.texts(rows))
            if cut is not None:
                yield rows, cut


def _formula(table: str, cut: bytes) -> str | None:
    if b"<f" not in cut:
        return None
    stored = textcells.formula_of(text_cell(cut))
    return None if stored is None else from_file(stored, table)


def _told(block: Block, rows: range, cut: ColumnTexts, known: Known[Cut, _T]) -> Rows[_T]:
    columns = [[*map(known.__getitem__, cut.column(one, rows))] for one in block.columns]
    return zip(*columns, strict=True)
