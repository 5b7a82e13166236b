"""TeamTargets: what a team's goal means in every count, per month, week, day and rep, and whether it can be.

People type month, team, goal and its value, and over the assumed rates where they know better. Everything
else is proposed here or computed as the live formulas of the row compute it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.model.allocation import rounded_up
from sheetkpi.model.benchmarks import MEETINGS_PER_REP, Bands
from sheetkpi.model.calendar import Calendar, business_days, month_bounds, shift_month
from sheetkpi.model.callsneeded import EVEN, SAFE, calls_needed
from sheetkpi.model.chain import ASSUMED, AVERAGE_DEAL, TARGETED, is_usable, number, solved, used
from sheetkpi.model.feasibility import best_calls, feasibility
from sheetkpi.model.funnel import STAGES
from sheetkpi.model.measured import COMPLETE, Measured, measured_parts
from sheetkpi.model.partialtargets import others, partial_problems
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.presence import Absences, fte_days
from sheetkpi.model.proposals import TRAILING, Proposal, Trailing, proposals
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.shrinkage import apart, shrunk
from sheetkpi.model.sums import Sums, places
from sheetkpi.model.targetgroups import (
    Groups,
    calendar_by_group,
    facts_by_group,
    groups_of,
    roster_by_group,
)
from sheetkpi.model.typedtargets import TypedTarget, roles_of, text, typed_targets
from sheetkpi.model.views import ALL, days_index

if TYPE_CHECKING:
    from sheetkpi.model.daytargets import OwnDays

LIKELY_CALLS = ("calls_safe", "calls_even", "known_meetings", "known_calls")
"""The calls for four of five cases and for every second, and what is known of meetings and calls."""

TEAM_TARGET_COLUMNS = (
    *("month", "team", "role", "goal", "goal_value"),
    *(f"{divisor}.{what}" for divisor in ASSUMED for what in ("assumed", "proposed", "proposed_from")),
    *(f"{count}.target" for count in TARGETED),
    *LIKELY_CALLS,
    *("business_days", "capacity", "calls.per_week", "calls.per_day", "calls.per_rep_day"),
    *("connects.per_week", "connects.per_day"),
    *("best_calls_per_rep_day", "fte_months", "meetings.per_rep"),
    *("meetings_per_rep.low", "meetings_per_rep.high", "feasibility", "feasibility_reason"),
)
"""The columns of `team_targets`; the contract's, but for `allocation_state` (see `allocations`)."""

_DIGITS = 6  # sums of shares of days are rounded, or the order of adding would show


@dataclass(frozen=True)
class Department:
    """Everything that targets are held against.

    `facts` are worded as for the views and have the column `month`; `absent` is what `presence.absences`
    read from the `Attendance` table. Months before `closed_before` are over: what was proposed for them stays
    proposed, whatever becomes of the roster and of old data, so that nobody's past targets move. `measured`
    tells which counts of whom `facts` hold; `groups` are the reps who are in a team of their own here
    (see `by_role`). `own_days` are those that `daytargets` found, by month, team and reps.
    """

    facts: pd.DataFrame
    roster: Roster
    calendar: Calendar
    settings: Settings
    bands: Bands = field(default_factory=Bands)
    absent: Absences = field(default_factory=dict)
    closed_before: date = date.min
    measured: Measured = COMPLETE
    groups: Groups = field(default_factory=dict)
    own_days: dict[tuple[date, str, tuple[str, ...]], dict[str, OwnDays]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _presence: dict[tuple[date, str], pd.DataFrame] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _by_days: dict[tuple[date, ...], dict[str, pd.DataFrame]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _trailing: dict[date, Trailing] = field(default_factory=dict, init=False, repr=False, compare=False)
    _apart: dict[frozenset[tuple[tuple[str, str], str]], Department] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def by_role(self, month: date, roles: Mapping[str, Collection[str]]) -> Department:
        """The department of `month` in which the reps of `roles` (by team) are teams of their own, as rows of
        TeamTargets take them (see `targetgroups`)."""
        groups = groups_of(self.roster, month_bounds(month, self.settings.closing_day)[1], roles)
        if not groups:
            return self
        key = frozenset(groups.items())
        if key not in self._apart:
            self._apart[key] = replace(
                self,
                facts=facts_by_group(self.facts, groups),
                roster=roster_by_group(self.roster, groups),
                calendar=calendar_by_group(self.calendar, groups),
                groups=groups,
            )
        return self._apart[key]

    def group_of(self, team: str, rep: str) -> str:
        """The team that a rep of `team` is in here: a role's own in a department by roles."""
        return self.groups.get((team, rep), team)

    def days(self, month: date, team: str = "") -> tuple[date, ...]:
        """The business days of the KPI month: those of `team`, or of anybody."""
        calendar = self.calendar.of(team) if team else self.calendar
        return business_days(*month_bounds(month, self.settings.closing_day), calendar)

    def present(self, month: date, team: str) -> pd.DataFrame:
        """Who of `team` is at work on the business days of `month`: date, rep, team, fte.

        Where the roster never had anybody in the team, those who did something for it in the month or in
        the three before are taken, full-time.
        """
        if (month, team) not in self._presence:
            self._presence[month, team] = self._present(month, team)
        return self._presence[month, team]

    def _present(self, month: date, team: str) -> pd.DataFrame:
        if team in self._roster_teams:
            days = self.days(month, team)
            if days not in self._by_days:  # one reading of the roster for all teams that work on these days
                of_roster = fte_days(self.roster, days, self.absent)
                of_teams = of_roster.groupby("team", sort=False)
                self._by_days[days] = {str(name): frame for name, frame in of_teams}
                self._by_days[days].setdefault("", of_roster.iloc[:0])
            return self._by_days[days].get(team, self._by_days[days][""])
        sums = self.sums(shift_month(month, -TRAILING), month)
        others = sums.loc[sums["team"] == team, ["rep", "team"]].drop_duplicates()
        return fte_days(Roster(), self.days(month, team), {}, others)

    def trailing(self, month: date) -> Trailing:
        """What every team did in the months before `month`."""
        if month not in self._trailing:
            before = shift_month(month, -TRAILING), shift_month(month, -1)
            self._trailing[month] = Trailing.of(*before, self.sums(*before))
        return self._trailing[month]

    def sums(self, first: date, last: date) -> pd.DataFrame:
        """`TARGETED` counted per month, team and rep in the KPI months from `first` to `last`, with the
        measured parts of rates that `facts` have."""
        begin, end = days_index([first, last])
        return self._monthly[(self._monthly["month"] >= begin) & (self._monthly["month"] <= end)]

    @cached_property
    def _monthly(self) -> pd.DataFrame:
        parts = [part for rate in STAGES for part in measured_parts(rate) if part in self.facts]
        sums = Sums.of(self.facts, ["month", "team", "rep"], (*TARGETED, *parts))
        names = sorted(sums.names)
        months = days_index(month for month, _, _ in names)
        keys = {"month": months, "team": [name[1] for name in names], "rep": [name[2] for name in names]}
        return pd.DataFrame(keys | sums.rows(names))

    def pairs(self, month: date, facts: pd.DataFrame) -> set[tuple[str, str]]:
        """Team and rep of everybody who is there in `month`, and of whoever is in its `facts`."""
        first, last = month_bounds(month, self.settings.closing_day)
        members = {
            (stint.team or UNASSIGNED, person.label)
            for person in self.roster.people
            for stint in person.stints
            if not stint.excluded and stint.first <= last and first <= stint.last
        }
        return members | {(str(team), str(rep)) for team, rep in places(facts, ["team", "rep"])[1]}

    def measured_in(
        self, month: date, keys: Sequence[tuple[str, str]], counts: Sequence[str]
    ) -> dict[tuple[str, str], dict[str, bool]]:
        """Which of `counts` are measured in `month` of each of `keys`: team and rep, "" for a whole team, the
        team `ALL` for everybody."""
        first, last = month_bounds(month, self.settings.closing_day)
        pairs = [(team, rep) for team, rep in keys if rep]
        known = self.measured.during([rep for _, rep in pairs], first, last, counts)
        found = {key: dict.fromkeys(counts, self.measured.is_everything) for key in keys}
        for place, (team, rep) in enumerate(pairs):
            for count in counts:
                if known[count][place]:
                    for key in ((team, rep), (team, ""), (ALL, "")):
                        if key in found:
                            found[key][count] = True
        return found

    @cached_property
    def _roster_teams(self) -> set[str]:
        own = {stint.team or UNASSIGNED for person in self.roster.people for stint in person.stints}
        return own | {team for team, _ in self.groups}

    @cached_property
    def best_calls(self) -> Mapping[str, float]:
        """See `feasibility.best_calls`."""
        return best_calls(self.facts)


def team_targets(
    typed: pd.DataFrame, department: Department, offered: Collection[tuple[date, str]] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TeamTargets (`TEAM_TARGET_COLUMNS`) for the rows of `typed`, and their problems.

    `typed` has the columns month, team, role (may be missing), goal (a KPI's word), goal_value and
    `<rate>.assumed`; the last only where a person typed over the proposal, None where its formula stands; and
    for months that are closed `<rate>.proposed` and `<rate>.proposed_from` as they stand in the row.
    `offered` are months and teams that get a row without a goal when they have none; so do the reps of a team
    whose role has no row where others' have. Numbers that cannot be known are None; the keys of feasibility
    and of its reason stand for words. Rows without a month and a team, and repeated ones, have no row here.
    Problems have the columns of `people.PROBLEM_COLUMNS`; nothing
    raises.
    """
    targets, problems = typed_targets(typed)
    known = {(target.month, target.team) for target in targets}
    targets += [TypedTarget(-1, *pair, "", "", "", None, {}, {}) for pair in offered if pair not in known]
    roles = roles_of(target.key for target in targets)
    targets += others(targets, roles, department, {month for month, _ in offered})
    rows = []
    for target in targets:
        row, found = _team_target(target, department.by_role(target.month, roles.get(target.month, {})))
        rows.append(row)
        problems += found
    problems += partial_problems(targets, rows, department, {month for month, _ in offered})
    frame = pd.DataFrame(rows, columns=list(TEAM_TARGET_COLUMNS), dtype=object)
    return frame.assign(month=days_index(frame["month"])), problem_frame(problems)


def _team_target(target: TypedTarget, department: Department) -> tuple[dict[str, Any], list[Problem]]:
    """One row, and what is wrong with it; in `department` the row's reps are a team of their own."""
    trailing = department.trailing(target.month)
    proposed = proposals(target.group, trailing, department.bands, target.role)
    if target.month < department.closed_before:
        proposed |= target.proposed
    assumed = {divisor: target.assumed.get(divisor, proposed[divisor].value) for divisor in ASSUMED}
    targets = solved(target.goal, target.goal_value, assumed)
    days = department.days(target.month, target.group)
    present = department.present(target.month, target.group)
    capacity = round(float(present["fte"].sum()), _DIGITS)
    row = {
        **{"month": target.month, "team": target.team, "role": target.role},
        **{"goal": target.goal_word, "goal_value": target.goal_value},
        **{f"{divisor}.assumed": assumed[divisor] for divisor in ASSUMED},
        **{f"{divisor}.proposed": proposed[divisor].value for divisor in ASSUMED},
        **{f"{divisor}.proposed_from": proposed[divisor].basis for divisor in ASSUMED},
        **{f"{count}.target": targets[count] for count in TARGETED},
        **_likely_calls(target.group, targets["meetings"], trailing),
        **_needs(target, targets, len(days), capacity, department),
    }
    problems = _problems(target, proposed, len(days), present.empty)
    if not _is_as_banded(target, department):
        shown = {"value": target.role, "spelled": department.bands.spelled(target.role)}
        problems.append(
            Problem("note", target.row, "role", target.role, "reason.target_role_spelling", shown)
        )
    return row, problems


def _is_as_banded(target: TypedTarget, department: Department) -> bool:
    """Whether formulas, which compare text, find the bands of the row's role."""
    return department.bands.spelled(target.role).casefold() == target.role.casefold()


def _likely_calls(team: str, meetings: int | None, trailing: Trailing) -> dict[str, Any]:
    """The calls with which `meetings` come about in four of five cases, and in every second, by what is known
    of meetings a call; nothing where there is no past."""
    known = shrunk(*apart(trailing.meetings_per_call, team))
    if known is None:
        return dict.fromkeys(LIKELY_CALLS)
    calls = (calls_needed(meetings, known, likely) if meetings else None for likely in (SAFE, EVEN))
    needed = [None if wanted is None else rounded_up(wanted) for wanted in calls]
    return dict(zip(LIKELY_CALLS, [*needed, known.done, known.tried], strict=True))


def _needs(
    target: TypedTarget, targets: Mapping[str, int | None], days: int, capacity: float, department: Department
) -> dict[str, Any]:
    """What the targets mean per week, per day and per rep, and whether that can be done."""
    calls, meetings = targets["calls"], targets["meetings"]
    fte_months = capacity / days if days else None
    per_day, connects_per_day = _ratio(calls, days), _ratio(targets["connects"], days)
    per_rep_day, per_rep = _ratio(calls, capacity), _ratio(meetings, fte_months)
    best = department.best_calls.get(target.group)
    band = department.bands.band(
        MEETINGS_PER_REP, role=target.role if _is_as_banded(target, department) else ""
    )
    verdict, reason = feasibility(per_rep_day, best, per_rep, band)
    return {
        "business_days": days,
        "capacity": capacity,
        "calls.per_week": None if per_day is None else per_day * 5,
        "calls.per_day": per_day,
        "calls.per_rep_day": per_rep_day,
        "connects.per_week": None if connects_per_day is None else connects_per_day * 5,
        "connects.per_day": connects_per_day,
        "best_calls_per_rep_day": best,
        "fte_months": fte_months,
        "meetings.per_rep": per_rep,
        "meetings_per_rep.low": None if per_rep is None else band.low,
        "meetings_per_rep.high": None if per_rep is None else band.high,
        "feasibility": verdict,
        "feasibility_reason": reason,
    }


def _problems(
    target: TypedTarget, proposed: Mapping[str, Proposal], days: int, without_reps: bool
) -> list[Problem]:
    """What keeps a row from being solved."""
    found: list[tuple[str, Any, str, dict[str, str]]] = []
    has_value = bool(text(target.goal_value))
    if not target.goal and (target.goal_word or has_value):
        found.append(("goal", target.goal_word, "reason.target_goal", {}))
    wanted = number(target.goal_value)
    if (target.goal_word or has_value) and (wanted is None or wanted <= 0):
        found.append(("goal_value", target.goal_value, "reason.target_value", {}))
    for divisor in ASSUMED:
        value = target.assumed.get(divisor)
        if value is not None and not is_usable(divisor, value):
            reason = "reason.target_deal" if divisor == AVERAGE_DEAL else "reason.target_rate"
            found.append((f"{divisor}.assumed", value, reason, {"count": divisor}))
        elif value is None and divisor in used(target.goal) and proposed[divisor].value is None:
            found.append((f"{divisor}.assumed", "", "reason.target_rate_missing", {"count": divisor}))
    where = {"team": target.named, "month": f"{target.month:%Y-%m}"}
    if (target.goal_word or has_value) and not days:
        found.append(("month", where["month"], "reason.target_no_days", where))
    elif (target.goal_word or has_value) and without_reps:
        found.append(("team", target.team, "reason.target_no_reps", where))
    return [
        Problem("error", target.row, column, text(value), reason, {"value": text(value), **shown})
        for column, value, reason, shown in found
    ]


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
