"""What has to be in place on this machine and in a workbook for the refresh to work: looked at, not changed.

Data first: `doctor` returns results; `CheckResult.sentence` says what was found, and what to do where
something is missing.

>>> [finding.state for finding in doctor() if finding.check == "python"]
['ok']
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sheetkpi.cachefolder import cache_folder, size_kept
from sheetkpi.connectionsfile import connections_file
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import Language, Phrase, preferred_language, say
from sheetkpi.logfile import log_path
from sheetkpi.macrobook.settingsheet import SHEET
from sheetkpi.opening import open_book
from sheetkpi.posting.channels import SERVICE_NAMES, SETTING, all_channels, channel, names_in
from sheetkpi.sources.databases.connections import (
    Connection,
    all_connections,
    connection,
    place_parts,
)
from sheetkpi.sources.databases.drivers import missing
from sheetkpi.tables.names import TEMPLATE_VERSION
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.names import named_cells, value_of
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

State = Literal["ok", "note", "problem"]
"""`note`: nothing is wrong, but people may want to know; `problem`: something has to be done."""

XLWINGS_SINCE, XLWINGS_BEFORE = (0, 37, 6), (0, 38)
"""The versions of xlwings this package runs on; pyproject.toml has the same."""

INTERPRETER_KEYS = {"win32": "INTERPRETER_WIN", "darwin": "INTERPRETER_MAC"}
"""Where the sheet `xlwings.conf` names the Python that buttons call, by system."""

_VBA_OFF = 4  # VBAWarnings: all macros disabled, without asking
_OFFICE = r"Software\Microsoft\Office\16.0\Excel\Security"


@dataclass(frozen=True)
class CheckResult:
    """What one check found: `check` names it, `key` its sentence, which `values` fill."""

    check: str
    state: State
    key: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """What was found, and what to do next."""
        return say(self.key, language, **self.values)


def doctor(book: str | Path | None = None, language: Language | None = None) -> tuple[CheckResult, ...]:
    """Look at Python, xlwings, Excel, macros, language and, where given, the workbook at `book`.

    `language` is the one that was asked for (None: the machine's).

    Nothing raises: a workbook that cannot be opened is a finding like any other.
    """
    findings = [
        *(look() for look in (_python, _package, _xlwings, _bridge, _excel, _macros_allowed)),
        _language(language),
        _log(),
        _cache(),
        *_databases(),
        *_channels(),
    ]
    if book is not None:
        findings += _of_book(Path(book))
    return tuple(findings)


# The machine --------------------------------------------------------------------------------------------


def _python() -> CheckResult:
    bits = struct.calcsize("P") * 8
    values: dict[str, object] = {"version": sys.version.split()[0], "bits": bits, "path": sys.executable}
    return CheckResult("python", "ok" if bits == 64 else "note", f"doctor.python_{bits}", values)


def _package() -> CheckResult:
    installed = _version("sheetkpi")
    if not installed:
        return CheckResult("package", "problem", "doctor.no_package")
    return CheckResult("package", "ok", "doctor.package", {"version": installed})


def _xlwings() -> CheckResult:
    installed = _version("xlwings")
    numbers = tuple(int(part) for part in installed.split(".")[:3] if part.isdigit())
    fits = XLWINGS_SINCE <= numbers < XLWINGS_BEFORE
    wanted = f"xlwings>={'.'.join(map(str, XLWINGS_SINCE))},<{'.'.join(map(str, XLWINGS_BEFORE))}"
    key = "doctor.xlwings" if fits else "doctor.xlwings_version"
    return CheckResult("xlwings", "ok" if fits else "problem", key, {"version": installed, "wanted": wanted})


def _version(package: str) -> str:
    """The installed version of a package, "" where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _bridge() -> CheckResult:
    """What xlwings talks to Excel through: pywin32 on Windows, appscript on macOS."""
    package, module = {"win32": ("pywin32", "win32com"), "darwin": ("appscript", "appscript")}.get(
        sys.platform, ("", "")
    )
    if not package:
        return CheckResult("bridge", "note", "doctor.bridge_none")
    found = find_spec(module) is not None
    key = "doctor.bridge" if found else "doctor.bridge_missing"
    return CheckResult("bridge", "ok" if found else "problem", key, {"package": package})


def _excel() -> CheckResult:
    if sys.platform == "win32":
        found = _registry("HKEY_CLASSES_ROOT", r"Excel.Application\CurVer", "") is not None
    else:
        found = Path("/Applications/Microsoft Excel.app").exists()
    return CheckResult(
        "excel", "ok" if found else "note", "doctor.excel" if found else "doctor.excel_missing"
    )


def _macros_allowed() -> CheckResult:
    for hive in (r"Software\Policies" + _OFFICE.removeprefix("Software"), _OFFICE):
        if _registry("HKEY_CURRENT_USER", hive, "VBAWarnings") == _VBA_OFF:
            return CheckResult("macros", "problem", "doctor.macros_off")
    return CheckResult("macros", "note", "doctor.macros")


def _registry(hive: str, key: str, name: str) -> Any:
    """A value of the Windows registry; None where it is not there."""
    try:
        import winreg

        with winreg.OpenKey(getattr(winreg, hive), key) as opened:  # type: ignore[attr-defined,unused-ignore]
            return winreg.QueryValueEx(opened, name)[0]  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, OSError):
        return None


def _language(asked: Language | None) -> CheckResult:
    own = preferred_language()
    if asked is None or asked == own:
        return CheckResult("language", "ok", f"doctor.language_{own}")
    return CheckResult("language", "ok", f"doctor.language_{asked}_asked")


def _cache() -> CheckResult:
    folder = cache_folder()
    if folder is None:
        return CheckResult("cache", "note", "doctor.cache_off")
    return CheckResult("cache", "ok", "doctor.cache", {"path": folder, "size": f"{size_kept() / 2**20:,.0f}"})


def _log() -> CheckResult:
    folder = log_path().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        usable = os.access(folder, os.W_OK)
    except OSError:
        usable = False
    key = "doctor.log" if usable else "doctor.log_not_writable"
    return CheckResult("log", "ok" if usable else "problem", key, {"path": folder})


def _databases() -> Iterator[CheckResult]:
    """Each connection to a database: whether it could be used, not whether it answers."""
    try:
        found = all_connections()
    except SheetKPIError as error:
        yield CheckResult("databases", "problem", error.key, error.values)
        return
    if not found:
        yield CheckResult("databases", "note", "doctor.databases_none", {"file": connections_file()})
    for one in found.values():
        if isinstance(one, SheetKPIError):
            yield CheckResult("databases", "problem", one.key, one.values)
        else:
            yield _database(one)


def _database(one: Connection) -> CheckResult:
    if (lacking := missing(one)) is not None:
        return CheckResult("databases", "problem", lacking.key, lacking.values)
    password = "doctor.password_there" if one.password else "doctor.password_none"
    told = Phrase(lambda language: say(password, language))
    values = {"place": one.place, "kind": one.driver or one.kind, "told_by": one.told_by, "password": told}
    return CheckResult("databases", "ok", "doctor.database", values)


def _channels() -> Iterator[CheckResult]:
    """Each channel that can be posted to, by its name and kind: whoever knows its address can post there."""
    try:
        found = all_channels()
    except SheetKPIError as error:
        yield CheckResult("channels", "problem", error.key, error.values)
        return
    if not found:
        yield CheckResult("channels", "note", "doctor.channels_none", {"file": connections_file()})
    for one in found.values():
        if isinstance(one, SheetKPIError):
            yield CheckResult("channels", "problem", one.key, one.values)
        else:
            values: dict[str, object] = {
                "name": one.name,
                "service": SERVICE_NAMES[one.service],
                "told_by": one.told_by,
            }
            key = "doctor.channel_manager" if one.is_managers else "doctor.channel"
            yield CheckResult("channels", "ok", key, values)


# The workbook -------------------------------------------------------------------------------------------


def _of_book(path: Path) -> Iterator[CheckResult]:
    try:
        with open_book(path, read_only=True) as book:
            yield CheckResult("book", "ok", "doctor.book", {"path": path})
            looks: tuple[Callable[[xw.Book, Path], CheckResult], ...] = (
                _tables,
                _template,
                _buttons,
                _interpreter,
            )
            for look in looks:
                yield look(book, path)
            yield from _databases_named(book)
            yield from _channels_named(book)
    except SheetKPIError as error:
        yield CheckResult("book", "problem", error.key, error.values)
    if Path(f"{path}:Zone.Identifier").exists():  # as Windows marks files from the internet
        yield CheckResult("blocked", "problem", "doctor.blocked", {"path": path.name})


def _tables(book: xw.Book, path: Path) -> CheckResult:
    inputs = read_inputs(book)
    if inputs.remarks:
        remark = inputs.remarks[0]
        return CheckResult("tables", "problem", remark.key, remark.values)
    if not inputs.tables:
        return CheckResult("tables", "problem", "doctor.tables_none", {"path": path.name})
    return CheckResult("tables", "ok", "doctor.tables", {"count": len(inputs.tables)})


def _databases_named(book: xw.Book) -> Iterator[CheckResult]:
    """Places in databases that the workbook names and this machine cannot make anything of."""
    sources = read_inputs(book).frames["Sources"]
    for place, sheet in zip(sources["place"], sources["sheet"], strict=True):
        try:
            if parts := place_parts(str(place or ""), str(sheet or "")):
                connection(parts[0])
        except SheetKPIError as error:
            yield CheckResult("databases", "problem", error.key, error.values)


def _channels_named(book: xw.Book) -> Iterator[CheckResult]:
    """Channels that the workbook names and this machine does not know."""
    for name in names_in(as_text(value_of(book, named_cells(book), SETTING))):
        try:
            channel(name)
        except SheetKPIError as error:
            yield CheckResult("channels", "problem", error.key, error.values)


def _template(book: xw.Book, path: Path) -> CheckResult:
    found = as_text(value_of(book, named_cells(book), "kpi_version"))
    values: dict[str, object] = {"version": found, "newest": TEMPLATE_VERSION}
    if not found.isdigit():
        return CheckResult("template", "note", "doctor.template_own")
    if int(found) > TEMPLATE_VERSION:
        return CheckResult("template", "problem", "doctor.template_newer", values)
    older = int(found) < TEMPLATE_VERSION
    return CheckResult(
        "template", "note" if older else "ok", f"doctor.template{'_older' if older else ''}", values
    )


def _buttons(book: xw.Book, path: Path) -> CheckResult:
    if path.suffix.lower() != ".xlsm":
        return CheckResult("buttons", "note", "doctor.buttons_none", {"path": path.name})
    return CheckResult("buttons", "ok", "doctor.buttons")


def _interpreter(book: xw.Book, path: Path) -> CheckResult:
    """Whether the Python that the workbook's buttons call is there."""
    key = INTERPRETER_KEYS.get(sys.platform)
    typed = _settings(book).get(key or "", "")
    if key is None or not typed:
        return CheckResult("interpreter", "note", "doctor.interpreter_none")
    expanded = Path(os.path.expandvars(typed))
    there = expanded.exists() or not expanded.is_absolute()
    values: dict[str, object] = {"path": typed, "python": sys.executable, "setting": key}
    if not there:
        return CheckResult("interpreter", "problem", "doctor.interpreter_moved", values)
    return CheckResult("interpreter", "ok", "doctor.interpreter", values)


def _settings(book: xw.Book) -> dict[str, str]:
    """The rows of `xlwings.conf`, keys as xlwings compares them: in capitals."""
    for sheet in book.sheets:
        if sheet.name.casefold() == SHEET:
            rows = sheet.used_range.options(ndim=2).value
            return {str(row[0]).upper(): str(row[1] or "") for row in rows if len(row) > 1 and row[0]}
    return {}
