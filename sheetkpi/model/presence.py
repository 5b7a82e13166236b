"""Presence: who was at work on which day, for how much of it, and what share of a month that makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from numbers import Real
from typing import Literal

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.names import person_key
from sheetkpi.model.people import Person
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.views import ALL, days_index

_EVERYBODYS = Calendar()

Absences = Mapping[tuple[str, date], float]
"""The part of a day that somebody (by label) was absent, 0 to 1."""


def absences(attendance: pd.DataFrame, roster: Roster) -> dict[tuple[str, date], float]:
    """The absences in a frame of `Attendance` (rep, date, present: 0, 0.5 or 1).

    People are named as in the roster, by label, name or alias. Two halves of a day make a whole one. Rows
    that do not say who, when or how much are passed over: listing them is for whoever reads the table.

    >>> roster = Roster.from_frame(pd.DataFrame({"rep": ["佐藤 健"], "aliases": ["ken"]}))
    >>> rows = pd.DataFrame({"rep": ["ken"], "date": [date(2026, 11, 2)], "present": [0.5]})
    >>> absences(rows, roster)
    {('佐藤 健', datetime.date(2026, 11, 2)): 0.5}
    """
    labels = _labels(roster.people)
    missing: dict[tuple[str, date], float] = {}
    for cells in attendance.to_dict("records"):
        label = labels.get(person_key(str(cells.get("rep") or "")))
        present, day = cells.get("present"), _day(cells.get("date"))
        if label is None or day is None or not isinstance(present, Real) or not 0 <= float(present) <= 1:
            continue
        missing[label, day] = min(1.0, missing.get((label, day), 0.0) + 1.0 - float(present))
    return missing


def fte_days(
    roster: Roster,
    days: Iterable[date],
    absent: Absences,
    others: pd.DataFrame | None = None,
    calendar: Calendar = _EVERYBODYS,
    dtype: Literal["str", "category"] = "str",
) -> pd.DataFrame:
    """Who is at work on each of `days`: date, rep, team, fte (the share of a full-time day, absences off).

    One row per day, person and place in a team (somebody with two halves has two); people whom the roster
    leaves out have none. `others` (rep, team) are people with data who are not in the roster: full-time
    on all days, as a roster row without dates and share says. Records of nobody in particular are nobody.
    Teams with their own days in `calendar` are not there on others. Names of the `dtype` "category" are
    quickly grouped by.
    """
    days = list(days)
    stints = [
        (stint.first, stint.last, person.label, stint.team or UNASSIGNED, stint.fte)
        for person in roster.people
        for stint in person.stints
        if not stint.excluded
    ]
    if others is not None:
        pairs = zip(others["rep"].tolist(), others["team"].tolist(), strict=True)
        stints += [(date.min, date.max, rep, team, 1.0) for rep, team in pairs if rep != UNASSIGNED]
    columns = list(zip(*stints, strict=True)) if stints else [()] * 5
    firsts, lasts = (np.array(edge, dtype="datetime64[D]") for edge in columns[:2])
    reps, teams = (np.array(name, dtype=object) for name in columns[2:4])
    shares = np.array(columns[4], dtype="float64")
    stamps = np.array(days, dtype="datetime64[D]")[:, None]
    day, stint = np.nonzero((firsts <= stamps) & (stamps <= lasts))
    present = shares[stint]
    if absent:
        names = {name for name, _ in absent}
        for row in np.flatnonzero(np.isin(reps, list(names))[stint]):
            present[row] *= 1 - absent.get((reps[stint[row]], days[day[row]]), 0.0)
    found = pd.DataFrame(
        {
            "date": days_index(days)[day],
            "rep": pd.array(reps, dtype=dtype).take(stint),
            "team": pd.array(teams, dtype=dtype).take(stint),
            "fte": present,
        }
    )
    return at_work(found, calendar)


def at_work(present: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """The rows of `present` (date, team) on whose date their team works, as far as it has its own days.

    >>> rows = pd.DataFrame({"date": pd.to_datetime(["2026-11-03", "2026-11-26"]), "team": "LA"})
    >>> at_work(rows, Calendar("JP", teams=(("la", Calendar("US")),)))["date"].dt.day.tolist()
    [3]
    """
    if not calendar.teams or present.empty:
        return present
    first, last = present["date"].min().date(), present["date"].max().date()
    off = np.zeros(len(present), dtype=bool)
    for team in present["team"].unique():
        if calendar.has_own(str(team)):
            days = days_index(business_days(first, last, calendar.of(str(team))))
            off |= ((present["team"] == team) & ~present["date"].isin(days)).to_numpy()
    return present[~off].reset_index(drop=True)


def fte_months(present: pd.DataFrame, by: str, names: Sequence[str], business_days: int) -> list[float]:
    """Full-time months worked by each of `names`: the days of `present` (see `fte_days`) × FTE, over the
    month's `business_days`.

    `by` is "rep" or "team", `ALL` stands for everybody. Give `present` up to the last day with data, and a
    running month is pro-rated. 0 for names without presence and in a month without business days.
    """
    sums = present.groupby(by)["fte"].sum().to_dict()
    sums[ALL] = present["fte"].sum()
    return [float(sums.get(name, 0.0)) / business_days if business_days else 0.0 for name in names]


def _labels(people: Iterable[Person]) -> dict[str, str]:
    """Whom each spelling means; spellings that several people share mean nobody."""
    labels: dict[str, str] = {}
    shared: set[str] = set()
    for person in people:
        for alias in person.aliases:
            if labels.setdefault(alias, person.label) != person.label:
                shared.add(alias)
    for alias in shared:
        del labels[alias]
    return labels | {person_key(person.label): person.label for person in people}


def _day(value: object) -> date | None:
    stamp = pd.NaT if isinstance(value, Real) else pd.to_datetime(str(value), errors="coerce")
    return None if pd.isna(stamp) else stamp.date()
