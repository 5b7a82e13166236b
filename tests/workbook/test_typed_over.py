"""Targets that people type over: what was typed is theirs for ever, everything else follows the proposals."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings as xw
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.fileengine.objects.range import Range
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.writing import write_table
from tests.workbook.activities import events
from tests.workbook.books import grid, make_book, opened, table_rows
from tests.workbook.targeted import target_frames

ROSTER = [
    ["担当者", "チーム", "開始日", "終了日", "稼働割合"],
    ["佐藤 健", "第1課", None, None, 1],
    ["鈴木 葵", "第1課", None, datetime(2026, 10, 31), 1],
    ["田中 葉月", "第1課", None, None, 0.5],
]
BANDS = [
    ["指標", "リード経路", "下限", "上限"],
    ["接続率", None, 0.2, 0.3],
    ["商談化率", None, 0.1, 0.2],
]
TARGETS = ["月", "チーム", "目標の指標", "目標値", "商談化率 想定", "接続率 想定", "接続率 提案"]
PARTS = ["月", "チーム", "担当者", "重み", "商談創出数 目標"]
OCTOBER, NOVEMBER = datetime(2026, 10, 1), datetime(2026, 11, 1)
RATE = '=IF(TeamTargets[[#This Row],[接続率 提案]]="","",TeamTargets[[#This Row],[接続率 提案]])'


def target_book(folder: Path, months: tuple[datetime, ...] = (OCTOBER, NOVEMBER)) -> Path:
    goals = [[month, "第1課", "商談創出数", 20] for month in months]
    return make_book(
        folder / "KPI.xlsx",
        {
            "目標": grid("A1", [TARGETS, *goals]),
            "担当別目標": grid("A1", [PARTS, [None] * 5]),
            "名簿": grid("A1", ROSTER),
            "ベンチマーク": grid("A1", BANDS),
        },
        {
            "TeamTargets": f"目標!A1:G{1 + len(months)}",
            "RepTargets": "担当別目標!A1:E2",
            "Roster": "名簿!A1:E4",
            "Benchmarks": "ベンチマーク!A1:D3",
        },
    )


def activity_of(month: int, reps: tuple[str, ...] = ("佐藤 健", "鈴木 葵", "田中 葉月")) -> pd.DataFrame:
    return events(*((date(2026, month, 6), rep, "第1課", "", {"calls": 40, "connects": 9}) for rep in reps))


def refresh(path: Path, found: pd.DataFrame) -> None:
    with opened(path) as book:
        inputs = read_inputs(book)
        for table in plan_tables(book, inputs, target_frames(found, inputs)):
            write_table(book, table)
        book.save()


def type_into(path: Path, sheet: str, cells: dict[str, Any]) -> None:
    with opened(path) as book:
        for address, value in cells.items():
            book.sheets[sheet][address].value = value
        book.save()


def parts(path: Path, *columns: str) -> list[list[Any]]:
    return table_rows(path, "担当別目標", "RepTargets", ["月", "担当者", *columns])


def shown(path: Path, sheet: str, address: str) -> Any:
    with opened(path) as book:
        return book.sheets[sheet][address].value


def test_a_proposed_rate_is_a_formula_on_the_proposal_beside_it(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    assert table_rows(path, "目標", "TeamTargets", ["接続率 想定", "接続率 提案"]) == [[RATE, 0.2]] * 2
    assert shown(path, "目標", "F3") == 0.2


def test_twenty_meetings_are_a_thousand_calls_and_a_typed_rate_changes_that(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    with opened(path) as book:
        headers = book.sheets["目標"].tables["TeamTargets"].header_row_range.value
        calls = headers.index("架電数 目標") + 1
        assert book.sheets["目標"][2, calls - 1].value == 1000
    type_into(path, "目標", {"F3": 0.25})
    refresh(path, activity_of(11))
    with opened(path) as book:
        assert [book.sheets["目標"][row, calls - 1].value for row in (1, 2)] == [1000, 800]


def test_a_cell_that_was_emptied_takes_the_proposal_again(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    type_into(path, "目標", {"F3": 0.25})
    refresh(path, activity_of(11))
    type_into(path, "目標", {"F3": None})
    refresh(path, activity_of(11))
    assert table_rows(path, "目標", "TeamTargets", ["接続率 想定"]) == [[RATE], [RATE]]


def test_a_formula_of_the_users_own_is_typed_over_too(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    type_into(path, "目標", {"F3": "=[@[接続率 提案]]*1.1"})
    refresh(path, activity_of(11))
    assert table_rows(path, "目標", "TeamTargets", ["接続率 想定"])[1] == [
        "=TeamTargets[[#This Row],[接続率 提案]]*1.1"
    ]


def test_the_rest_of_the_target_is_divided_among_those_whose_part_nobody_typed(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    before = parts(path, "商談創出数 配分")
    assert [row[2] for row in before if row[0] == NOVEMBER] == [13, 7]
    row = 2 + [row[:2] for row in before].index([NOVEMBER, "佐藤 健"])
    type_into(path, "担当別目標", {f"E{row}": 5})
    refresh(path, activity_of(11))
    after = {row[1]: row[2] for row in parts(path, "商談創出数 目標") if row[0] == NOVEMBER}
    assert after["佐藤 健"] == 5
    assert shown(path, "担当別目標", f"E{row + 1}") == 15


def test_a_rep_who_left_goes_with_an_untouched_row_and_stays_with_a_typed_one(tmp_path: Path):
    path = target_book(tmp_path, (NOVEMBER,))
    type_into(path, "名簿", {"D3": None})
    refresh(path, activity_of(11))
    assert [row[1] for row in parts(path)] == ["佐藤 健", "鈴木 葵", "田中 葉月"]
    type_into(path, "名簿", {"D2": datetime(2026, 10, 31), "D3": datetime(2026, 10, 31)})
    type_into(path, "担当別目標", {"D2": 30})
    refresh(path, activity_of(11, ("田中 葉月",)))
    assert [row[1] for row in parts(path)] == ["佐藤 健", "田中 葉月"]
    assert shown(path, "担当別目標", "D2") == 30


def test_rows_of_months_the_report_says_nothing_about_stay_where_and_as_they_are(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    before = table_rows(path, "担当別目標", "RepTargets")
    with opened(path) as book:
        inputs = read_inputs(book)
        frame = target_frames(activity_of(11), inputs)["RepTargets"]
        november = frame[frame["month"] == NOVEMBER]
        for table in plan_tables(book, inputs, {"RepTargets": november.assign(weight=1.0)}):
            write_table(book, table)
        book.save()
    assert table_rows(path, "担当別目標", "RepTargets") == before
    october = before[0]
    assert october[0] == OCTOBER
    assert shown(path, "担当別目標", "E2") == 8


CHANGES = st.lists(
    st.tuples(
        st.sampled_from([10, 11]),
        st.sets(st.sampled_from(["佐藤 健", "鈴木 葵", "田中 葉月"]), min_size=1),
        st.sampled_from(["D", "E"]),
        st.sampled_from(["佐藤 健", "田中 葉月"]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=6, deadline=None)
@given(CHANGES, st.floats(0.01, 1))
def test_what_was_typed_survives_any_sequence_of_refreshes(changes: list[Any], rate: float):
    with tempfile.TemporaryDirectory() as folder:
        path = target_book(Path(folder))
        refresh(path, activity_of(11))
        type_into(path, "目標", {"F2": rate})
        typed: dict[tuple[str, str], int] = {}
        for month, reps, column, rep, number in changes:
            row = 2 + [row[:2] for row in parts(path)].index([NOVEMBER, rep])
            type_into(path, "担当別目標", {f"{column}{row}": number})
            typed[rep, column] = number
            refresh(path, activity_of(month, tuple(sorted(reps))))
            for line, cells in enumerate(parts(path, "重み", "商談創出数 目標"), start=2):
                for cell, letter in zip(cells[2:], "DE", strict=True):
                    if cells[0] == NOVEMBER and (cells[1], letter) in typed:
                        assert cell == typed[cells[1], letter], (line, letter)
                    else:
                        assert str(cell).startswith("=IF("), (line, letter)
            assert table_rows(path, "目標", "TeamTargets", ["接続率 想定"]) == [[rate], [RATE]]


def test_what_people_typed_is_read_and_nothing_else(tmp_path: Path):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    type_into(path, "目標", {"F3": 0.25})
    with opened(path) as book:
        frame = read_inputs(book).frames["TeamTargets"]
    assert frame["connect_rate.assumed"].tolist() == [None, 0.25]
    assert frame["meeting_rate.assumed"].tolist() == [None, None]
    assert frame["goal_value"].tolist() == [20, 20]


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Calling it forbids reading formulas, as xlwings' remote engine does."""

    def read(self: Any) -> Any:
        raise NotImplementedError("formula cannot be read on this engine")

    def forbid() -> None:
        member = next(vars(base)["formula"] for base in Range.__mro__ if "formula" in vars(base))
        monkeypatch.setattr(Range, "formula", property(read, member.fset))

    return forbid


def test_where_formulas_cannot_be_read_what_differs_from_the_proposal_was_typed(
    tmp_path: Path, unreadable: Callable[[], None]
):
    path = target_book(tmp_path)
    refresh(path, activity_of(11))
    type_into(path, "目標", {"F3": 0.25})
    unreadable()
    with opened(path) as book:
        assert isinstance(book, xw.Book)
        assert read_inputs(book).frames["TeamTargets"]["connect_rate.assumed"].tolist() == [None, 0.25]
    refresh(path, activity_of(11))
    assert table_rows(path, "目標", "TeamTargets", ["接続率 想定"]) == [[RATE], [0.25]]
