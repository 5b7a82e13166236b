"""The sheet `xlwings.conf`, from which RunPython learns which Python to call, and the sentences for VBA.

xlwings' VBA reads keys from column A and values from column B, from A1 on without a gap; an empty
interpreter means the `python` of the search path.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path, PurePath
from xml.sax.saxutils import escape

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import Language, say

SHEET = "xlwings.conf"
SENTENCES = ("kpi_say_no_python", "kpi_say_failed")
"""Hidden names that hold what `SheetKPI.bas` says when Python was not reached."""
_LONGEST_TEXT = 255
"""Characters of a text constant in a formula."""


def interpreter_settings() -> dict[str, str]:
    """The rows of the sheet, for the Python that runs now."""
    system = sys.platform
    return {
        "Interpreter_Win": for_everybody(Path(sys.executable), "%USERPROFILE%") if system == "win32" else "",
        "Interpreter_Mac": for_everybody(Path(sys.executable), "$HOME") if system == "darwin" else "",
        # The workbook's folder is not searched: a file there could stand in for a module.
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "UDF Modules": "sheetkpi.functions",
        "Show Console": "false",
    }


def for_everybody(interpreter: PurePath, home: str, folder: PurePath | None = None) -> str:
    """The path of an interpreter, the user's own folder in it (`folder`) written as the variable `home`, so
    that a shared workbook fits colleagues who installed Python the same way.

    >>> from pathlib import PureWindowsPath as P
    >>> for_everybody(P(r"C:\\Users\\aoi\\py\\python.exe"), "%USERPROFILE%", P(r"C:\\Users\\aoi"))
    '%USERPROFILE%\\\\py\\\\python.exe'
    """
    folder = folder or Path.home()
    if not interpreter.is_relative_to(folder):
        return str(interpreter)
    return str(type(interpreter)(home) / interpreter.relative_to(folder))


def add_settings(package: Package, workbook: Workbook, language: Language) -> None:
    """Add the sheet, hidden and last, where there is none, and what VBA says in `language`."""
    if not any(sheet.name.casefold() == SHEET for sheet in workbook.sheets):
        sheet = workbook.add_sheet(SHEET)
        workbook.set_visibility(SHEET, "hidden")
        _fill(package, sheet.part, interpreter_settings())
    present = {defined.name: defined.refers_to for defined in workbook.names}
    for name in SENTENCES:
        text = say(name.replace("kpi_say_", "macro."), language)
        assert len(text) <= _LONGEST_TEXT
        if present.get(name) != f'"{text}"':
            workbook.set_name(name, f'"{text}"', hidden=True)


def remove_settings(workbook: Workbook) -> bool:
    """Take the sheet and the sentences out; whether there were any."""
    sheets = [sheet.name for sheet in workbook.sheets if sheet.name.casefold() == SHEET]
    names = [defined.name for defined in workbook.names if defined.name in SENTENCES]
    for sheet in sheets:
        workbook.delete_sheet(sheet)
    for name in names:
        workbook.delete_name(name)
    return bool(sheets or names)


def _fill(package: Package, part: str, settings: Mapping[str, str]) -> None:
    """Write keys into column A and values into column B, as text."""
    data = package.edit(part).find(main("sheetData"))
    assert data is not None
    for number, (key, value) in enumerate(settings.items(), 1):
        cells = "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in (("A", key), ("B", value))
            if text
        )
        namespace = etree.QName(data).namespace
        data.append(etree.fromstring(f'<row xmlns="{namespace}" r="{number}">{cells}</row>'))
