"""Names that somebody may have meant who wrote another one."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from sheetkpi.language import Language, Phrase, listed, say

_NEAR = 0.5
"""The likeness from which on a name is offered: 佐籐 for 佐藤 is one letter of two."""

_OFFERED = 3


def near(text: str, names: Iterable[str]) -> list[str]:
    """The few of `names` most like `text`, the likest first; case aside.

    >>> near("refrseh", ["refresh", "report", "undo"])
    ['refresh']
    """
    wanted = text.casefold()
    ranked = sorted((-_likeness(wanted, name.casefold()), name) for name in dict.fromkeys(names))
    best = -ranked[0][0] if ranked else 0.0
    return [name for less, name in ranked if -less >= max(_NEAR, best - 0.15)][:_OFFERED]


def did_you_mean(text: str, names: Iterable[str]) -> Phrase:
    """A question after those of `names` that are like `text`, to be put behind a sentence; "" where none is.

    >>> did_you_mean("Mroi", ["Mori", "Oda"]).sentence("en")
    ' Did you mean Mori?'
    """
    found = near(text, names)

    def words(language: Language) -> str:
        return say("near.names", language, names=listed(found, language)) if found else ""

    return Phrase(words)


def _likeness(one: str, other: str) -> float:
    if one and other and (one in other or other in one):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()
