"""When two spellings are one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.model.names import join_key, person_key, tidy


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


@pytest.mark.parametrize(
    "spelling",
    [
        "佐倉 花子",
        "佐倉　花子",
        "佐倉花子",
        " 佐倉  花子 ",
        "佐倉花子さん",
        "佐倉 花子 様",
        "佐倉花子氏",
        "佐倉\n花子",
    ],
)
def test_spaces_and_honorifics_do_not_make_another_person(spelling: str) -> None:
    assert person_key(spelling) == "佐倉花子"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｻｸﾗ ﾊﾅｺ", "サクラ ハナコ"),
        ("H.Sakura@Example.co.jp", "h.sakura@example.co.jp"),
        ("Ｈ．Ｓａｋｕｒａ", "h.sakura"),
        ("HANAKO  SAKURA", "Hanako Sakura"),
        ("髙梨 望", "高梨 望"),
        ("川﨑 望", "川崎 望"),
        ("葛󠄀城 望", "葛城 望"),
    ],
)
def test_width_case_and_glyph_do_not_either(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("斉田 望", "齋田 望"), ("佐倉花子", "佐倉花"), ("佐倉", "佐倉花子")]
)
def test_other_names_stay_other_people(one: str, other: str) -> None:
    assert person_key(one) != person_key(other)


@pytest.mark.parametrize("name", ["様", "さん", "氏"])
def test_an_honorific_alone_is_kept(name: str) -> None:
    assert person_key(name) == name


@given(st.text(max_size=30))
def test_a_persons_key_has_no_space_and_is_the_same_for_the_shown_name(text: str) -> None:
    key = person_key(text)
    assert not any(character.isspace() for character in key)
    assert person_key(tidy(text)) == key
