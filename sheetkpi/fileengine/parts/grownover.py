"""What a table grew over: how the rows and the blank cells looked that it took in.

Growing gives them the height and the formats of the table's other rows. Whoever takes the rows away again can
clear these, but not tell what somebody had there before: so it is noted while it happens (`ReferenceLog`), as
plain data for a later process. A format is told by what it looks like, for Excel numbers formats anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sheetkpi.fileengine.parts.references import Block, cell_ref, parse_ref
from sheetkpi.fileengine.parts.rowlooks import give_looks, looks_of, looks_taken_in
from sheetkpi.fileengine.parts.worksheet import Worksheet

LOOKED = "looked"


class Looked(NamedTuple):
    """A cell, or the row of a cell in a table's first column, that the table grew over: plain data.

    `looks` says how it looked: of a row (then `given` says what it was given) the attributes as JSON, of a
    cell what tells its format `style` apart. `corner` is the table's first cell; `kind` tells this from other
    plain data.
    """

    sheet: str
    cell: str
    corner: str
    looks: str
    given: str = ""
    style: int = -1
    kind: str = LOOKED

    @property
    def is_row(self) -> bool:
        """Whether this is about a whole row."""
        return bool(self.given)


def note_grown_over(sheet: Worksheet, old: Block, new: Block, height: str | None) -> None:
    """Note what `new`, the range of a table, has beyond `old`, before anything of it changes; `height` is
    what rows will be given."""
    corner = cell_ref(new.top, new.left)
    below = new._replace(top=old.bottom + 1)
    beside = new._replace(left=old.right + 1, bottom=min(old.bottom, new.bottom))
    for block in (below, beside):
        if block.height < 1 or block.width < 1:
            continue
        for row in sheet.row_numbers(block):
            for column, cell in sheet.cells_within(row, block):
                style = int(cell.get("s", "0"))
                if style != sheet.empty_style(row, column):
                    look = sheet.styles.look(style)
                    sheet.changes.grown_over(Looked("", cell_ref(row, column), corner, look, style=style))
    present = set(sheet.row_numbers(below)) if below.height > 0 else set()
    for row in below.rows if height is not None else sorted(present):
        looks = looks_of(sheet, row) if row in present else {}
        given = looks_taken_in(looks, height)
        if given != looks:
            first, told = cell_ref(row, new.left), json.dumps(looks)
            sheet.changes.grown_over(Looked("", first, corner, told, json.dumps(given)))


def give_back(
    sheet: Worksheet,
    looked: Sequence[Looked],
    in_table: Callable[[int, int], bool],
    begins: Callable[[int, int], bool],
) -> None:
    """Let rows and cells of the sheet that no table holds any more look as they did. Left alone is what has
    been made to look otherwise since, and what belonged to a table that no longer `begins` where it did."""
    given = {one.given for one in looked if one.is_row}
    for one in looked:
        cell, corner = parse_ref(one.cell), parse_ref(one.corner)
        if in_table(cell.top, cell.left) or not begins(corner.top, corner.left):
            continue
        if one.is_row:
            there = bool(sheet.row_numbers(Block(cell.top, 1, cell.top, 1)))
            if there and json.dumps(looks_of(sheet, cell.top)) in given:
                sheet.changed()
                give_looks(sheet, cell.top, json.loads(one.looks))
            continue
        style = sheet.styles.that_looks(one.looks, one.style)
        if style is not None and sheet.style(cell.top, cell.left) == sheet.empty_style(cell.top, cell.left):
            sheet.set_style(cell.top, cell.left, style)
