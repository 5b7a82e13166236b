"""Where cells are and how large, what is merged and selected, as xlwings' Range speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlwings as xw
from lxml import etree

from sheetkpi.fileengine.objects.formats import CellFormats
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, Block, cell_ref, parse_sqref
from sheetkpi.fileengine.parts.worksheet import Worksheet

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.range import Range

_POINTS_PER_CHARACTER = 5.25
"""Seven pixels, the width of a digit in Calibri 11, at three quarters of a point."""
_PADDING_POINTS = 3.75


class CellLayout(CellFormats):
    """The part of Range that deals with places in points, merged cells and the selection."""

    @property
    def left(self) -> float:
        """Distance from the sheet's left edge, in points."""
        return _width(self.sheet.worksheet, range(1, self.cells.left))

    @property
    def top(self) -> float:
        """Distance from the sheet's top edge, in points."""
        return _height(self.sheet.worksheet, range(1, self.cells.top))

    @property
    def width(self) -> float:
        """Width of all columns together, in points."""
        return _width(self.sheet.worksheet, self.cells.columns)

    @property
    def height(self) -> float:
        """Height of all rows together, in points."""
        return _height(self.sheet.worksheet, self.cells.rows)

    @property
    def merge_area(self) -> Range:
        """The merged block the first cell belongs to, or the cell itself."""
        top, left = self.cells.top, self.cells.left
        merged = (block for block in self.sheet.worksheet.merged() if block.holds(top, left))
        return self.sheet.at(next(merged, Block(top, left, top, left)))

    @property
    def merge_cells(self) -> bool:
        """Whether any of the cells is merged."""
        return any(block.overlap(self.cells) for block in self.sheet.worksheet.merged())

    def merge(self, across: bool = False) -> None:
        """Make one cell of the block, or of each of its rows; what the first one does not hold goes, as in
        Excel. ValueError within a table."""
        block, sheet = self.cells, self.sheet
        if sheet.tables_meeting(block):
            raise ValueError(f"{block.ref} lies in a table, where cells cannot be merged")
        self.unmerge()
        for part in [block._replace(top=row, bottom=row) for row in block.rows] if across else [block]:
            for rest in part.without(Block(part.top, part.left, part.top, part.left)):
                sheet.empty(rest)
            if part.height * part.width > 1:
                _add_merged(sheet.worksheet, part)

    def unmerge(self) -> None:
        """Separate all merged cells that reach into the block."""
        worksheet = self.sheet.worksheet
        parent = worksheet.child("mergeCells")
        reaching = [block.ref for block in worksheet.merged() if block.overlap(self.cells)]
        if parent is None or not reaching:
            return
        worksheet.changed()
        for element in [each for each in parent if each.get("ref", "").replace("$", "") in reaching]:
            parent.remove(element)
        parent.set("count", str(len(parent)))
        if not len(parent):
            worksheet.root.remove(parent)

    def select(self) -> None:
        """Select the cells on their sheet, which comes to the front."""
        self.sheet.activate()
        self.sheet.worksheet.changed()
        selection = _selection(self.sheet.worksheet, create=True)
        assert selection is not None
        selection.set("activeCell", cell_ref(self.cells.top, self.cells.left))
        selection.set("sqref", self.cells.ref)

    def copy(self, destination: Any = None) -> None:
        """Copy the cells to another place; without one they would go to the clipboard, which no file has."""
        if destination is None:
            raise NotImplementedError("the file engine has no Range.copy to the clipboard")
        destination.impl.copy_from(xw.Range(impl=self))


def selected(worksheet: Worksheet) -> Block:
    """The cells that are selected on a sheet: the first block of them, A1 where nothing is said."""
    selection = _selection(worksheet)
    blocks = parse_sqref(selection.get("sqref") or "A1") if selection is not None else []
    return blocks[0] if blocks else Block(1, 1, 1, 1)


def _selection(worksheet: Worksheet, create: bool = False) -> etree._Element | None:
    """What is selected in the pane of the sheet that people are in."""
    views = worksheet.child("sheetViews", create)
    if views is None:
        return None
    view = views.find(main("sheetView"))
    if view is None:
        if not create:
            return None
        view = etree.SubElement(views, main("sheetView"), workbookViewId="0")
    pane = view.find(main("pane"))
    wanted = "topLeft" if pane is None else pane.get("activePane", "topLeft")
    found = view.findall(main("selection"))
    for selection in found:
        if selection.get("pane", "topLeft") == wanted:
            return selection
    if not create:
        return None
    selection = etree.SubElement(view, main("selection"))
    if wanted != "topLeft":
        selection.set("pane", wanted)
    if found or pane is not None:
        (found[-1] if found else pane).addnext(selection)  # type: ignore[union-attr]
    else:
        view.insert(0, selection)
    return selection


def _add_merged(worksheet: Worksheet, block: Block) -> None:
    worksheet.changed()
    parent = worksheet.child("mergeCells", create=True)
    assert parent is not None
    etree.SubElement(parent, main("mergeCell"), ref=block.ref)
    parent.set("count", str(len(parent)))


def _width(worksheet: Worksheet, columns: range) -> float:
    return sum(_points(worksheet.columns.width(column)) for column in columns[:MAX_COLUMNS])


def _points(characters: float) -> float:
    return characters * _POINTS_PER_CHARACTER + _PADDING_POINTS if characters else 0.0


def _height(worksheet: Worksheet, rows: range) -> float:
    if not rows:
        return 0.0
    block = Block(rows.start, 1, rows.stop - 1, 1)
    present = worksheet.row_numbers(block)
    shown = sum(0.0 if worksheet.row_hidden(row) else worksheet.row_height(row) for row in present)
    return shown + worksheet.usual_row_height * (len(rows) - len(present))
