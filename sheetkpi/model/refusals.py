"""Why people say no, and why deals are lost: the month's reasons beside those of the month before.

A no said on the phone and a deal lost are kept apart; neither changes what a result means. The change is one
of shares, for a month that still runs has fewer of every reason.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sheetkpi.model.sums import Name
from sheetkpi.model.views import ALL, UNKNOWN, ordered

REASONS = (
    *("refusal.timing", "refusal.competitor", "refusal.budget", "refusal.need", "refusal.person"),
    *("refusal.in_house", "refusal.features", "refusal.silent"),
)
"""The reasons that the product knows; others are people's own words."""

UNSAID = "refusal.unsaid"
"""A deal lost in a file that has a column of reasons, but none there."""
OTHER = "refusal.other"
"""Reasons in people's own words beyond the `OWN` most frequent."""
OWN = 12

SAID_NO, LOST = "refusal.no", "refusal.lost"
"""What came to nothing: a conversation, a deal."""

COLUMNS = (
    *("team", "rep", "lead_source", "outcome", "reason", "count", "share", "count_before", "share_before"),
    *("change", "all_reasons", "all_reasons_before"),
)


def reasons_view(
    refusals: pd.DataFrame | None, before: pd.DataFrame | None, teams: Sequence[str], reps: Sequence[str]
) -> pd.DataFrame:
    """Reasons: of everybody, each team with its reps (in the orders given) and each lead source, the outcomes
    with their reasons, the most frequent first.

    `refusals` and `before` are the rows of `Activity.refusals` of the month shown and of the one before it,
    with words for nobody. `team`, `rep` and `lead_source` are "" where a row is of no one of them. Shares are
    of all reasons known of the row's outcome; NaN where there are none.
    """
    if refusals is None or before is None or refusals.empty:
        return pd.DataFrame({column: [] for column in COLUMNS})
    whole = _grouped(pd.concat([refusals.assign(now=True), before.assign(now=False)], ignore_index=True))
    tables = [
        _of_names(whole.assign(team=ALL, rep="", lead_source="")),
        _of_names(whole.assign(rep="", lead_source="")),
        _of_names(whole.assign(lead_source="")),
        _of_names(whole.assign(team="", rep="")),
    ]
    found = pd.concat(tables, ignore_index=True)
    found = found[found["all_reasons"] > 0]  # somebody without any this month has no row
    team_rank = _ranks(found["team"], [ALL, *teams])
    rep_rank = _ranks(found["rep"], ["", *reps])
    order = np.lexsort(
        [
            found["reason"].to_numpy(str),
            -found["count_before"].to_numpy(),
            -found["count"].to_numpy(),
            found["outcome"].eq(LOST).to_numpy(),
            found["lead_source"].eq(UNKNOWN).to_numpy(),
            found["lead_source"].to_numpy(str),
            np.array([rep_rank[name] for name in found["rep"]]),
            np.array([team_rank[name] for name in found["team"]]),
            found["lead_source"].ne("").to_numpy(),
        ]
    )
    found = found.iloc[order].reset_index(drop=True)
    share = _ratio(found["count"], found["all_reasons"])
    share_before = _ratio(found["count_before"], found["all_reasons_before"])
    found = found.assign(share=share, share_before=share_before, change=share - share_before)
    return found[list(COLUMNS)]


def most_named(view: pd.DataFrame, most: int = 3) -> dict[tuple[Name, str], list[tuple[str, int, float]]]:
    """By team or rep (team, rep: see `reasons_view`) and outcome, the reasons most often named: each with its
    count and share. Nobody for whom reasons are few is in it, and no words of people's own, which may name
    somebody.

    >>> most_named(reasons_view(None, None, [], []))
    {}
    """
    own = view[(view["lead_source"] == "") & (view["count"] > 0) & view["reason"].isin(REASONS)]
    own = own[own.groupby(["team", "rep", "outcome"])["all_reasons"].transform("first") >= TELLING]
    found: dict[tuple[Name, str], list[tuple[str, int, float]]] = {}
    for team, rep, outcome, reason, count, share in zip(
        *(own[key] for key in ("team", "rep", "outcome", "reason", "count", "share")), strict=True
    ):
        named = found.setdefault(((str(team), str(rep)), str(outcome)), [])
        if len(named) < most:
            named.append((str(reason), round(count), share))
    return found


TELLING = 5
"""Reasons that have to be known of somebody before advice names any."""


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """How many records of `rows` there are `now` and before, by words for outcomes, without people's own
    words that are rare."""
    reason = rows["reason"].astype("str")
    own = rows.loc[~reason.str.startswith("refusal."), ["reason", "records"]]
    frequent = own.groupby("reason")["records"].sum().sort_values(ascending=False, kind="stable").index[:OWN]
    reason = reason.where(reason.str.startswith("refusal.") | reason.isin(frequent), OTHER)
    outcome = pd.Categorical.from_codes(rows["lost"].to_numpy(dtype=np.int8), pd.Index([SAID_NO, LOST]))
    told = rows.assign(
        reason=reason.astype("category"),
        outcome=outcome,
        count=rows["records"].where(rows["now"], 0),
        count_before=rows["records"].mask(rows["now"], 0),
    )
    return _summed(told, [*_NAMES, "reason"]).astype(dict.fromkeys([*_NAMES, "reason"], "str"))


_NAMES = ["team", "rep", "lead_source", "outcome"]


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.groupby(keys, sort=False, observed=True)[["count", "count_before"]].sum().reset_index()


def _of_names(rows: pd.DataFrame) -> pd.DataFrame:
    sums = _summed(rows, [*_NAMES, "reason"])
    totals = sums.groupby(_NAMES, sort=False)[["count", "count_before"]].transform("sum")
    return sums.assign(all_reasons=totals["count"], all_reasons_before=totals["count_before"])


def _ranks(names: pd.Series, order: Sequence[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(ordered(names, order))}


def _ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    return above / below.where(below > 0)
