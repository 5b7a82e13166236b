"""Macro workbooks: made from the template, or from a workbook people already have.

>>> attach("MyBook.xlsx").path                                      # doctest: +SKIP
PosixPath('MyBook.xlsm')
>>> detach("MyBook.xlsm", output="MyBook without buttons.xlsx")     # doctest: +SKIP
PosixPath('MyBook without buttons.xlsx')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sheetkpi.errors import InputError, NothingToDoError, ProtectedError, SheetKPIError, WorkbookError
from sheetkpi.fileengine.opc.lockfile import sweep
from sheetkpi.fileengine.opc.locks import check_not_open
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.saving import ABSENT
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import LANGUAGES, Language, preferred_language, say
from sheetkpi.macrobook.macros import PLAIN, add_macros, macros_of, remove_macros
from sheetkpi.macrobook.ourtables import our_tables
from sheetkpi.macrobook.settingsheet import add_settings
from sheetkpi.macrobook.tablecolumns import columns_of
from sheetkpi.macrobook.templatesheets import add_missing_sheets
from sheetkpi.tables.names import other_name
from sheetkpi.templates import template_path

_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Attached:
    """What `attach` did: where the workbook is, which sheets came to it, which of them out of sight, and
    whether it has our macros.

    Without `macros` it has a VBA project of its own, which was left as it is: its owner calls the refresh.
    `others` are our tables that have another name here, by their name: a table or name of people's has it.
    """

    path: Path
    sheets: tuple[str, ...]
    macros: bool
    changed: bool
    others: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


def write_macro_workbook(template: Path, path: Path, language: Language) -> None:
    """Write the workbook at `template` (.xlsx) with macros, buttons and ribbon tab to `path` (.xlsm)."""
    package = Package.from_bytes(template.read_bytes(), str(path))
    add_macros(package, Workbook(package), language)
    package.save(path)


def attach(
    path: str | Path,
    language: Language | None = None,
    output: str | Path | None = None,
    *,
    minimal: bool = False,
) -> Attached:
    """Give the workbook at `path` the template's sheets it lacks, and the macros, buttons and ribbon tab.

    An .xlsx stays as it is: the result is the .xlsm of the same name beside it, or `output`. An .xlsm is
    saved in place, its last state kept as .bak. `language` counts for workbooks that have none of our
    tables. `minimal` adds no sheet to see but `registry.MINIMAL_SHEETS`, six; without it the others can come
    later. A second time changes nothing.

    Raises SheetKPIError for what is no workbook, is encrypted, signed, open in Excel or protected in its
    structure, and where there is another file in the result's place; nothing is written then. A result that
    is there already, as after a run that was killed at its end, is no error.
    """
    path = Path(path)
    package, workbook = _opened(path)
    target = Path(output) if output is not None else path.with_suffix(".xlsm")
    if target.suffix.lower() != ".xlsm":
        raise InputError("error.attach_suffix", path=target)
    language = workbook_language(package) or language or preferred_language()
    sheets = add_missing_sheets(package, workbook, template_path(language), language, minimal=minimal)
    present = macros_of(package)
    with_macros = present.replaceable or present.is_ours
    if with_macros:
        add_macros(package, workbook, language)
    else:
        add_settings(package, workbook, language)
    changed = package.changed if target == path else not _is_there(package, target, "error.attach_exists")
    if changed:
        package.save(target, replaced=ABSENT)
    else:
        sweep(target.parent)
    others = {name: called for name, called in our_tables(package).items() if called == other_name(name)}
    out_of_sight = {sheet.name for sheet in workbook.sheets if sheet.visibility != "visible"}
    hidden = tuple(name for name in sheets if name in out_of_sight)
    return Attached(target, tuple(sheets), with_macros, changed, others, hidden)


def detach(path: str | Path, output: str | Path | None = None) -> Path:
    """Take buttons, ribbon tab, settings and VBA project out of the workbook at `path`; returns the result.

    Tables and sheets stay, with all that people typed. The result is the .xlsx of the same name beside it,
    or `output`; where others' macros are in the workbook too, those stay and it is saved in place as .xlsm.

    Raises SheetKPIError as `attach` does, and where nothing was attached.
    """
    path = Path(path)
    package, workbook = _opened(path)
    if not remove_macros(package, workbook):
        sweep(path.parent)  # after a run that was killed at its end
        raise NothingToDoError("error.not_attached", path=path)
    plain = package.content_types.of(package.workbook_part) == PLAIN
    target = Path(output) if output is not None else path.with_suffix(".xlsx") if plain else path
    if target == path or not _is_there(package, target, "error.detach_exists"):
        package.save(target, replaced=ABSENT)
    else:
        sweep(target.parent)
    return target


def _is_there(package: Package, target: Path, refusal: str) -> bool:
    """Whether `target` is there and says what `package` does, as after a run that was killed at its end.
    Raises SheetKPIError(`refusal`) for another file."""
    if not target.exists():
        return False
    try:
        there = Package.open(target)
        same = set(there.parts()) == set(package.parts()) and all(
            there.read(part) == package.read(part) for part in there.parts()
        )
    except SheetKPIError:
        same = False
    if not same:
        raise SheetKPIError(refusal, path=target)
    return True


def workbook_language(package: Package) -> Language | None:
    """The language of the headers of our tables; None where the workbook has no table of ours."""
    columns = columns_of(package)
    headers = {header for name in our_tables(package).values() for header in columns[name.casefold()]}
    for language in LANGUAGES:
        if headers & {say(key, language) for key in ("rep", "team", "lead_source", "month")}:
            return language
    return None


def _opened(path: Path) -> tuple[Package, Workbook]:
    """The workbook at `path`, which must be one that macros can be given to or taken from."""
    package = Package.open(path)
    if path.suffix.lower() not in _WORKBOOKS:
        raise WorkbookError("error.not_a_workbook", path=path)
    if package.signed:
        raise ProtectedError("error.signed", path=path)
    check_not_open(path)
    return package, Workbook(package)
