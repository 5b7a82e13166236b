"""Reasons: why people say no and why deals are lost, with the change against the month before."""

from __future__ import annotations

from sheetkpi.tables.columns import Column, share
from sheetkpi.tables.spec import OF_MEMBERS, OWN, Audience, Table, ViewPage

_CHANGE = '=IF(OR([@[{share}]]="",[@[{share_before}]]=""),"",[@[{share}]]-[@[{share_before}]])'

TABLE = Table(
    "Reasons",
    ("team", "rep", "lead_source", "outcome", "reason"),
    "reasons",
    "look",
    (
        Column("team"),
        Column("rep"),
        Column("lead_source"),
        Column("outcome"),
        Column("reason", may_name=True),
        Column("count", "count"),
        Column("share", "rate", formula=share("[@[{count}]]", "[@[{all_reasons}]]")),
        Column("count_before", "count"),
        Column("share_before", "rate", formula=share("[@[{count_before}]]", "[@[{all_reasons_before}]]")),
        Column("change", "gap", formula=_CHANGE),
        Column("all_reasons", "count", folded=True),
        Column("all_reasons_before", "count", folded=True),
    ),
    frame=lambda month: month.with_members(month.reasons),
    audience=Audience(OWN, OF_MEMBERS),
    page=ViewPage(fixed=5, totals=True, hidden=True, upright=True),
    ordered=True,
    appears=True,
)
