"""One KPI month: what was done in it and what that is held against, each worked out when it is asked for.

The tables (see `sheetkpi.tables`) ask for what they show; one thing that rests on another asks for that.
What several tables share, the views with their targets and bands, is worked out once here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

import pandas as pd

from sheetkpi.model.attainment import everybodys_targets, measured_teams, with_attainment, with_day_targets
from sheetkpi.model.attendance import attendance_problems
from sheetkpi.model.bandviews import banded, present_in
from sheetkpi.model.benchmarks import Bands, role_key
from sheetkpi.model.calendar import (
    month_of,
    shift_month,
)
from sheetkpi.model.callheavy import Month, complete_months, is_complete, months_worked
from sheetkpi.model.costs import Costs, costs_of
from sheetkpi.model.countedmonth import CountedMonth
from sheetkpi.model.daytargets import day_targets
from sheetkpi.model.diagnosis import Workbook, diagnosis, findings
from sheetkpi.model.endedmonth import Ended, has_begun
from sheetkpi.model.entryhealth import health_days
from sheetkpi.model.facts import with_months, worded
from sheetkpi.model.funnel import usual_stages
from sheetkpi.model.funnelsums import ALWAYS_RECORDED
from sheetkpi.model.leadrecords import LeadRecords
from sheetkpi.model.leadsheld import with_leads
from sheetkpi.model.leadwork import LeadWork
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.measured import parts_of, summed
from sheetkpi.model.moved import Move, moves
from sheetkpi.model.nextsteps import Said, next_steps
from sheetkpi.model.opendeals import aged, with_pipeline
from sheetkpi.model.presence import Absences, absences
from sheetkpi.model.progress import elapsed_share, progress
from sheetkpi.model.refusals import reasons_view
from sheetkpi.model.rep_targets import Targets, targets
from sheetkpi.model.targetchance import with_chances
from sheetkpi.model.targetmeetings import both_meetings, meant, meant_measured
from sheetkpi.model.targets import Department
from sheetkpi.model.teamweeks import team_weeks
from sheetkpi.model.views import (
    ALL,
    days_index,
)
from sheetkpi.model.wilson import Z_95
from sheetkpi.model.workload import loads


@dataclass(frozen=True)
class Typed:
    """What people typed that figures are held against: frames with the contract's column keys.

    Cells that hold the formula of their column are None (`<rate>.assumed`, `weight`, `<count>.target`).
    """

    benchmarks: pd.DataFrame = field(default_factory=pd.DataFrame)
    metrics: pd.DataFrame = field(default_factory=pd.DataFrame)
    attendance: pd.DataFrame = field(default_factory=pd.DataFrame)
    team_targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    rep_targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    meetings: pd.DataFrame = field(default_factory=pd.DataFrame)
    costs: pd.DataFrame = field(default_factory=pd.DataFrame)
    followups: pd.DataFrame = field(default_factory=pd.DataFrame)


TARGETS = frozenset(("TeamTargets", "RepTargets", "TeamWeeks", "Progress", "Review"))
"""The tables for which targets are worked out."""
ADVICE = frozenset(("Diagnosis", "Review"))
"""The tables for which causes are looked for."""
EVERYTHING = TARGETS | ADVICE | {"Benchmarks", "EntryHealth", "Cohorts", "MeetingCohorts", "NextSteps"}
"""The tables that ask for something to be held against."""
LEADS = frozenset(("FollowUps", "BestHours", "TryYield", "FirstResponse", "ListYield", "AllLeads"))
"""The tables for which single leads are followed."""
ON_DEMAND = frozenset(("RepMonths",))
"""Tables of what was counted that take time, and are made where the workbook has them."""


@dataclass(frozen=True, eq=False)
class KpiMonth(CountedMonth):
    """The month of `settings`, or the latest with data, of `facts` (see `model.facts`).

    `wanted` names the tables that the workbook has: nothing is held against what has no place to stand, and
    without any of `EVERYTHING` the views are as counted. `typed` is what people typed, `today` the day of the
    refresh, `measured` whose counts the facts hold, and `deals`, `refusals`, `leads` and `meetings` what else
    is known of them, as `Activity` has it.
    """

    typed: Typed = field(default_factory=Typed)
    today: date = date.max
    wanted: Collection[str] = EVERYTHING | ON_DEMAND
    deals: pd.DataFrame | None = None
    refusals: pd.DataFrame | None = None
    leads: pd.DataFrame | None = None
    meetings: pd.DataFrame | None = None
    lead_records: LeadRecords | None = None

    # What the views are held against.

    @cached_property
    def elapsed(self) -> float | None:
        """The share of the month's business days up to the last day with data."""
        if not self.is_judged:
            return None
        return elapsed_share(self.department, self.shown, self.last)

    @cached_property
    def health_days(self) -> tuple[date, ...]:
        """The business days of EntryHealth, oldest first."""
        return health_days(self.last, self.today, self.calendar) if self.is_judged else ()

    def wants(self, tables: Collection[str]) -> bool:
        """Whether the workbook has any of `tables`, and data to fill it with."""
        return self.is_judged and not frozenset(tables).isdisjoint(self.wanted)

    @cached_property
    def is_judged(self) -> bool:
        """Whether figures are held against anything."""
        return bool(self.month and self.last_data) and not EVERYTHING.isdisjoint(self.wanted)

    @cached_property
    def _bands_typed(self) -> tuple[Bands, dict[str, pd.DataFrame]]:
        typed = self.typed
        return Bands.from_frame(typed.benchmarks, typed.metrics, self.tree, self.settings.min_sample)

    @property
    def bands(self) -> Bands:
        """The bands that rates are held against."""
        return self._bands_typed[0]

    @cached_property
    def absent(self) -> Absences:
        """Who was away when."""
        return absences(self.typed.attendance, self.roster)

    @cached_property
    def department(self) -> Department:
        """What targets are held against."""
        last = days_index([self.last]).to_series()
        running = month_of(last, self.settings.closing_day).iloc[0].date()
        meetings = self.tree.target_meeting
        return Department(
            meant(self.all_facts, meetings),
            self.roster,
            self.calendar,
            self.settings,
            self.bands,
            self.absent,
            running,
            meant_measured(self.measured, meetings),
        )

    @property
    def _as_counted(self) -> Department:
        """`department` with meetings as they were set, whichever of them targets mean."""
        return replace(self.department, facts=self.all_facts, measured=self.measured)

    @cached_property
    def by_month(self) -> pd.DataFrame:
        """All facts without their days: bands and diagnosis look at whole months, again and again."""
        keys = ["month", "rep", "team", "lead_source"]
        columns = list(summed(self.all_facts, self.tree))
        sums = self.all_facts.groupby(keys, observed=True, sort=False)[columns].sum(min_count=1)
        return sums.reset_index()

    @cached_property
    def late(self) -> LateStages:
        """The late stages of the funnel, which take their time."""
        return LateStages(self.all_facts, self._worded_deals, self.last, self.settings.closing_day, self.tree)

    @cached_property
    def _worded_deals(self) -> pd.DataFrame | None:
        return None if self.deals is None else worded(self.deals)

    @cached_property
    def aged_deals(self) -> pd.DataFrame | None:
        """The deals opened so far, or in the month shown or before it, by age (see `opendeals.aged`); None
        where no source tells of any."""
        deals = self._worded_deals
        if deals is None or self.last_data is None or deals.empty or "told" not in deals:
            return None
        return aged(deals, min(self.last_data, self.bounds[1]))

    @cached_property
    def targets(self) -> Targets:
        """Targets of all months typed, and a row to type in for every team of the month shown."""
        teams = [team for team in self.teams["team"] if team != ALL]
        offered = [(self.shown, str(team)) for team in teams]
        found = targets(self.typed.team_targets, self.typed.rep_targets, self.department, offered)
        return replace(found, teams=with_chances(found.teams, self.department, [self.shown]))

    @cached_property
    def targeted(self) -> tuple[pd.DataFrame, pd.DataFrame, set[str]]:
        """TeamTargets, RepTargets, and the teams of which anything that has targets is measured."""
        return self.targets.teams, self.targets.reps, measured_teams(self.attained["TeamKPI"])

    @cached_property
    def progressed(self) -> pd.DataFrame | None:
        """Progress; None where nobody asks for how far anybody has come."""
        if not self.wants({"Progress", "Review"}):
            return None
        return progress(self.department, self.shown, self.last, *self.targeted)

    def progressed_apart(self, kind: Literal["rep", "team"]) -> pd.DataFrame | None:
        """Progress as reps or teams are handed it: where they land follows from their own days alone."""
        if self.progressed is None:
            return None
        return progress(self.department, self.shown, self.last, *self.targeted, apart=kind)

    @cached_property
    def team_weeks(self) -> pd.DataFrame:
        """TeamWeeks, with the meetings that targets mean beside those set."""
        teams = self.teams["team"].tolist()
        weeks = team_weeks(self.department, self.shown, teams, *self.targeted)
        if self.tree.target_meeting == "meetings":
            return weeks
        counted = team_weeks(self._as_counted, self.shown, teams, *self.targeted)
        return both_meetings(weeks, counted, self.tree.target_meeting)

    @cached_property
    def attained(self) -> dict[str, pd.DataFrame]:
        """The views as counted, with targets and attainment."""
        if not self.wants(TARGETS):
            return self.counted
        found = self.targets
        attained = with_attainment(self.counted, found.teams, found.reps, self.shown, self.tree)
        return (
            self.counted | attained | with_day_targets(self.counted, day_targets(found.reps, self.department))
        )

    @cached_property
    def views(self) -> dict[str, pd.DataFrame]:
        """The views with targets, attainment, bands and stocks, and TeamSources where there are bands."""
        judged = self._judged
        by = {"RepKPI": ["rep"], "TeamKPI": ["team"], "SourceKPI": ["lead_source"]}
        return judged | {name: self.with_stocks(judged[name], key) for name, key in by.items()}

    def with_stocks(self, view: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        """`view` with what there is beside the counts of the month, of the row's name in the columns `by`:
        the pipeline created, and the leads held and called."""
        return with_leads(with_pipeline(view, self.aged_deals, by), self.leads_worded, by)

    def with_members(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with `is_member`: whether a row names nobody, or a rep who is of its team in this month. A
        team is handed the names of no others, such as of whoever left it and has open deals there."""
        board = self.counted["Board"]
        known = set(zip(board["team"], board["rep"], strict=True))
        pairs = zip(frame["team"], frame["rep"], strict=True)
        return frame.assign(is_member=[rep == "" or (team, rep) in known for team, rep in pairs])

    @cached_property
    def leads_worded(self) -> pd.DataFrame | None:
        """The leads of call lists, with words for nobody; None without a call list."""
        return None if self.leads is None else worded(self.leads)

    @property
    def _attained_by_role(self) -> dict[str, pd.DataFrame]:
        """`attained` with the role of each rep, where anybody has one or bands name any: written as bands
        write it, and one role in one way, as formulas and filters know them by their text."""
        roles, reps = self.roster.roles(self.bounds[1]), self.attained["RepKPI"]
        first: dict[str, str] = {}
        for role in roles.values():
            first.setdefault(role_key(role), self.bands.spelled(role))
        roles = {label: first[role_key(role)] for label, role in roles.items()}
        if not roles and not self.bands.of_roles:
            return self.attained
        return self.attained | {"RepKPI": reps.assign(role=reps["rep"].map(roles).astype(object).fillna(""))}

    @cached_property
    def _judged(self) -> dict[str, pd.DataFrame]:
        if not self.wants({"Benchmarks"}):
            return self._attained_by_role
        present = present_in(
            self.shown,
            self.reps,
            self.roster,
            self.calendar,
            self.absent,
            self.last_data,
            self.settings.closing_day,
        )
        attained = self._attained_by_role
        return attained | banded(
            attained,
            self.by_month,
            self.bands,
            self.tree,
            self.shown,
            present,
            len(self.business_days),
            late=self.late,
            z=self.z or Z_95,
        )

    @cached_property
    def lead_work(self) -> LeadWork | None:
        """The leads and whom to call next; None where no source names companies, or nobody asks."""
        if self.lead_records is None:
            return None
        settings = self.settings
        most, stop = settings.followups, settings.stop_tries
        return LeadWork(self.lead_records, self.today, self.bands, most, stop, self.calendar)

    # Advice.

    @cached_property
    def reasons(self) -> pd.DataFrame:
        """Reasons: why people said no and deals were lost in the month (see `refusals.reasons_view`)."""
        rows = None if self.refusals is None else with_months(self.refusals, self.settings.closing_day)
        now, before = (
            None if rows is None else rows[rows["month"] == pd.Timestamp(shift_month(self.shown, back))]
            for back in (0, -1)
        )
        return reasons_view(now, before, self.roster.teams, self.roster.labels)

    @cached_property
    def causes(self) -> pd.DataFrame | None:
        """Diagnosis; None where nobody asks for causes."""
        if not self.wants(ADVICE):
            return None
        closing_day = self.settings.closing_day
        months = complete_months(self.shown, self.last, self.calendar, closing_day)
        earlier = [shift_month(self.shown, -back) for back in (3, 2, 1)]
        every = [shift_month(min(months[0], earlier[0]), number) for number in range(7)]
        every = [month for month in every if month <= max(months[-1], earlier[-1])]
        worked = months_worked(
            self.by_month, every, self.roster, self.calendar, self.absent, closing_day, self.measured
        )

        def of(wanted: Sequence[date]) -> dict[tuple[str, str], list[Month]]:
            places = [every.index(month) for month in wanted if month in every]
            return {name: [done[place] for place in places] for name, done in worked.items()}

        set_targets: Mapping[str, pd.DataFrame] = {}
        if self.wants(TARGETS):
            set_targets = {"TeamTargets": self.targets.teams, "RepTargets": self.targets.reps}
        done = loads(self.department, self.shown, self.last, set_targets)
        known = Workbook(of(months), of(earlier), done, tuple(months), self.reasons)
        names, language = self.counted["Board"], self.settings.language
        return diagnosis(names, self.by_month, self.shown, self.bands, self.tree, known, language, self.late)

    @cached_property
    def ended(self) -> Ended | None:
        """The month before the one shown, while that one has only begun: its causes tell more than those of
        a few days. None later, and where nothing was counted in it or nobody asks for causes."""
        before = shift_month(self.shown, -1)
        known = before in self.months and self.wants(ADVICE)
        if not known or not has_begun(self.business_days, self.last):
            return None
        earlier = replace(self, settings=replace(self.settings, month=before))
        target = None
        if self.wants(TARGETS):
            goals = everybodys_targets(self.targets.teams, before, measured_teams(earlier.teams))
            target = goals.get("meetings.target")
        return Ended(before, target, earlier.causes)

    @cached_property
    def costs(self) -> Costs:
        """What the month shown costs, as people typed it."""
        return costs_of(self.typed.costs, self.shown, len(self.counted["RepKPI"]))

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What moved in the last business days, while the month is the latest."""
        if not self.wants({"Progress"}) or self.last_data is None or self.last_data > self.bounds[1]:
            return ()
        return moves(self._as_counted, self.shown, self.last)

    @cached_property
    def next_steps(self) -> pd.DataFrame | None:
        """NextSteps; None where the workbook has no place for it."""
        if not self.wants({"NextSteps"}):
            return None
        names = [(str(team), str(rep)) for team, rep in self.reps[["team", "rep"]].itertuples(index=False)]
        early = [stage for stage in usual_stages(self.tree) if stage.key in ALWAYS_RECORDED]
        stages = [(stage, parts_of(stage, self.by_month)) for stage in early]
        last = shift_month(self.shown, -1)
        found = findings(names, self.by_month, last, self.bands, self.tree, self.late)
        before = {name: Said.found(own) for name, own in found.items()}
        said = {} if self.causes is None else Said.of(self.causes)
        least = self.bands.min_sample
        return next_steps(self.by_month, self.shown, names, stages, said, before, least)

    @cached_property
    def z(self) -> float | None:
        """The normal quantile by which verdicts leave to chance; None where nothing is judged."""
        if not self.is_judged:
            return None
        return float(self.causes.attrs["z"]) if self.causes is not None else Z_95

    @cached_property
    def is_complete(self) -> bool:
        """Whether the data reach to the end of the month."""
        return is_complete(self.shown, self.last, self.calendar, self.settings.closing_day)

    @cached_property
    def problems(self) -> dict[str, pd.DataFrame]:
        """What is wrong with what people typed, by table."""
        found = self._bands_typed[1] | {"Attendance": attendance_problems(self.typed.attendance, self.roster)}
        return {**found, **self.targets.problems} if self.wants(TARGETS) else found
