"""An invented inside-sales department at work: its calls, other tasks and deals, not yet written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import shift_month

Array = np.ndarray[Any, np.dtype[Any]]

SOURCES = ("trade_show", "seminar", "web_inquiry", "download")
_SOURCE_CONNECT = np.array([1.0, 1.0, 1.15, 0.9])
_SOURCE_MEETING = np.array([0.24, 0.14, 0.155, 0.065])
_TEAM_SOURCES = np.array([[0.05, 0.10, 0.50, 0.35], [0.55, 0.35, 0.0, 0.10], [0.30, 0.25, 0.15, 0.30]])
_WEEKDAYS = np.array([0.93, 1.05, 1.08, 1.04, 0.90, 0.6, 0.6])
_MONTHS = np.array([0.95, 1.0, 1.08, 1.0, 0.94, 1.03, 1.02, 0.86, 1.05, 1.04, 1.04, 0.93])
_SHOW_MONTHS = (2, 5, 7, 10)  # a trade show at the beginning of these months fills the lists for weeks
_ABSENT = 0.04
_RECEPTION = 0.3
_OPPORTUNITY, _WIN, _LOST = 0.35, 0.26, 0.85

LOG_TEAM, CALL_LIST_TEAM, DAILY_TEAM = range(3)
"""The teams by number, named by the shape in which they keep their activity."""

NO_CONTACT, RECEPTION, CONNECTED, MEETING = range(4)


@dataclass(frozen=True)
class Rep:
    """How somebody works: calls a day, connects per call, and meetings per connect against the average.

    `moves_to` is the team from `since` on for who moves; for others `since` is when they begin. Both count
    in months before the current one.
    """

    team: int
    calls: float
    connects: float
    meetings: float
    moves_to: int | None = None
    since: int | None = None

    def team_on(self, days: Array, this_month: date) -> Array:
        """The team on each of `days`, -1 before the first."""
        begins = np.datetime64(shift_month(this_month, -(self.since or 0)))
        before, after = (self.team, self.moves_to) if self.moves_to is not None else (-1, self.team)
        return np.where((self.since is None) | (days >= begins), after, before)


CAST: tuple[Rep, ...] = (
    Rep(0, 11, 0.25, 1.15),
    Rep(0, 12, 0.26, 1.40),
    Rep(0, 10, 0.24, 0.90),
    Rep(0, 13, 0.22, 1.15),
    Rep(0, 11, 0.25, 1.10, moves_to=1, since=3),
    Rep(1, 11, 0.25, 1.00),
    Rep(1, 16, 0.25, 0.42),  # ever more calls, few meetings: the classic failure
    Rep(1, 10, 0.13, 0.95),  # hardly gets through
    Rep(1, 11, 0.27, 1.00),
    Rep(1, 0, 0.0, 0.0),  # in the roster, without any activity
    Rep(2, 38, 0.22, 1.00),
    Rep(2, 43, 0.19, 0.90),
    Rep(2, 33, 0.25, 1.15),
    Rep(2, 40, 0.18, 1.00),
    Rep(2, 27, 0.17, 0.75, since=2),  # joined two months ago
)
"""A dozen reps in three teams, one who moves (number 4), one without activity (9), one who joins (14)."""


@dataclass(frozen=True)
class Department:
    """What was done. `rep`, `team` and `source` are numbers into `CAST`, the teams and `SOURCES`.

    `calls`: day, rep, team, source, outcome (NO_CONTACT … MEETING). `tasks`: day, rep, team, source, count
    (key of the KPI). `deals`: opened, rep, source, closed (NaT while open), expected, won (bool), amount.
    """

    calls: pd.DataFrame
    tasks: pd.DataFrame
    deals: pd.DataFrame


def simulate(days: Array, first: date, this_month: date, rng: np.random.Generator) -> Department:
    """The department on business `days` (datetime64[D]), of which those before `first` only lead to deals."""
    calls = pd.concat([_calls(number, days, this_month, rng) for number in range(len(CAST))])
    calls = calls.sort_values(["day", "rep"], kind="stable", ignore_index=True)
    deals = _deals(calls[calls["outcome"] == MEETING], days, rng)
    shown = calls[calls["day"] >= np.datetime64(first)].reset_index(drop=True)
    opened = deals[deals["opened"] >= np.datetime64(first)].reset_index(drop=True)
    return Department(shown, _tasks(shown, rng), opened)


def _calls(number: int, days: Array, this_month: date, rng: np.random.Generator) -> pd.DataFrame:
    rep = CAST[number]
    teams = rep.team_on(days, this_month)
    stamps = pd.DatetimeIndex(days)
    rhythm = _WEEKDAYS[stamps.day_of_week] * _MONTHS[stamps.month - 1] * (rng.random(len(days)) > _ABSENT)
    made = rng.poisson(rep.calls * rhythm * (teams >= 0))
    day, team = np.repeat(days, made), np.repeat(teams, made)
    of_day = np.repeat(_drawn_sources(np.maximum(teams, 0), days, rng), made)
    of_call = _drawn_sources(team, day, rng)
    source = np.where(team == DAILY_TEAM, of_day, of_call)  # who keeps daily counts works one list a day
    connected = rng.random(len(day)) < rep.connects * _SOURCE_CONNECT[source]
    meeting = rng.random(len(day)) < rep.meetings * _SOURCE_MEETING[source]
    reception = rng.random(len(day)) < _RECEPTION
    missed = np.where(reception, RECEPTION, NO_CONTACT)
    outcome = np.where(connected, np.where(meeting, MEETING, CONNECTED), missed)
    return pd.DataFrame({"day": day, "rep": number, "team": team, "source": source, "outcome": outcome})


def _drawn_sources(team: Array, days: Array, rng: np.random.Generator) -> Array:
    weights = _TEAM_SOURCES[team]
    weights[:, 0] *= np.where(np.isin(pd.DatetimeIndex(days).month, _SHOW_MONTHS), 1.6, 1.0)
    reach = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    drawn: Array = np.minimum((rng.random((len(team), 1)) > reach).sum(axis=1), len(SOURCES) - 1)
    return drawn


def _tasks(calls: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Mails, documents and follow-ups around calls, and calls that come in. The call list knows of none."""
    chances = {"emails": 0.12, "documents": 0.05, "follow_ups": 0.06, "inbound_calls": 0.015}
    possible = calls[calls["team"] != CALL_LIST_TEAM]
    parts = [
        possible[rng.random(len(possible)) < chance].assign(count=count) for count, chance in chances.items()
    ]
    columns = ["day", "rep", "team", "source", "count"]
    return pd.concat(parts).sort_values(["day", "rep", "count"], kind="stable", ignore_index=True)[columns]


def _deals(meetings: pd.DataFrame, days: Array, rng: np.random.Generator) -> pd.DataFrame:
    """What became of `meetings`: opportunities some days later, of which some are won after weeks."""
    born = meetings[rng.random(len(meetings)) < _OPPORTUNITY]
    opened = np.searchsorted(days, born["day"].to_numpy()) + rng.integers(3, 16, len(born))
    closed = opened + rng.integers(8, 40, len(born))
    luck = rng.random(len(born))
    amount = np.round(np.exp(rng.normal(np.log(1_100_000), 0.55, len(born))), -4)
    day_of = np.append(days, np.datetime64("NaT"))
    deals = pd.DataFrame(
        {
            "opened": day_of[np.minimum(opened, len(days))],
            "rep": born["rep"].to_numpy(),
            "source": born["source"].to_numpy(),
            "closed": np.where(luck < _LOST, day_of[np.minimum(closed, len(days))], np.datetime64("NaT")),
            "won": luck < _WIN,
            "amount": amount,
        }
    )
    deals["expected"] = deals["opened"] + pd.to_timedelta((closed - opened) * 7 // 5, unit="D")
    return deals.dropna(subset="opened").sort_values("opened", kind="stable", ignore_index=True)
