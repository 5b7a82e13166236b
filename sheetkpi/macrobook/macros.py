"""The macro side of a workbook file: its VBA project, buttons and ribbon, and whether they are there."""

from __future__ import annotations

from sheetkpi.fileengine.package import Package
from sheetkpi.fileengine.workbook import Workbook
from sheetkpi.language import Language
from sheetkpi.macrobook.codenames import name_everything
from sheetkpi.macrobook.placing import place_buttons
from sheetkpi.macrobook.ribbon import add_ribbon
from sheetkpi.macrobook.settingsheet import add_settings
from sheetkpi.macrobook.sources import code_modules
from sheetkpi.macrobook.vbaproject import document_module, vba_project

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


def add_macros(package: Package, workbook: Workbook, language: Language) -> None:
    """Make a workbook without VBA a macro workbook: settings, buttons, ribbon tab and VBA project."""
    add_settings(package, workbook, language)
    place_buttons(package, workbook, language)
    add_ribbon(package, language)
    write_project(package, workbook, language)
    package.content_types.add(package.workbook_part, MACRO_ENABLED)


def write_project(package: Package, workbook: Workbook, language: Language) -> None:
    """Write the VBA project: our modules, xlwings' and one for the workbook and each of its sheets."""
    named = name_everything(package, workbook)
    code_page = _code_page("".join(name for name, _ in named), language)
    documents = [document_module(name, base, code_page) for name, base in named]
    package.write(PROJECT_PART, vba_project([*documents, *code_modules()], code_page), _PROJECT_TYPE)
    relationships = package.relationships(package.workbook_part)
    if relationships.to(PROJECT_PART) is None:
        relationships.add(PROJECT_KIND, PROJECT_PART)


def _code_page(names: str, language: Language) -> int:
    """The language's code page, or the other one where only that has the characters of the code names."""
    for code_page in (_CODE_PAGES[language], *_CODE_PAGES.values()):
        try:
            names.encode(f"cp{code_page}")
        except UnicodeEncodeError:
            continue
        return code_page
    return 65001
