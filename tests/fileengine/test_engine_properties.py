"""Whatever people do with a table, the workbook stays sound and others read the same from it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.excelrules import complaints
from tests.fileengine.onfile import OPENED, built, with_rep_table

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from(["森 葵", "'=1+1", " x ", "a\nb", "担当者", "=1+1", "=[@担当者]", "<&>"]),
)
rows = st.integers(1, 9)
columns = st.integers(1, 7)
headers = st.sampled_from(["担当者", "件", "a[b]", "it's", "2行\nある", "#", "Column1", None, 7, "'=1"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("resize"), st.integers(2, 9), st.integers(1, 7), st.none()),
        st.tuples(
            st.just("write"), rows, columns, st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1)
        ),
        st.tuples(st.just("header"), st.just(1), columns, headers),
        st.tuples(st.just("clear"), rows, columns, st.none()),
        st.tuples(st.just("sort"), st.just(1), columns, st.booleans()),
        st.tuples(st.just("format"), rows, columns, st.sampled_from(["0.0%", "yyyy/m/d"])),
    ),
    max_size=8,
)


def take(sheet: xw.Sheet, step: tuple[str, int, int, Any]) -> None:
    what, row, column, given_value = step
    table = sheet.tables["RepKPI"]
    if what == "resize":
        table.resize(sheet[(0, 0)].resize(row, column))
    elif what == "write":
        inside = table.range.shape[1] >= column + 1
        values = given_value if inside else [[v if v != "=[@担当者]" else 1 for v in r] for r in given_value]
        known = [name.name for name in table.columns]
        target = sheet[(row - 1, column - 1)].resize(len(values), 2)
        reaches = row == 1 or row + len(values) - 1 > table.range.shape[0] or "担当者" not in known
        target.value = [[1 if reaches and v == "=[@担当者]" else v for v in r] for r in values]
    elif what == "header":
        sheet[(0, column - 1)].value = given_value
    elif what == "clear":
        sheet[(row - 1, column - 1)].resize(2, 2).clear_contents()
    elif what == "sort":
        table.sort(min(column, table.range.shape[1]), ascending=given_value)
    else:
        sheet[(row - 1, column - 1)].number_format = given_value


@given(steps, st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sequence_of_edits_leaves_a_sound_workbook(steps: list[Any], totals: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "KPI.xlsx")
        book = built(path, lambda sheet: with_rep_table(sheet, totals))
        sheet = book.sheets["KPI"]
        for step in steps:
            if not (totals and step[0] == "resize" and step[1] < 3):
                take(sheet, step)
        book.save()
        OPENED.clear()
        assert complaints(path) == []
        ours = sheet["A1:H12"].options(dates=str, err_to_str=True).formula
        written = openpyxl.load_workbook(path)["KPI"]
        for row in range(1, 13):
            for column in range(1, 9):
                theirs = written.cell(row, column)
                if isinstance(theirs.value, str) and theirs.data_type == "s":
                    assert ours[row - 1][column - 1] == theirs.value
                assert (ours[row - 1][column - 1] == "") == (theirs.value is None), (row, column)
