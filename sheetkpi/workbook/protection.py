"""Sheets that are protected without a password: opened for what only the product may do there, closed again.

Excel refuses to lengthen a table on a protected sheet, to programs as to people. A file refuses nothing.
xlwings has no word for protection, so that Excel's own object model is asked: `Worksheet.Unprotect` and
`Protect` on Windows; elsewhere (macOS, the browser) nothing is known of it, and the sheet stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw

ALLOWED = ("AllowFormattingColumns", "AllowFormattingRows", "AllowSorting", "AllowFiltering")
"""What people may do on the entry sheet although it is protected (see `template.dailyentry`)."""


@contextmanager
def opened(sheet: xw.Sheet) -> Iterator[bool]:
    """Lift the protection of `sheet`, and put it back afterwards; tells whether the sheet can be changed.

    It cannot where a password guards it, nor where the engine cannot tell.
    """
    if getattr(sheet.impl, "touched", None) is not None:  # a file
        yield True
        return
    protected = _protected(sheet)
    if protected is False:
        yield True
        return
    api = _unprotected(sheet) if protected else None
    try:
        yield api is not None
    finally:
        if api is not None:
            api.Protect(DrawingObjects=False, Contents=True, Scenarios=False, **dict.fromkeys(ALLOWED, True))


def _protected(sheet: xw.Sheet) -> bool | None:
    """Whether Excel protects the sheet; None where that cannot be asked."""
    try:
        return bool(sheet.api.ProtectContents)
    except Exception:  # each engine lacks it in its own way
        return None


def _unprotected(sheet: xw.Sheet) -> Any:
    """Excel's object of the sheet once it is open; None where a password is asked for."""
    try:
        sheet.api.Unprotect("")
        return None if sheet.api.ProtectContents else sheet.api
    except Exception:  # COM errors have no class of their own
        return None
