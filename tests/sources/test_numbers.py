"""Counts and amounts as people type them."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.sources.values.money import currency_of, unit_of_header
from sheetkpi.sources.values.numbers import clean_numbers, number


def value_of(text: str, unit: float = 1) -> float:
    return float(clean_numbers([text], unit).values[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1054", 1054),
        ("1054.0", 1054),
        ("1054.5", 1054.5),
        ("-3", -3),
        (" 12 ", 12),
        ("1,234,567", 1_234_567),
        ("１，２３４", 1234),
        ("¥1,234", 1234),
        ("￥1,234-".removesuffix("-"), 1234),
        ("1,234円", 1234),
        ("1,234 円", 1234),
        ("5千円", 5_000),
        ("3,000千円", 3_000_000),
        ("1,234万円", 12_340_000),
        ("2.5百万円", 2_500_000),
        ("3千万円", 30_000_000),
        ("1億2,000万円", 120_000_000),
        ("1.5億", 150_000_000),
        ("5万2千", 52_000),
        ("12件", 12),
        ("12 回", 12),
        ("12%", 0.12),
        ("12.5％", 0.125),
        ("▲1,234", -1234),
        ("△5", -5),
        ("−5", -5),
        ("－５", -5),
        ("(1,234)", -1234),
        ("（1,234）", -1234),
        ("¥-1,234", -1234),
        ("-¥1,234", -1234),
        ("+7", 7),
        ("1.234,56 €", 1234.56),
        ("$1,200.50", 1200.5),
        ("USD 1,200", 1200),
    ],
)
def test_every_way_to_write_a_number(text: str, value: float) -> None:
    assert value_of(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["-", "－", "ー", "—", "―", "", " ", "　", "--"])
def test_a_dash_is_nothing_and_no_mistake(text: str) -> None:
    cleaned = clean_numbers([text])
    assert np.isnan(cleaned.values[0])
    assert cleaned.empty[0]
    assert not cleaned.unreadable[0]


@pytest.mark.parametrize(
    "text",
    [
        "多数",
        "3件以上",
        "1,23",
        "12,34,567",
        "1.2.3",
        "03-1234-5678",
        "2026/11/2",
        "円",
        "%",
        "1e5",
        "nan",
        "inf",
        "万",
    ],
)
def test_what_is_no_number_is_listed(text: str) -> None:
    assert clean_numbers([text]).unreadable.tolist() == [True]


def test_an_empty_cell_is_empty() -> None:
    cleaned = clean_numbers([None, "3"])
    assert cleaned.empty.tolist() == [True, False]


class TestUnitInTheHeader:
    @pytest.mark.parametrize(
        ("header", "unit"),
        [
            ("金額（千円）", 1_000),
            ("金額(単位:千円)", 1_000),
            ("受注金額[百万円]", 1_000_000),
            ("受注金額 万円", 10_000),
            ("売上（億円）", 100_000_000),
            ("金額", 1),
            ("金額(円)", 1),
            ("Amount", 1),
            ("千葉支店 金額", 1),
        ],
    )
    def test_is_understood(self, header: str, unit: float) -> None:
        assert unit_of_header(header) == unit

    def test_multiplies_bare_numbers(self) -> None:
        assert value_of("1,234", unit=1000) == 1_234_000

    def test_yields_to_a_unit_in_the_cell(self) -> None:
        assert value_of("1,234円", unit=1000) == 1234
        assert value_of("2万円", unit=1000) == 20_000


class TestCurrencies:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("¥1,234", "JPY"),
            ("1,234円", "JPY"),
            ("$1,200", "USD"),
            ("US$1,200", "USD"),
            ("1,200 EUR", "EUR"),
            ("€5", "EUR"),
            ("Amount (USD)", "USD"),
            ("金額(ドル)", "USD"),
            ("Close Value", ""),
            ("金額", ""),
            ("Eurostat index", ""),
        ],
    )
    def test_are_recognised(self, text: str, code: str) -> None:
        assert currency_of(text) == code

    def test_other_than_yen_are_pointed_out_row_by_row(self) -> None:
        column = pa.chunked_array([["$5", "100", "€7", None, "$5", "¥9"]]).dictionary_encode()
        cleaned = clean_numbers(column)
        assert cleaned.foreign == {0: "USD", 2: "EUR", 4: "USD"}
        assert cleaned.values[[0, 1, 2, 4, 5]].tolist() == [5, 100, 7, 5, 9]


_WRITTEN = {
    "plain": str,
    "commas": lambda n: f"{n:,}",
    "yen": lambda n: f"¥{n:,}" if n >= 0 else f"-¥{-n:,}",
    "円": lambda n: f"{n:,}円",
    "triangle": lambda n: f"▲{-n:,}" if n < 0 else f"{n:,}",
    "accounting": lambda n: f"({-n:,})" if n < 0 else f"{n:,}",
    "full width": lambda n: f"{n:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,-"}),
    "万": lambda n: f"{'-' if n < 0 else ''}{abs(n) // 10_000}万{abs(n) % 10_000}円",
}


@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.sampled_from(list(_WRITTEN))), max_size=30))
def test_any_written_number_comes_back(written: list[tuple[int, str]]) -> None:
    cleaned = clean_numbers([_WRITTEN[form](number) for number, form in written])
    assert cleaned.values.tolist() == [number for number, _ in written]
    assert not cleaned.foreign


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=30), st.text("0123456789,.-+▲()¥$円万億千%件 ", max_size=20))
    ),
    st.sampled_from([1, 1000]),
)
def test_garbage_never_raises_and_each_cell_is_a_number_or_empty_or_listed(
    texts: list[str | None], unit: float
) -> None:
    cleaned = clean_numbers(texts, unit)
    for text, value, empty, unreadable in zip(
        texts, cleaned.values, cleaned.empty, cleaned.unreadable, strict=True
    ):
        assert sum((math.isfinite(value), bool(empty), bool(unreadable))) == 1
        assert text is not None or empty


@given(st.lists(st.text("0123456789,.円万-", max_size=8), max_size=20))
def test_a_column_reads_the_same_however_it_is_stored(texts: list[str]) -> None:
    encoded = clean_numbers(pa.chunked_array([texts], type=pa.string()).dictionary_encode())
    np.testing.assert_array_equal(clean_numbers(texts).values, encoded.values)
    np.testing.assert_array_equal(clean_numbers(texts).empty, encoded.empty)


def test_a_text_of_millions_of_characters_is_no_number() -> None:
    assert math.isnan(number("1," * 1_000_000)[0] or 0.0)
    assert number("-" * 1_000_000) == (None, "")
