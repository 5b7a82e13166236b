"""Which texts stand for sums of other rows: 合計, 佐藤葵 計, Team Total, 全体."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.phrases import EVERYBODY, TOTALS

_MAYBE_TOTAL = lazy_pattern("計|均|値|ｏｔａｌ|otal|um|verage|all|全|every", re.IGNORECASE)
_ENDS_IN_TOTAL = lazy_pattern(
    r"(?P<of>.+?)(?P<gap>[\s・:/／\-_(]*)"
    r"(?P<word>合計|小計|総計|集計|計|総合計|subtotals?|sub-total|totals?|grand totals?)$"
)
_OF_A_TEAM = lazy_pattern(r"(?:チーム|グループ|[一-九第\d]課|営業部|支店|営業所)$")
_COUNTED = lazy_pattern(r"\s*[(（]\s*\d[\d,]*\s*(?:件|records?|rows?|名|人)?\s*[)）]\s*$", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Whether a cell says that its row sums others up.

    >>> is_total("合　計"), is_total("Grand Totals (3 records)"), is_total("合計商事")
    (True, True, False)
    """
    if not _MAYBE_TOTAL.search(text):
        return False
    plain = normalise(_COUNTED.sub("", text)).strip(":.・*=-<>()")
    return plain in TOTALS


def totals_among(texts: Sequence[str], people: Set[str] = frozenset()) -> list[bool]:
    """Which of the distinct `texts` of a descriptive column (rep, team, list) stand for totals.

    Beside 合計 and Total themselves: everybody (全体, All), and what ends in such a word behind a gap
    (`Team Total`, 佐藤葵 集計), behind a team (東チーム計) or another text of the column (佐藤葵計). Somebody
    in `people` is none.

    >>> totals_among(["佐藤葵", "佐藤葵計", "佐藤 小計", "All", "三好会計", "Team Total", "東チーム計"])
    [False, True, True, True, False, True, True]
    """
    if not any(map(_MAYBE_TOTAL.search, texts)):
        return [False] * len(texts)
    others = {normalise(text) for text in texts}
    return [person_key(text) not in people and _sums_up(text, others) for text in texts]


def sums_up_days(text: str) -> bool:
    """Whether a cell where a date stands says that its row sums up a day or more, as Excel's subtotals do.

    >>> [sums_up_days(text) for text in ("2026/11/2 集計", "11月 計", "Nov 2 Total", "2026/11/2", "合計商事")]
    [True, True, True, False, False]
    """
    if is_total(text):
        return True
    spoken = unicodedata.normalize("NFKC", _COUNTED.sub("", text)).casefold().strip().rstrip(":.")
    match = _ENDS_IN_TOTAL.fullmatch(spoken)
    return match is not None and (bool(match["gap"]) or any(sign.isdigit() for sign in match["of"]))


def _sums_up(text: str, others: Set[str]) -> bool:
    if is_total(text) or normalise(text).strip(":*【】()") in EVERYBODY:
        return True
    spoken = unicodedata.normalize("NFKC", _COUNTED.sub("", text)).casefold().strip().rstrip(":.")
    match = _ENDS_IN_TOTAL.fullmatch(spoken)
    if match is None:
        return False
    return bool(match["gap"] or normalise(match["of"]) in others or _OF_A_TEAM.search(match["of"]))
