"""What a result text means: its phrases, longest first, and the last word where texts take things back.

A phrase carries its own negation (接続できず, アポ調整中, not interested), so a longer phrase simply hides
the shorter ones inside it; words beside a phrase that deny it make such a longer one (see `takenback`). Of
several phrases in one text (接続→再架電) the one that went furthest counts; where two of them speak of the
same step (アポ獲得→キャンセル), the later one.

`ResultMap` comes before all of this: the whole text, compared after normalising.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.errors import SourceError
from sheetkpi.language import key_of
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.phrases import DIRECTIONS, KINDS, NO, RESULTS, ROW_TYPES, WHOLE, YES
from sheetkpi.sources.words.takenback import leaves_open, says_by_whom, taken_back
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.model.metrics import KpiTree

MEANINGS: tuple[str, ...] = (
    *("no_contact", "reception", "connected", "meeting", "not_meeting", "held", "accepted", "opportunity"),
    *("won", "lost", "not_done", "unknown"),
)
"""What a person can say in `ResultMap` that a text means, beside the counts of the KPI tree."""

MEANING_WORDS: tuple[str, ...] = tuple(f"meaning.{meaning}" for meaning in MEANINGS)
"""Keys of the words for `MEANINGS`."""

_STRENGTH = (
    *("won", "opportunity", "accepted", "held", "lost", "doubtful", "meeting", "connected", "done"),
    *("reception", "declined", "no_contact", "wrong", "asked", "not_meeting", "refused", "not_accepted"),
    *("not_won", "not_done", "pending", "unknown"),
)
_SAME_STEP = (
    {"connected", "wrong"},
    {"declined", "wrong"},
    {"meeting", "not_meeting", "refused", "doubtful"},
    {"accepted", "opportunity", "not_accepted"},
    {"won", "lost", "not_won"},
)
SHOWN = {
    **{"not_accepted": "not_meeting", "not_won": "connected", "refused": "connected"},
    **{"wrong": "no_contact", "asked": "connected", "declined": "connected"},
    **{"doubtful": "unknown", "pending": "not_done"},
}
"""A meeting somebody refused (アポNG) was asked for in a conversation, and so was what somebody wishes
(資料希望), unless the text says that the person wanted was away; a no (お断り) is the wanted person's, unless
reception said it. Whoever answers a wrong number is nobody that was wanted. A meeting that waits to be
confirmed is for a person to decide; an answer that is pending (保留) is nothing done, but of a call (see
`is_pending`)."""
_BETWEEN = lazy_pattern(r"[→⇒➡>＞/|:;、,。()・\n]+|\s-\s")
_JOINED = lazy_pattern(r"_|(?<=[a-z])-(?=[a-z])")
_JAPANESE_GAP = lazy_pattern(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def _folded(text: str) -> str:
    """`text` without width and case; spaces stay between Latin words (and for - and _) only."""
    folded = _JOINED.sub(" ", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))
    return _JAPANESE_GAP.sub("", " ".join(folded.split()))


@dataclass(frozen=True)
class Phrases:
    """Phrases with what they mean, found in a text longest first."""

    by_first_letter: dict[str, list[tuple[str, str]]]

    @classmethod
    def of(cls, meanings: dict[str, tuple[str, ...]]) -> Phrases:
        """The phrases of a dict from meaning to phrases."""
        table: dict[str, dict[str, str]] = defaultdict(dict)
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                folded = _folded(phrase)
                table[folded[0]].setdefault(folded, meaning)
        return cls(
            {first: sorted(known.items(), key=lambda item: -len(item[0])) for first, known in table.items()}
        )

    def found(self, text: str) -> list[str]:
        """Meanings of the phrases in `text`, in its order; what lies inside a longer phrase is not one.

        >>> Phrases.of({"yes": ("接続",), "no": ("接続できず",)}).found("接続できず→接続")
        ['no', 'yes']
        """
        return [meaning for _, _, meaning in self.places(_folded(text))]

    def places(self, folded: str, more: Sequence[tuple[int, int, str]] = ()) -> list[tuple[int, int, str]]:
        """Where phrases stand in a folded text (start, end, meaning), those of `more` among them: the longest
        hides what it overlaps."""
        hits = []
        for start, letter in enumerate(folded):
            for phrase, meaning in self.by_first_letter.get(letter, ()):
                if folded.startswith(phrase, start) and _stands_free(folded, start, phrase):
                    hits.append((start, start + len(phrase), meaning))
                    break
        hits += more
        if len(hits) < 2:
            return hits
        chosen: list[tuple[int, int, str]] = []
        for start, end, meaning in sorted(hits, key=lambda hit: hit[0] - hit[1]):
            if all(end <= other[0] or start >= other[1] for other in chosen):
                chosen.append((start, end, meaning))
        return sorted(chosen)


def _stands_free(text: str, start: int, phrase: str) -> bool:
    """Whether a phrase is no part of a longer Latin word, and all there is where it has to be."""
    if phrase in WHOLE:
        return phrase in {part.strip(" 0123456789.%") for part in _BETWEEN.split(text)}
    end = start + len(phrase)
    before_ok = start == 0 or not (_is_latin(text[start - 1]) and _is_latin(phrase[0]))
    return before_ok and (end == len(text) or not (_is_latin(text[end]) and _is_latin(phrase[-1])))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def _result_phrases() -> Phrases:
    return Phrases.of(RESULTS)


@cache
def _kind_phrases() -> Phrases:
    return Phrases.of(KINDS)


@cache
def _direction_phrases() -> Phrases:
    return Phrases.of(DIRECTIONS)


def meaning_of(text: str) -> str:
    """The meaning of one result text: one of `MEANINGS`, or "done" for 実施済 and the like.

    >>> [meaning_of(text) for text in ("接続→再架電", "アポ獲得(11/20 14:00)", "アポ調整中", "担当者不在")]
    ['connected', 'meeting', 'not_meeting', 'reception']
    >>> [meaning_of(text) for text in ("Not interested", "Left voicemail", "再架電")]
    ['connected', 'no_contact', 'unknown']
    """
    strongest = step_of(text)
    return SHOWN.get(strongest, strongest)


def step_of(text: str) -> str:
    """How far a result text says it went, with what counts no more than a meaning does: "wrong" (a wrong
    number), "asked" (what they wish), "declined" (they said no), "refused" (a meeting), "doubtful" (a meeting
    still to be confirmed), "pending" (no answer yet).

    >>> step_of("番号違い"), step_of("アポNG"), step_of("接続→再架電")
    ('wrong', 'refused', 'connected')
    """
    folded = _folded(text)
    places = _result_phrases().places(folded, taken_back(folded))
    found = [
        meaning
        for (start, end, meaning), (later, last, then) in zip(places, [*places[1:], (0, 0, "")], strict=False)
        if not (then and says_by_whom(folded[start:end], folded[end:later], folded[later:last], then))
    ]
    for step in _SAME_STEP:
        said = [meaning for meaning in found if meaning in step]
        found = [meaning for meaning in found if meaning not in step or meaning == said[-1]]
    if "meeting" in found and leaves_open(folded):
        return "doubtful"
    return min(found, key=_STRENGTH.index, default="unknown")


def is_pending(text: str) -> bool:
    """Whether a text says that something goes on: a task is not done, and of a call that was made (架電結果)
    the answer is still to come.

    >>> is_pending("保留"), is_pending("未架電")
    (True, False)
    """
    return step_of(text) == "pending"


def meanings_of(texts: Sequence[str]) -> list[str]:
    """`meaning_of` each of many distinct texts; those that differ in figures only are looked at once.

    >>> meanings_of(["アポ獲得(11/20)", "アポ獲得(11/21)"])
    ['meeting', 'meeting']
    """
    return of_each(texts, meaning_of)


def of_each(texts: Sequence[str], understood: Callable[[str], str]) -> list[str]:
    """What `understood` makes of each of many distinct texts; those that differ in figures only are looked at
    once."""
    if len(texts) < 1000:
        return [understood(text) for text in texts]

    without = pc.replace_substring_regex(
        pa.array(texts, pa.string()), r"[0-9０-９]+", "0"
    ).dictionary_encode()
    meanings = [understood(text) for text in without.dictionary.to_pylist()]
    return [meanings[code] for code in without.indices.to_pylist()]


def kind_of(text: str) -> str:
    """The kind of activity a text names (a key of `vocabulary.KINDS`), "" for none.

    >>> kind_of("架電（新規）"), kind_of("資料送付"), kind_of("Email: Re: quote"), kind_of("社内会議")
    ('call', 'document', 'email', 'none')
    """
    found = _kind_phrases().found(text)
    if "call" in found and "inbound" in found:
        return "inbound"  # 電話（着信）
    if "email" in found and _RECEIVED.search(text.casefold()):
        return "none"
    return found[0] if found else ""


_RECEIVED = lazy_pattern("受信|received|incoming")


_CANCELLED = frozenset(
    map(
        normalise,
        (
            "キャンセル",
            "中止",
            "取消",
            "取り消し",
            "取りやめ",
            "cancelled",
            "canceled",
            "called off",
            "aborted",
        ),
    )
)
_TELEPHONY = frozenset(
    map(
        normalise,
        (
            "busy",
            "no-answer",
            "no answer",
            "no_answer",
            "failed",
            "ringing",
            "connecting",
            "calling_crm_user",
        ),
    )
)


def is_cancelled(text: str) -> bool:
    """Whether `text` says, all by itself, that something was called off.

    >>> is_cancelled("キャンセル"), is_cancelled("アポキャンセル")
    (True, False)
    """
    return normalise(text) in _CANCELLED


def is_telephony(texts: Iterable[str]) -> bool:
    """Whether texts are what a telephone system writes about calls (busy, no-answer), tasks aside.

    >>> is_telephony(["COMPLETED", "BUSY"]), is_telephony(["Completed", "Cancelled"])
    (True, False)
    """
    return bool(_TELEPHONY & set(map(normalise, texts)))


def directions_of(text: str) -> str:
    """Which way a call went: "inbound", "outbound", "internal", "" where the text does not say.

    >>> directions_of("着信"), directions_of("Outbound"), directions_of("内線発信"), directions_of("接続")
    ('inbound', 'outbound', 'internal', '')
    """
    plain = normalise(text)
    if plain in _directions():
        return _directions()[plain]
    found = _direction_phrases().found(text)
    return "internal" if "internal" in found else found[0] if found else ""


@cache
def _directions() -> dict[str, str]:
    return {normalise(word): way for way, texts in DIRECTIONS.items() for word in texts}


def is_known_result(text: str) -> bool:
    """Whether `text` is a result that somebody who knows the trade would understand."""
    folded = _folded(text)
    return bool(_result_phrases().places(folded, taken_back(folded)))


@cache
def _row_types() -> dict[str, str]:
    return {word_key(word): kind for kind, texts in ROW_TYPES.items() for word in texts}


def row_type_of(text: str) -> str:
    """What a row stands for whose type column has `text` (a key of `ROW_TYPES`), "" where it does not say.

    >>> row_type_of("目標"), row_type_of("Actual"), row_type_of("架電")
    ('plan', 'actual', '')
    """
    return _row_types().get(word_key(text), "")


def is_inbound(text: str) -> bool:
    """Whether a direction says that the customer called.

    >>> is_inbound("着信"), is_inbound("Outbound")
    (True, False)
    """
    return directions_of(text) == "inbound"


def answer_of(text: str) -> bool | None:
    """A tick as true or false, None for other texts.

    >>> answer_of("Ｙ"), answer_of("×"), answer_of("接続")
    (True, False, None)
    """
    plain = normalise(text)
    return True if plain in YES else False if plain in NO else None


@dataclass(frozen=True)
class ResultMap:
    """The `ResultMap` table: whole texts (normalised) and the meanings and counts a person gave them, and the
    reasons for a no (`reasons`, as typed)."""

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, tree: KpiTree) -> ResultMap:
        """The result map in a frame with the columns text, meaning and, in newer workbooks, reason; rows
        without a meaning wait for one.

        A meaning is one of `MEANINGS` or a count of the tree (the user's own too), in Japanese or English;
        several are separated by 、 , + or /. Raises SheetKPIError where one is unknown.
        """
        labels = {normalise(kpi.label): kpi.key for kpi in tree if kpi.label and kpi.kind != "rate"}
        counts = tuple(kpi.key for kpi in tree if kpi.kind == "count" and not kpi.label)
        chosen = {}
        known = frame.reindex(columns=["text", "meaning"]).dropna()
        for text, named in zip(known["text"].astype(str), known["meaning"].astype(str), strict=True):
            if not text.strip() or not named.strip():
                continue
            names = [_meaning_named(part, counts, labels) for part in _parts(named, labels)]
            if None in names:
                raise SourceError("error.result_map_meaning", text=text, meaning=named)
            chosen[normalise(text)] = tuple(name for name in names if name)
        return cls(chosen, _reasons(frame))

    def of(self, text: str) -> tuple[str, ...] | None:
        """The meanings and counts chosen for `text`, or None."""
        return self.chosen.get(normalise(text))


def _reasons(frame: pd.DataFrame) -> dict[str, str]:
    known = frame.reindex(columns=["text", "reason"]).dropna()
    pairs = zip(known["text"].astype(str), known["reason"].astype(str), strict=True)
    return {normalise(text): reason for text, reason in pairs if text.strip() and reason.strip()}


def _parts(named: str, labels: dict[str, str]) -> Iterable[str]:
    return [named] if normalise(named) in labels else re.split(r"[、,+＋/／]", named)


def _meaning_named(text: str, counts: tuple[str, ...], labels: dict[str, str]) -> str | None:
    if word := key_of(text, MEANING_WORDS):
        return word.removeprefix("meaning.")
    if text.strip().casefold() in MEANINGS:
        return text.strip().casefold()
    return labels.get(normalise(text)) or key_of(text, counts)
