"""Numbers in English sentences: one row is counted, two rows are.

A place in a text may say both words behind its number: `{rows:|row is|rows are}`. What stands before the
first stroke is how the number is written (`{rows:,|row|rows}`); a `-` there writes the words alone.
"""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

from sheetkpi.patterns import lazy_pattern

_WORDS_ALONE = "-"
_PLACE = lazy_pattern(r"\{\w+:?([^{}]*)\}")


class Counting(Formatter):
    """`str.format` with places that say one of two words, as their number asks.

    >>> Counting().format("{rows:|row is|rows are} left out", rows=1)
    '1 row is left out'
    >>> Counting().format("{rows:,|row|rows} left out; {rows:-|it is|they are} listed", rows=1200)
    '1,200 rows left out; they are listed'
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        """The number and its word; without strokes as ever."""
        written, *words = format_spec.split("|")
        if len(words) != 2:
            return str(super().format_field(value, format_spec))
        said = "" if written == _WORDS_ALONE else str(super().format_field(value, written))
        word = words[0] if str(value).strip() == "1" else words[1]
        return f"{said} {word}" if said else word


def in_general(text: str) -> str:
    """A text without its particulars: `…` in each place, the words of several behind it.

    >>> in_general("{rows:|row of|rows of} “{sheet}” {rows:-|is|are} left out")
    '… rows of “…” are left out'
    """
    return _PLACE.sub(_several, text)


def _several(place: re.Match[str]) -> str:
    written, *words = (place[1] or "").split("|")
    if len(words) != 2:
        return "…"
    return words[1] if written == _WORDS_ALONE else f"… {words[1]}"
