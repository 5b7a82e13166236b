"""All that one rep is handed out together tells no colleague's figure: not their own row, the standing, the
progress, the diagnosis, the targets and the review at once.

`tests/model/test_peers.py` enumerates the standing. Here the tables are made by the model from what a team
did, and made again from what it may have done instead: wherever every table looks the same though a colleague
did one call, one connect or one meeting more or less, the figure does not follow. Small teams have too
little data for rates of their own, so that their targets rest on the bands; what the ratios of a large one
leave open is argued in `sheetkpi.model.peers`.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import COMPLETE
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.ownlooks import own_quantiles
from sheetkpi.model.peers import standings
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.tables.registry import TABLES
from sheetkpi.tables.report import report
from sheetkpi.tables.review import reviewed

TREE = KpiTree()
JUNE, TODAY = date(2026, 6, 1), date(2026, 6, 18)
GOALS = pd.DataFrame({"month": [JUNE], "team": ["第1課"], "goal": ["商談創出数"], "goal_value": [20]})
BANDS = pd.DataFrame({"kpi": ["接続率", "商談化率"], "low": [0.2, 0.1], "high": [0.3, 0.2]})
COUNTS = ("calls", "connects", "meetings")
MOST = 4

Done = tuple[tuple[int, int, int], ...]
"""Calls, connects and meetings of each rep in the month."""


def month_of(done: Done) -> KpiMonth:
    """The month in which a team did this, each in one go on the same day."""
    names = [f"rep {number}" for number in range(len(done))]
    roster = Roster.from_frame(pd.DataFrame({"rep": names, "team": "第1課"}))
    rows = pd.DataFrame(done, columns=list(COUNTS)).assign(rep=names, date=pd.Timestamp("2026-06-17"))
    rows = pd.concat([rows, before(names)]).assign(team="第1課", lead_source="Web")
    nothing = pd.DataFrame()
    typed = Typed(BANDS, nothing, nothing, GOALS, nothing)
    return KpiMonth(facts(rows, TREE), roster, Calendar(), Settings(), TREE, COMPLETE, typed, TODAY)


@cache
def told(done: Done) -> str:
    """Everything that the first rep of a team is handed out which did this."""
    month = month_of(done)
    tables, progress = report(month).tables, month.progressed_apart("rep")
    review = reviewed(month, progress)
    assert progress is not None
    assert review is not None
    own = {"Standing": standings(tables["RepKPI"], TREE), "Review": review, "Progress": progress}
    for table in TABLES:
        handed = table.audience.rep
        if handed.rows == "own" and table.name in tables:  # Meetings: without companies there are none
            own[table.name] = handed.abridged(tables[table.name]) if handed.abridged else tables[table.name]
    looked_at = [(tables["RepKPI"], "rep")]
    quantile = own_quantiles(looked_at, [], TREE).get("rep 0")
    return "\n".join([str(quantile), *(frame[frame["rep"] == "rep 0"].to_csv() for frame in own.values())])


def before(names: list[str]) -> pd.DataFrame:
    """What the reps did in the months before, by which this one is forecast."""
    days = pd.bdate_range("2026-03-02", "2026-05-29", freq="3B")
    rows = [(day, rep, 6, 2, number % 2) for number, day in enumerate(days) for rep in names]
    return pd.DataFrame(rows, columns=["date", "rep", *COUNTS])


def test_where_a_rep_lands_is_told_and_follows_from_own_days_alone() -> None:
    """The KPI workbook forecasts everybody together, which tells what a colleague did."""
    landings: dict[bool, list[list[float]]] = {True: [], False: []}
    for meetings in (0, 7):
        month = month_of(((9, 5, 2), (40, 9, meetings)))
        for apart, found in ((False, month.progressed), (True, month.progressed_apart("rep"))):
            assert found is not None
            shown = found[(found["rep"] == "rep 0") & (found["kpi"] == "meetings")]
            columns = ["forecast", "chance", "landing_rest", "landing_shape"]
            landings[apart].append(shown[columns].iloc[0].tolist())
    assert landings[True][0] == landings[True][1]
    assert None not in landings[True][0]
    assert landings[False][0] != landings[False][1]


def instead(done: Done) -> list[Done]:
    """What the team may have done instead: somebody else's calls, connects and meetings one more or less."""
    found = []
    for place in range(1, len(done)):
        for step in np.array([(1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1)]):
            for other in (np.array(done[place]) + step, np.array(done[place]) - step):
                calls, connects, meetings = map(int, other)
                if 0 <= meetings <= connects <= calls:
                    found.append((*done[:place], (calls, connects, meetings), *done[place + 1 :]))
    return found


def team_of(people: int, seed: int) -> Done:
    generator = np.random.default_rng(seed)
    return tuple(
        tuple(sorted(generator.integers(0, MOST + 1, 3).tolist(), reverse=True)) for _ in range(people)
    )


@pytest.mark.parametrize(("people", "seed"), [(4, 1), (8, 4)])
def test_no_colleagues_calls_connects_or_meetings_follow_from_all_tables_together(
    people: int, seed: int
) -> None:
    """Names are interchangeable in what is shown, so one list that differs in a count is enough."""
    done = team_of(people, seed)
    open_counts: set[int] = set()
    for other in instead(done):
        differing = {
            count
            for count in range(3)
            if sorted(rep[count] for rep in done) != sorted(rep[count] for rep in other)
        }
        if differing - open_counts and told(other) == told(done):
            open_counts |= differing
        if len(open_counts) == 3:
            break
    assert open_counts == {0, 1, 2}, [COUNTS[count] for count in sorted({0, 1, 2} - open_counts)]


def test_what_one_did_oneself_is_told() -> None:
    done = team_of(4, 1)
    assert told(((9, 5, 2), *done[1:])) != told(done)
