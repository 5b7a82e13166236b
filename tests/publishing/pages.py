"""Pages as tests read them, and workbooks made for them without the product."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree, html
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from sheetkpi.grid import cell_address

Rows = list[dict[str, Any]]


@lru_cache(maxsize=4)
def opened(book: Path) -> openpyxl.Workbook:
    """A workbook as openpyxl reads its saved values; not to be changed."""
    return openpyxl.load_workbook(book, data_only=True)


def table_rows(book: Path, name: str) -> Rows:
    """The rows of a table as openpyxl reads their saved values, by their headers."""
    for sheet in opened(book):
        if name in sheet.tables:
            header, *rows = (tuple(cell.value for cell in row) for row in sheet[sheet.tables[name].ref])
            return [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return []


def named(book: Path, name: str) -> Any:
    """What is saved in the first cell of a name."""
    sheet, cell = next(iter(opened(book).defined_names[name].destinations))
    return opened(book)[sheet][cell.split(":")[0].replace("$", "")].value


def tree(page: Path) -> html.HtmlElement:
    """The page's elements."""
    return html.fromstring(page.read_bytes().decode("utf-8"))


def texts(element: html.HtmlElement) -> str:
    """Everything that somebody can read in it, by eye or by ear, the style aside."""
    pieces = []
    for each in element.iter():
        if isinstance(each.tag, str) and each.tag != "style":
            pieces += [
                each.text or "",
                *(each.get(name, "") for name in ("aria-label", "data-label", "content")),
            ]
        pieces.append(each.tail or "")
    return "\n".join(piece for piece in pieces if piece.strip())


def section(page: Path, key: str) -> html.HtmlElement | None:
    """A section by the id of its heading; None where it is left out."""
    return next(iter(tree(page).xpath(f"//section[@aria-labelledby='{key}']")), None)


def cells(element: html.HtmlElement) -> list[list[str]]:
    """The rows of its first table, its headers first; what stands small behind a cell aside."""
    rows = element.xpath("(.//table)[1]//tr")
    return [[(cell.text or "").strip() for cell in row.xpath("./th|./td")] for row in rows]


def numbers(text: str) -> set[str]:
    """Every number in a text, with its percent sign."""
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?%?", text))


def plain_book(path: Path, tables: dict[str, list[list[Any]]], names: dict[str, Any]) -> Path:
    """A workbook with tables and named cells of values, written by openpyxl, a sheet each."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "names"
    for row, (name, value) in enumerate(names.items(), 1):
        sheet.cell(row, 1, value)
        book.defined_names[name] = DefinedName(name, attr_text=f"names!$A${row}")
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.add_table(Table(displayName=name, ref=f"A1:{cell_address(len(rows), len(rows[0]))}"))
    book.save(path)
    return path


def svg_of(page: Path) -> list[etree._Element]:
    """The drawings, as XML."""
    found = re.findall(r"<svg.*?</svg>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [etree.fromstring(each) for each in found]
