"""CallLists: how far each list has been worked through, by rep."""

from __future__ import annotations

from sheetkpi.model.leadsheld import lists_view
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import OF_MEMBERS, OWN, Audience, Table, ViewPage
from sheetkpi.tables.viewcolumns import CALL_RATE_COLUMN

TABLE = Table(
    "CallLists",
    ("list", "rep", "team"),
    "call_lists",
    "look",
    (
        Column("list", may_name=True),
        Column("rep"),
        Column("team"),
        Column("leads_held", "count"),
        Column("leads_called", "count"),
        Column("leads_left", "count"),
        CALL_RATE_COLUMN,
    ),
    frame=lambda month: month.with_members(lists_view(month.leads_worded, month.roster.labels)),
    audience=Audience(OWN, OF_MEMBERS),
    page=ViewPage(fixed=3),
    ordered=True,
)
