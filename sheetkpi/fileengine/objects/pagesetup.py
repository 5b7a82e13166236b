"""xlwings' PageSetup on a file: the print area, which is a defined name of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.parts.references import parse_ref, quoted_sheet, split_sheet

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.sheet import Sheet

_PRINT_AREA = "_xlnm.Print_Area"


@names_what_it_lacks
class PageSetup(base_classes.PageSetup):
    """How a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> PageSetup:
        """The engine's own object: itself."""
        return self

    @property
    def print_area(self) -> str | None:
        """The cells that are printed, `$A$1:$B$2` or several blocks with commas; None for all."""
        try:
            stored = self.sheet.book.workbook.name(_PRINT_AREA, self.sheet.name)
        except KeyError:
            return None
        return ",".join(split_sheet(area)[1] for area in _areas(stored.refers_to))

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        workbook, name = self.sheet.book.workbook, self.sheet.name
        if value:
            blocks = [parse_ref(split_sheet(area)[1]) for area in _areas(value.removeprefix("="))]
            areas = ",".join(f"{quoted_sheet(name)}!{block.absolute}" for block in blocks)
            workbook.set_name(_PRINT_AREA, areas, name)
        elif self.print_area is not None:
            workbook.delete_name(_PRINT_AREA, name)


def _areas(text: str) -> list[str]:
    """The areas of a list; a comma may stand in the name of a sheet."""
    areas, quoted = [""], False
    for letter in text:
        quoted ^= letter == "'"
        if letter == "," and not quoted:
            areas.append("")
        else:
            areas[-1] += letter
    return [area.strip() for area in areas if area.strip()]
