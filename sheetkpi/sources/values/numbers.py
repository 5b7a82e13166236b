"""Numbers and amounts as people type them: commas, units, currencies, full-width digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.columns import Texts, as_array, encoded
from sheetkpi.sources.values.money import CURRENCY_OF, SCALES, SIGNS

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_SCALE = "|".join(SCALES)

_PLAIN = r"^-?\d{1,15}(\.\d+)?$"
_WHOLE = r"^-?\d{1,15}$"
_COMMA = lazy_pattern(r"[-−]?\d{1,3}(?:\.\d{3})+|[-−]?\d+,\d+|[-−]?\d+")
_GROUPED = lazy_pattern(r"[-−]?\d{1,3}(?:['’]\d{3})+(?:\.\d+)?")
_NOTHING = frozenset(
    (
        "なし",
        "無し",
        "無",
        "n/a",
        "na",
        "none",
        "nil",
        "休み",
        "休",
        "休日",
        "休暇",
        "有休",
        "有給",
        "有給休暇",
        "年休",
    )
) | frozenset(
    (
        "欠勤",
        "公休",
        "代休",
        "振休",
        "夏休",
        "産休",
        "育休",
        "off",
        "holiday",
        "pto",
        "leave",
        "vacation",
        "sick",
    )
)
"""Words with which people say that there is nothing to count; a row of nothing else is no record."""
_EMPTY = lazy_pattern(r"[-−‐-―ー─━]*")
_LONGEST = 300
"""No text of more characters is a number; patterns would take their time with it."""
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_EUROPEAN = lazy_pattern(r"\d{1,3}(?:\.\d{3})+,\d{1,2}")
_COUNTERS = "件|回|通|本|社|人|名|個|分|台|点|pt|calls?"
_NUMBER = lazy_pattern(
    rf"(?P<minus>[-−▲△]?)(?P<plus>\+?)(?P<before>{SIGNS})?(?P<inner>[-−▲△]?)"
    rf"(?P<parts>(?:(?:{_DIGITS})(?:{_SCALE}))*(?:{_DIGITS})?)"
    rf"(?:(?P<after>{SIGNS})|(?P<percent>%)|(?:{_COUNTERS}))?(?P<dash>\.?[-−—])?"
)
_PART = lazy_pattern(rf"(?P<digits>{_DIGITS})(?P<scale>{_SCALE})?")


Decimal: TypeAlias = Literal["point", "comma"]
"""The sign before the decimals of a file's numbers."""

_COMMA_SURE = lazy_pattern(r"[-−]?\d{1,3}(?:\.\d{3})+,\d{1,2}|[-−]?\d+,\d{1,2}")


def decimal_of(texts: Iterable[str]) -> Decimal:
    """How a file writes decimals, by its own numbers: 1.200.000,50 and 3,5 have a comma before them.

    >>> decimal_of(["1.030", "1.200.000,50"]), decimal_of(["1.030", "1,030"])
    ('comma', 'point')
    """
    short = (text for text in texts if len(text) <= _LONGEST)
    bare = (re.sub(rf"\s|{SIGNS}", "", text.casefold()) for text in short)
    return "comma" if any(_COMMA_SURE.fullmatch(text) for text in bare) else "point"


def count_fault(text: str, value: float) -> str:
    """Why a number is no count: "percent", "negative", "fraction"; "" where it may be one.

    >>> count_fault("60%", 0.6), count_fault("-30", -30.0), count_fault("2.5", 2.5), count_fault("6", 6.0)
    ('percent', 'negative', 'fraction', '')
    """
    if np.isnan(value):
        return ""
    if "%" in text or "％" in text:
        return "percent"
    return "negative" if value < 0 else "fraction" if value != np.rint(value) else ""


@dataclass(frozen=True, eq=False)
class CleanNumbers:
    """A column of numbers, aligned with the texts it came from.

    `values` is NaN where there is no number; `empty` is true where nothing was meant to be there (no text,
    a dash), so what is NaN and not empty is a text nobody can count. `foreign` names the currency (ISO
    code) of the values that are written in another one than yen; they are not converted.
    """

    values: Floats
    empty: Flags
    foreign: dict[int, str]

    @property
    def unreadable(self) -> Flags:
        """True where something stands that is not a number."""
        flags: Flags = np.isnan(self.values) & ~self.empty
        return flags


def clean_numbers(texts: Texts, unit: float = 1, decimal: Decimal = "point") -> CleanNumbers:
    """`texts` as numbers; `unit` is what the header says one means (1000 under 金額(千円)).

    Where the file writes decimals with a comma (`decimal`, see `decimal_of`), 1.030 is a thousand and thirty.

    A unit written in the cell (万円, 円) beats the header's. Percentages are fractions, ▲, △, − and
    parentheses are minus.

    >>> clean_numbers(["1,054", "１２３万円", "1億2,000万円", "▲5", "12%", "-", "多数"]).values.tolist()
    [1054.0, 1230000.0, 120000000.0, -5.0, 0.12, nan, nan]
    >>> clean_numbers(["$1,200", "9"]).foreign
    {0: 'USD'}
    """
    array = as_array(texts)
    if not pa.types.is_dictionary(array.type):
        return _clean(array, unit, decimal)
    column = encoded(array)
    unique = _clean(pa.array(column.texts, type=pa.string()), unit, decimal)
    rows = np.flatnonzero(np.isin(column.codes, list(unique.foreign))).tolist() if unique.foreign else ()
    foreign = {row: unique.foreign[int(column.codes[row])] for row in rows}
    return CleanNumbers(column.spread(unique.values, np.nan), column.spread(unique.empty, True), foreign)


def _clean(array: pa.Array, unit: float, decimal: Decimal) -> CleanNumbers:
    """Plain decimals as one array, the other texts one by one, each once."""
    form = _PLAIN if decimal == "point" else _WHOLE
    plain = pc.fill_null(pc.match_substring_regex(array, form), False)
    values = pc.if_else(plain, array, None).cast(pa.float64()).to_numpy(zero_copy_only=False) * unit
    empty = array.is_null().to_numpy(zero_copy_only=False)
    odd = np.flatnonzero(~plain.to_numpy(zero_copy_only=False) & ~empty)
    empty = empty.copy()
    column = encoded(array.take(pa.array(odd)))
    read = [number(text, unit, decimal) for text in column.texts]
    values[odd] = column.spread(np.array([value for value, _ in read], dtype=np.float64), np.nan)
    empty[odd] = column.spread(np.array([value is None for value, _ in read], dtype=bool), True)
    foreign = {}
    if any(currency not in ("", "JPY") for _, currency in read):
        codes = column.codes.tolist()
        foreign = {
            int(row): read[code][1]
            for row, code in zip(odd, codes, strict=True)
            if read[code][1] not in ("", "JPY")
        }
    return CleanNumbers(values, empty, foreign)


def number(text: str, unit: float = 1, decimal: Decimal = "point") -> tuple[float | None, str]:
    """One text as a number and the currency it names ("" none): NaN for no number, None for no content.

    >>> number("(1,234)"), number("3,000千円"), number("—")
    ((-1234.0, ''), (3000000.0, 'JPY'), (None, ''))
    """
    if len(text) > _LONGEST:
        return None if _EMPTY.fullmatch(text.strip()) else np.nan, ""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    if _EMPTY.fullmatch(text) or text in _NOTHING:
        return None, ""
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1]
    bare = re.sub(SIGNS, "", text)
    if _EUROPEAN.fullmatch(bare) or (decimal == "comma" and _COMMA.fullmatch(bare)):
        text = text.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(bare):
        text = text.replace("'", "").replace("’", "")
    match = _NUMBER.fullmatch(text)
    if not match or not match["parts"]:
        return np.nan, ""
    value, scaled = _sum_of_parts(match["parts"])
    if not np.isfinite(value):
        return np.nan, ""
    if match["percent"]:
        value /= 100
    elif not scaled and match["after"] != "円":
        value *= unit
    if negative or match["minus"] or match["inner"]:
        value = -value
    return value, CURRENCY_OF.get(match["after"] or match["before"] or "", "")


def is_number(text: str) -> bool:
    """Whether a text is a number, or a mark for none.

    >>> [is_number(text) for text in ("1,234", "—", "佐藤葵", "30件")]
    [True, True, False, True]
    """
    value, _ = number(text)
    return value is None or not np.isnan(value)


def _sum_of_parts(parts: str) -> tuple[float, bool]:
    """The value of 1億2,000万 and whether a scale was in it."""
    value = 0.0
    scaled = False
    for part in _PART.finditer(parts):
        value += float(part["digits"].replace(",", "")) * SCALES.get(part["scale"] or "", 1)
        scaled = scaled or bool(part["scale"])
    return value, scaled
