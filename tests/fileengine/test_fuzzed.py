"""What fuzzing the file engine found (`tests.fuzzing`), as cases: numbers that are none."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from pathlib import Path

import pytest

import sheetkpi
from tests.fuzzing import small_workbook


@pytest.mark.parametrize("attribute", ["headerRowCount", "totalsRowCount", "id", "ref"])
def test_a_table_whose_numbers_are_damaged_is_read_or_refused_with_a_sentence(
    tmp_path: Path, attribute: str
) -> None:
    parts = small_workbook()
    name = next(name for name in parts if name.startswith("xl/tables/"))
    table = parts[name].decode()
    damaged = re.sub(rf'(<table\b[^>]*?) {attribute}="[^"]*"', r"\1", table)
    damaged = re.sub(r"<table\b", rf'<table {attribute}="*"', damaged, count=1)
    tried(tmp_path / "KPI.xlsx", {**parts, name: damaged.encode()})


def test_a_table_without_its_columns_is_refused_with_a_sentence(tmp_path: Path) -> None:
    parts = small_workbook()
    name = next(name for name in parts if name.startswith("xl/tables/"))
    damaged = re.sub(rb"<tableColumns.*</tableColumns>", b"", parts[name], flags=re.DOTALL)
    assert damaged != parts[name]
    tried(tmp_path / "KPI.xlsx", {**parts, name: damaged})


def tried(path: Path, parts: dict[str, bytes]) -> None:
    """Tables of the workbook are given more rows, unless a sentence refuses it; the file stays as it was."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    path.write_bytes(packed.getvalue())
    with contextlib.suppress(sheetkpi.SheetKPIError), sheetkpi.open_book(path) as book:
        for sheet in book.sheets:
            for each in sheet.tables:
                each.resize(sheet["A1:D4"])
    assert path.read_bytes() == packed.getvalue()
