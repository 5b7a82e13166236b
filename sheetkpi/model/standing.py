"""What the month's figures are held against: bands, targets, bottlenecks, reviews, gaps in the data.

`report` says what was done; `stand` adds to its tables what people compare that with. One step after the
other, since each looks at what the one before found: bands, targets, attainment, diagnosis, review.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sheetkpi.model.attainment import measured_teams, with_attainment, with_day_targets
from sheetkpi.model.attendance import attendance_problems
from sheetkpi.model.bandviews import banded, present_in
from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar, month_of, shift_month
from sheetkpi.model.callheavy import Month, complete_months, is_complete, months_worked
from sheetkpi.model.daytargets import day_targets
from sheetkpi.model.diagnosis import Workbook, diagnosis
from sheetkpi.model.entryhealth import entry_health, health_days
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.measured import COMPLETE, Measured, summed
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.presence import absences
from sheetkpi.model.progress import elapsed_share, progress
from sheetkpi.model.reaching import with_chances
from sheetkpi.model.rep_targets import Targets, targets
from sheetkpi.model.report import Report, with_months, worded
from sheetkpi.model.review import review
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.teamweeks import team_weeks
from sheetkpi.model.views import ALL, days_index
from sheetkpi.model.wilson import Z_95
from sheetkpi.model.workload import loads


@dataclass(frozen=True)
class Typed:
    """What people typed that figures are held against: frames with the contract's column keys.

    Cells that hold the formula of their column are None (`<rate>.assumed`, `weight`, `<count>.target`).
    """

    benchmarks: pd.DataFrame
    metrics: pd.DataFrame
    attendance: pd.DataFrame
    team_targets: pd.DataFrame
    rep_targets: pd.DataFrame


EVERYTHING = frozenset(
    ("Benchmarks", "TeamTargets", "RepTargets", "TeamWeeks", "Progress", "Diagnosis", "Review", "EntryHealth")
)
"""The tables that ask for something to be held against."""


def stand(
    report: Report,
    facts: pd.DataFrame,
    typed: Typed,
    roster: Roster,
    calendar: Calendar,
    settings: Settings,
    tree: KpiTree,
    today: date,
    wanted: Collection[str] = EVERYTHING,
    measured: Measured = COMPLETE,
    deals: pd.DataFrame | None = None,
) -> tuple[Report, dict[str, pd.DataFrame]]:
    """`report` with everything its figures are held against, and the problems found in `typed` by table.

    `wanted` names the tables that the workbook has: nothing is worked out that has no place to stand.
    Without a month (no data at all) the report stays as it is. `today` is the day of the refresh, `measured`
    as in `report.report`, and `deals` how long these take, as `Activity.deals` has it.
    """
    bands, problems = Bands.from_frame(typed.benchmarks, typed.metrics, tree, settings.min_sample)
    problems["Attendance"] = attendance_problems(typed.attendance, roster)
    if report.month is None or report.last_data is None or not EVERYTHING.intersection(wanted):
        return report, problems
    absent = absences(typed.attendance, roster)
    facts = with_months(facts, settings.closing_day)
    running = month_of(days_index([report.last_data]).to_series(), settings.closing_day).iloc[0].date()
    department = Department(facts, roster, calendar, settings, bands, absent, running, measured)
    monthly = replace(department, facts=_by_month(facts, tree))
    tables = dict(report.tables)
    dated = None if deals is None else worded(deals)
    late = LateStages(facts, dated, report.last_data, settings.closing_day, tree)
    if {"TeamTargets", "RepTargets", "TeamWeeks", "Progress", "Review"}.intersection(wanted):
        set_targets = _targets(report, typed, department)
        judged = with_chances(set_targets.teams, department, [report.month])
        set_targets = replace(set_targets, teams=judged)
        problems |= set_targets.problems
        tables |= _against_targets(tables, set_targets, department, report.month)
        found = (set_targets.teams, set_targets.reps, measured_teams(tables["TeamKPI"]))
        if "TeamWeeks" in wanted:
            teams = tables["TeamKPI"]["team"].tolist()
            tables["TeamWeeks"] = team_weeks(department, report.month, teams, *found)
        if "Progress" in wanted:
            tables["Progress"] = progress(department, report.month, report.last_data, *found)
    if {"Diagnosis", "Review"}.intersection(wanted):
        tables["Diagnosis"] = _diagnosis(report, department, monthly.facts, tree, late, tables)
    z = tables["Diagnosis"].attrs["z"] if "Diagnosis" in tables else Z_95
    if "Benchmarks" in wanted:
        tables |= _against_bands(tables, report, monthly, tree, late, z)
    if "Review" in wanted:
        complete = is_complete(report.month, report.last_data, calendar, settings.closing_day)
        tables["Review"] = review(
            tables["RepKPI"], tables["Diagnosis"], report.month, complete, settings.language
        )
    days = health_days(report.last_data, today, calendar)
    if "EntryHealth" in wanted:
        tables["EntryHealth"] = entry_health(facts, roster, days, absent, measured)
    elapsed = elapsed_share(department, report.month, report.last_data)
    return replace(report, tables=tables, elapsed=elapsed, health_days=days, z=z), problems


def _by_month(facts: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """`facts` without their days: bands and diagnosis look at whole months, again and again."""
    keys = ["month", "rep", "team", "lead_source"]
    columns = list(summed(facts, tree))
    return facts.groupby(keys, observed=True, sort=False)[columns].sum(min_count=1).reset_index()


def _against_bands(
    tables: Mapping[str, pd.DataFrame],
    report: Report,
    department: Department,
    tree: KpiTree,
    late: LateStages,
    z: float,
) -> dict[str, pd.DataFrame]:
    assert report.month is not None
    present = present_in(
        report.month,
        report.tables["RepKPI"],
        department.roster,
        department.calendar,
        department.absent,
        report.last_data,
        department.settings.closing_day,
    )
    days = len(report.business_days)
    facts, bands = department.facts, department.bands
    return banded(tables, facts, bands, tree, report.month, present, days, late=late, z=z)


def _against_targets(
    tables: Mapping[str, pd.DataFrame], found: Targets, department: Department, month: date
) -> dict[str, pd.DataFrame]:
    """The tables of targets, and the views with targets and attainment."""
    attained = with_attainment(tables, found.teams, found.reps, month)
    daily = with_day_targets(tables, day_targets(found.reps, department))
    return {"TeamTargets": found.teams, "RepTargets": found.reps} | attained | daily


def _targets(report: Report, typed: Typed, department: Department) -> Targets:
    """Targets of all months typed, and a row to type in for every team of the month shown."""
    assert report.month is not None
    teams = [team for team in report.tables["TeamKPI"]["team"] if team != ALL]
    offered = [(report.month, str(team)) for team in teams]
    return targets(typed.team_targets, typed.rep_targets, department, offered)


def _diagnosis(
    report: Report,
    department: Department,
    facts: pd.DataFrame,
    tree: KpiTree,
    late: LateStages,
    tables: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """Diagnosis; `department` has facts by day, `facts` are those of whole months."""
    assert report.month is not None
    assert report.last_data is not None
    closing_day = department.settings.closing_day
    months = complete_months(report.month, report.last_data, department.calendar, closing_day)
    earlier = [shift_month(report.month, -back) for back in (3, 2, 1)]
    every = [shift_month(min(months[0], earlier[0]), number) for number in range(7)]
    every = [month for month in every if month <= max(months[-1], earlier[-1])]
    worked = months_worked(
        facts,
        every,
        department.roster,
        department.calendar,
        department.absent,
        closing_day,
        department.measured,
    )

    def of(wanted: Sequence[date]) -> dict[tuple[str, str], list[Month]]:
        places = [every.index(month) for month in wanted if month in every]
        return {name: [done[place] for place in places] for name, done in worked.items()}

    targets = {name: tables[name] for name in ("TeamTargets", "RepTargets") if name in tables}
    done = loads(department, report.month, report.last_data, targets)
    known = Workbook(of(months), of(earlier), done, tuple(months))
    names, language = report.tables["Board"], department.settings.language
    return diagnosis(names, facts, report.month, department.bands, tree, known, language, late)
