"""The department's activity as rows of cells, in the shapes in which teams keep it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.sample.dirt import Hand
from sheetkpi.sample.simulation import CONNECTED, MEETING, NO_CONTACT, RECEPTION
from sheetkpi.sample.words import Words

Cell = str | int | float | date | datetime | None
Rows = list[list[Cell]]

ATTEMPTS = 3


@dataclass(frozen=True)
class Scribe:
    """Somebody who writes activity down, in the words of one language and with a hand of their own."""

    words: Words
    hand: Hand
    companies: Sequence[str]
    met: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, words: Words, hand: Hand) -> Scribe:
        """A scribe who knows some thousand companies, all invented."""
        parts = product(*words.brands, words.trades, words.company_forms)
        gap = "" if hand.language == "ja" else " "
        names = [form.format(f"{front}{back}{gap}{trade}") for front, back, trade, form in parts]
        order = hand.rng.permutation(len(names))
        return cls(words, hand, [names[number] for number in order])

    def company(self, outcome: int = NO_CONTACT) -> str:
        """Some company; one that a meeting was set with is met for the first time."""
        number = int(self.hand.rng.integers(len(self.companies)))
        return self.numbered(number, outcome == MEETING)

    def numbered(self, number: int, meets: bool) -> str:
        """The company of that number, or where it `meets` somebody the next that nobody met so far: a second
        meeting with one would be the first one, moved."""
        while meets and self._bare(number) in self.met:
            number += 1
        if meets:
            self.met.add(self._bare(number))
        return self.companies[number % len(self.companies)]

    def _bare(self, number: int) -> str:
        """The company's name without its legal form."""
        name = self.companies[number % len(self.companies)]
        for before, after in (form.split("{}") for form in self.words.company_forms):
            if name.startswith(before) and name.endswith(after):
                return name[len(before) : len(name) - len(after)]
        return name

    def rep(self, number: int) -> str:
        """The name of a rep as it lands in a cell."""
        name, login = self.words.people[number]
        return self.hand.name(name, f"{login}@{self.words.mail_domain}")

    def result(self, outcome: int, day: date) -> str:
        """What is written as the result of a call."""
        words = self.words
        ways = {NO_CONTACT: words.no_contact, RECEPTION: words.reception, CONNECTED: words.connected}
        if outcome == NO_CONTACT and self.hand.rng.random() < 0.01:
            return self.hand.pick(words.unknown)
        text = self.hand.pick(words.meeting if outcome == MEETING else ways[outcome])
        return text.format(month=day.month, day=min(day.day + 7, 28))

    def note(self, outcome: int) -> str | None:
        """What was learned in a conversation, where anything was."""
        return (self.hand.pick(self.words.details) or None) if outcome >= CONNECTED else None


def log_rows(scribe: Scribe, calls: pd.DataFrame, tasks: pd.DataFrame, *, clock: bool) -> pd.DataFrame:
    """One row per activity, by day: date, rep, team, company, lead_source, kind, result, note.

    `clock` writes the time of day too.
    """
    words, hand = scribe.words, scribe.hand
    work = pd.concat([calls.assign(count="calls"), tasks.assign(outcome=-1)])
    rows: Rows = []
    for day, rep, team, source, outcome, count in _acts(work, "rep", "team", "source", "outcome", "count"):
        called = count == "calls"
        rows.append(
            [
                hand.moment(day) if clock else hand.date_cell(day),
                scribe.rep(rep),
                words.teams[team],
                scribe.company(outcome if called else NO_CONTACT),
                words.sources[source],
                words.call if called else words.tasks[count],
                scribe.result(outcome, day) if called else None,
                scribe.note(outcome),
            ]
        )
    columns = ["date", "rep", "team", "company", "lead_source", "kind", "result", "note"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


@dataclass
class _Prospect:
    """A company on the call list and the attempts to reach it."""

    rep: int
    source: int
    attempts: list[tuple[date, int]] = field(default_factory=list)


UNTOUCHED = 24
"""Companies at the end of the call list that nobody has called."""


def call_list_rows(scribe: Scribe, calls: pd.DataFrame) -> Rows:
    """One row per company: number, company, contact, phone, source, rep, the day of the next call where one
    was promised, and date, result and notes of up to `ATTEMPTS` calls. At the end `UNTOUCHED` companies that
    nobody has called so far."""
    words, hand = scribe.words, scribe.hand
    rows: Rows = []
    prospects = _prospects(calls, hand.rng)
    latest = max(prospect.attempts[-1][0] for prospect in prospects)
    for number, prospect in enumerate(prospects, start=1):
        company = scribe.numbered(number, any(outcome == MEETING for _, outcome in prospect.attempts))
        phone = f"00-0000-{number % 10_000:04d}"
        source = words.sources[prospect.source]
        row: list[Cell] = [
            number,
            company,
            hand.pick(words.contacts),
            phone,
            source,
            scribe.rep(prospect.rep),
            _promised(prospect, latest) if number % 3 == 0 else None,
        ]
        for day, outcome in prospect.attempts:
            row += [hand.date_cell(day), scribe.result(outcome, day), scribe.note(outcome)]
        rows.append(row + [None] * (3 * (ATTEMPTS - len(prospect.attempts))))
    for number, prospect in enumerate(prospects[-UNTOUCHED:], start=len(prospects) + 1):
        contact = words.contacts[number % len(words.contacts)] or None
        rep, source = words.people[prospect.rep][0], words.sources[prospect.source]
        company = scribe.numbered(number, meets=False)
        new: list[Cell] = [number, company, contact, f"00-0000-{number % 10_000:04d}", source, rep, None]
        rows.append(new + [None] * (3 * ATTEMPTS))
    return rows


def _promised(prospect: _Prospect, latest: date) -> date | None:
    """The day on which somebody is to be called again who was reached in the last three weeks: two weeks
    after."""
    day, outcome = prospect.attempts[-1]
    return day + timedelta(days=14) if outcome == CONNECTED and (latest - day).days < 21 else None


def _prospects(calls: pd.DataFrame, rng: np.random.Generator) -> list[_Prospect]:
    """The calls handed out to companies: some are called again days later, until somebody is reached."""
    waiting: dict[tuple[int, int], deque[_Prospect]] = {}
    prospects: list[_Prospect] = []
    for day, rep, source, outcome in _acts(calls, "rep", "source", "outcome"):
        queue = waiting.setdefault((rep, source), deque())
        if queue and (day - queue[0].attempts[-1][0]).days > 1 and rng.random() < 0.6:
            prospect = queue.popleft()
        else:
            prospect = _Prospect(rep, source)
            prospects.append(prospect)
        prospect.attempts.append((day, outcome))
        again = outcome < CONNECTED or (outcome == CONNECTED and rng.random() < 0.3)
        if again and len(prospect.attempts) < ATTEMPTS:
            queue.append(prospect)
    return prospects


def daily_rows(scribe: Scribe, calls: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per rep, day and lead source: date, rep, lead_source, calls, connects, meetings, emails,
    documents, follow_ups. Dates are plain, the rest as typed."""
    keys = ["day", "rep", "source"]
    outcome = calls["outcome"]
    told = calls.assign(calls=1, connects=outcome >= CONNECTED, meetings=outcome == MEETING)
    counts = told.groupby(keys)[["calls", "connects", "meetings"]].sum()
    done = tasks.pivot_table(index=keys, columns="count", values="team", aggfunc="size", fill_value=0)
    others = done.reindex(columns=["emails", "documents", "follow_ups"], fill_value=0)
    joined = counts.join(others, how="left").fillna(0).astype(int).reset_index()
    rows: Rows = []
    for day, rep, source, *numbers in _acts(joined, *joined.columns[1:]):
        typed = [scribe.hand.number(number) for number in numbers]
        rows.append([day, scribe.rep(rep), scribe.words.sources[source], *typed])
    columns = ["date", "rep", "lead_source", "calls", "connects", "meetings", *others.columns]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def deal_rows(scribe: Scribe, deals: pd.DataFrame) -> Rows:
    """One row per deal: id, name, account, rep, owner, source, stage, opened, expected, closed, amount."""
    words, hand = scribe.words, scribe.hand
    rows: Rows = []
    acts = _acts(
        deals.rename(columns={"opened": "day"}), "rep", "source", "won", "amount", "expected", "closed"
    )
    for number, (day, rep, source, won, amount, expected, closing) in enumerate(acts, start=1):
        closed = None if pd.isna(closing) else closing.date()
        company = scribe.company()
        ended = words.won if won else words.lost
        rows.append(
            [
                f"D-{number:04d}",
                words.titles["deal"].format(company=company),
                company,
                scribe.rep(rep),
                hand.pick(words.field_sales),
                words.sources[source],
                ended if closed else hand.pick(words.stages),
                hand.date_cell(day),
                expected.date(),
                closed and hand.date_cell(closed),
                hand.amount(int(amount)),
            ]
        )
    return rows


def _acts(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The day and `columns` of each row of `frame`, by day, then as they stand."""
    frame = frame.sort_values(["day", "rep"], kind="stable")
    return zip(frame["day"].dt.date, *(frame[column].tolist() for column in columns), strict=True)
