"""Rows kept as columns until somebody looks at their cells: those a sheet grew by, and those overwritten.

A table that is filled for the first time grows by hundreds of rows at once, and then each of its columns is
written by a call of its own; collecting writes thousands of rows. Making an element per cell on the way, to
find it again for the next call, takes several times as long as writing down the text of all rows at the end.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import cast

from sheetkpi.fileengine.parts.cells import (
    CellCodec,
    Content,
    Formula,
    StoredContent,
    Value,
    content_kind,
    style_text,
)
from sheetkpi.fileengine.parts.columntexts import ColumnTexts, Cut, Known
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.storedformulas import formula_in, without_result
from sheetkpi.grid import column_letters
from sheetkpi.patterns import lazy_pattern

_CELL = lazy_pattern(r'((?: [\w:]+="[^"<>]*")*+)(/>|>.*</c>)\s*', re.DOTALL)
_STYLE = lazy_pattern(r' s="(\d+)"')
_SPANS = lazy_pattern(r' spans="[^"]*"')


class HeldRows:
    """Styles (None: no cell) and contents of the cells of `rows`, by column.

    >>> held = HeldRows(range(7, 9), CellCodec([]))
    >>> held.add_column(1, 4, [Formula("B7*2", 6.0), None])
    >>> held.texts()[8]
    b'<row r="8"><c r="A8" s="4"/></row>'
    """

    def __init__(self, rows: range, codec: CellCodec, attributes: str = "") -> None:
        self.rows = rows
        self._codec = codec
        self._attributes = [attributes] * len(rows)
        self._styles: dict[int, list[int | None]] = {}
        self._contents: dict[int, list[Content | StoredContent]] = {}

    @classmethod
    def read(cls, cut: ColumnTexts, rows: range, codec: CellCodec) -> HeldRows | None:
        """Those of `rows` that are `cut` as they stand in a part; None where one of them gives cells that are
        not there a style of its own."""
        start = cut.rows.start
        own = cut.own[rows.start - start : rows.stop - start]
        if any(b"customFormat" in attributes for attributes in own):
            return None
        held = cls(rows, codec)
        stored: Known[Cut, tuple[int | None, StoredContent | None]] = Known((None, None), stored_cell)
        try:
            held._attributes = [_SPANS.sub("", attributes.decode()) for attributes in own]
            for column in cut.columns:
                cells = [*map(stored.__getitem__, cut.column(column, rows))]
                held._styles[column] = [style for style, _ in cells]
                held._contents[column] = [content for _, content in cells]
        except UnicodeDecodeError:
            return None  # for the parser to complain of
        return held

    def add_column(self, column: int, style: int, contents: Sequence[Content] = ()) -> None:
        """Make a cell in every row, in `style` and with `contents` (none: blank)."""
        self._styles[column] = [style] * len(self.rows)
        self._contents[column] = list(contents) or [None] * len(self.rows)

    def meets(self, rows: range) -> bool:
        """Whether any of these rows is among `rows`."""
        return rows.start < self.rows.stop and self.rows.start < rows.stop

    def _places(self, block: Block) -> tuple[slice, slice]:
        """Where the rows of `block` that are held stand here, and where in the block."""
        first, last = max(block.top, self.rows.start), min(block.bottom + 1, self.rows.stop)
        start = self.rows.start
        return slice(first - start, last - start), slice(first - block.top, last - block.top)

    def write(
        self,
        block: Block,
        contents: Sequence[Sequence[Content]],
        style_of: Callable[[int], int],
        adapted: Callable[[int, object], int],
    ) -> list[Block]:
        """Put contents into those cells of `block` that lie in these rows; None empties one.

        A cell that is not there yet is made in the style of its column (`style_of`); `adapted` says what
        becomes of a cell's style once content of a kind (see `cells.content_kind`) is typed into it. Returned
        are the cells that hold something else now.
        """
        here, there = self._places(block)
        differing: list[Block] = []
        for column, items in zip(block.columns, zip(*contents[there], strict=True), strict=True):
            kept, styles = self._column(column)
            top = self.rows.start + here.start
            for first, last in self._differing(kept[here], items):
                differing.append(Block(top + first, column, top + last, column))
            kept[here] = items
            looks = list(zip(styles[here], _kinds(items), strict=True))
            become = {
                (style, kind): adapted(style_of(column) if style is None else style, kind)
                for style, kind in dict.fromkeys(looks)
                if kind is not type(None)
            }
            if any(style != new for (style, _), new in become.items()):
                styles[here] = [become.get(look, look[0]) for look in looks]
        return differing

    def _differing(
        self, kept: Sequence[Content | StoredContent], items: Sequence[Content]
    ) -> Iterator[tuple[int, int]]:
        """The first and last place of each stretch in which cells come to hold something else."""
        first = None
        for place, (old, new) in enumerate(zip(kept, items, strict=True)):
            alike = type(old) is type(new) and old == new
            same = alike or (type(old) is StoredContent and self._codec.inside(new) == old)
            if not same and first is None:
                first = place
            elif same and first is not None:
                yield first, place - 1
                first = None
        if first is not None:
            yield first, len(items) - 1

    def has_stored_formulas(self, block: Block) -> bool:
        """Whether a formula that stood there before is among the cells of `block`."""
        here, _ = self._places(block)
        columns = (self._contents.get(column, [])[here] for column in block.columns)
        return any(type(each) is StoredContent and "<f" in each for column in columns for each in column)

    def cache(self, block: Block, values: Sequence[Sequence[Value]]) -> bool:
        """Results for the formulas written among those cells of `block`; True when all are known."""
        here, there = self._places(block)
        complete = True
        for number, column in enumerate(block.columns):
            contents = self._contents.get(column)
            if contents is None:
                continue
            for place, values_of_row in zip(range(here.start, here.stop), values[there], strict=True):
                content, value = contents[place], values_of_row[number]
                if isinstance(content, Formula):
                    contents[place] = content._replace(cached=value)
                    complete = complete and value is not None
        return complete

    def formulas(self, known: Callable[[int, int], bool]) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of the formulas in these rows, but for those at `known` places."""
        for column, contents in self._contents.items():
            for row, content in zip(self.rows, contents, strict=True):
                kind = type(content)
                if kind is Formula and not known(row, column):
                    yield row, column, cast(Formula, content).text
                elif kind is StoredContent and "<f" in cast(str, content) and not known(row, column):
                    yield row, column, formula_in(f"<c{content}".encode())

    def formula_texts(self) -> Iterator[str]:
        """The texts of these formulas, each once."""
        written = {
            content.text for each in self._contents.values() for content in each if type(content) is Formula
        }
        yield from written
        stored = {
            content for each in self._contents.values() for content in each if type(content) is StoredContent
        }
        yield from (formula_in(f"<c{content}".encode()) for content in stored if "<f" in content)

    def forget_results(self, row: int, columns: Iterable[int]) -> None:
        """Take the results from cells of a row that hold formulas or that array formulas fill."""
        for column in columns:
            contents, place = self._column(column)[0], row - self.rows.start
            content = contents[place]
            if isinstance(content, Formula):
                contents[place] = content._replace(cached=None)
            elif type(content) is not StoredContent or "<f" not in content:
                contents[place] = None
            else:
                cell = without_result(f"<c{content}".encode()).decode()
                contents[place] = StoredContent(cell.removeprefix("<c"))

    def restyle(self, block: Block, style_of: Callable[[int], int], restyled: Callable[[int], int]) -> None:
        """Give those cells of `block` that lie in these rows, made if need be, the style `restyled` makes of
        their old one."""
        here, _ = self._places(block)
        for column in block.columns:
            _, styles = self._column(column)
            styles[here] = [restyled(style_of(column) if style is None else style) for style in styles[here]]

    def texts(self) -> dict[int, bytes]:
        """The `<row>` elements as text, by number; those without anything left out."""
        numbers = [str(row) for row in self.rows]
        columns = [self._texts(column, numbers) for column in sorted(self._styles)]
        cells = map("".join, zip(*columns, strict=True)) if columns else iter([""] * len(self.rows))
        return {
            row: f'<row r="{row}"{attributes}>{inside}</row>'.encode()
            for row, attributes, inside in zip(self.rows, self._attributes, cells, strict=True)
            if inside or attributes
        }

    def _column(self, column: int) -> tuple[list[Content | StoredContent], list[int | None]]:
        if column not in self._styles:
            self._styles[column] = [None] * len(self.rows)
            self._contents[column] = [None] * len(self.rows)
        return self._contents[column], self._styles[column]

    def _texts(self, column: int, numbers: Sequence[str]) -> list[str]:
        """The `<c>` elements of a column as text, "" where a row has none; `numbers` are the rows'."""
        start, styles = f'<c r="{column_letters(column)}', self._styles[column]
        looks = {style: f'"{style_text(style or 0)}' for style in set(styles)}
        insides = self._codec.insides(self._contents[column])
        return [
            "" if style is None else f"{start}{number}{looks[style]}{inside}"
            for number, style, inside in zip(numbers, styles, insides, strict=True)
        ]


def _kinds(items: Sequence[Content]) -> Iterator[object]:
    """What `content_kind` says of each; only dates need a closer look than their type."""
    return map(content_kind if dt.datetime in map(type, items) else type, items)


def stored_cell(cut: bytes) -> tuple[int | None, StoredContent | None]:
    """The style of a cell as it is cut out of its part, and what else is said of it.

    >>> stored_cell(b' s="4"><v>7</v></c>')
    (4, '><v>7</v></c>')
    """
    cell = _CELL.fullmatch(cut.decode())
    assert cell is not None  # or it had not been cut
    style, others = _look(cell[1])
    return style, StoredContent(others + cell[2]) if others or cell[2] != "/>" else None


@lru_cache(maxsize=4096)
def _look(attributes: str) -> tuple[int, str]:
    """The style that attributes of a cell say, and the others."""
    style = _STYLE.search(attributes)
    return int(style[1]) if style else 0, _STYLE.sub("", attributes)
