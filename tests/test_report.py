"""The page for executives: one sheet of paper, no rep by name, every figure a formula on its source."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.errors import InputError, WorkbookError
from tests.judging import judge
from tests.libreoffice import needs_libreoffice


@pytest.fixture
def book(demo: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo.parent, tmp_path / "master")
    return tmp_path / "master" / demo.name


def page_of(path: Path, *, values: bool) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(path, data_only=values)["経営サマリー"]


@needs_libreoffice
def test_the_report_is_one_page_and_the_workbook_stays_as_it_was(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    made = sheetkpi.report(book, tmp_path / "report.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", made.read_bytes())) == 1
    assert book.read_bytes() == before
    if text := shutil.which("pdftotext"):
        told = subprocess.run([text, str(made), "-"], capture_output=True, text=True, check=True).stdout
        assert "着地する見込みです" in told.replace("\n", "")


def test_a_report_that_is_there_is_replaced_only_by_force(book: Path, tmp_path: Path) -> None:
    there = tmp_path / "report.pdf"
    there.write_bytes(b"mine")
    with pytest.raises(InputError, match="--force"):
        sheetkpi.report(book, there)
    assert there.read_bytes() == b"mine"
    with pytest.raises(InputError):
        sheetkpi.report(book, tmp_path / "report.docx")


def test_a_workbook_without_the_page_says_how_to_get_it(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(WorkbookError):
        sheetkpi.report(other, tmp_path / "report.pdf")


def test_no_rep_is_named_on_the_page_and_every_figure_is_a_formula(demo: Path) -> None:
    roster = openpyxl.load_workbook(demo)["名簿"]
    reps = {row[0].value for row in roster[roster.tables["Roster"].ref]} - {None, "担当者"}
    texts = " ".join(str(cell.value) for row in page_of(demo, values=True) for cell in row if cell.value)
    assert reps
    assert not [rep for rep in reps if str(rep) in texts]
    shown = page_of(demo, values=True)
    for row in page_of(demo, values=False):
        for cell in row:
            if isinstance(shown[cell.coordinate].value, (int, float)):
                assert cell.data_type == "f", cell.coordinate


@needs_libreoffice
def test_costs_are_divided_by_what_they_bought(book: Path, tmp_path: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        sheet = opened.sheets["費用"]
        sheet["A5:E6"].value = [
            [datetime(2026, 11, 1), None, None, "人件費", 3_000_000],
            [datetime(2026, 11, 15), None, "展示会", "広告・展示会", 600_000],
        ]
        opened.save()
    sheetkpi.refresh(book, today=datetime(2026, 11, 20).date())
    page = page_of(book, values=True)
    rows = {row[1].value: [cell.value for cell in row[2:9]] for row in page if row[1].value}
    total, *each, margin, _ = rows["費用"]
    actual = {kpi: rows[kpi][0] for kpi in ("架電数", "商談創出数", "案件化数", "受注数", "受注貢献額")}
    assert total == 3_600_000
    assert each == [pytest.approx(total / actual[kpi]) for kpi in list(actual)[:4]]
    assert margin == actual["受注貢献額"]
    assert rows["展示会"][5] == 600_000
    assert not judge(book, tmp_path).differences


def test_pages_of_managers_are_in_no_handed_out_workbook(book: Path, tmp_path: Path) -> None:
    sheetkpi.distribute(book, tmp_path / "out", by="team")
    for path in (tmp_path / "out").glob("*.xlsx"):
        handed_out = openpyxl.load_workbook(path, read_only=True)
        assert not {"費用", "経営サマリー", "1on1"} & set(handed_out.sheetnames)
        assert not [name for name in handed_out.defined_names if name.startswith("kpi_coach")]
