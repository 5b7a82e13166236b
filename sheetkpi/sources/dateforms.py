"""Frequent written forms of dates as whole arrays: clock times, year-first days, serial numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Days: TypeAlias = "np.ndarray[Any, np.dtype[np.datetime64]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

NOT_A_DAY = np.datetime64("NaT", "D")
NO_TIME = -1
IMPOSSIBLE_TIME = -2
NO_OFFSET = 10_000

SECONDS_OF_A_DAY = 86_400
_SERIAL_EPOCH = np.datetime64("1899-12-30", "D")
_DAYS_BETWEEN_EPOCHS = 1462  # a workbook that counts from 1904 starts this much later
_CLOCK = (
    r"^\s*(?P<day>.*?\d日?(?:\s*\([^()]*\))?),?(?:\s+|[Tt])"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?(?:\s*(?P<zone>[Zz]|UTC|GMT|JST|[+-]\d{2}:?\d{2}))?\s*$"
)
_YEAR_FIRST = r"^\s*(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?\s*$"
_SERIAL = r"^\s*\d{5}(\.\d+)?\s*$"


@dataclass(frozen=True, eq=False)
class SplitTexts:
    """Texts parted into what says the day and the clock time behind it.

    `days` has the whole text where no clock time was found. `seconds` since midnight, NO_TIME or
    IMPOSSIBLE_TIME; `offsets` from UTC in minutes, NO_OFFSET where no zone is written.
    """

    days: pa.Array
    seconds: Ints
    offsets: Ints


def split_clock(texts: pa.Array) -> SplitTexts:
    """Part `2026-11-02T14:30:00Z`, `11/2/2026 2:30 PM` and the like: thousands of moments share few days.

    >>> import pyarrow as pa
    >>> split = split_clock(pa.array(["2026/11/2 14:30", "Nov 2, 2026 2:30 PM", "11/2"]))
    >>> split.days.to_pylist(), split.seconds.tolist()
    (['2026/11/2', 'Nov 2, 2026', '11/2'], [52200, 52200, -1])
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.extract_regex(texts, _CLOCK)
    split = np.asarray(parts.is_valid())
    seconds = np.full(len(texts), NO_TIME, dtype=np.int64)
    offsets = np.full(len(texts), NO_OFFSET, dtype=np.int64)
    if not split.any():
        return SplitTexts(texts, seconds, offsets)
    days = pc.if_else(pa.array(split), pc.struct_field(parts, "day"), texts)
    parts = parts.drop_null()
    hour, minute, second = (_numbers(parts, name) for name in ("hour", "minute", "second"))
    half = np.asarray(pc.utf8_lower(pc.struct_field(parts, "half")).to_numpy(zero_copy_only=False))
    twelve = hour % 12 + np.where(half == "p", 12, 0)
    possible = (hour < 24) & (minute < 60) & (second < 60) & ((half == "") | (hour <= 12))
    hour = np.where(half == "", hour, twelve)
    seconds[split] = np.where(possible, hour * 3600 + minute * 60 + second, IMPOSSIBLE_TIME)
    zones = pc.struct_field(parts, "zone").dictionary_encode()
    offsets[split] = np.array([zone_offset(zone) for zone in zones.dictionary.to_pylist()], dtype=np.int64)[
        zones.indices.to_numpy()
    ]
    return SplitTexts(days, seconds, offsets)


def zone_offset(zone: str) -> int:
    """Minutes from UTC of `Z`, `JST`, `+0900`, `GMT+9`; NO_OFFSET for no zone.

    >>> zone_offset("Z"), zone_offset("+09:00"), zone_offset("gmt-5"), zone_offset("")
    (0, 540, -300, 10000)
    """
    if not zone:
        return NO_OFFSET
    if zone.casefold() == "jst":
        return 540
    digits = "".join(character for character in zone if character.isdigit())
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return (int(hours or 0) * 60 + int(minutes)) * (-1 if "-" in zone else 1)


def read_year_first(texts: pa.Array, days: Days) -> Flags:
    """Fill in 2026/11/2, 2026-11-02, 2026年11月2日; true where the form is this, a real day or not."""
    import pyarrow.compute as pc

    parts = pc.extract_regex(texts, _YEAR_FIRST)
    seen: Flags = np.asarray(parts.is_valid())
    if seen.any():
        parts = parts.drop_null()
        year, month, day = (_numbers(parts, name) for name in ("year", "month", "day"))
        first = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
        found = first.astype("datetime64[D]") + (day - 1)
        real = (month >= 1) & (month <= 12) & (day >= 1) & (found.astype("datetime64[M]") == first)
        days[seen] = np.where(real, found, NOT_A_DAY)
    return seen


def read_serials(texts: pa.Array, days: Days, seconds: Ints, date1904: bool) -> Flags:
    """Fill in bare serial numbers (45000, 45000.5); true where there is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seen: Flags = np.asarray(pc.match_substring_regex(texts, _SERIAL))
    if seen.any():
        serials = pc.utf8_trim_whitespace(texts.filter(pa.array(seen))).cast(pa.float64())
        total = np.rint(serials.to_numpy(zero_copy_only=False) * SECONDS_OF_A_DAY).astype(np.int64)
        day, time = np.divmod(total, SECONDS_OF_A_DAY)
        days[seen] = _SERIAL_EPOCH + day + (_DAYS_BETWEEN_EPOCHS if date1904 else 0)
        seconds[seen] = np.where(time > 0, time, NO_TIME)
    return seen


def _numbers(parts: pa.StructArray, name: str) -> Ints:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.struct_field(parts, name)
    numbers = pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64())
    return np.asarray(numbers.to_numpy(zero_copy_only=False))
