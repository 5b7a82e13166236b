"""The `<cols>` of a worksheet: widths and formats of whole columns, kept in ranges."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.parts.references import Block

if TYPE_CHECKING:
    from sheetkpi.fileengine.parts.cells import Element
    from sheetkpi.fileengine.parts.sheetdata import SheetData

_DEFAULT_WIDTH = 8.43  # characters, where the sheet says nothing; stored with 5 pixels of padding


class Columns:
    """Reads and splits the column ranges of one worksheet."""

    def __init__(self, sheet: SheetData) -> None:
        self._sheet = sheet
        self._styles: dict[int, int] = {}

    def _ranges(self) -> list[tuple[int, int, Element]]:
        parent = self._sheet.child("cols")
        return [] if parent is None else [(whole_number(c, "min"), whole_number(c, "max"), c) for c in parent]

    def style(self, column: int) -> int:
        """The format of the column's cells that do not exist."""
        if column not in self._styles:
            found = (c.get("style", "0") for low, high, c in self._ranges() if low <= column <= high)
            self._styles[column] = int(next(found, "0"))
        return self._styles[column]

    def width(self, column: int) -> float:
        """The stored width in characters of the default font."""
        for low, high, element in self._ranges():
            if low <= column <= high and element.get("width"):
                return 0.0 if element.get("hidden") in ("1", "true") else float(element.get("width", "0"))
        defaults = self._sheet.child("sheetFormatPr")
        stored = None if defaults is None else defaults.get("defaultColWidth")
        return float(stored) if stored else _DEFAULT_WIDTH

    def set_width(self, block: Block, width: float) -> None:
        """Give the block's columns a width."""
        for element in self._own(block):
            element.set("width", f"{width:g}")
            element.set("customWidth", "1")

    def hidden(self, column: int) -> bool:
        """Whether the column is hidden."""
        return any(
            low <= column <= high and element.get("hidden") in ("1", "true")
            for low, high, element in self._ranges()
        )

    def set_hidden(self, block: Block, hidden: bool) -> None:
        """Hide or show the block's columns."""
        for element in self._own(block):
            if hidden:
                element.set("hidden", "1")
            else:
                element.attrib.pop("hidden", "")
            if not element.get("width"):
                element.set("width", f"{_DEFAULT_WIDTH:g}")

    def restyle(self, block: Block, restyled: Callable[[int], int]) -> None:
        """Give the block's columns the format `restyled` makes of the old one."""
        for element in self._own(block):
            element.set("style", str(restyled(whole_number(element, "style"))))
            if not element.get("width"):
                element.set("width", f"{_DEFAULT_WIDTH:g}")

    def _own(self, block: Block) -> list[Element]:
        """Elements that cover exactly the block's columns, split off from wider ones or new."""
        self._styles.clear()
        self._sheet.changed()
        parent = self._sheet.child("cols", create=True)
        assert parent is not None
        free = set(block.columns)
        own: list[Element] = []
        for low, high, element in self._ranges():
            cut_low, cut_high = max(low, block.left), min(high, block.right)
            if cut_low > cut_high:
                continue
            free -= set(range(cut_low, cut_high + 1))
            if low < cut_low:
                before = copy(element)
                before.set("max", str(cut_low - 1))
                element.addprevious(before)
            if cut_high < high:
                after = copy(element)
                after.set("min", str(cut_high + 1))
                element.addnext(after)
            element.set("min", str(cut_low))
            element.set("max", str(cut_high))
            own.append(element)
        for low, high in _runs(sorted(free)):
            element = etree.SubElement(parent, main("col"), min=str(low), max=str(high))
            own.append(element)
        parent[:] = sorted(parent, key=lambda element: whole_number(element, "min"))
        return own


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
