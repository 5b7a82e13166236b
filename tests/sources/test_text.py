"""Headers and results are compared in one form; columns are handled as their unique texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.values.text import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("１回目架電日", "1回目 架電日"),
        ("架電\n結果", "架電結果"),
        ("金額【千円】", "金額（千円）"),
        ("Call  RESULT", "call result"),
        ("ｱﾎﾟ獲得", "アポ獲得"),
        ("\ufeff日付", "日付"),
    ],
)
def test_headers_and_results_are_compared_without_width_case_space_and_kind_of_bracket(
    one: str, other: str
) -> None:
    assert normalise(one) == normalise(other)


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.lists(st.one_of(st.none(), st.sampled_from(["接続", "不在", "アポ獲得", ""]))))
def test_a_column_as_unique_texts_is_the_same_column(texts: list[str | None]) -> None:
    column = encoded(texts)
    assert [column.texts[code] if code >= 0 else None for code in column.codes] == texts
    assert column.spread(column.texts, None).tolist() == texts
    assert column.counts().tolist() == [texts.count(text) for text in column.texts]
