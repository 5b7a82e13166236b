"""SheetKPI fills Excel KPI workbooks from raw sales activity, in Excel through xlwings or on plain files.

from sheetkpi.people import collect
from sheetkpi.pipeline import check, demo, new, open_book, refresh, undo_refresh

__all__ = [
    "SheetKPIError",
    "check",
    "collect",
    "demo",
    "new",
    "open_book",
    "refresh",
    "undo_refresh",
]

>>> import sheetkpi
>>> with sheetkpi.open_book("KPI.xlsx") as book:            # doctest: +SKIP
...     summary = sheetkpi.refresh(book, ["calls.csv"])
...     book.save()
"""

from sheetkpi.errors import SheetKPIError
from sheetkpi.people import collect
from sheetkpi.pipeline import check, demo, new, open_book, refresh, undo_refresh

__all__ = [
    "SheetKPIError",
    "check",
    "collect",
    "demo",
    "new",
    "open_book",
    "refresh",
    "undo_refresh",
]
