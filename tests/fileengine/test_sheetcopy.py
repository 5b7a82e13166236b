"""A copied sheet has what the other has, speaks of itself, and makes nothing for Excel to repair."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from sheetkpi.fileengine.opc.namespaces import main
from tests.excelrules import complaints
from tests.fileengine.books import members
from tests.fileengine.onfile import built, opened, with_rep_table
from tests.ownbooks.features import FEATURES
from tests.ownbooks.kinds import MAKERS, Kind
from tests.ownbooks.making import MEMO, NOTED, Plan
from tests.schemajudge import schema_errors, validator


def test_a_copy_has_a_table_of_its_own_and_formulas_that_say_it(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", with_rep_table)
    sheet = book.sheets["KPI"]
    sheet["F1"].formula = "=SUM(RepKPI[架電数])+KPI!A1"
    sheet.names.add("here", "=KPI!$A$1")
    copy = sheet.copy(after=sheet)
    assert (copy.name, copy.tables[0].name) == ("KPI (2)", "RepKPI2")
    assert copy["A1:C3"].value == sheet["A1:C3"].value
    assert copy["F1"].formula == "=SUM(RepKPI2[架電数])+'KPI (2)'!A1"
    assert sheet["F1"].formula == "=SUM(RepKPI[架電数])+KPI!A1"
    assert copy.names["here"].refers_to == "='KPI (2)'!$A$1"
    copy["A2"].value = "石井 蓮"
    assert sheet["A2"].value == "森 葵"
    assert book.sheets["KPI"].copy().name == "KPI (3)"
    assert copy.copy(name="mine").tables[0].name == "RepKPI22"


def test_a_long_name_is_cut_for_a_copy(tmp_path: Path) -> None:
    book = built(tmp_path / "a.xlsx", lambda sheet: setattr(sheet, "title", "x" * 31))
    assert book.sheets[0].copy().name == "x" * 27 + " (2)"


def test_nothing_is_copied_to_another_book(tmp_path: Path) -> None:
    book = built(tmp_path / "a.xlsx", with_rep_table)
    other = book.app.books.add()
    with pytest.raises(NotImplementedError, match="another book"):
        book.sheets[0].copy(after=other.sheets[0])


def copied(tmp_path: Path, maker: str, *features: str) -> tuple[Path, xw.Book]:
    kind = Kind(1, maker, Plan(chart=True, totals=True, array=True), features)
    path = kind.make(tmp_path)
    before = path.read_bytes()
    book = opened(path)
    book.sheets["KPI"].copy(before=book.sheets[0])
    book.save()
    (tmp_path / "before.xlsx").write_bytes(before)
    return path, book


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("feature", FEATURES)
def test_whatever_a_sheet_has_its_copy_has_or_leaves_whole(tmp_path: Path, maker: str, feature: str) -> None:
    path, book = copied(tmp_path, maker, feature)
    plan = Plan()
    note = openpyxl.load_workbook(path)["KPI (2)"][plan.cell(NOTED, MEMO)].comment
    assert note is not None
    assert "ask again" in note.text
    old, new = members((tmp_path / "before.xlsx").read_bytes()), members(path.read_bytes())
    assert new["xl/worksheets/sheet2.xml"] == old["xl/worksheets/sheet2.xml"]
    assert complaints(path) == complaints(tmp_path / "before.xlsx")
    if maker != "by hand":
        drawings = [part for part in new if part.startswith("xl/charts/chart")]
        assert len(drawings) == 2
        said = [b"".join(book.impl.package.read(part).split()) for part in drawings]
        assert sum(b"KPI(2)" in one for one in said) == 1


ODD = ("slicer", "pivot table", "threaded comment", "query table", "custom views")


@pytest.mark.skipif(validator() is None, reason="Microsoft's validator is not installed")
@pytest.mark.parametrize("maker", MAKERS)
def test_microsofts_validator_finds_nothing_new(tmp_path: Path, maker: str) -> None:
    path, _ = copied(tmp_path, maker, *ODD)
    errors = [schema_errors(book) for book in (tmp_path / "before.xlsx", path)]
    before, after = ({line.partition(": ")[2] for line in lines} for lines in errors)
    assert after <= before  # what was wrong in a part may be wrong in its copy


def test_a_conversation_is_copied_with_an_identity_of_its_own(tmp_path: Path) -> None:
    _, book = copied(tmp_path, "openpyxl", "threaded comment")
    package = book.impl.package
    talks = [part for part in package.parts() if part.startswith("xl/threadedComments/")]
    ids = [one.get("id") for part in talks for one in package.tree(part)]
    assert len(talks) == len(set(ids)) == 2
    notes = [part for part in package.parts() if "/comment" in part and part.endswith(".xml")]
    authors = [author.text for part in notes for author in package.tree(part).iter(main("author"))]
    assert sorted(authors) == sorted(f"tc={id}" for id in ids)
