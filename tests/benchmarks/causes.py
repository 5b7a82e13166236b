"""How often the diagnosis is right: departments whose truth is known, drawn again and again.

    python -m tests.benchmarks.causes [WORKBOOKS]

Prints two tables. The first has, for each kind of department, in how many workbooks the planted cause is
found, in how many a rep or a team is named wrongly, and in how many all else is too young to be judged; the
second how often 架電偏重 is said to a rep, or to a team.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.callheavy import is_call_heavy
from sheetkpi.model.diagnosis import NOTHING, diagnosis
from sheetkpi.model.maturity import LateStages
from tests.model.examples import TREE
from tests.model.simulated import MID_BAND, Plan, department, rep_name, team_name
from tests.model.test_verdicts import BANDS

EDGE = (0.20, 0.10, 0.30, 0.20)
LOW_WINS = (*MID_BAND[:3], 0.10)


@dataclass(frozen=True)
class Case:
    """A kind of department; `planted` is the team, rep and stage to be found."""

    label: str
    plan: Plan
    planted: tuple[str, str, str] | None = None


REP = (team_name(0), rep_name(0, 0))
CASES = (
    Case("healthy, mid-band", Plan()),
    Case("healthy, at the band's edge", Plan(rates=EDGE)),
    Case("one team of 15", Plan(teams=1, reps=15)),
    Case("a rep at half the meeting rate", Plan(weaker={(0, 0): (1, 1, 0.5, 1, 1)}), (*REP, "meeting_rate")),
    Case(
        "the same in one team of 15",
        Plan(teams=1, reps=15, weaker={(0, 0): (1, 1, 0.5, 1, 1)}),
        (*REP, "meeting_rate"),
    ),
    Case("a rep at half the connect rate", Plan(weaker={(0, 0): (1, 0.5, 1, 1, 1)}), (*REP, "connect_rate")),
    Case(
        "a team at half the connect rate",
        Plan(of_team={0: (0.125, *MID_BAND[1:])}),
        (team_name(0), "", "connect_rate"),
    ),
    *(
        Case(f"45 days to close, {months} months", Plan(months=months, lag=45, calls=40))
        for months in (1, 2, 3, 5)
    ),
    Case("45 days, at the edge, 3 months", Plan(months=3, lag=45, calls=40, rates=EDGE)),
    Case("45 days, growing 20 % a month", Plan(months=6, lag=45, calls=40, growth=1.2)),
    *(
        Case(
            f"45 days, wins at .10, {months} months",
            Plan(months=months, lag=45, calls=40, rates=LOW_WINS),
            ("all", "", "win_rate"),
        )
        for months in (3, 4, 5, 8)
    ),
)


def diagnosed(case: Case, workbooks: int) -> str:
    """One line of the first table."""
    rng, found, reps, teams, young = np.random.default_rng(14), 0, 0, 0, 0
    for _ in range(workbooks):
        of = department(case.plan, rng)
        late = LateStages(of.facts, of.deals, of.last_data)
        frame = diagnosis(of.names, of.facts, of.month, BANDS, TREE, NOTHING, "en", late)
        named = frame[frame["stage"].notna()]
        who = set(zip(named["team"], named["rep"], named["stage"], strict=True))
        found += case.planted in who
        true = {case.planted} if case.planted is not None else set()
        if case.planted is not None and case.planted[0] == "all":
            true |= {name for name in who if name[2] == case.planted[2]}
        if case.planted is not None and not case.planted[1]:
            true |= {name for name in who if name[0] == "all"}
        reps += any(name[1] for name in who - true)
        teams += any(not name[1] for name in who - true)
        young += "oo young" in frame["evidence"].iloc[0]
    shares = (f"{count / workbooks:8.3f}" for count in (found, reps, teams, young))
    return f"{case.label:36}" + " ".join(shares)


HEAVY = (
    *(("constant", (20, 20, 20), (rate,) * 3) for rate in (0.05, 0.06, 0.08, 0.10, 0.15)),
    ("rate rises", (20, 22, 25), (0.04, 0.06, 0.08)),
    ("rate rises", (60, 66, 75), (0.04, 0.06, 0.08)),
    *(
        ("rate rises a little", (calls, calls * 1.1, calls * 1.25), (0.06, 0.07, 0.08))
        for calls in (20, 60, 100, 300)
    ),
    ("rate rises in its band", (20, 22, 25), (0.10, 0.11, 0.12)),
    ("rate falls by half", (20, 22, 25), (0.14, 0.10, 0.07)),
    ("rate falls by half", (60, 66, 75), (0.14, 0.10, 0.07)),
    *(("flat and low", (calls, calls * 1.12, calls * 1.25), (0.06,) * 3) for calls in (20, 60, 100, 300)),
)


def heavy(label: str, calls: tuple[float, ...], rates: tuple[float, ...], number: int = 4000) -> str:
    """One line of the second table."""
    rng = np.random.default_rng(14)
    made = rng.poisson(np.array(calls) * 20, (number, 3))
    connects = rng.binomial(made, 0.25)
    meetings = rng.binomial(connects, rates)
    flagged = 0
    for row in zip(made.tolist(), connects.tolist(), meetings.tolist(), strict=True):
        months = [
            {"calls": c, "connects": k, "meetings": m, "fte": 20.0} for c, k, m in zip(*row, strict=True)
        ]
        flagged += is_call_heavy(months, Band(0.1, 0.2, 30))
    rate = f"rate {rates[0]:.2f} to {rates[-1]:.2f}"
    return f"{label:22}{calls[0]:5.0f} calls a day  {rate} {flagged / number:8.3f}"


if __name__ == "__main__":
    workbooks = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(f"{'':36}{'found':>8} {'reps':>8} {'teams':>8} {'young':>8}")
    for each in CASES:
        print(diagnosed(each, workbooks), flush=True)
    print()
    for line in HEAVY:
        print(heavy(*line), flush=True)
