"""Rows a table grew by are made in one piece, and nobody can tell."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
import xlwings as xw
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheetkpi.fileengine.parts.heldrows import HeldRows
from sheetkpi.fileengine.parts.references import Block
from tests.fileengine.onfile import built, sheet_xml, with_rep_table

ROWS = 40
DAY = dt.datetime(2026, 11, 2)


def grown(folder: Path) -> xw.Sheet:
    """A sheet whose table has just grown from two rows to forty."""
    sheet = built(folder / "KPI.xlsx", with_rep_table).sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1"].resize(1 + ROWS, 4))
    return sheet


def test_new_rows_become_text_once_however_many_columns_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[range] = []
    texts = HeldRows.texts
    monkeypatch.setattr(HeldRows, "texts", lambda held: (made.append(held.rows), texts(held))[1])
    sheet = grown(tmp_path)
    for column in range(3):
        sheet[1:41, column].value = [[number] for number in range(ROWS)]
    sheet["D2:D41"].number_format = "0%"
    sheet["D2:D41"].impl.fill_formulas(["=[@接続数]*2"], [[2.0 * number] for number in range(ROWS)])
    assert not made
    sheet.book.save()
    assert made == [range(4, 2 + ROWS)]


def test_what_was_written_into_new_rows_is_there_for_whoever_reads(tmp_path: Path) -> None:
    sheet = grown(tmp_path)
    sheet["A39:C41"].value = [
        ["森 葵", 1, None],
        [" <b> & \n ", True, 0.5],
        ["'=1", "=1+1", dt.date(2026, 11, 2)],
    ]
    assert sheet["A39:C41"].value == [
        ["森 葵", 1, None],
        [" <b> & \n ", True, 0.5],
        ["=1", None, DAY],
    ]
    assert sheet["B41"].formula == "=1+1"
    assert sheet["C41"].number_format == "yyyy/m/d"
    assert sheet["D41"].formula == sheet["D2"].formula


contents = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    st.sampled_from(["森 葵", "", "'=1+1", " x ", "a\nb", "=1+1", "=[@担当者]", "<&>", "_x000D_"]),
)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"), st.lists(st.lists(contents, min_size=2, max_size=2), min_size=1, max_size=5)
        ),
        st.tuples(st.just("cache"), st.sampled_from([None, 0.25, "", "text"])),
        st.tuples(st.just("format"), st.sampled_from(["0.0%", "yyyy/m/d"])),
        st.tuples(st.just("clear"), st.none()),
    ).flatmap(lambda step: st.tuples(st.integers(1, 12), st.integers(0, 4), st.just(step))),
    max_size=6,
)


def take(sheet: xw.Sheet, row: int, column: int, what: str, given_value: Any) -> None:
    cells = sheet[row, column].resize(4, 2)
    if what == "write":
        inside = column < 3
        rows = [[item if inside or item != "=[@担当者]" else 1 for item in line] for line in given_value]
        sheet[row, column].resize(len(rows), 2).value = rows
    elif what == "cache":
        cells.impl.cache_values(given_value)
    elif what == "format":
        cells.number_format = given_value
    else:
        cells.clear_contents()


def with_looks(book: xw.Book) -> str:
    """The sheet's part, with what its styles say for their numbers, which depend on what was made first."""
    styles = book.impl.styles

    def said(match: re.Match[str]) -> str:
        style = int(match[1])
        return f' s="{styles.number_format(style)} {styles.has_quote_prefix(style)}"'.replace("&", "")

    return re.sub(r' s="(\d+)"', said, sheet_xml(book))


@settings(max_examples=60, deadline=None)
@given(steps)
@example([(3, 3, ("write", [[None, "'=1+1"]]))])
def test_it_makes_no_difference_whether_somebody_looks_in_between(
    steps: list[tuple[int, int, tuple[str, Any]]],
) -> None:
    saved = []
    for looks in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            sheet = grown(Path(folder))
            for row, column, (what, given_value) in steps:
                if looks:
                    # At the cells: reading through xlwings also takes away results that are old.
                    assert sheet.impl.worksheet.values(Block(1, 1, 60, 6))
                take(sheet, row, column, what, given_value)
            saved.append(canonicalize(with_looks(sheet.book)))  # the order of attributes aside
    assert saved[0] == saved[1]
