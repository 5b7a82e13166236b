"""Rows that a sheet grew by, kept as columns until somebody looks at their cells.

A table that is filled for the first time grows by hundreds of rows at once, and then each of its columns is
written by a call of its own. Making an element per cell on the way, to find it again for the next call, takes
several times as long as writing down the text of all rows at the end and having it parsed in one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import MAIN
from sheetkpi.fileengine.parts.cells import CellCodec, Content, Element, Formula, Value
from sheetkpi.fileengine.parts.references import Block, column_letters


class NewRows:
    """Styles (None: no cell) and contents of the cells of `rows`, by column.

    >>> new = NewRows(range(7, 9), CellCodec([]))
    >>> new.add_column(1, 4, [Formula("B7*2", 6.0), None])
    >>> [etree.tostring(row).decode().partition(">")[2] for row in new.elements()]
    ['<c r="A7" s="4"><f>B7*2</f><v>6</v></c></row>', '<c r="A8" s="4"/></row>']
    """

    def __init__(self, rows: range, codec: CellCodec) -> None:
        self.rows = rows
        self._codec = codec
        self._styles: dict[int, list[int | None]] = {}
        self._contents: dict[int, list[Content]] = {}

    def add_column(self, column: int, style: int, contents: Sequence[Content] = ()) -> None:
        """Make a cell in every row, in `style` and with `contents` (none: blank)."""
        self._styles[column] = [style] * len(self.rows)
        self._contents[column] = list(contents) or [None] * len(self.rows)

    def meets(self, block: Block) -> bool:
        """Whether any of these rows is among those of `block`."""
        return block.top <= self.rows[-1] and self.rows[0] <= block.bottom

    def _places(self, block: Block) -> tuple[int, int]:
        """Where the first of the rows that are in `block` stands here, and where in the block."""
        return max(block.top - self.rows[0], 0), max(self.rows[0] - block.top, 0)

    def write(
        self,
        block: Block,
        contents: Sequence[Sequence[Content]],
        style_of: Callable[[int], int],
        adapted: Callable[[int, Content], int],
    ) -> None:
        """Put contents into those cells of `block` that lie in these rows; None empties one.

        A cell that is not there yet is made in the style of its column (`style_of`); `adapted` says what
        becomes of a cell's style once such content is typed into it.
        """
        first, skipped = self._places(block)
        columns = [(column, *self._column(column)) for column in block.columns]
        for place, items in zip(range(first, len(self.rows)), contents[skipped:], strict=False):
            for (column, kept, styles), item in zip(columns, items, strict=True):
                kept[place] = item
                if item is not None:
                    style = styles[place]
                    styles[place] = adapted(style_of(column) if style is None else style, item)

    def cache(self, block: Block, values: Sequence[Sequence[Value]]) -> bool:
        """Results for the formulas among those cells of `block`; True when all are known."""
        first, skipped = self._places(block)
        complete = True
        for place, values_of_row in zip(range(first, len(self.rows)), values[skipped:], strict=False):
            for column, value in zip(block.columns, values_of_row, strict=True):
                kept = self._contents.get(column, ())
                content = kept[place] if kept else None
                if isinstance(content, Formula):
                    self._contents[column][place] = content._replace(cached=value)
                    complete = complete and value is not None
        return complete

    def restyle(self, block: Block, style_of: Callable[[int], int], restyled: Callable[[int], int]) -> None:
        """Give those cells of `block` that lie in these rows, made if need be, the style `restyled` makes of
        their old one."""
        first, skipped = self._places(block)
        last = min(first + block.height - skipped, len(self.rows))
        for column in block.columns:
            _, styles = self._column(column)
            for place in range(first, last):
                style = styles[place]
                styles[place] = restyled(style_of(column) if style is None else style)

    def elements(self) -> list[Element]:
        """The `<row>` elements, those without a cell left out."""
        columns = [self._texts(column) for column in sorted(self._styles)]
        texts = (
            f'<row r="{row}">{cells}</row>' if (cells := "".join(texts)) else ""
            for row, *texts in zip(self.rows, *columns, strict=True)
        )
        return list(etree.fromstring(f'<sheetData xmlns="{MAIN}">{"".join(texts)}</sheetData>'))

    def _column(self, column: int) -> tuple[list[Content], list[int | None]]:
        if column not in self._styles:
            self._styles[column] = [None] * len(self.rows)
            self._contents[column] = [None] * len(self.rows)
        return self._contents[column], self._styles[column]

    def _texts(self, column: int) -> list[str]:
        """The `<c>` elements of a column as text, "" where a row has none."""
        letters, text = column_letters(column), self._codec.text
        cells = zip(self.rows, self._styles[column], self._contents[column], strict=True)
        return [
            "" if style is None else text(f"{letters}{row}", style, content) for row, style, content in cells
        ]
