"""Dates as they really stand in cells, column by column, as days and times of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo

import numpy as np

from sheetkpi.sources.columns import as_array, encoded
from sheetkpi.sources.datewords import NO_TIME, WrittenDate, full_year, read_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from sheetkpi.sources.columns import Texts

DateOrder = Literal["ymd", "mdy", "dmy"]
"""Which of three numbers is which, where a text does not say: the earlier ones are preferred."""

Days = np.ndarray[Any, np.dtype[np.datetime64]]
Seconds = np.ndarray[Any, np.dtype[np.int32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

FIRST_DAY = np.datetime64("1990-01-01", "D")
LAST_DAY = np.datetime64("2100-12-31", "D")
NOT_A_DAY = np.datetime64("NaT", "D")

_SERIAL_EPOCH = np.datetime64("1899-12-30", "D")
_DAYS_BETWEEN_EPOCHS = 1462  # serial numbers of a 1904 workbook start this much later
_YEAR_FIRST = (
    r"^\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*$"
)
_SERIAL = r"^\s*\d{5}(\.\d+)?\s*$"


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
) -> CleanDates:
    """`texts` as dates.

    A date without a year is the nearest one that is not after `today`. Times with a zone (…Z, +0000) become
    the local time of `zone`, before the day is taken. Bare serial numbers count from 1900, or 1904 where the
    workbook does. `order` overrides what the column itself suggests for dates like 11/2/2026.

    >>> from datetime import date
    >>> texts = ["2026/11/2", "R8.11.3", "46330.5", "11/5", "2026-11-05T20:00:00Z", "未定"]
    >>> cleaned = clean_dates(texts, date(2026, 11, 10))
    >>> cleaned.days.astype(str).tolist()
    ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06', 'NaT']
    >>> cleaned.seconds.tolist()
    [-1, -1, 43200, -1, 18000, -1]
    """
    import pyarrow as pa

    array = as_array(texts)
    if not pa.types.is_dictionary(array.type) and (fast := _iso_column(array)):
        return fast
    column = encoded(array)
    unique = _clean(column.texts, today, date1904, ZoneInfo(zone), order)
    return CleanDates(
        column.spread(unique.days, NOT_A_DAY),
        column.spread(unique.seconds, NO_TIME),
        column.spread(unique.doubtful, False),
        unique.order,
    )


def _iso_column(array: pa.Array) -> CleanDates | None:
    """A column in which every cell is a real date or an ISO text, the case that has to be fast; else None."""
    import pyarrow as pa

    try:
        stamps = array.cast(pa.timestamp("ms"))
    except pa.ArrowInvalid:
        return None
    moments = stamps.to_numpy(zero_copy_only=False).astype("datetime64[ms]")
    days = moments.astype("datetime64[D]")
    with np.errstate(invalid="ignore"):
        seconds = (moments - days).astype("timedelta64[s]").astype(np.int64)
    seconds[np.isnat(days) | (seconds == 0)] = NO_TIME
    return _bounded(days, seconds.astype(np.int32), np.zeros(len(days), dtype=bool), None)


def _bounded(days: Days, seconds: Seconds, doubtful: Flags, order: DateOrder | None) -> CleanDates:
    """Everything outside the years a KPI workbook can be about is no date."""
    outside = np.isnat(days) | (days < FIRST_DAY) | (days > LAST_DAY)
    return CleanDates(
        np.where(outside, NOT_A_DAY, days),
        np.where(outside, np.int32(NO_TIME), seconds).astype(np.int32),
        doubtful & ~outside,
        order,
    )


def _clean(
    texts: list[str], today: date, date1904: bool, zone: ZoneInfo, order: DateOrder | None
) -> CleanDates:
    """Unique texts: the frequent forms as arrays, the rest one by one."""
    import pyarrow as pa

    array = pa.array(texts, type=pa.string())
    days = np.full(len(texts), NOT_A_DAY)
    seconds = np.full(len(texts), NO_TIME, dtype=np.int32)
    doubtful = np.zeros(len(texts), dtype=bool)
    seen = _read_year_first(array, days, seconds) | _read_serials(array, days, seconds, date1904)
    rest = np.flatnonzero(~seen)
    written = [(index, said) for index in rest.tolist() if (said := read_date(texts[index]))]
    chosen: DateOrder | None = order
    rival: DateOrder | None = None
    if order is None and (open_dates := [said for _, said in written if said.kind == "open"]):
        chosen, rival = _order_of(open_dates, today)
    for index, said in written:
        day = resolved(said, today, chosen)
        if day is None:
            continue
        if said.kind == "open" and said.numbers[2] and rival:
            doubtful[index] = _day(said, today, rival) not in (None, day)
        moment = _localised(day, said, zone)
        days[index] = np.datetime64(moment.date(), "D")
        if said.seconds > 0 or moment.time() != datetime.min.time():
            seconds[index] = moment.hour * 3600 + moment.minute * 60 + moment.second
    return _bounded(days, seconds, doubtful, chosen)


def _read_year_first(array: pa.Array, days: Days, seconds: Seconds) -> Flags:
    """Fills in 2026/11/2, 2026-11-02 14:30 and the like; true where the form is this, valid or not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.extract_regex(array, _YEAR_FIRST)
    seen: Flags = np.asarray(parts.is_valid())
    if not seen.any():
        return seen
    rows = np.flatnonzero(seen)
    parts = parts.drop_null()

    def part(name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        texts = pc.struct_field(parts, name)
        numbers = pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64())
        return np.asarray(numbers.to_numpy(zero_copy_only=False))

    year, month, day = part("year"), part("month"), part("day")
    hour, minute, second = part("hour"), part("minute"), part("second")
    first = (year * 12 + np.clip(month, 1, 12) - 1 - 1970 * 12).astype("datetime64[M]")
    found = first.astype("datetime64[D]") + (day - 1)
    real = (month >= 1) & (month <= 12) & (day >= 1) & (found.astype("datetime64[M]") == first)
    real &= (hour < 24) & (minute < 60) & (second < 60)
    time = hour * 3600 + minute * 60 + second
    days[rows] = np.where(real, found, NOT_A_DAY)
    seconds[rows] = np.where(real & (time > 0), time, NO_TIME)
    return seen


def _read_serials(array: pa.Array, days: Days, seconds: Seconds, date1904: bool) -> Flags:
    """Fills in bare serial numbers (45000, 45000.5); true where there is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seen: Flags = np.asarray(pc.match_substring_regex(array, _SERIAL))
    if not seen.any():
        return seen
    rows = np.flatnonzero(seen)
    texts = pc.utf8_trim_whitespace(array.take(pa.array(rows)))
    serials = texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
    total = np.rint(serials * 86400).astype(np.int64)
    day, time = np.divmod(total, 86400)
    days[rows] = _SERIAL_EPOCH + (day + (_DAYS_BETWEEN_EPOCHS if date1904 else 0)).astype("timedelta64[D]")
    seconds[rows] = np.where(time > 0, time, NO_TIME)
    return seen


def resolved(said: WrittenDate, today: date, order: DateOrder | None) -> date | None:
    """The day a written date means in a column read in `order`, or in the only order that fits it."""
    if said.kind == "closed":
        year, month, day = said.numbers
        return _valid(year, month, day) if year else _nearest_past(month, day, today)
    tried = [order] if order else []
    for candidate in (*tried, *get_args(DateOrder)):
        if day_found := _day(said, today, candidate):
            return day_found
    return None


def _order_of(dates: Sequence[WrittenDate], today: date) -> tuple[DateOrder, DateOrder | None]:
    """The order most of `dates` fit, and another one that fits as well (None if there is none).

    Of orders that fit equally many, the one whose years stay nearest to today is taken: 20-10-16 is not
    of 2016 in a column where the last number runs from 01 to 31.
    """
    ranked: list[tuple[int, int, DateOrder]] = []
    with_year = [said for said in dates if said.numbers[2]]
    for order in get_args(DateOrder):
        fitting = [day for said in dates if (day := _day(said, today, order))]
        farthest = max((abs(day.year - today.year) for day in fitting), default=0)
        ranked.append((-len(fitting), farthest, order))
    ranked.sort(key=lambda rank: rank[:2])
    (best, farthest, chosen), (second, second_farthest, other) = ranked[:2]
    tied = second == best and second_farthest <= farthest + 1 and with_year
    return chosen, other if tied else None


def _day(said: WrittenDate, today: date, order: DateOrder) -> date | None:
    """An open date read in `order`, None where that is impossible."""
    a, b, c = said.numbers
    if not c:
        return _nearest_past(b, a, today) if order == "dmy" else _nearest_past(a, b, today)
    first_digits, last_digits = said.year_digits
    if order == "ymd":
        return _valid(full_year(a), b, c) if first_digits == 2 and last_digits < 4 else None
    if last_digits == 1:
        return None
    return _valid(full_year(c), a, b) if order == "mdy" else _valid(full_year(c), b, a)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_past(month: int, day: int, today: date) -> date | None:
    """The last day of this month and day that is not after today (29 February: in a leap year)."""
    for year in range(today.year, today.year - 9, -1):
        if (found := _valid(year, month, day)) and found <= today:
            return found
    return None


def _localised(day: date, said: WrittenDate, zone: ZoneInfo) -> datetime:
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=max(said.seconds, 0))
    if said.offset is None or said.seconds == NO_TIME:
        return moment
    written_zone = timezone(timedelta(minutes=said.offset))
    try:
        return moment.replace(tzinfo=written_zone).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return moment
