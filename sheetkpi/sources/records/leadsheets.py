"""The leads that the rows of one sheet are about, and what stands there of each.

Read when somebody asks: a workbook without a list of leads needs none of it. Columns that count nothing are
looked for here by their headers (次回架電日, 電話番号, 業種), so that no sheet is understood otherwise for
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen
from sheetkpi.sources.records.leads import whom
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.sources.words.leadstates import is_state, state_of
from sheetkpi.sources.words.leadwords import (
    bars,
    bars_in_note,
    is_known_after,
    is_note,
    is_plain_date,
    lead_field,
    may_promise,
    says_no_day,
    tells_of_company,
)

if TYPE_CHECKING:
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised

FEW_VALUES = 30
"""The most different texts of a further column from which anything is learned about leads."""

PROMISED_AHEAD = timedelta(days=183)
"""How long ago a promise without a year may have been for: of 1/5, read in November, the next is meant."""
PROMISED_AT_MOST = timedelta(days=731)
"""How far ahead a promise lies at most: beyond it somebody mistyped a year."""
_YEAR = lazy_pattern(r"\d{4}|\d{2,4}年|^\s*\d{5}(?:\.\d+)?\s*$|\d+[/.\-]\d+[/.\-]\d+|[A-Za-z]\d+[/.年]")
"""A date with its year, or a serial number."""
_LEAST_REPEATED = 5
"""In how many rows each text of such a column stands at least, on average: names and ids repeat less."""


_ANY_DAY = "2026-01-05"
"""A time of day is read as that of some day."""


def _share_of_day(text: str) -> int:
    """The seconds of a time that a workbook stores as a share of the day (0.4375), -1 for other texts."""
    try:
        share = float(text)
    except ValueError:
        return -1
    return round(share * 86_400) if 0 < share < 1 else -1


def lead_columns(recognised: Recognised) -> dict[str, Column]:
    """The columns of a table that tell of its leads and were used for nothing else, by their field (see
    `leadwords.lead_field`) or, of what companies are like, by `+` and their header."""
    headers = recognised.headers
    if headers is None or not tells_of_somebody(recognised):
        return {}
    used, of_list = recognised.used, recognised.shape in ("call_list", "leads")
    found: dict[str, Column] = {}
    for index, header in enumerate(headers.texts):
        if not header or index in used or index in headers.ignored:
            continue
        if recognised.shape == "leads" and is_state(header):
            found[f"state.{index}"] = Column(index, header)
            continue
        field = lead_field(header, of_list)
        if field is None and may_promise(header) and _are_days(recognised, index):
            field = "next_date"
        if field == "department" and recognised.columns.keys() & {"contact"}:
            field = None
        if field == "person":
            field = None if recognised.columns.keys() & {"company", "lead", "contact"} else field
        if field is not None:
            found.setdefault(field, Column(index, header))
        elif tells_of_company(header) or (of_list and not is_known_after(header)):
            found.setdefault(f"+{header.strip()}", Column(index, header))
    if recognised.shape == "leads" and "arrived" not in found:
        days = [one for one in enumerate(headers.texts) if one[0] not in used and is_plain_date(one[1])]
        if days:
            found["arrived"] = Column(*days[0])
    return found


def _are_days(recognised: Recognised, index: int) -> bool:
    """Whether what stands in a column are dates."""
    assert recognised.headers is not None
    content = Content.of(recognised.sheet.cells.column(index).slice(recognised.headers.first_data_row))
    return content.filled > 0 and content.dates > 0.5 and content.numbers < 0.5


def tells_of_somebody(recognised: Recognised) -> bool:
    """Whether some column says of whom the rows of an activity, or of a list, are."""
    if recognised.columns.keys() & {"company", "lead", "deal"}:
        return True
    acted = recognised.shape in ("log", "call_list", "meetings", "leads")
    return acted and not whom(recognised, recognised.columns).keys().isdisjoint(("phone", "site"))


def lead_column_numbers(recognised: Recognised) -> list[int]:
    """The numbers of `lead_columns`."""
    return [column.index for column in lead_columns(recognised).values()]


def leads_of_list(recognised: Recognised, rules: Rules) -> LeadSheet:
    """The leads of a list that tells of nothing done."""
    cells = Cells(recognised)
    rows = np.arange(cells.count, dtype=np.int32)
    named = np.zeros(cells.count, dtype=bool)
    for column in whom(recognised, recognised.columns).values():
        named |= ~cells.empty(column)
    skipped = cells.structural(rows, [*recognised.columns.values()])
    return LeadSheet(cells, rows[named & ~skipped], rules, is_list=True)


@dataclass(eq=False)
class LeadSheet:
    """The leads at `rows` (from 0 below the headers) of one sheet, one entry a row; `is_list` says that each
    row is a lead (a call list, a list of leads), else an activity that names one."""

    cells: Cells
    rows: Ints
    rules: Rules
    is_list: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def name(self) -> str:
        """What the list is called: its sheet, else its file."""
        return self.cells.recognised.sheet.called

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {**lead_columns(self.cells.recognised), **self.cells.recognised.columns}

    @property
    def notes(self) -> list[Issues]:
        """That the rows of a list of leads were counted for nothing."""
        sheet, values = self.cells.recognised.sheet, {"leads": len(self.rows)}
        return [Issues(sheet, "reason.lead_list", severity="note", values=dict(values))]

    def doubtful_promises(self) -> list[Issues]:
        """That texts under 次回架電日 are no dates, so that nobody is reminded of them (なし and dashes say
        none), dates so far ahead that their leads are on no list for years, or before the calls they stand
        beside."""
        if "next_date" not in self._columns:
            return []
        texts, days = self.texts("next_date"), self.days("next_date")
        written = texts.spread([not says_no_day(text) for text in texts.texts], False)
        far = days > np.datetime64(self.rules.today + PROMISED_AT_MOST)
        reasons = {"reason.promise_unread": written & np.isnat(days), "reason.promise_far": far}
        if not self.is_list and "date" in self.cells.recognised.columns:
            reasons["reason.promise_before"] = days < self.days("date")
        told = {reason: np.flatnonzero(rows).astype(np.int32) for reason, rows in reasons.items()}
        return [self._on_promises(reason, places) for reason, places in told.items() if len(places)]

    def _on_promises(self, reason: str, places: Ints) -> Issues:
        """A note on the promises at `places`, at the first of them."""
        column, texts = self._columns["next_date"], self.texts("next_date")
        example = texts.texts[texts.codes[places[0]]].strip().removesuffix(" 00:00:00")
        header = self.cells.recognised.sheet.shown.get(column.header, column.header)
        values: dict[str, object] = {"count": len(places), "header": header, "example": example}
        first = (self.rows[places[:1]] + self.cells.first).astype(np.intp)
        return Issues(self.cells.recognised.sheet, reason, first, column, "note", values)

    def column(self, field: str) -> Column | None:
        """The column of a field; None where there is none."""
        return self._columns.get(field)

    def texts(self, field: str) -> Encoded:
        """The texts of the column of a field, empty where there is none."""
        return chosen(self.cells.encoded(self._columns.get(field)), self.rows)

    @cached_property
    def company(self) -> Encoded:
        """The companies, as `leads.leads_of` finds them."""
        columns = self._columns
        return self.texts(next((field for field in ("company", "lead", "deal") if field in columns), ""))

    @cached_property
    def contact(self) -> Encoded:
        """The customer's people, else departments, where a column tells."""
        columns = self._columns
        for field in ("contact", "lead", "person", "department"):
            if field in columns and not (field == "lead" and "company" not in columns):
                return self.texts(field)
        return self.texts("")

    @property
    def tells_of_nobody(self) -> bool:
        """Whether no column says whom a row is about: no company, and nothing that tells people apart."""
        return not tells_of_somebody(self.cells.recognised)

    def days(self, field: str) -> Array:
        """The dates of a field (datetime64[s], NaT unknown); those of promises may lie ahead."""
        column = self._columns.get(field)
        if column is None:
            return np.full(len(self.rows), np.datetime64("NaT", "s"))
        found: Array = self.cells.dates(column, self.rules).days[self.rows].astype("datetime64[D]")
        if field == "next_date":
            texts = self.texts(field)
            yearless = texts.spread(
                np.array([not _YEAR.search(text) for text in texts.texts], dtype=bool), False
            )
            months = found.astype("datetime64[M]")
            next_year = (months + 12).astype("datetime64[D]") + (found - months.astype("datetime64[D]"))
            past = found < np.datetime64(self.rules.today - PROMISED_AHEAD)
            found = np.where(yearless & past, next_year, found)
        return found.astype("datetime64[s]")

    @cached_property
    def seconds(self) -> Ints:
        """The time of day in a column of its own, in seconds since midnight; -1 unknown, or midnight."""
        texts = self.texts("time")
        dated = clean_dates([f"{_ANY_DAY} {text.strip()}" for text in texts.texts], self.rules.today)
        clock = np.array([_share_of_day(text) for text in texts.texts], dtype=np.int32)
        return texts.spread(np.where(clock >= 0, clock, dated.seconds).astype(np.int32), np.int32(-1))

    @cached_property
    def barred(self) -> Flags:
        """Where a column 架電禁止, or a note, says so."""
        texts = self.texts("barred")
        found: Flags = texts.spread(np.array([bars(text) for text in texts.texts], dtype=bool), False)
        headers = self.cells.recognised.headers
        for index, header in enumerate(headers.texts if headers is not None else ()):
            if header and is_note(header) and self._columns.get("barred") != Column(index, header):
                notes = chosen(self.cells.encoded(Column(index, header)), self.rows)
                said = np.array([bars_in_note(text) for text in notes.texts], dtype=bool)
                found = found | notes.spread(said, False)
        return found

    @property
    def tells_state(self) -> bool:
        """Whether a column of a list of leads says what became of each."""
        is_list = self.cells.recognised.shape == "leads"
        return is_list and any(field.startswith("state.") for field in self._columns)

    @cached_property
    def state(self) -> Array:
        """Why the list says that each lead is not called any more (`leadstates.LeadState`), "" for none."""
        told = np.full(len(self.rows), "", dtype=object)
        for field in self._columns:
            if field.startswith("state."):
                texts = self.texts(field)
                of_column = texts.spread([state_of(text) for text in texts.texts], "")
                told = np.where(of_column != "", of_column, told)
        return told

    @cached_property
    def attributes(self) -> dict[str, Array]:
        """What else stands of each lead, by header: texts of few values ("" unknown), or numbers (NaN)."""
        found: dict[str, Array] = {}
        for field, column in self._columns.items():
            if not field.startswith("+"):
                continue
            texts = chosen(self.cells.encoded(column), self.rows)
            filled = texts.counts()
            different = int((filled > 0).sum())
            if different < 2:
                continue
            if different <= FEW_VALUES and filled.sum() >= _LEAST_REPEATED * different:
                found[field[1:]] = texts.spread([text.strip() for text in texts.texts], "")
                continue
            numbers = clean_numbers(texts.texts).values
            if tells_of_company(column.header) and not np.isnan(numbers[filled > 0]).any():
                found[field[1:]] = texts.spread(numbers, np.nan)
        return found
