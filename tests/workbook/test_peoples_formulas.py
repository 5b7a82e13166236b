"""Formulas of people's own in columns that a refresh fills: they stay, are named, and can be given to us."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sheetkpi.model.metrics import TARGET_MEETINGS, KpiTree
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.formulaprints import PRINTS
from sheetkpi.workbook.ourformulas import OurFormulas, fingerprints
from tests.workbook.books import table_rows
from tests.workbook.test_own_tables import NAMES, notes, own_book, refreshed

OURS = OurFormulas(KpiTree(), specs(KpiTree()))
ROUNDED = "=ROUND(RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[架電数]],2)"
OLD = '=IFERROR(RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[架電数]],"")'
HEADERS = ["担当者", "架電数", "接続数", "接続率", "メモ"]


def book_with(folder: Path, *rates: str | float | None, connects: str | float = 1) -> Path:
    """A RepKPI whose rows have these in the column of the connect rate."""
    rows = [[name, 2, connects, rate, None] for name, rate in zip(NAMES, rates, strict=False)]
    return own_book(folder, [HEADERS, *rows], {"G2": "x"}, at=f"A1:E{len(rates) + 1}")


def column(book: Path, header: str) -> list[object]:
    return [row[0] for row in table_rows(book, "担当別", "RepKPI", [header])]


def test_a_column_of_peoples_formulas_stays_and_one_note_names_it(tmp_path: Path):
    book = book_with(tmp_path, *[ROUNDED] * 3)
    for count in (3, 2, 3):
        refreshed(book, count)
        assert column(book, "接続率")[:2] == [ROUNDED] * 2
        (note,) = notes(book, "ご自身の数式なので")
        assert "「RepKPI」の列「接続率」" in note
        assert "RepKPI[接続率]" in note
    rows = table_rows(book, "取込結果", "ImportIssues", ["シート", "セル", "値"])
    assert ["担当別", "D2"] in [row[:2] for row in rows]


def test_in_a_column_of_counts_too(tmp_path: Path):
    book = book_with(tmp_path, None, None, connects="=B2-1")
    refreshed(book, 2)
    assert column(book, "接続数") == ["=B2-1", "=B2-1"]
    assert all(str(rate).startswith("=IFERROR(") for rate in column(book, "接続率"))


def test_what_depends_on_it_claims_no_result(tmp_path: Path):
    book = book_with(tmp_path, None, None, connects="=B2-1")
    refreshed(book, 2)
    values = openpyxl.load_workbook(book, data_only=True)["担当別"]
    assert [values[cell].value for cell in ("C2", "D2", "B2")] == [None, None, 2]


def test_the_setting_gives_the_column_to_us(tmp_path: Path):
    from openpyxl.workbook.defined_name import DefinedName

    book = book_with(tmp_path, *[ROUNDED] * 3)
    workbook = openpyxl.load_workbook(book)
    workbook["取込結果"]["J1"] = "TeamKPI、RepKPI[接続率]"
    workbook.defined_names["kpi_overwrite"] = DefinedName("kpi_overwrite", attr_text="取込結果!$J$1")
    workbook.save(book)
    refreshed(book)
    assert all(str(rate).startswith("=IFERROR(IF(") for rate in column(book, "接続率"))
    assert not notes(book, "ご自身の数式")


@pytest.mark.parametrize(
    "formula",
    [
        OLD,
        OLD.replace("接続数", "Connects").replace("架電数", "Calls"),
        OLD.replace("],[", "] , [").lower().replace("repkpi", "REPKPI"),
        '=IFERROR([@接続数]/[@[架電数]],"")',
    ],
)
def test_what_an_older_version_wrote_is_ours_however_it_is_spelled(formula: str):
    assert OURS.includes(formula, "RepKPI", specs(KpiTree())["RepKPI"]["connect_rate"])


@pytest.mark.parametrize(
    "formula",
    [
        ROUNDED,
        OLD.replace("接続数", "商談創出数"),
        '=IFERROR(C2/B2,"")',
        OLD.replace('""', "0"),
    ],
)
def test_what_no_version_wrote_is_peoples(formula: str):
    assert not OURS.includes(formula, "RepKPI", specs(KpiTree())["RepKPI"]["connect_rate"])


def test_a_column_of_ours_from_an_older_version_is_brought_up_to_date(tmp_path: Path):
    book = book_with(tmp_path, *[OLD] * 3)
    refreshed(book)
    assert all(str(rate).startswith("=IFERROR(IF(") for rate in column(book, "接続率"))
    assert not notes(book, "ご自身の数式")


def test_a_single_formula_in_a_column_of_ours_is_replaced_and_that_is_said(tmp_path: Path):
    book = book_with(tmp_path, OLD, ROUNDED, OLD)
    refreshed(book)
    assert ROUNDED not in column(book, "接続率")
    assert len(notes(book, "ご自身の数式 1 個を")) == 1
    refreshed(book)
    assert not notes(book, "ご自身の数式")


@pytest.mark.parametrize(
    "tree",
    [
        *(KpiTree(target_meeting=meant) for meant in TARGET_MEETINGS.values()),
        KpiTree(by_role=True),
        KpiTree(by_role=True, targets_by_role=True),
    ],
    ids=[*TARGET_MEETINGS, "by role", "targets by role"],
)
def test_every_formula_of_today_has_its_print(tree: KpiTree):
    missing = {
        (found, name, column.key)
        for name, spec in specs(tree).items()
        for column in spec
        for formula in (column.formula, column.measured)
        if formula and (found := fingerprints(formula, name, column, OURS)) not in (*PRINTS, None)
    }
    assert not missing, "add these prints to sheetkpi/workbook/formulaprints.py"
