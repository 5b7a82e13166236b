"""The rows of TeamTargets as people typed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.benchmarks import role_key
from sheetkpi.model.calendar import FIRST_YEAR
from sheetkpi.model.chain import ASSUMED, TARGETED, number
from sheetkpi.model.people import Problem
from sheetkpi.model.proposals import Proposal
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.targetgroups import group_name
from sheetkpi.model.views import ALL


@dataclass(frozen=True)
class TypedTarget:
    """One row of TeamTargets as typed: `goal` is the key of `goal_word`, or "" where that cannot be a goal;
    `assumed` has only what stands in place of a proposal, `proposed` the proposals that the row holds.
    `role` is "" in a row for everybody of the team whose role has no row."""

    row: int
    month: date
    team: str
    role: str
    goal_word: str
    goal: str
    goal_value: Any
    assumed: Mapping[str, Any]
    proposed: Mapping[str, Proposal]

    @property
    def key(self) -> tuple[date, str, str]:
        """What tells the row from others."""
        return self.month, self.team, role_key(self.role)

    @property
    def group(self) -> str:
        """The team that its reps are in the department by roles (see `Department.by_role`)."""
        return group_name(self.team, self.role)

    @property
    def named(self) -> str:
        """The team, and the role where there is one, as people read it."""
        return f"{self.team} {self.role}".strip()


def roles_of(targets: Iterable[tuple[date, str, str]]) -> dict[date, dict[str, set[str]]]:
    """The roles that have rows of their own, by month and team; `targets` are month, team and role."""
    found: dict[date, dict[str, set[str]]] = {}
    for month, team, role in targets:
        if role_key(role):
            found.setdefault(month, {}).setdefault(team, set()).add(role_key(role))
    return found


def typed_targets(typed: pd.DataFrame) -> tuple[list[TypedTarget], list[Problem]]:
    """The rows of `typed` that name a month and a team, and what is wrong with the others."""
    targets: dict[tuple[date, str, str], TypedTarget] = {}
    problems: list[Problem] = []
    spelled: dict[str, str] = {}
    for row, cells in enumerate(typed.to_dict("records")):
        month, team = first_of_month(cells.get("month")), text(cells.get("team"))
        if month is None and (team or text(cells.get("month"))):
            shown = {"value": text(cells.get("month"))}
            problems.append(Problem("error", row, "month", shown["value"], "reason.target_month", shown))
        if month is not None and not team and text(cells.get("goal_value")):
            problems.append(Problem("error", row, "team", "", "reason.target_team", {}))
        if month is None or not team:
            continue
        name, role = key_of(team, (UNASSIGNED, ALL)) or team, text(cells.get("role"))
        key = month, name, role_key(role)
        if key in targets:
            shown = {"team": f"{team} {role}".strip(), "month": f"{month:%Y-%m}"}
            problems.append(Problem("error", row, "team", team, "reason.target_twice", shown))
            continue
        assumed = {divisor: cells.get(f"{divisor}.assumed") for divisor in ASSUMED}
        word = text(cells.get("goal"))
        targets[key] = TypedTarget(
            *(row, month, name, role, word),
            _goal(word, spelled),
            cells.get("goal_value"),
            {divisor: value for divisor, value in assumed.items() if text(value)},
            {
                divisor: Proposal(value, text(cells.get(f"{divisor}.proposed_from")))
                for divisor in ASSUMED
                if (value := number(cells.get(f"{divisor}.proposed"))) is not None
            },
        )
    return list(targets.values()), problems


def _goal(word: str, spelled: dict[str, str]) -> str:
    """The key of the count that `word` names in either language, else "".

    The formulas of a workbook look for one spelling, the first in the table: `spelled` remembers it, and
    another one is no goal.
    """
    key = key_of(word, TARGETED)
    if key is None or spelled.setdefault(key, word.casefold()) != word.casefold():
        return ""
    return key


def first_of_month(value: Any) -> date | None:
    """The month in a cell: the first of a month as a date or as text that names that day; else None."""
    return None if isinstance(value, (int, float)) or not text(value) else _first_of_month(value)


@lru_cache(maxsize=1024, typed=True)
def _first_of_month(value: Any) -> date | None:
    """The same of a date or text: hundreds of rows are of few months."""
    stamp = pd.to_datetime(value, errors="coerce")
    if pd.isna(stamp) or stamp.year < FIRST_YEAR:
        return None
    return stamp.date() if stamp.day == 1 else None


def text(value: Any) -> str:
    """A cell's content as text, "" for an empty one."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value).strip()
