"""Tables of people's own that merely have a name of ours: theirs stay, ours go by another name for good."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

import sheetkpi
from sheetkpi.fileengine.opc.originals import PART
from sheetkpi.macrobook.attaching import attach, detach
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.finding import find_tables, list_tables
from sheetkpi.workbook.inputs import read_inputs
from tests.excelrules import complaints
from tests.fileengine.books import members_at, part_of
from tests.libreoffice import needs_libreoffice, recalculated

TODAY = date(2026, 11, 9)
REPS = ("Ann Lee", "Bob Ray", "Cy Fox")
OWN = {
    "Roster": [["Name", "Team", "Phone"], ["Ann", "Red", "01"]],
    "Benchmarks": [["Vendor", "Price"], ["ACME", 10]],
    "Progress": [["Task", "Owner", "Target", "Actual", "Attainment"], ["Move", "Ann", 10, 5, 0.5]],
    "Board": [["Member", "Calls", "Phone", "Desk"], ["Ann", 1, "01", "3F"]],
    "DailyEntry": [["Task", "Hours"], ["Call back", 2]],
    "Holidays": [["Name", "Start", "End"], ["Trip", 1, 2]],
}
"""Tables of a workbook that has nothing to do with ours, each on a sheet of its name."""


@pytest.fixture(scope="module")
def attached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their workbook, given our tables, with bands and a roster typed in, and refreshed."""
    folder = tmp_path_factory.mktemp("taken")
    book = openpyxl.Workbook()
    log = book.active
    log.title = "Calls"
    log.append(["Date", "Rep", "Team", "Result"])
    for rep in REPS:
        log.append([date(2026, 11, 2), rep, "Red", "No answer"])
        log.append([date(2026, 11, 3), rep, "Red", "Connected"])
    for name, rows in OWN.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.add_table(Table(displayName=name, ref=f"A1:{chr(64 + len(rows[0]))}{len(rows)}"))
    book.defined_names["TeamTargets"] = DefinedName("TeamTargets", attr_text="Calls!$H$1")
    book.save(folder / "Book.xlsx")
    done = attach(folder / "Book.xlsx", "en")
    assert set(done.others) == {*OWN, "TeamTargets"}
    typed = {
        "Roster": pd.DataFrame({"rep": REPS, "team": ["Red", "Red", "Blue"]}),
        "Benchmarks": pd.DataFrame({"kpi": ["Connect rate"], "low": [0.6], "high": [0.7]}),
        "DailyEntry": pd.DataFrame({"date": [TODAY], "rep": [REPS[0]], "calls": [40], "connects": [4]}),
    }
    for _ in range(2):
        with sheetkpi.open_book(done.path) as opened:
            enter_rows(opened, typed)
            sheetkpi.refresh(opened, today=TODAY)
            opened.save()
        typed = {}
    return done.path


def cells(path: Path, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path, keep_vba=True)[sheet].rows]


def test_their_tables_and_sheets_are_as_they_were(attached: Path) -> None:
    before = attached.with_suffix(".xlsx")
    for number in range(1, len(OWN) + 1):
        part = f"xl/tables/table{number}.xml"
        assert part_of(attached.read_bytes(), part) == part_of(before.read_bytes(), part)
        part = f"xl/worksheets/sheet{number + 1}.xml"
        now = re.sub(rb' codeName="Sheet\d+"', b"", part_of(attached.read_bytes(), part))
        assert now.replace(b"<sheetPr/>", b"") == part_of(before.read_bytes(), part).replace(
            b"<sheetPr/>", b""
        )
    for name, rows in OWN.items():
        assert cells(attached, name) == rows


def test_ours_are_found_under_their_other_names_and_read_and_filled(attached: Path) -> None:
    with sheetkpi.open_book(attached, read_only=True) as book:
        inputs = read_inputs(book)
        found = {name: inputs.tables[name].name for name in (*OWN, "TeamTargets", "RepKPI")}
        teams = {row[0]: row[1] for row in book.sheets["Reps"].tables["RepKPI"].data_body_range.value}
    assert found == {**{name: f"SheetKPI_{name}" for name in (*OWN, "TeamTargets")}, "RepKPI": "RepKPI"}
    assert inputs.frames["Roster"]["rep"].tolist() == list(REPS)
    assert teams["Cy Fox"] == "Blue"  # as the roster says, not the log
    assert inputs.findings.peoples == ()
    assert not complaints(attached.read_bytes())


def test_attaching_again_adds_nothing(attached: Path, tmp_path: Path) -> None:
    again = tmp_path / "Book.xlsm"
    again.write_bytes(attached.read_bytes())
    assert not attach(again, "en").changed


@needs_libreoffice
def test_formulas_come_to_the_same_in_libreoffice(attached: Path, tmp_path: Path) -> None:
    ours = openpyxl.load_workbook(attached, data_only=True)
    theirs = openpyxl.load_workbook(recalculated(attached, tmp_path / "lo"), data_only=True)
    judged = 0
    for name in ("Reps", "Teams", "Board KPI", "Progress KPI"):
        for row in ours[name].iter_rows():
            for cell in row:
                other = theirs[name][cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert other == pytest.approx(cell.value), (name, cell.coordinate)
                else:
                    assert (other or None) == (cell.value or None), (name, cell.coordinate)
                judged += cell.value == "▼ Below"
    assert judged  # the bands were found


def test_what_is_handed_out_is_called_as_ever_and_comes_back(attached: Path, tmp_path: Path) -> None:
    master = tmp_path / "Book.xlsm"
    master.write_bytes(attached.read_bytes())
    out = sheetkpi.distribute(master, tmp_path / "out")
    assert {one.state for one in out.workbooks} == {"written"}
    handed = tmp_path / "out" / f"Book_{REPS[1]}.xlsx"
    assert PART not in members_at(handed)  # what their workbook was before is nobody's but theirs
    with sheetkpi.open_book(handed) as book:
        found = find_tables(list_tables(book), read_inputs(book).specs)
        assert {found.tables[name].name for name in OWN} == set(OWN)
        enter_rows(book, {"DailyEntry": pd.DataFrame({"date": [TODAY], "rep": [REPS[1]], "calls": [9]})})
        book.save()
    sheetkpi.collect(master, [tmp_path / "out"], today=TODAY)
    with sheetkpi.open_book(master, read_only=True) as book:
        entries = find_tables(list_tables(book), read_inputs(book).specs).tables["DailyEntry"]
        values = book.sheets[entries.area.sheet][entries.area.address].value
    assert [row[entries.columns["calls"]] for row in values if row[1] == REPS[1]] == [9]
    assert cells(master, "DailyEntry") == OWN["DailyEntry"]


def test_detach_leaves_theirs_and_what_was_typed_into_ours(attached: Path, tmp_path: Path) -> None:
    done = detach(attached, tmp_path / "Plain.xlsx")
    assert set(done.typed) == {"Roster KPI", "Benchmarks KPI", "Daily entry"}
    tables = {name for sheet in openpyxl.load_workbook(done.path) for name in sheet.tables}
    typed = {f"SheetKPI_{name}" for name in ("Roster", "Benchmarks", "DailyEntry")}
    assert tables == {*OWN, *typed}
    assert not complaints(done.path.read_bytes())
