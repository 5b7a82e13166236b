"""Text on its way into and out of cells: headers compared, data kept from becoming formulas or dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeGuard

from sheetkpi.grid import DAY_ZERO
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.datewords import read_date

CELL_LIMIT = 32_767
"""Characters one cell can hold."""

_DIGIT = lazy_pattern(r"\d")
_CONTROL = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TYPED_AS_SOMETHING_ELSE = lazy_pattern(
    r"""[=+\-@'(.,:/\\$¥€£%#\d]          # formulas, prefixes, numbers, times
    |[a-z]{1,9}[\s./\-,]*\d              # May 2, R8.11.2
    |(true|false)$""",
    re.VERBOSE | re.IGNORECASE,
)


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a cell holds a number, a truth value being none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@lru_cache(maxsize=8192, typed=True)
def plain(text: Hashable) -> str:
    """A header for comparison: width, case and spaces do not tell two headers apart.

    >>> plain("Connect  RATE"), plain("架電数　目標")
    ('connectrate', '架電数目標')
    """
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    normal = unicodedata.normalize("NFKC", "" if text is None else str(text))
    return "".join(normal.split()).casefold()


@lru_cache(maxsize=8192)
def landing_as_text(text: str) -> str:
    """`text` so that it stays text in a cell: with a leading apostrophe where Excel would take it for
    a formula, number, date or truth value, as people write it.

    Excel reads a string given to `.value` as if it had been typed. The apostrophe is a property of the cell
    there, not part of its text.

    >>> landing_as_text("=1+1"), landing_as_text("11/2"), landing_as_text("山田 太郎")
    ("'=1+1", "'11/2", '山田 太郎')
    """
    text = _CONTROL.sub("", text)[: CELL_LIMIT - 1]
    typed = unicodedata.normalize("NFKC", text).lstrip()
    if _TYPED_AS_SOMETHING_ELSE.match(typed) or (_DIGIT.search(typed) and read_date(typed)):
        return f"'{text}"
    return text


def escaped_header(header: str) -> str:
    """A header as it stands inside a structured reference: `[`, `]`, `#`, `'` and `@` after an apostrophe.

    >>> escaped_header("架電数[#]")
    "架電数'['#']"
    """
    return re.sub(r"(['\[\]#@])", r"'\1", header)


def as_text(value: object) -> str:
    """What a cell says, as text: whole numbers without a fraction, dates in ISO form, blanks as "".

    >>> as_text(1042.0), as_text(datetime(2026, 11, 2)), as_text(None)
    ('1042', '2026-11-02', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def date_meant(number: float) -> datetime | None:
    """The date that a cell shows for a serial number (1900 date system, to the second); None for numbers that
    cannot be meant as one: only 1954 to 2201 can.

    >>> date_meant(46113.0), date_meant(12)
    (datetime.datetime(2026, 4, 1, 0, 0), None)
    """
    if isinstance(number, bool) or not 20_000 <= number <= 110_000:
        return None
    return datetime.combine(DAY_ZERO, time()) + timedelta(seconds=round(number * 86_400))
