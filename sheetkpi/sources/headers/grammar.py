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
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.composing import COMPOSED, ZONE, Understood, any_of, composed, parts_of
from sheetkpi.sources.values.money import unit_in_header, without_unit
from sheetkpi.sources.words import parts as p
from sheetkpi.sources.words.vocabulary import COUNT_HEADERS, HEADERS, OTHERS, word_key

_CJK = "\u3005-\u30ff\u3400-\u9fff々〆ヶ"
_SUMMED = lazy_pattern(r"^\s*(?:合計\s*/|sum of\s)\s*(?=\S)", re.IGNORECASE)
"""What a pivot table writes before the name of a column that it sums up."""
_DECORATION = lazy_pattern(r"[※★☆●○◎■□◆◇▼▽▲△↑↓→←⇅⬆⬇✓*【】\[\]]|^\s*(?:\d{1,2}[.)．:]|[(]\d{1,2}[)])\s*(?=\D)")
_BRACKETS = lazy_pattern(r"\(([^()]*)\)")
_CAMEL = lazy_pattern(r"(?<=[a-z])(?=[A-Z])")
_PREFIX = lazy_pattern(r"^\s*([^-:.：/]+?)\s*(?:\s[-–—]\s|[:：.])\s*(.+)$")
_SCRIPTS = lazy_pattern(rf"[{_CJK}][{_CJK}\d]*|[^{_CJK}]+")
_SUFFIX = lazy_pattern(r"(?:名称|名|欄|別|様|\s(?:name|names|full name|field|value|text))$")


_VALUE = lazy_pattern(r"(?=\D*\d)[\d\s/.:,\-+()%¥$年月日時分秒TZ]*")
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


_PER = lazy_pattern(
    r"\s*(?:[/／]|(?<![a-z])per(?![a-z]))\s*(?:営業|稼働)?(?:日|週|月|時間|人|(?:working |business )?days?"
    r"|weeks?|months?|hours?|h|rep|person)\s*$",
    re.IGNORECASE,
)


def is_per_day(header: str) -> bool:
    """Whether a header says a count for each day, week or person: a rate of theirs, and no day.

    >>> is_per_day("架電数/日"), is_per_day("Avg calls per day"), is_per_day("架電数 / Calls")
    (True, True, False)
    """
    about = _PER.split(header, maxsplit=1)[0].strip()
    counted = any(understand(part).count for part in (about, *about.split()))
    return about != header.strip() and counted


@cache
def _telling() -> re.Pattern[str]:
    """Any of the words that make a header: concepts, dates, people, last words."""
    sets = [*p.CONCEPTS.values(), p.REP_WORDS, *p.TAILS.values(), p.DATE_WORDS, p.QUALIFIERS["plan"]]
    return any_of({word for words in sets for word in words} - {"日", "at", "on", "番号"})


@lru_cache(maxsize=20_000)
def understand(header: str, group: str = "") -> Understood:
    """What `header` says, below the `group` label that stands over it, if any.

    >>> understand("メール送信件数").count, understand("# of Meetings Set").count
    ('emails', 'meetings')
    >>> sorted(understand("架電数(累計)").qualifiers), understand("架電目標").is_of_the_day
    (['cumulative'], False)
    >>> understand("合計 / 架電数") == understand("架電数"), understand("Sum of Calls").unknown
    (True, '')
    >>> understand("対応日 Date").fields[0][0], understand("Deal - Won time").fields[0][0]
    ('date', 'close_date')
    >>> understand("アポ数", "メール").part, understand("送信数", "メール").count
    ('メール', 'emails')
    """
    if not may_be_header(header):
        return Understood()
    plain, brackets = _taken_apart(header)
    found = _of_text(plain)
    found = _with_brackets(_done_in_brackets(found, plain, brackets), brackets)
    if found.count or found.fields:
        found = _of_money(found, header)
    if group and group != header:
        found = _in_group(found, plain, group)
    return found


def _of_money(found: Understood, header: str) -> Understood:
    """`found` where the header names a unit of money: Won ($K), 受注(千円) are amounts that were won, and
    Opportunities ($K) no number of them."""
    unit = unit_in_header(header)
    if found.count in ("", "won_amount") or not (unit.is_of_money or (found.count == "wins" and unit.scale)):
        return found
    if found.count != "wins":
        return Understood(qualifiers=found.qualifiers)
    fields = (("amount", COMPOSED),)
    return replace(found, fields=fields, count="won_amount", sure=True)


def _taken_apart(header: str) -> tuple[str, tuple[str, ...]]:
    """The header without width, decoration and brackets, and what stood in brackets."""
    text = _SUMMED.sub("", unicodedata.normalize("NFKC", header)).replace("〔", "(").replace("〕", ")")
    text = text.replace("［", "(").replace("］", ")")
    text = re.sub(r"[【\[]([^】\]]*)[】\]]", r"(\1)", text)
    brackets = tuple(part.strip().casefold() for part in _BRACKETS.findall(text) if part.strip())
    bare = _BRACKETS.sub(" ", text)
    bare = _DECORATION.sub(" ", bare)
    bare = _CAMEL.sub(" ", bare).casefold().replace("_", " ")
    bare = re.sub(r"[^\S\n]+", " ", bare).strip(" \n,、。;")
    bare = without_unit(bare)
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
    hint: Understood | None = None
    for candidate in _shorter(text):
        found = composed(candidate)
        if not found.count and word_key(candidate) in _no_use():
            found = Understood(qualifiers=found.qualifiers, no_use=True)  # 電話番号 is no id of a record
        if found:
            return replace(found, no_use=not found.sure and _is_no_use(text)) if found.count else found
        hint = hint or (found if found.qualifiers or found.no_use else None)
    return replace(hint or Understood(), no_use=bool(hint and hint.no_use) or _is_no_use(text))


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
    bare = composed(text) if not count else Understood()
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
        if found := _whole(candidate) or composed(candidate):
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


def _done_in_brackets(found: Understood, plain: str, brackets: Iterable[str]) -> Understood:
    """訪問件数(実施), 商談数(有効): what was done with it stands in brackets, and makes it another count."""
    for text in brackets:
        read = parts_of(text)
        if found.count and not read.unknown and [kind for kind, _, _ in read.found] == ["action"]:
            together = composed(f"{text}{plain}" if not text.isascii() else f"{plain} {text}")
            found = replace(found, count=together.count or found.count, level=together.level or found.level)
    return found


def _with_brackets(found: Understood, brackets: Iterable[str]) -> Understood:
    """`found` with what its brackets add: qualifiers, a time zone, a part, its name in another language."""
    for text in brackets:
        if zone := ZONE.search(text):
            found = replace(found, zone=(zone[1] + (zone[2] or "")).upper())
            continue
        if text in _NAMES and any(name == "rep" for name, _ in found.fields):
            found = replace(found, fields=((_NAMES[text], 0),))
            continue
        read = parts_of(text)
        qualifiers = {key for category, key, _ in read.found if category == "qualifier"}
        if qualifiers:
            found = replace(found, qualifiers=found.qualifiers | qualifiers)
        elif not found and not found.no_use and (said := _of_text(text)):
            found = said
        elif any(category == "slice" for category, _, _ in read.found) or "うち" in text:
            found = replace(found, part=f"{found.part} {text}".strip())
    if not found.zone and (zone := ZONE.search(" ".join(brackets))):
        found = replace(found, zone=zone[1].upper())
    return found


def _in_group(found: Understood, plain: str, group: str) -> Understood:
    """`found` below a group label: 目標 qualifies, 電話 says which part of アポ数 and what 件数 counts."""
    above, _ = _taken_apart(group)
    read = parts_of(above)
    qualifiers = {key for category, key, _ in read.found if category == "qualifier"}
    if qualifiers and not read.unknown:
        found = replace(found, qualifiers=found.qualifiers | qualifiers)
    concepts = {key for category, key, _ in read.found if category == "concept"}
    if not concepts or read.unknown:
        return found
    if not found.count and not found.fields:
        together = composed(f"{above} {plain}")
        return (
            replace(together, qualifiers=together.qualifiers | found.qualifiers) if together.count else found
        )
    if not found.count and {name for name, _ in found.fields} <= {"quantity", "metric"}:
        together = composed(f"{above} {plain}")
        return together if together.count else found
    return replace(found, part=f"{above} {found.part}".strip()) if found.count else found
