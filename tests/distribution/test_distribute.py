"""Handing out: a workbook for each rep or team, holding their own figures and nothing of anybody else's."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.distribution.stamps import Stamp
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import say
from tests.distribution.workbooks import MORI, SATO, YAMADA, master, row
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice


@pytest.fixture(scope="session")
def handed_out(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of every rep of the sample, by name."""
    result = sheetkpi.distribute(demo, tmp_path_factory.mktemp("reps"))
    assert not result.of("failed"), [str(each.error) for each in result.of("failed")]
    return {each.recipient: each.path for each in result.workbooks}


@lru_cache(maxsize=1)
def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def column(path: Path, table: str, header: str) -> list[object]:
    """The cells of a table's column."""
    workbook = opened(path)
    sheet = next(sheet for sheet in workbook if table in sheet.tables)
    head, *rows = sheet[sheet.tables[table].ref]
    place = [cell.value for cell in head].index(header)
    return [row[place].value for row in rows]


def test_each_rep_gets_a_workbook_with_their_own_rows(handed_out: dict[str, Path]) -> None:
    assert len(handed_out) == 15
    for rep, path in handed_out.items():
        assert column(path, "RepKPI", say("rep", "ja")) == [rep]
        assert set(column(path, "DailyKPI", say("rep", "ja"))) == {rep}
        assert set(column(path, "Progress", say("rep", "ja"))) == {rep}


def test_each_row_of_entries_is_stamped_with_the_distribution_it_comes_from(
    handed_out: dict[str, Path],
) -> None:
    for path in handed_out.values():
        stamps = [str(text) for text in column(path, "DailyEntry", say("stamp", "ja")) if text]
        assert all(stamp is not None and stamp.revision == 1 for stamp in map(Stamp.read, stamps))
        with zipfile.ZipFile(path) as package:
            assert not [part for part in package.namelist() if b"@@" in package.read(part)]
    assert stamps


@needs_libreoffice
def test_every_formula_comes_to_its_cached_value(handed_out: dict[str, Path], tmp_path: Path) -> None:
    path = next(iter(handed_out.values()))
    judged = judge(path, tmp_path / "judged")
    assert judged.formulas > 500
    assert judged.differences == []
    assert error_cells(path) == []


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    return master(tmp_path, row(2, calls=40), row(2, MORI, calls=50), row(2, SATO, calls=60))


def test_a_second_run_writes_nothing(small_book: Path, tmp_path: Path) -> None:
    book = small_book
    first = sheetkpi.distribute(book, tmp_path / "out", only=[YAMADA, MORI])
    master = book.read_bytes()
    again = sheetkpi.distribute(book, tmp_path / "out", only=[YAMADA, MORI])
    assert len(first.of("written")) == len(again.of("unchanged")) == 2
    assert again.revision == first.revision
    assert book.read_bytes() == master


def test_nobody_of_that_name_is_said_in_a_sentence(small_book: Path, tmp_path: Path) -> None:
    with pytest.raises(SheetKPIError, match="Nobody goes by the name"):
        sheetkpi.distribute(small_book, tmp_path / "out", only=["誰か"])
    assert not (tmp_path / "out").exists()
