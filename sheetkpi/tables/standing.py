"""Standing: a rep's figures beside the range in which the colleagues' average lies. Only in the workbooks
handed out to reps; in the KPI workbook itself the sheet is hidden and empty.
"""

from __future__ import annotations

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import HIDDEN, Audience, Handed, Table

TABLE = Table(
    "Standing",
    ("kpi",),
    "standing",
    "look",
    (
        Column("kpi"),
        Column("actual", "number"),
        Column("peers", "count"),
        Column("colleagues_average"),
        Column("against"),
        Column("remark"),
    ),
    frame="distributing",
    audience=Audience(Handed("apart"), HIDDEN),
    ordered=True,
)
