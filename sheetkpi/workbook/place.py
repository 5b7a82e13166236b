"""Where a workbook lies: a file, a place on the web, or nowhere yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import XlwingsError

from sheetkpi.errors import InputError, WorkbookError
from sheetkpi.workbook.names import named_cells, value_of
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw


def path_of(book: xw.Book) -> Path | None:
    """The workbook's file on this machine; None where there is none.

    A workbook that was never saved has only a name. For one on OneDrive or SharePoint Excel tells an address
    on the web; xlwings looks up the synchronised folder, and raises where there is none. The remote engine
    knows names only.
    """
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


def folder_of(book: xw.Book, name: str, default: str) -> Path:
    """The folder in the cell of a defined `name`, else `default`; relative ones count from the workbook.

    Raises a SheetKPIError where it is relative and the workbook lies in no folder of this machine.
    """
    folder = Path(as_text(value_of(book, named_cells(book), name)) or default).expanduser()
    path = path_of(book)
    if folder.is_absolute():
        return folder
    if path is None:
        raise InputError("error.no_folder_known", name=book.name, setting=name)
    return path.parent / folder


def check_saved(book: xw.Book) -> None:
    """Raise for a workbook that was never saved: nothing can lie beside it, and it cannot be told again."""
    try:
        name = str(book.fullname)
    except XlwingsError:
        return
    if book.app.engine.type != "remote" and name == book.name:
        raise WorkbookError("error.never_saved", name=name)
