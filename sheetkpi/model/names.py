"""When two spellings of a name are one: the keys by which people and teams are joined."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from sheetkpi.patterns import lazy_pattern

_HONORIFICS = ("さん", "さま", "様", "氏", "殿", "くん")

# Letters without a shape that copying from web pages leaves in names, and the selectors that choose a glyph.
_INVISIBLE = lazy_pattern("[\u200b-\u200d\u2060\ufeff\u00ad\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Forms of one character that computers keep apart; a person is entered with either.
_VARIANTS = str.maketrans("髙﨑德瀨濵靑", "高崎徳瀬濱青")
_VARIANT = lazy_pattern(
    "[髙﨑德瀨濵靑]"
)  # few names have one, and to look for it is faster than to translate


@lru_cache(maxsize=16_384)  # a few names are looked at for many rows
def join_key(text: str) -> str:
    """What stays of a name when the way of writing it is taken away: width, spaces, case, glyph.

    >>> join_key("第１ 営業課") == join_key("第1営業課")
    True
    >>> join_key("Ｓａｔｏ@Example.co.jp")
    'sato@example.co.jp'
    """
    if text.isascii():
        return "".join(text.split()).casefold()
    shown = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if _VARIANT.search(shown):
        shown = shown.translate(_VARIANTS)
    # Normal form again at the end: without its space, a lone accent joins the letter before it.
    return unicodedata.normalize("NFKC", "".join(shown.casefold().split()))


@lru_cache(maxsize=16_384)
def person_key(text: str) -> str:
    """The `join_key` of a person, without the honorific that people write behind a name.

    >>> person_key("佐藤　花子 さん") == person_key("佐藤花子")
    True
    """
    key = join_key(text)
    for honorific in _HONORIFICS:
        if key.endswith(honorific) and len(key) > len(honorific):
            return key.removesuffix(honorific)
    return key


@lru_cache(maxsize=16_384)
def tidy(text: str) -> str:
    """A name as it is shown: full-width letters narrow, half-width kana wide, single spaces.

    >>> tidy(" ｻﾄｳ　 Ｋｅｎ ")
    'サトウ Ken'
    """
    return " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())
