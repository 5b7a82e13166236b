"""Summaries: a row for each rep with the figures of a month that only a title or the tab names.

Rates, targets, ranks or a row of sums beside the counts say that such a table was worked out from something,
mostly from the activity that stands on another sheet. Where something finer tells a count of that month, the
summary counts nothing of it, for nobody (see `joining.overlap`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.words.notpeople import figures_among
from sheetkpi.sources.words.totals import totals_among

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Headers
    from sheetkpi.sources.raw import RawSheet

_WORKED_OUT = frozenset({"plan", "cumulative", "last", "difference", "rate", "average", "rank"})
"""What columns of a summary say beside the counts; raw entries have few of them, and none of most."""
_MOST_ROWS = 2000
_UP_TO = lazy_pattern(r"時点|現在|(?<!い)まで|累計|(?<![a-z])(?:as of|to date|up to|until|mtd)(?![a-z])")


def is_summary(table: RawSheet, headers: Headers) -> bool:
    """Whether a table, dated by nothing but what stands around it, sums up: each rep (team) has one row, and
    there is a column or a row that was worked out from others."""
    named = next((headers.fields[name] for name in ("rep", "team") if headers.has(name)), None)
    if not named or table.cells.num_rows > _MOST_ROWS:
        return False
    first = headers.first_data_row
    texts = [text for text in table.cells.column(named[0].index).slice(first).to_pylist() if text]
    sums = totals_among(texts)
    if max(Counter(texts).values(), default=0) > 1:
        return False
    said = (understand(text).qualifiers for text in headers.texts if text)
    return any(sums) or any(figures_among(texts)) or any(qualifiers & _WORKED_OUT for qualifiers in said)


def sums_up_to(title: str) -> bool:
    """Whether a title names a day up to which its table counts, and not the day it tells of.

    >>> sums_up_to("2026年11月20日時点"), sums_up_to("日報 2026年11月20日")
    (True, False)
    """
    return bool(_UP_TO.search(unicodedata.normalize("NFKC", title).casefold()))
