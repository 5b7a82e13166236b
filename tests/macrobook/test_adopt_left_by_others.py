"""What another program has written since, without telling, never becomes half of what it was."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.macrobook.attaching import attach, detach
from tests.excelrules import new_complaints
from tests.macrobook.adoptable import MESSY
from tests.macrobook.adoptedbooks import TODAY


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Write one part of a workbook anew and leave all others, as small programs do."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    changed = change(parts[part])
    assert changed != parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {part: changed}).items():
            archive.writestr(name, data)


def with_a_cell(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b'<row r="90"><c r="A90"><v>7</v></c></row></sheetData>')


@pytest.mark.parametrize(("name", "label"), [("a range with a chart", "実績"), ("by team", "部署別")])
def test_a_sheet_written_by_another_program_keeps_its_table_and_the_figures_are_named(
    name: str, label: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = MESSY[name].make(tmp_path / "Mine.xlsx")
    book = attach(path, "ja", minimal=True, agrees=lambda one: True, today=TODAY).path
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    rewritten(book, "xl/worksheets/sheet1.xml", with_a_cell)
    with pytest.raises(SystemExit):
        main(["detach", str(book), "--output", str(tmp_path / "without.xlsx"), "--lang", "ja"])
    said = capsys.readouterr().out
    assert f"表「{label}」の" in said
    assert "SheetKPI が更新した値が残っています" in said
    assert new_complaints(path, tmp_path / "without.xlsx") == []
    sheet = openpyxl.load_workbook(tmp_path / "without.xlsx")["実績"]
    assert (list(sheet.tables), sheet["A90"].value) == ([label], 7)


def test_sheets_stay_where_their_formats_were_numbered_anew(tmp_path: Path) -> None:
    path = MESSY["by team"].make(tmp_path / "Mine.xlsx")
    book = attach(path, "ja", minimal=True, agrees=lambda one: True, today=TODAY).path
    rewritten(book, "xl/styles.xml", lambda data: data.replace(b"<fonts", b"<!-- --><fonts"))
    assert "実績" in detach(book, tmp_path / "without.xlsx").others_changed
