"""The workbook's `kpi_…` names: where each points to, and what stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.areas import Area, area_of

if TYPE_CHECKING:
    import xlwings as xw

PREFIX = "kpi_"


@dataclass(frozen=True)
class NamedCells:
    """A defined name that points to cells."""

    name: str
    area: Area


def named_cells(book: xw.Book) -> dict[str, NamedCells]:
    """Every `kpi_…` name of the book that points to cells, by name in lower case.

    Names that point to nothing (#REF!), to a constant or to a formula are left out. A name that belongs to
    one sheet only counts where no workbook-wide one has it.
    """
    found: dict[str, NamedCells] = {}
    for name in book.names:
        scope, _, bare = name.name.rpartition("!")
        key = bare.casefold()
        if not key.startswith(PREFIX) or (scope and key in found):
            continue
        try:
            cells = name.refers_to_range
        except Exception:  # every engine has its own way to say that a name is no range
            continue
        found[key] = NamedCells(bare, area_of(cells.sheet.name, cells.address))
    return found


def value_of(book: xw.Book, names: dict[str, NamedCells], name: str) -> Any:
    """What stands in the (first) cell of `name`; None where the workbook has no such name."""
    if name not in names:
        return None
    area = names[name].area.resized(1, 1)
    return book.sheets[area.sheet][area.address].value


def hide(name: xw.Name) -> None:
    """Keep a name out of the lists people choose names from; xlwings itself has no word for that."""
    of_engine: Callable[[], None] | None = getattr(name.impl, "hide", None)
    if of_engine is not None:
        of_engine()
        return
    try:
        name.api.Visible = False  # Excel on Windows
    except Exception:  # a name in sight does no harm
        return
