"""Bringing the sheets that are not in front in sight, and out of it again.

A new workbook shows `registry.FRONT_SHEETS`; all others wait until somebody wants them. One press brings them
in sight, the next hides them. People's own sheets, and the data behind charts, are left as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.errors import ProtectedError, WorkbookError
from sheetkpi.language import spellings
from sheetkpi.tables.names import is_called, other_name
from sheetkpi.tables.registry import FRONT_SHEETS, HIDDEN_SHEETS, TABLES
from sheetkpi.workbook.finding import list_tables
from sheetkpi.workbook.protection import structure_is_protected

if TYPE_CHECKING:
    import xlwings as xw

_TABLES_OF = {
    key: frozenset(
        name for table in TABLES if table.sheet == key for name in (table.name, other_name(table.name))
    )
    for keys in HIDDEN_SHEETS.values()
    for key in keys
}
"""By sheet what its tables may be called."""


def set_in_sight(book: xw.Book, show: bool | None = None) -> tuple[bool, list[str]]:
    """Show the sheets that wait behind those in front, or hide them; by default show them where any of them
    is hidden. Tells which it was, and of which sheets that is true now.

    Raises WorkbookError where the engine cannot show sheets (a server's), where the workbook has none of them
    or no other sheet in sight; ProtectedError where its structure is protected.
    """
    if book.app.engine.type == "remote":
        raise WorkbookError("error.sheets_remote")
    if structure_is_protected(book):
        raise ProtectedError("error.structure_protected", path=book.name)
    waiting = _waiting(book)
    if not waiting:
        raise WorkbookError("error.sheets_none", path=book.name)
    shown = any(not sheet.visible for sheet in waiting) if show is None else show
    if not shown:
        _leave(book, waiting)
    for sheet in waiting:
        if sheet.visible != shown:
            sheet.visible = shown
    return shown, [sheet.name for sheet in waiting]


def _waiting(book: xw.Book) -> list[xw.Sheet]:
    """The sheets of `HIDDEN_SHEETS` that hold a table of theirs, as the template calls them."""
    held: dict[str, set[str]] = {}
    for table in list_tables(book):
        held.setdefault(table.area.sheet, set()).add(table.name)
    return [
        sheet
        for sheet in book.sheets
        if any(
            tables & held.get(sheet.name, set()) and is_called(sheet.name, key)
            for key, tables in _TABLES_OF.items()
        )
    ]


def _leave(book: xw.Book, waiting: list[xw.Sheet]) -> None:
    """Have another sheet in front than one that is about to be hidden; one must stay in sight."""
    going = {sheet.name for sheet in waiting}
    staying = [sheet for sheet in book.sheets if sheet.name not in going and sheet.visible]
    if not staying:
        raise WorkbookError("error.sheets_only", path=book.name)
    front = spellings(f"sheet.{FRONT_SHEETS[0]}")
    if book.sheets.active.name in going:
        # xlwings' own `activate` asks for the active app first, which only Excel has.
        next((sheet for sheet in staying if sheet.name in front), staying[0]).impl.activate()
