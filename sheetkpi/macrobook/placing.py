"""Which buttons stand on which sheets, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import column_of
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.macrobook.buttons import Button, add_button, has_buttons
from sheetkpi.macrobook.ourtables import our_tables

SUBS = {
    "refresh": "SheetKPI_Refresh",
    "check": "SheetKPI_Check",
    "undo": "SheetKPI_Undo",
    "distribute": "SheetKPI_Distribute",
    "collect": "SheetKPI_Collect",
}
"""The Sub of each button."""


@dataclass(frozen=True)
class Place:
    """Buttons side by side on a sheet of the template, one in a cell, from `column` (from 0) on, in the row
    of the title. The sheet is the one called `sheet.KEY`, or nearly so, that holds the table."""

    key: str
    table: str
    column: int
    buttons: tuple[str, ...]


PLACES = (
    Place("board", "Board", 8, ("refresh", "check", "undo", "distribute", "collect")),
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
        place = _place(package, sheet, ours)
        if place is None or has_buttons(package, sheet):
            continue
        occupied = _occupied(package, sheet)
        for column, key in enumerate(place.buttons, place.column):
            if column not in occupied:
                button = Button(SUBS[key], say(f"button.{key}", language), 0, column, main=key == "refresh")
                add_button(package, sheet, button, language)


def _place(package: Package, sheet: Sheet, our_names: Mapping[str, str]) -> Place | None:
    tables = {
        our_names.get(package.tree(each.target).get("displayName", ""))
        for each in package.relationships(sheet.part).of_kind("table")
        if each.target in package
    }
    for place in PLACES:
        names = [say(f"sheet.{place.key}", language) for language in LANGUAGES]
        ours = sheet.name in names or sheet.name.startswith(tuple(f"{name} KPI" for name in names))
        if place.table in tables and (ours or place.key == "board"):
            return place
    return None


def _occupied(package: Package, sheet: Sheet) -> set[int]:
    """Columns (from 0) of the first row in whose cells something stands."""
    row = package.tree(sheet.part).find(f"{main('sheetData')}/{main('row')}")
    if row is None or row.get("r", "1") != "1":
        return set()
    return {
        column_of(cell.get("r", "")) - 1 if cell.get("r") else position
        for position, cell in enumerate(row.iterchildren(main("c")))
        if len(cell)
    }
