"""The macro side of a workbook file: VBA project, buttons, ribbon tab and settings, put in and taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import rels_part
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import Language
from sheetkpi.macrobook.buttons import remove_buttons
from sheetkpi.macrobook.codenames import name_everything
from sheetkpi.macrobook.placing import place_buttons
from sheetkpi.macrobook.reading import Project, UnreadableProjectError, read_project
from sheetkpi.macrobook.ribbon import add_ribbon, remove_ribbon
from sheetkpi.macrobook.settingsheet import add_settings, remove_settings
from sheetkpi.macrobook.sources import code_modules
from sheetkpi.macrobook.vbaproject import Module, document_module, vba_project

PLAIN, MACRO_ENABLED = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
)
"""Content types of the workbook part of .xlsx and of .xlsm files."""
PROJECT_PART = "xl/vbaProject.bin"
PROJECT_KIND = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_CODE_PAGES = {"ja": 932, "en": 1252}
"""The Windows code page in which the project keeps text, also what people add to it later."""


@dataclass(frozen=True)
class Macros:
    """The VBA project that a workbook has.

    `part` is "" where there is none. `project` is None where there is none or it cannot be read. `sealed`
    says that it must stay as it is byte for byte: locked, signed, or unreadable.
    """

    part: str = ""
    project: Project | None = None
    sealed: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether our macros are in it, whoever else's are."""
        return self.project is not None and self.project.is_ours

    @property
    def replaceable(self) -> bool:
        """Whether nobody else's work is in it, so that it may be written anew or taken out."""
        return not self.part or bool(not self.sealed and self.project and not self.project.foreign)


def macros_of(package: Package) -> Macros:
    """The VBA project of a workbook, however it is spelled in the package."""
    relationship = package.relationships(package.workbook_part).find("vbaProject")
    if relationship is None or relationship.target not in package:
        return Macros()
    part = relationship.target
    try:
        project = read_project(package.read(part))
    except UnreadableProjectError:
        return Macros(part, sealed=True)
    signed = rels_part(part) in package and any(True for _ in package.relationships(part))
    return Macros(part, project, sealed=project.locked or signed)


def add_macros(package: Package, workbook: Workbook, language: Language) -> None:
    """Put in what is missing: settings, buttons, ribbon tab, VBA project. Again it changes nothing.

    The workbook's VBA project must be ours or replaceable.
    """
    add_settings(package, workbook, language)
    place_buttons(package, workbook, language)
    add_ribbon(package, language)
    present = macros_of(package)
    if present.replaceable:
        _write_project(package, workbook, present, language)
    package.content_types.add(package.workbook_part, MACRO_ENABLED)


def remove_macros(package: Package, workbook: Workbook) -> bool:
    """Take out what `add_macros` put in; whether anything was there.

    The VBA project goes, and with it the need for .xlsm, unless somebody else's code is in it; then it stays,
    and so do the settings its code may use. Code names stay: nobody sees them.
    """
    present = macros_of(package)
    found = [remove_buttons(package, sheet) for sheet in workbook.sheets]
    found.append(remove_ribbon(package))
    if not present.replaceable:
        return any(found)
    found.append(remove_settings(workbook))
    if present.is_ours:
        relationships = package.relationships(package.workbook_part)
        relationship = relationships.to(present.part)
        assert relationship is not None
        relationships.remove(relationship.id)
        package.remove(present.part)
        found.append(True)
    if macros_of(package).part == "":
        package.content_types.add(package.workbook_part, PLAIN)
    return any(found)


def _write_project(package: Package, workbook: Workbook, present: Macros, language: Language) -> None:
    """Write the VBA project unless it is there: our modules, xlwings' and one for each sheet."""
    named = name_everything(package, workbook)
    modules = code_modules()
    if present.project is not None and present.project.has(modules):
        known = {name.casefold() for name in present.project.names}
        if all(name.casefold() in known for name, _ in named):
            return
    code_page = _code_page("".join(name for name, _ in named), language)
    _write_modules(package, present.part, named, modules, code_page)


def put_modules(package: Package, workbook: Workbook, modules: Sequence[Module], code_page: int) -> None:
    """Put `modules` into a workbook without macros; their text is in the Windows code page `code_page`."""
    named = name_everything(package, workbook)
    _write_modules(package, "", named, modules, code_page)
    package.content_types.add(package.workbook_part, MACRO_ENABLED)


def _write_modules(
    package: Package,
    part: str,
    named: Iterable[tuple[str, str]],
    modules: Sequence[Module],
    code_page: int,
) -> None:
    """Write a project into `part` ("": a new one): a module for each of `named` sheets, and `modules`."""
    documents = [document_module(name, base, code_page) for name, base in named]
    package.write(part or PROJECT_PART, vba_project([*documents, *modules], code_page), _PROJECT_TYPE)
    if not part:
        package.relationships(package.workbook_part).add(PROJECT_KIND, PROJECT_PART)


def _code_page(names: str, language: Language) -> int:
    """The language's code page, or the other one where only that has the characters of the code names."""
    for code_page in (_CODE_PAGES[language], *_CODE_PAGES.values()):
        try:
            names.encode(f"cp{code_page}")
        except UnicodeEncodeError:
            continue
        return code_page
    return 65001
