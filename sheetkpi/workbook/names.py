"""The workbook's `kpi_…` names: where each points to, and what stands there."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.areas import Area, area_of
from sheetkpi.workbook.cells import cells_of

if TYPE_CHECKING:
    import xlwings as xw

PREFIX = "kpi_"
_REFERENCE = lazy_pattern(
    r"=(?:'(?P<quoted>(?:[^'\[\]]|'')+)'|(?P<bare>[^'!\[\](),:]+))!(?P<cells>\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)"
)


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
    sheets = frozenset(sheet.name for sheet in book.sheets)
    for name in book.names:
        scope, _, bare = name.name.rpartition("!")
        key = bare.casefold()
        if not key.startswith(PREFIX) or (scope and key in found):
            continue
        try:
            area = _area_told(name.refers_to or "", sheets)
            if area is None:
                cells = name.refers_to_range
                area = area_of(cells.sheet.name, cells.address)
        except Exception:  # every engine has its own way to say that a name is no range
            continue
        found[key] = NamedCells(bare, area)
    return found


def _area_told(refers_to: str, sheets: Set[str]) -> Area | None:
    """The cells that a reference to one block of one of `sheets` means; None for any other: its cells have to
    be asked for, in three calls more.

    >>> _area_told("='KPI ''26'!$B$2:$C$3", {"KPI '26"})
    Area(sheet="KPI '26", top=2, left=2, bottom=3, right=3)
    >>> _area_told("=OFFSET(ボード!$B$2,1,1)", {"ボード"})
    """
    match = _REFERENCE.fullmatch(refers_to)
    if match is None:
        return None
    sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["bare"]
    return area_of(sheet, match["cells"]) if sheet in sheets else None


def value_of(book: xw.Book, names: dict[str, NamedCells], name: str) -> Any:
    """What stands in the (first) cell of `name`; None where the workbook has no such name."""
    if name not in names:
        return None
    area = names[name].area.resized(1, 1)
    return cells_of(book, area).value


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
