"""The main job from end to end: read the raw activity, count it, fill the workbook.

Everything is read, counted and checked before the first cell is written, so that bad input leaves the
workbook as it was. Written against xlwings' public API: the book may be open in Excel or a plain file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import Language, preferred_language

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.summary import Summary

Progress = Callable[[str, int, int], None]
"""Called with the key of a step (`step.read` …), how much of it is done, and of how much (0: unknown)."""


def _quiet(step: str, done: int, total: int) -> None:
    """Show no progress."""


def new(path: str | Path, language: Language | None = None) -> Path:
    """Create a KPI workbook at `path` (.xlsx) from the template in `language` (default: the locale's).

    Raises SheetKPIError if the file exists, its folder does not, or the name does not end in .xlsx.
    """
    import shutil

    from sheetkpi.templates import template_path

    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise SheetKPIError("error.new_suffix", path=path)
    if path.exists():
        raise SheetKPIError("error.exists", path=path)
    if not path.parent.is_dir():
        raise SheetKPIError("error.no_folder", path=path.parent)
    shutil.copyfile(template_path(language or preferred_language()), path)
    return path


@contextmanager
def open_book(path: str | Path) -> Iterator[xw.Book]:
    """Open the workbook at `path` on the file engine as an `xlwings.Book`, without Excel.

    Nothing is saved unless you call `book.save()`. Raises SheetKPIError where the file is missing, is no
    workbook, is encrypted, damaged or hostile.

    >>> with open_book("KPI.xlsx") as book:                     # doctest: +SKIP
    ...     print(book.sheets["ボード"]["A1"].value)
    """
    import xlwings as xw

    import sheetkpi.fileengine  # noqa: F401  (registers the engine)

    if not Path(path).is_file():
        raise SheetKPIError("error.not_found", path=path)
    apps = xw.engines["file"].apps
    app = apps.active or apps.add()
    book = app.books.open(str(path))
    try:
        yield book
    finally:
        book.close()


def typed_month(text: str | None) -> date | None:
    """The first day of the month written as `YYYY-MM`, or None for None; SheetKPIError for other text."""
    if text is None:
        return None
    if (match := re.fullmatch(r"(\d{4})-(\d{1,2})", text)) and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    raise SheetKPIError("error.month", text=text)


def refresh(
    book: xw.Book,
    activity: Sequence[str | Path] = (),
    *,
    month: date | None = None,
    once: bool = False,
    dry_run: bool = False,
    today: date | None = None,
    progress: Progress = _quiet,
) -> Summary:
    """Fill the KPI tables of `book` from its own raw sheets, its `Sources` and `activity`; never saves."""
    raise NotImplementedError


def check(
    book: xw.Book,
    activity: Sequence[str | Path] = (),
    *,
    today: date | None = None,
    progress: Progress = _quiet,
) -> Summary:
    """Read and count what `refresh` would, and write nothing."""
    raise NotImplementedError


def demo(
    folder: str | Path, language: Language | None = None, *, progress: Progress = _quiet
) -> tuple[Path, Summary]:
    """Create a KPI workbook with invented activity in `folder`, refresh it and return where it is."""
    raise NotImplementedError


def save(book: xw.Book, output: Path | None = None) -> Path:
    """Save `book` in place, or as `output`, which must have the same extension; returns where it is."""
    raise NotImplementedError
