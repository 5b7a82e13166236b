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
    shown = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    # Normal form again at the end: without its space, a lone accent joins the letter before it.
    return unicodedata.normalize("NFKC", "".join(shown.casefold().split()))


def tidy(text: str) -> str:
    """A name as it is shown: full-width letters narrow, half-width kana wide, single spaces.

    >>> tidy(" ｻﾄｳ　 Ｋｅｎ ")
    'サトウ Ken'
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())


INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Letters without a shape that copying from web pages leaves in names (a table for `str.translate`)."""
