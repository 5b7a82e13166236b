"""Opening workbooks on the file engine, and taking whatever a verb is given: an open book, or a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import xlwings as xw

import sheetkpi.fileengine  # noqa: F401  (registers the engine)
from sheetkpi.errors import DamagedError, InputError
from sheetkpi.fileengine.opc.lockfile import held
from sheetkpi.fileengine.parts.misplaced import misplaced_part


@contextmanager
def open_book(path: str | Path, *, read_only: bool = False) -> Iterator[xw.Book]:
    """Open the workbook at `path` on the file engine as an `xlwings.Book`, without Excel.

    Nothing is saved unless you call `book.save()`. Raises SheetKPIError where the file is missing, is no
    workbook, is encrypted, damaged or hostile; and, unless `read_only`, where it could not be saved because
    it is open in Excel or write-protected, so that nobody waits for work that cannot be kept. Unless
    `read_only` it is held until it is closed: whoever wants to work on it meanwhile is told who has it.

    >>> with open_book("KPI.xlsx") as book:                     # doctest: +SKIP
    ...     print(book.sheets["ボード"]["A1"].value)
    """
    if not Path(path).is_file():
        raise InputError("error.not_found", path=path)

    app = xw.engines["file"].apps.add()  # one each, as books of one app must differ in name
    try:
        with nullcontext() if read_only else held(Path(path)):
            book = app.books.open(str(path))
            if not read_only:
                book.impl.package.check_savable()
            yield book
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        if part := misplaced_part(Path(path)):
            raise DamagedError("error.damaged", path=path, part=part) from error
        raise
    finally:
        app.quit()


@contextmanager
def taken(
    book: xw.Book | str | Path, *, read_only: bool = False
) -> Iterator[tuple[xw.Book, Callable[[], object] | None]]:
    """The workbook a verb is given, and how to save it: an open book is its owner's to save (None)."""
    if not isinstance(book, (str, Path)):
        yield book, None
        return
    with open_book(book, read_only=read_only) as opened:
        yield opened, opened.save


def own_writing(book: xw.Book) -> AbstractContextManager[None]:
    """While it lasts, what is written into a workbook of somebody's own is SheetKPI's: `detach` puts back
    what was there. What anybody else changes stays. In Excel nobody can tell the two apart."""
    begin = getattr(book.impl, "own_writing", None)
    return nullcontext() if begin is None else begin()
