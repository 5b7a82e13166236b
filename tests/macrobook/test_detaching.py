"""`detach`: what `attach` put in goes, what people typed stays, all else is what it was, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi import undofile
from sheetkpi.cli import main
from sheetkpi.fileengine.opc.originals import PART
from sheetkpi.language import say
from sheetkpi.macrobook.attaching import attach, detach
from tests.excelrules import complaints
from tests.fileengine.books import members_at, part_of
from tests.libreoffice import needs_libreoffice, recalculated
from tests.macrobook.workbooks import XLWINGS, peoples_workbook
from tests.ownbooks.kinds import Kind
from tests.ownbooks.life import TODAY, activity_of
from tests.ownbooks.making import Plan

FEATURES = {
    "by hand": ("query table", "cells without addresses", "no type for endings"),
    "openpyxl": ("custom views", "threaded comment", "controls"),
    "xlsxwriter": ("shared formulas", "sparklines", "slicer", "pivot table", "macro sheet", "prefix"),
}
"""By maker of a workbook of people's own, what is in it; see `tests.ownbooks`."""
PLANS = {
    "by hand": Plan(language="en", totals=True),
    "openpyxl": Plan(language="ja", date1904=True, chart=True),
    "xlsxwriter": Plan(language="en", top=4, left=3, own="relative", hidden=True, array=True),
}


def differing(before: Path, after: Path) -> list[str]:
    """The parts that are not the same in both workbooks, or in one only."""
    one, other = before.read_bytes(), after.read_bytes()
    names = set(members_at(before)), set(members_at(after))
    alike = {name for name in names[0] & names[1] if part_of(one, name) == part_of(other, name)}
    return sorted((names[0] | names[1]) - alike)


def refreshed(book: Path, plan: Plan, reps: tuple[int, ...], number: int) -> None:
    log = activity_of(book.with_suffix(".csv"), plan, reps, number)
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, [log], undoable=True, today=TODAY)
        opened.save()


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("maker", FEATURES)
def test_attached_twice_refreshed_put_back_and_detached_every_part_is_what_it_was(
    maker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its own table was filled, got columns of ours and rows that went again."""
    monkeypatch.setattr(undofile, "folder", lambda: tmp_path / "undo")
    plan = PLANS[maker]
    path = Kind(1, maker, plan, FEATURES[maker]).make(tmp_path)
    book = attach(path, plan.language, minimal=maker == "xlsxwriter").path
    if maker == "openpyxl":
        attach(book, plan.language)
    refreshed(book, plan, (0, 1, 4, 5), 1)
    refreshed(book, plan, (1, 7), 2)
    if maker == "xlsxwriter":
        sheetkpi.undo_refresh(book)
    done = detach(book, tmp_path / "without.xlsx")
    assert differing(path, done.path) == []
    assert (done.as_before, done.typed, done.needed) == (True, (), {})


def test_a_workbook_with_macros_of_its_own_is_what_it_was(tmp_path: Path) -> None:
    path = Path(shutil.copy(XLWINGS / "quickstart.xlsm", tmp_path / "Own.xlsm"))
    before = Path(shutil.copy(path, tmp_path / "before.xlsm"))
    attach(path, "en")
    done = detach(path)
    assert done.path == path
    assert differing(before, path) == []


def test_the_workbook_that_is_still_there_is_found_to_be_the_result(tmp_path: Path) -> None:
    path = peoples_workbook(tmp_path / "Mine.xlsx")
    before = path.read_bytes()
    assert sheetkpi.detach(sheetkpi.attach(path, "ja")) == path
    assert path.read_bytes() == before


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """A workbook of people's own, attached: a target was typed, and beside their own things a formula that
    looks at our sheet of reps."""
    path = peoples_workbook(tmp_path / "Mine.xlsx")
    book = sheetkpi.attach(path, "ja")
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.sheets["目標"].tables["TeamTargets"].data_body_range[0, 4].value = 30
        opened.sheets["メモ"]["F1"].value = "=COUNTA(RepKPI[担当者])"
        opened.sheets["メモ"]["F2"].value = "typed since"
        opened.save()
    return book


def test_what_people_typed_and_what_they_look_at_stays_and_is_named(
    typed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "without.xlsx"
    with pytest.raises(SystemExit) as ended:
        main(["detach", str(typed), "--output", str(out), "--lang", "ja"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert say("detach.typed", "ja", sheets="目標") in said
    assert say("detach.needed", "ja", sheet="担当別", place="メモ!F1") in said
    assert say("detach.others", "ja", sheets="メモ") in said
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["活動", "メモ", "担当別", "目標"]
    assert book["メモ"]["F1"].value == "=COUNTA(RepKPI[担当者])"
    assert book["メモ"]["F2"].value == "typed since"
    assert 30 in [cell.value for row in book["目標"] for cell in row]
    assert complaints(out) == []
    formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas if "#REF!" in str(formula)]
    assert PART not in members_at(out)


def test_all_takes_out_what_was_typed_too_and_leaves_what_is_looked_at(typed: Path, tmp_path: Path) -> None:
    done = detach(typed, tmp_path / "without.xlsx", everything=True)
    assert openpyxl.load_workbook(done.path, read_only=True).sheetnames == ["活動", "メモ", "担当別"]


def test_keep_leaves_every_sheet_and_a_later_detach_takes_them_out(tmp_path: Path) -> None:
    path = peoples_workbook(tmp_path / "Mine.xlsx")
    kept = detach(sheetkpi.attach(path, "ja"), tmp_path / "kept.xlsx", keep=True)
    assert "ボード" in openpyxl.load_workbook(kept.path, read_only=True).sheetnames
    assert differing(path, detach(kept.path).path) == []


def test_a_copy_that_somebody_made_of_a_sheet_stays(tmp_path: Path) -> None:
    book = sheetkpi.attach(peoples_workbook(tmp_path / "Mine.xlsx"), "ja")
    with sheetkpi.open_book(book) as opened:
        opened.sheets["休日"].copy(after=opened.sheets["活動"], name="2027年の休日")
        opened.save()
    done = detach(book, tmp_path / "without.xlsx")
    assert openpyxl.load_workbook(done.path, read_only=True).sheetnames == ["活動", "2027年の休日", "メモ"]


def test_another_program_that_writes_every_part_anew_loses_nothing_of_theirs(tmp_path: Path) -> None:
    path = peoples_workbook(tmp_path / "Mine.xlsx")
    book = sheetkpi.attach(path, "ja")
    opened = openpyxl.load_workbook(book, keep_vba=True)
    opened["活動"]["H3"] = "later"
    opened.save(book)
    done = detach(book, tmp_path / "without.xlsx")
    after, was = openpyxl.load_workbook(done.path), openpyxl.load_workbook(path)
    assert after.sheetnames == was.sheetnames
    assert not [name for name in after.defined_names if name.startswith("kpi_")]
    for sheet in was:
        for row in sheet:
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value
    assert after["活動"]["H3"].value == "later"
    assert done.typed == ()


@needs_libreoffice
def test_after_libreoffice_saved_it_ours_go_and_theirs_stay(tmp_path: Path) -> None:
    path = peoples_workbook(tmp_path / "Mine.xlsx")
    book = sheetkpi.attach(path, "ja")
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    saved = recalculated(book, tmp_path / "lo")
    done = detach(saved, tmp_path / "without.xlsx")
    assert openpyxl.load_workbook(done.path, read_only=True).sheetnames == ["活動", "メモ"]
    assert done.typed == ()
