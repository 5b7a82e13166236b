"""Macro workbooks: made from the template, or from a workbook people already have.

>>> attach("MyBook.xlsx").path                                      # doctest: +SKIP
PosixPath('MyBook.xlsm')
>>> detach("MyBook.xlsm", output="MyBook without buttons.xlsx")     # doctest: +SKIP
PosixPath('MyBook without buttons.xlsx')
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sheetkpi.errors import InputError, NothingToDoError, ProtectedError, SheetKPIError, WorkbookError
from sheetkpi.fileengine.opc.lockfile import sweep
from sheetkpi.fileengine.opc.locks import check_not_open
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.saving import ABSENT
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import LANGUAGES, Language, preferred_language, say
from sheetkpi.macrobook.adoption import Figures, adopt, figures_in, seen_in
from sheetkpi.macrobook.adoptwishes import chosen_among, taken_for_ours
from sheetkpi.macrobook.candidates import Candidate
from sheetkpi.macrobook.leaving import Added, Leaving
from sheetkpi.macrobook.macros import PLAIN, add_macros, macros_of, remove_macros
from sheetkpi.macrobook.marks import marks_of
from sheetkpi.macrobook.ourtables import leave_alone, our_tables, tables_alike, tables_of_theirs
from sheetkpi.macrobook.puttingback import Before, put_sheets_back
from sheetkpi.macrobook.registers import put_registers_back
from sheetkpi.macrobook.settingsheet import SHEET, add_settings, remove_settings
from sheetkpi.macrobook.tablecolumns import columns_of
from sheetkpi.macrobook.templatesheets import add_missing_sheets
from sheetkpi.tables.names import NAMES, other_name
from sheetkpi.templates import template_path

_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Attached:
    """What `attach` did: where the workbook is, which sheets came to it, which of them out of sight, and
    whether it has our macros.

    Without `macros` it has a VBA project of its own, which was left as it is: its owner calls the refresh.
    `others` are our tables that have another name here, by their name: a table or name of people's has it.
    `adopted` are tables and ranges of people's own that are filled from now on, by label, with the name of
    the table each is now, and `taken` the same as they were; tables filled `already` stand with what they are
    filled like, by name. `seen` look like some of ours and are not filled. `names_of_own` are people's, and
    called like settings of ours; `tables_of_own` are called like our tables and hold something else (the
    headers that show it). `alike` are called like our tables and could be some of ours: with their headers,
    and left alone from now on, as nobody said yes.
    """

    path: Path
    sheets: tuple[str, ...]
    macros: bool
    changed: bool
    others: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    adopted: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[Candidate, ...] = ()
    taken: tuple[Candidate, ...] = ()
    already: Mapping[str, str] = field(default_factory=dict)
    names_of_own: tuple[str, ...] = ()
    tables_of_own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    adopted: Mapping[str, str] | None = None,
    agrees: Callable[[Candidate], bool] = lambda candidate: False,
    today: date | None = None,
) -> Attached:
    """Give the workbook at `path` the template's sheets it lacks, and the macros, buttons and ribbon tab.

    An .xlsx stays as it is: the result is the .xlsm of the same name beside it, or `output`. An .xlsm is
    saved in place, its last state kept as .bak. `language` counts for workbooks that have none of our
    tables. `minimal` adds no sheet to see but `registry.MINIMAL_SHEETS`, six; without it the others can come
    later. A second time changes nothing.

    Tables and ranges of people's own are filled from then on where they are `adopted` (by name, what of ours
    they are filled like), or where what they are is clear and somebody `agrees` (see `adoption`); those
    called after another month than that of `today` (the machine's) are not clear. A table of theirs that is
    called like one of ours is taken for ours only so; else ours gets another name.

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
    present = macros_of(package)
    with_macros = present.replaceable or present.is_ours
    alike = {} if present.is_ours or _is_made_by_us(workbook) else tables_alike(package)
    names_of_own = () if present.is_ours else _settings_of_own(package, workbook, alike)
    seen = seen_in(
        Package.open(path), today or date.today(), alike
    )  # read apart: sheets that stay as they are stay unparsed
    chosen = chosen_among(seen, adopted or {}, agrees)
    ours = taken_for_ours(seen, adopted or {}, chosen)
    theirs = {name: headers for name, headers in alike.items() if name not in ours}
    with package.origins.own_writing():
        filled = adopt(package, workbook, [one for one in chosen if one.name not in ours])
        filled |= {one.label: one.name for one in chosen if one.name in ours}
        leave_alone(workbook, theirs)
        sheets = add_missing_sheets(package, workbook, template_path(language), language, minimal=minimal)
        if with_macros:
            add_macros(package, workbook, language)
        else:
            add_settings(package, workbook, language)
    if package.changed and not present.is_ours:  # what was ours before is nothing to go back to
        package.origins.keep()
    changed = package.changed if target == path else not _is_there(package, target, "error.attach_exists")
    if changed:
        package.save(target, replaced=ABSENT)
    else:
        sweep(target.parent)
    others = {name: called for name, called in our_tables(package).items() if called == other_name(name)}
    adopted_now = {*filled.values(), *seen.adopted}
    out_of_sight = {sheet.name for sheet in workbook.sheets if sheet.visibility != "visible"}
    hidden = tuple(name for name in sheets if name in out_of_sight)
    return Attached(
        target,
        tuple(sheets),
        with_macros,
        changed,
        others,
        hidden,
        filled,
        tuple(one for one in seen.candidates if one not in chosen),
        tuple(chosen),
        seen.adopted,
        names_of_own,
        {name: holds for name, holds in tables_of_theirs(package).items() if name not in adopted_now},
        theirs,
    )


_SETTINGS_OF_OURS = 3
"""Names of settings from which on a workbook was made from a template of ours."""


def _is_made_by_us(workbook: Workbook) -> bool:
    """Whether our tables are known to be ours: they came from a template, with what belongs to them."""
    known = {name.casefold() for name in NAMES}
    ours = {name.name.casefold() for name in workbook.names if not name.sheet} & known
    return bool(marks_of(workbook)) or len(ours) >= _SETTINGS_OF_OURS


def _settings_of_own(package: Package, workbook: Workbook, alike: Collection[str]) -> tuple[str, ...]:
    """The names that mean a setting to us in a workbook that has nothing of ours: people use them for
    something else. Tables called `alike` are not ours either."""
    if {*our_tables(package).values()} - {*alike} or marks_of(workbook):
        return ()
    known = {name.casefold() for name in NAMES}
    return tuple(name.name for name in workbook.names if not name.sheet and name.name.casefold() in known)


@dataclass(frozen=True)
class Detached:
    """What `detach` did: where the workbook is, whether macros of ours are still in it, beside others'; which
    sheets of ours went and which stayed (`typed`: people have put something on them; `needed`: something of
    theirs says something of them, and where); whether every part is now as it was before `attach`; which
    sheets of people's own, changed by us and by them, could not be put back; and the `figures` on these, and
    on others that nothing is known of, that refreshes wrote.
    """

    path: Path
    macros: bool = False
    sheets: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    needed: Mapping[str, str] = field(default_factory=dict)
    as_before: bool = False
    others_changed: tuple[str, ...] = ()
    figures: tuple[Figures, ...] = ()


def detach(
    path: str | Path, output: str | Path | None = None, *, keep: bool = False, everything: bool = False
) -> Detached:
    """Take out of the workbook at `path` what `attach` put in: buttons, ribbon tab, settings, VBA project,
    and the sheets that nobody has typed in and nothing refers to; put everything else back as it was.

    With `keep` all sheets stay; with `everything` those that people typed in go too. The result is the .xlsx
    of the same name beside it, or `output`; where others' macros are in the workbook too, or were before,
    it is saved in place as .xlsm. A workbook that somebody saved in Excel meanwhile has all parts written
    anew: ours go, and what is theirs stays as it is.

    Raises SheetKPIError as `attach` does, and where nothing was attached.
    """
    path = Path(path)
    package, workbook = _opened(path)
    known = package.origins.read()
    before = None if known is None else Before(package, known)
    added = Added(package, workbook, _names_before(before))
    with package.origins.own_writing():
        had_macros = remove_macros(package, workbook)
    if not (had_macros or added.sheets or before):
        sweep(path.parent)  # after a run that was killed at its end
        raise NothingToDoError("error.not_attached", path=path)
    figures = figures_in(package, workbook)
    left, leaving, as_before = [], Leaving(), False
    if not keep:
        if before is not None and SHEET not in _sheets_before(before) and not macros_of(package).is_ours:
            remove_settings(workbook)
        left = put_sheets_back(workbook, before) if before else []
        leaving = added.leaving(everything=everything)
        added.remove(leaving)
        package.origins.forget()
        if before is not None:
            put_registers_back(before)
            as_before = before.is_everything()
    plain = package.content_types.of(package.workbook_part) == PLAIN
    target = Path(output) if output is not None else path.with_suffix(".xlsx") if plain else path
    if target == path or not _is_there(package, target, "error.detach_exists"):
        package.save(target, replaced=ABSENT)
    else:
        sweep(target.parent)
    macros = macros_of(package).is_ours
    if before is not None and not keep:
        figures = tuple(one for one in figures if one.sheet in left)
    return Detached(
        target, macros, leaving.going, leaving.typed, leaving.needed, as_before, tuple(left), figures
    )


def _sheets_before(before: Before) -> frozenset[str]:
    """The names of the sheets that a workbook had before `attach`."""
    root = before.tree(before.package.workbook_part)
    sheets = () if root is None else root.iter(main("sheet"))
    return frozenset(sheet.get("name", "") for sheet in sheets)


def _names_before(before: Before | None) -> frozenset[str]:
    """The names, in lower case, that a workbook had before `attach`."""
    root = None if before is None else before.tree(before.package.workbook_part)
    names = () if root is None else root.iter(main("definedName"))
    return frozenset(name.get("name", "").casefold() for name in names)


def _is_there(package: Package, target: Path, refusal: str) -> bool:
    """Whether `target` is there and says what `package` does, as after a run that was killed at its end.
    Raises SheetKPIError(`refusal`) for another file."""
    if not target.exists():
        return False
    package.origins.note()
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
