"""Text on its way into cells: Excel must not take it for anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.workbook.text import CELL_LIMIT, landing_as_text


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "＝1+1", "+81 3", "-5", "@SUM", "'x", " =A1"),
        *("007", "1e5", "¥500", "50%", "(5)", "１２３", "true"),
        *("11/2", "May 2", "R8.11.2", "令和8年11月2日"),
    ],
)
def test_what_excel_would_take_for_something_else_gets_an_apostrophe(text: str):
    assert landing_as_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["佐藤 健", "第1課", "全体", "Web問い合わせ", "A社", "reason", "truely", "x=1"]
)
def test_other_text_is_written_as_it_is(text: str):
    assert landing_as_text(text) == text


@given(st.text())
def test_nothing_begins_like_a_formula_or_breaks_the_file(text: str):
    landed = landing_as_text(text)
    assert not landed.lstrip().startswith(("=", "+", "-", "@"))
    assert "\x00" not in landed
    assert len(landed) <= CELL_LIMIT
