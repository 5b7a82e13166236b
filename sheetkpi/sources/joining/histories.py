"""From what rows tell of a lead to its meetings: set once, moved or not, held or not, accepted or not.

Rows of one company are read in the order of their days. Where two of them name a contact (a person or
department), they are of one meeting only where it is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from sheetkpi.sources.records.leads import is_same_contact

AGAIN = timedelta(days=30)
"""How long after a meeting was set, put off or missed another one set with the same lead is still the same,
where no date of the first says more.

Our own decision: a rescheduled meeting is one meeting, and a log without dates of meetings shows it as a
second アポ獲得. Inside sales set meetings days to a few weeks ahead, so that a month holds those that moved,
while a lead asked anew comes later. It counts from the last row that tells of the meeting. Rows without a
company are never the same."""

State = Literal["set", "moved", "held", "no_show", "cancelled"]


@dataclass(slots=True)
class Told:
    """One row's word on a meeting (see `records.told.TOLD`), by its number among all."""

    number: int
    day: date
    is_set: bool
    fate: str
    judgement: str
    reason: str
    meeting_day: date | None
    contact: str
    field_sales: str = ""
    of_deal: bool = False
    listed: bool = False


@dataclass
class Meeting:
    """One meeting: the row that first set it (`first`), all rows that set it (`rows`) and what became of it.

    `tellers` are the rows that told of its outcome, `deals` those of deals opened after it. `result_day` is
    the day of its outcome, `meeting_day` the day it is to be or was, where that is known; `put_off` is the
    date it was moved from. `by_hand` says that somebody typed that it was put off, `set_again` that it has
    been set anew since.
    """

    first: int
    set_day: date
    contact: str
    meeting_day: date | None = None
    state: State = "set"
    judgement: str = ""
    reason: str = ""
    field_sales: str = ""
    result_day: date | None = None
    touched: date = date.min
    rows: list[int] = field(default_factory=list)
    tellers: list[int] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)
    by_deal: bool = False
    put_off: date | None = None
    by_hand: bool = False
    set_again: bool = False

    @property
    def shown_day(self) -> date | None:
        """The day it stands under: its date, else when it was held, else the date it was put off from."""
        return self.meeting_day or (self.result_day if self.state == "held" else None) or self.put_off

    def fits(self, contact: str) -> bool:
        """Whether a row with `contact` may be of this meeting."""
        return not contact or not self.contact or is_same_contact(contact, self.contact)

    def say(self, fate: str, judgement: str, reason: str, today: date) -> None:
        """Take over what somebody typed about it. That it was put off gives way to a result, and to what
        sets it anew."""
        day = min(self.meeting_day or self.result_day or self.set_day, today)
        match fate:
            case "held" | "no_show" | "cancelled":
                self.state, self.result_day = fate, day
            case "moved" if self.state == "set" and not self.set_again:
                self.state = "moved"
        if judgement:
            self.judgement, self.reason = judgement, reason
            if judgement == "accepted" and self.state != "held":
                self.state, self.result_day = "held", day

    def goes_on(self, day: date) -> bool:
        """Whether a meeting set on `day` with the same lead is this one, moved or told again."""
        if self.state == "held":
            return False
        if self.state == "set" and self.meeting_day is not None and not self.by_hand:
            return day <= self.meeting_day
        return day <= max(self.touched, self.meeting_day or self.touched) + AGAIN


def meetings_of(rows: Iterable[Told], put_off: Collection[tuple[date, str]] = ()) -> Iterator[Meeting]:
    """The meetings of one company, by `rows` in the order of their days; those that set one come first.
    `put_off` are day and contact of those that somebody typed were put off.

    >>> first = Told(0, date(2026, 10, 1), True, "", "", "", date(2026, 10, 8), "")
    >>> again = Told(1, date(2026, 10, 7), True, "", "", "", date(2026, 10, 15), "")
    >>> held = Told(2, date(2026, 10, 15), False, "held", "", "", None, "")
    >>> [(one.rows, one.meeting_day, one.state) for one in meetings_of([first, again, held])]
    [([0, 1], datetime.date(2026, 10, 15), 'held')]
    """
    found: list[Meeting] = []
    for row in rows:
        if row.is_set:
            _set(found, row, put_off)
        elif row.of_deal:
            _opened(found, row)
        elif (meeting := _meant(found, row)) is not None:
            _tell(meeting, row)
    yield from found


def _set(found: list[Meeting], row: Told, put_off: Collection[tuple[date, str]]) -> None:
    fitting = [one for one in reversed(found) if one.fits(row.contact)]
    same = next((one for one in fitting if one.goes_on(row.day)), None) if fitting else None
    if same is None and fitting:
        again = next((one for one in fitting if _is_told_again(one, row)), None)
        if again is not None:
            again.rows.append(row.number)
            return
    if same is None:
        by_hand = (row.day, row.contact) in put_off
        same = Meeting(row.number, row.day, row.contact, by_hand=by_hand)
        found.append(same)
    same.rows.append(row.number)
    same.contact = same.contact or row.contact
    same.field_sales = row.field_sales or same.field_sales
    same.touched = max(same.touched, row.day)
    same.set_again |= row.day > same.set_day
    if row.meeting_day is not None:
        same.meeting_day = row.meeting_day
    elif row.day > same.set_day and same.state == "moved":
        same.meeting_day = None
    if same.state != "set":
        same.state, same.result_day = "set", None


def _is_told_again(one: Meeting, row: Told) -> bool:
    """Whether a list or another log tells once more of a meeting that took place on the row's own date."""
    return row.meeting_day is not None and one.state == "held" and row.meeting_day == one.result_day


def _meant(found: Sequence[Meeting], row: Told) -> Meeting | None:
    """The meeting whose outcome `row` tells: the latest that waits for one, else the latest of that lead."""
    fitting = [one for one in reversed(found) if one.fits(row.contact) and one.set_day <= row.day]
    if row.fate:
        waiting = [one for one in fitting if one.state != "held"]
        if row.fate == "held":
            again = [one for one in fitting if one.state == "held" and one.result_day == row.day]
            return next(iter(again or waiting), None)
        return next(
            (one for one in waiting if row.day <= max(one.touched, one.meeting_day or row.day) + AGAIN), None
        )
    undecided = [one for one in fitting if not one.judgement]
    held = [one for one in undecided if one.state == "held"]
    return next(iter(held or undecided or fitting), None)


def _tell(meeting: Meeting, row: Told) -> None:
    meeting.tellers.append(row.number)
    meeting.contact = meeting.contact or row.contact
    meeting.field_sales = row.field_sales or meeting.field_sales
    match row.fate:
        case "held":
            meeting.state, meeting.result_day = "held", row.day
        case "no_show" | "cancelled":
            meeting.state, meeting.result_day = row.fate, row.day
        case "moved":
            meeting.put_off = meeting.meeting_day or meeting.put_off
            meeting.state, meeting.result_day, meeting.meeting_day = "moved", None, row.meeting_day
        case "planned":
            meeting.meeting_day = row.meeting_day or row.day
    if row.fate != "planned":
        meeting.touched = max(meeting.touched, row.day)
    if row.judgement:
        meeting.judgement, meeting.reason = row.judgement, row.reason
        if row.judgement == "accepted" and meeting.state != "held":
            meeting.state, meeting.result_day = "held", row.day


def _opened(found: Sequence[Meeting], row: Told) -> None:
    """A deal opened with the lead: its latest meeting was held and accepted, unless told otherwise."""
    fitting = [one for one in reversed(found) if one.fits(row.contact) and one.set_day <= row.day]
    for one in fitting[:1]:
        one.deals.append(row.number)
        one.field_sales = one.field_sales or row.field_sales
        if one.state in ("set", "moved"):
            one.state, one.by_deal = "held", True
            one.result_day = min(one.meeting_day or row.day, row.day)
        if one.state == "held" and not one.judgement:
            one.judgement = "accepted"
