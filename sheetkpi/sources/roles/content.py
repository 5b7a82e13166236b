"""What stands in a column: the evidence where its header leaves open what it holds.

All of it comes from the distinct texts of the first rows, so that a long sheet costs no more than a short
one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.leadwords import phone_key
from sheetkpi.sources.words.results import answer_of, directions_of, is_known_result, kind_of, row_type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

JUDGED_ROWS = 5_000
"""How many rows from the top are looked at."""

_MOST_TEXTS = 400
_PERSON = lazy_pattern(r"[^\d!-/:-@\[-`{-~、。：]{2,20}(?:[ .　・'’-][^\d!-/:-@\[-`{-~]{1,20}){0,3}")
_NO_PERSON = lazy_pattern(
    r"[^谷阿渡服]{2,}[会部課室店局業県府市区]$|紹介|広告|セミナー|問い?合わ?せ|資料|ダウンロード|DL|イベント|サイト|検索|媒体|経由"
    r"|メール|電話|訪問|ホームページ|展示|リスト|キャンペーン|未[^来央]|なし$|その他|会社|web|hp$",
    re.IGNORECASE,
)
"""What names of sources, places and departments have in them, and names of people hardly ever."""
_LEAST_PHONE = 9
_LOCAL = lazy_pattern(r"^\s*\(?0?\d{1,4}\)?[-‐－ー. ]\d{3,4}\s*$|\d[-‐－ー. ]\d{2,4}[-‐－ー. ]\d{3,4}\s*$")
_SITE = lazy_pattern(r"@|://|^[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}$")
_ADDRESS = lazy_pattern(r"[\w.+-]+@[\w-]+\.[\w.-]+")


_LOGIN = lazy_pattern(r"[a-z][a-z0-9._-]*|[A-Za-z]{0,5}[-_.]?\d+[A-Za-z]?|[\w.+-]+@[\w-]+\.[\w.-]+")
"""Somebody's login, number or address: in small letters and one word, and no name as people write it."""


@dataclass(frozen=True, eq=False)
class Content:
    """The cells of one column below its header.

    `texts` are its distinct texts (at most `_MOST_TEXTS`), `counts` in how many rows each stands, `filled`
    how many of the rows looked at have a text, `distinct` how many texts there are in all.
    """

    texts: list[str]
    counts: np.ndarray[Any, np.dtype[np.int64]]
    filled: int
    distinct: int
    rows: int

    @classmethod
    def of(cls, cells: pa.ChunkedArray | pa.Array) -> Content:
        """The content of `cells`."""
        column = encoded(cells.slice(0, JUDGED_ROWS))
        counts = column.counts()
        blank = [number for number, text in enumerate(column.texts) if not text or text.isspace()]
        counts[blank] = 0
        there = np.flatnonzero(counts)
        texts = [column.texts[number] for number in there[:_MOST_TEXTS].tolist()]
        return cls(texts, counts[there[:_MOST_TEXTS]], int(counts.sum()), len(there), len(column.codes))

    def share(self, test: Callable[[str], bool]) -> float:
        """The share of filled cells whose text passes `test`."""
        total = int(self.counts.sum())
        if not total:
            return 0.0
        passed = np.array([test(text) for text in self.texts], dtype=bool)
        return float(self.counts[passed].sum()) / total

    @cached_property
    def numbers(self) -> float:
        """The share of numbers."""
        found = clean_numbers(self.texts)
        return self._weighted(~np.isnan(found.values))

    @cached_property
    def numberlike(self) -> float:
        """The share of numbers and of cells in which nothing is meant (dashes), errors aside."""
        found = clean_numbers(self.texts)
        error = np.array([text.startswith("#") for text in self.texts], dtype=bool)
        digits = np.array([any(sign.isdigit() for sign in text) for text in self.texts], dtype=bool)
        return self._weighted(~np.isnan(found.values) | found.empty | error | digits)

    @cached_property
    def addresses(self) -> float:
        """The share of phone numbers, mail and web addresses."""
        return self.share(lambda text: len(phone_key(text)) >= _LEAST_PHONE or bool(_SITE.search(text)))

    @cached_property
    def phones(self) -> float:
        """The share of what may be phone numbers below a header that names them, local ones too."""
        return self.share(lambda text: len(phone_key(text)) >= _LEAST_PHONE or bool(_LOCAL.search(text)))

    @cached_property
    def dates(self) -> float:
        """The share of dates."""
        return self._weighted(~np.isnat(clean_dates(self.texts, date.today()).days))

    @cached_property
    def periods(self) -> float:
        """The share of days, weeks and months."""
        return self._weighted(~np.isnat(clean_dates(self.texts, date.today(), coarse=True).days))

    @cached_property
    def _days(self) -> np.ndarray[Any, np.dtype[np.datetime64]]:
        days = clean_dates(self.texts, date.today()).days
        return days[~np.isnat(days)]

    @property
    def days_of_month(self) -> set[int]:
        """The days of the month that the dates fall on."""
        return set(((self._days - self._days.astype("datetime64[M]")).astype(int) + 1).tolist())

    @property
    def weekdays(self) -> set[int]:
        """The days of the week that the dates fall on."""
        return set((self._days.astype(int) % 7).tolist())

    @cached_property
    def ticks(self) -> float:
        """The share of ticks (○, ×, Y, N, 1, 0)."""
        return self.share(lambda text: answer_of(text) is not None)

    @cached_property
    def signs(self) -> float:
        """The share of ticks that are no numbers."""
        return self.share(lambda text: answer_of(text) is not None and not text.strip().isdigit())

    @cached_property
    def directions(self) -> float:
        """The share of cells that say which way a call went."""
        return self.share(lambda text: bool(directions_of(text)))

    @cached_property
    def kinds(self) -> float:
        """The share of kinds of activity."""
        return self.share(lambda text: bool(kind_of(text)))

    @cached_property
    def kinds_alone(self) -> float:
        """The share of kinds of activity that are no mere direction (架電 and メール, not 発信 and 着信)."""
        return self.share(lambda text: bool(kind_of(text)) and not directions_of(text))

    @cached_property
    def results(self) -> float:
        """The share of results that are understood."""
        return self.share(is_known_result)

    @cached_property
    def row_types(self) -> frozenset[str]:
        """What the cells say of their rows ("plan", "actual" …); empty where some say nothing."""
        said = [row_type_of(text) for text in self.texts]
        return frozenset(kind for kind in said if kind) if said and all(said) else frozenset()

    @cached_property
    def metrics(self) -> float:
        """The share of names of counts (架電数, Calls)."""
        return self.share(lambda text: bool(understand(text).count))

    @property
    def recurring(self) -> bool:
        """Whether texts recur as a company's own reps do; customers differ in almost every row."""
        return self.filled < 10 or self.distinct < 0.9 * self.filled

    @property
    def identifying(self) -> bool:
        """Whether hardly any text recurs, as with the id of a record and unlike that of a company."""
        return self.filled > 0 and self.distinct >= 0.9 * self.filled

    @cached_property
    def people(self) -> float:
        """The share of cells that look like somebody's name or address; 0 where many cannot be one."""
        if self.share(lambda text: bool(_NO_PERSON.search(text.strip()))) >= 0.2:
            return 0.0
        return self.share(lambda text: bool(_PERSON.fullmatch(text.strip()) or _ADDRESS.search(text)))

    @cached_property
    def logins(self) -> float:
        """The share of logins and numbers of people (amyf, op01, A-102) and of mail addresses."""
        return self.share(lambda text: bool(_LOGIN.fullmatch(text.strip())))

    @cached_property
    def holds(self) -> str:
        """What of activity a column holds whose header says nothing; "" for anything else."""
        if not self.filled:
            return ""
        if self.signs >= 0.8:
            return "ticks"
        if self.dates >= 0.8 and self.numbers < 0.8:
            return "dates"
        few = self.distinct <= max(3, 0.5 * self.filled) or self.filled <= 5
        if few and (self.results >= 0.6 or self.kinds >= 0.6):
            return "results"
        if self.numbers >= 0.8 and (self.distinct > 1 or self.rows <= 3) and self._whole_and_small():
            return "counts"
        if self.filled >= 8 and self.distinct <= 0.4 * self.filled and self.people >= 0.9 and self._short():
            return "people"
        return ""

    def _whole_and_small(self) -> bool:
        values = clean_numbers(self.texts).values
        known = values[~np.isnan(values)]
        return bool(
            len(known) and (known >= 0).all() and (known == np.rint(known)).all() and 1 < known.max() < 1000
        )

    def _short(self) -> bool:
        return max((len(normalise(text)) for text in self.texts), default=0) <= 12

    def _weighted(self, passed: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
        total = int(self.counts.sum())
        return float(self.counts[passed].sum()) / total if total else 0.0


def any_text(contents: Sequence[Content], test: Callable[[str], bool]) -> bool:
    """Whether some text of `contents` passes `test`."""
    return any(test(text) for content in contents for text in content.texts)
