"""What people add to a table stays with its row: values, formulas, colours, notes, links."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.workbook.books import fill, grid, make_book, opened, refill, reps, table_rows

YELLOW = "00FFFF00"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A RepKPI table in which a manager keeps remarks, a formula of her own, a colour, a note and a link."""
    path = make_book(
        tmp_path / "KPI.xlsx",
        {
            "担当別": grid(
                "B3",
                [
                    ["担当者", "架電数", "メモ", "倍"],
                    ["佐藤 健", 1, "研修中", "=C4*2"],
                    ["鈴木 葵", 1, None, "=C5*2"],
                    ["高橋 涼", 1, "目標達成", "=C6*2"],
                ],
            )
        },
        {"RepKPI": "担当別!B3:E6"},
    )
    book = openpyxl.load_workbook(path)
    sheet = book["担当別"]
    sheet["D6"].fill = PatternFill("solid", fgColor=YELLOW)
    sheet["D4"].comment = Comment("面談は金曜", "manager")
    sheet["D6"].hyperlink = "https://example.com/plan"
    book.save(path)
    return path


def found(path: Path, rep: str) -> tuple[object, ...]:
    """Memo, formula, colour, note and link in the row of `rep`."""
    sheet = openpyxl.load_workbook(path)["担当別"]
    row = next(cell.row for cell in sheet["B"] if cell.value == rep)
    memo, formula = sheet[f"D{row}"], sheet[f"E{row}"]
    color = memo.fill.fgColor.rgb if memo.fill.fill_type else None
    note = memo.comment.text if memo.comment else None
    link = memo.hyperlink.target if memo.hyperlink else None
    return memo.value, (formula.value or "").replace(str(row), "#"), color, note, link


SATO = ("研修中", "=C#*2", None, "面談は金曜", None)
TAKAHASHI = ("目標達成", "=C#*2", YELLOW, None, "https://example.com/plan")


def test_they_stay_where_they_are_when_the_reps_do(notebook: Path):
    refill(
        notebook,
        {"RepKPI": reps({"高橋 涼": {"calls": 3}, "佐藤 健": {"calls": 1}, "鈴木 葵": {"calls": 2}})},
    )
    assert table_rows(notebook, "担当別", "RepKPI", ["担当者", "架電数"]) == [
        ["佐藤 健", 1],
        ["鈴木 葵", 2],
        ["高橋 涼", 3],
    ]
    assert found(notebook, "佐藤 健") == SATO
    assert found(notebook, "高橋 涼") == TAKAHASHI


def test_they_move_up_when_a_row_above_goes(notebook: Path):
    refill(notebook, {"RepKPI": reps({"佐藤 健": {}, "高橋 涼": {"calls": 3}})})
    assert table_rows(notebook, "担当別", "RepKPI", ["担当者"]) == [["佐藤 健"], ["高橋 涼"]]
    assert found(notebook, "佐藤 健") == SATO
    assert found(notebook, "高橋 涼") == TAKAHASHI


def test_a_new_rep_inherits_nobodys_colour_or_remark(notebook: Path):
    refill(notebook, {"RepKPI": reps({"佐藤 健": {}, "田中 葉月": {}, "高橋 涼": {}})})
    assert table_rows(notebook, "担当別", "RepKPI", ["担当者"]) == [["佐藤 健"], ["高橋 涼"], ["田中 葉月"]]
    assert found(notebook, "田中 葉月") == (None, "=C#*2", None, None, None)
    assert found(notebook, "高橋 涼") == TAKAHASHI


def test_they_follow_an_ordered_table_into_the_reports_order(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {
            "ボード": grid(
                "A1",
                [
                    ["チーム", "担当者", "架電数", "メモ"],
                    ["全体", None, 1, "全員へ"],
                    ["第1課", "佐藤 健", 1, "研修中"],
                ],
            )
        },
        {"Board": "ボード!A1:D3"},
    )
    frame = reps({"": {"calls": 5}, "鈴木 葵": {"calls": 3}, "佐藤 健": {"calls": 2}})
    frame.loc[0, "team"] = "all"
    refill(path, {"Board": frame})
    assert table_rows(path, "ボード", "Board", ["チーム", "担当者", "架電数", "メモ"]) == [
        ["全体", None, 5, "全員へ"],
        ["第1課", "鈴木 葵", 3, None],
        ["第1課", "佐藤 健", 2, "研修中"],
    ]


def test_a_row_with_a_remark_is_kept_and_marked_when_its_rep_leaves(notebook: Path):
    refill(notebook, {"RepKPI": reps({"鈴木 葵": {"calls": 9}})})
    columns = ["担当者", "架電数", "メモ", "状態"]
    assert table_rows(notebook, "担当別", "RepKPI", columns) == [
        ["鈴木 葵", 9, None, None],
        ["佐藤 健", None, "研修中", "データなし"],
        ["高橋 涼", None, "目標達成", "データなし"],
    ]
    assert found(notebook, "佐藤 健") == SATO


def test_a_rep_who_comes_back_is_live_again(notebook: Path):
    refill(notebook, {"RepKPI": reps({"鈴木 葵": {}})})
    refill(notebook, {"RepKPI": reps({"佐藤 健": {"calls": 4}, "鈴木 葵": {}})})
    assert table_rows(notebook, "担当別", "RepKPI", ["担当者", "架電数", "メモ", "状態"]) == [
        ["鈴木 葵", 0, None, None],
        ["佐藤 健", 4, "研修中", None],
        ["高橋 涼", None, "目標達成", "データなし"],
    ]


def test_a_formula_of_the_users_own_keeps_no_row_alive(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"担当別": grid("A1", [["担当者", "倍"], ["佐藤 健", "=1+1"], ["鈴木 葵", "=1+1"]])},
        {"RepKPI": "担当別!A1:B3"},
    )
    refill(path, {"RepKPI": reps({"鈴木 葵": {}})})
    assert table_rows(path, "担当別", "RepKPI", ["担当者", "倍"]) == [["鈴木 葵", "=1+1"]]


def test_a_row_with_nothing_but_a_note_is_kept(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"担当別": grid("A1", [["担当者", "架電数"], ["佐藤 健", 1], ["鈴木 葵", 1]])},
        {"RepKPI": "担当別!A1:B3"},
    )
    book = openpyxl.load_workbook(path)
    book["担当別"]["A2"].comment = Comment("育休中", "manager")
    book.save(path)
    refill(path, {"RepKPI": reps({"鈴木 葵": {}})})
    sheet = openpyxl.load_workbook(path)["担当別"]
    assert (sheet["A3"].value, sheet["A3"].comment.text) == ("佐藤 健", "育休中")
    assert sheet["A2"].comment is None


def test_other_sheets_and_parts_are_not_touched(notebook: Path, tmp_path: Path):
    from zipfile import ZipFile

    before = {name: ZipFile(notebook).read(name) for name in ZipFile(notebook).namelist()}
    refill(notebook, {"RepKPI": reps({"佐藤 健": {}, "鈴木 葵": {}, "高橋 涼": {}})})
    with ZipFile(notebook) as after:
        kept = [
            name for name, data in before.items() if name in after.namelist() and after.read(name) == data
        ]
    assert {"xl/comments/comment1.xml", "xl/theme/theme1.xml", "xl/worksheets/_rels/sheet1.xml.rels"} <= set(
        kept
    )


some_reps = st.lists(st.sampled_from(["佐藤", "鈴木", "高橋", "田中", "伊藤"]), unique=True, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(some_reps, min_size=1, max_size=4))
def test_whatever_the_refreshes_each_remark_stays_with_its_rep(tmp_path: Path, refreshes: list[list[str]]):
    team = ["佐藤", "鈴木", "高橋", "田中"]
    remarks = {rep: f"{rep}への一言" for rep in team[:3]}
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"担当別": grid("A1", [["担当者", "メモ"], *([rep, remarks.get(rep)] for rep in team)])},
        {"RepKPI": "担当別!A1:B5"},
    )
    with opened(path) as book:
        for present in refreshes:
            fill(book, {"RepKPI": reps({rep: {"calls": 1} for rep in present})})
        table = book.sheets[0].tables["RepKPI"]
        header, *rows = table.range.options(ndim=2).value
    memo = header.index("メモ")
    kept = {row[0]: row[memo] for row in rows if row[memo]}
    assert kept == remarks
    assert sorted(row[0] for row in rows if row[0]) == sorted({*remarks, *refreshes[-1]})
