"""Headers that are not known as a whole, put together from their parts: a count, a date, somebody, or what
their last word says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.words import parts as p

COMPOSED = 500
"""From this priority on a field was put together from parts; those before are known as a whole."""

UNSURE = 800
ZONE = lazy_pattern(r"(?<![a-z])(utc|gmt|jst|pst|est|cet)(?![a-z])(?:\s*([+-]\d{1,2}(?::?\d{2})?))?")


@dataclass(frozen=True)
class Understood:
    """What a header says.

    `fields` are those its column may hold, each with a priority (the smaller, the surer), `count` the count
    it may hold, or "". `sure` says that the header names a count all by itself; else its cells have to be
    numbers or ticks. `level` is "person" or "line" where connects are told by who was reached.
    `qualifiers` are keys of `parts.QUALIFIERS`, `part` says which part of the count (新規, 電話), `unknown`
    the words nobody knows, with which a count is only a guess. `zone` is a time zone that the header names,
    `no_use` is true for what KPIs do not need.
    """

    fields: tuple[tuple[str, int], ...] = ()
    count: str = ""
    sure: bool = False
    level: str = ""
    qualifiers: frozenset[str] = frozenset()
    part: str = ""
    unknown: str = ""
    zone: str = ""
    no_use: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields or self.count)

    @property
    def is_of_the_day(self) -> bool:
        """Whether it can be a count of what was done that day (no target, running total, rate …)."""
        return not self.qualifiers & p.NOT_THE_DAYS


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of `words`: Latin ones as whole words, Japanese ones anywhere."""
    return lazy_pattern(_spelled(words))


def _spelled(words: Iterable[str]) -> str:
    forms = []
    for word in sorted({word.casefold() for word in words}, key=len, reverse=True):
        escaped = re.escape(unicodedata.normalize("NFKC", word))
        forms.append(rf"(?<![a-z]){escaped}(?![a-z])" if word.isascii() else escaped)
    return "|".join(forms)


@dataclass(frozen=True)
class _Read:
    """The parts of a text in its order (category, key, text), and the words nobody knows."""

    found: tuple[tuple[str, str, str], ...]
    unknown: str

    def keys(self, category: str) -> list[str]:
        return [key for kind, key, _ in self.found if kind == category]


@cache
def _table() -> tuple[dict[str, tuple[str, str]], tuple[int, ...]]:
    """Every part with its category and key, and how long parts are, from the longest on."""
    table: dict[str, tuple[str, str]] = {}

    def add(category: str, meanings: Mapping[str, Iterable[str]]) -> None:
        for key, words in meanings.items():
            for word in words:
                table.setdefault(unicodedata.normalize("NFKC", word).casefold(), (category, key))

    add("concept", p.CONCEPTS)
    add("action", p.ACTIONS)
    add("count", {"count": p.COUNT_WORDS})
    add("qualifier", p.QUALIFIERS)
    add("amount", {"amount": p.AMOUNTS})
    add("undone", {"undone": p.NOT_DONE})
    add("slice", {"slice": p.SLICES})
    add("noise", {"noise": p.NOISE})
    return table, tuple(sorted({len(phrase) for phrase in table}, reverse=True))


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where parts stand in `text`, at each place the longest: Latin ones as whole words, in the plural too.

    They are looked up, for one pattern of all would take longer to compile than a sheet's headers to read.
    """
    table, lengths = _table()
    start = 0
    while start < len(text):
        ends = (
            _end(text, start, start + length)
            for length in lengths
            if text[start : start + length] in table and start + length <= len(text)
        )
        if end := next(filter(None, ends), 0):
            yield start, end
        start = end or start + 1


def _end(text: str, start: int, end: int) -> int:
    """Where the word ends that begins at `start`, its plural's s included; 0 where it is part of another."""
    if _is_latin(text[start]) and "a" <= text[start - 1 : start] <= "z":
        return 0
    if not _is_latin(text[end - 1]):
        return end
    if text[end : end + 1] == "s" != text[end - 1]:
        end += 1
    return 0 if "a" <= text[end : end + 1] <= "z" else end


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def parts_of(text: str) -> _Read:
    """The parts of a header, the longest first, and the words nobody knows.

    >>> parts_of("架電件数").found
    (('concept', 'call', '架電'), ('count', 'count', '件数'))
    """
    table, _ = _table()
    found = []
    unknown = []
    before = 0
    for start, end in _places(text):
        unknown.append(text[before:start])
        before, word = end, text[start:end]
        category, key = table.get(word) or table[word.removesuffix("s")]
        found.append((category, key, word))
    unknown.append(text[before:])
    rest = re.sub(r"[\s\d\-–—・:,./|%#&+'\"]+", " ", " ".join(unknown)).strip()
    return _Read(tuple(found), rest)


def composed(text: str) -> Understood:
    """A header put together from its parts: a count, else a date, else somebody."""
    read = parts_of(text)
    qualifiers = frozenset(read.keys("qualifier"))
    dated = _date(text)
    if dated:
        return dated
    if person := _person(text):
        return person
    if told := _tail(text):
        return told
    count, level = _count_of(read)
    if not count or "undone" in read.keys("undone"):
        return Understood(qualifiers=qualifiers, no_use=bool(qualifiers & {"duration"}))
    heads = read.keys("concept")
    parts = [word for category, key, word in read.found if category == "slice"]
    parts += [
        word for category, key, word in read.found if category == "concept" and key not in _same(heads[-1])
    ]
    return Understood(
        count=count,
        sure=_is_sure(read, qualifiers),
        level=level,
        qualifiers=qualifiers,
        part=" ".join(parts),
        unknown=read.unknown,
    )


_CONNECTS = frozenset({"call", "connect", "line"})


def _same(head: str) -> frozenset[str]:
    """Concepts that stand beside `head` without being a part of it: 電話接続数, won deals."""
    if head in ("connect", "line", "call"):
        return _CONNECTS | {"inbound"}
    return frozenset(
        {head, "opportunity"} if head == "win" else {head, "call"} if head == "inbound" else {head}
    )


def _is_sure(read: _Read, qualifiers: frozenset[str]) -> bool:
    counted = bool(read.keys("count")) or "actual" in qualifiers or "plan" in qualifiers
    plural = any(
        category == "concept" and word.isascii() and word.endswith("s") for category, _, word in read.found
    )
    return counted or plural or bool(read.keys("amount"))


_COUNTS = {
    "call": "calls",
    "inbound": "inbound_calls",
    "connect": "connects",
    "line": "connects",
    "meeting": "meetings",
    "email": "emails",
    "document": "documents",
    "follow": "follow_ups",
    "opportunity": "opportunities",
    "win": "wins",
}


def _count_of(read: _Read) -> tuple[str, str]:
    """The count that parts name, and who was reached where they say so; "" for none."""
    concepts, actions = read.keys("concept"), read.keys("action")
    if not concepts or "away" in actions:
        return "", ""
    head = concepts[-1]
    if head == "call" and {"connect", "line"} & set(concepts):
        head = next(concept for concept in reversed(concepts) if concept in ("connect", "line"))
    if "inbound" in concepts and head in ("call", "inbound"):
        return "inbound_calls", ""
    if "win" in concepts and head in ("win", "opportunity"):
        return ("won_amount" if read.keys("amount") else "wins"), ""
    if read.keys("amount"):
        return "", ""
    if head == "follow" and "call" in concepts:
        return "calls", ""
    if head == "call" and ("accept" in actions or "person" in actions):
        return "connects", "person"
    if head == "connect":
        return "connects", "person" if {"person", "accept"} & set(actions) else ""
    if head == "line":
        return "connects", "line"
    if head == "meeting" and "held" in actions:
        return "meetings_held", ""
    if head == "meeting" and "accept" in actions:
        return "meetings_accepted", ""
    return _COUNTS[head], ""


@cache
def _date_kinds() -> dict[str, re.Pattern[str]]:
    return {kind: any_of(words) for kind, words in p.DATE_OF.items()}


@cache
def _people() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words for reps, words that leave somebody one of ours, words for customers."""
    return any_of(p.REP_WORDS), any_of(p.REP_BESIDE), any_of(p.CUSTOMERS)


@cache
def _tails() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((field, lazy_pattern(f"(?:{_spelled(words)})$")) for field, words in p.TAILS.items())


def _tail(text: str) -> Understood:
    """What the last word says of a header that nobody knows: 最終コール結果, `Action Result`."""
    for field, pattern in _tails():
        match = pattern.search(text)
        if match and match.start():
            if field != "company" and _people()[2].search(text):
                return Understood(no_use=True)
            names = ("status", "result") if field == "status" else (field,)
            return Understood(tuple((name, UNSURE + 50) for name in names))
    return Understood()


_DATE_TAIL = lazy_pattern(r"(日時|年月日|日付|月日|日|時刻|開始)$")
_KINDS_OF_DAY = ("曜", "平", "営業", "休", "毎", "祝", "土")
_LATIN_DATE = lazy_pattern(
    r"(?<![a-z])(date time|date & time|datetime|date|timestamp|time|day|at|on|started)(?![a-z])"
)


def _date(text: str) -> Understood:
    """A date or a moment, by the words beside 日 or `date`."""
    if match := _DATE_TAIL.search(text.strip()):
        beside = text.strip()[: match.start()].strip(" のな")
        if not beside or (match[1] == "日" and any(word in beside for word in _KINDS_OF_DAY)):
            return Understood()
    elif match := _LATIN_DATE.search(text):
        beside = (text[: match.start()] + " " + text[match.end() :]).strip()
        if match[1] in ("at", "on", "started", "day") and not beside:
            return Understood()
        if match[1] == "day" and not beside:
            return Understood()
    else:
        return Understood()
    zone = ZONE.search(text)
    named = zone[1].upper() if zone else ""
    for number, kind in enumerate(p.DATE_OF):
        if _date_kinds()[kind].search(beside):
            if kind in ("planned", "end"):
                return (
                    Understood(no_use=True) if kind == "end" else Understood(qualifiers=frozenset({"plan"}))
                )
            return Understood(((kind, COMPOSED + number),), zone=named)
    if re.fullmatch(r"[\s\W]*", ZONE.sub("", beside)):
        return Understood((("date", COMPOSED),), zone=named)
    return Understood((("date", UNSURE),), zone=named) if match[1] not in ("time", "時刻") else Understood()


_SAYS_WHAT = lazy_pattern(r"(?:接続|接触|通電|通話|不在|会話|数|率|件|アポ|商談|断り|ng|コンタクト)$")


def _ends_in_connect(text: str) -> bool:
    """Whether a header ends in a word for connects: 担当者接続 names whom one reached, not who called."""
    found = parts_of(text).found
    return bool(found) and found[-1][:2] in (("concept", "connect"), ("concept", "line"))


def _person(text: str) -> Understood:
    """Somebody of ours, or the customer's (known and of no use)."""
    ours, beside, customers = _people()
    if not ours.search(text) or _ends_in_connect(text):
        return Understood()
    if _SAYS_WHAT.search(text):
        return Understood()  # 担当者接続: somebody was reached, nobody is named
    if customers.search(text):
        return Understood(no_use=True)
    rest = beside.sub(" ", ours.sub(" ", text))
    rest = re.sub(r"[\s\W\d_]+|様|さん", "", rest)
    if re.search(r"(?<![a-z])(id|team|role|phone|number|time|date)(?![a-z])|数|率|コード|番号", text):
        return Understood()
    return Understood((("rep", COMPOSED if not rest else UNSURE),)) if len(rest) <= 4 else Understood()
