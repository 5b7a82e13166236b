"""What people are called in notes and lists, worked out from the names and aliases of the roster.

Of 佐藤 健 that is 佐藤, 佐藤さん, 健さん; of the alias `k.hashimoto@example.jp` hashimoto and はしもと. Where
a name is written without a space, its family name may end after any of its first letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sheetkpi.model.names import join_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.words.names import (
    DOUBLED,
    FORMS,
    GENERIC,
    KANA_LETTERS,
    KANJI_LETTERS,
    LONG,
    LONG_AT_FIRST,
    PLACES,
    SYLLABLES,
)

Strength = Literal["anywhere", "apart", "beside"]
"""How sure it is that a text means the person: wherever it stands; as a word of its own; only beside an
honorific, a figure or what people do with each other."""

STRENGTHS: tuple[Strength, ...] = ("anywhere", "apart", "beside")

_JAPANESE = lazy_pattern(f"[{KANJI_LETTERS}{KANA_LETTERS}]+")
_WORD = lazy_pattern(r"[^\W\d_]+")
_IN_KANJI = lazy_pattern(f"[{KANJI_LETTERS}]+")
_IN_KANA = lazy_pattern(f"[{KANA_LETTERS}]+")
_LATIN = lazy_pattern(r"[a-z]+")

MOST_READINGS = 16
"""Readings of one name from which on no more long vowels are tried."""

SHORTEST_LATIN = 3
"""Letters a Latin part of a name has at least: initials stand in too many texts."""


@dataclass(frozen=True)
class Spelling:
    """One thing somebody is called, in the form texts are compared in, and how sure that is."""

    text: str
    strength: Strength


def spellings(texts: Iterable[str]) -> set[Spelling]:
    """What somebody with these names and aliases is called.

    >>> sorted(each.text for each in spellings(["森 葵", "a.mori@example.jp"]) if each.strength != "anywhere")
    ['mori', 'もうり', 'もおり', 'もり', '森', '葵']
    """
    found: set[Spelling] = set()
    for text in texts:
        key = join_key(text)
        if len(key) > 1 and (" " in text.strip() or not _LATIN.fullmatch(key)):
            found.add(Spelling(folded(key), "anywhere"))
        parts = [join_key(part) for part in _WORD.findall(text.split("@")[0].replace("_", " "))]
        found |= {each for part in parts for each in _latin(part)}
        found |= _japanese([part for part in parts if _JAPANESE.fullmatch(part)])
    return found


def folded(key: str) -> str:
    """`key` with katakana as hiragana, so that both are one reading, and with the plain form of letters that
    names are written with in several.

    >>> folded("ハシモトさん"), folded("渡邉") == folded("渡邊") == "渡辺"
    ('はしもとさん', True)
    """
    plain = key.translate(FORMS)
    return "".join(chr(ord(letter) - 0x60) if 0x30A1 <= ord(letter) <= 0x30F6 else letter for letter in plain)


def readings(romaji: str) -> set[str]:
    """The kana a name in Latin letters (Hepburn) may stand for, which does not tell long vowels from short
    ones; none for one that is not Japanese.

    >>> sorted(readings("sato")), "おおの" in readings("ono"), readings("smith")
    (['さと', 'さとう'], True, set())
    """
    found, rest = {""}, romaji
    while rest:
        if len(rest) > 1 and rest[0] == rest[1] and rest[0] in "kstp":
            found, rest = {kana + DOUBLED for kana in found}, rest[1:]
            continue
        length = next((n for n in (3, 2, 1) if n <= len(rest) and rest[:n] in SYLLABLES), 0)
        if not length:
            return set()
        syllable, next_one = SYLLABLES[rest[:length]], rest[length : length + 1]
        longer = (LONG_AT_FIRST if rest == romaji else LONG).get(rest[length - 1], "")
        ends = ["", *longer] if next_one not in {*"aiueo"} and len(found) < MOST_READINGS else [""]
        found, rest = {kana + syllable + end for kana in found for end in ends}, rest[length:]
    return found


def _latin(part: str) -> set[Spelling]:
    if not _LATIN.fullmatch(part) or len(part) < SHORTEST_LATIN:
        return set()
    found = {Spelling(part, "beside" if part in GENERIC else "apart")}
    return found | {Spelling(kana, "beside") for kana in readings(part) if len(kana) > 1}


def _japanese(parts: list[str]) -> set[Spelling]:
    """Family name and given name; of a name in one piece what may be its family name."""
    if len(parts) > 1:
        first, *given = parts
        return {_family(first), *(Spelling(folded(part), "beside") for part in given)}
    if not parts:
        return set()
    [name] = parts
    if _IN_KANA.fullmatch(name):
        return {Spelling(folded(name), "beside")}
    lengths = {1: (1,), 2: (1, 2), 3: (1, 2)}.get(len(name), (2, 3))
    found = {_family(name[:length]) for length in lengths if _IN_KANJI.fullmatch(name[:length])}
    unsure = len(name) > 2
    return {Spelling(each.text, "beside") if unsure and len(each.text) == 1 else each for each in found}


def _family(name: str) -> Spelling:
    alone = len(name) > 1 and _IN_KANJI.fullmatch(name) and name not in PLACES
    return Spelling(folded(name), "apart" if alone else "beside")
