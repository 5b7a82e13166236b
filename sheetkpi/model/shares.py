"""The views that a refresh makes of everybody together, made for each rep or each team apart.

All of them at once: a view for each of two hundred reps would take a hundred times as long as one for all.
Their verdicts are those of a single look; `ownlooks` judges them by all that one recipient gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.verdicts import with_bands, with_own_mix
from sheetkpi.model.views import ALL, UNKNOWN, Span, chart_months, monthly_view, source_view
from sheetkpi.model.windows import with_windows

_APART = "\x1f"
"""Stands between a name and a lead source; no cell holds it (a unit separator of ASCII)."""


def sources_apart(
    facts: pd.DataFrame,
    by: str,
    month: date,
    bands: Bands,
    tree: KpiTree,
    late: LateStages | None = None,
) -> pd.DataFrame:
    """SourceKPI with its bands for each `by` ("rep" or "team"), which is a column before `lead_source`.

    `facts` are those of `report.with_months`, `late` as in `windows.with_windows`. By name, then lead source,
    the unknown one last.
    """

    def joined(frame: pd.DataFrame) -> pd.DataFrame:
        whose = frame[by].astype("str") + _APART + frame["lead_source"].astype("str")
        return frame.assign(lead_source=whose.astype("category"))

    facts = joined(facts)
    view = source_view(facts[facts["month"] == pd.Timestamp(month)], tree)
    own = late.told_apart(joined) if late else None
    view = with_windows(view, facts, "lead_source", bands, tree, month, late=own)
    parts = view["lead_source"].str.split(_APART, n=1, expand=True).reindex(columns=[0, 1])
    view = view.assign(lead_source=parts[1])
    view.insert(0, by, parts[0])
    unknown_last = view["lead_source"] == UNKNOWN
    view = view.assign(unknown=unknown_last).sort_values([by, "unknown", "lead_source"], kind="stable")
    return with_bands(view.drop(columns="unknown").reset_index(drop=True), bands, tree)


def months_apart(
    facts: pd.DataFrame,
    by: str,
    months: Sequence[Span],
    bands: Bands,
    tree: KpiTree,
    late: LateStages | None = None,
) -> pd.DataFrame:
    """MonthlyKPI with its bands for each `by`, who stands in the column `team`."""
    names = sorted(set(facts[by].astype("str")))
    facts = facts.assign(team=facts[by])
    nobody = pd.DataFrame({"rep": [], "team": []}, dtype="str")
    view = monthly_view(facts, months, nobody, names, tree)
    own = late.told_apart(lambda frame: frame.assign(team=frame[by])) if late else None
    view = with_windows(view, facts, "team", bands, tree, late=own)
    view = with_own_mix(view, facts, ["month", "team"], bands)
    return with_bands(view[view["team"] != ALL].reset_index(drop=True), bands, tree)


def empty_months(months: Sequence[Span], tree: KpiTree) -> pd.DataFrame:
    """ChartMonths of somebody without any data, of whom nothing is measured in any of `months`; zeros where
    everything is."""
    unknown = [
        span if span.measured.is_everything else replace(span, measured=Measured({})) for span in months
    ]
    nothing = pd.DataFrame({key: pd.Series(dtype="float64") for key in ("month", *tree.counts)})
    return chart_months(nothing.astype({"month": "datetime64[s]"}), unknown, tree)
