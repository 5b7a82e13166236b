"""What a refresh fills in a table of people's own is today's or empty, and what it cannot fill it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import SheetKPIError
from sheetkpi.workbook.adopting import ADOPTED, refers_to
from tests.fileengine.books import with_text
from tests.macrobook.adoptable import LOG, rows, table
from tests.macrobook.adoptedbooks import adopted_book, cells, reasons, refreshed

NAMED = {"担当KPI": "RepKPI"}


def with_mails(sheet: Worksheet) -> None:
    header = ["担当者", "架電数", "アポ数", "メール送信数", "状態"]
    rows(sheet, 1, 1, header, ["森 葵", 90, 9, 7, "在籍"], ["原田 陸", 80, 8, 6, "休職"])
    table(sheet, "担当KPI", "A1:E3")


def test_a_column_that_no_source_ever_measured_stays_as_typed_and_is_named(tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED)
    summary = refreshed(path)
    assert cells(path, "A2:E3") == [["森 葵", 2, 1, 7, "在籍"], ["原田 陸", 1, 0, 6, "休職"]]
    (said,) = (
        str(values["columns"])
        for reason, values in zip(
            *(summary.activity.issues[key] for key in ("reason", "values")), strict=True
        )
        if reason == "reason.adopted_kept"
    )
    assert said == "メール送信数"


def with_a_rate(sheet: Worksheet) -> None:
    header = ["担当者", "架電数", "アポ数", "メール送信数", "接続率"]
    one, other = ["森 葵", 90, 9, 7, "=D2/B2"], ["原田 陸", 80, 8, 6, "=D3/B3"]
    rows(sheet, 1, 1, header, one, other)
    table(sheet, "担当KPI", "A1:E3")


def test_a_column_of_formulas_is_not_called_typed(tmp_path: Path) -> None:
    found = refreshed(adopted_book(tmp_path / "Mine.xlsx", with_a_rate, NAMED)).activity.issues
    kept = found[found["reason"] == "reason.adopted_kept"]["values"]
    assert [str(values["columns"]) for values in kept] == ["メール送信数"]


def test_in_a_month_without_data_nothing_of_an_earlier_month_is_left(tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED)
    refreshed(path)
    refreshed(path, date(2026, 9, 1))
    assert cells(path, "A2:E3") == [["森 葵", None, None, 7, "在籍"], ["原田 陸", None, None, 6, "休職"]]
    refreshed(path, date(2026, 11, 1))
    assert cells(path, "B2:C3") == [[2, 1], [1, 0]]


def test_a_column_filled_once_is_empty_when_its_source_has_gone(tmp_path: Path) -> None:
    log = [
        ["日付", "担当者", "架電数", "アポ数", "メール送信数"],
        ["2026/11/2", "森 葵", 5, 1, 3],
        ["2026/11/2", "原田 陸", 4, 1, 2],
    ]
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED, log)
    assert "reason.adopted_kept" not in reasons(refreshed(path))
    assert cells(path, "B2:D3") == [[5, 1, 3], [4, 1, 2]]
    book = openpyxl.load_workbook(path)
    book["活動"].delete_cols(5)
    book.save(path)
    refreshed(path)
    assert cells(path, "B2:D3") == [[5, 1, None], [4, 1, None]]


def test_undo_gives_the_figures_back_and_the_columns_are_theirs_again(tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED)
    before = openpyxl.load_workbook(path).defined_names[ADOPTED].attr_text
    refreshed(path, undoable=True)
    assert openpyxl.load_workbook(path).defined_names[ADOPTED].attr_text != before
    sheetkpi.undo_refresh(path)
    assert cells(path, "B2:D3") == [[90, 9, 7], [80, 8, 6]]
    assert openpyxl.load_workbook(path).defined_names[ADOPTED].attr_text == before


def test_a_rate_stays_ours_whatever_their_counts_are_called(tmp_path: Path) -> None:
    """Its formula says アポ数, which means meetings; it is no formula of theirs at the next refresh, not even
    in the row of somebody who is in the data no more."""

    def with_rates(sheet: Worksheet) -> None:
        header = ["担当者", "架電数", "接続数", "アポ数", "商談化率"]
        rows(sheet, 1, 1, header, ["森 葵", 9, 9, 9, 1], ["原田 陸", 8, 8, 8, 1], ["休 職子", 8, 8, 8, 1])
        table(sheet, "担当KPI", "A1:E4")

    path = adopted_book(tmp_path / "Mine.xlsx", with_rates, NAMED)
    for _ in range(2):
        found = reasons(refreshed(path))
        said = {reason for reason in found if "own" in reason or "adopted" in reason}
        assert said == {"reason.adopted_absent"}
        assert "reason.formulas_replaced" not in found
    shown = openpyxl.load_workbook(path, data_only=True)["実績"]
    assert [[cell.value for cell in row] for row in shown["B2:E4"]] == [
        [2, 2, 1, 0.5],
        [1, 0, 0, None],
        [None, None, None, None],
    ]
    assert str(cells(path, "E2:E2")[0][0]).startswith("=IFERROR(")
    book = openpyxl.load_workbook(path)
    book.defined_names[ADOPTED].attr_text = refers_to(NAMED)  # as after detach and attach
    book.save(path)
    assert not {reason for reason in reasons(refreshed(path)) if "own" in reason}


@pytest.mark.parametrize("called", [None, "unassigned", "未所属"])
def test_the_row_of_those_without_a_team_comes_once_however_often_it_is_filled(
    called: str | None, tmp_path: Path
) -> None:
    """It stands there as a word of ours; the data may call a team just so."""

    def by_team(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["部署", "架電数", "アポ数"], ["東", 9, 9], ["西", 8, 8])
        table(sheet, "部署別", "A1:C3")

    log = [*LOG, ["2026/11/5", "南 花", None, "紹介", "不在"], ["2026/11/6", "北 光", called, "紹介", "不在"]]
    path = adopted_book(tmp_path / "Mine.xlsx", by_team, {"部署別": "TeamKPI"}, log)
    refreshed(path)
    first = cells(path, "A2:C8")
    assert sum(row[1] for row in first if row[1]) == 5
    book = openpyxl.load_workbook(path)
    book["活動"].append(["2026/11/9", "南 花", None, "紹介", "不在"])
    book.save(path)
    assert "reason.adopted_absent" not in reasons(refreshed(path))
    assert [row[0] for row in cells(path, "A2:C8")] == [row[0] for row in first]
    assert sum(row[1] for row in cells(path, "A2:C8") if row[1]) == 6


@pytest.mark.parametrize(("calls", "connects"), [("架電数", "接続数"), ("Dials 架電", "Conversations 接続")])
def test_a_rate_of_theirs_stays_though_an_earlier_one_of_ours_was_worded_like_it(
    calls: str, connects: str, tmp_path: Path
) -> None:
    theirs = f'=IFERROR(担当KPI[[#This Row],[{connects}]]/担当KPI[[#This Row],[{calls}]],"")'

    def with_a_rate(sheet: Worksheet) -> None:
        header = ["担当者", calls, connects, "接続率"]
        rows(sheet, 1, 1, header, ["森 葵", 9, 9, theirs], ["原田 陸", 8, 8, theirs])
        table(sheet, "担当KPI", "A1:D3")

    path = adopted_book(tmp_path / "Mine.xlsx", with_a_rate, NAMED)
    for _ in range(2):
        summary = refreshed(path, undoable=True)
        assert cells(path, "B2:D3") == [[2, 2, theirs], [1, 0, theirs]]
        assert "reason.column_of_own_unset" in reasons(summary)
    sheetkpi.undo_refresh(path)
    assert cells(path, "D2:D3") == [[theirs], [theirs]]


def no_room(sheet: Worksheet) -> None:
    """A row short, and another table of theirs that has room."""
    rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森 葵", 90, 9], ["メモ"])
    table(sheet, "担当KPI", "A1:C2")
    rows(sheet, 1, 6, ["部署", "架電数", "アポ数"], ["東", 90, 9])
    table(sheet, "部署別", "F1:H2")


def test_a_table_without_room_stays_as_it_is_alone_and_the_command_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", no_room, {**NAMED, "部署別": "TeamKPI"})
    with pytest.raises(SystemExit) as ended:
        main(["refresh", str(path), "--month", "2026-11", "--lang", "ja"])
    assert ended.value.code == 1
    assert "「担当KPI」は更新していません" in capsys.readouterr().out
    assert cells(path, "A1:C3") == [["担当者", "架電数", "アポ数"], ["森 葵", 90, 9], ["メモ", None, None]]
    assert cells(path, "F2:H3") == [["東", 2, 1], ["西", 1, 0]]


def test_a_table_on_a_protected_sheet_of_theirs_is_not_filled_and_that_is_said(tmp_path: Path) -> None:
    def protected(sheet: Worksheet) -> None:
        with_mails(sheet)
        sheet.protection.sheet = True

    path = adopted_book(tmp_path / "Mine.xlsx", protected, NAMED)
    summary = refreshed(path)
    assert cells(path, "B2:C3") == [[90, 9], [80, 8]]
    assert [one.error.key for one in summary.unfilled] == ["error.sheet_protected"]
    assert "実績" in summary.mistakes("ja")[0]


def test_an_export_has_the_columns_that_are_filled_under_the_table_s_own_name(tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED)
    refreshed(path)
    sheetkpi.export(path, tmp_path / "out")
    assert (tmp_path / "out" / "担当KPI.csv").read_text("utf-8-sig").splitlines() == [
        "rep,meetings,calls,emails",
        "森 葵,1,2,7",
        "原田 陸,0,1,6",
    ]


def test_an_export_names_formulas_of_our_tables_too_that_have_no_stored_result(tmp_path: Path) -> None:
    """As in a workbook that a program wrote which calculates nothing; blank rows are no matter."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Rep", "Calls", "Connects", "Connect rate"],
        ["Ann", 4, 1, "=C2/B2"],
        [None, None, None, "=1"],
    ):
        sheet.append(row)
    table = openpyxl.worksheet.table.Table(displayName="RepKPI", ref="A1:D3")
    sheet.add_table(table)
    book.save(tmp_path / "KPI.xlsx")
    (done,) = sheetkpi.export(tmp_path / "KPI.xlsx", tmp_path / "out").tables
    assert (done.rows, done.without_result) == (1, ("Connect rate",))
    sheet["D2"] = 0.25
    book.save(tmp_path / "KPI.xlsx")
    (done,) = sheetkpi.export(tmp_path / "KPI.xlsx", tmp_path / "out").tables
    assert (done.rows, done.without_result) == (1, ())


def test_an_export_to_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, NAMED)
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SheetKPIError) as refused:
        sheetkpi.export(path, tmp_path / "file" / "out")
    assert refused.value.key in ("error.cannot_save", "error.no_access")


def test_without_tables_to_judge_in_nothing_is_said_of_meetings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = adopted_book(tmp_path / "Mine.xlsx", with_mails, {})
    with pytest.raises(SystemExit) as ended:
        main(["refresh", str(path), "--lang", "en"])
    said = capsys.readouterr().out
    assert ended.value.code == 3
    assert "nothing in the data tells" not in said
    assert "sheetkpi attach adds them" in said


def test_lock_files_are_not_offered_as_the_workbook_that_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("~$Mine.xlsx", ".~lock.Mine.xlsx#", "Mine.xlsm"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(SystemExit):
        main(["refresh", str(tmp_path / "Mine.xlsx"), "--lang", "en"])
    said = capsys.readouterr().err
    assert "Mine.xlsm?" in said
    assert "~" not in said.replace(str(tmp_path), "")


def test_names_that_are_formulas_of_theirs_stay_and_are_not_said_to_be_replaced(tmp_path: Path) -> None:
    def named_by_formulas(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["=H1", 9, 9], ["=H2", 8, 8])
        rows(sheet, 1, 8, ["森 葵"], ["原田 陸"])
        table(sheet, "担当KPI", "A1:C3")

    path = adopted_book(tmp_path / "Mine.xlsx", named_by_formulas, NAMED)
    data = path.read_bytes()
    for formula, name in (("H1", "森 葵"), ("H2", "原田 陸")):
        said = f"<f>{formula}</f><v>{name}</v>"
        data = with_text(data, "xl/worksheets/sheet1.xml", f"<f>{formula}</f><v></v>", said)
    for cell in ("A2", "A3"):
        data = with_text(data, "xl/worksheets/sheet1.xml", f'<c r="{cell}">', f'<c r="{cell}" t="str">')
    path.write_bytes(data)
    assert "reason.keys_replaced" not in reasons(refreshed(path))
    assert [row[0] for row in cells(path, "A2:A3")] == ["=H1", "=H2"]


def test_rows_of_which_nothing_tells_are_named_once_their_figures_are_empty(tmp_path: Path) -> None:
    def with_somebody_else(sheet: Worksheet) -> None:
        header = ["担当者", "架電数", "アポ数", "メモ"]
        rows(
            sheet, 1, 1, header, ["森 葵", 9, 9, None], ["原田 陸", 8, 8, None], ["退職 太郎", 50, 5, "退職"]
        )
        table(sheet, "担当KPI", "A1:D4")

    path = adopted_book(tmp_path / "Mine.xlsx", with_somebody_else, NAMED)
    issues = refreshed(path).activity.issues
    (said,) = issues.loc[issues["reason"] == "reason.adopted_absent", "values"]
    assert said["names"] == "退職 太郎"
    assert cells(path, "A4:D4") == [["退職 太郎", None, None, "退職"]]
    assert "reason.adopted_absent" not in reasons(refreshed(path, date(2026, 9, 1)))


def test_an_export_names_columns_whose_formulas_have_no_result_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_own_rate(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["担当者", "架電数", "アポ数", "接続率"], ["森 葵", 9, 9, "=C2/B2"])
        table(sheet, "担当KPI", "A1:D2")

    path = adopted_book(tmp_path / "Mine.xlsx", with_own_rate, NAMED)
    with pytest.raises(SystemExit) as ended:
        main(["export", str(path), str(tmp_path / "out"), "--lang", "en"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "担当KPI: formulas in 接続率 have no stored result; they are empty in the file." in said
