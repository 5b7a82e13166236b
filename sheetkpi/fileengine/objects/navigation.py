"""Moving over a sheet as Ctrl + arrow and Ctrl + Shift + * do."""

from __future__ import annotations

from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block
from sheetkpi.fileengine.parts.worksheet import Worksheet


def end(sheet: Worksheet, row: int, column: int, direction: str) -> tuple[int, int]:
    """The cell Ctrl + arrow leads to; `direction` is "down", "up", "right" or "left", or its first letter.

    From a filled cell with a filled neighbour: the last of the run. Otherwise: the next filled cell, or
    the edge of the sheet.
    """
    if direction in ("down", "up", "d", "u"):
        step, limit = (1, MAX_ROWS) if direction[0] == "d" else (-1, 1)
        filled = [number for number in sheet.rows if _is_filled(sheet, number, column)]
        return _run_end(set(filled), row, step, limit), column
    if direction in ("right", "left", "r", "l"):
        step, limit = (1, MAX_COLUMNS) if direction[0] == "r" else (-1, 1)
        filled = [number for number, cell in sheet.cells(row).items() if len(cell)]
        return row, _run_end(set(filled), column, step, limit)
    raise ValueError(f"{direction!r} is no direction: down, up, right or left")


def _is_filled(sheet: Worksheet, row: int, column: int) -> bool:
    cell = sheet.cell(row, column)
    return cell is not None and len(cell) > 0


def _run_end(filled: set[int], at: int, step: int, limit: int) -> int:
    if at in filled and at + step in filled:
        while at + step in filled:
            at += step
        return at
    ahead = [number for number in filled if (number - at) * step > 0]
    return (min(ahead) if step > 0 else max(ahead)) if ahead else limit


def region(sheet: Worksheet, block: Block) -> Block:
    """The block grown until blank rows and columns, or the sheet's edges, lie all around it."""
    while True:
        ring = Block(
            max(block.top - 1, 1),
            max(block.left - 1, 1),
            min(block.bottom + 1, MAX_ROWS),
            min(block.right + 1, MAX_COLUMNS),
        )
        grown = block
        for row, column in sheet.filled(ring):
            grown = grown.union(Block(row, column, row, column))
        if grown == block:
            return block
        block = grown
