"""When two spellings of a name are one: the keys by which people and teams are joined."""

from __future__ import annotations

import unicodedata


def join_key(text: str) -> str:
    """What stays of a name when the way of writing it is taken away: width, spaces, upper and lower case.

    >>> join_key("佐藤　健") == join_key("佐藤健") == join_key(" 佐藤 健 ")
    True
    >>> join_key("Ｓａｔｏ@Example.co.jp")
    'sato@example.co.jp'
    """
    if text.isascii():
        return "".join(text.split()).casefold()
    composed = unicodedata.normalize("NFKC", text)
    folded = unicodedata.normalize("NFKC", composed.casefold())
    return "".join(letter for letter in folded if not (letter.isspace() or letter in INVISIBLE))


def tidy(text: str) -> str:
    """A name as it is shown: full-width letters narrow, half-width kana wide, single spaces.

    >>> tidy(" ｻﾄｳ　 Ｋｅｎ ")
    'サトウ Ken'
    """
    kept = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter not in INVISIBLE)
    return " ".join(kept.split())


INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Letters without a shape that copying from web pages leaves in names."""
