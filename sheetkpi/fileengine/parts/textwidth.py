"""How wide a column must be for what its cells show, in characters of the default font."""

from __future__ import annotations

import datetime as dt
import unicodedata

from sheetkpi.fileengine.parts.cells import Value, number_text
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.worksheet import Worksheet

_PADDING = 2
_WIDEST = 255


def fit_columns(sheet: Worksheet, block: Block) -> None:
    """Make the block's columns as wide as what their cells in it show; columns without contents stay.

    An estimate: a full-width character counts as two, numbers are measured with separators and two decimals
    at most. Nobody here knows the fonts of the machine that will show the workbook.
    """
    widths: dict[int, int] = {}
    for row, column in sheet.filled(block):
        shown = _shown(sheet.value(row, column), sheet.styles.number_format(sheet.style(row, column)))
        width = max((text_width(line) for line in shown.splitlines()), default=0)
        widths[column] = max(widths.get(column, 0), width)
    for column, width in widths.items():
        one = Block(block.top, column, block.bottom, column)
        sheet.columns.set_width(one, min(width + _PADDING, _WIDEST))


def text_width(text: str) -> int:
    """Half-width characters a text takes.

    >>> text_width("KPI"), text_width("架電数")
    (3, 6)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _shown(value: Value, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return number_format.replace('"', "").replace("\\", "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if "%" in number_format:
            return f"{value:.1%}"
        return f"{value:,.0f}" if "," in number_format else number_text(round(value, 2))
    return value
