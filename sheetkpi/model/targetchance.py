"""How likely the targets of teams are reached, by what each team did in its own months, and what that says of
them: too high, fair, too low. The market's band is said beside it, and what was ever called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from sheetkpi.language import Language, key_of, say
from sheetkpi.model.calendar import month_bounds
from sheetkpi.model.chain import TARGETED, number
from sheetkpi.model.feasibility import FAIR, HIGH, LOW
from sheetkpi.model.forecast import chance
from sheetkpi.model.landing import landings
from sheetkpi.model.targetgroups import group_name
from sheetkpi.model.targets import Department
from sheetkpi.model.typedtargets import roles_of, text

UNLIKELY, NEARLY_SURE = 0.3, 0.9
"""Chances below which a target is too high, and above which it is too low."""

REACHING_COLUMNS = ("chance", "chance_goal", "landing_rest", "landing_shape")


def with_chances(teams: pd.DataFrame, department: Department, months: Iterable[date] = ()) -> pd.DataFrame:
    """TeamTargets with `REACHING_COLUMNS`, and with the verdict and reason that follow from the chance.

    The chance of a row's goal is that of the team's month as forecast from the months before it, for months
    from `Department.closed_before` on and for `months`. `landing_rest` and `landing_shape` are what the live
    formula is made of (see `forecast.chance`), `chance_goal` the goal they are of: another goal typed since
    has no chance until the next refresh. None where there is no past to judge by; the verdict is then that
    of `feasibility`.
    """
    last = department.facts["date"].max() if len(department.facts) else None
    asked = set(months)
    rows = teams.to_dict("records")
    goals = [key_of(text(row["goal"]), TARGETED) for row in rows]
    wanted: dict[date, set[str]] = {}
    for row, goal in zip(rows, goals, strict=True):
        month = row["month"].date()
        if goal and number(row["goal_value"]) and (month >= department.closed_before or month in asked):
            wanted.setdefault(month, set()).add(goal)
    roles = roles_of((row["month"].date(), str(row["team"]), _role(row)) for row in rows)
    landed: dict[tuple[date, str, str], dict[Any, Any]] = {}
    for month, counts in wanted.items():
        before = month_bounds(month, department.settings.closing_day)[0] - timedelta(1)
        until = min(before, last.date()) if last is not None else before
        apart = department.by_role(month, roles.get(month, {}))
        found = landings(apart, month, until, [count for count in TARGETED if count in counts])
        for one in found[found["rep"] == ""].to_dict("records"):
            landed[month, one["kpi"], one["team"]] = one
    added = []
    for row, goal in zip(rows, goals, strict=True):
        group = group_name(str(row["team"]), _role(row))
        known = landed.get((row["month"].date(), goal or "", group))
        added.append(_row(row, known, goal or "", department))
    names = (*REACHING_COLUMNS, "feasibility", "feasibility_reason")
    columns = {
        name: pd.Series([row.get(name) for row in added], index=teams.index, dtype=object) for name in names
    }
    return teams.assign(**columns)


def _role(row: dict[Any, Any]) -> str:
    return str(row.get("role") or "")


def _row(
    row: dict[Any, Any], landed: dict[Any, Any] | None, goal: str, department: Department
) -> dict[str, Any]:
    verdict = {name: row[name] for name in ("feasibility", "feasibility_reason")}
    wanted = number(row["goal_value"])
    if landed is None or wanted is None or wanted <= 0 or pd.isna(landed["shape"]) or not landed["rest"] > 0:
        return verdict
    rest, shape = float(landed["rest"]), float(landed["shape"])
    likely = chance(wanted - (0 if goal == "won_amount" else 0.5), rest, shape)
    return {
        **{"chance": likely, "chance_goal": row["goal"], "landing_rest": rest, "landing_shape": shape},
        "feasibility": HIGH if likely < UNLIKELY else LOW if likely > NEARLY_SURE else FAIR,
        "feasibility_reason": _reason(likely, row["feasibility_reason"], department.settings.language),
    }


def _reason(likely: float, beside: str | None, language: Language) -> str:
    """The chance, and how the target stands to the band and to what was ever called."""
    before, after = (say(f"feasibility.chance_{end}", language) for end in ("before", "after"))
    known = beside and beside != "feasibility.reason_unknown"
    return f"{before}{likely:.0%}{after}{say(str(beside), language) if known else ''}"
