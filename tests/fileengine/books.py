"""Small real workbooks for the tests of the file engine, and what is inside of files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl


def workbook(*sheets: str) -> bytes:
    """An .xlsx made by openpyxl: a header and two reps in every sheet, a name, a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets or ("KPI", "Data"):
        sheet = book.create_sheet(name)
        for row in (["担当者", "架電数"], ["森 葵", 12], ["原田 陸", 30]):
            sheet.append(row)
        sheet["D1"] = "=SUM(B2:B3)"
    book.defined_names["kpi_month"] = openpyxl.workbook.defined_name.DefinedName(
        "kpi_month", attr_text=f"'{book.sheetnames[0]}'!$F$1"
    )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
    """The workbook with these members added or replaced, or left out where None."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def with_text(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text in one part replaced; it must be there."""
    content = part_of(data, part).decode()
    assert old in content
    return with_parts(data, {part: content.replace(old, new)})


def part_of(data: bytes, part: str) -> bytes:
    """One unpacked member, read by the standard library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part)


def members(data: bytes) -> dict[str, bytes]:
    """Every member still compressed, with its local header: cut out by the format's own rules."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            at = info.header_offset
            names = int.from_bytes(data[at + 26 : at + 28], "little")
            extra = int.from_bytes(data[at + 28 : at + 30], "little")
            found[info.filename] = data[at : at + 30 + names + extra + info.compress_size]
    return found


def members_at(path: Path) -> dict[str, bytes]:
    """`members` of a file."""
    return members(path.read_bytes())
