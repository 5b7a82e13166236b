"""SheetKPI fills Excel KPI workbooks from raw sales activity, in Excel through xlwings or on plain files.

The whole public surface: `new`, `demo`, `refresh`, `check`, `attach`, `detach`, `distribute`, `collect`,
`doctor` do what the commands of the same names do, `undo_refresh` takes a refresh back, and `open_book` opens
a file as an `xlwings.Book` without Excel.

Each takes a workbook that is open, in Excel or by `open_book`, and leaves saving it to you, or the path of
one, which is saved; `attach` and `detach` work on files alone.

>>> import sheetkpi
>>> summary = sheetkpi.refresh("KPI.xlsx", ["calls.csv"])   # doctest: +SKIP
>>> with sheetkpi.open_book("KPI.xlsx") as book:            # doctest: +SKIP
...     summary = sheetkpi.refresh(book, ["calls.csv"])
...     book.save()
"""

from typing import TYPE_CHECKING, Any

from sheetkpi.distribution import collect, distribute
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
from sheetkpi.macrobook import attach, detach
from sheetkpi.opening import open_book
from sheetkpi.pipeline import check, demo, new, refresh, undo_refresh
from sheetkpi.readiness import doctor
from sheetkpi.steps import ProgressCallback
from sheetkpi.summary import Summary

if TYPE_CHECKING:
    from sheetkpi.distribution.incoming.collecting import Collection
    from sheetkpi.distribution.outgoing.distributing import Distribution

__version__ = "0.1.0"

__all__ = [
    "BusyError",
    "Collection",
    "DamagedError",
    "Distribution",
    "InputError",
    "Language",
    "NothingToDoError",
    "ProgressCallback",
    "ProtectedError",
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
    "new",
    "open_book",
    "refresh",
    "undo_refresh",
]

_LATER = {
    "Collection": "sheetkpi.distribution.incoming.collecting",
    "Distribution": "sheetkpi.distribution.outgoing.distributing",
}
"""Results whose modules load what only their commands need."""


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'sheetkpi' has no attribute {name!r}")
