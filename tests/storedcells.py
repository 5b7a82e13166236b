"""What the cells of a workbook say in the file, as it stands there. Dates are numbers.

Read with lxml alone: fast, and without our own code.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Stored:
    """One cell: what it shows, and the formula it comes from (None for none, "" for one kept elsewhere)."""

    value: float | str | bool | None
    formula: str | None = None
    is_error: bool = False


def stored_cells(path: Path) -> dict[str, dict[str, Stored]]:
    """The cells that are in the file at `path`, by sheet and address."""
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        workbook = etree.fromstring(package.read("xl/workbook.xml"))
        related = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        parts = {each.get("Id"): posixpath.join("/xl", each.get("Target")) for each in related}
        shared = "xl/sharedStrings.xml"
        texts = [_text(item) for item in etree.fromstring(package.read(shared))] if shared in names else []
        found = {}
        for sheet in workbook.iter(f"{_MAIN}sheet"):
            part = posixpath.normpath(parts[sheet.get(_R_ID)]).lstrip("/")
            if part.startswith("xl/worksheets/"):
                cells = etree.fromstring(package.read(part)).iter(f"{_MAIN}c")
                found[sheet.get("name")] = {cell.get("r"): _stored(cell, texts) for cell in cells}
    return found


def _stored(cell: etree._Element, texts: list[str]) -> Stored:
    kind, formula = cell.get("t", "n"), cell.find(f"{_MAIN}f")
    said = cell.findtext(f"{_MAIN}v")
    value: float | str | bool | None = said
    if kind == "inlineStr":
        value = _text(cell.find(f"{_MAIN}is"))
    elif said is not None and kind == "s":
        value = texts[int(said)]
    elif said is not None and kind == "b":
        value = said == "1"
    elif said is not None and kind == "n":
        value = float(said) if said else None
    return Stored(value, None if formula is None else formula.text or "", kind == "e")


def _text(item: etree._Element) -> str:
    """A text in one piece or in several; how it is read aloud is not part of it."""
    pieces = item.iterfind(f"{_MAIN}t"), item.iterfind(f"{_MAIN}r/{_MAIN}t")
    return "".join(piece.text or "" for each in pieces for piece in each)
