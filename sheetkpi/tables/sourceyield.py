"""SourceYield: the lead sources that brought most meetings, on the page for executives.

The sources are chosen by the refresh; every figure is a formula on its cell in SourceKPI or Costs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import ANY_NUMBER, Column, exactly
from sheetkpi.tables.costs import TOO_FEW, cost_of_month
from sheetkpi.tables.spec import NOBODY, Table

SHOWN = 6
"""Lead sources at most: the page is one sheet of paper."""

PER = 100
"""Calls that the yield is told for."""

_SOURCE = exactly("[@[{lead_source}]]")
_COST = cost_of_month(f"Costs[{{Costs:lead_source}}],{_SOURCE},")


def _of_source(column: str) -> str:
    cells, names = (f"SourceKPI[{{SourceKPI:{key}}}]" for key in (column, "lead_source"))
    where = f"{names},{_SOURCE}"
    return f'=IF(COUNTIFS({where},{cells},{ANY_NUMBER})=0,"",SUMIFS({cells},{where}))'


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    view = month.views.get("SourceKPI")
    if view is None:
        return None
    best = view.sort_values("meetings", ascending=False, kind="stable").head(SHOWN)
    columns = {key: best[key] for key in ("lead_source", "calls", "meetings", "wins", "won_amount")}
    costs = month.costs.by_source
    known = pd.Series([costs.get(str(source), np.nan) for source in best["lead_source"]], index=best.index)
    calls, meetings = (best[key].astype("float64") for key in ("calls", "meetings"))
    return pd.DataFrame(
        {
            **columns,
            "meetings_per_calls": (meetings / calls.where(calls > 0) * PER),
            "cost": known.where(known > 0),
            "cost_per_meeting": (known / meetings.where(meetings > 0)).where(known > 0),
        }
    ).reset_index(drop=True)


TABLE = Table(
    "SourceYield",
    ("lead_source",),
    "executive",
    "look",
    (
        Column("lead_source"),
        *(Column(key, "count", formula=_of_source(key)) for key in ("calls", "meetings")),
        Column(
            "meetings_per_calls",
            "number",
            formula=f'=IFERROR(IF([@[{{meetings}}]]="","",[@[{{meetings}}]]/[@[{{calls}}]]*{PER}),"")',
        ),
        Column("wins", "count", formula=_of_source("wins")),
        Column("won_amount", "money", formula=_of_source("won_amount")),
        Column(
            "cost",
            "money",
            formula=f'=IFERROR(IF(OR({TOO_FEW},{_COST}=0),"",{_COST}),"")',
        ),
        Column(
            "cost_per_meeting",
            "money",
            formula='=IFERROR(IF([@[{cost}]]="","",[@[{cost}]]/[@[{meetings}]]),"")',
        ),
    ),
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
