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
    present = {row: looks_of(sheet, row) for row in sheet.row_numbers(rows)}
    if not any(present.values()):
        return
    for old, new in to.items():
        wanted = present.get(old, {})
        if wanted == present.get(new, {}):
            continue
        give_looks(sheet, new, wanted)


def give_looks(sheet: SheetData, row: int, looks: Mapping[str, str]) -> None:
    """Let a row look like this and no other way; it is made if it is not there."""
    element = sheet.make_row(row)
    for name in _LOOKS:
        if name in looks:
            element.set(name, looks[name])
        else:
            element.attrib.pop(name, "")


def looks_of(sheet: SheetData, row: int) -> dict[str, str]:
    """What a row that is there says of its record, as it is stored."""
    element = sheet.make_row(row)  # it is there, and the other rows may go on waiting
    return {name: element.get(name, "") for name in _LOOKS if element.get(name)}


def usual_height(sheet: SheetData, rows: Block) -> str | None:
    """The height that most rows of a table were given, as it is stored; None for the sheet's own."""
    last = rows._replace(top=max(rows.top, rows.bottom - _PATTERN_ROWS + 1))
    heights = Counter(
        looks_of(sheet, row).get("ht") if looks_of(sheet, row).get("customHeight") in ("1", "true") else None
        for row in sheet.row_numbers(last)
    )
    height, times = heights.most_common(1)[0] if heights else (None, 0)
    return height if times * 2 > last.height else None


def take_in(sheet: SheetData, rows: Sequence[int], height: str | None) -> None:
    """Let rows that exist be rows of a table that grew over them: shown, and as tall as its others."""
    for row in rows:
        give_looks(sheet, row, looks_taken_in(looks_of(sheet, row), height))


def looks_taken_in(looks: Mapping[str, str], height: str | None) -> dict[str, str]:
    """What `looks` become when a table takes the row in; see `take_in`."""
    taken = {name: value for name, value in looks.items() if name != "hidden"}
    given = {"ht": height, "customHeight": "1"} if height is not None and not looks.get("ht") else {}
    return taken | given
