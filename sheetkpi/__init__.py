"""SheetKPI fills Excel KPI workbooks from raw sales activity, in Excel through xlwings or on plain files.

The whole public surface: `new`, `demo`, `refresh`, `check`, `attach`, `detach`, `distribute`, `collect`,
`doctor` do what the commands of the same names do, `undo_refresh` takes a refresh back, and `open_book` opens
a file as an `xlwings.Book` without Excel.

>>> import sheetkpi
>>> with sheetkpi.open_book("KPI.xlsx") as book:            # doctest: +SKIP
...     summary = sheetkpi.refresh(book, ["calls.csv"])
...     book.save()
"""

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
from sheetkpi.macrobook import attach, detach
from sheetkpi.people import collect, distribute
from sheetkpi.pipeline import check, demo, new, open_book, refresh, undo_refresh
from sheetkpi.readiness import doctor

__version__ = "0.1.0"

__all__ = [
    "BusyError",
    "DamagedError",
    "InputError",
    "NothingToDoError",
    "ProtectedError",
    "SheetKPIError",
    "SourceError",
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
