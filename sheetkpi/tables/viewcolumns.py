"""Columns that several views have: their KPIs, bands, and shares of targets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from sheetkpi.model.leadsheld import CALL_RATE
from sheetkpi.model.metrics import TARGET_MEETINGS, KpiTree
from sheetkpi.tables.bandcolumns import Roles, band_columns
from sheetkpi.tables.columns import Column, kpi_column

SHARES = tuple(
    Column(f"{count}.target", "count", folded=count == "connects", tier="target")
    for count in ("meetings", "calls", "connects")
)
"""The part of a rep's targets that falls to a day or a week."""


def kpi_columns(tree: KpiTree) -> tuple[Column, ...]:
    """All KPIs.

    >>> [column.key for column in kpi_columns(KpiTree())][:3]
    ['meetings', 'opportunities', 'wins']
    """
    return tuple(kpi_column(kpi) for kpi in tree)


PIPELINE = Column("pipeline_amount", "money", tier="outcome")
"""What the open deals of a row are worth: a stock beside the counts of the month."""


CALL_RATE_COLUMN = replace(kpi_column(CALL_RATE), measured="")
"""The call rate where it stands in sight."""
LEADS = (
    Column("leads_held", "count", folded=True, tier="process"),
    Column("leads_called", "count", folded=True, tier="process"),
    replace(CALL_RATE_COLUMN, folded=True),
)
"""How far call lists have been worked through: another stock."""


def with_stock_columns(columns: tuple[Column, ...], *, folded: bool = False) -> tuple[Column, ...]:
    """`columns` with the pipeline behind the won amount, which it comes before in time, and the leads of call
    lists before the connect rate. The pipeline is `folded` away where there is no room for it on paper."""
    found: list[Column] = []
    for column in columns:
        found += LEADS if column.key == "connect_rate" else ()
        found.append(column)
        found += (replace(PIPELINE, folded=folded),) if column.key == "won_amount" else ()
    return tuple(found)


def other_meetings(tree: KpiTree) -> tuple[Column, ...]:
    """The meetings held and accepted, for views that show those set alone: only where a target means them."""
    keys = [key for key in TARGET_MEETINGS.values() if key != "meetings"]
    return tuple(replace(kpi_column(tree[key]), folded=False, tier="target", on_demand=True) for key in keys)


def with_meetings_meant(view: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """`view` without those of `other_meetings` that no target means."""
    others = {column.key for column in other_meetings(tree)} - {tree.target_meeting}
    return view.drop(columns=[column for column in view if column in others])


def brief_columns(tree: KpiTree) -> tuple[Column, ...]:
    """All KPIs, those of the activity tier folded away."""
    columns = kpi_columns(tree)
    return tuple(replace(column, folded=True) if column.tier == "activity" else column for column in columns)


def roles_of(tree: KpiTree, *, has_roles: bool = False) -> Roles:
    """How formulas take bands of roles: those of a view whose rows have roles, and all others."""
    return None if not tree.by_role else "own" if has_roles else "others"


def all_band_columns(
    tree: KpiTree,
    windowed: Collection[str],
    mix: tuple[Column, ...] = (),
    *,
    by_source: bool = False,
    has_roles: bool = False,
) -> tuple[Column, ...]:
    """The band columns of all rates that are in sight. `mix` are those of the meeting rate's band by the lead
    sources of the row's leads; `by_source` rows are lead sources, with bands of their own; those of
    a view that `has_roles` are reps."""
    roles = roles_of(tree, has_roles=has_roles)
    columns: list[Column] = []
    for kpi in (kpi for kpi in tree.rates if not kpi.folded):
        mixed = bool(mix) and kpi.key == "meeting_rate"
        columns += band_columns(kpi, windowed, by_source=by_source, mixed=mixed, roles=roles)
        columns += mix if mixed else ()
    return tuple(columns)
