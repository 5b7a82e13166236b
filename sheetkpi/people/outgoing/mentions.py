"""Whether a text that somebody typed names a person or a team it is not meant for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from sheetkpi.model.names import join_key
from sheetkpi.people.recipients import Recipient

SHORTEST = 2
"""Letters from which on a name is looked for within texts: single ones stand in too many words."""


class Mentions:
    """All names that people and teams go by, to be looked for in texts. `names` are by label."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._owner: dict[str, set[str]] = {}
        for label, texts in names.items():
            for text in (label, *texts):
                if len(key := join_key(text)) >= SHORTEST:
                    self._owner.setdefault(key, set()).add(label)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._owner, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def others(self, text: Any, recipient: Recipient) -> bool:
        """Whether `text` names anybody but `recipient` and, in a team's workbook, its members.

        A name that is a part of the recipient's own is found only where that does not stand around it.
        """
        if not isinstance(text, str) or not text or self._pattern is None:
            return False
        own = {recipient.name, *recipient.reps, *recipient.teams}
        return any(not self._owner[found] & own for found in self._pattern.findall(join_key(text)))

    def anybody(self, text: str, words: Callable[[str], Iterable[tuple[int, int]]]) -> bool:
        """Whether `text` names anybody at all, other than as a part of a longer word.

        `words` gives the places of such words in a text, of which it gets the `join_key`.
        """
        if self._pattern is None:
            return False
        key = join_key(text)
        found = [match.span() for match in self._pattern.finditer(key)]
        if not found:
            return False
        longer = list(words(key))
        return any(
            not any(start <= left and right <= end and end - start > right - left for start, end in longer)
            for left, right in found
        )
