"""Formulas that were written without a value: simple ones are computed, the others told."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.formulas import Calculator
from sheetkpi.sources.files.functions import CellFaultError, Clock, Moment, NotSimpleError, Value
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.raw import CellError, RawSheet
from tests.sources.raw_activity import read

CLOCK = Clock(dt.date(2026, 11, 28), dt.date(1899, 12, 30))
CELLS: dict[tuple[str, int, int], Value] = {
    ("S", 1, 1): 30.0,
    ("S", 2, 1): 12.0,
    ("S", 3, 1): "不在",
    ("S", 1, 2): Moment(46328),
    ("11月 集計", 1, 1): 7.0,
    ("Log", 2, 3): True,
}


def computed(formula: str) -> Value:
    place = ("S", 9, 9)
    return Calculator({place: formula}.get, CELLS.get, CLOCK).value(place)


def saved(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    """A workbook as openpyxl writes it: no formula has a value."""
    book = Workbook()
    book.active.title = "活動"
    for row in rows:
        book.active.append(row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def first(data: bytes) -> RawSheet:
    return workbook_sheets(data, "活動.xlsx")[0]


def rows(sheet: RawSheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("10+20", 30),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("2^3^2", 64),  # Excel goes from left to right
        ("-2^2", 4),  # and its minus binds closer
        ("50%", 0.5),
        ("10-4-3", 3),
        ("A1", 30),
        ("$A$1/A2", 2.5),
        ("C5", None),
        ("C5+1", 1),
        ("'11月 集計'!A1", 7),
        ("Log!C2", True),
        ("SUM(A1:A3)", 42),
        ("sum(A1:A3,8)", 50),
        ("COUNT(A1:A3)", 2),
        ("COUNTA(A1:A4)", 3),
        ("AVERAGE(A1:A2)", 21),
        ("MIN(A1:A3)", 12),
        ("MAX(A1:B1)", 46328),
        ("ROUND(2.675,2)", 2.68),
        ("ROUND(-15,-1)", -20),
        ('IF(A1>20,"多い","少ない")', "多い"),
        ('IF(A1>=31,1/0,IF(A3="不在",2,3))', 2),
        ("IF(A1<20,1)", False),
        ('A1&"件"', "30件"),
        ('"a""b"&1.5', 'a"b1.5'),
        ('"X"="x"', True),
        ('1<"a"', True),
        ("A1<>A2", True),
        ("DATE(2026,11,2)", 46328),
        ("DATE(2026,14,1)", 46419),
        ("TODAY()", 46354),
        ("MONTH(B1)", 11),
    ],
)
def test_simple_formulas(formula: str, value: Value) -> None:
    assert computed(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        *(
            "VLOOKUP(A1,Log!A:B,2)",
            "表1[架電数]",
            "単価*2",
            "{1,2}",
            "A1 A2",
            "1+",
            "(1",
            "SUM(1",
            "[1]Log!A1",
        ),
        *("A1:A3", "I9", "IF(A1,I9,1)", "", "1" * 5000, "(" * 3000 + "1" + ")" * 3000, "SUM(A1:XFD1048576)"),
    ],
)
def test_what_is_not_simple_is_not_guessed(formula: str) -> None:
    with pytest.raises(NotSimpleError):
        computed(formula)


@pytest.mark.parametrize(
    ("formula", "fault"), [("1/0", "#DIV/0!"), ('"x"+1', "#VALUE!"), ("(-1)^0.5", "#NUM!")]
)
def test_errors_are_errors(formula: str, fault: str) -> None:
    with pytest.raises(CellFaultError, match=re.escape(fault)):
        computed(formula)


@given(st.text('0123456789.+-*/^&=<>(),"A:$!% SUMIF', max_size=40))
def test_any_text_is_computed_or_refused(formula: str) -> None:
    try:
        value = computed(formula)
    except (NotSimpleError, CellFaultError):
        return
    assert value is None or isinstance(value, float | str | bool)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 1000))
def test_arithmetic_is_that_of_numbers(a: int, b: int, c: int) -> None:
    assert computed(f"({a}+{b})*2-{b}/{c}") == (a + b) * 2 - b / c


class TestInWorkbooks:
    def test_days_that_follow_a_day_are_days(self) -> None:
        sheet = first(saved([["日付"], [dt.date(2026, 11, 2)], ["=A2+1"], ["=A3+0.5"]]))
        assert [row[0] for row in rows(sheet)] == [
            *("日付", "2026-11-02 00:00:00", "2026-11-03 00:00:00", "2026-11-03 12:00:00")
        ]
        assert (sheet.uncomputed, sheet.uncomputed_at) == (0, "")

    def test_a_number_in_a_cell_that_shows_dates_is_a_day(self) -> None:
        book = Workbook()
        book.active.append(["x", "=46327+1", "=46327+1"])
        book.active["B1"].number_format = "yyyy/m/d"
        book.active["C1"].number_format = '0"day"'
        data = io.BytesIO()
        book.save(data)
        assert rows(first(data.getvalue())) == [["x", "2026-11-02 00:00:00", "46328"]]

    def test_cells_of_another_sheet_count_though_it_is_not_read(self) -> None:
        data = saved([["架電数", "=集計!A1+集計!B1"]], 集計=[[30, "=A1*2"]])
        (sheet,) = workbook_sheets(data, "活動.xlsx", ["活動"])
        assert rows(sheet) == [["架電数", "90"]]

    def test_a_formula_may_stand_where_nothing_else_does(self) -> None:
        sheet = first(
            saved([[None, None, None], [None, "x", None], ["=1+1", None, "=3*3"], [None, '=""', None]])
        )
        assert (sheet.first_column, rows(sheet)) == (1, [[None] * 3, [None, "x", None], ["2", None, "9"]])

    def test_what_cannot_be_computed_is_empty_and_told(self) -> None:
        sheet = first(saved([["架電数", "=VLOOKUP(1,A1:B2,2)"], ["=A1+1", "=1/0"], [3, "=A4"]]))
        assert (sheet.uncomputed, sheet.uncomputed_at) == (1, "B1")
        assert sheet.errors == (CellError(2, 1, "#VALUE!"), CellError(2, 2, "#DIV/0!"))

    def test_a_long_chain_is_computed_from_either_end(self) -> None:
        down = [[1], *([f"=A{row}+1"] for row in range(1, 1000))]
        assert rows(first(saved(down)))[-1] == ["1000"]
        up = [*([f"=A{row}+1"] for row in range(2, 1001)), [1]]
        assert rows(first(saved(up)))[0] == ["1000"]

    def test_formulas_that_ask_for_each_other_are_told(self) -> None:
        assert first(saved([["x", "=C1", "=B1"]])).uncomputed == 2

    def test_zeros_that_a_library_wrote_for_all_formulas_are_no_values(self) -> None:
        assert rows(first(with_values(saved([["x", "=1+1", "=2+2"]]), b"0"))) == [["x", "2", "4"]]

    def test_values_that_are_there_stay(self) -> None:
        assert rows(first(with_values(saved([["x", "=1+1", "=2+2"]]), b"5"))) == [["x", "5", "5"]]
        listed = with_values(saved([["x", "=1+1"]]), b"0", "xl/calcChain.xml")
        assert rows(first(listed)) == [["x", "0"]]

    def test_an_empty_text_is_a_value(self) -> None:
        data = changed(saved([["x", '=IF(1=1,"","y")']]), [(b'<c r="B1">', b'<c r="B1" t="str">')])
        assert first(data).uncomputed == 0
        assert rows(first(data)) == [["x", ""]]


def with_values(data: bytes, value: bytes, more: str = "") -> bytes:
    """The workbook as XlsxWriter would write it, with `value` for each formula and a further part."""
    program = (b" Compatible / Openpyxl", b"</Application><x/><Application>")
    values = [(empty, b"<v>%b</v>" % value) for empty in (b"<v></v>", b"<v />", b"<v/>")]
    return changed(data, [program, *values], more)


def changed(data: bytes, changes: list[tuple[bytes, bytes]], more: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in changes if name.startswith(("xl/worksheets", "docProps/app")) else ():
                part = part.replace(before, after)
            new.writestr(name, part)
        if more:
            new.writestr(more, b"<calcChain/>")
    return made.getvalue()


def test_reading_says_what_to_do_about_them(tmp_path: Path) -> None:
    log = [
        ["日付", "担当者", "架電数", "アポ数"],
        [dt.date(2026, 11, 2), "佐藤葵", 30, "=VLOOKUP(1,Z1:Z2,1)"],
    ]
    activity = read(*workbook_sheets(saved(log), "活動.xlsx"))
    notes = activity.issues[activity.issues["reason"] == "reason.formula_uncomputed"]
    assert notes["severity"].tolist() == ["note"]
    assert notes["values"].tolist() == [{"formulas": 1, "cell": "D2"}]


def test_so_does_the_refusal_where_nothing_else_is_there() -> None:
    data = saved(
        [["日付", "担当者", "架電数"], *([f"=X{n}", f"=VLOOKUP({n},X:Y,2)", "=Y1"] for n in range(2, 5))]
    )
    with pytest.raises(SheetKPIError) as refused:
        read(*workbook_sheets(data, "活動.xlsx"))
    assert "値の保存されていない数式" in refused.value.sentence("ja")
