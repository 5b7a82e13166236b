"""How rows look that leave a table: formats of their cells, links, height, whether they are hidden.

As plain data, which can be kept in a file, so that a later process can let them look so again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.fileengine.parts.hyperlinks import Link
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.rowlooks import give_looks, looks_of
from sheetkpi.fileengine.parts.styletold import Told, made_again, told

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.sheet import Sheet


def looks_of_rows(sheet: Sheet, block: Block, places: Sequence[int]) -> dict[str, Any]:
    """The looks of those rows of `block` (from 0): a list of `formats`, and for each row which of them its
    cells have (-1: that of cells that are not there), its links and its own attributes."""
    formats: dict[int, int] = {}
    rows = []
    beside, links = sheet.has_tables_beside(block), sheet.hyperlinks.kept(block)
    for place in places:
        row = block.top + place
        present = bool(sheet.worksheet.row_numbers(Block(row, 1, row, 1)))
        cells = dict(sheet.worksheet.cells_within(row, block)) if present else {}
        styles = [sheet.worksheet.style(row, column) if column in cells else -1 for column in block.columns]
        rows.append(
            {
                "cells": [formats.setdefault(style, len(formats)) if style >= 0 else -1 for style in styles],
                "links": [list(link) for link in links.get(row, ())],
                "looks": looks_of(sheet.worksheet, row) if present and not beside else {},
            }
        )
    return {"formats": [told(sheet.worksheet.styles, style)._asdict() for style in formats], "rows": rows}


def give_looks_to_rows(sheet: Sheet, block: Block, places: Sequence[int], kept: dict[str, Any]) -> None:
    """Let those rows of `block` look as `looks_of_rows` said of as many rows of a block as wide."""
    worksheet = sheet.worksheet
    formats = [
        made_again(worksheet.styles, Told(**{**one, "xml": tuple(one["xml"])})) for one in kept["formats"]
    ]
    worksheet.changed()
    beside = sheet.has_tables_beside(block)
    for place, one in zip(places, kept["rows"], strict=True):
        row = block.top + place
        if not beside:
            give_looks(worksheet, row, one["looks"])
        for column, number in zip(block.columns, one["cells"], strict=False):
            style = formats[number] if number >= 0 else worksheet.empty_style(row, column)
            if worksheet.style(row, column) != style:
                worksheet.set_style(row, column, style)
        across = block._replace(top=row, bottom=row)
        for link in one["links"]:
            sheet.hyperlinks.put_back(across, Link(*link))
