"""Who did it, as the columns of a table say: in one column or two, one person in a cell or several."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.words.notpeople import nobodies_among
from sheetkpi.sources.words.results import is_inbound

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Cells

_BETWEEN = lazy_pattern(r"\s*(?:[、,/／&＆;；+＋\n|→⇒➡⇨]|[-=]>)\s*|\s+(?:and|と)\s+")
_IN_BRACKETS = lazy_pattern(r"([^(（]+?)\s*[(（]\s*([^()（）]+?)\s*[)）]")
_FOR = lazy_pattern(
    r"^(?:代理|代行|代|同行者?|同席者?|引継ぎ?先?|後任|前任|支援|補佐|副|for|with|cover(?:ing)?|c/o)"
    r"\s*[:：・ ]?\s*"
)
_JAPANESE = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff々]")


def reps_of(cells: Cells, columns: dict[str, Column]) -> Encoded:
    """The rep of each row; family and given name in two columns become one name, and of calls that came in
    the rep is the one who was called (`rep.2`), where columns name both.

    Japanese names are written family name first, without a space (佐藤葵), others as `Amy Fox`.
    """
    if "rep.2" in columns:
        return _ours_by_direction(cells, columns)
    if "rep" in columns or "family_name" not in columns:
        return cells.encoded(columns.get("rep"))
    family, given = cells.encoded(columns["family_name"]), cells.encoded(columns["given_name"])
    width = len(given.texts) + 1
    pairs = (family.codes.astype(np.int64) + 1) * width + (given.codes + 1)
    present, codes = np.unique(pairs, return_inverse=True)
    texts = [
        _full_name(_at(family, pair // width - 1), _at(given, pair % width - 1)) for pair in present.tolist()
    ]
    empty = np.array([not text for text in texts], dtype=bool)
    numbers = np.where(empty[codes], -1, codes).astype(np.int32)
    return Encoded(numbers, texts)


def _ours_by_direction(cells: Cells, columns: dict[str, Column]) -> Encoded:
    """Who called, or was called where the call came in."""
    callers, called = cells.encoded(columns["rep"]), cells.encoded(columns["rep.2"])
    way = cells.encoded(columns["direction"])
    inbound = way.spread(np.array([is_inbound(text) for text in way.texts], dtype=bool), False)
    there = np.where(called.codes >= 0, called.codes + len(callers.texts), -1)
    codes = np.where(inbound, there, callers.codes).astype(np.int32)
    return Encoded(codes, callers.texts + called.texts)


def named_only(reps: Encoded, people: Set[str] = frozenset()) -> Encoded:
    """`reps` with cells that say that nobody is named (未定, N/A) empty.

    >>> column = named_only(Encoded(np.array([0, 1], dtype=np.int32), ["佐藤葵", "未定"]))
    >>> column.codes.tolist()
    [0, -1]
    """
    nobody = nobodies_among(reps.texts, people)
    if not any(nobody):
        return reps
    flags = reps.spread(np.array(nobody, dtype=bool), False)
    return Encoded(np.where(flags, np.int32(-1), reps.codes), reps.texts)


def _at(column: Encoded, code: int) -> str:
    return column.texts[code].strip() if code >= 0 else ""


def _full_name(family: str, given: str) -> str:
    if _JAPANESE.search(family + given):
        return family + given
    return f"{given} {family}".strip()


def several_people(texts: Sequence[str], people: Set[str] = frozenset()) -> list[bool]:
    """Which of the distinct `texts` of a column name more than one person.

    A sign between names is not enough (`Fox, Amy` is one person): one of them stands in another cell by
    itself or is on the roster (`people`, keys of names). Where only a space or brackets are between them,
    each of them has to.

    >>> several_people(["佐藤葵、田中蓮", "佐藤葵", "Fox, Amy", "佐藤葵→高橋海"])
    [True, False, False, True]
    >>> several_people(["佐藤葵 田中蓮", "佐藤 葵(代:田中蓮)", "佐藤葵", "田中 蓮", "田中 蓮(東京)"])
    [True, True, False, False, False]
    """
    split = [_BETWEEN.split(text.strip()) for text in texts]
    alone = {person_key(parts[0]) for parts in split if len(parts) == 1} | set(people)
    known = [person_key(text) in people for text in texts]
    return [
        not own
        and (
            (
                len(parts) > 1
                and all(len(part) > 1 for part in parts)
                and any(person_key(part) in alone for part in parts)
            )
            or (len(parts) == 1 and _both_alone(parts[0], alone))
        )
        for own, parts in zip(known, split, strict=True)
    ]


def _both_alone(text: str, alone: Set[str]) -> bool:
    """Whether a text is two names or more, each of which stands by itself elsewhere: 佐藤葵 田中蓮."""
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed:
        pair = [person_key(part) for part in (bracketed[1], _FOR.sub("", bracketed[2]))]
        return pair[0] != pair[1] and all(len(key) > 1 and key in alone for key in pair)
    words = text.split()
    for at in range(1, len(words)):
        first = person_key("".join(words[:at]))
        rest = " ".join(words[at:])
        if not _JAPANESE.search(text) and (at < 2 or len(words) - at < 2):
            continue  # Amy and Fox may stand alone, and Amy Fox is one person all the same
        if len(first) > 1 and first in alone and len(person_key(rest)) > 1:
            if person_key(rest) in alone and person_key(rest) != first:
                return True
            if _both_alone(rest, alone):
                return True
    return False
