"""Dates as they really stand in cells, column by column, as days and times of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.columns import Texts, as_array, encoded
from sheetkpi.sources.values.dateforms import (
    IMPOSSIBLE_TIME,
    NO_OFFSET,
    NO_TIME,
    NOT_A_DAY,
    Days,
    Flags,
    Ints,
    read_serials,
    read_unix_times,
    read_year_first,
    split_clock,
)
from sheetkpi.sources.values.datewords import WrittenDate, first_day_of, full_year, read_date

DateOrder = Literal["ymd", "mdy", "dmy"]
"""Which of three numbers is which, where a text does not say: the earlier ones are preferred."""

Seconds: TypeAlias = "np.ndarray[Any, np.dtype[np.int32]]"

FIRST_DAY = np.datetime64("1990-01-01", "D")
LAST_DAY = np.datetime64("2100-12-31", "D")

_PLAIN = r"^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$"


@dataclass(frozen=True, eq=False)
class CleanDates:
    """A column of dates, aligned with the texts it came from.

    `days` is datetime64[D], NaT where there is no date between 1990 and 2100; `seconds` are those since
    midnight, -1 where no time of day is given (an exact midnight is what a date without time looks like in
    a workbook, so it is none). `order` is how dates like 11/2/2026 were read, None if there was none;
    `doubtful` is true for those that would be another day in another order that fits the column as well.
    """

    days: Days
    seconds: Seconds
    doubtful: Flags
    order: DateOrder | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the column leaves open which number is the month."""
        return bool(self.doubtful.any())


def clean_dates(
    texts: Texts,
    today: date,
    *,
    date1904: bool = False,
    zone: str = "Asia/Tokyo",
    order: DateOrder | None = None,
    written_in: str = "",
    coarse: bool = False,
) -> CleanDates:
    """`texts` as dates.

    A date without a year is the one nearest to `today`, within half a year either way; one that would lie
    more than a month ahead is of last year where other dates of the column reach back to it. Times with a
    zone (…Z, +0000), or in a column whose header names one (`written_in`: UTC, JST, UTC+9), become the local
    time of `zone`, before the day is taken. Bare serial numbers count from 1900, or 1904 where the workbook
    does; ten or thirteen digits are Unix time. `order` overrides what the column itself suggests for dates
    like 11/2/2026. Only with `coarse` a month (2026年11月) is its first day and a week (2026-W45) its Monday.

    >>> from datetime import date
    >>> texts = ["2026/11/2", "R8.11.3", "46330.5", "11/5", "2026-11-05T20:00:00Z", "未定"]
    >>> cleaned = clean_dates(texts, date(2026, 11, 10))
    >>> cleaned.days.astype(str).tolist()
    ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06', 'NaT']
    >>> cleaned.seconds.tolist()
    [-1, -1, 43200, -1, 18000, -1]
    """
    array = as_array(texts)
    reading = _Reading(today, date1904, zone, order, named_offset(written_in), coarse)
    if not pa.types.is_dictionary(array.type) and reading.offset == NO_OFFSET:
        if plain := _plain_column(array):
            return plain
        if mostly := _mostly_plain(array, reading):
            return mostly
    return _by_text(array, reading)


@dataclass(frozen=True)
class _Reading:
    """How a column is read (see `clean_dates`); `offset` in minutes from UTC for times without a zone,
    `others` the first and last day of what else the column holds."""

    today: date
    date1904: bool
    zone: str
    order: DateOrder | None
    offset: int
    coarse: bool
    others: tuple[np.datetime64, np.datetime64] | None = None


_ZONES = {"utc": 0, "gmt": 0, "z": 0, "jst": 540, "pst": -480, "est": -300, "cet": 60}
_NAMED_ZONE = lazy_pattern(r"(?P<name>[a-z]+)\s*(?P<sign>[+-])?(?P<hours>\d{1,2})?:?(?P<minutes>\d{2})?")


def named_offset(zone: str) -> int:
    """Minutes from UTC of a zone that a header names, NO_OFFSET for none.

    >>> named_offset("UTC"), named_offset("GMT+9"), named_offset("")
    (0, 540, 10000)
    """
    match = _NAMED_ZONE.fullmatch(zone.strip().casefold())
    if not match or match["name"] not in _ZONES:
        return NO_OFFSET
    away = int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
    return _ZONES[match["name"]] + (-away if match["sign"] == "-" else away)


def _plain_column(array: pa.Array) -> CleanDates | None:
    """A column of nothing but real dates, ISO texts and 2026/11/02, the case that has to be fast; or None."""
    for slash in ("", "/"):
        try:
            # A cast that fails still goes over every text, and slowly: so the beginning is tried first.
            for part in (array.slice(0, 100), array):
                texts = pc.replace_substring(part, slash, "-") if slash else part
                stamps = texts.cast(pa.timestamp("ms"))
        except pa.ArrowInvalid:
            continue
        moments = stamps.to_numpy(zero_copy_only=False).astype("datetime64[ms]")
        return _result(*_parted(moments), np.zeros(len(array), dtype=bool), None)
    return None


def _mostly_plain(array: pa.Array, reading: _Reading) -> CleanDates | None:
    """A column of real dates with some other texts among them, those read by themselves; else None."""
    plain = pc.fill_null(pc.match_substring_regex(array, _PLAIN), False)
    if pc.sum(plain).as_py() * 2 < len(array) or not (dates := _plain_column(pc.if_else(plain, array, None))):
        return None
    rows = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    known = dates.days[~np.isnat(dates.days)]
    beside = (known.min(), known.max()) if len(known) else None
    others = _by_text(array.take(pa.array(rows)), replace(reading, others=beside))
    dates.days[rows] = others.days
    dates.seconds[rows] = others.seconds
    dates.doubtful[rows] = others.doubtful
    return replace(dates, order=others.order)


def _by_text(array: pa.Array, reading: _Reading) -> CleanDates:
    """Any column: each distinct text is read once."""
    column = encoded(array)
    texts = pa.array(column.texts, type=pa.string())
    unique = (_plain_column(texts) if reading.offset == NO_OFFSET else None) or _clean(texts, reading)
    return CleanDates(
        column.spread(unique.days, NOT_A_DAY),
        column.spread(unique.seconds, NO_TIME),
        column.spread(unique.doubtful, False),
        unique.order,
    )


def _parted(moments: Days) -> tuple[Days, Ints]:
    """Days and seconds since midnight of moments."""
    days = moments.astype("datetime64[D]")
    seconds = (moments - days).astype("timedelta64[s]").astype(np.int64)
    seconds[np.isnat(days)] = NO_TIME
    return days, seconds


def _result(days: Days, seconds: Ints, doubtful: Flags, order: DateOrder | None) -> CleanDates:
    """Midnight is no time; everything outside the years a KPI workbook can be about is no date."""
    outside = np.isnat(days) | (days < FIRST_DAY) | (days > LAST_DAY) | (seconds == IMPOSSIBLE_TIME)
    no_time = outside | (seconds <= 0)
    return CleanDates(
        np.where(outside, NOT_A_DAY, days),
        np.where(no_time, NO_TIME, seconds).astype(np.int32),
        doubtful & ~outside,
        order,
    )


def _clean(texts: pa.Array, reading: _Reading) -> CleanDates:
    """Unique texts: clock times as arrays, then the days, of which there are few."""
    split = split_clock(pc.utf8_normalize(texts, form="NFKC"))
    written = encoded(split.days)
    found = _read_days(written.texts, reading)
    days = written.spread(found.days, NOT_A_DAY)
    own_seconds = written.spread(found.seconds, NO_TIME)
    both = (own_seconds != NO_TIME) & (split.seconds != NO_TIME)
    seconds = np.where(split.seconds != NO_TIME, split.seconds, own_seconds)
    seconds[both] = IMPOSSIBLE_TIME
    offsets = np.where(split.offsets != NO_OFFSET, split.offsets, written.spread(found.offsets, NO_OFFSET))
    if reading.offset != NO_OFFSET:
        offsets = np.where((offsets == NO_OFFSET) & (seconds >= 0), reading.offset, offsets)
    _to_local_time(days, seconds, offsets, reading.zone)
    return _result(days, seconds, written.spread(found.doubtful, False), found.order)


def _to_local_time(days: Days, seconds: Ints, offsets: Ints, zone: str) -> None:
    """Turn, in place, the moments whose distance from UTC is written into the local time of `zone`."""
    rows = np.flatnonzero((offsets != NO_OFFSET) & (seconds >= 0) & (days >= FIRST_DAY) & (days <= LAST_DAY))
    if len(rows):
        utc = days[rows].astype("datetime64[s]") + (seconds[rows] - offsets[rows] * 60)
        local = pd.DatetimeIndex(utc, tz="UTC").tz_convert(zone).tz_localize(None)
        days[rows], seconds[rows] = _parted(local.to_numpy(dtype="datetime64[s]"))


@dataclass(frozen=True, eq=False)
class _FoundDays:
    """What unique day texts say; `seconds` and `offsets` where the time is written in words (午後2時)."""

    days: Days
    seconds: Ints
    offsets: Ints
    doubtful: Flags
    order: DateOrder | None


def _read_days(texts: list[str], reading: _Reading) -> _FoundDays:
    today, order = reading.today, reading.order
    array = pa.array(texts, type=pa.string())
    days = np.full(len(texts), NOT_A_DAY)
    seconds = np.full(len(texts), NO_TIME, dtype=np.int64)
    offsets = np.full(len(texts), NO_OFFSET, dtype=np.int64)
    doubtful = np.zeros(len(texts), dtype=bool)
    seen = read_year_first(array, days) | read_serials(array, days, seconds, reading.date1904)
    seen |= read_unix_times(array, days, seconds, offsets)
    rest = np.flatnonzero(~seen).tolist()
    written = [(index, said) for index in rest if (said := read_date(texts[index]))]
    rival: DateOrder | None = None
    open_dates = [said for _, said in written if said.kind == "open"]
    if order is None and open_dates:
        order, rival = _order_of(open_dates, today)
    for index, said in written:
        if day := _resolved(said, today, order):
            days[index] = np.datetime64(day, "D")
            seconds[index], offsets[index] = said.seconds, said.offset
            if said.kind == "open" and said.numbers[2] and rival:
                doubtful[index] = _day(said, today, rival) not in (None, day)
    _not_far_ahead(days, written, reading)
    if reading.coarse:
        for index in np.flatnonzero(np.isnat(days)).tolist():
            if first := first_day_of(texts[index], today):
                days[index] = np.datetime64(first, "D")
    return _FoundDays(days, seconds, offsets, doubtful, order if open_dates else None)


_AHEAD = np.timedelta64(31, "D")
_REACH = np.timedelta64(62, "D")


def _not_far_ahead(days: Days, written: Sequence[tuple[int, WrittenDate]], reading: _Reading) -> None:
    """Put days written without a year that would lie far ahead into last year, where the column's other days
    reach back that far."""
    latest = np.datetime64(reading.today, "D") + _AHEAD
    open_year = [
        index
        for index, said in written
        if not (said.numbers[0] if said.kind == "closed" else said.numbers[2]) and days[index] > latest
    ]
    known = days[~np.isnat(days) & (days <= latest)]
    first = min([*known, *(reading.others or ())], default=None)
    if not open_year or first is None:
        return
    for index in open_year:
        day = days[index].astype("datetime64[D]").item()
        before = _valid(day.year - 1, day.month, day.day)
        if before and np.datetime64(before, "D") >= first - _REACH:
            days[index] = np.datetime64(before, "D")


def _resolved(said: WrittenDate, today: date, order: DateOrder | None) -> date | None:
    """The day a written date means in a column read in `order`, or in the only order that fits it."""
    if said.kind == "closed":
        year, month, day = said.numbers
        return _valid(year, month, day) if year else _nearest(month, day, today)
    tried = [order] if order else []
    for candidate in (*tried, *get_args(DateOrder)):
        if day_found := _day(said, today, candidate):
            return day_found
    return None


def _order_of(dates: Sequence[WrittenDate], today: date) -> tuple[DateOrder, DateOrder | None]:
    """The order that makes `dates` (as their rows come) likeliest, and another that fits them as well.

    Most of them must be days at all. Then years stay near to today's (20-10-16 is not of 2016 in a column
    where the last number runs from 01 to 31), activity does not lie in the future, exports come sorted, and
    dates of one export lie close together and not long ago.
    """
    with_year = [said for said in dates if said.numbers[2]]
    ranked = sorted((_likelihood(dates, order, today), number) for number, order in enumerate(_ORDERS))
    (best, first), (second, other) = ranked[:2]
    tied = second[0] == best[0] and second[1] <= best[1] + 1 and with_year
    return _ORDERS[first], _ORDERS[other] if tied else None


_FEW = 3
"""So many dates are in some order by chance."""

_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)


def _likelihood(dates: Sequence[WrittenDate], order: DateOrder, today: date) -> tuple[int, ...]:
    """How unlikely `order` is, as numbers to compare one after the other, the smaller the likelier."""
    days = [day for said in dates if (day := _day(said, today, order))]
    farthest = max((abs(day.year - today.year) for day in days), default=0)
    ahead = sum(day > today for day in days)
    rising = sum(a < b for a, b in pairwise(days))
    falling = sum(a > b for a, b in pairwise(days))
    unsorted = int(len(days) > _FEW and rising > 0 and falling > 0)
    span = (max(days) - min(days)).days if days else 0
    ago = abs((today - max(days)).days) if days else 0
    return (-len(days), farthest, ahead, unsorted, span, ago)


def _day(said: WrittenDate, today: date, order: DateOrder) -> date | None:
    """An open date read in `order`, None where that is impossible."""
    a, b, c = said.numbers
    if not c:
        return _nearest(b, a, today) if order == "dmy" else _nearest(a, b, today)
    first_digits, last_digits = said.year_digits
    if order == "ymd":
        return _valid(full_year(a), b, c) if first_digits == 2 and last_digits < 4 else None
    if last_digits == 1 or (order == "mdy" and said.dotted):
        return None
    return _valid(full_year(c), a, b) if order == "mdy" else _valid(full_year(c), b, a)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date) -> date | None:
    """The day of this month and day that lies nearest to `today` (29 February: in a leap year)."""
    years = sorted(range(today.year - 8, today.year + 2), key=lambda year: -year)
    found = [there for year in years if (there := _valid(year, month, day))]
    return min(found, key=lambda there: abs((there - today).days), default=None)
