"""RepTargets: the team's target divided among its reps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.model.chain import TARGETED
from sheetkpi.model.kpimonth import TARGETS
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
    ),
    frame=lambda month: month.targets.reps if month.wants(TARGETS) else None,
    audience=Audience(Handed("own", abridged=without_weights), OWN),
    by_month=True,
)
