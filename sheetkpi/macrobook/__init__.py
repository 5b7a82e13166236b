"""Macro workbooks: KPI workbooks with buttons and a ribbon tab that call Python from Excel.

Works on files alone, through `sheetkpi.fileengine`'s packages: parts not touched stay as they lie.

- `attaching`     what the commands `new X.xlsm`, `attach` and `detach` do
- `macros`        the macro side of a file: all of the following together
- `buttons`, `placing`, `ribbon`, `settingsheet`, `codenames`     one kind of part or element each
- `sources`       the text of the VBA modules
- `templatesheets`     the template's sheets, put into somebody's workbook
- `vbaproject`, `compression`, `compoundfile`     `vbaProject.bin`, layer by layer; `reading` reads one
"""

from __future__ import annotations

from pathlib import Path

from sheetkpi.language import Language
from sheetkpi.macrobook import attaching


def attach(
    path: str | Path,
    language: Language | None = None,
    *,
    output: str | Path | None = None,
    minimal: bool = False,
) -> Path:
    """Give a workbook the buttons and the tables it lacks; returns where the macro workbook is.

    With `minimal` six sheets come to see (`registry.MINIMAL_SHEETS`), no more. An .xlsx stays as it is and
    gets an .xlsm beside it (or at `output`); an .xlsm is saved in place. See `attaching.attach` for what is
    refused, and for a workbook with macros of its own.

    >>> attach("MyBook.xlsx")                                       # doctest: +SKIP
    PosixPath('MyBook.xlsm')
    """
    return attaching.attach(path, language, output, minimal=minimal).path


def detach(path: str | Path, *, output: str | Path | None = None) -> Path:
    """Take buttons and macros out again; tables and what people typed stay. Returns where the result is.

    >>> detach("MyBook.xlsm", output="MyBook2.xlsx")                # doctest: +SKIP
    PosixPath('MyBook2.xlsx')
    """
    return attaching.detach(path, output)
