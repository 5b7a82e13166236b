"""One written date at a time: eras, weekdays, English months, missing years, times of day, time zones.

The forms a person types are many and each is rare; `dates` handles the frequent ones for whole columns and
asks here for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.dateforms import NO_OFFSET, NO_TIME, zone_offset

LONGEST = 80
"""Nothing longer than this is a date."""

_ERAS = {
    "令和": 2018,
    "令": 2018,
    "r": 2018,
    "平成": 1988,
    "平": 1988,
    "h": 1988,
    "昭和": 1925,
    "昭": 1925,
    "s": 1925,
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Months by the letters that their names begin with."""
MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A month's name or its short form, in lower case: a whole word where none follows."""
WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|[月火水木金土日](?:曜日?)?(?:[・,/]?祝日?)?|祝日?"
)
_BEFORE = rf"\s*(?:\(?(?:{WEEKDAY})\)?,?\s*)?"
_AFTER = rf"(?:\s*(?:\((?:{WEEKDAY})\)|{WEEKDAY}),?)?"
_HALF = r"午前|午後|am|pm|a\.m\.|p\.m\."
_TIME = (
    rf"(?:(?:\s*,?\s*(?:at\s+)?|\s*t\s*)(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"|時(?:(?P<kminute>\d{1,2})分?(?:(?P<ksecond>\d{1,2})秒)?|(?P<thirty>半))?"
    rf"|(?=\s*(?:{_HALF})))"
    rf"\s*(?P<half_after>{_HALF})?"
    r"(?:\s*~\s*\S{0,12}|\s+-\s+\d{1,2}:\d{2}|\s*頃|\s*ごろ)?"
    r"(?:\s*(?P<zone>(?:utc|gmt)?[+-]\d{1,2}:?(?:\d{2})?|z|utc|gmt|jst)(?:\s*\([^()]*\))?)?)?\s*"
)
_SEPARATED = r"(?P<month>\d{1,2})\s*[-/._月]\s*(?P<day>\d{1,2})\s*日?"


def _form(day: str) -> str:
    """The whole pattern. It is compiled (and kept, by `re`) when the first text comes that may be a date:
    compiling all of them takes longer than reading ten thousand dates."""
    return _BEFORE + day + _AFTER + _TIME


_YEAR_FIRST = _form(rf"(?P<year>\d{{4}})\s*[-/._年]\s*{_SEPARATED}")
_ERA = _form(rf"(?P<era>{'|'.join(_ERAS)})\s*\.?\s*(?P<era_year>\d{{1,2}}|元)\s*[-/.年]\s*{_SEPARATED}")
_SHORT_YEAR_FIRST = _form(rf"(?:'(?P<year>\d{{2}})[-/.]|(?P<kyear>\d{{2}})年)\s*{_SEPARATED}")
_NO_YEAR = _form(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日?")
_OPEN = _form(r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{1,2})")
_OPEN_NO_YEAR = _form(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})")
_DAY_NAME = _form(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*(?:of\s+)?{MONTH_NAME}"
    r"(?:[-\s,./]+(?P<year>\d{4}|\d{2}))?"
)
_NAME_DAY = _form(rf"{MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<year>\d{{4}})")
_NAME_DAY_ONLY = _form(rf"{MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?")
_COMPACT = (
    r"\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[t\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>z)?)?\s*"
)
_CLOSED_FORMS = (
    _YEAR_FIRST,
    _ERA,
    _NO_YEAR,
    _COMPACT,
    _SHORT_YEAR_FIRST,
    _DAY_NAME,
    _NAME_DAY,
    _NAME_DAY_ONLY,
)
_BEGINNING = lazy_pattern(rf"{_BEFORE}['\da-z令平昭]")
"""What a date begins with: no other text is held against the forms, which take a while to compile."""
_SPACES = lazy_pattern(r"\s+")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What a text says of a date, before the column decides what it leaves open.

    `numbers` are year, month, day when `kind` is "closed"; year 0 when it was not written. When it is "open"
    they stand as written (11/2/26) and the column decides which is which; a year that was not written is
    0 at the end. `seconds` since midnight, NO_TIME without a time; `offset` in minutes from UTC,
    NO_OFFSET where no zone was written. `year_digits` has the written lengths of the first and the last
    number. `dotted` dates (2.11.2026) are written day first, never month first.
    """

    kind: Literal["closed", "open"]
    numbers: tuple[int, int, int]
    seconds: int = NO_TIME
    offset: int = NO_OFFSET
    year_digits: tuple[int, int] = (0, 0)
    dotted: bool = False


def read_date(text: str) -> WrittenDate | None:
    """What `text` says of a date, None if it is not the text of one.

    >>> read_date("令和８年11月2日(月) 午後2時30分").numbers
    (2026, 11, 2)
    >>> read_date("Nov 2, 2026").numbers, read_date("11/2").numbers, read_date("多分11/2")
    ((2026, 11, 2), (11, 2, 0), None)
    """
    if len(text) > LONGEST:
        return None
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    if not _BEGINNING.match(text) or not any(character.isdigit() for character in text):
        return None
    for form in _CLOSED_FORMS:
        if match := re.fullmatch(form, text):
            return _closed(match)
    if match := re.fullmatch(_OPEN, text):
        numbers = (int(match["a"]), int(match["b"]), int(match["c"]))
        said = _with_time("open", numbers, match, (len(match["a"]), len(match["c"])))
        return replace(said, dotted=True) if said and match["mark"] == "." else said
    if match := re.fullmatch(_OPEN_NO_YEAR, text):
        return _with_time("open", (int(match["a"]), int(match["b"]), 0), match)
    return None


_YEAR_WEEK = lazy_pattern(r"(?P<year>\d{4})\s*(?:年|[-/]?\s*)(?:第|w|wk|week)\s*(?P<week>\d{1,2})\s*週?")
_YEAR_MONTH = lazy_pattern(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*月?度?|(?P<packed>\d{4})(?P<two>\d{2}))"
)
_MONTH_ONLY = lazy_pattern(r"(?P<month>\d{1,2})\s*月度?")
_NAMED_MONTH = lazy_pattern(rf"{MONTH_NAME}[\s,'-]*(?P<year>\d{{4}}|\d{{2}})?")
_FROM_TO = lazy_pattern(r"^(?P<first>.*?\d日?(?:\s*\([^()]*\))?)\s*(?:~|〜|から|-|to|の週|週)\s*.*$")


def first_day_of(text: str, today: date) -> date | None:
    """The first day of the week or month that `text` names, None for other texts.

    >>> first_day_of("2026年11月", date(2026, 11, 28)), first_day_of("2026-W45", date(2026, 11, 28))
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 2))
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    if match := _YEAR_WEEK.fullmatch(plain):
        week = int(match["week"])
        return date.fromisocalendar(int(match["year"]), week, 1) if 1 <= week <= 52 else None
    if match := _YEAR_MONTH.fullmatch(plain):
        return _month(int(match["year"] or match["packed"]), int(match["month"] or match["two"]))
    if match := _NAMED_MONTH.fullmatch(plain):
        month = MONTHS.index(match["name"][:3]) + 1
        return _month(full_year(int(match["year"])), month) if match["year"] else _near(month, today)
    if match := _MONTH_ONLY.fullmatch(plain):
        return _near(int(match["month"]), today)
    if (match := _FROM_TO.match(plain)) and (said := read_date(match["first"].strip())):
        year, month, day = said.numbers if said.kind == "closed" else (0, *said.numbers[:2])
        years = (year,) if year else (today.year - 1, today.year, today.year + 1)
        found = [there for one in years if (there := _day(one, month, day))]
        return min(found, key=lambda there: abs((there - today).days), default=None)
    return None


def _month(year: int, month: int) -> date | None:
    return _day(year, month, 1) if 1990 <= year <= 2100 else None


def _near(month: int, today: date) -> date | None:
    """The first day of the month nearest to today's, the earlier one of equals."""
    if not 1 <= month <= 12:
        return None
    near = (date(year, month, 1) for year in (today.year - 1, today.year, today.year + 1))
    return min(near, key=lambda day: (abs((day - today).days + 15), day > today))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(year: int) -> int:
    """A year written with two digits: 90 to 99 are of the last century.

    >>> full_year(26), full_year(98), full_year(2026)
    (2026, 1998, 2026)
    """
    if year >= 100:
        return year
    return year + (1900 if year >= 90 else 2000)


def _closed(match: re.Match[str]) -> WrittenDate | None:
    groups = match.groupdict()
    if era := groups.get("era"):
        written = groups["era_year"]
        year = _ERAS[era] + (1 if written == "元" else int(written))
    else:
        digits = groups.get("year") or groups.get("kyear")
        year = full_year(int(digits)) if digits else 0
    name = groups.get("name")
    month = MONTHS.index(name[:3]) + 1 if name else int(groups["month"])
    return _with_time("closed", (year, month, int(groups["day"])), match)


def _with_time(
    kind: Literal["closed", "open"],
    numbers: tuple[int, int, int],
    match: re.Match[str],
    year_digits: tuple[int, int] = (0, 0),
) -> WrittenDate | None:
    seconds = _seconds(match.groupdict())
    if seconds is None:
        return None
    return WrittenDate(kind, numbers, seconds, zone_offset(match["zone"] or ""), year_digits)


def _seconds(groups: dict[str, str | None]) -> int | None:
    """Seconds since midnight, NO_TIME where none is written, None where the time is impossible."""
    if groups["hour"] is None:
        return NO_TIME
    hour = int(groups["hour"])
    minute = 30 if groups.get("thirty") else int(groups.get("minute") or groups.get("kminute") or 0)
    second = int(groups.get("second") or groups.get("ksecond") or 0)
    half = (groups.get("half") or groups.get("half_after") or "").replace(".", "")
    if half in ("午後", "pm") and hour < 12:
        hour += 12
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second
