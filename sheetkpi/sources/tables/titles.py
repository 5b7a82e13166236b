"""What the names and titles over a table say of its figures: that they are targets, or of which period.

A refresh fills the figures of the month that is shown. A table called 2026年9月 or FY2024 keeps what was, and
one called 目標 what is to be: neither is meant by a yes to everything.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.tables.context import month_of, names_plan

_CAMEL = lazy_pattern(r"(?<=[a-z])(?=[A-Z])|_")
_LATIN = lazy_pattern(r"[a-z]+")
_MONTHS = {name.casefold() for names in (calendar.month_name, calendar.month_abbr) for name in names if name}
_KEPT = frozenset(_MONTHS | {"sept", "r"})
_YEAR = lazy_pattern(r"(?<!\d)(20\d\d)(?!\d)|(?<![a-z])fy\s*'?(\d\d)(?!\d)")
_OTHER = lazy_pattern(
    r"上期|下期|上半期|下半期|四半期|通期|年間|年次|週次|週間|今週|先週|日次|本日|今日|累計|前月|先月|前年|昨年"
    r"|(?<![a-z\d])(?:q[1-4]|[1-4]q|h[12]|[12]h|ytd|qtd|quarter(?:ly)?|annual|yearly|weekly|week|daily|today)"
    r"(?![a-z\d])|last (?:month|year)|previous (?:month|year)"
)


@dataclass(frozen=True)
class Told:
    """The text that says `targets`, another `period` than the month that is shown, or that very `month`; ""
    where none does."""

    targets: str = ""
    period: str = ""
    month: str = ""


def told_by(texts: Iterable[str], today: date) -> Told:
    """What names and titles say, `today` being in the month that is shown.

    >>> told_by(["目標2026"], date(2026, 11, 20)).targets
    '目標2026'
    >>> told_by(["KPI_Sep26", "FY2024"], date(2026, 11, 20)).period
    'KPI_Sep26'
    >>> told_by(["2026年11月 実績"], date(2026, 11, 20))
    Told(targets='', period='', month='2026年11月 実績')
    >>> told_by(["Marketing 2026"], date(2026, 11, 20))
    Told(targets='', period='', month='')
    """
    targets = period = month = ""
    for text in texts:
        plain = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
        if names_plan(re.sub(r"\d+\s*(?:年度?|月度?|期)?", " ", plain)):
            targets = targets or text
        plain = plain.casefold()
        named = month_of(_LATIN.sub(lambda word: word[0] if word[0] in _KEPT else " ", plain), today)
        if named is not None and named == today.replace(day=1):
            month = month or text
        elif named is not None or _OTHER.search(plain) or _is_other_year(plain, today):
            period = period or text
    return Told(targets, period, month)


def _is_other_year(plain: str, today: date) -> bool:
    years = [int(long or f"20{short}") for long, short in _YEAR.findall(plain)]
    return bool(years) and today.year not in years
