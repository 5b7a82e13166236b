"""The titles that stand above a table: every text up to the next table, or to the top of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.workbook.text import as_text, is_number

_MOST_ROWS = 400
"""How far up titles are looked for."""
_FIGURES = 3
"""Cells of a row, a number among them, from which on it is one of a table; two are a label and its value."""


def titles_above(sheet: Sheet, block: Block) -> list[str]:
    """What stands above the table in `block`, the nearest first: texts that are alone in its columns, and
    months beside a label (対象月, Month). Merged cells and texts to the left count where they reach over
    it, or where nothing of another table stands below them."""
    if block.top == 1:
        return []
    top = max(block.top - _MOST_ROWS, 1)
    cells = sheet.worksheet.values(Block(top, 1, block.bottom, block.right))
    free = [
        not any(as_text(row[place]) for row in cells[block.top - top :]) for place in range(block.left - 1)
    ]
    reaching = {
        (each.top, each.left) for each in sheet.worksheet.merged() if each.left < block.left <= each.right
    }
    ends = [each.content.ref for each in sheet.tables if each.content.ref != block]
    found: list[str] = []
    below = False
    for number in range(block.top - 1, top - 1, -1):
        if any(
            end.top <= number <= end.bottom and end.left <= block.right and block.left <= end.right
            for end in ends
        ):
            break
        row = cells[number - top]
        own = [value for value in row[block.left - 1 :] if as_text(value)]
        figures = len(own) >= _FIGURES and any(map(is_number, own))
        if figures and below:
            break
        below = figures
        left = [(place, value) for place, value in enumerate(row[: block.left - 1]) if as_text(value)]
        over = [value for place, value in left if (number, place + 1) in reaching]
        alone = [value for place, value in left if free[place] or place == block.left - 2]
        found += _told_in([*over, *own] or (alone if len(alone) == len(left) else []))
    return found


def _told_in(values: Sequence[Any]) -> Iterator[str]:
    """The title in the cells of a row: the only text of it, or the day or month beside a label."""
    texts = [_said(value) for value in values]
    if len(texts) == 1:
        yield texts[0]
    elif len(texts) == 2 and any(digit.isdigit() for digit in texts[1]) and not texts[0][:1].isdigit():
        yield texts[1]


def _said(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, (date, datetime)) else as_text(value)
