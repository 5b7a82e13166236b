"""The views of a month with their bands: what a refresh adds to RepKPI, TeamKPI, SourceKPI and MonthlyKPI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar, business_days, month_bounds
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.presence import Absences, fte_days, fte_months
from sheetkpi.model.roster import Roster
from sheetkpi.model.verdicts import (
    team_sources,
    with_bands,
    with_meetings_per_rep,
    with_mix,
    with_own_mix,
)
from sheetkpi.model.wilson import Z_95
from sheetkpi.model.windows import with_windows

KEYS = {"RepKPI": "rep", "TeamKPI": "team", "SourceKPI": "lead_source", "MonthlyKPI": "team"}
"""The tables that have band columns, and whose figures their rows are."""


def banded(
    tables: Mapping[str, pd.DataFrame],
    facts: pd.DataFrame,
    bands: Bands,
    tree: KpiTree,
    month: date,
    present: pd.DataFrame,
    days: int,
    windows: Mapping[str, int] | None = None,
    late: LateStages | None = None,
    z: float = Z_95,
) -> dict[str, pd.DataFrame]:
    """The tables of `KEYS` with all band columns, and TeamSources.

    `tables` are the report's views of `month`, `facts` those of `report.with_months`;
    `present` is who was at work in the month up to the last day with data (see `present_in`), `days` the
    business days of the whole month, `windows` and `late` as in `windows.with_windows`. Meetings are held
    against the full-time months of those of whom meetings are measured, and against none in a month in which
    nobody did anything. `z` as in `verdicts.verdict`.
    """
    banded = {}
    of_month = facts[facts["month"] == pd.Timestamp(month)]
    sources = team_sources(of_month, bands)
    for name, by in KEYS.items():
        named = None if name == "MonthlyKPI" else month
        view = with_windows(tables[name], facts, by, bands, tree, named, windows, late)
        if name == "TeamKPI":
            view = with_mix(view, sources)
        elif name != "SourceKPI":
            of = facts if name == "MonthlyKPI" else of_month
            view = with_own_mix(view, of, ["month", "team"] if name == "MonthlyKPI" else [by], bands)
        banded[name] = with_bands(view, bands, tree, z)
    meetings = tables["RepKPI"].set_index("rep")["meetings"]
    counted = present[present["rep"].isin(meetings.index[meetings.notna()])]
    idle = not tables["TeamKPI"][list(tree.counts)].fillna(0).to_numpy().any()
    for name in ("RepKPI", "TeamKPI"):
        view, by = banded[name], KEYS[name]
        shares = fte_months(present if name == "RepKPI" else counted, by, view[by].tolist(), days)
        if idle:
            shares = [np.nan] * len(view)
        banded[name] = with_meetings_per_rep(view, shares, bands)
    return banded | {"TeamSources": sources}


def present_in(
    month: date,
    reps: pd.DataFrame,
    roster: Roster,
    calendar: Calendar,
    absent: Absences,
    last_data: date | None,
    closing_day: int = 0,
) -> pd.DataFrame:
    """Who was at work on the business days of `month` up to `last_data` (see `presence.fte_days`), as parts
    of the month's business days: a team with fewer days of its own has no shorter month.

    `reps` is RepKPI: those of its people who are not in the roster count as full-time.
    """
    first, last = month_bounds(month, closing_day)
    days = business_days(first, min(last, last_data or date.min), calendar)
    known = {person.label for person in roster.people}
    present = fte_days(roster, days, absent, reps.loc[~reps["rep"].isin(known)], calendar)
    if not calendar.teams:
        return present
    whole = len(business_days(first, last, calendar))
    own = {team: len(business_days(first, last, calendar.of(team))) for team in present["team"].unique()}
    return present.assign(fte=present["fte"] * whole / present["team"].map(own))
