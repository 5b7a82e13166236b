"""Many `<row>` elements at once, as text that is parsed: that takes a third of the time of making each."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from lxml import etree

from sheetkpi.fileengine.cells import Element, escaped
from sheetkpi.fileengine.namespaces import MAIN
from sheetkpi.fileengine.references import column_letters


def rows_alike(rows: range, styles: Mapping[int, int], formulas: Mapping[int, str]) -> list[Element]:
    """A row element for each of `rows`, with a cell in each of the columns of `styles`, left to right.

    `formulas`, as the file stores them, go unmoved into the cells of their columns.

    >>> [row] = rows_alike(range(7, 8), {1: 4, 3: 0}, {3: "B7*2"})
    >>> [(cell.get("r"), cell.get("s")) for cell in row]
    [('A7', '4'), ('C7', '0')]
    """
    cells = []
    for column, style in styles.items():
        formula = f"<f>{escape(escaped(formulas[column]))}</f>" if column in formulas else ""
        cells.append((f'<c r="{column_letters(column)}', f'" s="{style}">{formula}</c>'))
    text = "".join(
        f'<row r="{row}">{"".join(f"{before}{row}{after}" for before, after in cells)}</row>' for row in rows
    )
    return list(etree.fromstring(f'<sheetData xmlns="{MAIN}">{text}</sheetData>'))
