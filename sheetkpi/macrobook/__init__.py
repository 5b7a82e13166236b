"""Macro workbooks: KPI workbooks with buttons and a ribbon tab that call Python from Excel.

Works on files alone, through `sheetkpi.fileengine`'s packages: parts not touched stay as they lie.

- `attaching`     what the commands `new X.xlsm`, `attach` and `detach` do
- `macros`        the macro side of a file: all of the following together
- `buttons`, `placing`, `ribbon`, `settingsheet`, `codenames`     one kind of part or element each
- `sources`       the text of the VBA modules
- `templatesheets`     the template's sheets, put into somebody's workbook, each with one of the `marks`
- `adoption`     which tables and ranges of people's own could be filled, and those that are from now on
- `leaving`     which sheets go again: not those with `typedcells` of people's, nor those with `dependents`
- `puttingback`, `registers`     every part as it was before
- `vbaproject`, `compression`, `compoundfile`     `vbaProject.bin`, layer by layer; `reading` reads one
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sheetkpi.language import Language
from sheetkpi.macrobook import attaching


def attach(
    path: str | Path,
    language: Language | None = None,
    *,
    output: str | Path | None = None,
    minimal: bool = False,
    adopted: Mapping[str, str] | None = None,
) -> Path:
    """Give a workbook the buttons and the tables it lacks; returns where the macro workbook is.

    Tables and ranges of your own that are `adopted` are filled from then on, under their own names and
    headers: `{"担当KPI": "RepKPI"}`.

    With `minimal` six sheets come to see (`registry.MINIMAL_SHEETS`), no more. An .xlsx stays as it is and
    gets an .xlsm beside it (or at `output`); an .xlsm is saved in place. See `attaching.attach` for what is
    refused, and for a workbook with macros of its own.

    >>> attach("MyBook.xlsx")                                       # doctest: +SKIP
    PosixPath('MyBook.xlsm')
    """
    return attaching.attach(path, language, output, minimal=minimal, adopted=adopted).path


def detach(
    path: str | Path,
    *,
    output: str | Path | None = None,
    keep: bool = False,
    everything: bool = False,
) -> Path:
    """Take out again what `attach` put in: buttons, macros, and the sheets nobody typed in or refers to; put
    the rest back as it was. Returns where the result is.

    With `keep` all sheets stay, with `everything` those typed in go too. See `attaching.detach`.

    >>> detach("MyBook.xlsm", output="MyBook2.xlsx")                # doctest: +SKIP
    PosixPath('MyBook2.xlsx')
    """
    return attaching.detach(path, output, keep=keep, everything=everything).path
