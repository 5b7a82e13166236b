"""SheetKPI fills Excel KPI workbooks from raw sales activity, in Excel through xlwings or on plain files.

The whole public surface: `new`, `demo`, `refresh`, `check`, `attach`, `detach`, `distribute`, `collect`,
`doctor`, `report`, `export`, `publish`, `post` do what the commands of the same names do, `undo_refresh` what
`undo` does, `show_sheets` what `sheets` does; `open_book` opens a file as an `xlwings.Book` without Excel.

Each takes a workbook that is open, in Excel or by `open_book`, and leaves saving it to you, or the path of
one, which is saved; `attach` and `detach` work on files alone.

>>> import sheetkpi
>>> summary = sheetkpi.refresh("KPI.xlsx", ["calls.csv"])   # doctest: +SKIP
>>> with sheetkpi.open_book("KPI.xlsx") as book:            # doctest: +SKIP
...     summary = sheetkpi.refresh(book, ["calls.csv"])
...     book.save()
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import (
    BusyError,
    DamagedError,
    InputError,
    NothingToDoError,
    ProtectedError,
    SheetKPIError,
    SourceError,
    WorkbookError,
)
from sheetkpi.language import Language
from sheetkpi.steps import ProgressCallback

if TYPE_CHECKING:
    from sheetkpi.creating import demo, new
    from sheetkpi.distribution import Collection, Distribution, collect, distribute
    from sheetkpi.exporting import Export, export
    from sheetkpi.macrobook import attach, detach
    from sheetkpi.opening import open_book
    from sheetkpi.pipeline import check, refresh, show_sheets
    from sheetkpi.posting import Posted, post
    from sheetkpi.publishing import Published, publish
    from sheetkpi.readiness import doctor
    from sheetkpi.reporting import report
    from sheetkpi.summary import Summary
    from sheetkpi.undoing import undo_refresh

__version__ = "0.1.0"

__all__ = [
    "BusyError",
    "Collection",
    "DamagedError",
    "Distribution",
    "Export",
    "InputError",
    "Language",
    "NothingToDoError",
    "Posted",
    "ProgressCallback",
    "ProtectedError",
    "Published",
    "SheetKPIError",
    "SourceError",
    "Summary",
    "WorkbookError",
    "attach",
    "check",
    "collect",
    "demo",
    "detach",
    "distribute",
    "doctor",
    "export",
    "new",
    "open_book",
    "post",
    "publish",
    "refresh",
    "report",
    "show_sheets",
    "undo_refresh",
]

_LATER = {
    "sheetkpi.creating": ("demo", "new"),
    "sheetkpi.distribution": ("Collection", "Distribution", "collect", "distribute"),
    "sheetkpi.exporting": ("Export", "export"),
    "sheetkpi.macrobook": ("attach", "detach"),
    "sheetkpi.opening": ("open_book",),
    "sheetkpi.pipeline": ("check", "refresh", "show_sheets"),
    "sheetkpi.posting": ("Posted", "post"),
    "sheetkpi.publishing": ("Published", "publish"),
    "sheetkpi.readiness": ("doctor",),
    "sheetkpi.reporting": ("report",),
    "sheetkpi.summary": ("Summary",),
    "sheetkpi.undoing": ("undo_refresh",),
}
"""What is loaded when it is first asked for, by module: pandas and xlwings alone take a second. Modules
further in import what they need at the top."""


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            found = globals()[name] = getattr(import_module(module), name)
            return found
    raise AttributeError(f"module 'sheetkpi' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
