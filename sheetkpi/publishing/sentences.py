"""Of whom a sentence of the board is: its own words name nobody, whatever people are called.

The board's sentences are made of few phrases, with figures in their places. A rep called Will, a company
called Target, a rep whose family name is a part of a word must not take the sentence away that says where the
month lands. What is no sentence of ours, as somebody wrote it anew, may say anything in each of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from sheetkpi.language import LANGUAGES, Language, all_words, listed, say, spellings
from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.patterns import lazy_pattern

_OF_EVERYBODY = (
    *("answer.landing", "answer.no_target", "answer.unmeasured", "answer.reached", "answer.chance"),
    *("answer.over", "answer.over_target", "first.last_week", "first.last_week_target", "first.this_week"),
    *("first.final_week", "first.final_week_target"),
    *("first.last_month", "stale", "stale.bands", "first.unknown"),
)
_OF_SOMEBODY = ("first.up", "first.down")

_PLACE = lazy_pattern(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*)\|([^{}|]*))?\}")
"""A place; where it says one of two words, how its number is written and these (see `language.counting`)."""

_NUMBER = r"[\d.,¥%/–−-]*[\d%]"
_LONGEST = 1000
"""Letters of a sentence of ours at most: patterns are for these, and not for whatever stands in a cell."""


def of_whom(sentence: str, language: Language) -> str:
    """What may be a name in a sentence of the board: "" where it tells of everybody, the team or rep it is
    about, all of it where it is none of ours.

    >>> of_whom("Meetings will land at 60 (54–66). There is no target.", "en")
    ''
    >>> of_whom("East / Will: Calls up, 90 in five business days, usually 70: more than chance.", "en")
    'East / Will'
    >>> of_whom("Will did well", "en")
    'Will did well'
    """
    if len(sentence) > _LONGEST:
        return sentence
    if re.fullmatch(_told_of_everybody(language), sentence):
        return ""
    found = (re.fullmatch(_pattern(key, language), sentence) for key in _OF_SOMEBODY)
    return next((match["who"] for match in found if match), sentence)


def says(key: str, sentence: str, language: Language) -> bool:
    """Whether a sentence is the one for `key`, whatever the figures in it.

    >>> says("answer.over", "Meetings ended at 61.", "en")
    True
    """
    return len(sentence) <= _LONGEST and re.fullmatch(_pattern(key, language), sentence) is not None


@cache
def _told_of_everybody(language: Language) -> str:
    return rf"(?:\s*{_any(_pattern(key, language) for key in _OF_EVERYBODY)})+"


@cache
def _pattern(key: str, language: Language) -> str:
    """The phrase for `key` with what may stand in its places."""
    text = all_words()[key][LANGUAGES.index(language)].lstrip()
    pieces, end = [], 0
    for place in _PLACE.finditer(text):
        pieces += [re.escape(text[end : place.start()]), _place(place[1], language)]
        if place[3] is not None:
            words = _any(map(re.escape, place.group(3, 4)))
            pieces[-1] = words if place[2] == "-" else f"{pieces[-1]} {words}"
        end = place.end()
    return "".join((*pieces, re.escape(text[end:])))


def _place(name: str, language: Language) -> str:
    if name == "who":
        return "(?P<who>.+?)"
    if name == "kpi":
        return _any(re.escape(say(kpi.key, language)) for kpi in BUILT_IN)
    if name == "chance":
        return _any((_NUMBER, re.escape(say("chance.rare", language))))
    if name == "sheet":
        return _any(map(re.escape, spellings("sheet.result_map")))
    if name == "counts":
        count = _any(_pattern(f"first.{key}", language) for key in ("count_target", "count", "amount"))
        between = listed(("\0", "\0"), language).strip("\0")
        return f"{count}(?:{re.escape(between)}{count})*"
    return _NUMBER


def _any(patterns: Iterable[str]) -> str:
    """One of `patterns`; none twice, for each would be tried at every place."""
    return f"(?:{'|'.join(dict.fromkeys(patterns))})"
