"""Formulas: written as files have them, naming tables, columns and sheets that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from tests.excelrules.opened import M, Opened, unescaped

_STRUCTURED = re.compile(r"([^\W\d][\w.]*)\[((?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*)\]")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_SHEET = re.compile(r"'((?:[^'\[\]]|'')+)'!")
_COLUMNS = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_TAGS = ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")


def complaints(book: Opened) -> Iterator[str]:
    """What is wrong in formulas of cells, names, rules and columns."""
    columns = {
        table.get("displayName", "").casefold(): {
            unescaped(column.get("name", "")).casefold() for column in table.iter(f"{M}tableColumn")
        }
        for table in book.tables.values()
    }
    sheets = {name.casefold() for name in book.sheets}
    sound: set[tuple[str, str | None]] = set()  # a column says the same in each of its rows
    for part, root in book.trees.items():
        if not root.tag.startswith(M) or root.tag == f"{M}sst":
            continue
        for element in root.iter(*(M + tag for tag in _TAGS)):
            if (each := (element.tag, element.text)) in sound:
                continue
            wrong = [f"{part}: {line}" for line in _formula(element, columns, sheets)]
            yield from wrong
            if not wrong:
                sound.add(each)
    yield from _calculation_chain(book)


def _calculation_chain(book: Opened) -> Iterator[str]:
    """Each cell in the order of calculation holds a formula; Excel repairs the file for one that does not."""
    chain = book.of_workbook("calcChain")
    if chain is None:
        return
    names = {sheet.get("sheetId"): sheet.get("name", "") for sheet in book.workbook.iter(f"{M}sheet")}
    formulas = {
        name: {formula.getparent().get("r") for formula in root.iter(f"{M}f")}
        for name, root in book.worksheets.items()
    }
    sheet = None
    for cell in chain.iter(f"{M}c"):
        sheet = cell.get("i", sheet)  # said once for those that follow one another
        name = names.get(sheet, "")
        if name in formulas and cell.get("r") not in formulas[name]:
            yield f"calculation chain: {name}!{cell.get('r')} holds no formula"


@dataclass(frozen=True)
class Said:
    """A formula without its texts, and what it names: sheets between quotation marks, and of each table, as
    written and folded, columns likewise."""

    formula: str
    sheets: tuple[str, ...]
    tables: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


@lru_cache(maxsize=50_000)
def said(text: str) -> Said:
    """What a formula says; the same stand in most workbooks."""
    formula = _TEXT.sub('""', text)
    sheets = (sheet for sheets in _QUOTED_SHEET.findall(formula) for sheet in sheets.split(":"))
    tables = []
    for table, inner in _STRUCTURED.findall(formula):
        names = _COLUMNS.findall(inner) if inner.startswith("[") else [inner]
        columns = tuple((name, re.sub("'(.)", r"\1", name).casefold()) for name in names)
        tables.append((table, table.casefold(), columns))
    return Said(formula, tuple(sheets), tuple(tables))


def _formula(element: etree._Element, columns: dict[str, set[str]], sheets: set[str]) -> Iterator[str]:
    found = said(element.text or "")
    formula = found.formula
    if "[@" in formula or formula.startswith("="):
        yield f"{formula}: not as files have it"
    for name in found.sheets:
        if name.replace("''", "'").casefold() not in sheets:
            yield f"{formula}: there is no sheet {name}"
    if element.tag not in (f"{M}f", f"{M}definedName", f"{M}calculatedColumnFormula"):
        if found.tables and element.tag != f"{M}totalsRowFormula":
            yield f"{formula}: tables have no names in rules"
        return
    for table, folded, named in found.tables:
        if folded not in columns:
            yield f"{formula}: there is no table {table}"
            continue
        for name, plain in named:
            if plain and not plain.startswith("#") and plain not in columns[folded]:
                yield f"{formula}: {table} has no column {name}"
