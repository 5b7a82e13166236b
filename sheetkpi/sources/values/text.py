"""One way of writing for texts that mean the same: headers, results, sheet names."""

from __future__ import annotations

import re
import unicodedata

from sheetkpi.patterns import lazy_pattern

_OPENING = "[{「『【〔〈《〘〖"
_CLOSING = "]}」』】〕〉》〙〗"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_FOLDED = str.maketrans(
    dict.fromkeys(_OPENING, "(") | dict.fromkeys(_CLOSING, ")") | dict.fromkeys(_INVISIBLE, "")
)
_FOLDS = lazy_pattern(f"[{re.escape(_OPENING + _CLOSING)}{_INVISIBLE}]")
"""Few texts have any, and to look for it is faster than to translate."""
_SPACES = lazy_pattern(r"\s+")


def normalise(text: str) -> str:
    """The form in which headers and results are compared.

    Full-width and half-width are one (NFKC), upper and lower case are one, every bracket is a round one;
    spaces, line breaks and invisible characters are gone.

    >>> normalise("１回目\\n架電 日【必須】"), normalise("Call  Result")
    ('1回目架電日(必須)', 'callresult')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _FOLDS.search(folded):
        folded = folded.translate(_FOLDED)
    # Once more, since without its space an accent joins the letter before it.
    return unicodedata.normalize("NFKC", _SPACES.sub("", folded))
