"""Which of the shapes of raw activity a sheet has, and if none, what it lacks.

A call list is known by its numbered attempts (1回目架電日), deals by a stage or a deal's name with a date and
no result of an activity, daily counts by a column of counts, a log by a result, a kind or a date that says
架電; a roster by reps and teams without anything that happened. A date and a name alone are no activity:
attendance and expenses look like that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sheetkpi.sources.headers.headers import Column, Headers
from sheetkpi.sources.roles.judging import holds_answers, holds_kinds, holds_own_reps, identifies_rows
from sheetkpi.sources.words.vocabulary import CALL_DATES, GENERIC_REPS, WEAK_IDS, WEAK_KINDS, word_key

if TYPE_CHECKING:
    from sheetkpi.sources.activity import Shape
    from sheetkpi.sources.raw import RawSheet

FIELDS_OF: dict[Shape, tuple[str, ...]] = {
    "log": (
        *("date", "time", "rep", "kind", "direction", "result", "team", "company", "lead", "lead_source"),
        *("meeting_date", "id", "updated", "amount", "detail"),
    ),
    "call_list": ("rep", "team", "company", "lead", "lead_source", "meeting_date", "id", "detail"),
    "deals": (
        *("stage", "opportunity_date", "created", "close_date", "expected_close", "rep", "team", "amount"),
        *("id", "deal", "company", "lead", "lead_source", "updated", "detail"),
    ),
    "daily_counts": ("date", "rep", "team", "lead_source", "detail"),
    "roster": ("rep", "team", "aliases", "from", "to", "fte", "role"),
}
"""The fields each shape is read for, those first that choose first where a column may be either."""


@dataclass(frozen=True)
class Recognised:
    """One sheet with its shape and the column of each field, or with what it lacks (`missing_key`)."""

    sheet: RawSheet
    shape: Shape
    headers: Headers | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    counts: dict[str, Column] = field(default_factory=dict)
    missing_key: str = ""
    missing_values: dict[str, object] = field(default_factory=dict)

    @property
    def attempts(self) -> dict[int, dict[str, Column]]:
        """The attempts of a call list, by number."""
        return self.headers.attempts if self.headers and self.shape == "call_list" else {}

    @property
    def first_row(self) -> int:
        """The first row (from 0) of data."""
        return self.headers.first_data_row if self.headers else 0

    @property
    def read_as(self) -> dict[str, str]:
        """The header each field was read from, for the summary; attempts as `1.date`."""
        read = {name: column.header for name, column in self.columns.items()}
        for number, attempt in sorted(self.attempts.items()):
            read |= {f"{number}.{name}": column.header for name, column in attempt.items()}
        return read | {key: column.header for key, column in self.counts.items()}


def recognise(sheet: RawSheet, headers: Headers | None) -> Recognised:
    """The shape of `sheet`, whose headers are `headers`."""
    found = _recognised(sheet, headers)
    if sheet.has_views and found.shape == "none":
        return replace(found, missing_key="left.views")
    return found


def _recognised(sheet: RawSheet, headers: Headers | None) -> Recognised:
    if headers is None or sheet.cells.num_rows <= headers.first_data_row:
        empty = sheet.cells.num_rows == 0 or headers is not None
        return Recognised(sheet, "none", headers, missing_key="left.empty" if empty else "left.no_headers")
    for shape, fits in _TESTS.items():
        if fits(headers):
            columns = _columns(sheet, headers, shape)
            if missing := _missing(shape, columns, headers):
                return Recognised(sheet, "none", headers, missing_key=missing)
            return Recognised(sheet, shape, headers, columns, _counts(headers, shape, columns))
    return Recognised(sheet, "none", headers, missing_key=_first_lack(headers))


def _is_call_list(headers: Headers) -> bool:
    return bool(headers.attempts)


def _is_deals(headers: Headers) -> bool:
    dated = headers.has("opportunity_date", "created", "close_date", "expected_close")
    staged = any(
        column.priority < 0 or word_key(column.header) not in ("ステータス", "status", "結果")
        for column in headers.fields.get("stage", ())
    )
    if headers.has("date") and (headers.has("kind") or _has_own_result(headers)):
        return False
    return dated and (staged or headers.has("deal", "opportunity_date") or _has_won_date(headers))


def _has_own_result(headers: Headers) -> bool:
    return any(
        word_key(column.header) not in ("ステータス", "status") for column in headers.fields.get("result", ())
    )


def _has_won_date(headers: Headers) -> bool:
    return any(says_won(column) for column in headers.fields.get("close_date", ()))


def says_won(column: Column) -> bool:
    """Whether a close date's header says that only won deals have one (受注日, not クローズ日)."""
    key = word_key(column.header)
    return any(word in key for word in ("受注", "成約", "契約", "won"))


def _is_daily_counts(headers: Headers) -> bool:
    counted = set(headers.counts) - {"won_amount"}
    by_person = any(column.priority < 0 for columns in headers.counts.values() for column in columns)
    if headers.has("result", "kind") and (by_person or len(counted) < 2):
        return False  # a log in which a person had one more column counted
    return bool(counted) and headers.has("date")


def _is_log(headers: Headers) -> bool:
    calls = any(word_key(column.header) in CALL_DATES for column in headers.fields.get("date", ()))
    spoken_to = headers.has("company", "lead") and not headers.has("amount")
    mapped = any(
        column.priority < 0
        for columns in (*headers.fields.values(), *headers.counts.values())
        for column in columns
    )
    return headers.has("date") and (calls or spoken_to or mapped or headers.has("kind", "result"))


def _is_roster(headers: Headers) -> bool:
    happened = headers.has(
        "date", "result", "kind", "stage", "deal", "close_date", "created", "company", "amount"
    )
    return headers.has("rep") and headers.has("team", "role") and not happened and not headers.counts


_TESTS: dict[Shape, Callable[[Headers], bool]] = {
    "call_list": _is_call_list,
    "deals": _is_deals,
    "daily_counts": _is_daily_counts,
    "log": _is_log,
    "roster": _is_roster,
}


def _columns(sheet: RawSheet, headers: Headers, shape: Shape) -> dict[str, Column]:
    """The column of each field of `shape`; no column holds two fields."""
    taken: set[int] = set()
    if shape == "daily_counts":
        taken = {columns[0].index for columns in headers.counts.values()}
    chosen: dict[str, Column] = {}
    for name in FIELDS_OF[shape]:
        for column in headers.fields.get(name, ()):
            if column.index not in taken and _is_believable(sheet, headers, shape, name, column):
                chosen[name] = column
                taken.add(column.index)
                break
    return chosen


def _is_believable(sheet: RawSheet, headers: Headers, shape: Shape, name: str, column: Column) -> bool:
    """Whether what stands below a header that may mean several things speaks for this field."""
    if column.priority < 0:
        return True  # a person said so
    key = word_key(column.header)
    below = sheet.cells.column(column.index).slice(headers.first_data_row)
    if name == "rep" and key in GENERIC_REPS and shape in ("log", "call_list", "deals"):
        return holds_own_reps(below)
    if name == "kind" and key in WEAK_KINDS:
        return holds_kinds(below)
    if name == "id" and key in WEAK_IDS:
        return identifies_rows(below)
    if name == "result" and key == "応答":
        return holds_answers(below)
    return True


def _counts(headers: Headers, shape: Shape, columns: dict[str, Column]) -> dict[str, Column]:
    """The columns of counts: all in daily counts, in other shapes those that a person mapped."""
    used = {column.index for column in columns.values()}
    return {
        key: found[0]
        for key, found in headers.counts.items()
        if shape == "daily_counts" or (found[0].priority < 0 and found[0].index not in used)
    }


def _missing(shape: Shape, columns: dict[str, Column], headers: Headers) -> str:
    """What a sheet of `shape` lacks to be counted, as the key of a sentence, "" for nothing."""
    if "rep" not in columns:
        return "left.customer_reps" if headers.has("rep") else "left.no_rep"
    if shape in ("log", "daily_counts") and "date" not in columns:
        return "left.no_date"
    if shape == "log" and not (columns.keys() & {"result", "kind", "company", "lead"} or _is_log(headers)):
        return "left.no_activity"
    return ""


def _first_lack(headers: Headers) -> str:
    if not headers.has("rep"):
        return "left.no_rep"
    return "left.no_activity" if headers.has("date") else "left.no_date"
