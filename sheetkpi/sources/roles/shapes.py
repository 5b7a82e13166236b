"""Which of the shapes of raw activity a table has, and if none, what it lacks.

A call list is known by its numbered attempts (1回目架電日), deals by a stage or a deal's name with a date and
no result of an activity, daily counts by columns of numbers, a list of meetings by the day each was set or
is to be and a company, a log by a result, a kind, ticks or a date that says 架電; a list of leads by the day
each came in, and nothing that was done; a roster by reps and teams without anything that happened. A date and
a name alone are no activity: attendance and expenses look like that. Headers propose, and what stands below
them decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from sheetkpi.grid import cell_address
from sheetkpi.sources.headers.composing import COMPOSED
from sheetkpi.sources.headers.headers import Column, Headers
from sheetkpi.sources.roles.choosing import Candidates
from sheetkpi.sources.roles.leadlists import is_lead_list, lead_list_columns
from sheetkpi.sources.roles.moneycolumns import with_money_columns
from sheetkpi.sources.roles.resultsacross import across
from sheetkpi.sources.roles.stafflists import staff_columns
from sheetkpi.sources.roles.whoacted import by_direction, only_name
from sheetkpi.sources.words.leadwords import is_last_day
from sheetkpi.sources.words.results import meaning_of
from sheetkpi.sources.words.vocabulary import CALL_DATES, GENERIC_TEAMS, is_of_other_trade, word_key

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.activity import Shape
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.records.records import Grain
    from sheetkpi.sources.values.money import MoneyTitle

FIELDS_OF: dict[Shape, tuple[str, ...]] = {
    "log": (
        *("row_type", "date", "time", "family_name", "given_name", "rep", "kind", "direction", "result"),
        *("status", "done", "deleted", "quantity", "team", "company", "contact", "lead"),
        *("lead_source", "meeting_date", "session", "id", "updated", "amount", "reason", "detail"),
        *("meeting_result", "accepted", "rejection", "field_sales"),
    ),
    "meetings": (
        *(
            "set_date",
            "meeting_date",
            "family_name",
            "given_name",
            "rep",
            "meeting_result",
            "result",
            "accepted",
        ),
        *("rejection", "field_sales", "team", "company", "contact", "lead", "lead_source", "deleted", "id"),
        *("updated", "detail"),
    ),
    "call_list": (
        *("rep", "team", "company", "contact", "lead", "lead_source", "meeting_date", "deleted", "id"),
        "detail",
    ),
    "deals": (
        *("stage", "opportunity_date", "close_date", "created", "expected_close", "rep", "team", "amount"),
        *(
            "status",
            "won_flag",
            "deleted",
            "id",
            "deal",
            "company",
            "contact",
            "lead",
            "lead_source",
            "updated",
            "reason",
            "detail",
        ),
    ),
    "daily_counts": ("row_type", "date", "family_name", "given_name", "rep", "team", "lead_source", "detail"),
    "roster": ("family_name", "given_name", "rep", "team", "aliases", "from", "to", "fte", "role"),
}
"""The fields each shape is read for, those first that choose first where a column may be either."""


@dataclass(frozen=True)
class Recognised:
    """One table with its shape and the column of each field, or with what it lacks (`missing_key`).

    `counts` has the column of each count, `summed` the further columns of a count that are parts of it,
    `ticks` those in which ○ says that the count happened. `grain` is what a row of daily counts sums up.
    `whole` is the sheet the table lies on, `sheet` itself where the table is all of it. `named_by` says that
    no column but the tab, a title or the row labels of a pivot table name the rep. Where each row tells of
    two records (see `tables.ledgers`), the second list lies `beside` the first and `is_beside`. `meant` is
    the shape that a table would have but for what it lacks. `is_summary` says that the counts seem to sum up
    what stands elsewhere (see `tables.summaries`). `money_title` is a title above it that says what one means
    in amounts, `parts` are the columns of results that are among the calls and nothing more (see
    `resultsacross`).
    """

    sheet: RawSheet
    shape: Shape
    headers: Headers | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    counts: dict[str, Column] = field(default_factory=dict)
    summed: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    ticks: dict[str, Column] = field(default_factory=dict)
    grain: Grain = "record"
    missing_key: str = ""
    missing_values: dict[str, object] = field(default_factory=dict)
    whole: RawSheet | None = None
    named_by: Literal["", "tab", "title", "labels"] = ""
    beside: Recognised | None = None
    is_beside: bool = False
    meant: Shape = "none"
    is_summary: bool = False
    money_title: MoneyTitle | None = None
    parts: tuple[Column, ...] = ()

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
        if "rep.2" in read:
            read["rep"] = f"{read['rep']} / {read.pop('rep.2')}"
        for number, attempt in sorted(self.attempts.items()):
            read |= {f"{number}.{name}": column.header for name, column in attempt.items()}
        for key, column in (*self.ticks.items(), *self.counts.items()):
            read[key] = " + ".join([column.header, *(more.header for more in self.summed.get(key, ()))])
        return read

    @property
    def places(self) -> dict[str, str]:
        """The cells where that begins which fields were read from that no column of the sheet has: a title,
        days across."""
        origin, found = self.sheet.origin, dict[str, str]()
        if origin is None or self.first_row >= len(origin.rows):
            return found
        first = np.array([self.first_row])
        for name, column in self.columns.items():
            if column.index in origin.rows_of:
                row, place = (
                    origin.row_numbers(first, column.index),
                    origin.column_numbers(first, column.index),
                )
                if row[0] and place[0]:
                    found[name] = cell_address(int(row[0]), int(place[0]))
        return found

    @property
    def used(self) -> dict[int, str]:
        """The field or count that each column was used as, by its index."""
        used = {column.index: name for name, column in self.columns.items()}
        used |= {column.index: "calls" for column in self.parts}
        for attempt in self.attempts.values():
            used |= {column.index: name for name, column in attempt.items()}
        used |= {column.index: key for key, column in (*self.ticks.items(), *self.counts.items())}
        return used | {column.index: key for key, more in self.summed.items() for column in more}


def recognise(sheet: RawSheet, headers: Headers | None, settings: Settings) -> Recognised:
    """The shape of the table `sheet`, whose headers are `headers`."""
    found = _recognised(sheet, None if headers is None else _with_set_date(headers), settings)
    if sheet.has_views and found.shape == "none":
        return replace(found, missing_key="left.views")
    return found


_APPOINTED = ("アポ", "appointment")


def _with_set_date(headers: Headers) -> Headers:
    """`headers` in which アポ日 beside another date of the meeting (商談日) is the day that it was set."""
    dates = headers.fields.get("meeting_date", ())
    appointed = [one for one in dates if one.priority >= 0 and word_key(one.header).startswith(_APPOINTED)]
    others = [one for one in dates if one not in appointed]
    if not appointed or not others or headers.has("set_date"):
        return headers
    fields = {**headers.fields, "set_date": appointed, "meeting_date": others}
    return replace(headers, fields=fields)


def _recognised(sheet: RawSheet, headers: Headers | None, settings: Settings) -> Recognised:
    if headers is None or sheet.cells.num_rows <= headers.first_data_row:
        empty = sheet.cells.num_rows == 0 or headers is not None
        return Recognised(sheet, "none", headers, missing_key="left.empty" if empty else "left.no_headers")
    found = Candidates(sheet, headers, settings)
    if _is_of_other_trade(found):
        return Recognised(sheet, "none", headers, missing_key="left.other_trade")
    if (staff := staff_columns(found)) is not None:
        return Recognised(sheet, "roster", headers, staff)
    if _tells_last_days(found):
        return Recognised(sheet, "none", headers, missing_key="left.no_date", meant="daily_counts")
    if is_lead_list(found):
        return Recognised(sheet, "leads", headers, lead_list_columns(found))
    for shape, fits in _TESTS.items():
        if not fits(found):
            continue
        columns = told_of_meetings(found.columns(FIELDS_OF[shape], shape), shape)
        if shape == "deals" and not columns.keys() & {"rep", "family_name", "given_name"}:
            columns |= _owner(found)
        if shape == "log":
            columns = by_direction(found, columns)
        if shape == "daily_counts" and "rep" not in columns and (named := only_name(found)) is not None:
            columns["rep"] = named
        columns = with_money_columns(found, _of_customer(found, columns, shape), shape)
        if missing := _missing(shape, columns, found):
            return Recognised(sheet, "none", headers, columns, missing_key=missing, meant=shape)
        counts, summed = found.counts(shape, {column.index for column in columns.values()})
        if shape == "daily_counts" and not counts:  # each column that counts is taken for something else
            return Recognised(sheet, "none", headers, columns, missing_key="left.no_activity")
        parts: tuple[Column, ...] = ()
        if shape == "daily_counts" and (whole := across(found, {one.index for one in columns.values()})):
            counts, parts = {**counts, **whole.counts}, whole.parts
            summed = {key: more for key, more in summed.items() if key not in whole.counts} | whole.summed
        taken = {column.index for column in (*columns.values(), *counts.values())}
        ticks = found.ticks(taken) if shape == "log" else {}
        grain = found.grain(columns) if shape == "daily_counts" else "record"
        return Recognised(sheet, shape, headers, columns, counts, summed, ticks, grain, parts=parts)
    return Recognised(sheet, "none", headers, missing_key=_first_lack(found))


def _is_of_other_trade(found: Candidates) -> bool:
    """Whether the rows are invoices, deliveries or payments: their dates are of nothing else, and no column
    tells of a call, a meeting or a deal."""
    headers = found.headers
    if not any(is_of_other_trade(text) for text in headers.texts if text):
        return False
    dates = [column for name in _DAYS for column in headers.fields.get(name, ())]
    named = headers.has("deal", "won_flag", "kind", "direction")
    said = named or _is_staged(headers) or headers.attempts or headers.counts
    ours = any(column.priority < 0 or not is_of_other_trade(column.header) for column in dates)
    mapped = any(column.priority < 0 for columns in headers.fields.values() for column in columns)
    return not (said or ours or mapped)


def _tells_last_days(found: Candidates) -> bool:
    """Whether counts of reps stand beside the day on which each called last (最終架電日): on no such day was
    all of it done. In a list of leads it is the day of the one call that its row tells of."""
    headers = found.headers
    days = headers.fields.get("date", ())
    last = bool(days) and all(column.priority >= 0 and is_last_day(column.header) for column in days)
    return last and bool(found.numbered) and not headers.has("company", "lead", "contact", "day", "week")


_DAYS = (
    "date",
    "opportunity_date",
    "close_date",
    "expected_close",
    "meeting_date",
    "set_date",
    "day",
    "week",
)
"""Fields of days on which something of ours happened; when a row was made tells nothing of what it is."""


def _is_call_list(found: Candidates) -> bool:
    return bool(found.headers.attempts)


def _is_deals(found: Candidates) -> bool:
    headers = found.headers
    dated = headers.has("opportunity_date", "created", "close_date", "expected_close")
    staged = _is_staged(headers)
    if headers.has("date") and (found.kind or _has_own_result(found)):
        return False
    if _has_own_result(found) and not staged and not headers.has("deal", "opportunity_date"):
        return False
    named = headers.has("deal", "opportunity_date", "won_flag")
    return dated and (
        staged or named or any(says_won(column) for column in headers.fields.get("close_date", ()))
    )


def _is_staged(headers: Headers) -> bool:
    """Whether a column is the stage of a deal, and no status that anything may have."""
    return any(
        column.priority < 0 or word_key(column.header) not in ("ステータス", "status", "結果")
        for column in headers.fields.get("stage", ())
    )


def _has_own_result(found: Candidates) -> bool:
    return any(
        word_key(column.header) not in ("ステータス", "status", "dealstatus", "案件ステータス", "結果")
        and column.index not in {other.index for other in found.headers.fields.get("stage", ())}
        for column in found.headers.fields.get("result", ())
    )


def says_won(column: Column) -> bool:
    """Whether a close date's header says that only won deals have one (受注日, not クローズ日)."""
    key = word_key(column.header)
    return any(word in key for word in ("受注", "成約", "契約", "won"))


def _is_daily_counts(found: Candidates) -> bool:
    counted = set(found.numbered) - {"won_amount"}
    if (found.result or found.kind or found.ticked) and len(counted) < 2:
        return False  # a log with one more column that is counted
    if found.by_person and (found.result or found.kind or found.ticked or found.marked):
        return False
    return bool(counted) and found.periodic


def _is_log(found: Candidates) -> bool:
    headers = found.headers
    if not found.dated:
        return False
    calls = any(word_key(column.header) in CALL_DATES for column in headers.fields.get("date", ()))
    spoken_to = headers.has("company", "lead") and not headers.has("amount")
    mapped = any(
        column.priority < 0
        for columns in (*headers.fields.values(), *headers.counts.values())
        for column in columns
    )
    if not (calls or mapped or found.kind or found.ticked or found.direction) and _tells_of_deals(found):
        return False
    return calls or spoken_to or mapped or bool(found.kind or found.result or found.ticked or found.direction)


def _tells_of_deals(found: Candidates) -> bool:
    """Whether results are those of deals, won and lost, and none is that of a call: in a log each deal
    would be a call."""
    if found.result is None:
        return False
    said = {meaning_of(text) for text in found.texts(found.result)}
    return bool(said & {"won", "lost"}) and not said & {"no_contact", "reception", "meeting"}


def _is_meetings(found: Candidates) -> bool:
    """Whether each row is a meeting: a column says when it was set, or only when it is to be, and with whom.

    Where no company is told, nothing can be said of one meeting, and the rows are those of a log.
    """
    headers = found.headers
    if found.kind or found.direction or not headers.has("company", "lead"):
        return False
    if any(word_key(column.header) in CALL_DATES for column in headers.fields.get("date", ())):
        return False
    dated = [column for column in headers.fields.get("meeting_date", ()) if column.priority < COMPOSED]
    return headers.has("set_date") or (bool(dated) and not headers.has("date", "created"))


def told_of_meetings(columns: dict[str, Column], shape: Shape) -> dict[str, Column]:
    """`columns` of a log without those of single meetings where no company says which meeting is meant; in a
    list of meetings the date is the day each was set, else that of the meeting."""
    if shape == "log" and not columns.keys() & {"company", "lead"}:
        return {name: column for name, column in columns.items() if name not in _OF_MEETINGS}
    if shape == "meetings":
        day = columns.pop("set_date", None) or columns.get("meeting_date")
        return {"date": day, **columns} if day else columns
    return columns


def _of_customer(found: Candidates, columns: dict[str, Column], shape: Shape) -> dict[str, Column]:
    """`columns` in which a 部署 that changes from row to row of a rep is no team but the customer's."""
    team, rep = columns.get("team"), columns.get("rep")
    if team is None or rep is None or "company" not in columns or shape in ("daily_counts", "roster"):
        return columns
    if team.priority < 0 or word_key(team.header) not in GENERIC_TEAMS or found.stay_together(rep, team):
        return columns
    others = {name: column for name, column in columns.items() if name != "team"}
    return others if "contact" in columns else {**others, "contact": team}


def _owner(found: Candidates) -> dict[str, Column]:
    """Whose the deals are where only a column of field sales (FS担当) says: meetings tell for whom in inside
    sales they count."""
    of_field_sales = found.columns(("field_sales",), "deals").get("field_sales")
    return {"rep": of_field_sales} if of_field_sales is not None else {}


_OF_MEETINGS = frozenset(("meeting_result", "accepted", "rejection", "field_sales"))


def _is_roster(found: Candidates) -> bool:
    headers = found.headers
    happened = headers.has(
        "date", "result", "kind", "stage", "deal", "close_date", "created", "company", "amount"
    )
    named = headers.has("rep") or (headers.has("family_name") and headers.has("given_name"))
    return named and headers.has("team", "role") and not happened and not headers.counts


_TESTS: dict[Shape, Callable[[Candidates], bool]] = {
    "call_list": _is_call_list,
    "deals": _is_deals,
    "daily_counts": _is_daily_counts,
    "meetings": _is_meetings,
    "log": _is_log,
    "roster": _is_roster,
}


def _missing(shape: Shape, columns: dict[str, Column], found: Candidates) -> str:
    """What a table of `shape` lacks to be counted, as the key of a sentence, "" for nothing."""
    named = "rep" in columns or {"family_name", "given_name"} <= columns.keys()
    if not named:
        return "left.customer_reps" if found.headers.has("rep") else "left.no_rep"
    if shape in ("log", "meetings", "daily_counts") and "date" not in columns:
        return "left.no_date"
    if shape == "log" and not (columns.keys() & {"result", "kind", "company", "lead"} or _is_log(found)):
        return "left.no_activity"
    return ""


def _first_lack(found: Candidates) -> str:
    if not found.headers.has("rep") and not found.headers.has("family_name"):
        return "left.no_rep"
    if found.dated and _tells_of_deals(found):
        return "left.deals"
    return "left.no_activity" if found.dated else "left.no_date"
