"""TeamSources: each team's connects by lead source, with the meeting-rate band of that source."""

from __future__ import annotations

from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.tables.bandcolumns import band_columns
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table


def _where_named(formula: str) -> str:
    """`formula`, but empty in the blank row of a table that has none, and where it fails."""
    return f'=IF([@[{{team}}]]="","",IFERROR({formula.removeprefix("=")},""))'


def _columns() -> tuple[Column, ...]:
    meeting_rate = next(kpi for kpi in BUILT_IN if kpi.key == "meeting_rate")
    edges = {
        column.key.partition(".")[2]: column.formula
        for column in band_columns(meeting_rate, by_source=True)
        if column.key.endswith((".low", ".high"))
    }
    return (
        Column("team"),
        Column("lead_source"),
        Column("connects", "count"),
        *(Column(edge, "rate", formula=_where_named(formula)) for edge, formula in edges.items()),
        *(
            Column(f"{edge}_part", "number", formula=_where_named(f"=[@[{{{edge}}}]]*[@[{{connects}}]]"))
            for edge in edges
        ),
    )


TABLE = Table(
    "TeamSources",
    ("team", "lead_source"),
    "charts",
    "set",
    _columns(),
    frame=lambda month: month.views.get("TeamSources"),
    audience=Audience(Handed("none", "hidden"), Handed("apart", "hidden")),
    ordered=True,
)
