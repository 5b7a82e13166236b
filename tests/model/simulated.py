"""Departments whose true rates are known, drawn by chance from a seed: to see what advice makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import shift_month
from sheetkpi.model.facts import facts, with_months
from tests.model.examples import TREE

FIRST = date(2026, 1, 1)
MID_BAND = (0.25, 0.15, 0.35, 0.25)
"""Connect, meeting, opportunity and win rate in the middle of the market's bands."""


@dataclass(frozen=True)
class Plan:
    """What is true of a department: `calls` a rep and day, the four rates, days from opportunity to win
    (mean of a gamma distribution of `shape`), growth of the calls a month. `weaker` has factors of one
    rep's calls and rates by (team, rep), numbered from 0; a team of its own rates is in `of_team`, and
    `sources` a lead source by team."""

    teams: int = 3
    reps: int = 5
    months: int = 3
    calls: float = 20
    rates: tuple[float, float, float, float] = MID_BAND
    lag: float = 0.0
    shape: float = 2.0
    growth: float = 1.0
    weaker: Mapping[tuple[int, int], tuple[float, float, float, float, float]] = field(default_factory=dict)
    of_team: Mapping[int, tuple[float, float, float, float]] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Department:
    """What came of a plan: `facts` as `report.with_months` has them, `deals` as `Activity.deals` has them."""

    facts: pd.DataFrame
    deals: pd.DataFrame
    month: date
    last_data: date

    @property
    def names(self) -> pd.DataFrame:
        """Team and rep of everybody, as on the board."""
        pairs = sorted(set(zip(self.facts["team"].astype(str), self.facts["rep"].astype(str), strict=True)))
        rows = [("all", "")]
        for team in sorted({team for team, _ in pairs}):
            rows += [(team, ""), *(pair for pair in pairs if pair[0] == team)]
        return pd.DataFrame(rows, columns=["team", "rep"])


def team_name(team: int) -> str:
    """The name of a team by its number."""
    return f"第{team + 1}課"


def rep_name(team: int, rep: int) -> str:
    """The name of a rep by the numbers of team and rep."""
    return f"担当{team + 1}-{rep + 1}"


def department(plan: Plan, rng: np.random.Generator) -> Department:
    """A department that works as `plan` says, for whole months from `FIRST`."""
    end = shift_month(FIRST, plan.months)
    days = np.arange(np.datetime64(FIRST, "D"), np.datetime64(end, "D"))
    days = days[np.is_busday(days)]
    people = plan.teams * plan.reps
    number = days.astype("datetime64[M]").astype(int) - np.datetime64(FIRST, "M").astype(int)
    pace = np.repeat((plan.calls * plan.growth**number)[None, :], people, axis=0)
    rates = np.empty((people, 4))
    for team in range(plan.teams):
        rates[team * plan.reps : (team + 1) * plan.reps] = plan.of_team.get(team, plan.rates)
    for (team, rep), factors in plan.weaker.items():
        pace[team * plan.reps + rep] *= factors[0]
        rates[team * plan.reps + rep] *= factors[1:]
    calls = rng.poisson(pace)
    connects = rng.binomial(calls, rates[:, [0]])
    meetings = rng.binomial(connects, rates[:, [1]])
    opportunities = rng.binomial(meetings, rates[:, [2]])
    who, when = (np.repeat(place, opportunities[opportunities > 0]) for place in np.nonzero(opportunities))
    won = rng.random(len(who)) < rates[who, 3]
    lags = np.zeros(len(who), dtype=np.int64)
    if plan.lag:
        lags = np.rint(rng.gamma(plan.shape, plan.lag / plan.shape, len(who))).astype(np.int64)
    closed = days[when] + lags
    last = end - timedelta(1)
    won &= closed <= np.datetime64(last)
    kept = pd.DataFrame(
        {
            "rep": np.repeat(np.arange(people), len(days)),
            "date": np.tile(days, people).astype("datetime64[s]"),
            **{
                count: values.ravel()
                for count, values in zip(
                    ("calls", "connects", "meetings", "opportunities"),
                    (calls, connects, meetings, opportunities),
                    strict=True,
                )
            },
            "wins": 0,
        }
    )
    wins = pd.DataFrame({"rep": who[won], "date": closed[won].astype("datetime64[s]"), "wins": 1})
    events = pd.concat([kept, wins], ignore_index=True).fillna(0)
    labels = [rep_name(*divmod(person, plan.reps)) for person in range(people)]
    teams = [team_name(person // plan.reps) for person in range(people)]
    sources = [plan.sources.get(person // plan.reps, "") for person in range(people)]
    codes = events["rep"].to_numpy(int)
    counts = {
        count: events[count].astype(np.int64)
        for count in ("calls", "connects", "meetings", "opportunities", "wins")
    }
    frame = pd.DataFrame(
        {
            "date": events["date"].astype("datetime64[s]"),
            "rep": pd.Categorical(np.array(labels, dtype=object)[codes]),
            "team": pd.Categorical(np.array(teams, dtype=object)[codes]),
            "lead_source": pd.Categorical(np.array(sources, dtype=object)[codes]),
            **counts,
            "won_amount": 1_000_000.0 * events["wins"],
        }
    )
    deals = pd.DataFrame(
        {
            "opened": days[when].astype("datetime64[s]"),
            "rep": np.array(labels, dtype=object)[who],
            "team": np.array(teams, dtype=object)[who],
            "lead_source": np.array(sources, dtype=object)[who],
            "days": np.where(won, lags, -1),
            "deals": 1,
        }
    )
    return Department(with_months(facts(frame, TREE)), deals, shift_month(FIRST, plan.months - 1), last)
