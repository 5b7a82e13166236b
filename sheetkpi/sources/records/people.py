"""Who did it, as the columns of a table say: in one column or two, one person in a cell or several."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.words.notpeople import nobodies_among

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Cells

_BETWEEN = lazy_pattern(r"\s*[、,/／&＆;；+＋\n|]\s*|\s+(?:and|と)\s+")
_JAPANESE = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff々]")


def reps_of(cells: Cells, columns: dict[str, Column]) -> Encoded:
    """The rep of each row; family and given name in two columns become one name.

    Japanese names are written family name first, without a space (佐藤葵), others as `Amy Fox`.
    """
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
    itself or is on the roster (`people`, keys of names).

    >>> several_people(["佐藤葵、田中蓮", "佐藤葵", "Fox, Amy"])
    [True, False, False]
    """
    split = [_BETWEEN.split(text.strip()) for text in texts]
    alone = {person_key(parts[0]) for parts in split if len(parts) == 1} | set(people)
    return [
        len(parts) > 1
        and all(len(part) > 1 for part in parts)
        and person_key(text) not in people
        and any(person_key(part) in alone for part in parts)
        for text, parts in zip(texts, split, strict=True)
    ]
