"""Excel itself while a script works in it: kept still, told what goes on, asked again when it is busy.

Every engine has some of this and lacks the rest: a file has no window, and xlwings' remote engine only queues
what Excel in the browser will do later. What an engine lacks is passed over.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sheetkpi.errors import BusyError, SheetKPIError
from sheetkpi.language import Language, say
from sheetkpi.workbook.protection import lifted

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.steps import ProgressCallback

Result = TypeVar("Result")

QUIET: dict[str, object] = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
"""What is switched off while cells are written, and what "off" is."""

BUSY_HRESULTS = frozenset(
    {
        -2147418111,  # 0x80010001 RPC_E_CALL_REJECTED: a dialog is open
        -2147417846,  # 0x8001010A RPC_E_SERVERCALL_RETRYLATER
        -2146777998,  # 0x800AC472: a cell is being edited
    }
)
"""With these, COM says that Excel takes no calls now."""

APPLE_EVENT_TIMED_OUT = -1712
"""With this, Excel on macOS does not answer: a dialog is open or a cell is being edited."""

WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each further attempt."""

COM_ATTEMPTS = 200
"""How often xlwings may repeat a rejected call at once; left to itself it does so for ever."""

_SHOWN_EVERY = 0.2


@contextmanager
def still(app: xw.App) -> Iterator[None]:
    """Switch screen updating, events and calculation off, and back to what they were, whatever happens.

    Where people calculate by hand, Excel calculates once when all went well: they asked for new figures.
    """
    if app.engine.type == "remote":  # nothing happens there before the script has ended
        yield
        return
    before: dict[str, object] = {}
    with ExitStack() as put_back:
        put_back.enter_context(_limited_attempts())
        for name, off in QUIET.items():
            with suppress(NotImplementedError, AttributeError):
                before[name] = patiently(lambda name=name: getattr(app, name))  # type: ignore[misc]
                setattr(app, name, off)
                put_back.callback(_put_back, app, name, before[name])
        yield
        if before.get("calculation") == QUIET["calculation"]:
            app.calculate()


@contextmanager
def unprotected(book: xw.Book) -> Iterator[None]:
    """Lift the protection of sheets that have no password (Excel on Windows), and put it back as it was,
    whatever happens. Sheets with a password stay protected."""
    with ExitStack() as put_back:
        for sheet in book.sheets if book.app.engine.type != "remote" else ():
            try:
                again = lifted(sheet.api)
            except Exception as error:  # no such thing on this engine, or a password
                if is_busy(error):
                    raise
                continue
            if again is not None:
                put_back.callback(patiently, again)
        yield


def _put_back(app: xw.App, name: str, value: object) -> None:
    patiently(lambda: setattr(app, name, value))


@contextmanager
def status_bar(app: xw.App, language: Language) -> Iterator[ProgressCallback]:
    """Say in Excel's status bar what goes on; at the end the bar is Excel's own again."""
    shown, last = "", 0.0

    def advance(step: str, done: int, total: int) -> None:
        nonlocal shown, last
        share = f" {done / total:.0%}" if 0 < done < total else ""
        text = say("excel.progress", language, step=say(step, language)) + share
        now = time.monotonic()
        if text != shown and (not share or now - last > _SHOWN_EVERY):
            shown, last = text, now
            _say_in_bar(app, text)

    try:
        yield advance
    finally:
        _say_in_bar(app, False)


def _say_in_bar(app: xw.App, text: str | bool) -> None:
    with suppress(Exception):  # no bar, or Excel is busy: the work matters more
        app.status_bar = text


def tell(book: xw.Book, sentence: str, *, wrong: bool = False) -> bool:
    """Show a sentence in a dialog and wait until it is read; False where the engine has no dialogs."""
    try:
        patiently(lambda: book.app.alert(sentence, "SheetKPI", mode="critical" if wrong else "info"))
    except (NotImplementedError, SheetKPIError):
        return False
    return True


def patiently(do: Callable[[], Result]) -> Result:
    """`do()`, again after a while where Excel is busy; SheetKPIError when it stays so.

    `do` must leave nothing half done when it fails.
    """
    for wait in (*WAITS, None):
        try:
            return do()
        except Exception as error:
            if not is_busy(error):
                raise
            if wait is None:
                raise BusyError("error.excel_busy") from error
            time.sleep(wait)
    raise AssertionError("unreachable")


def is_busy(error: BaseException) -> bool:
    """Whether Excel refused a call because a cell is being edited or a dialog is open.

    pywin32's `com_error` carries `hresult`; behind DISP_E_EXCEPTION the code is the last of `excepinfo`.
    appscript's `CommandError` (macOS) carries `errornumber`.
    """
    codes: list[Any] = [getattr(error, "hresult", None)]
    codes += [(getattr(error, "excepinfo", None) or (None,))[-1]]
    return bool(BUSY_HRESULTS & set(codes)) or getattr(error, "errornumber", None) == APPLE_EVENT_TIMED_OUT


@contextmanager
def _limited_attempts() -> Iterator[None]:
    """Keep xlwings from repeating a rejected call without end (Windows)."""
    windows: Any = sys.modules.get("xlwings._xlwindows")
    if windows is None:
        yield
        return
    before, windows.N_COM_ATTEMPTS = windows.N_COM_ATTEMPTS, COM_ATTEMPTS
    try:
        yield
    finally:
        windows.N_COM_ATTEMPTS = before
