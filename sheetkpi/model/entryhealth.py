"""Entry health: who has no data of which business day (更新漏れ)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.measured import COMPLETE, Measured
from sheetkpi.model.names import join_key
from sheetkpi.model.presence import Absences
from sheetkpi.model.roster import UNASSIGNED, Roster

_EVERYBODYS = Calendar()

DAYS = 10
"""Business days looked back."""

OF_DEALS = ("opportunities", "wins", "won_amount")
"""Counts that a file of deals tells of."""

MISSING = "entry.missing"
"""The mark of a day without data: the key of the sign people see."""


def health_days(last_data: date, today: date, calendar: Calendar, number: int = DAYS) -> tuple[date, ...]:
    """The most recent `number` business days, oldest first.

    They end with yesterday, or with today once there are data of today: before the day is over nobody is
    late. Where the data end earlier than all of these days, an old workbook is looked at and the days end
    with the data.

    >>> [day.day for day in health_days(date(2026, 11, 20), date(2026, 11, 24), Calendar(), 2)]
    [19, 20]
    """
    days = _days_until(max(last_data, today - timedelta(1)), calendar, number)
    return days if days and days[0] <= last_data else _days_until(last_data, calendar, number)


def entry_health(
    facts: pd.DataFrame,
    roster: Roster,
    days: Sequence[date],
    absent: Absences,
    measured: Measured = COMPLETE,
    calendar: Calendar = _EVERYBODYS,
) -> pd.DataFrame:
    """EntryHealth: rep, team, last_day, missing, day_1 …: one row per rep of `roster` who was to be there on
    one of `days` (see `health_days`), in roster order.

    `day_1` is the first of `days`, `day_10` the latest; each is `MISSING` where there is no record at all of
    that rep's on that day, else None. Days outside somebody's dates in the roster, days off of their team
    alone in `calendar` and days of full absence are no gap; on half a day something is expected. `missing`
    counts the gaps (NaN, and no marks, of a rep of whom no source tells day by day what they do: where only
    deals and lists of meetings are kept, nothing is late), `last_day` is the last day with data up to the
    last of `days` (NaT: never), `team` that of the last of `days`.
    """
    last_days, recorded = _recorded(entered(facts), days)
    rows: list[list[object]] = []
    first, last = (days[0], days[-1]) if days else (date.max, date.min)
    own = {name: frozenset(business_days(first, last, one)) for name, one in calendar.teams}

    def works(team: str, day: date) -> bool:
        return join_key(team) not in own or day in own[join_key(team)]

    for person in roster.people:
        there = [
            any(
                stint.covers(day) and not stint.excluded and works(stint.team, day) for stint in person.stints
            )
            for day in days
        ]
        if not any(there):
            continue
        enters = measured.enters(person.label)
        marks = [
            MISSING
            if enters
            and present
            and (person.label, day) not in recorded
            and absent.get((person.label, day), 0.0) < 1
            else None
            for day, present in zip(days, there, strict=True)
        ]
        team = person.stint_on(days[-1]).team or UNASSIGNED
        missing = marks.count(MISSING) if enters else np.nan
        rows.append([person.label, team, last_days.get(person.label), missing, *marks])
    columns = ["rep", "team", "last_day", "missing", *(f"day_{n}" for n in range(1, len(days) + 1))]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    whole = "int64" if frame["missing"].notna().all() else "float64"
    return frame.astype({"last_day": "datetime64[s]", "missing": whole})


def entered(facts: pd.DataFrame) -> pd.DataFrame:
    """The rows of `facts` that say somebody entered something: what came of deals is dated by others (the day
    field sales closed them). Of reps of whom nothing else is known at all, every row is.

    >>> rows = pd.DataFrame({"rep": ["森", "森", "林"], "calls": [9, 0, 0], "wins": [0, 1, 1]})
    >>> entered(rows).index.tolist()
    [0, 2]
    """
    others = [column for column in facts.select_dtypes("number") if column not in OF_DEALS]
    dealt = (facts[[column for column in OF_DEALS if column in facts]].fillna(0) > 0).any(axis=1)
    acted = (facts[others].fillna(0) > 0).any(axis=1)
    known = facts["rep"].isin(facts.loc[acted, "rep"].unique())
    return facts[~(dealt & ~acted & known)]


def _recorded(facts: pd.DataFrame, days: Sequence[date]) -> tuple[dict[str, date], set[tuple[str, date]]]:
    """Each rep's last day with data up to the last of `days`, and which reps have data on which of `days`."""
    first, last = (days[0], days[-1]) if days else (date.max, date.max)
    seen = facts["date"].to_numpy().astype("datetime64[D]")
    codes, reps = pd.factorize(facts["rep"])
    until = seen <= np.datetime64(last)
    last_days = np.full(len(reps), np.datetime64(date.min))
    np.maximum.at(last_days, codes[until], seen[until])
    recent = until & (seen >= np.datetime64(first))
    names = [str(rep) for rep in reps]
    return (
        {rep: day for rep, day in zip(names, last_days.tolist(), strict=True) if day > date.min},
        {(names[code], day) for code, day in zip(codes[recent].tolist(), seen[recent].tolist(), strict=True)},
    )


def _days_until(last: date, calendar: Calendar, number: int) -> tuple[date, ...]:
    """The `number` business days that end with `last`, or as many as three months have."""
    weeks = timedelta(weeks=13)
    return business_days(last - max(weeks, timedelta(3 * number)), last, calendar)[-number:]
