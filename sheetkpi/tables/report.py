"""The report: every table of one month that a refresh fills, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from sheetkpi.model.costs import Costs
from sheetkpi.model.endedmonth import Ended
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.leadwork import LeadWork
from sheetkpi.model.moved import Move
from sheetkpi.tables.cards import MAIN_KPI
from sheetkpi.tables.registry import TABLES

OF_LEADS = ("FollowUps", "AllLeads")
"""Tables that have rows before anything was counted: leads nobody has called yet."""


@dataclass(frozen=True)
class Report:
    """Everything a refresh shows.

    `tables` holds a frame per table, keyed by its name, with the keys of its columns. `month` is the KPI
    month shown, `months` those with data, newest first, both by their first calendar day; `business_days`
    those of the month shown; `last_data` the day of the last event. `elapsed` is the share of those business
    days up to the last day with data, 0 to 1 (None where there are none), `health_days` the business days of
    EntryHealth, oldest first, `entry_days` those that people choose from when they enter counts, newest
    first, `entered_until` the last day that stands in their entries (None where that is not known). `z` is
    the normal quantile by which verdicts leave to chance. `month` and `last_data` are None where there are no
    facts and no month is set; views then have no rows, but for the lists of leads.
    `problems` are those of what people typed, by table (see `benchmarks.problem_frame`), `moves` what moved
    beyond chance in the last days, `costs` what the month costs, `main_kpi` the meetings that targets mean,
    `ended` the month before while this one has only begun, `leads` the leads and whom to call next (None
    where no source tells of any).
    """

    tables: dict[str, pd.DataFrame]
    month: date | None
    months: tuple[date, ...]
    business_days: tuple[date, ...]
    last_data: date | None
    elapsed: float | None = None
    health_days: tuple[date, ...] = ()
    entry_days: tuple[date, ...] = ()
    entered_until: datetime | None = None
    z: float | None = None
    problems: dict[str, pd.DataFrame] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    main_kpi: str = MAIN_KPI
    costs: Costs = field(default_factory=Costs)
    ended: Ended | None = None
    leads: LeadWork | None = None


def report(month: KpiMonth) -> Report:
    """Every table of `month` that has a frame, and what is said beside the tables."""
    made = {table.name: table.frame(month) for table in TABLES if callable(table.frame)}
    tables = {name: frame for name, frame in made.items() if frame is not None}
    if month.month is None:
        left = {name: frame if name in OF_LEADS else frame.iloc[:0] for name, frame in tables.items()}
        return Report(left, None, (), (), None, problems=month.problems, leads=month.lead_work)
    return Report(
        tables,
        month.month,
        month.months,
        month.business_days,
        month.last_data,
        month.elapsed,
        month.health_days,
        z=month.z,
        problems=month.problems,
        moves=month.moves,
        main_kpi=month.tree.target_meeting,
        costs=month.costs,
        ended=month.ended,
        leads=month.lead_work,
    )
