"""People's names: the key under which spellings of one person meet, and the spelling that is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_HONORIFICS = ("さん", "さま", "様", "氏", "殿", "くん")
_VARIANTS = str.maketrans(
    {
        # Forms of one character that computers keep apart; a person is entered with either.
        "髙": "高",
        "﨑": "崎",
        "德": "徳",
        "瀨": "瀬",
        "濵": "濱",
        "靑": "青",
        # Zero-width characters and the variation selectors that choose a glyph.
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
        **{chr(code): "" for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))},
    }
)
_SPACES = re.compile(r"\s+")


def normalise_name(text: str) -> str:
    """The key of a name: without spaces, width, case and honorific, so that spellings of one person meet.

    E-mail addresses and login ids become lower case. An empty text has the empty key.

    >>> normalise_name("佐藤　花子 さん") == normalise_name("佐藤花子")
    True
    >>> normalise_name("Ｋ.Sato@Example.co.jp")
    'k.sato@example.co.jp'
    """
    key = _SPACES.sub("", unicodedata.normalize("NFKC", text)).translate(_VARIANTS).casefold()
    for honorific in _HONORIFICS:
        if key.endswith(honorific) and len(key) > len(honorific):
            return key[: -len(honorific)]
    return key


def normalise_names(texts: Iterable[str | None]) -> list[str]:
    """`normalise_name` of each text ("" for None). Hand over unique values, not rows.

    >>> normalise_names(["田中 一郎", "田中　一郎様", None])
    ['田中一郎', '田中一郎', '']
    """
    return [normalise_name(text) if text else "" for text in texts]


def shown_name(text: str) -> str:
    """A name as it was typed, with one half-width space wherever there was space.

    >>> shown_name(" 佐藤　 花子")
    '佐藤 花子'
    """
    return _SPACES.sub(" ", text).strip()
