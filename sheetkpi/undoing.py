"""Writing a refresh so that it can be taken back, and taking it back.

What is overwritten is kept before the first cell is written, in a file of its own (`undofile`). In Excel the
refresh is settled once writing is done. In a file nothing has happened until it is saved: only then is the
refresh settled, and forgotten only once what was put back is saved. Where a save fails, or its process is
killed before or after it, the next undo finds out which state the file has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi import undofile
from sheetkpi.errors import NothingToDoError, SheetKPIError, WorkbookError
from sheetkpi.language import Phrase, listed
from sheetkpi.opening import own_writing, taken
from sheetkpi.workbook.place import identity_of
from sheetkpi.workbook.restore import RowStayed, put_back
from sheetkpi.workbook.undo import log_references, references_changed, remember

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.filling import Plan

_REFRESHED, _UNDONE = "refreshed", "undone"

ROWS_NAMED = 5
"""Rows that stayed which a sentence names; there may be hundreds."""


@dataclass(frozen=True)
class Undone:
    """What was taken back: the refresh at `when`, but for the rows that `stayed` since people had typed into
    them. The figures in these are empty until the next refresh."""

    when: datetime
    stayed: tuple[RowStayed, ...] = ()

    @property
    def told(self) -> tuple[str, dict[str, object]]:
        """The key of the sentence that says so, and its values."""
        time = f"{self.when:%Y-%m-%d %H:%M}"
        if not self.stayed:
            return "done.undo", {"time": time}
        named = [f"{row.key} {row.cells[0]}".strip() for row in self.stayed[:ROWS_NAMED]]
        more = "…" if len(self.stayed) > ROWS_NAMED else ""
        names = Phrase(lambda language: listed(named, language) + more)
        return "done.undo_stayed", {"time": time, "rows": len(self.stayed), "names": names}


def undo_refresh(book: xw.Book | str | Path) -> Undone:
    """Put back what the last `undoable` refresh of `book` overwrote; returns which that was and which rows
    that came with it stay, for people typed into them. An open book is not saved; the workbook at a path is.

    It may have been another process that refreshed. Raises, before anything is written, NothingToDoError
    where nothing is kept, another SheetKPIError where the workbook has changed so that it no longer fits.

    >>> with open_book("KPI.xlsx") as book:                     # doctest: +SKIP
    ...     undo_refresh(book)
    ...     book.save()
    """
    with taken(book) as (opened, save_it):
        identity = identity_of(opened)
        with own_writing(opened):
            undone = _put_back_latest(opened, undofile.kept(identity))

        def forget(saved: str) -> None:
            if saved in ("", identity):  # under another name, the workbook here still is as it was refreshed
                undofile.forget(identity)

        _once_saved(opened, _UNDONE, forget)
        if save_it:
            save_it()
    return undone


def write_undoably(book: xw.Book, filling: Plan, now: datetime) -> None:
    """Write, but keep first what is overwritten, and put it back when writing breaks off."""
    before = remember(book, filling)
    if before is None:
        filling.write(book)
        return
    identity, read = identity_of(book), _state_read(book)
    kept = undofile.keep(identity, before, now, read)
    log_references(book)
    try:
        filling.write(book)
    except BaseException as error:
        try:
            put_back(book, replace(before, references=references_changed(book)), force=True)
        except Exception as second:
            raise WorkbookError("error.half_written", path=book.name) from second
        undofile.forget(identity, pending_only=True)
        raise error
    if references := references_changed(book):
        undofile.keep_references(identity, kept, references)

    def settle(saved: str) -> None:
        undofile.settle(identity, saved or identity, _state_read(book))

    _once_saved(book, _REFRESHED, settle)


def _put_back_latest(book: xw.Book, kept: list[undofile.Kept]) -> Undone:
    """Put back what the latest refresh overwrote that the workbook holds; returns which of `kept` that is."""
    waiting = getattr(book.impl, "waiting", "")
    if waiting == _UNDONE:
        kept = []
    elif waiting != _REFRESHED:  # a refresh of a file that was never saved never happened
        read = _state_read(book)
        kept = [each for each in kept if not (each.broke_off and each.read and each.read == read)]
    refused: SheetKPIError = NothingToDoError("error.undo_nothing", path=book.name)
    for each in kept:
        try:
            force = each.broke_off and not each.read
            stayed = put_back(book, each.before, force=force, as_left=_is_as_left(book, each))
        except SheetKPIError as error:  # before anything was written
            if not (each.broke_off and error.key == "error.undo_since"):
                refused = error  # else the file never came to hold that refresh
            continue
        return Undone(each.when, stayed)
    raise refused


def _is_as_left(book: xw.Book, kept: undofile.Kept) -> bool:
    """Whether the book is a file that nobody has changed since the refresh saved it: not known in Excel."""
    changes = getattr(book.impl, "changes", True)
    return bool(kept.saved) and kept.saved == _state_read(book) and not changes


def _state_read(book: xw.Book) -> str:
    """What tells the state of a file that the book was read from, or saved to last; "" in Excel."""
    return str(getattr(book.impl, "state_read", ""))


def _once_saved(book: xw.Book, what: str, action: Callable[[str], object]) -> None:
    """Do it when the file is saved, with its path, and let the book know until then what is `waiting`; in
    Excel at once, with ""."""
    wait = getattr(book.impl, "once_saved", None)
    if wait is None:
        action("")
    else:
        wait(what, action)
