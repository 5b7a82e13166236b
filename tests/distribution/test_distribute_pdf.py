"""A PDF beside each workbook, for those who only read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.language import say
from tests.distribution.workbooks import MORI, YAMADA, master, row
from tests.libreoffice import needs_libreoffice

REP = YAMADA


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return master(tmp_path, row(2, calls=40), row(2, MORI, calls=50))


@needs_libreoffice
def test_a_pdf_lies_beside_the_workbook_and_shows_its_board(book: Path, tmp_path: Path) -> None:
    result = sheetkpi.distribute(book, tmp_path / "out", only=[REP], pdf=True)
    [workbook] = result.workbooks
    pdf = workbook.path.with_suffix(".pdf")
    assert result.remarks == ()
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    assert REP.replace(" ", "") in "".join(read.stdout.split())
    assert MORI.replace(" ", "") not in "".join(read.stdout.split())
    about = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    said = {name: text.strip() for name, _, text in (line.partition(":") for line in about.splitlines())}
    named = ("Title", "Subject", "Keywords", "Author", "Creator")
    template = {"SheetKPI", "Calc", "インサイドセールス KPIボード"}
    assert {said[name] for name in named if name in said} <= template
    assert said["Producer"].startswith("LibreOffice")


def test_without_libreoffice_the_workbooks_are_there_and_a_sentence_tells(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    result = sheetkpi.distribute(book, tmp_path / "out", only=[REP], pdf=True)
    assert [path.suffix for path in (tmp_path / "out").glob("KPI*")] == [".xlsx"]
    assert len(result.of("written")) == 1
    [(key, values)] = result.remarks
    assert "LibreOffice" in say(key, "en", **values)
