"""Where rules apply: the cell lists of conditional formats and validations, newer extensions included."""

from __future__ import annotations

from collections.abc import Iterator

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.references import Block, parse_sqref, sqref_of
from sheetkpi.fileengine.parts.worksheet import Worksheet

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_SQREF = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"


class Area:
    """The cells one rule element applies to, held in its `sqref` attribute or (extensions) child."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self._text = element.find(_SQREF) if element.tag.startswith(X14) else None

    @property
    def exclusive(self) -> bool:
        """Whether a cell may have only one such rule (validations)."""
        return self.element.tag in (main("dataValidation"), f"{X14}dataValidation")

    @property
    def blocks(self) -> list[Block]:
        """The blocks of cells."""
        return parse_sqref(self.sqref)

    @blocks.setter
    def blocks(self, blocks: list[Block]) -> None:
        self.sqref = sqref_of(blocks)

    @property
    def sqref(self) -> str:
        """The blocks as they are written: `A2:B4 D2`."""
        return (self._text.text if self._text is not None else self.element.get("sqref")) or ""

    @sqref.setter
    def sqref(self, text: str) -> None:
        if self._text is not None:
            self._text.text = text
        else:
            self.element.set("sqref", text)


def areas(sheet: Worksheet) -> Iterator[Area]:
    """Every rule of the sheet that names cells."""
    for name in ("conditionalFormatting", "dataValidations", "ignoredErrors", "extLst"):
        for element in sheet.root.iterchildren(main(name)):
            if name == "conditionalFormatting":
                yield Area(element)
            elif name == "extLst":
                for tag in ("conditionalFormatting", "dataValidation"):
                    yield from (Area(found) for found in element.iter(X14 + tag))
            else:
                yield from (Area(child) for child in element if child.get("sqref"))


def reach_further(sheet: Worksheet, rows: Block, bottom: int) -> None:
    """Rules that reach the last of a table's `rows` go on down to `bottom`, within the table's columns."""
    every = list(areas(sheet))
    for area in every:
        blocks = area.blocks
        grown = [_grown(block, rows, bottom) for block in blocks]
        added = [new for _, more in grown for new in more]
        if [block for block, _ in grown] == blocks and not added:
            continue
        wanted = [block for block, _ in grown] + added
        if area.exclusive:
            taken = [
                block for other in every if other.exclusive and other is not area for block in other.blocks
            ]
            wanted = _outside(wanted, taken)
        sheet.changes.reworded(area.element, area.sqref)
        area.blocks = wanted


def _grown(block: Block, rows: Block, bottom: int) -> tuple[Block, list[Block]]:
    """The block made longer, or, when it is wider than the table, with a block below it."""
    if not (block.top <= rows.bottom <= block.bottom < bottom) or block.top < rows.top - 1:
        return block, []
    inside = rows._replace(top=block.top, bottom=block.bottom).overlap(block)
    if inside is None:
        return block, []
    if inside == block:
        return block._replace(bottom=bottom), []
    return block, [inside._replace(top=block.bottom + 1, bottom=bottom)]


def _outside(blocks: list[Block], taken: list[Block]) -> list[Block]:
    for hole in taken:
        blocks = [part for block in blocks for part in block.without(hole)]
    return blocks


def cut_out(area: Area, hole: Block) -> bool:
    """Take the cells of `hole` from the rule; True when none are left and the element should go."""
    blocks = [part for block in area.blocks for part in block.without(hole)]
    if blocks:
        area.blocks = blocks
    return not blocks
