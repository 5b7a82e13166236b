"""Bringing the sheets that are not in front in sight, and out of it again.

A new workbook shows `registry.FRONT_SHEETS`; all others wait until somebody wants them. One press brings them
in sight, the next hides them. People's own sheets, and the data behind charts, are left as they are. The
board lists, under `kpi_hidden`, those that are hidden, by the names they have in this workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sheetkpi.errors import NothingToDoError, ProtectedError, WorkbookError
from sheetkpi.language import Language, listed, say, spellings
from sheetkpi.tables.names import is_called, other_name
from sheetkpi.tables.registry import FRONT_SHEETS, HIDDEN_SHEETS, TABLES
from sheetkpi.tables.spec import Group
from sheetkpi.workbook.finding import AnyTable, list_tables
from sheetkpi.workbook.inputs import workbook_language
from sheetkpi.workbook.names import named_cells
from sheetkpi.workbook.protection import structure_is_protected
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.writing import write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.inputs import Inputs

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

    Raises NothingToDoError where `show` asks for what is so already, WorkbookError where the engine cannot
    show sheets (a server's), where the workbook has none of them or no other sheet in sight; ProtectedError
    where its structure is protected.
    """
    if book.app.engine.type == "remote":
        raise WorkbookError("error.sheets_remote")
    if structure_is_protected(book):
        raise ProtectedError("error.structure_protected", path=book.name)
    waiting = [sheet for sheets in _waiting(book, list_tables(book)).values() for sheet in sheets]
    if not waiting:
        raise WorkbookError("error.sheets_none", path=book.name)
    if show is not None and all(sheet.visible == show for sheet in waiting):
        raise NothingToDoError("error.sheets_shown" if show else "error.sheets_hidden", path=book.name)
    shown = any(not sheet.visible for sheet in waiting) if show is None else show
    if not shown:
        _leave(book, waiting)
    for sheet in waiting:
        if sheet.visible != shown:
            sheet.visible = shown
    _tell(book)
    return shown, [sheet.name for sheet in waiting]


def plan_hidden(book: xw.Book, inputs: Inputs, shown: Collection[str]) -> tuple[CellsPlan, ...]:
    """What the board says of hidden sheets once the sheets `shown` are in sight, where it says so."""
    named = inputs.names.get("kpi_hidden")
    if named is None or book.app.engine.type == "remote":  # a server cannot tell what is in sight
        return ()
    told = _told(_waiting(book, inputs.tables.values()), shown, named.area.rows, inputs.language)
    return (CellsPlan("kpi_hidden", named.area, told),)


def wanted_tables(book: xw.Book, inputs: Inputs) -> frozenset[str]:
    """The tables of `book` that a refresh fills: all but those `when_seen` whose sheet is hidden."""
    waiting = {
        name
        for name, table in inputs.tables.items()
        if table.spec.table.when_seen and not _is_in_sight(book.sheets[table.area.sheet])
    }
    return frozenset(inputs.tables.keys() - waiting)


def _is_in_sight(sheet: xw.Sheet) -> bool:
    try:
        return bool(sheet.visible)
    except (KeyError, NotImplementedError):  # Office Scripts do not tell a server: it may be hidden
        return False


def hidden_lines(hidden: Mapping[Group, Sequence[str]], language: Language) -> list[str]:
    """What is hidden, by group, and how to show it; one line where all is in sight.

    >>> hidden_lines({"look": ["Weeks", "Weeks KPI"], "set": []}, "en")[1:]
    ['To look at: Weeks, Weeks KPI']
    """
    if not any(hidden.values()):
        return [say("label.hidden_none", language)]
    groups = [(group, names) for group, names in hidden.items() if names]
    told = [say(f"label.hidden_{group}", language, sheets=listed(names, language)) for group, names in groups]
    return [say("label.hidden", language), *told]


def _tell(book: xw.Book) -> None:
    """Have the board say what is hidden now."""
    named = named_cells(book).get("kpi_hidden")
    if named is not None:
        waiting = _waiting(book, list_tables(book))
        write_values(book, named.area, _told(waiting, (), named.area.rows, workbook_language(book)))


def _told(
    waiting: Mapping[Group, Sequence[xw.Sheet]], shown: Collection[str], rows: int, language: Language
) -> tuple[tuple[str | None], ...]:
    """The lines in `rows` cells, those left over empty."""
    hidden = {
        group: [sheet.name for sheet in sheets if not (sheet.visible or sheet.name in shown)]
        for group, sheets in waiting.items()
    }
    lines = hidden_lines(hidden, language)[:rows]
    return (*((line,) for line in lines), *((None,) for _ in range(rows - len(lines))))


def _waiting(book: xw.Book, everything: Iterable[AnyTable]) -> dict[Group, list[xw.Sheet]]:
    """The sheets of `HIDDEN_SHEETS` that hold a table of theirs, as the template calls them, by group."""
    held: dict[str, set[str]] = {}
    for table in everything:
        held.setdefault(table.area.sheet, set()).add(table.name)
    sheets = [(sheet, name) for sheet in book.sheets if (name := sheet.name) in held]
    return {
        group: [
            sheet
            for sheet, name in sheets
            if any(_TABLES_OF[key] & held[name] and is_called(name, key) for key in keys)
        ]
        for group, keys in HIDDEN_SHEETS.items()
    }


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
