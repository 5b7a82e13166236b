"""Where the headers of a sheet are, and which field each of its columns holds.

Titles, blank rows and empty columns may stand before the headers, and headers may take two rows, a group
label (1回目, merged over its columns) above 架電日, 結果, 詳細. A column may be a candidate for several
fields (ステータス is a call's result or a deal's stage); which it is depends on the sheet's shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.vocabulary import COUNT_HEADERS, HEADERS, OTHERS, word_key

if TYPE_CHECKING:
    from sheetkpi.sources.headers.column_map import ColumnMap, SheetColumns
    from sheetkpi.sources.raw import RawSheet

SEARCHED_ROWS = 40
"""In how many rows from the top headers are looked for."""

_OVERRIDDEN = -1
"""The priority of a column that `ColumnMap` names: before every word known here."""


@dataclass(frozen=True)
class Column:
    """One column that holds a field: its place in `RawSheet.cells` (from 0) and its header as it stands."""

    index: int
    header: str
    priority: int = 0


@dataclass(frozen=True)
class Headers:
    """The headers of one sheet.

    `rows` are the rows (from 0) the headers take, the last of them being the row above the data. `texts`
    has the header of every column ("" where there is none), `parts` the texts of its cells.
    `fields` has, for each field, the columns that may hold it, the preferred first; `counts` the same for
    counts of the KPI tree. `attempts` has, for each attempt of a call list, the column of each field.
    """

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    parts: tuple[frozenset[str], ...] = ()
    fields: dict[str, list[Column]] = field(default_factory=dict)
    counts: dict[str, list[Column]] = field(default_factory=dict)
    attempts: dict[int, dict[str, Column]] = field(default_factory=dict)

    @property
    def first_data_row(self) -> int:
        """The row (from 0) below the headers."""
        return self.rows[-1] + 1

    def has(self, *fields: str) -> bool:
        """Whether some column may hold one of `fields`."""
        return any(name in self.fields for name in fields)

    @property
    def recognised(self) -> int:
        """How many columns have a header that is known."""
        known = {
            column.index for columns in (*self.fields.values(), *self.counts.values()) for column in columns
        }
        known |= {column.index for attempt in self.attempts.values() for column in attempt.values()}
        return len(known)


def find_headers(sheet: RawSheet, column_map: ColumnMap) -> Headers | None:
    """The headers of `sheet`, or None where no row has two known headers.

    The row with the most known headers wins, the upper one of equals; two rows together where that makes
    more columns known than either alone. Raises SheetKPIError where `column_map` names one field twice.
    """
    grid = _top_rows(sheet)
    words = column_map.of_sheet(sheet)
    best: Headers | None = None
    for rows, texts in _header_candidates(grid):
        found = _read(rows, texts, words)
        found = replace(found, parts=_parts(grid, rows))
        if found.recognised > (best.recognised if best else 1):
            best = found
    if best:
        words.check(best.texts)
    return best


def _parts(grid: Sequence[tuple[str, ...]], rows: tuple[int, ...]) -> tuple[frozenset[str], ...]:
    columns = zip(*(grid[row] for row in rows), strict=True)
    return tuple(frozenset(text for text in column if text) for column in columns)


def _top_rows(sheet: RawSheet) -> list[tuple[str, ...]]:
    columns = [column.slice(0, SEARCHED_ROWS).to_pylist() for column in sheet.cells.columns]
    return [tuple((text or "").strip() for text in row) for row in zip(*columns, strict=True)]


def _header_candidates(grid: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Every row that may hold the headers, alone and together with the row above it."""
    for row, texts in enumerate(grid):
        if sum(map(bool, texts)) >= 2:
            yield (row,), texts
    for row in range(len(grid) - 1):
        if any(grid[row]) and any(grid[row + 1]):
            yield (row, row + 1), _joined(grid[row], grid[row + 1])


def _joined(groups: Sequence[str], headers: Sequence[str]) -> tuple[str, ...]:
    """Two header rows as one: a group label holds for the empty cells to its right."""
    joined = []
    group = ""
    for above, below in zip(groups, headers, strict=True):
        group = above or (group if below else "")
        if not below:
            joined.append(above)
        elif group and not _is_known(below, group):
            joined.append(f"{group} {below}")
        else:
            joined.append(below)
    return tuple(joined)


def _is_known(header: str, group: str) -> bool:
    """Whether `header` says all by itself, its group being a title and no part of it."""
    return attempt_of(f"{group} {header}") is None and bool(fields_of(header) or count_of(header))


def _read(rows: tuple[int, ...], texts: tuple[str, ...], words: SheetColumns) -> Headers:
    found = Headers(rows, texts)
    for index, text in enumerate(texts):
        if not text:
            continue
        override = words.field_of(text)
        if override == "ignore":
            continue
        if override:
            _add(found, override, Column(index, text, _OVERRIDDEN), words)
        elif word_key(text) not in OTHERS:
            _add_known(found, index, text, words)
    for number in [number for number, attempt in found.attempts.items() if "date" not in attempt]:
        del found.attempts[number]  # 備考1, 備考2: numbered, but no attempts
    for columns in (*found.fields.values(), *found.counts.values()):
        columns.sort(key=lambda column: (column.priority, column.index))
    return found


def _add(found: Headers, name: str, column: Column, words: SheetColumns) -> None:
    if attempt := attempt_of(name):
        found.attempts.setdefault(attempt[0], {})[attempt[1]] = column
    elif words.is_count(name):
        found.counts.setdefault(name, []).append(column)
    else:
        found.fields.setdefault(name, []).append(column)


def _add_known(found: Headers, index: int, text: str, words: SheetColumns) -> None:
    if attempt := attempt_of(text):
        found.attempts.setdefault(attempt[0], {}).setdefault(attempt[1], Column(index, text))
        return
    for name, priority in fields_of(text):
        found.fields.setdefault(name, []).append(Column(index, text, priority))
    if key := words.own_counts.get(normalise(text)) or count_of(text):
        found.counts.setdefault(key, []).append(Column(index, text))


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


def fields_of(header: str) -> list[tuple[str, int]]:
    """The fields a column under `header` may hold, each with the place of the word in its order.

    >>> [name for name, _ in fields_of("ステータス")], fields_of("次回架電日")
    (['result', 'stage'], [])
    """
    return _priorities().get(word_key(header), [])


def count_of(header: str) -> str | None:
    """The count a column of daily counts under `header` holds, or None.

    >>> count_of("コール数"), count_of("Meetings set")
    ('calls', 'meetings')
    """
    return _counts().get(word_key(header))


_NUMBERED = (
    re.compile(r"第?(?P<number>\d{1,2})(?:回目|回|次|度目|件目|コール目|架電目|st|nd|rd|th)の?(?P<rest>.+)"),
    re.compile(r"(?:架電|コール|電話|tel|call|attempt|テレアポ)(?P<number>\d{1,2})(?:回目)?(?P<rest>.+)"),
    re.compile(r"(?P<rest>.+?)(?P<number>\d{1,2})(?:回目)?"),
)
_ATTEMPT_WORDS = {
    "date": ("日", "日付", "日時", "架電", "コール", "電話", "call", "date", "attempt date", "年月日"),
    "result": ("結果", "成果", "result", "outcome", "status", "ステータス"),
    "detail": ("詳細", "内容", "備考", "メモ", "コメント", "note", "notes", "detail"),
    "rep": ("担当", "担当者", "架電者", "対応者", "rep", "caller", "agent"),
    "time": ("時間", "時刻", "time"),
}


@cache
def _attempt_fields() -> dict[str, str]:
    known: dict[str, str] = {}
    for name, words in _ATTEMPT_WORDS.items():
        for word in (*HEADERS[name], *words):
            known.setdefault(word_key(word), name)
    return known


@cache
def attempt_of(header: str) -> tuple[int, str] | None:
    """Which attempt of a call list, and which of its fields, `header` names; None for other headers.

    >>> attempt_of("1回目架電日"), attempt_of("２次コール日"), attempt_of("次回架電日")
    ((1, 'date'), (2, 'date'), None)
    """
    key = word_key(header)
    if key.startswith("初回"):
        key = "1回目" + key.removeprefix("初回")
    for pattern in _NUMBERED:
        match = pattern.fullmatch(key)
        if match and (name := _attempt_fields().get(match["rest"])):
            return int(match["number"]), name
    return None
