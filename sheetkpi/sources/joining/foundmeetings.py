"""Which meetings the rows of raw data tell of, each once, with what people typed of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.sources.joining.histories import Meeting, Told, meetings_of
from sheetkpi.sources.joining.leadidentity import apart
from sheetkpi.sources.records.leads import company_key, contact_key
from sheetkpi.sources.records.told import TOLD
from sheetkpi.sources.words.meetingwords import fate_of, judgement_of

if TYPE_CHECKING:
    from sheetkpi.sources.records.records import Records, Rules

TYPED = ("set_day", "company", "contact", "meeting_result", "judgement", "meeting_reason")
"""What people type of meetings."""


_NOBODY = "\x1f"
"""Begins the key of a row that names no company: in no name that people write."""


def _told(records: Sequence[Records]) -> tuple[pd.DataFrame, list[Records]]:
    """What all rows with a company tell, with the number of their `part` among those returned. Rows of lists
    of meetings that name none are of one each, which no other row tells of."""
    parts = [part for part in records if part.told is not None and part.recognised.shape != "deals"]
    frames = []
    for number, part in enumerate(parts):
        assert part.told is not None
        frame = part.told().assign(part=number)
        record = frame["record"].to_numpy()
        if len(part):  # a source may stand elsewhere than in the row: in the sheet's name, a line above
            own = part.lead_source.spread(part.lead_source.texts, "")[np.maximum(record, 0)]
            frame["lead_source"] = np.where(record >= 0, own, frame["lead_source"])
        if part.recognised.shape == "meetings":  # each row is a meeting, of whomever
            nameless = np.flatnonzero((frame["company"] == "").to_numpy() & (record >= 0))
            if len(nameless):
                companies = frame["company"].to_numpy(dtype=object).copy()
                companies[nameless] = [f"{_NOBODY}{number}.{row}" for row in record[nameless].tolist()]
                frame["company"] = companies
        repeated = (record >= 0) & part.repeated[np.maximum(record, 0)] if len(part) else record < -1
        frames.append(frame[(frame["company"] != "").to_numpy() & ~repeated])
    whole = [frame for frame in frames if len(frame)]
    if not whole:
        return pd.DataFrame(columns=[*TOLD, "part"]), parts
    return pd.concat(whole, ignore_index=True), parts


def _opened(deals: Sequence[Records]) -> Iterator[pd.DataFrame]:
    """Deals as rows that tell of the meeting before them, a frame for each sheet that has any."""
    for part in deals:
        if part.leads is None or not len(part):
            continue
        leads = part.leads(np.arange(len(part), dtype=np.int32))
        frame = pd.DataFrame(
            {
                "record": -1,
                "day": part.days.astype("datetime64[D]").astype("datetime64[s]"),
                **leads.keys(),
                "field_sales": part.rep.spread(part.rep.texts, "") if part.credited is None else "",
                "lead_source": part.lead_source.spread(part.lead_source.texts, ""),
                "of_deal": True,
                "is_set": False,
                "listed": False,
                "seconds": 86_400,
                "part": -1,
                "meeting_day": np.datetime64("NaT", "s"),
            }
        )
        kept = (frame["company"] != "").to_numpy() & ~part.repeated & frame["day"].notna().to_numpy()
        if kept.any():  # an empty frame would make columns of dates such of anything
            yield frame[kept]


def _meetings(rows: pd.DataFrame, today: date, lines: Sequence[Line]) -> list[Meeting]:
    """The meetings that `rows` tell of; `lines` are what people typed of them."""
    put_off: dict[str, set[tuple[date, str]]] = {}
    for line in lines:
        if line.fate == "moved":
            put_off.setdefault(line.company, set()).add((line.day, line.contact))
    found: list[Meeting] = []
    by_company: dict[tuple[str, int], list[tuple[tuple[date, int, int, int], Told]]] = {}
    days = _dates(rows["day"])
    meeting_days = _dates(rows["meeting_day"])
    companies, contacts, fates, judgements, reasons = (
        rows[name].fillna("").tolist() for name in ("company", "contact", "fate", "judgement", "reason")
    )
    sales, seconds = rows["field_sales"].fillna("").tolist(), rows["seconds"].tolist()
    sets, listed = rows["is_set"].tolist(), rows["listed"].tolist()
    deal = rows["of_deal"].eq(True).tolist() if "of_deal" in rows else [False] * len(rows)
    numbers, names = pd.factorize(rows["company"])
    met = np.zeros(len(names), dtype=bool)
    met[numbers[rows["is_set"].to_numpy(dtype=bool)]] = True
    groups = _of_one_name(rows)
    for number in np.flatnonzero(met[numbers]).tolist():  # others have no meeting that anything is told of
        day, meeting_day = days[number], meeting_days[number]
        assert day is not None
        company, contact = companies[number], contacts[number]
        fate, judgement = fates[number], judgements[number]
        of_company = by_company.setdefault((company, groups[number]), [])
        if sets[number]:
            own = Told(
                number, day, True, "", "", "", meeting_day, contact, sales[number], False, listed[number]
            )
            of_company.append(((day, 0, seconds[number], number), own))
        if deal[number]:
            one = Told(number, day, False, "", "", "", None, contact, sales[number], True)
            of_company.append(((day, 2, 0, number), one))
        elif fate or judgement:
            # What a list says of a meeting was known on the meeting's date; what a log says, on its own.
            on = day
            if sets[number] and meeting_day is not None and fate != "moved":
                on = max(meeting_day, day)
            if on > today and fate in ("held", "no_show", "planned"):
                fate = "planned"
            moved_to = meeting_day if meeting_day is None or meeting_day > today or not sets[number] else None
            told = Told(number, on, False, fate, judgement, reasons[number], moved_to, contact, sales[number])
            of_company.append(((on, 1, seconds[number], number), told))
    for (company, _), of_company in by_company.items():
        of_company.sort(key=lambda one: one[0])
        found += meetings_of((told for _, told in of_company), put_off.get(company, ()))
    return found


def _of_one_name(rows: pd.DataFrame) -> list[int]:
    """A number for each row, which tells companies of one name apart where phones or sites do."""
    groups = np.zeros(len(rows), dtype=np.int64)
    keys = rows[["company", "contact", "phone", "site"]].fillna("")
    told = (keys["phone"] != "") | (keys["site"] != "")
    for _, of_company in keys[keys["company"].isin(keys.loc[told, "company"])].groupby("company"):
        named = list(zip(*(of_company[key] for key in ("contact", "phone", "site")), strict=True))
        counted = Counter(named)
        combinations = list(counted)
        group_of = {
            combinations[at]: number
            for number, members in enumerate(apart(combinations, list(counted.values())))
            for at in members
        }
        groups[of_company.index.to_numpy()] = [group_of[one] for one in named]
    numbers: list[int] = groups.tolist()
    return numbers


def _dates(column: pd.Series) -> list[date | None]:
    days: list[date | None] = column.to_numpy().astype("datetime64[D]").tolist()
    return days


@dataclass(frozen=True)
class Line:
    """What somebody typed of one meeting, in which `row`: keys of company and contact, the day it was set,
    what they say; `shown` is the company as it stands there. Of rows with these three alike (companies of one
    name) it is the one that `before` others stand above."""

    row: int
    shown: str
    company: str
    contact: str
    day: date
    fate: str
    judgement: str
    reason: str
    before: int = 0


def lines_of(typed: pd.DataFrame) -> list[Line]:
    """What people typed of meetings, where they typed anything."""
    found = []
    alike: Counter[tuple[str, str, date]] = Counter()
    for number, row in enumerate(typed.to_dict("records")):
        texts = {name: str(row[name] or "") for name in TYPED if name != "set_day"}
        day = row["set_day"]
        if not isinstance(day, date):
            continue
        day = day.date() if isinstance(day, datetime) else day
        company = company_key(texts["company"]) or company_key(texts["contact"])  # a person is known by name
        key = (company, contact_key(texts["contact"]), day)
        if texts["meeting_result"] or texts["judgement"]:
            fate, judgement = fate_of(texts["meeting_result"]), judgement_of(texts["judgement"])
            reason = texts["meeting_reason"]
            found.append(Line(number, texts["company"], *key, fate, judgement, reason, alike[key]))
        alike[key] += 1
    return found


@dataclass(frozen=True, eq=False)
class FoundMeetings:
    """The meetings that the rows `told` of `parts` tell of; `rows` are these and the deals, by the numbers
    that `meetings` have. `lines` are what people typed of them."""

    told: pd.DataFrame
    parts: list[Records]
    rows: pd.DataFrame
    meetings: list[Meeting]
    lines: list[Line]

    @cached_property
    def setters(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each record that tells what became of a meeting, the record that set it last before: both as
        the number of their part in `parts` and their own in it."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        if self.told.empty:
            return found
        part_of, record = (self.told[name].to_numpy(dtype=np.int64).tolist() for name in ("part", "record"))
        days = _dates(self.told["day"])
        for one in self.meetings:
            setting = [row for row in one.rows if record[row] >= 0]
            for teller in one.tellers:
                day = days[teller] or date.max
                before = [row for row in setting if (days[row] or date.max) <= day]
                if before and record[teller] >= 0:
                    row = before[-1]
                    found[part_of[teller], record[teller]] = part_of[row], record[row]
        return found

    @cached_property
    def _sources(self) -> list[str]:
        return self.rows["lead_source"].fillna("").tolist()

    def source_of(self, one: Meeting) -> str:
        """The lead source of a meeting: that of the first of its rows that names one, "" where none does. A
        list of meetings may leave it to the log of the calls that set them, or to the deals."""
        if first := self._sources[one.first]:
            return first
        rows = (*one.rows, *one.tellers, *one.deals)
        return next((self._sources[row] for row in rows if self._sources[row]), "")

    @cached_property
    def _nobodys(self) -> frozenset[int]:
        """The rows that name no company."""
        return frozenset(np.flatnonzero(self.rows["company"].str.startswith(_NOBODY)).tolist())

    def names_company(self, one: Meeting) -> bool:
        """Whether it is told with whom a meeting is."""
        return one.first not in self._nobodys

    @cached_property
    def lacking_sources(self) -> dict[tuple[int, int], str]:
        """The lead source of the meeting of each record that names none itself, by the number of its part in
        `parts` and its own in that."""
        found: dict[tuple[int, int], str] = {}
        if self.told.empty:
            return found
        part_of, record = (self.told[name].to_numpy(dtype=np.int64).tolist() for name in ("part", "record"))
        for one in self.meetings:
            if source := self.source_of(one):
                for row in (*one.rows, *one.tellers):
                    if record[row] >= 0 and not self._sources[row]:
                        found[part_of[row], record[row]] = source
        return found


def find_meetings(
    records: Sequence[Records], deals: Sequence[Records], rules: Rules, typed: pd.DataFrame
) -> FoundMeetings:
    """The meetings of `records`, each once.

    `deals` are the deals as read, with their owners. `typed` is what people typed into the list of meetings:
    set_day, company, contact and what they say of it (meeting_result, judgement, meeting_reason).
    """
    told, parts = _told(records)
    lines = lines_of(typed)
    if told.empty:
        return FoundMeetings(told, parts, told, [], lines)
    rows = pd.concat([told, *_opened(deals)], ignore_index=True)
    return FoundMeetings(told, parts, rows, _meetings(rows, rules.today, lines), lines)
