"""Whether a text that somebody typed names a person or a team it is not meant for.

People are called by more than their full names: 森さん, 高橋部長, 王さんへ転送, はしもと, mori@…; and a list
such as `森 1234 / 佐藤 987` tells figures. So family names, readings and Latin spellings (`spellings`) are
looked for too, by what stands around them: a word of its own, an honorific, a figure, what colleagues do for
each other. What may be somebody is taken for them, for a note kept back costs less than one read. A family
name within a longer word (林 in 小林製薬, 森 in 森林) is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sheetkpi.distribution.outgoing.spellings import STRENGTHS, Spelling, Strength, folded, spellings
from sheetkpi.distribution.recipients import Recipient
from sheetkpi.model.names import join_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.words.names import (
    AFTER,
    BEFORE,
    KANA_LETTERS,
    KANJI_LETTERS,
    PARTICLES,
    PLACES,
    TEAM,
)

SHORTEST = 2
"""Letters from which on a full name is looked for within texts: single ones stand in too many words."""

_KANJI = lazy_pattern(f"[{KANJI_LETTERS}]")
_KANA = lazy_pattern(f"[{KANA_LETTERS}]")
_WORD = lazy_pattern(r"[^\W_]")
_GOES_ON = lazy_pattern(rf"[{KANJI_LETTERS}\u30a1-\u30fa\u30fca-z]")
"""What makes a family name the beginning of a longer word, such as a company's name."""
_LONG_READING = 4
"""Letters of a reading from which on it may begin within other kana."""


class Mentions:
    """All names that people and teams go by, to be looked for in texts. `names` are by label; `teams` are
    looked for in what goes to one recipient alone: sheets that all of them get are full of words as 営業."""

    def __init__(self, names: Mapping[str, Iterable[str]], teams: Iterable[str] = ()) -> None:
        self._called: dict[Spelling, set[str]] = {}
        for label, texts in names.items():
            for spelling in spellings((label, *texts)):
                self._called.setdefault(spelling, set()).add(label)
        self._teams: dict[Spelling, set[str]] = {}
        for team in teams:
            key = folded(join_key(team))
            strength = "anywhere" if len(key) >= SHORTEST and TEAM.fullmatch(key) else "beside"
            self._teams.setdefault(Spelling(key, strength), set()).add(team)  # type: ignore[arg-type]
        self._looked_at: dict[tuple[str, bool], list[tuple[int, int, set[str]]]] = {}
        self._lengths: dict[str, set[int]] = {}
        for text in filter(None, (each.text for each in (*self._called, *self._teams))):
            self._lengths.setdefault(text[0], set()).add(len(text))

    def others(self, text: Any, recipient: Recipient, *, with_teams: bool = True) -> bool:
        """Whether `text` names anybody but `recipient` and, in a team's workbook, its members; with
        `with_teams` a team that is not theirs, too.

        A name that is a part of the recipient's own is found only where that does not stand around it.
        """
        if not isinstance(text, str) or not text:
            return False
        own = {recipient.name, *recipient.reps, *recipient.teams}
        found = self._found(text, with_teams=with_teams)
        ours = [(left, right) for left, right, owners in found if owners & own]
        return any(not owners & own and not _within((left, right), ours) for left, right, owners in found)

    def anybody(self, text: str, words: Callable[[str], Iterable[tuple[int, int]]]) -> bool:
        """Whether `text` names anybody at all, other than as a part of a longer word.

        `words` gives the places of such words in a text, of which it gets the `join_key`.
        """
        found = self._found(text, with_teams=False)
        if not found:
            return False
        key = join_key(text)
        longer = list(words(key))
        return any(
            not any(start <= left and right <= end and end - start > right - left for start, end in longer)
            for left, right, _ in found
        )

    def _found(self, text: str, *, with_teams: bool) -> list[tuple[int, int, set[str]]]:
        """Where somebody is called in the `join_key` of a text, and who goes by it."""
        if (known := self._looked_at.get((text, with_teams))) is not None:
            return known
        place = _Place.of(text)
        found: list[tuple[int, int, set[str]]] = []
        self._looked_at[text, with_teams] = found
        for left, letter in enumerate(place.key):
            for length in self._lengths.get(letter, ()):
                if (right := left + length) > len(place.key):
                    continue
                for strength in STRENGTHS:
                    spelling = Spelling(place.key[left:right], strength)
                    owners = self._called.get(spelling, set())
                    owners = owners | self._teams.get(spelling, set()) if with_teams else owners
                    if owners and place.means(strength, left, right):
                        found.append((left, right, owners))
        return found


@dataclass(frozen=True)
class _Place:
    """A text in which names are looked for: `key` is its `join_key` with katakana folded, `written` the same
    as it was written, `breaks` the letters before which there was a space, and the end."""

    key: str
    written: str
    breaks: frozenset[int]

    @classmethod
    def of(cls, text: str) -> _Place:
        written = join_key(text)
        breaks, position = set(), 0
        for word in text.split():
            breaks.add(position)
            position += len(join_key(word))
        return cls(folded(written), written, frozenset(breaks | {len(written)}))

    def means(self, strength: Strength, left: int, right: int) -> bool:
        """Whether the name found here is a name, being as sure as `strength` says."""
        latin = self.key[left].isascii()
        if latin and self.key[left].isalnum() and not self._is_word(left, right):
            return False
        if strength == "anywhere":
            return True
        told = AFTER.match(self.key, right) or BEFORE.search(self.key[:left])
        if latin:
            return strength == "apart" or bool(told) or (left == 0 and right == len(self.key))
        if not self._begins(left, right):
            return False
        if AFTER.match(self.key, right):
            return True
        goes_on = right not in self.breaks and _GOES_ON.match(self.written, right)
        if strength == "apart" or told:
            return not goes_on
        return self._stands_alone(left, right)

    def _begins(self, left: int, right: int) -> bool:
        """Whether a name may begin here. Before kanji stands no kanji, before kana no kana, particles and
        what says that a name follows aside."""
        if left in self.breaks or BEFORE.search(self.key[:left]):
            return True
        before = self.written[left - 1]
        if _KANJI.match(self.written, left):
            return not _KANJI.match(before)
        return not _KANA.match(before) or before in PARTICLES or right - left >= _LONG_READING

    def _stands_alone(self, left: int, right: int) -> bool:
        """Whether the name is the whole text, or a family name of one letter by itself in a list."""
        if left == 0 and right == len(self.key):
            return True
        begins = left in self.breaks or not _WORD.match(self.written, left - 1)
        ends = right in self.breaks or not _WORD.match(self.written, right)
        one_letter = right - left == 1 and bool(_KANJI.match(self.written, left))
        return begins and ends and one_letter and self.key[left] not in PLACES

    def _is_word(self, left: int, right: int) -> bool:
        """Whether a Latin name is a word of its own, and none of a formula."""
        before = "" if left in self.breaks else self.key[left - 1]
        after = "" if right in self.breaks else self.key[right]
        begins = not before.isascii() or not (before.isalnum() or before in "$![_") or not before
        ends = not after.isascii() or not (after.isalpha() or after in "(![_") or not after
        return begins and ends


def _within(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(left <= span[0] and span[1] <= right for left, right in others)
