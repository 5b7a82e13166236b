"""Spellings of one person meet; what is shown stays as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.sources.columns import encoded
from sheetkpi.sources.names import normalise_name, normalise_names, shown_name
from sheetkpi.sources.text import normalise


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
    assert normalise_name(spelling) == "佐倉花子"


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
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("斉田 望", "齋田 望"), ("佐倉花子", "佐倉花"), ("佐倉", "佐倉花子")]
)
def test_other_names_stay_other_people(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)


@pytest.mark.parametrize("name", ["様", "さん", "氏"])
def test_an_honorific_alone_is_kept(name: str) -> None:
    assert normalise_name(name) == name


def test_the_shown_name_keeps_its_spelling_with_one_space() -> None:
    assert shown_name("　佐倉　　花子 ") == "佐倉 花子"
    assert shown_name("Hanako SAKURA") == "Hanako SAKURA"


def test_missing_names_have_the_empty_key() -> None:
    assert normalise_names([None, "", "佐倉"]) == ["", "", "佐倉"]


@given(st.text(max_size=30))
def test_a_key_is_its_own_key_apart_from_honorifics(text: str) -> None:
    key = normalise_name(text)
    assert not any(character.isspace() for character in key)
    assert normalise_name(shown_name(text)) == key


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
