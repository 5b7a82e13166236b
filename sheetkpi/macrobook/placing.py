"""Which buttons stand on which sheets, and where."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import column_of, parse_ref, split_sheet
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.language import Language, say
from sheetkpi.macrobook.buttons import Button, add_button, has_buttons
from sheetkpi.macrobook.ourtables import our_tables
from sheetkpi.tables.names import is_called

SUBS = {
    "refresh": "SheetKPI_Refresh",
    "check": "SheetKPI_Check",
    "undo": "SheetKPI_Undo",
    "distribute": "SheetKPI_Distribute",
    "collect": "SheetKPI_Collect",
    "publish": "SheetKPI_Publish",
    "post": "SheetKPI_Post",
    "sheets": "SheetKPI_Sheets",
}
"""The Sub of each button."""


@dataclass(frozen=True)
class Place:
    """Buttons side by side on a sheet of the template, one in a cell, from `column` (from 0) on, in the row
    of the title, or where the range of the name `beside` begins. The sheet is the one called `sheet.KEY`, or
    nearly so, that holds the table."""

    key: str
    table: str
    column: int
    buttons: tuple[str, ...]
    beside: str = ""


PLACES = (
    Place("board", "Board", 6, ("refresh", "check", "undo", "distribute", "collect", "publish", "post")),
    Place("board", "Board", 12, ("sheets",), beside="kpi_hidden"),
    Place("targets", "TeamTargets", 5, ("refresh",)),
    Place("entry", "DailyEntry", 2, ("refresh",)),
    Place("activity", "Activity", 4, ("refresh", "check")),
    Place("result_map", "ResultMap", 1, ("refresh",)),
)
"""All on the board; elsewhere what one does after typing there."""


def place_buttons(package: Package, workbook: Workbook, language: Language) -> None:
    """Put the buttons on the sheets of the template that the workbook has, unless they are there.

    A cell in which something stands gets no button: the ribbon has them all.
    """
    ours = {called: name for name, called in our_tables(package).items()}
    for sheet in workbook.sheets:
        places = _places(package, sheet, ours)
        if not places or has_buttons(package, sheet):
            continue
        for place in places:
            row = _row(workbook, sheet, place)
            occupied = set() if row is None else _occupied(package, sheet, row)
            for column, key in enumerate(place.buttons, place.column):
                if row is not None and column not in occupied:
                    text = say(f"button.{key}", language)
                    button = Button(SUBS[key], text, row, column, main=key == "refresh")
                    add_button(package, sheet, button, language)


def _places(package: Package, sheet: Sheet, our_names: Mapping[str, str]) -> list[Place]:
    tables = {
        our_names.get(package.tree(each.target).get("displayName", ""))
        for each in package.relationships(sheet.part).of_kind("table")
        if each.target in package
    }

    def is_there(place: Place) -> bool:
        return place.table in tables and (place.key == "board" or is_called(sheet.name, place.key))

    return [place for place in PLACES if is_there(place)]


def _row(workbook: Workbook, sheet: Sheet, place: Place) -> int | None:
    """The row (from 0) of a place; None where the workbook lacks the range it stands beside."""
    if not place.beside:
        return 0
    for named in workbook.names:
        if named.name == place.beside and not named.sheet:
            at, cells = split_sheet(named.refers_to)
            with suppress(ValueError):  # the range was deleted
                return parse_ref(cells).top - 1 if at == sheet.name else None
    return None


def _occupied(package: Package, sheet: Sheet, row: int) -> set[int]:
    """Columns (from 0) of a row (from 0) in whose cells something stands."""
    cells = next(
        (
            found
            for position, found in enumerate(package.tree(sheet.part).iter(main("row")))
            if whole_number(found, "r", position + 1) == row + 1
        ),
        (),
    )
    return {
        column_of(cell.get("r", "")) - 1 if cell.get("r") else position
        for position, cell in enumerate(cell for cell in cells if cell.tag == main("c"))
        if len(cell)
    }
