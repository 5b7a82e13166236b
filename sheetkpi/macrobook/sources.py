"""The text that a macro workbook is made from: this package's modules and ribbon, and xlwings' own.

xlwings' modules are taken from the xlwings that is installed, so that macros and package always fit together:
`xlwings.bas` (BSD licence, its text stands at the top of the module) is the stand-alone form of the add-in,
and `Dictionary.cls` (VBA-Dictionary by Tim Hall, MIT licence, said in the module) is what it uses on macOS.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from sheetkpi.macrobook.vbaproject import Module

_PACKAGE = Path(__file__).parents[1]

OWN = ("SheetKPI", "SheetKPIRibbon")
"""Modules of this package, each `macros/NAME.bas`."""
FUNCTIONS = "xlwings_udfs"
"""The module with the worksheet functions: ours until xlwings imports functions, then xlwings'."""
XLWINGS = ("xlwings", "Dictionary")
"""Modules that come with xlwings."""


def macro_source(name: str) -> bytes:
    """One file of `macros/`: inside an installed package, or beside it in a checkout."""
    installed = _PACKAGE / "macros" / name
    path = installed if installed.exists() else _PACKAGE.parent / "macros" / name
    return path.read_bytes()


def code_modules() -> list[Module]:
    """The modules with code, in the order the editor shows them."""
    own = [Module(name, _with_crlf(macro_source(f"{name}.bas"))) for name in (*OWN, FUNCTIONS)]
    return [
        *own,
        Module("xlwings", _with_crlf(_xlwings_file("xlwings.bas"))),
        Module("Dictionary", _without_header(_with_crlf(_xlwings_file("addin/Dictionary.cls"))), "class"),
    ]


def _xlwings_file(name: str) -> bytes:
    """A file of the installed xlwings, found without importing it."""
    spec = find_spec("xlwings")
    assert spec is not None
    return (Path(spec.origin or "").parent / name).read_bytes()


def _with_crlf(source: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", source)


def _without_header(source: bytes) -> bytes:
    """A class module as the project keeps it: without the lines an export puts before the attributes."""
    return source[source.index(b"Attribute VB_Name") :]
