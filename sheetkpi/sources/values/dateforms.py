"""Frequent written forms of dates as whole arrays: clock times, year-first days, serial numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.grid import DAY_ZERO, DAY_ZERO_1904

Days: TypeAlias = "np.ndarray[Any, np.dtype[np.datetime64]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

NOT_A_DAY = np.datetime64("NaT", "D")
NO_TIME = -1
IMPOSSIBLE_TIME = -2
NO_OFFSET = 10_000

SECONDS_OF_A_DAY = 86_400
_DAY_ZERO = np.datetime64(DAY_ZERO, "D")
_LATER_1904 = (DAY_ZERO_1904 - DAY_ZERO).days
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?(?:\s*(?P<zone>[Zz]|UTC|GMT|JST|[+-]\d{2}:?\d{2}))?\s*$"
)
_DAY_AND_CLOCK = r"^(?P<day>\s*.*?\d日?(?:\s*\([^()]*\))?),?\s+(?P<clock>\d{1,2}:\d{2}\b.*)$"
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
    """Part `2026-11-02T14:30:00Z`, `11/2/2026 2:30 PM` and the like: many moments share few days and clocks.

    >>> import pyarrow as pa
    >>> split = split_clock(pa.array(["2026/11/2 14:30", "Nov 2, 2026 2:30 PM", "11/2/26, 2:30 PM", "11/2"]))
    >>> split.days.to_pylist(), split.seconds.tolist()
    (['2026/11/2', 'Nov 2, 2026', '11/2/26', '11/2'], [52200, 52200, 52200, -1])
    """
    seconds = np.full(len(texts), NO_TIME, dtype=np.int64)
    offsets = np.full(len(texts), NO_OFFSET, dtype=np.int64)
    days = texts
    forms: tuple[Callable[[pa.Array], _Halves], ...] = (_halves_at(" "), _halves_at("T"), _halves_by_form)
    if not pc.any(pc.match_substring(texts, ":")).as_py():  # no clock time is without one
        forms = ()
    for halves in forms:
        rest = np.flatnonzero(seconds == NO_TIME)
        rows, found_days, clocks = halves(texts.take(pa.array(rest)))
        found_seconds, found_offsets = _read_clocks(clocks)
        good = found_seconds != NO_TIME
        rows = rest[rows[good]]
        seconds[rows], offsets[rows] = found_seconds[good], found_offsets[good]
        if len(rows):
            replaced = np.zeros(len(texts), dtype=bool)
            replaced[rows] = True
            before = pc.utf8_rtrim(found_days.filter(pa.array(good)), characters=",、")
            days = pc.replace_with_mask(days, pa.array(replaced), before)
    return SplitTexts(days, seconds, offsets)


_Halves: TypeAlias = "tuple[Ints, pa.Array, pa.Array]"


def _halves_at(mark: str) -> Callable[[pa.Array], _Halves]:
    """Row numbers, first and second halves of the texts that have `mark` in them: the quick way to part."""

    def halves(texts: pa.Array) -> _Halves:
        parts = pc.split_pattern(texts, mark, max_splits=1)
        rows = np.flatnonzero(pc.list_value_length(parts).to_numpy(zero_copy_only=False) == 2)
        flat = parts.take(pa.array(rows)).flatten()
        first, second = np.arange(0, len(flat), 2), np.arange(1, len(flat), 2)
        return rows, flat.take(pa.array(first)), flat.take(pa.array(second))

    return halves


def _halves_by_form(texts: pa.Array) -> _Halves:
    """The same for texts with more than one space before the clock time."""
    parts = pc.extract_regex(texts, _DAY_AND_CLOCK)
    rows = np.flatnonzero(np.asarray(parts.is_valid()))
    parts = parts.drop_null()
    return rows, pc.struct_field(parts, "day"), pc.struct_field(parts, "clock")


def _read_clocks(clocks: pa.Array) -> tuple[Ints, Ints]:
    """Seconds since midnight (NO_TIME for what is no clock time) and minutes from UTC of `14:30:00Z`."""
    column = clocks.dictionary_encode()
    parts = pc.extract_regex(column.dictionary, "^" + _CLOCK)
    seconds = np.full(len(column.dictionary), NO_TIME, dtype=np.int64)
    offsets = np.full(len(column.dictionary), NO_OFFSET, dtype=np.int64)
    seen = np.asarray(parts.is_valid())
    parts = parts.drop_null()
    hour, minute, second = (_numbers(parts, name) for name in ("hour", "minute", "second"))
    half = np.asarray(pc.utf8_lower(pc.struct_field(parts, "half")).to_numpy(zero_copy_only=False))
    possible = (hour < 24) & (minute < 60) & (second < 60) & ((half == "") | (hour <= 12))
    hour = np.where(half == "", hour, hour % 12 + np.where(half == "p", 12, 0))
    seconds[seen] = np.where(possible, hour * 3600 + minute * 60 + second, IMPOSSIBLE_TIME)
    offsets[seen] = [zone_offset(zone) for zone in pc.struct_field(parts, "zone").to_pylist()]
    codes = column.indices.to_numpy(zero_copy_only=False)
    return seconds[codes], offsets[codes]


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
    seen: Flags = np.asarray(pc.match_substring_regex(texts, _SERIAL))
    if seen.any():
        serials = pc.utf8_trim_whitespace(texts.filter(pa.array(seen))).cast(pa.float64())
        total = np.rint(serials.to_numpy(zero_copy_only=False) * SECONDS_OF_A_DAY).astype(np.int64)
        day, time = np.divmod(total, SECONDS_OF_A_DAY)
        days[seen] = _DAY_ZERO + day + (_LATER_1904 if date1904 else 0)
        seconds[seen] = np.where(time > 0, time, NO_TIME)
    return seen


def read_unix_times(texts: pa.Array, days: Days, seconds: Ints, offsets: Ints) -> Flags:
    """Fill in Unix times of the years 2000 to 2100 in seconds or milliseconds (1793577600); they are UTC."""
    seen: Flags = np.asarray(pc.match_substring_regex(texts, _UNIX))
    if seen.any():
        numbers = np.asarray(texts.filter(pa.array(seen)).cast(pa.int64()))
        moments = np.where(numbers >= 10**12, numbers // 1000, numbers)
        rows = np.flatnonzero(seen)
        real = (moments >= _UNIX_FIRST) & (moments < _UNIX_LAST)
        seen[rows[~real]] = False
        days[rows[real]] = moments[real].astype("datetime64[s]").astype("datetime64[D]")
        seconds[rows[real]] = moments[real] % SECONDS_OF_A_DAY
        offsets[rows[real]] = 0
    return seen


_UNIX = r"^(\d{10}|\d{13})$"
_UNIX_FIRST, _UNIX_LAST = 946_684_800, 4_102_444_800


def _numbers(parts: pa.StructArray, name: str) -> Ints:
    texts = pc.struct_field(parts, name)
    numbers = pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64())
    return np.asarray(numbers.to_numpy(zero_copy_only=False))
