"""Numbers as the page says them: in the formats that the workbook shows them in, empty where there is none.

Halves are rounded up, as Excel does, and not to the next even digit.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sheetkpi.language import Language, say

RARE = 0.01
"""A chance below this is no number: nobody knows it so well (see `workbook.answer`)."""


def count(value: float | None) -> str:
    """A whole number.

    >>> count(5600.0), count(2.5), count(None)
    ('5,600', '3', '')
    """
    return "" if value is None else f"{_rounded(value, 0):,}"


def tenths(value: float | None) -> str:
    """A number with one digit behind the point.

    >>> tenths(12.65), tenths(-3.0)
    ('12.7', '−3.0')
    """
    return "" if value is None else f"{_rounded(value, 1):,}".replace("-", "−")


def share(value: float | None, digits: int = 1) -> str:
    """A rate as a percentage.

    >>> share(0.2089), share(0.865, 0)
    ('20.9%', '87%')
    """
    return "" if value is None else f"{_rounded(value * 100, digits)}%"


def money(value: float | None, language: Language) -> str:
    """An amount.

    >>> money(21580000.0, "ja"), money(21580000.0, "en")
    ('¥21,580,000', '21,580,000')
    """
    return "" if value is None else say("amount.shown", language, amount=count(value))


def amount(kpi: str, value: float | None, language: Language) -> str:
    """A count of the KPI `kpi`, which may be money."""
    return money(value, language) if kpi == "won_amount" else count(value)


def chance(value: float | None, language: Language) -> str:
    """How likely something is; a target that is reached is no matter of chance any more.

    >>> chance(0.42, "en"), chance(0.001, "en"), chance(1.0, "en")
    ('42%', 'below 1%', 'reached')
    """
    if value is None:
        return ""
    if value >= 1:
        return say("publish.reached", language)
    return say("chance.rare", language) if value < RARE else share(value, 0)


def month(day: date, language: Language) -> str:
    """A month by its first day, as the title has it."""
    return say(
        "publish.month",
        language,
        year=day.year,
        name=_name("publish.month_names", day, language),
    )


def short_month(day: date, language: Language) -> str:
    """A month within a year, as axes have it.

    >>> short_month(date(2026, 5, 1), "ja"), short_month(date(2026, 5, 1), "en")
    ('5月', 'May')
    """
    return _name("publish.short_month_names", day, language)


def moment(time: datetime, language: Language) -> str:
    """A day and a time of it."""
    return f"{day(time, language)} {time:%H:%M}"


def day(time: date, language: Language) -> str:
    """A day.

    >>> day(date(2026, 11, 2), "ja"), day(date(2026, 11, 2), "en")
    ('2026/11/02', '2 Nov 2026')
    """
    name = _name("publish.short_month_names", time, language)
    return f"{time:%Y/%m/%d}" if language == "ja" else f"{time.day} {name} {time.year}"


def _name(key: str, day: date, language: Language) -> str:
    """The name of a month; that of the system would depend on the machine."""
    return say(key, language).split()[day.month - 1]


def _rounded(value: float, digits: int) -> Decimal:
    places = Decimal(1).scaleb(-digits)
    # 15 digits are what Excel keeps of a number: 0.865 * 100 is 86.5 to it, and not 86.49999999999999.
    rounded = Decimal(f"{value:.15g}").quantize(places, ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded
