"""RepTargets: each team's targets divided among its reps, and what people typed kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.allocation import Obstacle, divide_by_need
from sheetkpi.model.benchmarks import role_key
from sheetkpi.model.calendar import shift_month
from sheetkpi.model.chain import CHAIN, TARGETED, number
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.proposals import TRAILING
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.targets import Department, team_targets
from sheetkpi.model.typedtargets import TypedTarget, first_of_month, roles_of, text, typed_targets
from sheetkpi.model.views import days_index

REP_TARGET_COLUMNS = (
    *("month", "team", "rep", "weight", "weight.proposed"),
    *(f"{count}.{what}" for count in TARGETED[::-1] for what in ("target", "allocated")),
)

STALE = "allocation.stale"

_Key = tuple[date, str, str]


@dataclass(frozen=True)
class Targets:
    """The tables of targets (frames for TeamTargets and RepTargets), and the problems of both by table."""

    teams: pd.DataFrame
    reps: pd.DataFrame
    problems: Mapping[str, pd.DataFrame]


def targets(
    typed_teams: pd.DataFrame,
    typed_reps: pd.DataFrame,
    department: Department,
    offered: Sequence[tuple[date, str]] = (),
) -> Targets:
    """TeamTargets and RepTargets as a refresh writes them.

    Each count of a team is divided among its reps by weight; what was typed for a rep stays. Below a typed
    count the rep's others follow from it by the team's assumed rates, rounded up (10 meetings at 10 % are 100
    connects), unless they were typed too; the rest goes to the others, so that the parts still sum to the
    team's number. Where that cannot be there is a problem that says why (see `allocation`).

    `typed_teams` and `offered` are those of `targets.team_targets`. `typed_reps` has the columns month,
    team, rep, weight and `<count>.target`; the last two only where a person typed over the formula, None
    where it stands. Every rep of a team with a target has a row, and whoever has something typed. Weights
    are proposed by the setting `weight_basis`: FTE × business days present, or what each rep did of the goal
    in the three months before; in months that are closed (`Department.closed_before`) the reps and proposals
    (`weight.proposed`) stay those of the rows of `typed_reps`. The frame of reps has beside its columns the
    `role` of the team's row that a rep's target is part of.
    """
    teams, problems = team_targets(typed_teams, department, offered)
    goals = {goal.key: goal for goal in typed_targets(typed_teams)[0]}
    roles = roles_of(goals)
    typed = _typed_rows(typed_reps, department.closed_before)
    lines: list[dict[str, Any]] = []
    of_teams: list[Problem] = []
    of_reps: list[Problem] = []
    for target in _records(teams):
        if all(target[f"{count}.target"] is None for count in TARGETED):
            continue
        goal = goals[target["month"].date(), str(target["team"]), role_key(target["role"])]
        apart = department.by_role(goal.month, roles.get(goal.month, {}))
        group = _Group.of(goal, target, _typed_for(goal, typed, apart), apart)
        lines += group.lines(of_teams, of_reps)
    reps = pd.DataFrame(lines, columns=[*REP_TARGET_COLUMNS, "role"], dtype=object)
    reps = reps.assign(month=days_index(reps["month"]))
    states = allocation_states(teams, reps)
    return Targets(
        teams.assign(allocation_state=pd.Series(states, index=teams.index, dtype=object)),
        reps,
        {
            "TeamTargets": pd.concat([problems, problem_frame(of_teams)], ignore_index=True),
            "RepTargets": problem_frame(of_reps),
        },
    )


def allocation_states(teams: pd.DataFrame, reps: pd.DataFrame) -> list[str | None]:
    """For each row of TeamTargets, `STALE` while the meetings or calls of the reps it is about do not sum to
    its own."""
    counts = ("meetings", "calls")
    parts: dict[tuple[Any, str, str, str], float] = {}
    for row in reps.to_dict("records"):
        for count in counts:
            key = *_row_key(row), count
            parts[key] = parts.get(key, 0) + (number(row[f"{count}.target"]) or 0)
    states: list[str | None] = []
    for target in teams.to_dict("records"):
        wrong = any(
            target[f"{count}.target"] is not None
            and parts.get((*_row_key(target), count), 0) != target[f"{count}.target"]
            for count in counts
        )
        states.append(STALE if wrong else None)
    return states


def _row_key(row: Mapping[Any, Any]) -> tuple[Any, str, str]:
    """The row of TeamTargets that a row of either table is or belongs to."""
    return row["month"], str(row["team"]), role_key(str(row.get("role") or ""))


def _typed_for(
    goal: TypedTarget, typed: Mapping[_Key, tuple[int, Mapping[str, Any]]], department: Department
) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """What was typed for the reps that `goal` is about, by rep."""
    return {
        rep: row
        for (month, team, rep), row in typed.items()
        if (month, team) == (goal.month, goal.team) and department.group_of(team, rep) == goal.group
    }


@dataclass(frozen=True)
class _Group:
    """The reps of one row of TeamTargets, their weights, and what was typed for them."""

    goal: TypedTarget
    target: Mapping[str, Any]
    proposed: Mapping[str, float]
    typed: Mapping[str, tuple[int, Mapping[str, Any]]]
    worked: bool

    @classmethod
    def of(
        cls,
        goal: TypedTarget,
        target: Mapping[str, Any],
        own: Mapping[str, tuple[int, Mapping[str, Any]]],
        department: Department,
    ) -> _Group:
        stood = {rep: number(cells.get("weight.proposed")) for rep, (_, cells) in own.items()}
        if goal.month < department.closed_before and any(stood.values()):
            return cls(goal, target, {rep: weight or 0.0 for rep, weight in stood.items()}, own, True)
        days = department.present(goal.month, goal.group).groupby("rep", sort=False)["fte"].sum()
        weights = {str(rep): round(float(share), 6) for rep, share in days.items()}
        if department.settings.weight_basis == "share":
            weights = _past_shares(goal, tuple(weights), department)
        others = {rep: 0.0 for rep in own if rep not in weights}
        return cls(goal, target, weights | others, own, len(days) > 0)

    def lines(self, of_teams: list[Problem], of_reps: list[Problem]) -> list[dict[str, Any]]:
        """The rows of RepTargets; problems are appended to those of the two tables."""
        weights = [self._weight(rep, of_reps) for rep in self.proposed]
        shares: dict[str, Sequence[int | None]] = {}
        obstacles: dict[str, Problem] = {}
        steering: list[float | None] = [None] * len(weights)  # what the count above is, where it was typed
        for count in TARGETED:
            fixed = [self._fixed(rep, count, of_reps) for rep in self.proposed]
            total = self.target[f"{count}.target"]
            if total is None:
                shares[count] = [None] * len(fixed)
                continue
            needs = [self._need(count, above) for above in steering]
            division = divide_by_need(total, weights, fixed, needs)
            shares[count] = division.parts
            steering = [
                self._steers(rep, count) if known is not None else None if need is None else part
                for rep, known, need, part in zip(self.proposed, fixed, needs, division.parts, strict=True)
            ]
            if division.obstacle and self.worked and not (division.obstacle == "needed" and obstacles):
                problem = self._obstacle(count, division.obstacle, total, fixed)
                obstacles.setdefault(problem.column, problem)
        of_teams += obstacles.values()
        return [self._line(rep, place, shares) for place, rep in enumerate(self.proposed)]

    def _obstacle(self, count: str, obstacle: Obstacle, total: int, fixed: Sequence[int | None]) -> Problem:
        """Why the parts of `count` do not sum to the team's, or are not what is needed."""
        kept = sum(part for part in fixed if part is not None)
        shown = {"team": self.goal.named, "month": f"{self.goal.month:%Y-%m}", "count": count}
        shown |= {"fixed": f"{kept:,}", "total": f"{total:,}"}
        column = "team" if obstacle == "no_weight" else f"{count}.target"
        return Problem("error", self.goal.row, column, self.goal.team, f"reason.target_{obstacle}", shown)

    def _need(self, count: str, above: float | None) -> float | None:
        """How much of `count` it takes for `above` of the count it is solved back from."""
        if above is None or count not in CHAIN:
            return None
        need = above / self.target[f"{CHAIN[count][1]}.assumed"]
        return need if math.isfinite(need) else None

    def _steers(self, rep: str, count: str) -> float | None:
        """What was typed for `rep`, where it is a target at all."""
        typed = number(self._typed(rep, f"{count}.target"))
        return typed if typed is not None and typed >= 0 and typed.is_integer() else None

    def _line(self, rep: str, place: int, shares: Mapping[str, Sequence[int | None]]) -> dict[str, Any]:
        typed_weight = self._typed(rep, "weight")
        line = {
            **{"month": self.goal.month, "team": self.goal.team, "rep": rep, "role": self.goal.role},
            "weight": typed_weight if text(typed_weight) else self.proposed[rep],
            "weight.proposed": self.proposed[rep],
        }
        for count, parts in shares.items():
            typed = self._typed(rep, f"{count}.target")
            allocated = None if text(typed) else parts[place]
            line |= {f"{count}.target": typed if text(typed) else allocated, f"{count}.allocated": allocated}
        return line

    def _typed(self, rep: str, column: str) -> Any:
        return self.typed[rep][1].get(column) if rep in self.typed else None

    def _weight(self, rep: str, problems: list[Problem]) -> float:
        typed = self._typed(rep, "weight")
        known = number(typed)
        if text(typed) and (known is None or known < 0):
            shown = {"value": text(typed)}
            row = self.typed[rep][0]
            problems.append(Problem("error", row, "weight", text(typed), "reason.rep_weight", shown))
            known = None
        return self.proposed[rep] if known is None else known

    def _fixed(self, rep: str, count: str, problems: list[Problem]) -> int | None:
        """The part that was typed, None where none was; what is no part counts as 0."""
        typed = self._typed(rep, f"{count}.target")
        if not text(typed):
            return None
        known = number(typed)
        if known is None or known < 0 or not known.is_integer():
            column, shown = f"{count}.target", {"count": count, "value": text(typed)}
            row = self.typed[rep][0]
            problems.append(Problem("error", row, column, text(typed), "reason.rep_target", shown))
        return max(0, math.ceil(known)) if known is not None else 0


def _past_shares(goal: TypedTarget, reps: Sequence[str], department: Department) -> dict[str, float]:
    """What each of `reps` did of the goal in the months before, as a share of what they did together."""
    sums = department.sums(shift_month(goal.month, -TRAILING), shift_month(goal.month, -1))
    done = sums[sums["team"] == goal.group].groupby("rep")[goal.goal].sum().to_dict()
    total = sum(float(done.get(rep, 0)) for rep in reps)
    return {rep: round(float(done.get(rep, 0)) / total, 6) if total else 0.0 for rep in reps}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _typed_rows(typed: pd.DataFrame, closed_before: date) -> dict[_Key, tuple[int, Mapping[str, Any]]]:
    """The rows of RepTargets in which something is typed, and all of closed months: row number and cells by
    month, team, rep."""
    columns = ("weight", *(f"{count}.target" for count in TARGETED))
    rows: dict[_Key, tuple[int, Mapping[str, Any]]] = {}
    for row, cells in enumerate(_records(typed)):
        month, team, rep = first_of_month(cells.get("month")), text(cells.get("team")), text(cells.get("rep"))
        if month and rep and (month < closed_before or any(text(cells.get(column)) for column in columns)):
            names = [key_of(name, (UNASSIGNED,)) or name for name in (team, rep)]
            rows.setdefault((month, names[0], names[1]), (row, cells))
    return rows
