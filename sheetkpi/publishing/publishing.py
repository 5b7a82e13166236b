"""Making the page of a workbook, and putting it in its place in one step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.errors import InputError, WorkbookError
from sheetkpi.fileengine.opc.saving import ABSENT, check_target, read_signed, replace_file
from sheetkpi.language import Language, say
from sheetkpi.opening import taken
from sheetkpi.patterns import lazy_pattern
from sheetkpi.publishing.figures import figures
from sheetkpi.publishing.page import GENERATOR, page
from sheetkpi.publishing.savedcells import SavedCells
from sheetkpi.workbook.names import named_cells, value_of
from sheetkpi.workbook.place import folder_of
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

NAME = "index.html"
"""The file in the folder, which browsers and shares open by themselves."""

SETTING = "kpi_publish_folder"

_OURS = f'<meta name="generator" content="{GENERATOR}">'.encode()
_MADE_FROM = lazy_pattern(rb'<meta name="made-from" content="([0-9a-f]+)">')
_HEAD = 1 << 16
"""Bytes of a file in which the marks of our pages stand."""


@dataclass(frozen=True)
class Published:
    """What came of it: the page's `path`, whether it `changed` (else the file was not touched), how many
    teams are `folded` into the whole, and how many lead sources were left out as they name somebody."""

    path: Path
    changed: bool
    folded: int = 0
    unnamed: int = 0


def folder_set(book: xw.Book, language: Language) -> Path:
    """The folder that the workbook's setting `kpi_publish_folder` names; relative ones count from it.

    Raises InputError where it names none: unlike workbooks for reps, a page is for everybody who sees the
    folder, and nobody else can choose which that is.
    """
    if not as_text(value_of(book, named_cells(book), SETTING)):
        words = {"sheet": say("sheet.settings", language), "setting": say("setting.publish_folder", language)}
        raise InputError("error.publish_no_setting", **words)
    return folder_of(book, SETTING, "")


def publish(
    book: xw.Book | str | Path, folder: str | Path, *, names: bool = False, force: bool = False
) -> Published:
    """Make the KPI workbook's month one page for the browser, `index.html` in `folder`, which must exist.

    The page says what stands in the workbook's cells, and needs nothing but itself. Nobody is named on it,
    and no team of fewer than five people is shown apart, unless `names`. The same workbook gives the same
    bytes; a page that says the same already is not touched. The workbook is not changed.

    Raises InputError for a folder that is not there, a file in the page's place that is none of ours or is of
    a workbook of another name (unless `force`) and where the extra `publish` is not installed; WorkbookError
    for a workbook that is no KPI workbook, was handed out, or holds formulas without a stored result;
    NothingToDoError where it has no figures.

    >>> publish("KPI.xlsx", "share/kpi").changed                     # doctest: +SKIP
    True
    """
    path = Path(folder) / NAME
    check_target(path)
    with taken(book, read_only=True) as (opened, _):
        cells = SavedCells(opened)
        if cells.has_name("kpi_recipient"):
            raise WorkbookError("error.publish_handed_out", path=cells.book)
        if not cells.inputs.filled:
            raise WorkbookError("error.publish_not_ours", path=cells.book)
        found = figures(cells, names=names)
        made_from = _mark(cells.book)
        content = page(found, cells.language, made_from).encode("utf-8")
    there, seen = read_signed(path) if path.exists() else (b"", ABSENT)
    if there and not force and _OURS not in there[:_HEAD]:
        raise InputError("error.publish_exists", path=path)
    if (mark := _MADE_FROM.search(there[:_HEAD])) and mark[1].decode() != made_from and not force:
        raise InputError("error.publish_other", path=path)
    if there == content:
        return Published(path, False, found.folded, found.unnamed)
    replace_file(path, [content], seen, keep_backup=False)
    return Published(path, True, found.folded, found.unnamed)


def _mark(book: str) -> str:
    """What tells the page of one workbook from that of another: its name, which nobody can read from it.
    Where it lies is no part of it, since a synchronised folder lies elsewhere on every computer."""
    return hashlib.sha256(Path(book).stem.casefold().encode()).hexdigest()[:16]
