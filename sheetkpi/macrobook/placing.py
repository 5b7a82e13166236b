"""Which buttons stand on which sheets, and where."""

from __future__ import annotations

from dataclasses import dataclass

from sheetkpi.fileengine.package import Package
from sheetkpi.fileengine.workbook import Sheet, Workbook
from sheetkpi.language import Language, say
from sheetkpi.macrobook.buttons import Button, add_button, has_buttons

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
    """Buttons side by side on the sheet that holds the defined name `name`, one in a cell, from `column` on
    (from 0), in the first row, which is as high as a title."""

    name: str
    column: int
    buttons: tuple[str, ...]


PLACES = (Place("kpi_month_shown", 8, ("refresh", "check", "undo", "distribute", "collect")),)


def place_buttons(package: Package, workbook: Workbook, language: Language) -> None:
    """Put the buttons on the sheets of the template that the workbook has, unless they are there."""
    for place in PLACES:
        sheet = _sheet(workbook, place.name)
        if sheet is None or has_buttons(package, sheet):
            continue
        for column, key in enumerate(place.buttons, place.column):
            button = Button(SUBS[key], say(f"button.{key}", language), 0, column, main=key == "refresh")
            add_button(package, sheet, button, language)


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    """The sheet that a defined name lies on, or None."""
    try:
        reference = workbook.name(name).refers_to
        return workbook.sheet(reference.rpartition("!")[0].strip("'").replace("''", "'"))
    except KeyError:
        return None
