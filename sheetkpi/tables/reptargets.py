"""RepTargets: the team's target divided among its reps.

Where roles have rows in TeamTargets each rep's row says which of them it is part of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.model.chain import TARGETED
from sheetkpi.model.kpimonth import TARGETS, KpiMonth
from sheetkpi.tables.columns import Column, kind_of
from sheetkpi.tables.spec import OWN, Audience, Handed, Table

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS = ("weight", "weight.proposed")


def without_weights(targets: pd.DataFrame) -> pd.DataFrame:
    """`targets` without weights: one's share of what the team did tells what the others did."""
    return targets.assign(**{column: None for column in WEIGHTS if column in targets})


def _allocated(count: str) -> tuple[Column, Column]:
    kind = kind_of(count)
    own = f'=IF([@[{{{count}.allocated}}]]="","",[@[{{{count}.allocated}}]])'
    return (
        Column(f"{count}.target", kind, formula=own, typed=True, tier="target"),
        Column(f"{count}.allocated", kind, folded=True, tier="target"),
    )


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if not month.wants(TARGETS):
        return None
    reps = month.targets.reps
    return reps if month.tree.targets_by_role else reps.drop(columns="role")


TABLE = Table(
    "RepTargets",
    ("month", "team", "rep"),
    "rep_targets",
    "enter",
    (
        Column("month", "month"),
        Column("team"),
        Column("rep"),
        Column(
            "weight", "number", formula='=IF([@[{weight.proposed}]]="","",[@[{weight.proposed}]])', typed=True
        ),
        Column("weight.proposed", "number", folded=True),
        *(column for count in TARGETED[::-1] for column in _allocated(count)),
        Column("role", on_demand=True),
    ),
    frame=_frame,
    audience=Audience(Handed("own", abridged=without_weights), OWN),
    by_month=True,
)
