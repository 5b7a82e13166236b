"""FirstResponse: how fast leads are touched after they came in, by lead source and team."""

from __future__ import annotations

import pandas as pd

from sheetkpi.language import say
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.views import ALL, UNKNOWN
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

_AS_FOUND = ("leads", "touched", "within_day", "untouched_late", "not_measured")


COLUMNS = (
    Column("response_by"),
    Column("response_of"),
    Column("leads", "count"),
    Column("touched", "count"),
    Column("median_days", "number"),
    Column("within_day", "rate"),
    Column("untouched_late", "count"),
    Column("not_measured", "count", folded=True),
)


def _frame(month: KpiMonth) -> pd.DataFrame:
    if "FirstResponse" not in month.wanted or month.lead_work is None:
        return pd.DataFrame(columns=[column.key for column in COLUMNS])
    found, language = month.lead_work.responses, month.settings.language
    kinds = [say(f"leads.by.{by or 'all'}", language) for by in found["by"]]
    nobody = {"team": UNASSIGNED, "lead_source": UNKNOWN}
    names = [
        say(name, language) if name in (ALL, UNKNOWN) else name or say(nobody[by], language)
        for by, name in zip(found["by"], found["name"], strict=True)
    ]
    return pd.DataFrame(
        {
            "response_by": kinds,
            "response_of": names,
            "median_days": found["median"].to_numpy(),
            **{key: found[key].to_numpy() for key in _AS_FOUND},
        }
    )


TABLE = Table(
    "FirstResponse",
    ("response_by", "response_of"),
    "list_analysis",
    "look",
    COLUMNS,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
)
