"""Headers understood by their parts, in Japanese, English or both at once.

A header is known as a whole (`vocabulary.HEADERS`), or it is a concept with an action, a count word and
qualifiers (架電件数(累計), `# of Meetings Set`, 主担当者名, `Deal - Won time`). Decoration (↑, ※, numbering),
the name of the record before it (`Deal - `), what is added behind it (名, `Name`) and a second language
(`対応日 Date`, 日付/Date, a line break between) do not matter. Qualifiers do: a target, a running total,
last year's figure, a difference, a rate or a duration is no count of the day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from sheetkpi.sources.words import parts as p
from sheetkpi.sources.words.vocabulary import COUNT_HEADERS, HEADERS, OTHERS, word_key

COMPOSED = 500
"""From this priority on a field was put together from parts; those before are known as a whole."""

_UNSURE = 800
_CJK = "\u3005-\u30ff\u3400-\u9fff々〆ヶ"
_DECORATION = re.compile(r"[※★☆●○◎■□◆◇▼▽▲△↑↓→←⇅⬆⬇✓*【】\[\]]|^\s*(?:\d{1,2}[.)．:]|[(]\d{1,2}[)])\s*(?=\D)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PREFIX = re.compile(r"^\s*([^-:.：/]+?)\s*(?:\s[-–—]\s|[:：.])\s*(.+)$")
_SCRIPTS = re.compile(rf"[{_CJK}][{_CJK}\d]*|[^{_CJK}]+")
_ZONE = re.compile(r"(?<![a-z])(utc|gmt|jst|pst|est|cet)(?![a-z])(?:\s*([+-]\d{1,2}(?::?\d{2})?))?")
_SUFFIX = re.compile(r"(?:名称|名|欄|別|様|\s(?:name|names|full name|field|value|text))$")


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


_VALUE = re.compile(r"(?=\D*\d)[\d\s/.:,\-+()%¥$年月日時分秒TZ]*")
_LONGEST = 60


def may_be_header(text: str) -> bool:
    """Whether a text is no mere number, date, time or sentence."""
    return bool(text) and len(text) <= _LONGEST and not _VALUE.fullmatch(text)


@lru_cache(maxsize=20_000)
def is_headerlike(text: str) -> bool:
    """Whether a text has something of a header, as quickly told as that can be.

    >>> is_headerlike("架電日"), is_headerlike("2026/11/2"), is_headerlike("佐藤葵")
    (True, False, False)
    """
    if not may_be_header(text):
        return False
    key = word_key(text)
    if key in _priorities() or key in _counts() or key in _no_use() or key in OTHERS:
        return True
    folded = unicodedata.normalize("NFKC", text).casefold()
    return bool(_telling().search(folded))


@cache
def _telling() -> re.Pattern[str]:
    """Any of the words that make a header: concepts, dates, people, last words."""
    sets = [*p.CONCEPTS.values(), p.REP_WORDS, *p.TAILS.values(), p.DATE_WORDS, p.QUALIFIERS["plan"]]
    return _any_of({word for words in sets for word in words} - {"日", "at", "on", "番号"})


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of `words`: Latin ones as whole words, Japanese ones anywhere."""
    forms = []
    for word in sorted({word.casefold() for word in words}, key=len, reverse=True):
        escaped = re.escape(unicodedata.normalize("NFKC", word))
        forms.append(rf"(?<![a-z]){escaped}(?![a-z])" if word.isascii() else escaped)
    return re.compile("|".join(forms))


@lru_cache(maxsize=20_000)
def understand(header: str, group: str = "") -> Understood:
    """What `header` says, below the `group` label that stands over it, if any.

    >>> understand("メール送信件数").count, understand("# of Meetings Set").count
    ('emails', 'meetings')
    >>> sorted(understand("架電数(累計)").qualifiers), understand("架電目標").is_of_the_day
    (['cumulative'], False)
    >>> understand("対応日 Date").fields[0][0], understand("Deal - Won time").fields[0][0]
    ('date', 'close_date')
    >>> understand("アポ数", "メール").part, understand("送信数", "メール").count
    ('メール', 'emails')
    """
    if not may_be_header(header):
        return Understood()
    plain, brackets = _taken_apart(header)
    found = _of_text(plain)
    found = _with_brackets(found, brackets)
    if group and group != header:
        found = _in_group(found, plain, group)
    return found


def _taken_apart(header: str) -> tuple[str, tuple[str, ...]]:
    """The header without width, decoration and brackets, and what stood in brackets."""
    text = unicodedata.normalize("NFKC", header).replace("〔", "(").replace("〕", ")")
    text = text.replace("［", "(").replace("］", ")")
    text = re.sub(r"[【\[]([^】\]]*)[】\]]", r"(\1)", text)
    brackets = tuple(part.strip().casefold() for part in _BRACKETS.findall(text) if part.strip())
    bare = _BRACKETS.sub(" ", text)
    bare = _DECORATION.sub(" ", bare)
    bare = _CAMEL.sub(" ", bare).casefold().replace("_", " ")
    bare = re.sub(r"[^\S\n]+", " ", bare).strip(" \n,、。;")
    return bare or text.casefold(), brackets


def _of_text(text: str) -> Understood:
    """A header without brackets: as it is, without what stands before or behind it, or in two languages."""
    if word_key(text) in OTHERS:
        return Understood(no_use=True)
    for candidate in _shorter(text):
        if found := _whole(candidate):
            return found
    if found := _bilingual(text):
        return found
    composed: Understood | None = None
    for candidate in _shorter(text):
        found = _composed(candidate)
        if found:
            return found
        composed = composed or (found if found.qualifiers or found.no_use else None)
    return replace(composed or Understood(), no_use=bool(composed and composed.no_use) or _is_no_use(text))


def _shorter(text: str) -> list[str]:
    """The text, and what is left of it without the entity before it and 名 or `Name` behind it."""
    candidates = [text]
    if match := _PREFIX.match(text):
        if word_key(match[1]) in _entities():
            candidates.append(match[2])
            first, _, rest = match[2].partition(" ")
            if rest and word_key(first) in _entities():
                candidates.append(rest)
    else:
        first, _, rest = text.partition(" ")
        if rest and first in ("deal", "activity", "call", "record", "hs", "sf", "crm", "engagement"):
            candidates.append(rest)
    for candidate in tuple(candidates):
        if (short := _SUFFIX.sub("", candidate)) != candidate and short:
            candidates.append(short.strip())
    return list(dict.fromkeys(candidates))


@cache
def _entities() -> frozenset[str]:
    return frozenset(map(word_key, p.ENTITIES)) | {word_key(word + "s") for word in p.ENTITIES}


def _whole(text: str) -> Understood:
    """A header that is known as it stands."""
    key = word_key(text)
    fields = tuple(_priorities().get(key, ()))
    count = _counts().get(key, "")
    bare = _composed(text) if not count else Understood()
    if not fields and not count:
        return Understood()
    level = "line" if "通電" in key else "person" if count == "connects" and _names_person(key) else ""
    if count:
        return Understood(fields, count, sure=True, level=level)
    if bare.count and bare.is_of_the_day and not bare.unknown:
        return replace(bare, fields=fields, sure=False)
    return Understood(fields)


def _names_person(key: str) -> bool:
    return any(word in key for word in ("担当", "本人", "キーマン", "決裁", "有効会話", "decisionmaker"))


@cache
def _priorities() -> dict[str, list[tuple[str, int]]]:
    known: dict[str, list[tuple[str, int]]] = {}
    for name, words in HEADERS.items():
        for priority, word in enumerate(words):
            entries = known.setdefault(word_key(word), [])
            if all(other != name for other, _ in entries):
                entries.append((name, priority))
    return known


@cache
def _counts() -> dict[str, str]:
    return {word_key(word): key for key, words in COUNT_HEADERS.items() for word in words}


def _is_no_use(text: str) -> bool:
    keys = {word_key(candidate) for candidate in _shorter(text)}
    return bool(keys & _no_use()) or any(
        word_key(part) in _no_use() for part in re.split(r"[\n/・ ]", text) if part
    )


@cache
def _no_use() -> frozenset[str]:
    return frozenset(map(word_key, p.NO_USE))


def _bilingual(text: str) -> Understood:
    """`対応日 Date`, 日付/Date, `Date\\n日付`: parts that each say something; what they share decides."""
    halves = [part.strip() for part in re.split(r"[\n/|・]", text) if part.strip()]
    scripts = [part.strip(" -/|:・,") for part in _SCRIPTS.findall(text)]
    for pieces in (halves, [part for part in scripts if part]):
        if not 1 < len(pieces) <= 3:
            continue
        found = [_piece(piece) for piece in pieces]
        said = [one for one in found if one]
        if len(said) == len(found) and len(said) > 1:
            return _agreed(said)
    return Understood()


def _piece(text: str) -> Understood:
    for candidate in _shorter(text):
        if found := _whole(candidate) or _composed(candidate):
            return found
    return Understood()


def _agreed(said: Sequence[Understood]) -> Understood:
    """What two languages say together: the fields both name, else those of the first."""
    first = said[0]
    qualifiers = frozenset().union(*(one.qualifiers for one in said))
    counts = {one.count for one in said}
    shared = set.intersection(*({name for name, _ in one.fields} for one in said))
    if shared:
        ranked = sorted(
            (min(priority for one in said for field, priority in one.fields if field == name), name)
            for name in shared
        )
        fields = tuple((name, priority) for priority, name in ranked)
        return replace(
            first, fields=fields, count=first.count if len(counts) == 1 else "", qualifiers=qualifiers
        )
    if len(counts) == 1 and first.count:
        sure = any(one.sure for one in said)
        return replace(first, fields=(), sure=sure, qualifiers=qualifiers)
    if any(one.fields for one in said) and any(one.count and not one.fields for one in said):
        return Understood()  # 担当 + Calls: no two words for one thing
    return replace(first, qualifiers=qualifiers)


_NAMES = {
    "姓": "family_name",
    "名": "given_name",
    "family": "family_name",
    "last": "family_name",
    "given": "given_name",
    "first": "given_name",
}


def _with_brackets(found: Understood, brackets: Iterable[str]) -> Understood:
    """`found` with what its brackets add: qualifiers, a time zone, a part, its name in another language."""
    for text in brackets:
        if zone := _ZONE.search(text):
            found = replace(found, zone=(zone[1] + (zone[2] or "")).upper())
            continue
        if text in _NAMES and any(name == "rep" for name, _ in found.fields):
            found = replace(found, fields=((_NAMES[text], 0),))
            continue
        read = _parts(text)
        qualifiers = {key for category, key, _ in read.found if category == "qualifier"}
        if qualifiers:
            found = replace(found, qualifiers=found.qualifiers | qualifiers)
        elif not found and (said := _of_text(text)):
            found = said
        elif any(category == "slice" for category, _, _ in read.found) or "うち" in text:
            found = replace(found, part=f"{found.part} {text}".strip())
    if not found.zone and (zone := _ZONE.search(" ".join(brackets))):
        found = replace(found, zone=zone[1].upper())
    return found


def _in_group(found: Understood, plain: str, group: str) -> Understood:
    """`found` below a group label: 目標 qualifies, 電話 says which part of アポ数 and what 件数 counts."""
    above, _ = _taken_apart(group)
    read = _parts(above)
    qualifiers = {key for category, key, _ in read.found if category == "qualifier"}
    if qualifiers and not read.unknown:
        found = replace(found, qualifiers=found.qualifiers | qualifiers)
    concepts = {key for category, key, _ in read.found if category == "concept"}
    if not concepts or read.unknown:
        return found
    if not found.count and not found.fields:
        together = _composed(f"{above} {plain}")
        return (
            replace(together, qualifiers=together.qualifiers | found.qualifiers) if together.count else found
        )
    if not found.count and {name for name, _ in found.fields} <= {"quantity", "metric"}:
        together = _composed(f"{above} {plain}")
        return together if together.count else found
    return replace(found, part=f"{above} {found.part}".strip()) if found.count else found


# --- parts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """The parts of a text in its order (category, key, text), and the words nobody knows."""

    found: tuple[tuple[str, str, str], ...]
    unknown: str

    def keys(self, category: str) -> list[str]:
        return [key for kind, key, _ in self.found if kind == category]


@cache
def _table() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Every part with its category and key, and a pattern that finds them, the longest first."""
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
    forms = []
    for phrase in sorted(table, key=len, reverse=True):
        escaped = re.escape(phrase)
        if phrase[0].isascii() and phrase[0].isalnum():
            escaped = rf"(?<![a-z]){escaped}"
        if phrase[-1].isascii() and phrase[-1].isalnum():
            escaped = rf"{escaped}(?:(?<!s)s)?(?![a-z])"
        forms.append(escaped)
    return table, re.compile("|".join(forms))


def _parts(text: str) -> _Read:
    table, pattern = _table()
    found = []
    unknown = []
    end = 0
    for match in pattern.finditer(text):
        unknown.append(text[end : match.start()])
        end = match.end()
        word = match[0]
        category, key = table.get(word) or table[word.removesuffix("s")]
        found.append((category, key, word))
    unknown.append(text[end:])
    rest = re.sub(r"[\s\d\-–—・:,./|%#&+'\"]+", " ", " ".join(unknown)).strip()
    return _Read(tuple(found), rest)


def _composed(text: str) -> Understood:
    """A header put together from its parts: a count, else a date, else somebody."""
    read = _parts(text)
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
    return {kind: _any_of(words) for kind, words in p.DATE_OF.items()}


@cache
def _people() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words for reps, words that leave somebody one of ours, words for customers."""
    return _any_of(p.REP_WORDS), _any_of(p.REP_BESIDE), _any_of(p.CUSTOMERS)


@cache
def _tails() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((field, re.compile(f"(?:{_any_of(words).pattern})$")) for field, words in p.TAILS.items())


def _tail(text: str) -> Understood:
    """What the last word says of a header that nobody knows: 最終コール結果, `Action Result`."""
    for field, pattern in _tails():
        match = pattern.search(text)
        if match and match.start():
            if _people()[2].search(text):
                return Understood(no_use=True)
            return Understood(((field, _UNSURE + 50),))
    return Understood()


_DATE_TAIL = re.compile(r"(日時|年月日|日付|月日|日|時刻)$")
_LATIN_DATE = re.compile(
    r"(?<![a-z])(date time|date & time|datetime|date|timestamp|time|day|at|on|started)(?![a-z])"
)


def _date(text: str) -> Understood:
    """A date or a moment, by the words beside 日 or `date`."""
    if match := _DATE_TAIL.search(text.strip()):
        beside = text.strip()[: match.start()].strip(" のな")
        if not beside or any(word in beside for word in ("曜", "平", "営業", "稼働", "休", "毎", "祝", "土")):
            return Understood()
    elif match := _LATIN_DATE.search(text):
        beside = (text[: match.start()] + " " + text[match.end() :]).strip()
        if match[1] in ("at", "on", "started", "day") and not beside:
            return Understood()
        if match[1] == "day" and not beside:
            return Understood()
    else:
        return Understood()
    zone = _ZONE.search(text)
    named = zone[1].upper() if zone else ""
    for number, kind in enumerate(p.DATE_OF):
        if _date_kinds()[kind].search(beside):
            if kind in ("planned", "end"):
                return (
                    Understood(no_use=True) if kind == "end" else Understood(qualifiers=frozenset({"plan"}))
                )
            return Understood(((kind, COMPOSED + number),), zone=named)
    if re.fullmatch(r"[\s\W]*", _ZONE.sub("", beside)):
        return Understood((("date", COMPOSED),), zone=named)
    return Understood((("date", _UNSURE),), zone=named) if match[1] not in ("time", "時刻") else Understood()


def _person(text: str) -> Understood:
    """Somebody of ours, or the customer's (known and of no use)."""
    ours, beside, customers = _people()
    if not ours.search(text):
        return Understood()
    if customers.search(text):
        return Understood(no_use=True)
    rest = beside.sub(" ", ours.sub(" ", text))
    rest = re.sub(r"[\s\W\d_]+|様|さん", "", rest)
    if re.search(
        r"(?<![a-z])(id|email|mail|team|role|phone|number|time|date)(?![a-z])|数|率|コード|番号|メール", text
    ):
        return Understood()
    return Understood((("rep", COMPOSED if not rest else _UNSURE),)) if len(rest) <= 4 else Understood()
