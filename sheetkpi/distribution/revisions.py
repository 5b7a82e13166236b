"""What a KPI workbook remembers of its distributions, by defined names: its id, and how many there were."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

MASTER_ID, REVISION = "kpi_master_id", "kpi_revision"


def master_id(book: xw.Book) -> str:
    """What tells this KPI workbook from others; "" before its first distribution."""
    return _constant(book, MASTER_ID)


def new_master_id() -> str:
    """The id that a KPI workbook gets with its first distribution."""
    return secrets.token_hex(8)


def revision(book: xw.Book) -> int:
    """How many distributions there were."""
    text = _constant(book, REVISION)
    return int(text) if text.isdigit() else 0


def remember(book: xw.Book, master: str, number: int) -> None:
    """Write id and number of distributions into the KPI workbook."""
    for name, formula in ((MASTER_ID, f'="{master}"'), (REVISION, f"={number}")):
        found = next((each for each in book.names if each.name.casefold() == name), None)
        if found is None:
            book.names.add(name, formula)
        elif found.refers_to != formula:
            found.refers_to = formula


def workbook_id(master: str, kind: str, name: str) -> str:
    """`kpi_workbook_id`: the same in every distribution, and nobody's name can be read from it."""
    return sha256(f"{master}\0{kind}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _constant(book: xw.Book, name: str) -> str:
    """The constant that a defined name of the workbook stands for; "" where there is none."""
    for each in book.names:
        if each.name.casefold() == name:
            return str(each.refers_to).removeprefix("=").strip('"')
    return ""
