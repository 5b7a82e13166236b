"""What Excel's buttons call: one script per button, each a few lines over the function of the same name.

From a macro `RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"` runs a script on the workbook that
called. xlwings Server and Lite hand the workbook over:

>>> from sheetkpi.addin import *  # doctest: +SKIP

What goes wrong is told in one sentence, in a dialog where the engine has one, as an exception elsewhere; the
workbook is then as it was. Worksheet functions are in `sheetkpi.functions`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import xlwings as xw

from sheetkpi.errors import SheetKPIError
from sheetkpi.excelapp import patiently, status_bar, still, tell, unprotected
from sheetkpi.language import Language, preferred_language, say
from sheetkpi.logfile import log_unexpected

if TYPE_CHECKING:
    from sheetkpi.steps import ProgressCallback

__all__ = ["check", "collect", "distribute", "post", "publish", "refresh", "show_sheets", "undo_refresh"]

Job = Callable[[xw.Book, "ProgressCallback", Language], str | None]
"""The work of a button; returns a sentence to show at the end, None when the workbook itself says enough."""


@xw.script
def refresh(book: xw.Book | None = None) -> None:
    """Refresh the KPI workbook from its activity; it can be undone with `undo_refresh`. Does not save."""
    _run(_refresh, book)


@xw.script
def check(book: xw.Book | None = None) -> None:
    """Read and count what a refresh would, write nothing, and show the result in a dialog."""
    _run(_check, book)


@xw.script
def undo_refresh(book: xw.Book | None = None) -> None:
    """Put back what the last refresh of this workbook overwrote."""
    _run(_undo_refresh, book)


@xw.script
def distribute(book: xw.Book | None = None) -> None:
    """Hand out a workbook to every rep, into `kpi_distribute_folder` (default: a folder beside the workbook).

    The KPI workbook counts its distributions and is saved when it counts one more.
    """
    _run(_distribute, book)


@xw.script
def collect(book: xw.Book | None = None) -> None:
    """Take in what reps entered, from `kpi_collect_folder` (default: where it was handed out to)."""
    _run(_collect, book)


@xw.script
def publish(book: xw.Book | None = None) -> None:
    """Make the board a page for the browser, in `kpi_publish_folder`: as it stands, saved or not."""
    _run(_publish, book)


@xw.script
def post(book: xw.Book | None = None) -> None:
    """Post the morning's sentences to the channels that `kpi_post_to` names, once a day."""
    _run(_post, book)


@xw.script
def show_sheets(book: xw.Book | None = None) -> None:
    """Bring the sheets that a new workbook hides in sight; where all of them are, hide them."""
    _run(_show_sheets, book)


def _refresh(book: xw.Book, progress: ProgressCallback, language: Language) -> str | None:
    from sheetkpi.pipeline import refresh, write_issues
    from sheetkpi.workbook.place import check_saved, path_of

    check_saved(book)
    summary = refresh(book, undoable=True, progress=progress)
    path = path_of(book)
    csv = write_issues(summary, path, language) if path is not None else None
    if not summary.written:
        return say("done.no_tables", language, path=book.name)
    if csv:
        return say("done.issues_csv", language, path=csv)
    return None if "kpi_status" in book.names else summary.message(language)


def _check(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.pipeline import check

    return check(book, progress=progress).message(language)


def _undo_refresh(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.undoing import undo_refresh

    progress("step.undo", 0, 1)
    key, values = undo_refresh(book).told
    return say(key, language, **values)


def _show_sheets(book: xw.Book, progress: ProgressCallback, language: Language) -> None:
    from sheetkpi.pipeline import show_sheets

    show_sheets(book)


def _distribute(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.distribution.outgoing.distributing import distribute_from
    from sheetkpi.workbook.place import check_saved, folder_of

    check_saved(book)
    folder = folder_of(book, "kpi_distribute_folder", say("folder.distribute", language))
    result = distribute_from(book, folder, progress=progress, save=book.save)
    failed = result.of("failed")
    if failed and failed[0].error is not None:
        values = {"count": len(failed), "first": failed[0].recipient}
        return say("done.distribute_failed", language, reason=failed[0].error.sentence(language), **values)
    done = say("done.distribute", language, count=f"{len(result.workbooks):,}", path=folder)
    return "\n".join([done, *(say(key, language, **values) for key, values in result.remarks)])


def _collect(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.distribution.incoming.collecting import collect_into
    from sheetkpi.workbook.place import check_saved, folder_of

    check_saved(book)
    handed_out = folder_of(book, "kpi_distribute_folder", say("folder.distribute", language))
    result = collect_into(book, [folder_of(book, "kpi_collect_folder", str(handed_out))], progress=progress)
    if not result.has_taken:
        told = result.told_where_nothing_taken(book.name)
        return "\n".join(say(key, language, **values) for key, values in told)
    counts = {"added": result.added, "replaced": result.replaced, "left_out": result.left_out}
    counts |= {"listed": result.meetings + result.calls, "notes": result.notes, "refused": result.refused}
    return say("done.collect_button", language, **counts)


def _publish(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.publishing import publish
    from sheetkpi.publishing.publishing import folder_set

    done = publish(book, folder_set(book, language))
    said = say("done.publish" if done.changed else "done.publish_nothing", language, path=done.path)
    more = [("done.publish_folded", done.folded), ("done.publish_unnamed", done.unnamed)]
    return "\n".join([said, *(say(key, language, count=count) for key, count in more if count)])


def _post(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.posting import post

    return "\n".join(each.sentence(language) for each in post(book))


def _run(job: Job, book: xw.Book | None) -> None:
    """Do a button's work on `book` (default: the workbook whose macro called) and tell how it ended.

    A job leaves the workbook as it was when it fails, so that it is tried again where Excel was busy.
    """
    book = xw.Book.caller() if book is None else book
    language = _language_of(book)
    queued = _actions_queued(book)
    try:
        with still(book.app), unprotected(book), status_bar(book.app, language) as progress:
            sentence = patiently(lambda: job(book, progress, language))
    except SheetKPIError as error:
        _forget_actions(book, queued)
        if not tell(book, error.sentence(language), wrong=True):
            raise
    except Exception as error:
        _forget_actions(book, queued)
        path = log_unexpected(error)
        if not tell(
            book, say("error.unexpected", language, what=type(error).__name__, path=path), wrong=True
        ):
            raise
    else:
        if sentence:
            tell(book, sentence)


def _language_of(book: xw.Book) -> Language:
    from sheetkpi.workbook.inputs import workbook_language

    try:
        return patiently(lambda: workbook_language(book))
    except SheetKPIError:  # Excel is busy
        return preferred_language()


def _actions_queued(book: xw.Book) -> int:
    """How many actions the remote engine has queued for Excel in the browser; 0 elsewhere."""
    return len(book.json()["actions"]) if book.app.engine.type == "remote" else 0


def _forget_actions(book: xw.Book, queued: int) -> None:
    """On the remote engine: leave out what a failed script has queued, so that nothing is half written."""
    if book.app.engine.type == "remote":
        del book.json()["actions"][queued:]
