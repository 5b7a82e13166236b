"""What a whole row says of its record: that it is hidden (by hand or by a filter), how tall it is, its group.

Excel keeps it on the row of the sheet. Somebody who hid a rep's row hid the rep, so it moves as cells do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.sheetdata import SheetData

_LOOKS = ("hidden", "ht", "customHeight", "outlineLevel")
_PATTERN_ROWS = 50
"""So many last rows say how tall those of a table are."""


def move_row_looks(sheet: SheetData, rows: Block, to: Mapping[int, int]) -> None:
    """Move the looks of rows from row to row, as `to` says; rows that stay blank are not made for it."""
    present = {row: _looks(sheet, row) for row in sheet.row_numbers(rows)}
    if not any(present.values()):
        return
    for old, new in to.items():
        wanted = present.get(old, {})
        if wanted == present.get(new, {}):
            continue
        element = sheet.make_row(new)
        for name in _LOOKS:
            if name in wanted:
                element.set(name, wanted[name])
            else:
                element.attrib.pop(name, "")


def _looks(sheet: SheetData, row: int) -> dict[str, str]:
    element = sheet.rows[row]
    return {name: element.get(name, "") for name in _LOOKS if element.get(name)}


def usual_height(sheet: SheetData, rows: Block) -> str | None:
    """The height that most rows of a table were given, as it is stored; None for the sheet's own."""
    last = rows._replace(top=max(rows.top, rows.bottom - _PATTERN_ROWS + 1))
    heights = Counter(
        _looks(sheet, row).get("ht") if _looks(sheet, row).get("customHeight") in ("1", "true") else None
        for row in sheet.row_numbers(last)
    )
    height, times = heights.most_common(1)[0] if heights else (None, 0)
    return height if times * 2 > last.height else None


def take_in(sheet: SheetData, rows: Sequence[int], height: str | None) -> None:
    """Let rows that exist be rows of a table that grew over them: shown, and as tall as its others."""
    for row in rows:
        element = sheet.rows[row]
        element.attrib.pop("hidden", "")
        if height is not None and not element.get("ht"):
            element.set("ht", height)
            element.set("customHeight", "1")
