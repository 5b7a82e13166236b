"""When two spellings are one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.model.names import join_key, tidy


@pytest.mark.parametrize(
    "spelling", ["佐藤健", "佐藤 健", "佐藤　健", " 佐藤 健\n", "佐藤\u200b健", "\ufeff佐藤健"]
)
def test_spaces_of_any_kind_do_not_make_another_person(spelling: str) -> None:
    assert join_key(spelling) == "佐藤健"


def test_width_and_case_do_not_make_another_person() -> None:
    assert join_key("ＳＡＴＯ　Ｋｅｎ") == join_key("sato ken")
    assert join_key("ｻﾄｳ") == join_key("サトウ")
    assert join_key("Straße") == join_key("STRASSE")


def test_other_letters_do() -> None:
    assert join_key("佐藤健") != join_key("佐藤建")


@given(st.text())
def test_joining_twice_changes_nothing(text: str) -> None:
    assert join_key(join_key(text)) == join_key(text)
    assert join_key(tidy(text)) == join_key(text)
    assert tidy(tidy(text)) == tidy(text)


def test_a_name_is_shown_with_single_narrow_spaces() -> None:
    assert tidy("　佐藤　　健 ") == "佐藤 健"
