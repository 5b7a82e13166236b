"""How likely a deal is to be won, as people write it: 80%, A, Bヨミ, 高. That says what may come of it, and
not what came."""

from __future__ import annotations

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise

_CHANCE = lazy_pattern(
    r"(?:約|〜|~)?\d{1,3}(?:\.\d+)?(?:[〜~\-]\d{1,3})?%(?:以上|以下|未満)?|[01]?\.\d+|[01]"
    r"|(?:[a-ds][+\-]?|高|中|低|大|小|high|medium|mid|low)(?:ヨミ|よみ|読み|ランク|確度|判定|rank)?"
    r"(?:[(:]\d{1,3}%?\)?)?"
)


def is_chance(text: str) -> bool:
    """Whether a text says how likely something is, and nothing else.

    >>> [is_chance(text) for text in ("100%", "0.5", "A", "Bヨミ", "A（80%）", "高", "High")]
    [True, True, True, True, True, True, True]
    >>> [is_chance(text) for text in ("受注", "提案", "S5", "12", "Closed Won", "")]
    [False, False, False, False, False, False]
    """
    return _CHANCE.fullmatch(normalise(text)) is not None
