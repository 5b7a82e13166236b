"""Months of invented activity whose cause is known: what landings and chances are held against.

Each kind of series is a department of fifteen reps in three teams over six months and the one forecast:

- steady: the same every business day, but for chance;
- trend: 3 % more each month;
- weekday: Mondays a third below, Thursdays a third above;
- rush: day weights of .73, and of 1.82 in the last quarter of a month;
- bursty: a day's rate varies (a gamma of variance .3), and a week's (.05): twice what chance does and more;
- ramp: a third of the reps joined in the last five months and need four to come up to the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.course import HISTORY, Course, Days
from sheetkpi.model.forecast import blend, chance, to_come
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department

KINDS = ("steady", "trend", "weekday", "rush", "bursty", "ramp")
PER_DAY = {"calls": 40.0, "meetings": 0.8}
"""What a rep does on a usual business day."""

POINTS = (0.25, 0.5, 0.75)
LEVELS = ("all", "team", "rep")
REPS, TEAMS = 15, 3
MONTHS = [date(2026, month, 1) for month in range(1, 13)]

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Simulated:
    """One department: what each rep does on each day of `days`, all of which are gone, and who is there."""

    days: Days
    done: Floats
    there: Floats

    def known_at(self, point: float) -> Days:
        """The days as they are when `point` of the last month's business days is gone."""
        work = np.flatnonzero(self.days.now & self.days.work)
        until = work[max(round(point * len(work)), 1) - 1] if point else work[0] - 1
        gone = np.arange(len(self.days)) <= until
        days = self.days
        return Days(days.first, days.month, days.weekday, days.part, days.left, days.work, gone)

    def course(self, level: str, point: float) -> Course:
        """The course of everybody, the teams or the reps as known then."""
        days = self.known_at(point)
        groups = {"all": np.zeros(REPS, int), "team": np.arange(REPS) % TEAMS, "rep": np.arange(REPS)}[level]
        into = np.eye(int(groups.max()) + 1)[groups].T
        return Course(days, into @ np.where(days.gone, self.done, 0), into @ self.there)

    def final(self, level: str) -> Floats:
        """Where each row of `course` lands."""
        return self.course(level, 1.0).total()


def simulated(kind: str, count: str, month: date, random: np.random.Generator) -> Simulated:
    """A department of one kind, the landing of `month` being at stake."""
    empty = Department(pd.DataFrame(), Roster(), Calendar(), Settings())
    days = Days.around(month, date.max, empty)
    rate = PER_DAY[count] * days.work * np.ones((REPS, 1))
    rate = rate * random.gamma(25, 1 / 25, (REPS, 1))  # some do more than others
    there = np.ones((REPS, 1)) * days.work
    since = days.month + HISTORY
    if kind == "trend":
        rate = rate * 1.03**since
    if kind == "weekday":
        rate = rate * np.array([0.67, 1, 1, 1.33, 1, 1, 1])[days.weekday]
    if kind == "rush":
        rate = rate * np.where(_place(days) >= 0.75, 1.82, 0.73)
    if kind == "bursty":
        weeks = (np.arange(len(days)) + days.first.weekday()) // 7
        weekly = random.gamma(20, 1 / 20, (REPS, int(weeks.max()) + 1))
        rate = rate * weekly[:, weeks] * random.gamma(1 / 0.3, 0.3, rate.shape)
    if kind == "ramp":
        joined = np.where(np.arange(REPS) < REPS // 3, random.integers(1, HISTORY, REPS), -9)[:, None]
        months = since - joined + _place(days)
        rate = rate * np.clip(0.25 + 0.75 * months / 4, 0, 1) * (months >= 0)
        there = there * (since >= joined)
    done = random.poisson(rate).astype("float64")
    return Simulated(days, done, there + _off(there, days))


def _place(days: Days) -> Floats:
    """How far in its month each day is, 0 to 1."""
    place = np.zeros(len(days))
    for month in range(-HISTORY, 1):
        of_month = days.month == month
        place[of_month] = np.arange(of_month.sum()) / of_month.sum()
    return place


def _off(there: Floats, days: Days) -> Floats:
    """Presence on days off as on the month's business days, as `landing` has it."""
    off = np.zeros_like(there)
    for month in range(-HISTORY, 1):
        of_month = days.month == month
        off[:, of_month & ~days.work] = there[:, of_month & days.work].mean(axis=1, keepdims=True)
    return off


def coverage(kind: str, count: str, runs: int, seed: int = 1) -> pd.DataFrame:
    """How landings do over `runs` departments: level, point, the share `within` the range of four in five,
    the error `missed` as a share of what was done, and that of the pro-rata line, `naive`."""
    random = np.random.default_rng([seed, KINDS.index(kind), len(count)])
    rows = []
    for run in range(runs):
        one = simulated(kind, count, MONTHS[run % len(MONTHS)], random)
        for level in LEVELS:
            final = one.final(level)
            for point in POINTS:
                course = one.course(level, point)
                forecast, low, high = blend(course)
                inside = (final >= low - 0.5) & (final <= high + 0.5)
                gone = (course.days.now & course.days.gone & course.days.work).sum()
                naive = course.total() * (course.days.now & course.days.work).sum() / gone
                rows.append(
                    {
                        **{"level": level, "point": point, "within": inside.mean()},
                        **{"missed": np.abs(forecast - final).sum(), "naive": np.abs(naive - final).sum()},
                        "final": final.sum(),
                    }
                )
    found = pd.DataFrame(rows).groupby(["level", "point"], sort=False)
    sums = found.sum()
    return pd.DataFrame(
        {
            "within": found["within"].mean(),
            "missed": sums["missed"] / sums["final"],
            "naive": sums["naive"] / sums["final"],
        }
    ).reset_index()


def table(kinds: Sequence[str], counts: Sequence[str], runs: int) -> pd.DataFrame:
    """`coverage` of several series, in percent: a row per count, kind and level, a column per share gone."""
    rows = []
    for count in counts:
        for kind in kinds:
            found = (coverage(kind, count, runs).set_index(["level", "point"]) * 100).round(1)
            for level in LEVELS:
                row: dict[str, Any] = {"count": count, "kind": kind, "level": level}
                for what in ("within", "missed", "naive"):
                    row |= {f"{what} {point:.2f}": found.loc[(level, point), what] for point in POINTS}
                rows.append(row)
    return pd.DataFrame(rows).set_index(["count", "kind", "level"])


def reached(kind: str, count: str, level: str, point: float, runs: int, seed: int = 1) -> pd.DataFrame:
    """Whether targets that are said to be reached with a chance of .7 are: `said` (the chance of the whole
    number nearest to it) and `came`, a row for each of `runs` departments. Of each there is one month and one
    team or rep, so that the rows are independent."""
    random = np.random.default_rng(
        [seed, KINDS.index(kind), len(count), LEVELS.index(level), int(100 * point)]
    )
    rows = []
    for run in range(runs):
        one = simulated(kind, count, MONTHS[run % len(MONTHS)], random)
        course = one.course(level, point)
        rests, variances = to_come(course)
        place = int(random.integers(len(rests)))
        rest, variance = float(rests[place]), float(variances[place])
        done, final = float(course.total()[place]), float(one.final(level)[place])
        if rest <= 0 or variance <= 0:
            continue
        chances = [chance(wanted - 0.5, rest, rest**2 / variance) for wanted in range(1, int(2 * rest) + 2)]
        nearest = int(np.argmin(np.abs(np.array(chances) - 0.7)))
        rows.append({"said": chances[nearest], "came": final - done >= nearest + 1})
    return pd.DataFrame(rows)


def chances(kinds: Sequence[str], count: str, runs: int) -> pd.DataFrame:
    """`reached` of several series, in percent: a row per kind and level, and for each share of the month gone
    the months there were, what was said of them and what came true."""
    rows = []
    for kind in kinds:
        for level in ("team", "rep"):
            row: dict[str, Any] = {"kind": kind, "level": level}
            for point in (0.0, 0.5):
                found = reached(kind, count, level, point, runs)
                row |= {f"months {point:.2f}": len(found)}
                row |= {f"{what} {point:.2f}": round(100 * found[what].mean(), 1) for what in found}
            rows.append(row)
    return pd.DataFrame(rows).set_index(["kind", "level"])
