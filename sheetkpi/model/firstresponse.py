"""How fast a lead is first touched after it has come in, by lead source and team.

Time is working time: it stands still on days off, so that a lead of Friday evening that is called on Monday
morning has waited for no working day, and a team is judged on the days on which it works. A day has 24 hours
of it: "within a day" is by the same hour of the next business day. Where one of the two has no time of day
(midnight), business days are counted: the same day or the next one is within a day.

Leads not touched yet have waited so long, at least: they count in the median (Kaplan and Meier's estimate)
and, once a day old, in the share within a day; or a team would seem the faster the more leads it leaves.
Touches before the arrival tell nothing of the response: such leads are counted as not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.views import ALL, UNKNOWN

UNTOUCHED_DAYS = 7
"""Calendar days after which a lead that nobody has touched is named."""

Floats = np.ndarray


def waited(leads: pd.DataFrame, now: pd.Timestamp, calendar: Calendar | None = None) -> pd.DataFrame:
    """How long each of `leads` (columns `arrived` and `touched`, NaT where it is not touched) has waited at
    `now`, on its index: `days` in business days, NaN where that is not measured (no arrival, one after
    `now`, or a touch before it), and whether it was `touched`. `calendar` (default: Japan's) says what is
    worked, by each `team` where teams have their own.

    >>> rows = pd.DataFrame({"arrived": ["2026-06-05 18:00"], "touched": ["2026-06-08 06:00"]})
    >>> waited(rows, pd.Timestamp("2026-06-10"))["days"].tolist()  # Friday evening to Monday morning
    [0.5]
    """
    arrived = pd.to_datetime(leads["arrived"], errors="coerce")
    touched = pd.to_datetime(leads["touched"], errors="coerce")
    touched = touched.where(touched <= now)  # planned touches are none yet
    ends = touched.fillna(now)
    dated = _has_no_time(arrived) | (_has_no_time(ends) & touched.notna())
    begins = arrived.where(~dated, arrived.dt.normalize())
    ends = ends.where(~dated, ends.dt.normalize())
    measured = arrived.notna() & (ends >= begins)
    days = np.full(len(leads), np.nan)
    if measured.any():
        calendar = calendar or Calendar()
        first, last = begins[measured].min().date(), ends[measured].max().date()
        for own, chosen in _by_calendar(leads, calendar, measured.to_numpy()):
            clock = _WorkingTime(first, last, own)
            days[chosen] = clock.at(ends[chosen]) - clock.at(begins[chosen])
    return pd.DataFrame({"days": days, "touched": touched.notna()}, index=leads.index)


def first_response(
    leads: pd.DataFrame,
    now: pd.Timestamp,
    calendar: Calendar | None = None,
    by: Sequence[str] = ("lead_source", "team"),
) -> pd.DataFrame:
    """The first response to `leads` (columns as in `waited`, and those of `by` that are there), a row for
    everybody, then for each value of each of `by`.

    Columns: by ("" for everybody), name, leads, measured, touched, median (business days; NaN where fewer
    than half have been touched), within_day (share of the leads that were touched within a business day, of
    those touched or a day old), untouched_late (not touched after `UNTOUCHED_DAYS` calendar days),
    not_measured.
    """
    leads = leads.reset_index(drop=True)
    times = waited(leads, now, calendar)
    late = _late(leads, times, now)
    rows = [("", ALL, *_figures(times, late))]
    for column in by:
        if column in leads:
            names = leads[column].astype("object").where(leads[column].notna(), UNKNOWN)
            for name, own in times.groupby(names.to_numpy(), sort=True):
                rows.append((column, str(name), *_figures(own, late[own.index])))
    return pd.DataFrame(
        rows,
        columns=[
            *("by", "name", "leads", "measured", "touched", "median", "within_day"),
            *("untouched_late", "not_measured"),
        ],
    )


def untouched(leads: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """The leads that nobody has touched `UNTOUCHED_DAYS` calendar days after they came in, oldest first: the
    columns of `leads`, and `waiting` (calendar days)."""
    late = _late(leads, waited(leads, now), now)
    days = (now.normalize() - pd.to_datetime(leads["arrived"], errors="coerce").dt.normalize()).dt.days
    found = leads[late].assign(waiting=days[late].astype("int64"))
    return found.sort_values("waiting", ascending=False, kind="stable")


def _by_calendar(
    leads: pd.DataFrame, calendar: Calendar, measured: Floats
) -> Iterator[tuple[Calendar, Floats]]:
    """Each calendar by which teams work, and which of the measured leads are theirs."""
    if not calendar.teams or "team" not in leads:
        yield replace(calendar, teams=()), measured
        return
    teams = leads["team"].astype("object").where(leads["team"].notna(), "").map(str).to_numpy()
    for team in dict.fromkeys(teams[measured]):
        yield calendar.of(team), measured & (teams == team)


def _late(leads: pd.DataFrame, times: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    arrived = pd.to_datetime(leads["arrived"], errors="coerce").dt.normalize()
    late: pd.Series = ~times["touched"] & ((now.normalize() - arrived).dt.days > UNTOUCHED_DAYS)
    return late


def _figures(times: pd.DataFrame, late: pd.Series) -> tuple[float, ...]:
    measured = times["days"].notna()
    days, touched = (times.loc[measured, key].to_numpy() for key in ("days", "touched"))
    touched = touched.astype(bool)
    old = touched | (days > 1)
    within = float((touched & (days <= 1)).sum() / old.sum()) if old.any() else np.nan
    figures = len(times), measured.sum(), touched.sum(), _median(days, touched), within
    return *map(float, figures), float(late.sum()), float(len(times) - measured.sum())


def _median(days: Floats, touched: Floats) -> float:
    """The time by which half have been touched, those still waiting counted as far as they have waited."""
    times, place = np.unique(days, return_inverse=True)
    left = 1.0
    at_risk = len(days) - np.concatenate(([0], np.cumsum(np.bincount(place, minlength=len(times)))))[:-1]
    done = np.bincount(place, touched.astype("float64"), len(times))
    for time, number, risk in zip(times, done, at_risk, strict=True):
        left *= 1 - number / risk
        if left <= 0.5 + 1e-12:
            return float(time)
    return np.nan


def _has_no_time(stamps: pd.Series) -> pd.Series:
    flags: pd.Series = stamps == stamps.dt.normalize()
    return flags


class _WorkingTime:
    """A clock that runs on business days alone, in days from `first`."""

    def __init__(self, first: date, last: date, calendar: Calendar) -> None:
        self.first = np.datetime64(first, "D")
        number = int((np.datetime64(last, "D") - self.first).astype(int)) + 1
        self.works = np.zeros(number, dtype=bool)
        days = np.array(business_days(first, last, calendar), dtype="datetime64[D]")
        self.works[(days - self.first).astype(int)] = True
        self.before = np.concatenate(([0], np.cumsum(self.works)))[:-1]

    def at(self, stamps: pd.Series) -> Floats:
        """What the clock shows at `stamps`."""
        values = stamps.to_numpy().astype("datetime64[s]")
        day = values.astype("datetime64[D]")
        place = (day - self.first).astype(int)
        part = (values - day).astype("float64") / 86_400
        found: Floats = self.before[place] + np.where(self.works[place], part, 0.0)
        return found
