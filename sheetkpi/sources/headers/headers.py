"""Where the headers of a sheet are, and which field each of its columns holds.

Titles, blank rows and empty columns may stand before the headers, and headers may take two rows, a group
label (1回目, merged over its columns) above 架電日, 結果, 詳細. A column may be a candidate for several
fields (ステータス is a call's result or a deal's stage); which it is depends on the sheet's shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.formats import Format, format_of
from sheetkpi.sources.headers.composing import Understood
from sheetkpi.sources.headers.grammar import is_headerlike, understand
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.staffwords import are_of_staff
from sheetkpi.sources.words.vocabulary import HEADERS, word_key

if TYPE_CHECKING:
    from sheetkpi.sources.headers.column_map import ColumnMap
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
    `understood` is what the header of each column says, `ignored` are those a person said not to use,
    `read_as` how a person said the dates of a column are to be read, `format` the system's that wrote them.
    """

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    parts: tuple[frozenset[str], ...] = ()
    fields: dict[str, list[Column]] = field(default_factory=dict)
    counts: dict[str, list[Column]] = field(default_factory=dict)
    attempts: dict[int, dict[str, Column]] = field(default_factory=dict)
    understood: dict[int, Understood] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    read_as: dict[int, str] = field(default_factory=dict)
    format: Format | None = None

    @property
    def first_data_row(self) -> int:
        """The row (from 0) below the headers."""
        return self.rows[-1] + 1

    def has(self, *fields: str) -> bool:
        """Whether some column may hold one of `fields`."""
        return any(name in self.fields for name in fields)

    @property
    def score(self) -> float:
        """How much these texts look like headers: 1 for each that is known, less for guesses.

        Cells of data look like headers too (接続 and 架電 may be results as well as counts); numbers and
        dates never are one.
        """
        score = 0.0
        known = {column.index for columns in self.fields.values() for column in columns}
        for columns in self.counts.values():
            known |= {column.index for column in columns if column.priority <= 0}
        known |= {column.index for attempt in self.attempts.values() for column in attempt.values()}
        for index, text in enumerate(self.texts):
            said = self.understood.get(index)
            if index in known:
                score += 1
            elif said and (said.count or said.no_use):
                score += 1 if said.sure else 0.4
            elif text and text[0].isdigit() and _VALUE.match(text):
                score -= 0.5
        return score


_VALUE = lazy_pattern(r"\d[\d,./: -]*$")


class SheetColumns(Protocol):
    """What `ColumnMap` says about one sheet (see `headers.column_map`)."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The field or count of each header a person mapped."""

    @property
    def own_counts(self) -> Mapping[str, str]:
        """The user's own counts by their names."""

    @property
    def read_as(self) -> Mapping[str, str]:
        """How the dates of each header are to be read."""

    def field_of(self, header: str) -> str | None:
        """The field, count or "ignore" that a person chose for `header`, or None."""

    def is_count(self, name: str) -> bool:
        """Whether `name` is a count of the KPI tree and no field."""


@dataclass(frozen=True)
class _NothingMapped:
    fields: Mapping[str, str] = field(default_factory=dict)
    own_counts: Mapping[str, str] = field(default_factory=dict)
    read_as: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, header: str) -> str | None:
        return None

    def is_count(self, name: str) -> bool:
        return False


_NOTHING_MAPPED = _NothingMapped()


def find_headers(sheet: RawSheet, column_map: ColumnMap) -> Headers | None:
    """The headers of `sheet`, or None where no row has two known headers (a name and a team alone aside).

    The row with the most known headers wins, the upper one of equals; two rows together where that makes
    more columns known than either alone. Under headers that stood ready, those of an export that was pasted
    below with its own hold. Raises SheetKPIError where `column_map` names one field twice.
    """
    grid = _top_rows(sheet)
    words = column_map.of_sheet(sheet)
    best: Headers | None = None
    best_score = 1.0
    for rows, texts, groups in _header_candidates(grid, words):
        found = _read(rows, texts, groups, words)
        if found.score > best_score:
            best, best_score = replace(found, parts=_parts(grid, rows)), found.score
        elif best is None and len(rows) == 1 and are_of_staff(texts):
            best = replace(found, parts=_parts(grid, rows))
    if best:
        best = _of_pasted_export(grid, best, words)
        words.check(best.texts)
    return best


_SURELY_HEADERS = 3
"""Known headers in the row below another from which on it is no row of data."""


def _of_pasted_export(grid: Sequence[tuple[str, ...]], best: Headers, words: SheetColumns) -> Headers:
    """The headers right below `best` where that row has headers of its own, else `best`."""
    row = best.rows[-1] + 1
    if len(best.rows) > 1 or row >= len(grid) or grid[row] == grid[row - 1]:
        return best
    texts = [text for text in grid[row] if text]
    found = _read((row,), grid[row], ("",) * len(grid[row]), words)
    several = found.score >= max(_SURELY_HEADERS, best.score / 2)
    if several and "date" in found.fields and 2 * sum(map(is_headerlike, texts)) > len(texts):
        return replace(found, parts=_parts(grid, (row,)))
    return best


def _parts(grid: Sequence[tuple[str, ...]], rows: tuple[int, ...]) -> tuple[frozenset[str], ...]:
    columns = zip(*(grid[row] for row in rows), strict=True)
    return tuple(frozenset(text for text in column if text) for column in columns)


def _top_rows(sheet: RawSheet) -> list[tuple[str, ...]]:
    columns = [column.slice(0, SEARCHED_ROWS).to_pylist() for column in sheet.cells.columns]
    return [tuple((text or "").strip() for text in row) for row in zip(*columns, strict=True)]


def _header_candidates(
    grid: Sequence[tuple[str, ...]], words: SheetColumns
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]]:
    """Every row that may hold the headers, alone and together with the row above it: rows, texts, groups."""
    like = _likeness(grid, words)
    most = max(like, default=0)
    near = {row for row, number in enumerate(like) if number and number * 2 >= most}
    for row in sorted(near):
        if sum(map(bool, grid[row])) >= 2:
            yield (row,), grid[row], ("",) * len(grid[row])
    for row in range(len(like) - 1):
        if {row, row + 1} & near and any(grid[row]) and any(grid[row + 1]):
            yield (row, row + 1), *_grouped(grid[row], grid[row + 1])


def _likeness(grid: Sequence[tuple[str, ...]], words: SheetColumns) -> list[int]:
    """How many cells of each row look like headers at first sight; a few rows below a good one are enough."""
    like: list[int] = []
    for number, row in enumerate(grid):
        mapped = sum(words.field_of(text) is not None for text in row if text) if words.fields else 0
        like.append(max(mapped, sum(map(is_headerlike, row))))
        best = max(like)
        if (
            best >= 3
            and number - like.index(best) >= _ROWS_BELOW
            and 2 * best >= len([t for t in grid[like.index(best)] if t])
        ):
            break
    return like


_ROWS_BELOW = 6


def _grouped(groups: Sequence[str], headers: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two header rows: the text of each column, and the group label that stands over it.

    A group label holds for the empty cells to its right. A text in the upper row only is the header.
    """
    texts, labels = [], []
    group = ""
    for above, below in zip(groups, headers, strict=True):
        group = above or (group if below else "")
        texts.append(below or above)
        labels.append(group if below else "")
    return tuple(texts), tuple(labels)


def _read(
    rows: tuple[int, ...], texts: tuple[str, ...], groups: tuple[str, ...], words: SheetColumns
) -> Headers:
    """What these texts say as headers. Many files share theirs: those nobody mapped are read once."""
    if words.fields or words.own_counts or words.read_as:
        return _read_anew(rows, texts, groups, words)
    return _read_once(rows, texts, groups)


@lru_cache(maxsize=1024)
def _read_once(rows: tuple[int, ...], texts: tuple[str, ...], groups: tuple[str, ...]) -> Headers:
    return _read_anew(rows, texts, groups, _NOTHING_MAPPED)


def _read_anew(
    rows: tuple[int, ...], texts: tuple[str, ...], groups: tuple[str, ...], words: SheetColumns
) -> Headers:
    full = tuple(_full(text, group) for text, group in zip(texts, groups, strict=True))
    found = Headers(rows, full, format=format_of(texts))
    for index, (text, group) in enumerate(zip(texts, groups, strict=True)):
        if not text:
            continue
        header = found.texts[index]
        override = words.field_of(header) or words.field_of(text)
        if words.read_as and (
            way := words.read_as.get(normalise(header)) or words.read_as.get(normalise(text))
        ):
            found.read_as[index] = way
        if override == "ignore":
            found.ignored.add(index)
        elif override:
            _add(found, override, Column(index, header, _OVERRIDDEN), words)
        else:
            _add_known(found, index, text, group, words)
    for number in [number for number, attempt in found.attempts.items() if "date" not in attempt]:
        del found.attempts[number]  # 備考1, 備考2: numbered, but no attempts
    for columns in (*found.fields.values(), *found.counts.values()):
        columns.sort(key=lambda column: (column.priority, column.index))
    return found


def _full(text: str, group: str) -> str:
    """How a column below a group label is called, where the label makes a difference."""
    if not group or group == text:
        return text
    if attempt_of(f"{group} {text}") or understand(text, group) != understand(text) or not understand(text):
        return f"{group} {text}"
    return text


def _add(found: Headers, name: str, column: Column, words: SheetColumns) -> None:
    if attempt := attempt_of(name):
        found.attempts.setdefault(attempt[0], {})[attempt[1]] = column
    elif words.is_count(name):
        found.counts.setdefault(name, []).append(column)
    else:
        found.fields.setdefault(name, []).append(column)


def _add_known(found: Headers, index: int, text: str, group: str, words: SheetColumns) -> None:
    column = Column(index, found.texts[index])
    header_key = word_key(text)
    if found.format and header_key in found.format.fields:
        found.understood[index] = replace(understand(text, group), qualifiers=frozenset())
        found.fields.setdefault(found.format.fields[header_key], []).append(replace(column, priority=0))
        return
    if found.format and header_key in found.format.known:
        found.understood[index] = Understood(no_use=True)
        return
    if attempt := (attempt_of(text) or (attempt_of(f"{group} {text}") if group else None)):
        found.attempts.setdefault(attempt[0], {}).setdefault(attempt[1], column)
        return
    said = understand(text, group)
    found.understood[index] = said
    if key := words.own_counts.get(normalise(text)):
        found.counts.setdefault(key, []).append(column)
        return
    for name, priority in said.fields:
        found.fields.setdefault(name, []).append(replace(column, priority=priority))
    if said.count and said.is_of_the_day and not said.unknown:
        found.counts.setdefault(said.count, []).append(replace(column, priority=0 if said.sure else 1))


_NUMBERED = (
    lazy_pattern(
        r"第?(?P<number>\d{1,2})(?:回目|回|次|度目|件目|コール目|架電目|st|nd|rd|th)の?(?P<rest>.+)"
    ),
    lazy_pattern(r"(?:架電|コール|電話|tel|call|attempt|テレアポ)(?P<number>\d{1,2})(?:回目)?(?P<rest>.+)"),
    lazy_pattern(r"(?P<rest>.+?)(?P<number>\d{1,2})(?:回目)?"),
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
