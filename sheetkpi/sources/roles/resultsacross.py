"""Results across: a column of numbers for each result (不在, 受付NG, 担当接続, アポ獲得), in all the calls.

Such columns exclude each other, unlike counts of a funnel, in which each アポ is one of the 接続 too. The sum
tells which it is: where all of them make the total of each row (計, 架電数), each call stands in one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.roles.content import JUDGED_ROWS
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.sources.words.results import is_known_result, meaning_of
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array
    from sheetkpi.sources.roles.choosing import Candidates


@dataclass(frozen=True)
class Across:
    """The columns of each count, the further ones that are parts of it, and those of results that are calls
    and nothing more (`parts`)."""

    counts: dict[str, Column]
    summed: dict[str, tuple[Column, ...]]
    parts: tuple[Column, ...]


_TOTAL = lazy_pattern(r"(?:合|総|小)?計|総(?:件)?数|合計(?:件)?数|件数|(?:grand)?total(?:calls|dials)?|sum")
_OTHER = lazy_pattern(r"その他|他|不明|再架電|再コール|折返し?|折り返し?|others?|unknown|callbacks?|misc")
_COUNTING = lazy_pattern(r"(?:件|回|本)?数$")
_LEAST_PARTS = 3
_HOLDS = 0.9
"""The share of rows in which the parts make the total; the others were typed wrongly, or counted twice."""


def across(found: Candidates, used: set[int]) -> Across | None:
    """The calls, connects and meetings of a table with results across, None where it is no such table."""
    columns = _numeric(found, used)
    totals = [one for one in columns if _is_total(found, one)]
    parts = [one for one in columns if one not in totals and result_named(one.header)]
    if not {"no_contact", "reception"} & {result_named(one.header) for one in parts}:
        return None
    calls = [one for one in parts if _count(found, one) in ("", "connects", "meetings")]
    for total in sorted(totals, key=lambda one: _count(found, one) != "calls"):
        for whole in (parts, calls):
            for exclusive in (whole, [one for one in whole if result_named(one.header) != "meeting"]):
                if len(exclusive) >= _LEAST_PARTS and _make_up(found, exclusive, total):
                    return _counted(found, exclusive, parts, total)
    return None


def _counted(
    found: Candidates, exclusive: Sequence[Column], parts: Sequence[Column], total: Column
) -> Across:
    """The counts of parts that make up a total: who was reached is every part that says so."""
    reached = {"connected", "meeting"} | ({"reception"} if found.settings.connect_level == "line" else set())
    of_count = {
        "calls": [total],
        "connects": [one for one in exclusive if result_named(one.header) in reached],
        "meetings": [one for one in parts if result_named(one.header) == "meeting"],
    }
    told = {key: columns for key, columns in of_count.items() if columns}
    others = [one for one in exclusive if all(one not in columns for columns in told.values())]
    more = {key: tuple(columns[1:]) for key, columns in told.items() if columns[1:]}
    return Across({key: columns[0] for key, columns in told.items()}, more, tuple(others))


def _numeric(found: Candidates, used: set[int]) -> list[Column]:
    """The columns of whole numbers that nothing else is read from."""
    headers = found.headers
    columns = (Column(index, header) for index, header in enumerate(headers.texts) if header)
    free = (one for one in columns if one.index not in used | headers.ignored)
    return [
        one for one in free if found.content(one).numberlike >= _HOLDS and found.content(one).dates < _HOLDS
    ]


def result_named(header: str) -> str:
    """What the result means that a header of numbers names, "other" for one nobody can place, "" for none.

    >>> result_named("受付NG"), result_named("Left Voicemail"), result_named("その他"), result_named("備考")
    ('reception', 'no_contact', 'other', '')
    """
    if _OTHER.fullmatch(_COUNTING.sub("", word_key(header))):
        return "other"
    text = _COUNTING.sub("", header.strip())
    meaning = meaning_of(text) if is_known_result(text) else ""
    return meaning if meaning in _RESULTS else ""


_RESULTS = ("no_contact", "reception", "connected", "meeting", "not_meeting", "unknown")


def _is_total(found: Candidates, column: Column) -> bool:
    return _count(found, column) == "calls" or bool(_TOTAL.fullmatch(word_key(column.header)))


def _count(found: Candidates, column: Column) -> str:
    """The count of the day that a header names all by itself, "" for none."""
    said = found.headers.understood.get(column.index)
    return said.count if said and said.is_of_the_day and not said.unknown else ""


def _make_up(found: Candidates, parts: Sequence[Column], total: Column) -> bool:
    """Whether `parts` add up to `total` in nearly all rows that have one, some of several parts."""
    whole = _values(found, total)
    numbers = np.array([np.nan_to_num(_values(found, one)) for one in parts])
    there = ~np.isnan(whole) & (whole > 0)
    if not there.any() or not ((numbers != 0).sum(axis=0)[there] > 1).any():
        return False
    return bool((numbers.sum(axis=0) == whole)[there].mean() >= _HOLDS)


def _values(found: Candidates, column: Column) -> Array:
    cells = found.sheet.cells.column(column.index).slice(found.headers.first_data_row, JUDGED_ROWS)
    return clean_numbers([str(text or "") for text in cells.to_pylist()]).values
