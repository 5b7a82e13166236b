"""How often the board tells of a move where nothing changed, and where something did.

`python -m tests.benchmarks.moved [DEPARTMENTS]` prints a table; 1,000 of each kind take three minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.moved import moves
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department

MONTH, UNTIL = date(2026, 6, 1), date(2026, 6, 18)


@dataclass(frozen=True)
class Stable:
    """Teams whose weeks and days stray by gamma-distributed factors with these standard deviations."""

    teams: int = 3
    reps: int = 5
    calls: float = 20.0
    week: float = 0.15
    day: float = 0.5


@dataclass(frozen=True)
class Changed:
    """What changes in the last five business days: factors for some `reps`, days without any entry."""

    reps: Sequence[int] = ()
    calls: float = 1.0
    connects: float = 1.0
    unentered: int = 0


STABLE = {
    "usual": Stable(),
    "steady": Stable(week=0.0, day=0.0),
    "restless": Stable(week=0.3),
    "many calls": Stable(calls=60.0),
    "few calls": Stable(calls=6.0),
    "one team": Stable(teams=1),
    "one rep": Stable(teams=1, reps=1),
}


def drawn(
    plan: Stable, rng: np.random.Generator, changed: Changed | None = None, days: int = 0
) -> tuple[Department, date, date]:
    """The arguments of `moves` for a department drawn by chance; `days`: only so many are known."""
    changed = changed or Changed()
    worked = business_days(date(2026, 1, 5), UNTIL, Calendar())[-days:]
    people = plan.teams * plan.reps
    weeks = np.array([(day - worked[0]).days // 7 for day in worked])
    pace = np.full((people, len(worked)), plan.calls)
    if plan.week:
        pace *= rng.gamma(plan.week**-2, plan.week**2, (people, weeks.max() + 1))[:, weeks]
    if plan.day:
        pace *= rng.gamma(plan.day**-2, plan.day**2, pace.shape)
    rate = np.full(pace.shape, 0.25)
    for rep in changed.reps:
        pace[rep, -5:] *= changed.calls
        rate[rep, -5:] *= changed.connects
        pace[rep, len(worked) - changed.unentered :] = 0
    calls = rng.poisson(pace)
    connects = rng.binomial(calls, rate)
    meetings = rng.binomial(connects, 0.15)
    stamps = pd.Series(np.tile(pd.to_datetime(list(worked)), people)).astype("datetime64[s]")
    reps = np.repeat(
        [f"担当{rep // plan.reps + 1}-{rep % plan.reps + 1}" for rep in range(people)], len(worked)
    )
    teams = np.repeat([f"第{rep // plan.reps + 1}課" for rep in range(people)], len(worked))
    facts = pd.DataFrame(
        {
            "date": stamps,
            "month": stamps.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]"),
            "rep": pd.Categorical(reps),
            "team": pd.Categorical(teams),
            "lead_source": pd.Categorical([""] * len(reps)),
            "calls": calls.ravel(),
            "connects": connects.ravel(),
            "meetings": meetings.ravel(),
        }
    )
    return Department(facts, Roster(), Calendar(), Settings()), MONTH, UNTIL


def main(number: int = 1000) -> None:
    """Print how many of `number` departments are told of anything."""
    for name, plan in STABLE.items():
        rng = np.random.default_rng(1)
        told = sum(bool(moves(*drawn(plan, rng))) for _ in range(number))
        print(f"nothing changed, {name:12} {told:4} of {number} ({told / number:.1%})", flush=True)
    cases = {
        "a team connects half as often": Changed(range(5), connects=0.5),
        "a team calls 40 % less": Changed(range(5), calls=0.6),
        "everybody calls 50 % more": Changed(range(15), calls=1.5),
        "a rep calls 80 % less": Changed([0], calls=0.2),
    }
    for name, changed in cases.items():
        rng = np.random.default_rng(2)
        told = sum(bool(moves(*drawn(STABLE["usual"], rng, changed))) for _ in range(number // 5))
        print(f"{name:32} {told:4} of {number // 5} ({told / (number // 5):.1%})", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
