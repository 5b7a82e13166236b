"""Where a month will end, for every count of everybody, each team and each rep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import business_days
from sheetkpi.model.chain import TARGETED
from sheetkpi.model.course import HISTORY, Course, Days, Floats
from sheetkpi.model.forecast import Blending, blend, curve, landed, naive, to_come
from sheetkpi.model.presence import fte_days
from sheetkpi.model.sums import places
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

COLUMNS = (
    *("kpi", "team", "rep", "actual", "naive", "curve", "forecast", "forecast_low", "forecast_high"),
    *("rest", "shape"),
)

Key = tuple[str, str]
"""Team and rep; the rep is "" for a whole team, the team `ALL` for everybody."""


def landings(
    department: Department,
    month: date,
    until: date,
    counts: Sequence[str] = TARGETED,
    others: Mapping[str, Blending] = MappingProxyType({}),
    apart: Literal["", "rep", "team"] = "",
) -> pd.DataFrame:
    """The landing of the KPI month named by `month`, as known after `until`, the last day with data.

    Columns: kpi, team, rep (see `Key`), actual, naive, curve, forecast (the blend), forecast_low and
    forecast_high, between which four of five months land, rest and shape, what is still expected and how
    surely (see `forecast.chance`). A row for everybody, each team and each of its
    reps who did something or was there since the past began, `course.HISTORY` months before; none for a
    count that was not measured of them in the month. NaN where nothing can be said. For each of `others`
    there is a column of that name: what the blend would say then.

    What people do together is in each one's landing, so that the sum of what the others did follows from it.
    `apart` each rep, or each team with its reps, is forecast from own days alone, and nobody else has a row.
    """
    days = Days.around(month, until, department)
    keys, done, there = grids(department, days, counts)
    everybody = [place for place, (team, rep) in enumerate(keys) if team == ALL and not rep]
    teams = [place for place, (team, rep) in enumerate(keys) if team != ALL and not rep]
    reps = [place for place, (_, rep) in enumerate(keys) if rep]
    groups = [everybody, teams, reps]
    if apart == "rep":
        groups = [[place] for place in reps]
    elif apart == "team":
        of_team = [[place for place in reps if keys[place][0] == keys[team][0]] for team in teams]
        groups = [*([team] for team in teams), *of_team]
    known = department.measured_in(month, keys, counts)
    parts = [
        _landing(
            count, [keys[place] for place in places], Course(days, done[count][places], there[places]), others
        )
        for count in counts
        for group in groups
        if (places := [place for place in group if known[keys[place]][count]]) or group is everybody
    ]
    columns = parts[0] if parts else COLUMNS
    return pd.DataFrame({column: [one for part in parts for one in part[column]] for column in columns})


def _landing(
    count: str, keys: Sequence[Key], course: Course, others: Mapping[str, Blending]
) -> dict[str, Iterable[object]]:
    rest, variance = to_come(course)
    forecast, low, high = landed(course, rest, variance)
    shape = np.divide(rest**2, variance, out=np.full_like(rest, np.nan), where=variance > 0)
    return {
        "kpi": [count] * len(keys),
        "team": [team for team, _ in keys],
        "rep": [rep for _, rep in keys],
        "actual": course.total(),
        "naive": naive(course),
        "curve": curve(course),
        "forecast": forecast,
        "forecast_low": low,
        "forecast_high": high,
        "rest": rest,
        "shape": shape,
        **{name: blend(course, how)[0] for name, how in others.items()},
    }


def grids(
    department: Department, days: Days, counts: Sequence[str]
) -> tuple[list[Key], dict[str, Floats], Floats]:
    """Everybody, each team and each rep (see `Key`), and for each of them and each of `days` what was
    done and how much of them was there."""
    place = days.positions(department.facts["date"])
    known = (place >= 0) & (place < len(days))
    known[known] = days.gone[place[known]]
    by = ["team", "rep", "day"]
    facts = department.facts.loc[known, ["team", "rep", *counts]].assign(day=place[known])
    facts = facts.groupby(by, observed=True)[list(counts)].sum().reset_index()
    work = [days.first + timedelta(int(number)) for number in np.flatnonzero(days.work)]
    present = fte_days(
        department.roster, work, department.absent, calendar=department.calendar, dtype="category"
    )
    present = present.assign(day=days.positions(present["date"]))
    by_rep = ["team", "rep"]
    pairs = sorted({*places(facts, by_rep)[1], *places(present, by_rep)[1]})
    keys = [(ALL, ""), *((team, "") for team in dict.fromkeys(team for team, _ in pairs)), *pairs]
    done = _sums(facts, counts, keys, len(days))
    there = _sums(present, ["fte"], keys, len(days))["fte"]
    return keys, done, _with_days_off(there, days, _worked(keys, days, department))


def _worked(keys: Sequence[Key], days: Days, department: Department) -> Floats:
    """The business days of each of `keys`."""
    worked = np.tile(days.work.astype("float64"), (len(keys), 1))
    last = days.first + timedelta(len(days) - 1)
    for row, (team, _) in enumerate(keys):
        if department.calendar.has_own(team):
            own = business_days(days.first, last, department.calendar.of(team))
            worked[row] = np.isin(np.arange(len(days)), [(day - days.first).days for day in own])
    return worked


def _sums(frame: pd.DataFrame, columns: Sequence[str], keys: Sequence[Key], days: int) -> dict[str, Floats]:
    """Each of `columns` summed per key and day."""
    rows = {key: row for row, key in enumerate(keys)}
    place, pairs = places(frame, ["team", "rep"])
    of_rep = np.array([rows[team, rep] for team, rep in pairs], dtype=np.int64)[place]
    of_team = np.array([rows[team, ""] for team, _ in pairs], dtype=np.int64)[place]
    day, size = frame["day"].to_numpy(), (len(keys), days)
    of_rep, of_team = of_rep * days + day, of_team * days + day
    sums = {column: np.zeros(size) for column in columns}
    for column, cells in sums.items():
        values = frame[column].to_numpy("float64")
        for place in (of_rep, of_team):
            cells += np.bincount(place, values, len(keys) * days).reshape(size)
        cells[0] += np.bincount(day, values, days)  # everybody
    return sums


def _with_days_off(there: Floats, days: Days, worked: Floats) -> Floats:
    """Presence on days off as on the month's business days; who is not in the roster is there on all that are
    `worked`."""
    there = np.where(there.any(axis=1, keepdims=True), there, worked)
    for month in range(-HISTORY, 1):
        work, off = ((days.month == month) & (days.work == working) for working in (True, False))
        if work.any():
            there[:, off] = there[:, work].mean(axis=1, keepdims=True)
    return there
