"""Where a workbook lies: a file, a place on the web, or nowhere yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.errors import SheetKPIError

if TYPE_CHECKING:
    import xlwings as xw


def path_of(book: xw.Book) -> Path | None:
    """The workbook's file on this machine; None where there is none.

    A workbook that was never saved has only a name. For one on OneDrive or SharePoint Excel tells an address
    on the web; xlwings looks up the synchronised folder, and raises where there is none. The remote engine
    knows names only.
    """
    from xlwings import XlwingsError

    if book.app.engine.type == "remote":
        return None
    try:
        name = str(book.fullname)
    except XlwingsError:
        return None
    path = Path(name)
    return path if "://" not in name and path.is_absolute() else None


def identity_of(book: xw.Book) -> str:
    """What tells this workbook from others on this machine: its path, or its name where it has none."""
    path = path_of(book)
    return str(path) if path is not None else str(book.name)


def check_saved(book: xw.Book) -> None:
    """Raise for a workbook that was never saved: nothing can lie beside it, and it cannot be told again."""
    from xlwings import XlwingsError

    try:
        name = str(book.fullname)
    except XlwingsError:
        return
    if book.app.engine.type != "remote" and name == book.name:
        raise SheetKPIError("error.never_saved", name=name)
