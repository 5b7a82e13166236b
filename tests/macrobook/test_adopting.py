"""Tables of people's own are filled under their names and headers once they say yes, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import InputError
from sheetkpi.macrobook.attaching import attach, detach
from tests.excelrules import complaints, new_complaints
from tests.fileengine.books import members_at, part_of
from tests.libreoffice import needs_libreoffice
from tests.macrobook.adoptable import MESSY, Messy
from tests.ownbooks.judged import differences

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def ends() -> dict[str, Path]:
    """The workbooks as they were in the end."""
    return {}


def looks(path: Path, sheet: str) -> dict[str, tuple[Any, ...]]:
    """What each cell of a sheet holds and looks like, by address."""
    return {
        cell.coordinate: (
            cell.value,
            cell.number_format,
            cell.font.b,
            cell.fill.fgColor.rgb,
            cell.comment and cell.comment.text,
        )
        for row in openpyxl.load_workbook(path)[sheet].iter_rows()
        for cell in row
    }


def differing(before: Path, after: Path) -> list[str]:
    one, other = before.read_bytes(), after.read_bytes()
    old, new = set(members_at(before)), set(members_at(after))
    return sorted((old ^ new) | {name for name in old & new if part_of(one, name) != part_of(other, name)})


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("name", MESSY)
def test_their_table_is_filled_their_work_stays_and_detached_every_part_is_what_it_was(
    name: str, tmp_path: Path, ends: dict[str, Path]
) -> None:
    messy: Messy = MESSY[name]
    path = messy.make(tmp_path / "Mine.xlsx")
    done = attach(path, "ja", minimal=True, agrees=lambda one: True, today=TODAY)
    assert list(done.adopted) == ([messy.label] if messy.label else [])
    before = looks(path, "実績")
    for _ in range(2):
        with sheetkpi.open_book(done.path) as opened:
            sheetkpi.refresh(opened, today=TODAY)
            opened.save()
    assert new_complaints(path, done.path) == []
    ends[name] = done.path
    after = looks(done.path, "実績")
    written = {cell for cell in before if before[cell] != after.get(cell)}
    book = openpyxl.load_workbook(done.path)
    for row in book["実績"].iter_rows(min_row=book["実績"][messy.header].row + 1):
        shown = row[book["実績"][messy.header].column - 1].value
        if shown in messy.filled:
            headers = [cell.value for cell in book["実績"][messy.header.strip("ABCDEFGH")]]
            calls = next(n for n, text in enumerate(headers) if text and text[:2] in ("架電", "コー"))
            meetings = next(n for n, text in enumerate(headers) if text and text[:3] in ("アポ数", "商談数"))
            assert (row[calls].value, row[meetings].value) == messy.filled[shown], shown
            written -= {row[calls].coordinate, row[meetings].coordinate}
    if name == "with notes and rules":  # nobody called for whoever is away: no number is theirs any more
        assert (after["A4"], after["B4"][0]) == (before["A4"], None)
        written -= {"B4", "C4"}
    if name == "a range with typed sums":
        assert [after[cell][0] for cell in ("B4", "C4")] == ["=SUM(B2:B3)", "=SUM(C2:C3)"]
        written -= {"B4", "C4"}
    assert written == set()
    assert differing(path, detach(done.path, tmp_path / "without.xlsx").path) == []


@needs_libreoffice
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_libreoffice_comes_to_the_same(ends: dict[str, Path], tmp_path: Path) -> None:
    if len(ends) < len(MESSY):
        pytest.skip("the workbooks were not all filled here")
    alone = {name: tmp_path / f"{number}.xlsm" for number, name in enumerate(ends)}
    for name, path in ends.items():
        alone[name].write_bytes(path.read_bytes())
    found = differences(list(alone.values()), tmp_path / "judged")
    assert [line for lines in found.values() for line in lines if "実績!" in line] == []


def test_without_a_yes_it_is_asked_for_and_nothing_is_filled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = MESSY["in two languages"].make(tmp_path / "Mine.xlsx")
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--lang", "ja"])
    said = capsys.readouterr().out
    assert "--adopt Reps2026=RepKPI" in said
    with sheetkpi.open_book(path.with_suffix(".xlsm")) as opened:
        before = opened.sheets["実績"].used_range.value
        sheetkpi.refresh(opened, today=TODAY)
        assert opened.sheets["実績"].used_range.value == before


def test_what_was_seen_and_not_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = MESSY["unclear"].make(tmp_path / "Mine.xlsx")
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--yes", "--lang", "en"])
    said = capsys.readouterr().out
    assert "計算済み is not filled: it is worked out by formulas of your own." in said
    assert "合計つき is not filled: it has a row of sums among the others (F3)" in said


def test_a_name_that_nothing_has_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = MESSY["by team"].make(tmp_path / "Mine.xlsx")
    for wanted in ({"部署": "TeamKPI"}, {"部署別": "RepKPI"}, {"部署別": "Board"}):
        with pytest.raises(InputError):
            attach(path, "ja", adopted=wanted)
    assert [each.name for each in tmp_path.iterdir()] == ["Mine.xlsx"]


def test_a_column_of_theirs_that_means_meetings_is_filled_and_no_other_comes(tmp_path: Path) -> None:
    """In a table of ours by its name, too: アポ数 would be stale beside a new column of ours."""
    book = openpyxl.Workbook()
    for row in (["担当者", "架電数", "アポ数"], ["森 葵", None, None]):
        book.active.append(row)
    table = openpyxl.worksheet.table.Table(displayName="RepKPI", ref="A1:C2")
    book.active.add_table(table)
    log = book.create_sheet("活動")
    for line in (["日付", "担当者", "結果"], ["2026/11/2", "森 葵", "アポ獲得"]):
        log.append(line)
    book.save(tmp_path / "Mine.xlsx")
    path = sheetkpi.attach(tmp_path / "Mine.xlsx", "ja", minimal=True, adopted={"RepKPI": "RepKPI"})
    with sheetkpi.open_book(path) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    sheet = openpyxl.load_workbook(path)["Sheet"]
    headers = [cell.value for cell in sheet[1]]
    assert sheet["C2"].value == 1
    assert "商談創出数" not in headers
    assert complaints(path) == []


def test_a_table_that_was_renamed_since_is_left_alone_and_told_of(tmp_path: Path) -> None:
    path = MESSY["by team"].make(tmp_path / "Mine.xlsx")
    book = attach(path, "ja", minimal=True, adopted={"部署別": "TeamKPI"}).path
    with sheetkpi.open_book(book) as opened:
        opened.sheets["実績"].tables["部署別"].name = "部署別_旧"
        sheetkpi.refresh(opened, today=TODAY)
        told = [str(cell.value) for cell in opened.sheets["ボード"].used_range if cell.value]
    assert any("「部署別」は、名前か見出しが変わったため" in text for text in told)


def test_detach_names_the_figures_that_stay_where_somebody_typed_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = MESSY["by team"].make(tmp_path / "Mine.xlsx")
    book = attach(path, "ja", minimal=True, adopted={"部署別": "TeamKPI"}).path
    with sheetkpi.open_book(book) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    with sheetkpi.open_book(book) as opened:
        opened.sheets["実績"]["H1"].value = "メモ"
        opened.save()
    with pytest.raises(SystemExit):
        main(["detach", str(book), "--output", str(tmp_path / "without.xlsx"), "--lang", "ja"])
    said = capsys.readouterr().out
    assert "表「部署別」の 架電件数、商談数 には、SheetKPI が更新した値が残っています" in said
    assert openpyxl.load_workbook(tmp_path / "without.xlsx")["実績"]["B2"].value == 2


def test_names_mean_the_rows_they_meant_once_the_table_that_grew_is_as_it_was(tmp_path: Path) -> None:
    path = MESSY["a range with sums"].make(tmp_path / "Mine.xlsx")
    book = openpyxl.load_workbook(path)
    book["活動"].append(["2026/11/6", "南 花", "東", "紹介", "不在"])
    book.save(path)
    made = attach(path, "ja", minimal=True, agrees=lambda one: True, today=TODAY).path
    with sheetkpi.open_book(made) as opened:
        sheetkpi.refresh(opened, today=TODAY)
        opened.save()
    assert openpyxl.load_workbook(made).defined_names["担当一覧"].attr_text == "実績!$B$4:$B$6"
    assert differing(path, detach(made, tmp_path / "without.xlsx").path) == []
