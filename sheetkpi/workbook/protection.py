"""Protected sheets: whether Excel refuses to write there, and opening those that no password guards.

Excel refuses to lengthen a table on a protected sheet, to programs as to people. A file refuses nothing.
xlwings has no word for protection, so that Excel's own object model is asked: `ProtectContents`, `Unprotect`
and `Protect` of a `Worksheet` on Windows, `protect_contents` on macOS; in the browser nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw

OPTIONS = (
    *("AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows"),
    *("AllowInsertingColumns", "AllowInsertingRows", "AllowInsertingHyperlinks"),
    *("AllowDeletingColumns", "AllowDeletingRows"),
    *("AllowSorting", "AllowFiltering", "AllowUsingPivotTables"),
)
"""What people may do on a protected sheet, as Excel calls it."""

_CANNOT = (NotImplementedError, AttributeError, TypeError)
"""What engines raise that cannot tell."""


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether Excel refuses to write on a sheet; false where the engine cannot tell."""
    api = sheet.api
    return _first_told(
        lambda: api.ProtectContents and not api.ProtectionMode,  # a mode in which programs may write
        lambda: api.protect_contents.get(),
    )


def guards_cells(sheet: xw.Sheet) -> bool:
    """Whether somebody protected what stands on a sheet, in Excel or in a file, which refuses nothing."""
    of_file = getattr(sheet.impl, "guards_cells", None)
    return is_protected(sheet) if of_file is None else bool(of_file())


def structure_is_protected(book: xw.Book) -> bool:
    """Whether Excel refuses to show, hide, add and delete sheets; false where the engine cannot tell."""
    api = book.api
    return _first_told(lambda: api.ProtectStructure, lambda: api.protect_structure.get())


def _first_told(*questions: Callable[[], object]) -> bool:
    """What the first of `questions` comes to that the engine has an answer to; false where it has none."""
    for ask in questions:
        with suppress(*_CANNOT):
            return bool(ask())
    return False


@contextmanager
def opened(sheet: xw.Sheet) -> Iterator[bool]:
    """Lift the protection of `sheet`, and put it back afterwards; tells whether the sheet can be changed.

    It cannot where a password guards it, nor where the engine cannot tell.
    """
    protect: Callable[[], object] | None = None
    can_be_changed = True
    if getattr(sheet.impl, "touched", None) is None:  # no file
        try:
            protect = lifted(sheet.api)
        except Exception:  # each engine lacks it in its own way; COM errors have no class of their own
            can_be_changed = False
    try:
        yield can_be_changed
    finally:
        if protect is not None:
            protect()


def lifted(sheet: Any) -> Callable[[], object] | None:
    """Unprotect one of Excel's own sheets (Windows); returns what protects it again as it was, None where it
    is not protected. Raises, whatever the engine raises, where it has no such thing or a password guards it.
    """
    if not sheet.ProtectContents:
        return None
    options = {name: getattr(sheet.Protection, name) for name in OPTIONS}
    options |= {"DrawingObjects": sheet.ProtectDrawingObjects, "Scenarios": sheet.ProtectScenarios}
    sheet.Unprotect("")
    if sheet.ProtectContents:
        raise PermissionError(sheet)
    return lambda: sheet.Protect(Contents=True, UserInterfaceOnly=False, **options)
