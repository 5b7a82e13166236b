"""KPI tables added to an analyst's own workbook, which must stay what it was around them."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.summary import Summary
from tests.judging import judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import table


@pytest.fixture(scope="module")
def crm(shared_data: Path) -> Path:
    return shared_data / "crm_sales_opportunities.xlsx"


@pytest.fixture(scope="module")
def book(crm: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = Path(shutil.copy(crm, tmp_path_factory.mktemp("own") / "analysis.xlsx"))
    path.chmod(0o644)
    with sheetkpi.open_book(path) as opened:
        sheet = opened.sheets.add("KPI", after=opened.sheets[-1])
        sheet["B3"].value = [["Rep", "Team", "Opportunities", "Wins", "Win rate", "Won amount", "Mine"]]
        sheet.tables.add(sheet["B3:H4"], name="RepKPI")
        opened.save()
    with sheetkpi.open_book(path) as opened:
        summary = sheetkpi.refresh(opened, today=date(2026, 11, 20))
        opened.save()
    return path, summary


def test_its_deals_are_counted_where_they_lie(book: tuple[Path, Summary]) -> None:
    path, summary = book
    assert (summary.activity.read, summary.left_out) == (8800, 500)
    shown = table(path, "RepKPI")
    assert len(shown) == 35
    assert shown["Wins"].sum() > 0


def test_every_part_but_the_ones_touched_is_there_byte_for_byte(
    book: tuple[Path, Summary], crm: Path
) -> None:
    """Pivots, charts, picture, data model above all. The sheet in front gave way to the new one."""
    with zipfile.ZipFile(crm) as before, zipfile.ZipFile(book[0]) as after:
        kept = set(before.namelist()) & set(after.namelist())
        assert set(before.namelist()) - kept <= {"xl/calcChain.xml"}
        changed = {name for name in kept if before.read(name) != after.read(name)}
        for name in kept - changed:
            was, now = before.getinfo(name), after.getinfo(name)
            assert (was.CRC, was.compress_size) == (now.CRC, now.compress_size)
        in_front = "xl/worksheets/sheet8.xml"
        assert before.read(in_front).replace(b' tabSelected="1"', b"") == after.read(in_front)
    assert changed <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "docProps/app.xml",
        in_front,
    }


def test_openpyxl_and_libreoffice_open_it(book: tuple[Path, Summary], tmp_path: Path) -> None:
    assert "KPI" in openpyxl.load_workbook(book[0]).sheetnames


@needs_libreoffice
def test_libreoffice_computes_the_rates_we_cached(book: tuple[Path, Summary], tmp_path: Path) -> None:
    ours = [d for d in judge(book[0], tmp_path).differences if d[0].startswith("KPI!")]
    assert not ours
