"""The values of cells as they stand in the XML, many at a time: numbers, days, texts, truth values, errors.

They read as fastexcel spells them: numbers as plain decimals of at most nine places, days and times as
`YYYY-MM-DD HH:MM:SS`. The numbers of shared strings, whole numbers and moments stay numbers as long as they
can, since looking up which repeat is faster so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.files.sheetxml.blocks import Block, UnusualError, digits
from sheetkpi.sources.files.sheetxml.sharedstrings import SPACE, as_shown, cut, text_of
from sheetkpi.sources.raw import Numbers

SHARED, WHOLE, MOMENT, TEXT = "shared", "whole", "moment", "text"
"""What values are kept as: numbers of shared strings, whole numbers, milliseconds since 1970, texts."""

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Error values that fastexcel knows."""

DAYS_TO_1904 = 1462
"""Days between the first days of the two ways in which workbooks count."""

_DAY = 86_400_000.0
_EPOCH = -25_569 * 86_400_000
"""1899-12-30, from which days are counted, in milliseconds from 1970."""

_FIRST_DAY, _LAST_DAY = -693_593, 2_958_465
"""The years 1 to 9999; what lies beyond has no usual spelling."""

_OF_NUMBERS = np.zeros(256, dtype=bool)
_OF_NUMBERS[np.frombuffer(b"0123456789.-+eE", np.uint8)] = True
_AS_SHOWN = r"^-?(?:(?:0|[1-9]\d{0,5})(?:\.\d{0,8}[1-9])?|[1-9]\d{0,14})$"
"""Decimals that are spelt as they will be shown: few enough digits for a double to tell them all."""

_BILLION = 1e9
_VECTORISED = 2.0**22
"""Numbers below this times a billion are whole numbers that doubles hold exactly."""

_SPLIT = 134_217_729.0  # 2**27 + 1, which cuts a double into two halves whose products are exact


class Values(NamedTuple):
    """What some cells are kept as: numbers, or an array of texts."""

    kept_as: str
    values: Numbers | pa.StringArray

    def texts(self, shared: pa.StringArray) -> pa.StringArray:
        """The values as text; `shared` has the shared strings."""
        if self.kept_as == TEXT:
            return self.values
        if self.kept_as == SHARED:
            return shared.take(pa.array(self.values))
        if self.kept_as == WHOLE:
            return pa.array(self.values).cast(pa.string())
        return moments_shown(self.values)


def shared_numbers(block: Block, starts: Numbers, ends: Numbers, numbers: Numbers) -> Values:
    """The numbers of the texts that cells share."""
    found = digits(block, ends, ends - starts)
    if len(found) and found.max() >= len(numbers):
        raise UnusualError
    return Values(SHARED, numbers[found])


def plain_numbers(block: Block, starts: Numbers, ends: Numbers) -> Values:
    """Numbers as they are shown."""
    whole = _whole(block, starts, ends)
    if whole is not None:
        return Values(WHOLE, whole)
    texts, doubles = _doubles(block, starts, ends)
    as_shown = pc.match_substring_regex(texts, _AS_SHOWN).to_numpy(zero_copy_only=False)
    if not as_shown.all():
        others = np.flatnonzero(~as_shown)
        shown = decimals_shown(doubles[others])
        where = np.arange(len(texts))
        where[others] = len(texts) + np.arange(len(others))
        texts = pa.concat_arrays([texts, shown]).take(pa.array(where))
    return Values(TEXT, texts)


def moments(block: Block, starts: Numbers, ends: Numbers, date1904: bool) -> Values:
    """Days and times, as milliseconds since 1970."""
    days = _whole(block, starts, ends)
    if days is None:
        _, days = _doubles(block, starts, ends)
    days = days.astype(np.float64) + (DAYS_TO_1904 if date1904 else 0)
    if not ((days >= _FIRST_DAY) & (days <= _LAST_DAY)).all():
        raise UnusualError
    # The 29th of February 1900, which Excel counts, was none.
    milliseconds = np.where(days >= 60, days, days + 1) * _DAY
    rounded = np.copysign(np.floor(np.abs(milliseconds) + 0.5), milliseconds)
    return Values(MOMENT, rounded.astype(np.int64) + _EPOCH)


def truth_values(block: Block, starts: Numbers, ends: Numbers) -> Values:
    """`true` and `false`."""
    if (ends - starts != 1).any():
        raise UnusualError
    values = block.bytes[starts]
    if ((values != 48) & (values != 49)).any():
        raise UnusualError
    return Values(TEXT, pa.array(["false", "true"]).take(pa.array(values - 48)))


def error_values(block: Block, starts: Numbers, ends: Numbers) -> list[str]:
    """Error values, as Excel calls them."""
    codes, found = block.spellings(starts, ends)
    names = [text.decode("ascii", "replace") for text in found]
    if not ERRORS.issuperset(names):
        raise UnusualError
    return [names[code] for code in codes.tolist()]


def formula_texts(block: Block, starts: Numbers, ends: Numbers) -> Values:
    """Texts that formulas gave, with all of their space."""
    texts = _without_tags(block.slices(starts, ends - starts))
    special = _to_unescape(texts)
    if special is not None:
        found = texts.to_pylist()
        for number in np.flatnonzero(special).tolist():
            found[number] = as_shown(found[number].encode())
        texts = pa.array(found, pa.string())
    return Values(TEXT, cut(texts))


def inline_texts(block: Block, starts: Numbers, ends: Numbers) -> Values:
    """Texts that stand in their cells: from the tag `<t` on to the one that closes it."""
    opened = block.bytes[starts + 2] == 62  # <t>
    behind = starts + 3
    if not opened.all():
        others = starts[~opened]
        _, found = block.spellings(others + 2, np.minimum(others + 24, ends[~opened]))
        if found != [b' xml:space="preserve">']:
            raise UnusualError
        behind = np.where(opened, behind, starts + 24)
    if (behind > ends).any():
        raise UnusualError
    texts = _without_tags(block.slices(behind, ends - behind))
    spaced = opened & (ends > behind) & (_is_space(block.bytes[behind]) | _is_space(block.bytes[ends - 1]))
    odd = _to_unescape(texts)
    if spaced.any():
        texts = pc.if_else(pa.array(spaced), pc.utf8_trim(texts, characters=SPACE.decode()), texts)
    if odd is not None:
        each = zip(starts[odd].tolist(), ends[odd].tolist(), strict=True)
        read = pa.array([text_of(block.text(start, end) + b"</t>") for start, end in each], pa.string())
        texts = pc.replace_with_mask(texts, pa.array(odd), read)
    return Values(TEXT, cut(texts))


def _is_space(data: Numbers) -> Numbers:
    space: Numbers = (data == 32) | (data == 10) | (data == 13) | (data == 9)
    return space


def _to_unescape(texts: pa.StringArray) -> Numbers | None:
    """Which texts have an entity, an escape or a carriage return; None where none has."""
    data = texts.buffers()[2]
    held = b"" if data is None else data.to_pybytes()
    if b"&" not in held and b"\r" not in held and b"_x00" not in held:
        return None
    odd: Numbers = pc.match_substring_regex(texts, r"[&\r]|_x00").to_numpy(zero_copy_only=False)
    return odd


def _without_tags(texts: pa.StringArray) -> pa.StringArray:
    if (np.frombuffer(texts.buffers()[2] or b"", np.uint8) == 60).any():
        raise UnusualError
    return texts


def _whole(block: Block, starts: Numbers, ends: Numbers) -> Numbers | None:
    """Whole numbers, None where one is none, or is not spelt as it will be shown."""
    negative = block.bytes[starts] == 45
    lengths = ends - starts - negative
    if lengths.min(initial=1) < 1 or lengths.max(initial=1) > 15:
        return None
    try:
        found = digits(block, ends, lengths)
    except UnusualError:
        return None
    zero = block.bytes[starts + negative] == 48
    if (zero & ((lengths > 1) | negative)).any():
        return None
    return np.where(negative, -found, found)


def _doubles(block: Block, starts: Numbers, ends: Numbers) -> tuple[pa.StringArray, Numbers]:
    """Numbers as they are spelt and as they are."""
    texts = block.slices(starts, ends - starts)
    if not _OF_NUMBERS[np.frombuffer(texts.buffers()[2], np.uint8)].all():
        raise UnusualError
    try:
        doubles = texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid as error:
        raise UnusualError from error
    if not np.isfinite(doubles).all():
        raise UnusualError
    return texts, doubles


def decimals_shown(doubles: Numbers) -> pa.StringArray:
    """Numbers with at most nine decimal places, half of the last one going to the even.

    >>> decimals_shown(np.array([0.1 + 0.2, -1e-10, 1e21])).to_pylist()
    ['0.3', '-0', '1000000000000000000000']
    """
    near = np.abs(doubles) < _VECTORISED
    if near.all():
        return _near_decimals_shown(doubles)
    far = [f"{number:.9f}".rstrip("0").rstrip(".") for number in doubles[~near].tolist()]
    where = np.empty(len(doubles), dtype=np.int64)
    where[near] = np.arange(near.sum())
    where[~near] = np.arange(near.sum(), len(doubles))
    return pa.concat_arrays([_near_decimals_shown(doubles[near]), pa.array(far, pa.string())]).take(
        pa.array(where)
    )


def _near_decimals_shown(doubles: Numbers) -> pa.StringArray:
    size = np.abs(doubles)
    product = size * _BILLION
    # What the product lost by being rounded, found from halves of both.
    upper = size * _SPLIT
    upper = upper - (upper - size)
    lower = size - upper
    lost = ((upper * _BILLION) - product) + lower * _BILLION
    parts = np.rint(product)
    # Only a product half way between two numbers says too little: what it lost decides, and nothing else is
    # large enough to; where it lost nothing, the even one is right, as `rint` has it.
    beyond = product - parts
    parts = parts + ((beyond == 0.5) & (lost > 0)) - ((beyond == -0.5) & (lost < 0))
    billionths = parts.astype(np.int64)
    whole = pa.array(billionths // 1_000_000_000).cast(pa.string())
    behind = pc.utf8_lpad(pa.array(billionths % 1_000_000_000).cast(pa.string()), 9, "0")
    sign = pa.array(["", "-"]).take(pa.array(np.signbit(doubles).astype(np.int8)))
    shown = pc.binary_join_element_wise(sign, whole, pa.scalar("."), behind, "")
    return pc.utf8_rtrim(pc.utf8_rtrim(shown, characters="0"), characters=".")


def moments_shown(milliseconds: Numbers) -> pa.StringArray:
    """Moments as `YYYY-MM-DD HH:MM:SS`, with milliseconds where there are any.

    >>> moments_shown(np.array([0, 1500])).to_pylist()
    ['1970-01-01 00:00:00', '1970-01-01 00:00:01.500']
    """
    seconds, rest = np.divmod(milliseconds, 1000)
    shown = pa.array(seconds.astype("datetime64[s]")).cast(pa.string())
    if rest.any():
        longer = pc.binary_join_element_wise(
            shown, pc.utf8_lpad(pa.array(rest).cast(pa.string()), 3, "0"), "."
        )
        shown = pc.if_else(pa.array(rest != 0), longer, shown)
    return shown
